// For whom: kinds of members, and localities.
import { make } from "../parts/elements.js";
import { change, counted, monthInWords, shownUnit } from "../parts/words.js";
import { verdictCell } from "./changes.js";
import { differenceOf } from "./differences.js";
import { section, table } from "./section.js";
import { unitsOf } from "./statistics.js";

/** What members are told apart by, as `analysis.statistics.groups` does. */
export function groupsOf(data, network) {
  const { near, far, from } = data.answer.distance;
  const { x_km: x, y_km: y } = network.centre;
  const distance = (each) => Math.sqrt((each.x_km - x) ** 2 + (each.y_km - y) ** 2);
  const by = { role: (each) => `${each.role}s`, kind: (each) => each.kind, distance: (each) => (distance(each) >= from ? far : near) };
  return Object.values(by).flatMap((nameOf) => {
    const names = network.organisations.map(nameOf);
    return [...new Set(names)].map((name) => ({ name, members: names.flatMap((each, number) => (each === name ? [number] : [])) }));
  });
}

// What members are weighted by: each as one, by its core staff, or by its other staff.
function weightsOf(network) {
  const staff = (each) => each.staff_clinical + each.staff_nursing + each.staff_management + each.staff_other;
  return {
    one: network.organisations.map(() => 1),
    core: network.organisations.map((each) => each.staff_core),
    wider: network.organisations.map((each) => staff(each) - each.staff_core),
  };
}

/** An outcome averaged over some members in each run, weighted as the network's own is. */
export function memberMeans(comparison, place, group, outcome, month) {
  const { beside, data, study: { network } } = comparison;
  const weights = weightsOf(network);
  const states = data.layout.states.organisation;
  const mark = comparison.marks.indexOf(month);
  const sums = new Float64Array(beside.runs);
  let whole = 0;
  for (const [stock, counted_] of data.answer.of_members[outcome]) {
    for (const member of group.members) {
      const weight = weights[counted_][member];
      const column = (mark * network.organisations.length + member) * states.length + states.indexOf(stock);
      beside.members[place].column("organisations", column, beside.runs).forEach((value, run) => { sums[run] += weight * value; });
      whole += weight;
    }
  }
  return sums.map((each) => each / Math.max(1, whole));
}

/** An outcome of a locality in each run. */
export function placeValues(comparison, place, locality, outcome, month) {
  const { beside, data, study: { network } } = comparison;
  const states = data.layout.states.locality;
  const column = (comparison.marks.indexOf(month) * network.localities.length + locality) * states.length + states.indexOf(outcome);
  return beside.members[place].column("localities", column, beside.runs);
}

function differencesBy(comparison, place, outcome, valuesOf) {
  const units = unitsOf(comparison.sets.slice(0, comparison.beside.runs));
  return differenceOf(valuesOf(0), valuesOf(place), units, outcome, comparison.table);
}

/** For whom: hubs and spokes, kinds, near and far. */
export function members(app, shown) {
  return section("members", (state, comparison) => {
    const waiting = notYet(comparison, "For whom");
    if (waiting) return waiting;
    const [place, month] = [shown.place(state, comparison), shown.month(comparison, state)];
    const { of_members: measured } = comparison.data.answer;
    const names = state.settings.outcome in measured ? [state.settings.outcome] : ["engagement", "adoption", "workaround_hours"];
    const groups = groupsOf(comparison.data, comparison.study.network);
    const rows = groups.map((group) => ({
      group,
      cells: names.map((name) => differencesBy(comparison, place, comparison.outcomes.get(name), (each) => memberMeans(comparison, each, group, name, month))),
    }));
    return {
      heading: unlike(rows, names, comparison),
      parts: [
        table(`For whom in ${monthInWords(month)}`, ["", ...names.map((name) => titled(comparison, name))],
          rows.map(({ group, cells }) => [make("span", {}, group.name, make("small", {}, ` (${group.members.length})`)), ...cells.map((each) => verdictCell(comparison, each))])),
        make("p", { class: "soft" }, `${comparison.called(place)} less the base in ${monthInWords(month)}, in ${counted(comparison.beside.runs, "run")}; in brackets how many members.`),
      ],
    };
  });
}

function unlike(rows, names, comparison) {
  const outcome = comparison.outcomes.get(names[0]);
  const sorted = [...rows].sort((one, other) => one.cells[0].change.mean - other.cells[0].change.mean);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const apart = most.cells[0].change.mean - least.cells[0].change.mean;
  if (apart < outcome.worthwhile) return `${outcome.title} changes alike for all kinds of members`;
  const said = (each) => `${change(each.cells[0].change.mean, outcome.unit)} for ${each.group.name}`;
  return `${outcome.title}: from ${said(least)} to ${said(most)}`;
}

/** Where: care in each locality. */
export function places(app, shown) {
  return section("places", (state, comparison) => {
    const waiting = notYet(comparison, "Where");
    if (waiting) return waiting;
    const [place, month] = [shown.place(state, comparison), shown.month(comparison, state)];
    const { of_localities: measured } = comparison.data.answer;
    const name = measured.includes(state.settings.outcome) ? state.settings.outcome : measured[0];
    const outcome = comparison.outcomes.get(name);
    const rows = comparison.study.network.localities
      .map((each, number) => ({ each, row: differencesBy(comparison, place, outcome, (one) => placeValues(comparison, one, number, name, month)) }))
      .sort((one, other) => other.row.change.mean - one.row.change.mean);
    const [most, least] = [rows[0], rows.at(-1)];
    const said = ({ each, row }) => `${change(row.change.mean, outcome.unit)} in ${each.name}`;
    return {
      heading: rows.length > 1 ? `${outcome.title}: ${said(least)} to ${said(most)}` : `${outcome.title}: ${said(most)}`,
      parts: [
        table(`Where in ${monthInWords(month)}`, ["", `${outcome.title}, ${shownUnit(outcome.unit, true)}`, "children"],
          rows.slice(0, 40).map(({ each, row }) => [make("bdi", {}, each.name), verdictCell(comparison, row), String(Math.round(each.children_llc))])),
        make("p", { class: "soft" }, `${rows.length > 40 ? "The 40 that gain most. " : ""}Children: with a life-limiting condition. In ${counted(comparison.beside.runs, "run")}.`),
      ],
    };
  });
}

const titled = (comparison, name) => `${comparison.outcomes.get(name).title}, ${shownUnit(comparison.outcomes.get(name).unit, true)}`;

function notYet(comparison, heading) {
  if (!comparison.alternatives.length) return { heading, parts: [make("p", {}, "There is no other future yet.")] };
  return comparison.beside ? null : { heading, parts: [make("p", { class: "soft" }, "This comes with more runs.")] };
}
