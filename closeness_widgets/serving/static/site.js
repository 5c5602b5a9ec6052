// Behaviour of the pages around the exercises: leaving quickly, sending forms, asking twice.
// A plain script in <head>, so that it runs before anything of the page is shown, and hears what is
// pressed before the rest of the page has come.
"use strict";

(() => {
  const site = JSON.parse(document.getElementById("site").textContent);
  const root = document.documentElement;
  const LEFT = "left-quickly"; // kept for this tab only, and says no more than that
  const PATIENCE = 20000; // ms for the server to answer a form
  const TWICE = 1000; // ms between two taps of Esc
  const AGAIN = 2000; // ms until a link is tried again that got no answer

  // --- Leaving quickly --------------------------------------------------------------------------

  function weather() {
    root.hidden = true;
    location.replace(site.base + "weather");
  }

  function leave() {
    if (root.hidden) return; // on the way already: asked again, the weather would begin anew
    root.hidden = true;
    try {
      sessionStorage.setItem(LEFT, "1");
    } catch {
      // A browser that keeps nothing: "back" then shows what the server allows.
    }
    // Told once the weather is there: a lock that turned earlier would send this page to the start
    // page, in front of the weather.
    addEventListener("pagehide", () => {
      post("api/quick-exit", {}, { keepalive: true }).catch(() => {});
    });
    weather();
  }

  function leftQuickly() {
    try {
      return sessionStorage.getItem(LEFT) === "1";
    } catch {
      return false;
    }
  }

  /** "Back" after leaving quickly shows the weather; typing the address or a code opens the page. */
  function guard() {
    const [entry] = performance.getEntriesByType("navigation");
    const back = entry ? entry.type === "back_forward" : performance.navigation.type === 2;
    if (!leftQuickly()) return;
    if (back) weather();
    else sessionStorage.removeItem(LEFT);
  }

  function watchForLeaving() {
    let last = -TWICE;
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".leave")) return;
      event.preventDefault();
      leave();
    });
    document.addEventListener("keydown", (event) => {
      if (event.repeat || event.isComposing) return;
      if (event.key === " " && event.target.matches(".leave")) {
        event.preventDefault();
        leave();
      }
      if (event.key !== "Escape") return;
      if (event.timeStamp - last < TWICE) leave();
      last = event.timeStamp;
    }, true);
    // A browser may keep a page as it was and show it again on "back": it shows nothing by then.
    window.addEventListener("pagehide", () => (root.hidden = true));
    window.addEventListener("pageshow", () => (leftQuickly() ? weather() : (root.hidden = false)));
  }

  // --- Pressing twice, and too early ------------------------------------------------------------

  /** What a click presses: of a label its field, so that the click it causes there is the same. */
  function pressed(target) {
    const label = target.closest("label");
    return (label && label.control) || target.closest("a, button, input, select, summary");
  }

  /** The second half of a double click presses what the first one pressed, or nothing: not what has
   * come under the pointer since. A key that is held down presses once. */
  function watchPresses() {
    let last = {};
    document.addEventListener("click", (event) => {
      if (!event.detail) return; // a key, or a script
      const control = pressed(event.target);
      const second = event.detail > 1 && event.pointerType === "mouse";
      const other = control !== last.control || control?.textContent !== last.words;
      if (second && control && other && !control.matches(".leave")) {
        event.preventDefault();
        event.stopPropagation();
      } else last = { control, words: control?.textContent };
    }, true);
    document.addEventListener("keydown", (event) => {
      const writes = event.target.matches("textarea");
      if (event.repeat && event.key === "Enter" && !writes) event.preventDefault();
    }, true);
  }

  /** Keeps a press for the script that it is for, and shows that it was felt. */
  function early(place) {
    place.dataset.pressed = "";
    place.setAttribute("aria-busy", "true");
  }

  // --- Asking the server ------------------------------------------------------------------------

  /** Sends `body` as JSON; resolves to the reply, rejects with an Error in words for people. */
  async function post(address, body, options = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    let reply;
    let said = {};
    try {
      reply = await fetch(site.base + address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Closeness": "1" },
        body: JSON.stringify(body),
        credentials: "same-origin",
        signal: abort.signal,
        ...options,
      });
      said = JSON.parse((await reply.text()) || "{}");
    } catch {
      if (!reply) throw new Error(site.words.no_answer);
      if (reply.ok) return {};
    } finally {
      clearTimeout(timer);
    }
    if (!reply.ok) {
      const { rule, message } = said.error || {};
      throw Object.assign(new Error(message || site.words.not_understood), { rule });
    }
    return said;
  }

  /** What a form holds: {name: text}, and {name: true | false} for a choice between two. */
  function values(form) {
    const body = {};
    for (const field of form.elements) {
      if (!field.name || field.disabled || (field.type === "radio" && !field.checked)) continue;
      body[field.name] = field.type === "radio" ? field.value === "true" : field.value.trim();
      if (field.dataset.fragment !== undefined) body[field.name] = afterHash(field.value.trim());
    }
    return body;
  }

  const afterHash = (link) => link.slice(link.indexOf("#") + 1);

  async function send(form) {
    if (form.dataset.sending) return;
    const problem = form.querySelector(".problem");
    const wrong = form.querySelector(":invalid:not(fieldset)");
    problem.textContent = "";
    if (wrong) {
      problem.textContent = site.words.missing;
      wrong.focus();
      return;
    }
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
    try {
      const reply = await post(form.dataset.post, values(form));
      if (form.dataset.shows) reveal(form.dataset.shows, reply);
      else return go(reply.next || site.base + (form.dataset.then || ""), !form.dataset.then);
    } catch (error) {
      problem.textContent = error.message;
      for (const place of form.querySelectorAll("[data-gone-with-fragment]")) place.hidden = false;
      if (error.rule === "wrong-code") typing(form, true);
      if (error.rule === undefined && form.dataset.atOnce !== undefined) setTimeout(send, AGAIN, form);
    }
    sent(form);
  }

  function sent(form) {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
  }

  /** To another page. The form stays busy until it is there: a second tap would send it again. */
  function go(address, inPlace) {
    if (inPlace) location.replace(address);
    else location.assign(address);
  }

  // --- Showing the next step --------------------------------------------------------------------

  /** Shows one of several steps that stand side by side, and puts the focus there. */
  function show(id) {
    const step = document.getElementById(id);
    for (const other of step.parentElement.children) other.hidden = other !== step;
    (step.querySelector("[data-focus]") || step).focus();
  }

  function reveal(id, reply) {
    for (const place of document.getElementById(id).querySelectorAll("[data-fill]")) {
      const text = String(reply[place.dataset.fill] ?? "");
      if (place.matches("input")) place.value = text;
      else place.textContent = text;
    }
    show(id);
  }

  /** Plain HTTP has no navigator.clipboard; then the browser's older way is tried. */
  async function copy(button) {
    const field = document.getElementById(button.dataset.copies);
    field.focus();
    field.select();
    let done = false;
    try {
      if (navigator.clipboard) done = (await navigator.clipboard.writeText(field.value)) === undefined;
      else done = document.execCommand("copy");
    } catch {
      // The link stays marked, and the words beside it say so.
    }
    const said = done ? button.dataset.copied : button.dataset.notCopied;
    button.parentElement.querySelector("[role=status]").textContent = said;
  }

  // --- The rest of the page ---------------------------------------------------------------------

  /** Takes a secret out of the address, before anything else can see it there. */
  function takeFragment() {
    const field = document.querySelector("[data-fragment]");
    const secret = location.hash.slice(1);
    if (!field || !secret) return;
    history.replaceState(null, "", location.pathname);
    field.value = secret;
    const place = field.closest("[data-gone-with-fragment]");
    if (place) place.hidden = true;
    const form = field.form;
    typing(form, false);
    if (form.dataset.atOnce === undefined) return;
    form.hidden = false;
    send(form);
  }

  /** Shows what a form asks for when no secret came with the address, or hides it. */
  function typing(form, wanted) {
    for (const place of form.querySelectorAll("[data-without-fragment]")) {
      place.hidden = !wanted;
      for (const field of place.querySelectorAll("input")) field.disabled = !wanted;
      form.querySelector("[data-fragment]").disabled = wanted; // one of the two is sent
    }
    for (const place of form.querySelectorAll("[data-with-fragment]")) place.hidden = wanted;
  }

  /** A form that the browser sent itself would put what is typed into the address. */
  function watchForms() {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.hasAttribute("method") || event.defaultPrevented) return;
      event.preventDefault();
      if (form.dataset.post) send(form);
      else early(form);
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go], [data-copies], [data-opens]");
      if (button?.dataset.go) show(button.dataset.go);
      else if (button?.dataset.copies) copy(button);
      else if (button && !root.dataset.seat) early(button);
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) document.querySelectorAll("[data-sending]").forEach(sent);
    });
  }

  function start() {
    for (const form of document.querySelectorAll("form[data-post]")) form.noValidate = true;
    document.addEventListener("change", (event) => {
      const field = document.getElementById(event.target.dataset.reveals);
      if (!field) return;
      field.classList.toggle("masked", !event.target.checked);
      if (field.name === "passphrase") field.type = event.target.checked ? "text" : "password";
    });
    takeFragment();
    window.addEventListener("hashchange", takeFragment);
  }

  guard();
  watchForLeaving();
  // Kept by the browser from now on: leaving must not wait for a slow line, or fail without one.
  addEventListener("load", () => fetch(site.base + "weather").catch(() => {}));
  watchPresses();
  watchForms();
  document.addEventListener("DOMContentLoaded", start);
})();
