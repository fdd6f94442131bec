// The base and up to six futures: which there are, and which is edited.
import { make } from "../parts/elements.js";
import { MOST_FUTURES } from "./changes.js";

const LETTERS = ["Base", "A", "B", "C", "D", "E", "F"];

/** The mark of a scenario: its letter in its colour. */
export function badge(at) {
  return make("span", { class: `badge s${at}`, "aria-hidden": "true" }, at ? LETTERS[at] : "0");
}

/** What a scenario is called beside its title. */
export const letterOf = (at) => (at ? `Future ${LETTERS[at]}` : "Base");

/**
 * @param {object[]} scenarios @param {number} edited
 * @param {object} does `edit(at)`, `add(how)`, `remove(at)`, `move(at, to)`
 */
export function futureList(scenarios, edited, shipped, does) {
  const items = scenarios.map((each, at) =>
    make(
      "li",
      {},
      make(
        "button",
        { id: `future-${at}`, class: "future", "aria-current": at === edited ? "true" : null, onclick: () => does.edit(at) },
        badge(at),
        make("span", {}, make("span", { class: "soft" }, letterOf(at)), " ", make("bdi", {}, each.title || "without a title")),
      ),
    ),
  );
  const full = scenarios.length > MOST_FUTURES;
  const how = make(
    "select",
    { id: "future-how", "aria-label": "Begin with", disabled: full },
    make("option", { value: "base" }, "a copy of the base"),
    ...(edited ? [make("option", { value: "copy" }, "a copy of this future")] : []),
    make("option", { value: "nothing" }, "nothing at all"),
    make("optgroup", { label: "A shipped scenario" }, ...shipped.map((each) => make("option", { value: `shipped ${each.name}` }, each.title))),
  );
  return [
    make("ol", { class: "futures" }, ...items),
    make("p", { class: "add" }, how, " ", make("button", { id: "future-add", disabled: full, onclick: () => does.add(how.value) }, "Add a future")),
    full ? make("p", { class: "soft" }, `A base and ${MOST_FUTURES} futures are as many as can be told apart.`) : "",
    make(
      "p",
      { class: "order" },
      make("button", { id: "future-up", class: "quiet", disabled: edited < 2, onclick: () => does.move(edited, edited - 1) }, "Move up"),
      make(
        "button",
        { id: "future-down", class: "quiet", disabled: edited < 1 || edited === scenarios.length - 1, onclick: () => does.move(edited, edited + 1) },
        "Move down",
      ),
      make("button", { id: "future-remove", class: "quiet", disabled: edited < 1, onclick: () => does.remove(edited) }, "Delete"),
    ),
  ];
}
