// What a scenario changes of an outcome over paired runs, as `analysis.statistics.differences` has it.
import { translated } from "../engine/preparation.js";
import { meanOf, spread, unitMeans } from "./statistics.js";

/**
 * @typedef {object} Difference
 * @property {object} outcome as declared
 * @property {import("./statistics.js").Spread} base level in the base
 * @property {import("./statistics.js").Spread} level in the alternative
 * @property {import("./statistics.js").Spread} change of the one to the other
 * @property {number} better share of units in which it is better by at least the worthwhile difference; `worse`: worse
 * @property {string} verdict in Python's words
 */

/**
 * @param {Float64Array} was in the base, (runs,)
 * @param {Float64Array} now in the alternative
 * @param {object} units as `unitsOf` gives them
 * @returns {Difference}
 */
export function differenceOf(was, now, units, outcome, table) {
  const changes = now.map((each, run) => each - was[run]);
  const change = spread(changes, units, table);
  const good = { higher: 1, lower: -1 }[outcome.better] ?? NaN;
  const gains = unitMeans(changes, units).map((each) => each * good);
  const share = (sign) => (Number.isNaN(good) ? NaN : meanOf(gains.map((each) => (sign * each >= outcome.worthwhile ? 1 : 0))));
  return {
    outcome,
    base: spread(was, units, table),
    level: spread(now, units, table),
    change,
    better: share(1),
    worse: share(-1),
    verdict: translated.verdict(...change.interval, outcome.worthwhile, outcome.better),
  };
}
