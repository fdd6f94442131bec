// Scenarios that come from elsewhere, brought into the form in which a study has them; what cannot be is said in one line.
import { nothing } from "./changes.js";
import { quoted } from "../parts/errors.js";
import { dateOf, monthsOf } from "./words.js";

const TEXTS = ["name", "title", "question", "hypothesis"];
const MAPS = ["levers", "parameters", "links", "loops", "facts"];
const IN_FILE = [...MAPS, "name", "question", "hypothesis", "extends", "network", "month_0", "horizon", "shocks"];
const WORDS = { hubs: { role: ["hub"] }, spokes: { role: ["spoke"] }, edge: { place: "edge" }, centre: { place: "centre" } };
const LISTED = ["role", "sector", "kind", "name", "locality"];

/** Bring the scenarios of a study into form. @throws {Error} of one line, naming what is none */
export function shapedScenarios(scenarios) {
  if (!Array.isArray(scenarios) || !scenarios.length) throw new Error("scenarios is not a list of scenarios, the base first");
  return scenarios.map((each, at) => shaped(each, `scenarios[${at}]`));
}

/** Bring one into form; `place` names it. */
export function shaped(written, place) {
  if (!isMap(written)) throw new Error(`${place} is not made of keys and values`);
  const scenario = { ...nothing(60), ...present(written) };
  for (const text of TEXTS) if (typeof scenario[text] !== "string") throw new Error(`${place}.${text} is not a text`);
  for (const map of MAPS) if (!isMap(scenario[map])) throw new Error(`${place}.${map} is not made of keys and values`);
  if (!Array.isArray(scenario.shocks)) throw new Error(`${place}.shocks is not a list`);
  scenario.title ||= scenario.name;
  scenario.horizon = monthOf(scenario.horizon, null);
  scenario.levers = Object.fromEntries(
    Object.entries(scenario.levers).flatMap(([name, spells]) => leverOf(name, spells, null, `${place}.levers.${name}`)),
  );
  scenario.shocks = scenario.shocks.map((each, at) => shockOf(each, null, `${place}.shocks[${at}]`));
  return scenario;
}

/**
 * A scenario's YAML file, read as `mcn` reads it: laid over what it extends.
 * @param {object} written of keys and values
 * @param {object} data of the page @param {object} study in which it is opened
 */
export function fromFile(written, data, study, name) {
  if (!isMap(written)) throw new Error("is not made of keys and values; write lines such as 'name: My scenario'");
  const strange = Object.keys(written).find((key) => !IN_FILE.includes(key));
  if (strange === "readings") throw new Error(`chooses readings, which this page does not read; mcn open ${name} brings it in`);
  if (strange) throw new Error(`${quoted(strange)}: there is no such key`);
  const given = ["extends", "network"].filter((key) => written[key] !== undefined && written[key] !== null);
  if (given.length !== 1) {
    const what = given.length ? "extends and network are both given" : "neither extends nor network is given";
    throw new Error(`${what}; write one: extends: baseline, or network: study-region`);
  }
  const base = given[0] === "network" ? nothing(60) : extended(written.extends, data, study, name);
  const zero = written.month_0 === undefined ? null : dateOf(String(written.month_0));
  const said = present(written);
  for (const map of MAPS) if (said[map] !== undefined && !isMap(said[map])) throw new Error(`${map} is not made of keys and values`);
  const levers = { ...base.levers };
  for (const [key, spells] of Object.entries(said.levers ?? {})) {
    const own = data.levers.find((each) => each.id === key)?.name ?? key;
    const [found] = leverOf(own, spells, zero, `levers.${key}`);
    if (found) levers[own] = followedBy(base.levers[own] ?? [], found[1]);
    else delete levers[own];
  }
  const shocks = (said.shocks ?? []).map((each, at) => shockOf(each, zero, `shocks[${at}]`));
  const maps = Object.fromEntries(MAPS.slice(1).map((map) => [map, { ...base[map], ...said[map] }]));
  return shaped(
    {
      ...base,
      ...maps,
      levers,
      shocks: [...base.shocks, ...shocks].sort((one, other) => one.month - other.month),
      horizon: said.horizon === undefined ? base.horizon : monthOf(said.horizon, zero),
      title: said.name ?? "",
      question: said.question ?? "",
      hypothesis: said.hypothesis ?? "",
      name: name.replace(/\.ya?ml$/i, ""),
    },
    name,
  );
}

function extended(name, data, study, file) {
  const short = String(name)
    .replace(/^.*\//, "")
    .replace(/\.ya?ml$/, "");
  const found = [...study.scenarios, ...data.shipped].find((each) => each.name === short);
  if (!found) throw new Error(`extends ${quoted(name)}, which this page has not; mcn open ${file} brings it in`);
  return found;
}

// What was inherited ends where the new begins.
function followedBy(inherited, spells) {
  const { start } = spells[0];
  const before = inherited.filter((each) => each.start < start);
  return [...before.map((each) => ({ ...each, end: Math.min(each.end ?? start, start) })), ...spells];
}

function leverOf(name, given, zero, place) {
  if (given === false || given === "off" || (Array.isArray(given) && !given.length)) return [];
  const spells = [given].flat().map((each) => {
    if (!isMap(each)) throw new Error(`${place}: ${quoted(each)} says not when; write {start: 0}, or off`);
    const { duration, ...spell } = present(each);
    for (const key of ["start", "end", "term", "ramp_up"]) if (spell[key] !== undefined) spell[key] = monthOf(spell[key], zero);
    if (duration !== undefined && spell.end === undefined) spell.end = spell.start + monthOf(duration, null);
    if (spell.reach !== undefined) spell.reach = reachOf(spell.reach);
    return present(spell);
  });
  return [[name, spells]];
}

function shockOf(given, zero, place) {
  if (!isMap(given)) throw new Error(`${place} is not made of keys and values`);
  const shock = present(given);
  shock.month = monthOf(shock.month, zero);
  if (shock.organisations !== undefined) shock.organisations = reachOf(shock.organisations) ?? {};
  return shock;
}

function reachOf(given) {
  if (given === "all") return undefined;
  const spelled = WORDS[given] ?? given;
  if (!isMap(spelled)) return spelled;
  return Object.fromEntries(Object.entries(present(spelled)).map(([key, value]) => [key, LISTED.includes(key) ? [value].flat() : value]));
}

// Dates and times in months; what is neither stays as it is, and is said to be wrong where it stands.
function monthOf(value, zero) {
  if (typeof value !== "string") return value;
  const there = dateOf(value);
  if (there !== null && zero !== null) return there - zero;
  return monthsOf(value) ?? value;
}

const isMap = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
const present = (map) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null && value !== undefined));
