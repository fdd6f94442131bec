// The answer in sentences, as `analysis.compare.answer` gives it.
import { change, changeInWords, counted, level, listed, lowered, margin, pounds, shownUnit } from "../parts/words.js";

/** The alternatives' differences of an outcome, the best first. */
export function ranked(comparison, name, month = comparison.month) {
  const sign = comparison.outcomes.get(name).better === "lower" ? 1 : -1;
  return comparison.alternatives
    .map((place) => ({ place, ...comparison.difference(place, name, month) }))
    .sort((one, other) => sign * (one.change.mean - other.change.mean));
}

/** The best option of the first headline in which one is better than the base, or null. */
export function winnerOf(comparison) {
  const { better } = comparison.data.answer;
  for (const name of comparison.headlines) {
    const [first] = ranked(comparison, name);
    if (first?.verdict === better) return first;
  }
  return null;
}

/** What the numbers favour. */
export function recommendation(comparison) {
  const winner = winnerOf(comparison);
  if (!winner) return noWinner(comparison);
  const { outcome, level: now, base } = winner;
  const like = Math.max(Math.abs(base.mean), Math.abs(now.mean));
  const [first] = comparison.headlines;
  const of = lowered(outcome.title);
  const none = comparison.alternatives.length > 1 ? "None is" : "It is not";
  const lead = outcome.name === first ? "For" : `${none} better for ${titleOf(comparison, first)} by a difference worth having; for`;
  const verb = rounded(winner.better) >= comparison.data.answer.likely[1][0] ? "favour" : "lean towards";
  return (
    `${lead} ${of} the numbers ${verb} ${comparison.called(winner.place)}: ${level(now.mean, outcome.unit, like)} at month ` +
    `${comparison.month} instead of ${level(base.mean, outcome.unit, like)} (${changeInWords(winner.change.mean, outcome.unit)})${ahead(comparison, winner)}.`
  );
}

// How far the winner is ahead of the next option.
function ahead(comparison, winner) {
  const [, next] = ranked(comparison, winner.outcome.name);
  if (!next) return "";
  const { too_few: few, no_difference: none } = comparison.data.answer;
  const row = comparison.between(winner.place, next.place, winner.outcome.name);
  const after = comparison.called(next.place);
  if (row.verdict === few) return `, though ${counted(comparison.runs, "run")} do not tell it from ${after}`;
  if (row.verdict === none) return `, but no difference worth having to ${after}`;
  return `, ${change(Math.abs(row.change.mean), winner.outcome.unit).replace("+", "")} ahead of ${after}`;
}

function noWinner(comparison) {
  const { worse, too_few: few } = comparison.data.answer;
  const rows = comparison.headlines.flatMap((name) => ranked(comparison, name));
  const [bad] = rows.filter((each) => each.verdict === worse).sort((one, other) => sizeOf(other) - sizeOf(one));
  const many = comparison.alternatives.length;
  if (bad) {
    const what = many > 1 ? "No option is better than" : "It is not better than";
    return `${what} ${comparison.called(0)}: ${lowered(bad.outcome.title)} is ${changeInWords(bad.change.mean, bad.outcome.unit)} off with ${comparison.called(bad.place)} at month ${comparison.month}.`;
  }
  const options = { 1: "It does not change", 2: "Neither changes" }[many] ?? "None of the options changes";
  const unsure = comparison.headlines.filter((name) => rows.some((each) => each.outcome.name === name && each.verdict === few));
  const doubt = unsure.length ? `, as far as ${counted(comparison.runs, "run")} tell (${listed(unsure.map((each) => titleOf(comparison, each)))} may change)` : "";
  const of = listed(comparison.headlines.map((each) => titleOf(comparison, each)), "or");
  return `${options} ${of} by a difference worth having at month ${comparison.month}${doubt}.`;
}

