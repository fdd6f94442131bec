// What a future is called, asks and is expected to bring, and how long it runs.
import { make } from "../parts/elements.js";
import { faultsAt, inWords, numberField, saidAt } from "./field.js";
import { badge, letterOf } from "./futures.js";

/** @param {object} scenario @param {number} edited its place @param {(patch: object, what: string) => void} change */
export function heading(scenario, edited, faults, change) {
  const text = (name, label, tag = "textarea") => {
    const field = make(
      tag,
      {
        id: name,
        ...(tag === "input" ? { maxlength: 200, value: scenario[name] } : { rows: 2, maxlength: 5000 }),
        onchange: () => change({ [name]: field.value.trim() }, label.toLowerCase()),
      },
      ...(tag === "input" ? [] : [scenario[name] ?? ""]),
    );
    return make(
      "p",
      { class: `text ${name}` },
      make("label", { for: name }, label),
      field,
      ...faultsAt(faults, [name]).map((each) => saidAt(`${name}-said`, inWords(each))),
    );
  };
  return [
    make(
      "p",
      { class: "which" },
      badge(edited),
      " ",
      make("b", {}, letterOf(edited)),
      edited ? "" : ": what all futures are compared with. What is changed here changes in them too, where they are as it was.",
    ),
    text("title", "Title", "input"),
    numberField({
      id: "horizon",
      label: "Runs to month",
      value: scenario.horizon,
      faults: faultsAt(faults, ["horizon"]),
      commit: (horizon) => change({ horizon: horizon ?? 60 }, "the last month"),
    }),
    make("div", { class: "words" }, text("question", "Question"), text("hypothesis", "What is expected, before it is run")),
  ];
}
