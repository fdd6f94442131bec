// A part of a view that is drawn anew, as a whole, when what it shows has changed: focus and what is folded stay.
import { make } from "./elements.js";

const unfolded = new Set(); // by their ids, as what is drawn anew forgets it
let pressed = false; // a pointer on something

/**
 * Something folded away, which is made once it is unfolded.
 * @param {string} id @param {string | (string | Node)[]} summary @param {() => (string | Node)[]} content
 */
export function folded(id, summary, content, className = "") {
  const details = make("details", { id, class: className }, make("summary", { id: `${id}-said` }, ...[summary].flat()));
  const unfold = () => {
    if (details.childElementCount === 1) details.append(...content());
  };
  if (unfolded.has(id)) {
    unfold();
    details.open = true;
  }
  details.addEventListener("toggle", () => {
    if (details.open) unfold();
    note(details);
  });
  return details;
}

function note({ id, open }) {
  if (open) unfolded.add(id);
  else unfolded.delete(id);
}

const waiting = new Map();

/**
 * @param {HTMLElement} element
 * @param {(...shown: any[]) => Node[]} draw what has an `id` that stays keeps the focus
 * @returns {(...shown: any[]) => void} call it at every render; the same things are not drawn twice
 */
export function panel(element, draw) {
  let before = null;
  element.tabIndex = -1; // where the focus goes when what had it is gone
  return (...shown) => {
    if (before && shown.length === before.length && shown.every((each, place) => each === before[place])) return;
    before = shown;
    // Not at once: a field that is just being left tells of its change before the next has the focus. But before
    // another key is typed, however slow the computer is.
    if (!waiting.size) setTimeout(drawAll);
    waiting.set(element, () => {
      for (const each of element.querySelectorAll("details[id]")) note(each); // of which it is yet to be told
      replace(element, draw(...shown));
    });
  };
}

addEventListener("keydown", release, true);
// Nor while something is pressed: a button that was drawn anew meanwhile would not be clicked.
addEventListener("pointerdown", () => {
  pressed = true;
}, true);
for (const each of ["pointerup", "pointercancel"]) addEventListener(each, () => setTimeout(release), true);
addEventListener("pointermove", ({ buttons }) => {
  if (pressed && !buttons) release();
}, true);

function release() {
  pressed = false;
  drawAll();
}

function drawAll() {
  if (pressed) return;
  const draws = [...waiting.values()];
  waiting.clear();
  for (const each of draws) each();
}

function replace(element, nodes) {
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  const selection = active?.selectionStart === undefined ? null : [active.selectionStart, active.selectionEnd];
  const scrolled = [...element.querySelectorAll("[id]")].filter((each) => each.scrollTop).map((each) => [each.id, each.scrollTop]);
  element.replaceChildren(...nodes);
  for (const [id, top] of scrolled) element.querySelector(`#${CSS.escape(id)}`)?.scrollTo(0, top);
  if (!active) return;
  const again = active.id ? element.querySelector(`#${CSS.escape(active.id)}`) : null;
  (again ?? element).focus({ preventScroll: true });
  if (again && Number.isInteger(selection?.[0])) again.setSelectionRange(...selection);
}