/** How surely. */
export function confidence(comparison, row = winnerOf(comparison)) {
  const shown = row ?? ranked(comparison, comparison.headlines[0])[0];
  const { outcome, change: found } = shown;
  const { unit } = outcome;
  const [low, high] = [found.low, found.high].map((each) => change(each, unit, found.mean));
  const [of, over] = [lowered(outcome.title), setsInWords(comparison)];
  const worth = `${margin(outcome.worthwhile, unit)} ${shownUnit(unit, true)}`;
  if (!row || Number.isNaN(shown.better)) {
    return `${comparison.called(shown.place)} changes ${of} by ${low} to ${high} ${shownUnit(unit, true)} (5-95 % of ${over}); ${worth.split(" ")[0]} would be worth having.`;
  }
  const [, likely] = comparison.data.answer.likely.find(([least]) => rounded(shown.better) >= least);
  const [better, worse] = [shown.better, shown.worse].map((each) => `${Math.round(100 * each)}%`);
  return `${likely} under these assumptions: ${of} gains at least ${worth} in ${better} of ${over}, and loses as much in ${worse} (5-95 % ${low} to ${high}).`;
}

/** What an option costs more than the base, and who pays it. */
export function costSentence(comparison, place) {
  const rows = comparison.costs(place);
  const all = rows.at(-1);
  const size = all.change.mean;
  const years = `over months 0 to ${comparison.month}`;
  if (size === 0 || Math.abs(size) < 0.005 * all.base) return `${comparison.called(place)} costs about the same as ${comparison.called(0)} ${years}.`;
  const parts = [
    ...(Math.abs(all.recurring) >= 1 ? [`${pounds(all.aYear)} a year`] : []),
    ...(Math.abs(all.oneOff) >= 1 ? [`${pounds(all.oneOff)} once`] : []),
  ];
  return `${comparison.called(place)} costs ${pounds(Math.abs(size))} ${size > 0 ? "more" : "less"} ${years} (${listed(parts)}); ${payersOf(comparison, rows, size)}.`;
}

function payersOf(comparison, rows, size) {
  const named = (payer) => comparison.data.answer.payers[payer] ?? payer;
  const sorted = rows.slice(0, -1).sort((one, other) => Math.abs(other.change.mean) - Math.abs(one.change.mean));
  if (Math.abs(sorted[0].change.mean) >= 0.95 * Math.abs(size)) return `nearly all of it falls to ${named(sorted[0].payer)}`;
  const parts = sorted.filter((each) => Math.abs(each.change.mean) >= 0.05 * Math.abs(size));
  return `it falls to ${listed(parts.map((each) => `${named(each.payer)} ${pounds(each.change.mean)}`))}`;
}

/** How many parameter sets, or runs, the spread is over, and where the sets come from. */
export function setsInWords(comparison) {
  const number = comparison.parameterSets;
  if (number < 2) return counted(comparison.runs, "run");
  const agree = "that agree with the study";
  const source = { prior: "drawn from their ranges", accepted: judged(comparison) ? agree : comparison.data.answer.elsewhere };
  return `${counted(number, "parameter set")} ${source[comparison.settings.parameters]}`;
}

const TABLES = ["centre", "organisations", "localities", "ties"];

// Whether accepted sets were judged on this network and model: those of the study, with nothing assumed anew.
function judged({ data, study, base }) {
  const changed = ["parameters", "links", "loops"].some((each) => Object.keys(base[each] ?? {}).length);
  const tables = (network) => JSON.stringify(TABLES.map((each) => network[each]));
  return data.answer.judged && !changed && tables(study.network) === tables(data.tables.shipped);
}

/** What gets worse by a difference worth having: headline outcomes first, and the largest of each first. */
export function worsened(comparison, place) {
  const { worse } = comparison.data.answer;
  const leading = (row) => Number(comparison.headlines.includes(row.outcome.name));
  return comparison.data.outcomes
    .map((each) => comparison.difference(place, each.name))
    .filter((each) => each.verdict === worse)
    .sort((one, other) => leading(other) - leading(one) || sizeOf(other) - sizeOf(one));
}

/** Whether there is a difference worth having, whichever way. */
export function isClear({ data: { answer } }, { verdict }) {
  return verdict !== answer.no_difference && verdict !== answer.too_few;
}

/** What a difference is drawn as. */
export function toneOf({ data: { answer } }, { verdict }) {
  return { [answer.better]: "better", [answer.worse]: "worse" }[verdict] ?? "";
}

/** How many times the smallest difference worth having it is. */
export const sizeOf = (row) => Math.abs(row.change.mean / row.outcome.worthwhile);

const rounded = (share) => Math.round(100 * share) / 100;
const titleOf = (comparison, name) => lowered(comparison.outcomes.get(name).title);
