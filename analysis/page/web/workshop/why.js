// Why what was asked turned out so, and what got worse besides.
import { worse } from "../answer/changes.js";
import { leversOf } from "../answer/reasons.js";
import { isClear, sizeOf } from "../answer/sentences.js";
import { make } from "../parts/elements.js";
import { changeInWords, lowered, monthInWords } from "../parts/words.js";
import { rowOf } from "./round.js";

const MOST = 6; // steps that are told

/** Why: what the study's links lead to the outcome from, and how far each of it moved. */
export function whyStep({ app }) {
  const heading = make("h3", { tabindex: -1 });
  const list = make("ul", { class: "large" });
  const note = make("p", { class: "soft" });
  const node = make("section", { class: "why" }, heading, list, note);
  return {
    node,
    render(state, round, comparison) {
      if (!comparison) return;
      const row = rowOf(comparison, round);
      const { title } = row.outcome;
      const clear = isClear(comparison, row);
      heading.textContent = clear ? `Why ${lowered(title)} moved ${changeInWords(row.change.mean, row.outcome.unit)}` : `Why ${lowered(title)} hardly moved`;
      const behind = behindOf(app.data, round.outcome).map((name) => comparison.difference(1, name, round.month));
      const moved = behind.filter((each) => isClear(comparison, each)).sort((one, other) => sizeOf(other) - sizeOf(one)).slice(0, MOST);
      const levers = leversOf(comparison, 1);
      const acts = levers.filter((lever) => lever.moves.includes(round.outcome));
      list.replaceChildren(
        ...levers.map((lever) => make("li", {}, make("b", {}, lever.title), acts.includes(lever) ? ` acts on ${lowered(title)} itself.` : " acts on what stands before it.")),
        ...moved.map((each) => make("li", {}, `${each.outcome.title}, which it rests on: `, make("b", {}, changeInWords(each.change.mean, each.outcome.unit)), ".")),
        ...(moved.length ? [] : [make("li", {}, `Of what ${lowered(title)} rests on, nothing moved by a difference worth having.`)]));
      note.textContent = `In ${monthInWords(round.month)}, by the model's links: what moved beside it is seen in the runs; that it is the reason is the model's saying. The cascade follows single runs.`;
    },
  };
}

/** What got worse, by the same measure as everywhere. */
export function worseStep({ app }) {
  const part = worse(app, { place: () => 1, month: (comparison) => comparison.month });
  const node = make("section", { class: "got-worse" }, part.node);
  return {
    node,
    render(state, round, comparison) {
      if (comparison) part.render(state, comparison);
    },
  };
}

// The outcomes that the links of the study lead to this one from.
function behindOf(data, outcome) {
  return data.cascade.outcomes.filter(([, to]) => to === outcome).map(([from]) => from).filter((each) => each !== outcome);
}
