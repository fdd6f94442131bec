// What happened, and who was nearest.
import { toneOf } from "../answer/sentences.js";
import { make } from "../parts/elements.js";
import { change, changeInWords, level, margin, monthInWords, raised, shownUnit } from "../parts/words.js";
import { byNearness, rowOf } from "./round.js";
import { tellingOf } from "./telling.js";

export function happenedStep({ app, begin, go }) {
  const heading = make("h3", { tabindex: -1 });
  const number = make("p", { class: "number" });
  const line = make("p", { class: "large" });
  const sure = make("p", {});
  const list = make("ol", { class: "guesses" });
  const none = make("p", { class: "soft" }, "Nobody guessed.");
  const again = make("button", { type: "button", onclick: () => { keep(app, latest); begin(null); go(0); } }, "Keep this round and ask another question");
  let latest = null;
  const node = make("section", { class: "happened" }, heading, number, line, sure, make("h4", {}, "Guesses, the nearest first"), list, none, again);
  return {
    node,
    render(state, round, comparison) {
      latest = comparison;
      if (!comparison) return;
      const row = rowOf(comparison, round);
      const { outcome } = row;
      const [future, base] = [comparison.called(1), comparison.called(0)];
      heading.textContent = `${raised(row.verdict)}: ${outcome.title} by ${monthInWords(round.month)}`;
      number.textContent = changeInWords(row.change.mean, outcome.unit);
      number.className = `number ${toneOf(comparison, row)}`;
      line.textContent = `${level(row.level.mean, outcome.unit)} with ${future}, ${level(row.base.mean, outcome.unit)} with ${base}.`;
      const ends = row.change.interval.map((each) => change(each, outcome.unit)).join(" to ");
      sure.textContent = `95 % interval ${ends} ${shownUnit(outcome.unit, true)}; ${margin(outcome.worthwhile, outcome.unit)} or more counts as a difference. ${comparison.runs.toLocaleString("en-GB")} runs of each.`;
      list.replaceChildren(...byNearness(round.guesses, row.level.mean).map((each) => guess(each, row)));
      none.hidden = round.guesses.length > 0;
    },
  };
}

function guess({ name, level: guessed }, { outcome, level: found }) {
  const off = Math.abs(guessed - found.mean);
  const said = off < outcome.worthwhile / 2 ? "right" : `${changeInWords(guessed - found.mean, outcome.unit)} off`;
  return make("li", {}, make("bdi", {}, name), `: ${level(guessed, outcome.unit)} (${said})`);
}

/** Put a round that is over among those that the sheet lists. */
function keep(app, comparison) {
  const { state } = app.store;
  if (!comparison || !state.round.ran) return;
  app.store.set({ rounds: [...state.rounds, tellingOf(app.data, state, state.round, comparison)] });
}
