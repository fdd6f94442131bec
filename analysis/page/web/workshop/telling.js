// A round in plain words, so that it can be kept when the study changes.
import { worsened } from "../answer/sentences.js";
import { changeInWords, level, listed, lowered } from "../parts/words.js";
import { questionInWords } from "./question.js";
import { byNearness, rowOf } from "./round.js";

/** What was asked, guessed and found. */
export function tellingOf(data, state, round, comparison) {
  const row = rowOf(comparison, round);
  const { unit } = row.outcome;
  const worse = worsened(comparison, 1).slice(0, 4).map((each) => `${lowered(each.outcome.title)} (${changeInWords(each.change.mean, each.outcome.unit)})`);
  return {
    question: questionInWords(data, state, round).map((each) => each.textContent ?? each).join(""),
    words: round.words,
    result: `${changeInWords(row.change.mean, unit)}, ${row.verdict}: ${level(row.level.mean, unit)} instead of ${level(row.base.mean, unit)}.`,
    guesses: byNearness(round.guesses, row.level.mean).map(({ name, level: guessed }) => `${name}: ${level(guessed, unit)}`),
    worse: worse.length ? `What got worse: ${listed(worse)}.` : "Nothing else got worse by a difference worth having.",
  };
}
