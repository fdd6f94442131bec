// A part of a view that is drawn anew, as a whole, when what it shows has changed: focus and what is folded stay.

const waiting = new Map();

/**
 * @param {HTMLElement} element
 * @param {(...shown: any[]) => Node[]} draw of what has an `id` that stays, focus and openness are kept
 * @returns {(...shown: any[]) => void} call it at every render; the same things are not drawn twice
 */
export function panel(element, draw) {
  let before = null;
  return (...shown) => {
    if (before && shown.length === before.length && shown.every((each, place) => each === before[place])) return;
    before = shown;
    // Not at once: a field that is just being left tells of its change before the next has the focus.
    if (!waiting.size) setTimeout(drawAll);
    waiting.set(element, () => replace(element, draw(...shown)));
  };
}

function drawAll() {
  const draws = [...waiting.values()];
  waiting.clear();
  for (const each of draws) each();
}

function replace(element, nodes) {
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  const selection = active?.selectionStart === undefined ? null : [active.selectionStart, active.selectionEnd];
  const folds = new Map([...element.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
  const scrolled = [...element.querySelectorAll("[id]")].filter((each) => each.scrollTop).map((each) => [each.id, each.scrollTop]);
  element.replaceChildren(...nodes);
  for (const each of element.querySelectorAll("details[id]")) if (folds.has(each.id)) each.open = folds.get(each.id);
  for (const [id, top] of scrolled) element.querySelector(`#${CSS.escape(id)}`)?.scrollTo(0, top);
  if (!active) return;
  const again = active.id ? element.querySelector(`#${CSS.escape(active.id)}`) : null;
  const heir = again ?? element.querySelector("[data-heir]") ?? element;
  heir.focus({ preventScroll: true });
  if (again && Number.isInteger(selection?.[0])) again.setSelectionRange(...selection);
}
