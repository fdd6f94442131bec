// A round with a room: a question, guesses written down before, a run, and what came of it.
import { headlinesOf } from "../answer/batches.js";
import { meanOf } from "../answer/statistics.js";

export const STEPS = ["Question", "Guesses", "Run", "What happened", "Why", "What got worse", "Sheet"];
const RAN = 3; // the first step that tells what came of it

/** A round that is to begin. */
export function freshRound({ future = 1, outcome, month }) {
  return { future, outcome, month, words: "", guesses: [], ran: false, played: false };
}

/** The base and the future that a round is about, as a study of their own. */
export function studyOf({ study }, round) {
  return { ...study, scenarios: [study.scenarios[0], study.scenarios[round.future]] };
}

/** Whether a round still asks of something that is there. */
export const stands = (state, round) => Boolean(round && state.study.scenarios[round.future]);

/** Why a step cannot be gone to yet; null: it can. */
export function heldBack(round, step) {
  if (step >= RAN && !round.ran) return "Run it first: what happened is shown after the run.";
  return null;
}

/**
 * A question that something changes: the future and the headline outcome that move most, for what they are worth.
 * @returns {Promise<object>} a fresh round
 */
export async function suggestedRound(app, { study, settings }) {
  const month = Math.min(...study.scenarios.map((each) => each.horizon));
  const kept = { seed: settings.seed, parameters: settings.parameters, lucks_of_a_set: settings.lucks, marks: [month] };
  const all = study.scenarios.map((each) => app.engine.results(study.network, each, kept));
  await Promise.all(all.map((each) => app.engine.extend(each, 64)));
  const count = app.data.outcomes.length;
  let best = { size: -1, future: 1, outcome: headlinesOf(app.data, study.network)[0] };
  for (const name of headlinesOf(app.data, study.network)) {
    const place = app.data.outcomes.findIndex((each) => each.name === name);
    const means = all.map((each) => meanOf(each.atMark(place, month, count, 64)));
    for (let future = 1; future < means.length; future += 1) {
      const size = Math.abs(means[future] - means[0]) / app.data.outcomes[place].worthwhile;
      if (size > best.size) best = { size, future, outcome: name };
    }
  }
  return freshRound({ ...best, month });
}

/**
 * A guess read, or why it cannot be.
 * @param {object} outcome of the data @param {number} base its level in the base, in its own unit @param {number} scale
 */
export function guessOf(outcome, base, scale, { name, level }) {
  if (!name.trim()) return { fault: "Say whose guess it is." };
  const value = Number(String(level).replace(",", ".").replace("%", "").trim());
  const most = outcome.unit.startsWith("share") || outcome.unit === "ratio" ? scale : 10 * scale * Math.max(Math.abs(base), outcome.worthwhile);
  if (String(level).trim() === "" || !Number.isFinite(value) || value < 0 || value > most) {
    return { fault: `A guess is a number from 0 to ${Number(most.toPrecision(3))}.` };
  }
  return { guess: { name: name.trim().slice(0, 60), level: value / scale } };
}

/** What the round's future changes of what was asked. */
export const rowOf = (comparison, round) => comparison.difference(1, round.outcome, round.month);

/** Guesses from the nearest to what happened on. */
export const byNearness = (guesses, level) => [...guesses].sort((one, other) => Math.abs(one.level - level) - Math.abs(other.level - level));
