// What a future is called, asks and is expected to bring, and how long it runs.
import { make } from "../parts/elements.js";
import { faultsAt, inWords, numberField, saidAt } from "./field.js";
import { badge, letterOf } from "./futures.js";

/** @param {object} scenario @param {number} edited its place @param {(patch: (now: object) => object, what: string) => void} change */
export function heading(scenario, edited, faults, change) {
  const text = (name, label, tag = "textarea") => {
    const field = make(
      tag,
      {
        id: name,
        ...(tag === "input" ? { value: scenario[name] } : { rows: 2, maxlength: 5000 }),
        onchange: () => change(() => ({ [name]: field.value.trim() }), label.toLowerCase()),
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
  const horizon = numberField({
    id: "horizon",
    label: "Runs to month",
    value: scenario.horizon,
    faults: faultsAt(faults, ["horizon"]),
    commit: (month) => change(() => ({ horizon: month ?? 60 }), "the last month"),
  });
  const base = "What all futures are compared with. What is changed here changes in them too, where they are as it was.";
  return [
    make("div", { class: "which" }, make("p", {}, badge(edited), " ", make("b", {}, letterOf(edited))), horizon),
    ...(edited ? [] : [make("p", { class: "soft" }, base)]),
    text("title", "Title", "input"),
    make("div", { class: "words" }, text("question", "Question"), text("hypothesis", "What is expected, before it is run")),
  ];
}
