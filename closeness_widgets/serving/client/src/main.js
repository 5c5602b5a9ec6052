// The page's life: take a seat, put the exercises on it, wait until it is lost, and start again.
// One loop and one seat at a time: there is never a second one while the first is still held.

import * as banner from './banner.js';
import { Line } from './kernel.js';
import { openLater } from './later.js';
import { Manager } from './manager.js';
import { askForSeat, leaveSeat, openExercise, serverAnswers, stopAsking } from './seat.js';
import './staying.js';
import { onLeave, onWake, pause } from './wake.js';

const DELAYS = [0, 500, 1000, 2000, 4000, 8000]; // ms before the next try; the last one for ever
const PATIENCE = [3000, 6000, 12000]; // ms for a kernel to answer; longer when the room is slow

const A_WHILE = 5000; // ms after which a seat has proved itself

const nth = (list, n) => list[Math.min(n, list.length - 1)];
const manager = new Manager();
const wanted = new Set(); // exercises that the page's own script asks for, one after the other
let wish = () => {}; // tells whoever waits that `wanted` has grown
let held = null; // a promise to wait for before asking for anything
let seat = null;
let line = null;

/** Asks for a seat; null, after a pause, if it is worth asking again. */
async function takeSeat(failures) {
  const { seat: given, busy, refused } = await askForSeat();
  if (given) return given;
  if (refused) {
    banner.failed();
    return new Promise(() => {}); // nothing more happens on this page
  }
  if (busy) {
    banner.busy();
    await pause(busy * 1333); // never sooner than the server asked for
  } else {
    banner.lost();
    await pause(nth(DELAYS, failures + 1));
  }
  return null;
}

/** Opens in the seat's kernel what the page has asked for since. */
async function openWanted() {
  for (const exercise of wanted) {
    const cell = `exercise:${exercise}`;
    while (line.open && !(cell in seat.cells)) {
      const asked = openExercise(seat.kernel, exercise);
      const { model, refused, gone } = (await Promise.race([asked, line.ended])) || {};
      if (model) seat.cells[cell] = { model };
      else if (gone) line.end('gone');
      else if (refused) {
        wanted.delete(exercise);
        manager.fail(cell);
        break;
      } else await Promise.race([pause(DELAYS[2]), line.ended]);
    }
  }
}

/** Puts the page on its seat and stays until the line ends; returns whether it served a while. */
async function sit(failures) {
  line = new Line(seat.kernel, nth(PATIENCE, failures));
  let since = Infinity;
  try {
    while (line.open) {
      const grown = new Promise((resolve) => (wish = resolve));
      await openWanted();
      if (!line.open) break;
      await manager.attach(line, seat.cells);
      await Promise.race([Promise.all(manager.drawing), line.ended]);
      if (line.open && since === Infinity) {
        since = Date.now();
        banner.ready();
      }
      await Promise.race([grown, line.ended]);
    }
  } catch (error) {
    if (line.open) console.error(error);
    line.end('gone');
  }
  await line.ended;
  manager.unseat();
  if (!held) banner.lost();
  return Date.now() - since > A_WHILE;
}

async function live() {
  let failures = 0; // tries in a row that led to nothing
  let wasted = 0; // seats in a row that did not serve a while
  banner.waiting();
  for (;;) {
    await held;
    if (!seat) seat = await takeSeat(failures++);
    if (!seat) continue;
    if (await sit(failures)) failures = wasted = 0;
    if (line.why === 'dropped') {
      // The kernel is probably still there: back to it as soon as the server can be reached.
      do await pause(nth(DELAYS, failures++));
      while (seat && !(await serverAnswers()));
    } else {
      // The server may not know yet that the kernel is of no use.
      if (seat && line.why !== 'ended') await leaveSeat(seat.kernel);
      seat = null;
      await pause(nth(DELAYS, wasted++));
    }
  }
}

onWake(() => {
  stopAsking(true);
  if (line) line.glance();
});

onLeave(
  () => {
    stopAsking(false);
    if (seat) leaveSeat(seat.kernel);
    seat = null;
    if (line) line.end('gone');
  },
  () => banner.lost()
);

function want(exercise) {
  wanted.add(exercise);
  wish();
}

openLater(want);

// A page's own script makes the place (`.cell-seat[data-cell="exercise:<id>"]`) and asks for it here.
document.addEventListener('closeness:exercise', ({ detail }) => want(detail.exercise));

// It also says when the server is about to forget this person: no seat is asked for `until` then.
document.addEventListener('closeness:hold', ({ detail }) => {
  held = detail.until.then(() => (held = null));
});

live();
