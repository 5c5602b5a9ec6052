// The door of a client: the link is asked about, then consent is asked for, then the check-in opens.

import { pause } from '../../wake.js';
import { at, h, isLost, post, told as page } from '../common.js';
import { copied, leaving, words, working } from '../parts.js';
import { secretIn, takeSecret } from './secret.js';

const AGAIN = 2000; // ms until a link is asked about again that got no answer

/** Why the server said no, in this page's own words if it has some. */
const kindly = (error) => words.refused[error.rule] || error.message;

export function doorPage(place) {
  const find = (what) => place.querySelector(what);
  const states = [...place.querySelectorAll('[data-state]')];
  const form = find('[data-consent]');
  const problem = form.querySelector('.problem');
  const people = find('[data-people]');
  const agree = form.querySelector('[type=submit]');
  let secret = '';
  let told = {}; // what the server said of the link and of this browser

  function show(name) {
    for (const state of states) state.hidden = state.dataset.state !== name;
    const heading = states.find((state) => !state.hidden).querySelector('h1[tabindex]');
    if (heading) heading.focus();
    window.scrollTo(0, 0);
  }

  async function knock(wanted) {
    secret = wanted;
    show('checking');
    try {
      told = await post('api/check-in', { secret });
    } catch (error) {
      if (isLost(error)) {
        find('[data-state=checking] .coming').textContent = error.message;
        await pause(AGAIN);
        return knock(wanted);
      }
      find('[data-why]').textContent = kindly(error);
      show('refused');
      return;
    }
    if (told.state === 'open') return location.replace(at('check-in'));
    find('[data-record]').hidden = !told.record;
    for (const known of people.querySelectorAll('[data-known]')) known.remove();
    for (const { id, kind, name } of (told.relationships || []).slice().reverse()) {
      people.prepend(h('label', { class: 'cw-option', 'data-known': true }, h('input', { type: 'radio', name: 'who', value: `about:${id}` }),
        h('span', {}, name, name !== page.kinds[kind] && h('small', {}, page.kinds[kind]))));
    }
    follow();
    show('consent');
  }

  const chosen = (name) => form.querySelector(`[name=${name}]:checked`);
  const usesRecord = () => Boolean(told.record && chosen('record') && chosen('record').value === 'use');

  /** Only a record that is used has people in it; a new one asks who else uses the phone. */
  function follow() {
    for (const known of people.querySelectorAll('[data-known]')) {
      known.hidden = !usesRecord();
      known.control.disabled = known.hidden;
    }
    find('[data-device]').hidden = usesRecord();
  }

  /** The first question that is still open, as the field to go to. */
  function open() {
    const asked = [told.record && 'record', 'who', !usesRecord() && 'shared_device'].filter(Boolean);
    const name = asked.find((one) => !chosen(one));
    return name && form.querySelector(`[name=${name}]:not(:disabled)`);
  }

  async function consent() {
    const parts = [...form.querySelectorAll('[name=parts]:checked')].map(({ value }) => value);
    const [what, who] = chosen('who').value.split(':');
    const device = usesRecord() ? {} : { shared_device: chosen('shared_device').value === 'true' };
    const { own_link: link } = await post('api/check-in/consent', { secret, parts, use_record: usesRecord(), [what]: who, ...device });
    if (!link) return leaving(() => location.replace(at('check-in')));
    find('#own-link').value = link;
    show('own-link');
  }

  form.addEventListener('change', follow);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const missing = open();
    problem.textContent = '';
    if (missing || !chosen('parts')) {
      problem.textContent = missing ? words.missing : words.refused['no-parts'];
      (missing || form.querySelector('[name=parts]')).focus();
      return;
    }
    working(agree, problem, consent, kindly);
  });
  find('[data-copy]').addEventListener('click', async (event) => {
    const { copied: done, not_copied: not } = words.own_link;
    event.target.parentElement.querySelector('[role=status]').textContent = (await copied(find('#own-link'))) ? done : not;
  });
  find('[data-decline]').addEventListener('click', () => { secret = ''; show('declined'); });
  find('[data-again]').addEventListener('click', () => show('door'));
  const paste = find('[data-paste]');
  const knockTyped = () => {
    const typed = secretIn(find('#link').value);
    if (typed) knock(typed);
    else find('#link').focus();
  };
  paste.addEventListener('submit', (event) => {
    event.preventDefault();
    knockTyped();
  });
  paste.removeAttribute('aria-busy');
  if (paste.dataset.pressed !== undefined) knockTyped(); // before this script was there
  const brought = takeSecret();
  if (brought) knock(brought);
  window.addEventListener('hashchange', () => { const later = takeSecret(); if (later) knock(later); });
}
