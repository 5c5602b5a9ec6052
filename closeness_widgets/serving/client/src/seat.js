// A seat is a kernel that the server keeps for this visit of this page. Asking for one is the only
// way to get a kernel: the page itself names no notebook and no person.

import { base, door, page, visit } from './page.js';

const HEADERS = { 'X-Closeness': '1', 'Content-Type': 'application/json' };
const LEAVING = 2000; // ms to wait for the server to take a seat back

let asking = null; // the request under way: {controller, stale: when it is too old to wait for}

/** Fetches, but waits `patience` ms at the most, and after `stale` ms only until the phone wakes
 * up: a request that it slept through may hang for minutes. */
async function ask(path, patience, stale, options) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  const mine = (asking = { controller, stale: Date.now() + stale });
  try {
    return await fetch(base + path, {
      ...options,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: controller.signal,
    });
  } finally {
    clearTimeout(timer);
    if (asking === mine) asking = null;
  }
}

/** Gives up the request under way, if there is one; with `onlyStale`, if it is too old. */
export function stopAsking(onlyStale) {
  if (asking && !(onlyStale && Date.now() < asking.stale)) asking.controller.abort();
}

/** What the workbook says went wrong, `{rule, message}`; null if something else answered in its
 * place: while a server is being started again, whatever stands in front of it does. */
async function wrong(reply) {
  try {
    return (await reply.json()).error || null;
  } catch (error) {
    return null;
  }
}

/**
 * Asks the server for a seat. In a full room that may take a while. The server knows the visit and
 * answers a second request with the seat of the first.
 *
 * Resolves to `{seat}`, or to what to do instead: `{busy: seconds}` (the room is full: ask again
 * after so many seconds), `{refused: true}` (asking again will not help) or `{}` (ask again soon).
 * Somebody who is not signed in is sent to the page's door.
 */
export async function askForSeat() {
  try {
    const body = JSON.stringify({ page, visit });
    const reply = await ask('api/seats', 60000, 5000, { method: 'POST', headers: HEADERS, body });
    if (reply.ok) return { seat: await reply.json() };
    if (!(await wrong(reply))) return {};
    if (reply.status === 401) {
      location.replace(door);
      return await new Promise(() => {}); // the page is going: nothing more to do here
    }
    if (reply.status === 503 || reply.status === 429) {
      return { busy: Math.min(Number(reply.headers.get('Retry-After')) || 2, 60) };
    }
    return { refused: reply.status < 500 };
  } catch (error) {
    return {};
  }
}

/**
 * Opens one more exercise in the seat's kernel.
 *
 * Resolves to `{model: id}`, or to what to do instead: `{refused: true}` (asking again will not
 * help), `{gone: true}` (the seat is no good any more) or `{}` (ask again soon).
 */
export async function openExercise(kernel, exercise) {
  try {
    const path = 'api/seats/' + encodeURIComponent(kernel) + '/exercises';
    const body = JSON.stringify({ exercise });
    const reply = await ask(path, 30000, 5000, { method: 'POST', headers: HEADERS, body });
    if (reply.ok) return { model: (await reply.json()).model };
    const said = await wrong(reply);
    if (!said) return {};
    const refused = said.rule === 'unknown-exercise';
    // 503: the kernel did not answer in time, and will not do better next time.
    return { refused, gone: !refused && [401, 404, 503].includes(reply.status) };
  } catch (error) {
    return {};
  }
}

/** Whether the server can be reached. Asked before a websocket is tried again, as one that fails
 * does not say why, and browsers make the next one wait. */
export async function serverAnswers() {
  try {
    const reply = await ask('health', 5000, 1000);
    return reply.status < 500 && Boolean((await reply.json()).status);
  } catch (error) {
    return false;
  }
}

/** Gives the seat back, also while the page is closing. Resolves when the server has taken it or
 * does not seem to; only then it can give this visit another one. */
export function leaveSeat(kernel) {
  const sent = fetch(base + 'api/seats/' + encodeURIComponent(kernel) + '/leave', {
    method: 'POST',
    headers: HEADERS,
    body: '{}',
    credentials: 'same-origin',
    keepalive: true,
  }).catch(() => {});
  return Promise.race([sent, new Promise((resolve) => setTimeout(resolve, LEAVING))]);
}
