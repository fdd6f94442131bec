// A scenario as the model takes it: what `sim.model.schedule` and `sim.engine.arrays` make of it.
import { draw } from "./draws.js";
import { load_levers } from "./given.js";
import { array, floats, table, whole } from "./module.js";
import { keyOf } from "./network_arrays.js";
import { translated } from "./preparation.js";
import { Dict, frozenset } from "./python.js";

const SELECTORS = ["role", "sector", "kind", "name", "locality"];
/** Reaches that a word says. */
export const AS_WORDS = { all: {}, hubs: { role: ["hub"] }, spokes: { role: ["spoke"] }, edge: { place: "edge" }, centre: { place: "centre" } };

/**
 * @param {object} data of the page
 * @param {object} network as `networkOf` gives it
 * @param {object} scenario of the study
 * @param {object} settings `seed`, `parameters`
 * @returns {{schedule: object, prior: object, varied: object}} arrays by name, in their Python order
 */
export function scenarioArrays(data, network, scenario, settings) {
  const read = scenarioOf(data, network, scenario);
  return {
    schedule: scheduleArrays(data, read),
    prior: priorArrays(data, read, settings),
    varied: array("f8", [0, 0]),
  };
}

/** A study's scenario as translated functions read it. */
export function scenarioOf(data, network, scenario) {
  const levers = data.levers.map((lever) => [lever.id, intervals(lever, scenario.levers[lever.name] ?? scenario.levers[lever.id] ?? [])]);
  return {
    network,
    horizon: scenario.horizon,
    levers: new Dict(levers.filter(([, each]) => each.length)),
    shocks: (scenario.shocks ?? []).map((each) => shockOf(data, each)).sort((one, other) => one.month - other.month),
    parameters: new Dict(Object.entries(scenario.parameters ?? {}).sort(([one], [other]) => (one < other ? -1 : 1))),
    links: new Dict(Object.entries(scenario.links ?? {})),
    loops: new Dict(Object.entries(scenario.loops ?? {})),
  };
}

function intervals(lever, written) {
  return written.map(({ dose = null, ...each }) => {
    const amount = dose === null ? {} : lever.dose ? Object.fromEntries(translated.dosed(dose, lever.dose).items()) : {};
    const empty = { end: null, term: null, strength: 1, posts: null, nurses: null, specialists: null, ramp_up: null };
    return new translated.Interval({ ...empty, ...each, ...amount, reach: selectorOf(each.reach) });
  });
}

/** Whom a study's `reach` or `organisations` selects; nothing: whom else it would. */
export function selectorOf(written) {
  if (written === null || written === undefined) return null;
  const given = typeof written === "string" ? AS_WORDS[written] : written;
  const listed = Object.fromEntries(SELECTORS.map((each) => [each, [given[each] ?? []].flat()]));
  return new translated.Selector({ place: null, within_km: null, beyond_km: null, ...given, ...listed });
}

function shockOf(data, { month, organisations, ...said }) {
  const [[kind, amount]] = Object.entries(said);
  const declared = data.shocks.find((each) => each.name === kind);
  const end = declared.for_good ? Infinity : month + (declared.unit === "months" ? amount : 1);
  return { month, kind, amount: Number(amount), end, organisations: selectorOf(organisations) };
}

function scheduleArrays(data, scenario) {
  const { network, horizon, levers, shocks } = scenario;
  const months = Array.from({ length: horizon + 1 - data.months.first }, (_, place) => data.months.first + place);
  const here = befallen(network, shocks, months);
  const gone = here.map((members) => frozenset(members.flatMap((each, number) => (each.away ? [number] : []))));
  const reach = remembered((whom) => translated.reach_of(network, whom), (whom) => JSON.stringify([whom.selector, whom.gone.keys()]));
  const pulled = data.levers.map((lever) => leverOf(data, lever, levers.get(lever.id, []), { gone, months, reach, network }));
  for (const [interval, share] of translated.paid_by_post(scenario)) {
    const posts = translated.new_posts(network, interval, share);
    for (const members of here.slice(interval.start - data.months.first)) {
      members.forEach((each, number) => {
        each.new_nurses = posts.nurses[number];
        each.new_specialists = posts.specialists[number];
      });
    }
  }
  payFor(here, pulled[placeOf(data, translated.CHAMPIONS)].paid, (each, had) => { each.champions_paid = had; });
  payFor(here, pulled[placeOf(data, translated.SHARED_RECORDS)].paid, (each, had, begun) => {
    each.records_paid = had;
    each.records_joined = begun;
  });
  const coordinator = levers.get(translated.PAID_FROM_THE_GRANT, []);
  return {
    turns: levelled(pulled.map((each) => each.turns), translated.Turn),
    dues: levelled(pulled.map((each) => each.dues), translated.Due),
    ...reaches(pulled, months.length, network),
    here: table(here.flat(), translated.Here, [months.length, network.organisations.length, translated.Here._fields.length]),
    terms: table(translated.terms_of(coordinator, months), translated.Terms),
    shocks: table(translated.befalls_of(shocks, months), translated.Shocks),
    signature: array("i8", [months.length, data.levers.length + 1]),
  };
}

