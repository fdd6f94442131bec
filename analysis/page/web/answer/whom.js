// For whom: kinds of members, and localities.
import { make } from "../parts/elements.js";
import { change, counted, monthInWords, shownUnit } from "../parts/words.js";
import { quietCell } from "./changes.js";
import { differenceBy, groupsOf, memberMeans } from "./groups.js";
import { section, table } from "./section.js";
import { buildWhere, whereOf } from "./where.js";

const LISTED = 40; // localities or organisations

/** For whom: hubs and spokes, kinds, near and far. */
export function members(app, shown) {
  return ofMembers("members", "For whom", shown, (state, comparison, place, month) => {
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
        table(`For whom in ${monthInWords(month)}`, ["members", ...names.map((name) => titled(comparison.outcomes.get(name)))],
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

/** Where: what is asked about in each locality, or of each organisation, on the map and as a list. */
export function places(app, shown) {
  const map = buildWhere();
  return ofMembers("places", "Where", shown, (state, comparison, place, month) => {
    const found = whereOf(comparison, place, month, state.settings.outcome);
    const { outcome, rows } = found;
    const [most, least] = [rows[0], rows.at(-1)];
    const said = ({ each, row }) => `${change(row.change.mean, outcome.unit)} in ${each.name}`;
    const inPlaces = found.table === "localities";
    map.render(comparison, found);
    return {
      heading: rows.length > 1 ? `${outcome.title}: ${said(least)} to ${said(most)}` : `${outcome.title}: ${said(most)}`,
      parts: [
        map.node,
        table(`Where in ${monthInWords(month)}`, [inPlaces ? "locality" : "organisation", titled(outcome), inPlaces ? "children" : "kind"],
          rows.slice(0, LISTED).map(({ each, row }) => [make("bdi", {}, each.name), quietCell(comparison, row), inPlaces ? String(Math.round(each.children_llc)) : each.kind])),
        make("p", { class: "soft" }, `${rows.length > LISTED ? `The ${LISTED} that gain most. ` : ""}${inPlaces ? "Children: with a life-limiting condition. " : ""}Grey: no difference worth having, or too few runs to tell. In ${counted(comparison.beside.runs, "run")}.`),
      ],
    };
  });
}

const titled = ({ title, unit }) => `${title}, ${shownUnit(unit, true)}`;

// A part of the answer about a future in a month, once organisations and places are known.
function ofMembers(name, heading, shown, said) {
  return section(name, (state, comparison) =>
    notYet(comparison, heading) ?? said(state, comparison, shown.place(state, comparison), shown.month(comparison, state)));
}

function notYet(comparison, heading) {
  if (!comparison.alternatives.length) return { heading, parts: [make("p", {}, "There is no other future yet.")] };
  return comparison.members ? null : { heading, parts: [make("p", { class: "soft" }, "This comes with more runs.")] };
}
