// The presenter's view and the keyboard.
import { make } from "./elements.js";
import { keepFlag, keptFlag } from "./rounds.js";
import { pressRun } from "./running.js";
import { RUN, goTo } from "./steps.js";
import { switchTitle } from "./switches.js";
import { stepMonths, togglePlay } from "./time.js";

const KEYS = [
  ["← →", "one step back or on in the facilitator’s path; elsewhere one month"],
  ["Shift + ← →", "one month back or on, everywhere; with a clicker, its two buttons step in the presenter view"],
  ["Space", "play or pause"],
  ["1 – 9, 0", "the first to the tenth switch of future B, on or off"],
  ["P", "presenter view on or off"],
  ["?", "these keys"],
  ["Esc", "close what is open; leave the presenter view"],
];

// Buttons at the top: the presenter's view, and the keys.
export function buildTools(root, app) {
  const presenter = make("button", { type: "button", class: "quiet", id: "presenter" }, "Presenter view");
  presenter.addEventListener("click", () => togglePresenter(app));
  const keys = make("button", { type: "button", class: "quiet", id: "open-keys", "aria-label": "Keys" }, "Keys");
  keys.addEventListener("click", () => document.getElementById("keys").showModal());
  root.append(presenter, keys);
  buildKeys(document.getElementById("keys"));
  return {
    render(state) {
      presenter.setAttribute("aria-pressed", state.presenter);
      presenter.textContent = state.presenter ? "Leave (Esc)" : "Presenter view";
    },
  };
}

function buildKeys(dialog) {
  const list = make("dl", { class: "key-list" });
  for (const [key, what] of KEYS) list.append(make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)));
  const box = make("input", { type: "checkbox", id: "single-keys" });
  box.checked = keptFlag("single-keys", true);
  box.addEventListener("change", () => keepFlag("single-keys", box.checked));
  dialog.append(
    make("h2", { id: "keys-title" }, "Keys"),
    list,
    make("p", {}, make("label", {}, box, " letters, digits and ? work as keys (switch this off if you speak to your computer)")),
    make("p", {}, "While you type in a field no key works but its own."),
    make("button", { type: "button", onclick: () => dialog.close() }, "Close"),
  );
}

export function togglePresenter(app) {
  app.store.set({ presenter: !app.store.state.presenter, switching: false });
}

export function buildKeyboard(app) {
  const single = document.getElementById("single-keys");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, dialog, [contenteditable]") || types(event.target)) return;
    const done = isSingle(event.key) ? single.checked && singleKey(app, event.key) : otherKey(app, event);
    if (done) event.preventDefault();
  });
}

function types(target) {
  return target.matches("input") && !["checkbox", "radio", "range", "button"].includes(target.type);
}

function isSingle(key) {
  return key.length === 1 && key !== " ";
}

function singleKey(app, key) {
  if (key === "p" || key === "P") togglePresenter(app);
  else if (key === "?") document.getElementById("keys").showModal();
  else if (/^[0-9]$/.test(key)) flip(app, (Number(key) + 9) % 10);
  else return false;
  return true;
}

function otherKey(app, event) {
  const { state } = app.store;
  const by = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1 }[event.key];
  if (event.key === "Escape" && state.switching) app.store.set({ switching: false });
  else if (event.key === "Escape" && state.presenter) togglePresenter(app);
  else if (event.key === " " && !event.target.closest("button, a, input, summary, [role], [tabindex='0']")) play(app);
  else if (by && event.key.startsWith("Page")) return state.presenter && state.view === "path" && goTo(app, state.step + by);
  else if (by && !event.target.closest("input, [role='slider'], [role='tab'], [role='option']")) {
    if (event.shiftKey || state.view !== "path") stepMonths(app, by);
    else goTo(app, state.step + by);
  } else return false;
  return true;
}

function play(app) {
  const { view, step, ran, running } = app.store.state;
  if (view === "path" && step === RUN && !ran && !running) pressRun(app);
  else if (view !== "path" || step >= RUN) togglePlay(app);
}

// Turn a switch of future B over, and show for a moment which.
function flip(app, place) {
  const { room, store } = app;
  if (place >= room.switches.length) return;
  const b = { ...store.state.b, bundle: store.state.b.bundle ^ (1 << place) };
  store.set({ b });
  const text = `${switchTitle(room.switches[place])}: ${b.bundle & (1 << place) ? "on" : "off"}`;
  app.say(text);
  flash(text);
}

let flashing = 0;

function flash(text) {
  const element = document.getElementById("flash");
  element.textContent = text;
  element.hidden = false;
  clearTimeout(flashing);
  flashing = setTimeout(() => (element.hidden = true), 2000);
}