const placeOf = (data, id) => data.levers.findIndex((each) => each.id === id);

function leverOf(data, lever, given, { gone, months, reach, network }) {
  const declared = load_levers().at(lever.id);
  const whom = translated.whom_of(given, gone, months).map(reach);
  const members = gone.map((left) => network.organisations.length - left.size);
  const [dues, paid] = translated.dues_of(declared, given, whom.map((each) => each.organisations), members, months);
  return { turns: translated.turns_of(given, declared, months), dues, paid, whom };
}

// What shocks do to organisations, month by month.
function befallen(network, shocks, months) {
  const nothing = translated.Here._fields.map(() => 0);
  const here = months.map(() => network.organisations.map(() => translated.Here(...nothing)));
  for (const { begin, end, field, reached, amount } of translated.blows_of(network, shocks, months)) {
    for (const members of here.slice(begin, end)) {
      members.forEach((each, number) => {
        if (reached[number]) each[field] = translated.together(each[field], amount);
      });
    }
  }
  return here;
}

function payFor(here, paid, enter) {
  here.forEach((members, month) => {
    if (paid[month]) members.forEach((each, number) => enter(each, paid[month].had[number], paid[month].begun[number]));
  });
}

// (months, levers, fields) of what is held lever by lever.
function levelled(levers, kind) {
  const months = levers[0].map((_, month) => levers.map((each) => each[month]));
  return table(months.flat(), kind, [months.length, levers.length, kind._fields.length]);
}

function reaches(levers, months, network) {
  const [members, places] = [network.organisations.length, network.localities.length];
  const organisations = new Float64Array(months * members * levers.length);
  const localities = new Float64Array(months * places * levers.length);
  const core = new Float64Array(months * levers.length);
  levers.forEach(({ whom }, lever) => {
    for (let month = 0; month < months; month += 1) {
      const reach = whom[month];
      for (let i = 0; i < members; i += 1) organisations[(month * members + i) * levers.length + lever] = reach.organisations[i];
      for (let i = 0; i < places; i += 1) localities[(month * places + i) * levers.length + lever] = reach.places[i];
      core[month * levers.length + lever] = reach.core;
    }
  });
  return {
    reach: floats(organisations, [months, members, levers.length]),
    reach_of_places: floats(localities, [months, places, levers.length]),
    reach_of_core: floats(core, [months, levers.length]),
  };
}

function remembered(work, keyed) {
  const known = new Map();
  return (given) => {
    const key = keyed(given);
    if (!known.has(key)) known.set(key, work(given));
    return known.get(key);
  };
}

function priorArrays(data, scenario, { seed, parameters }) {
  const names = data.layout.numbers;
  const origins = translated.origins_of(scenario, names, parameters === "central");
  return {
    shape: whole(origins.map((each) => each.shape)),
    range: floats(origins.flatMap((each) => [each.low, each.value, each.high]), [names.length, 3]),
    scale: floats(origins.map((each) => each.scale)),
    keys: whole(data.layout.number_keys.flat(), [names.length, 2]),
    dials: floats([...translated.dials_of(scenario)]),
    column: whole([]),
    levers: whole(data.layout.lever_rows.flat(), [data.levers.length, data.layout.lever_rows[0].length]),
    seed: parameters === "accepted" ? data.accepted.seed : seed,
  };
}

/** The parameter set of each run, as `sim.sampling.parameter_sets.parameter_set_of` has it. */
export function setsOf(data, runs, { seed, parameters, lucks_of_a_set: lucks = 1 }) {
  const turns = runs.map((run) => Math.floor(run / lucks));
  if (parameters === "central") return runs.map(() => 0);
  if (parameters === "prior") return turns.map((turn) => turn + 1);
  const { sets } = data.accepted;
  const first = Math.trunc(draw(seed, 0, keyOf("parameters", "accepted"), data.accepted.purpose) * sets.length);
  return turns.map((turn) => sets[(turn + first) % sets.length]);
}
