// What a future takes for granted: parameters, links, loops and facts, looked for by words and fixed one by one.
import { make } from "../parts/elements.js";
import { folded } from "../parts/panel.js";
import { doubtsOf } from "./checks.js";
import { findingItems } from "./evidence.js";
import { faultsAt, numberField } from "./field.js";
import { figure } from "./words.js";

const MOST_SHOWN = 20;

/** All that can be fixed, each with the words it is found by. */
export function assumptionsOf(data, network) {
  const parameters = data.parameters.map((each) => ({
    map: "parameters",
    name: each.name,
    title: each.what,
    unit: each.unit,
    domain: each.domain,
    range: each.prior,
    grade: data.bases[each.grade],
    findings: each.findings,
    sources: each.sources,
    usual: `drawn from ${rangeOf(each.prior)}`,
    uncertain: each.prior.low < each.prior.high,
  }));
  const links = data.links.map((each) => ({
    map: "links",
    name: each.name,
    title: `Link ${each.name}: ${each.what}`,
    unit: "1 as the study states it, 0 cut",
    domain: [0, 1],
    usual: "1",
    findings: each.findings,
    sources: [],
  }));
  const loops = data.loops.map((each) => ({
    map: "loops",
    name: each.name,
    title: `Loop: ${each.title}`,
    unit: "1 as it is, 0 cut",
    domain: [0, 1],
    usual: "1",
    findings: each.findings,
    sources: [`Round and round: ${each.way.join(" → ")}`],
  }));
  const facts = data.facts.map((each) => ({
    map: "facts",
    name: each.name,
    title: `Fact of the network: ${each.title}`,
    unit: each.what.replace(/, with value and source$/, ""),
    domain: each.domain,
    usual: network.facts[each.name] ? figure(network.facts[each.name].value) : "as its members make it",
    findings: [],
    sources: [],
  }));
  const all = [...facts, ...loops, ...links, ...parameters.filter((each) => each.uncertain), ...parameters.filter((each) => !each.uncertain)];
  return all.map((each) => ({ ...each, words: `${each.name} ${each.title} ${each.unit} ${each.sources.join(" ")}`.toLowerCase() }));
}

const rangeOf = ({ low, high, value }) => (low < high ? `${figure(low)} to ${figure(high)}, about ${figure(value)}` : `${figure(value)}, always`);

/**
 * @param {object} at `scenario`, `faults`, `data`, `network`; `search` what is looked for
 * @param {(map: string, name: string, value: number | string | undefined, what: string) => void} change
 */
export function assumptionList(at, change) {
  const { scenario, data } = at;
  const all = assumptionsOf(data, at.network);
  const doubts = doubtsOf(data, scenario);
  const fixed = all.filter(({ map, name }) => scenario[map][name] !== undefined);
  const words = at.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? all.filter((each) => !fixed.includes(each) && words.every((word) => each.words.includes(word))) : [];
  const row = (each) => assumption(each, at, doubts, change);
  const ranged = data.parameters.filter(({ prior }) => prior.low < prior.high).length;
  const counts = [`${data.parameters.length} numbers of the model (${ranged} have a range)`, `${data.links.length} links of the study`];
  const hint = `Search ${counts.join(", ")}, ${data.loops.length} loops and ${data.facts.length} facts of the network.`;
  return [
    ...fixed.map(row),
    make(
      "p",
      { class: "soft", role: "status" },
      words.length ? `${found.length}${fixed.length ? " more" : ""} found${found.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} shown` : ""}.` : hint,
    ),
    ...found.slice(0, MOST_SHOWN).map(row),
  ];
}

function assumption(each, at, doubts, change) {
  const { map, name } = each;
  const keys = [map, name];
  const id = `assume-${map}-${name}`;
  const value = at.scenario[map][name];
  const set = (next) => change(map, name, next, each.title);
  return make(
    "section",
    { class: value === undefined ? "assumption" : "assumption used" },
    make("h3", {}, each.title),
    make(
      "p",
      {},
      numberField({
        id,
        label: "Fix at",
        value,
        unit: each.unit,
        faults: faultsAt(at.faults, keys),
        doubt: doubts.get(name) ? outside(each) : "",
        commit: set,
      }),
      value === undefined
        ? make("span", { class: "soft" }, ` now ${each.usual}`)
        : make("button", { id: `${id}-off`, class: "quiet", onclick: () => set(undefined) }, "Take back"),
    ),
    folded(`${id}-about`, "Range and source", () => [
      make(
        "p",
        { class: "soft" },
        [each.range ? `Range ${rangeOf(each.range)}` : `Otherwise ${each.usual}`, limits(each.domain), each.grade, name].filter(Boolean).join("; "),
        ".",
      ),
      make("ul", {}, ...each.sources.map((source) => make("li", {}, source)), ...findingItems(at.data, each.findings)),
    ]),
  );
}

const outside = ({ range }) => `outside its plausible range, ${figure(range.low)} to ${figure(range.high)}`;
const limits = ([low, high]) => (low === null || high === null ? "" : `can be ${figure(low)} to ${figure(high)}`);
