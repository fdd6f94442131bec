// For whom: kinds of members, and localities.
import { make } from "../parts/elements.js";
import { change, counted, monthInWords, shownUnit } from "../parts/words.js";
import { quietCell } from "./changes.js";
import { differenceBy, groupsOf, memberMeans, placeDifferences } from "./groups.js";
import { section, table } from "./section.js";

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
      cells: names.map((name) => differenceBy(comparison, place, comparison.outcomes.get(name), (each) => memberMeans(comparison, each, group, name, month))),
    }));
    return {
      heading: unlike(rows, names, comparison),
      parts: [
        table(`For whom in ${monthInWords(month)}`, ["members", ...names.map((name) => titled(comparison, name))],
          rows.map(({ group, cells }) => [make("span", {}, group.name, make("small", {}, ` (${group.members.length})`)), ...cells.map((each) => quietCell(comparison, each))])),
        make("p", { class: "soft" }, `${comparison.called(place)} less the base in ${monthInWords(month)}, in ${counted(comparison.beside.runs, "run")}; in brackets how many members. Grey: no difference worth having, or too few runs to tell.`),
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
    const rows = placeDifferences(comparison, place, name, month).sort((one, other) => other.row.change.mean - one.row.change.mean);
    const [most, least] = [rows[0], rows.at(-1)];
    const said = ({ each, row }) => `${change(row.change.mean, outcome.unit)} in ${each.name}`;
    return {
      heading: rows.length > 1 ? `${outcome.title}: ${said(least)} to ${said(most)}` : `${outcome.title}: ${said(most)}`,
      parts: [
        table(`Where in ${monthInWords(month)}`, ["locality", `${outcome.title}, ${shownUnit(outcome.unit, true)}`, "children"],
          rows.slice(0, 40).map(({ each, row }) => [make("bdi", {}, each.name), quietCell(comparison, row), String(Math.round(each.children_llc))])),
        make("p", { class: "soft" }, `${rows.length > 40 ? "The 40 that gain most. " : ""}Children: with a life-limiting condition. Grey: no difference worth having, or too few runs to tell. In ${counted(comparison.beside.runs, "run")}.`),
      ],
    };
  });
}

const titled = (comparison, name) => `${comparison.outcomes.get(name).title}, ${shownUnit(comparison.outcomes.get(name).unit, true)}`;

function notYet(comparison, heading) {
  if (!comparison.alternatives.length) return { heading, parts: [make("p", {}, "There is no other future yet.")] };
  return comparison.members ? null : { heading, parts: [make("p", { class: "soft" }, "This comes with more runs.")] };
}
