// Around the week's questions: a calendar file, what the coach sees, and the way out in two taps.

import { pause } from '../../wake.js';
import { at, fill, get, h, isLost, post, put, told } from '../common.js';
import { asked, plainDay, words, working } from '../parts.js';
import { takeSecret } from './secret.js';

const says = words.page;
const AGAIN = 2000; // ms until what the coach sees is asked for again

/** A link that was opened once more is asked about at the door; this client's own leads back here. */
function follow() {
  const secret = takeSecret();
  if (secret) location.replace(at(`check-in?door=1#${secret}`));
}

function calendar(form) {
  const [date, time, file] = ['day', 'time', 'file'].map((name) => form.querySelector(`#calendar-${name}`));
  const linked = form.querySelector('#calendar-link');
  const show = () => {
    const chosen = `day=${date.value}&time=${encodeURIComponent(time.value || '19:00')}${linked.checked ? '&link=1' : ''}`;
    file.href = at(`check-in/calendar.ics?${chosen}`);
  };
  form.addEventListener('change', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  show();
}

function sees(place) {
  const form = place.querySelector('[data-parts]');
  const [problem, status, send] = ['.problem', '[role=status]', '[type=submit]'].map((one) => form.querySelector(one));
  const boxes = [...form.querySelectorAll('[name=parts]')];
  const show = ({ consent }) => {
    if (!consent) return;
    place.querySelector('[data-sees]').textContent = fill(says.sees.text, { date: plainDay(consent.on) });
    place.querySelector('[data-about]').textContent = [
      told.kinds[consent.kind] && fill(says.sees.about, { kind: told.kinds[consent.kind] }),
      consent.text && fill(says.sees.version, { text: consent.text }),
    ].filter(Boolean).join(' · ');
    for (const box of boxes) box.checked = consent.parts.includes(box.value);
    form.hidden = false; // not before: boxes that stand empty would be kept as a choice
  };
  async function learn() {
    for (;;) {
      try {
        return show(await get('api/check-in/me'));
      } catch (error) {
        place.querySelector('[data-sees]').textContent = error.message;
        if (!isLost(error)) return null;
        await pause(AGAIN);
      }
    }
  }
  form.addEventListener('change', () => { status.textContent = ''; });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const parts = boxes.filter((box) => box.checked).map(({ value }) => value);
    if (!parts.length) {
      problem.textContent = says.sees.none;
      return;
    }
    working(send, problem, async () => {
      await post('api/check-in/parts', { parts });
      const still = boxes.every((box) => box.checked === parts.includes(box.value));
      status.textContent = still ? says.sees.kept : '';
    });
  });
  learn();
}

function stopped(place) {
  const heading = h('h1', { tabindex: '-1' }, says.withdraw.done);
  put(place, heading, h('p', { class: 'lead' }, says.withdraw.after),
    h('p', { class: 'row' }, h('a', { class: 'cw-button', href: at('workbook/journal') }, says.withdraw.go_on),
      h('a', { class: 'cw-button cw-quiet', href: at('record') }, says.withdraw.record)));
  heading.focus();
  window.scrollTo(0, 0);
}

export function weekPage(place) {
  follow();
  window.addEventListener('hashchange', follow);
  calendar(place.querySelector('[data-calendar]'));
  sees(place);
  const { stop, sure, yes, no } = says.withdraw;
  place.querySelector('[data-stop]').append(asked(stop, { question: sure, yes, no }, async () => {
    await post('api/check-in/withdraw');
    stopped(place);
  }));
}
