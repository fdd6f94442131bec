// What a cell is written in: a line of text, or the ticks of a list. Each has a `root`, what is `first` focused, and
// gives its `value` as text.
import { make } from "../parts/elements.js";

/** A line of text; `list` is the id of what may be chosen. */
export function buildText(title, list, text) {
  const input = make("input", { type: "text", "aria-label": title, autocomplete: "off", spellcheck: "false", list });
  input.value = text;
  return { root: input, first: input, value: () => input.value };
}

/** Several of a list, each ticked or not. */
export function buildTicks(title, choices, ticked) {
  const boxes = choices.map((each) => make("input", { type: "checkbox", value: each, checked: ticked.includes(each) }));
  const labels = boxes.map((box) => make("label", {}, box, " ", make("bdi", {}, box.value)));
  const strange = ticked.filter((each) => each && !choices.includes(each));
  return {
    root: make("div", { class: "ticks", role: "group", "aria-label": title }, ...labels),
    first: boxes.find((each) => each.checked) ?? boxes[0],
    boxes,
    value: () => [...strange, ...boxes.filter((each) => each.checked).map((each) => each.value)].join(" | "),
  };
}
