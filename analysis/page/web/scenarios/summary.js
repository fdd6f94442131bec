// What is wrong with a future, and what differs in it from the base.
import { make } from "../parts/elements.js";
import { differences } from "./differences.js";
import { inWords } from "./field.js";
import { dotted } from "./fields.js";

/** @param {object} data of the page @param {(patch: (now: object) => object, what: string) => void} change */
export function summary(data, base, scenario, edited, faults, change) {
  const wrong = faults.map((each) => make("li", {}, make("code", {}, dotted(each.keys)), " ", inWords(each)));
  const mend = wrong.length
    ? [
        make("h3", { class: "fault" }, wrong.length === 1 ? "One thing to mend" : `${wrong.length} things to mend`),
        make("ul", { class: "faults" }, ...wrong),
      ]
    : [];
  if (!edited) return [make("h3", {}, "The base"), ...mend, make("p", { class: "soft" }, "Choose a future to see what differs in it.")];
  const others = differences(data, base, scenario);
  const lines = others.map(({ text, back }, number) =>
    make(
      "li",
      {},
      make("bdi", {}, text),
      " ",
      make(
        "button",
        { id: `back-${number}`, class: "quiet", onclick: () => change(back, text) },
        "Take back",
        make("span", { class: "unseen" }, `: ${text}`),
      ),
    ),
  );
  return [
    ...mend,
    make("h3", {}, "What differs from the base"),
    lines.length ? make("ul", { class: "differences" }, ...lines) : make("p", { class: "soft" }, "Nothing yet: it is the base."),
  ];
}
