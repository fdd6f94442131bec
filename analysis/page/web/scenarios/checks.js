// What is wrong with a scenario, in the words of sim/inputs (timing.py, shocks.py, overrides.py); shared cases hold it.
import { quoted, suggestion } from "../parts/nearest.js";
import { Fields, months, reach, short, whole, within } from "./fields.js";
import { figure } from "./words.js";

const GRANT = "L01"; // the coordinator alone is paid from the network's grant
const SPELL = ["start", "duration", "end", "term", "strength", "dose", "nurses", "specialists", "ramp_up", "reach"];
const POSTS = ["nurses", "specialists"];

/**
 * @typedef {{keys: (string | number)[], what: string, meant: string}} Fault
 * @param {object} data of the page
 * @param {object} network of the study
 * @param {object} scenario of the study
 * @returns {Fault[]} everything wrong with it, each by the keys that lead there
 */
export function faultsOf(data, network, scenario) {
  const fields = new Fields(data);
  named(fields, scenario);
  const pulled = leversOf(fields, scenario.levers ?? {});
  const shocks = shocksOf(fields, scenario.shocks ?? []);
  for (const map of ["parameters", "links", "loops", "facts"]) numbers(fields, map, scenario[map] ?? {});
  for (const { lever, keys, spell } of pulled) if (lever.scope === "organisations") strangers(fields, network, [...keys, "reach"], spell.reach);
  for (const { keys, shock } of shocks) strangers(fields, network, [...keys, "organisations"], shock.organisations);
  late(fields, scenario.horizon, pulled, shocks);
  return fields.faults;
}

function named(fields, { title, horizon }) {
  short(fields, ["title"], title);
  whole(fields, ["horizon"], months(horizon), 1, fields.data.months.longest);
}

function leversOf(fields, levers) {
  return Object.entries(levers).flatMap(([name, spells]) => {
    const { data } = fields;
    const lever = data.levers.find((each) => each.name === name || each.id === name);
    const keys = ["levers", name];
    if (!lever) {
      fields.fault(keys, `there is no lever ${quoted(name)}`, suggestion(name, [...data.levers.map((each) => each.name), ...data.levers.map((each) => each.id)]));
      return [];
    }
    if (!Array.isArray(spells) || !spells.length) {
      fields.fault(keys, `${name}: ${quoted(spells)} says not when`, "write {start: 0}, or off");
      return [];
    }
    const read = spellsOf(fields, lever, keys, spells);
    if (read.some(({ spell }) => spell.term !== undefined) && lever.id !== GRANT) {
      fields.fault([...keys, "term"], `${quoted(name)} is not paid from the network's grant, which alone has a term`, "leave term out");
    }
    return read;
  });
}

function spellsOf(fields, lever, keys, spells) {
  const read = [];
  spells.forEach((each, number) => {
    const here = [...keys, number];
    const spell = spellOf(fields, lever, here, each);
    if (!spell) return;
    fits(fields, lever, here, spell);
    const before = read.at(-1)?.spell;
    if (before && spell.start <= before.start) {
      fields.fault([...here, "start"], `the spell from month ${spell.start} stands after that from month ${before.start}`, "put them in order of time");
    } else if (before && (before.end === undefined || before.end > spell.start)) {
      const lasts = before.end === undefined ? "to the horizon" : `until month ${before.end}`;
      fields.fault([...here, "start"], `the spell from month ${spell.start} overlaps the one before, which lasts ${lasts}`, `end that one by month ${spell.start}`);
    }
    read.push({ lever, keys: here, spell });
  });
  return read;
}

function spellOf(fields, lever, keys, written) {
  const known = fields.faults.length;
  const { longest } = fields.data.months;
  const read = fields.known(keys, written, SPELL, { start: "the month in which it starts, such as start: 0" });
  if (!read) return null;
  fields.month([...keys, "start"], read, "start");
  fields.lasting([...keys, "duration"], read, "duration");
  fields.month([...keys, "end"], read, "end");
  fields.lasting([...keys, "term"], read, "term");
  within(fields, [...keys, "strength"], read.strength, 0, 1);
  for (const name of ["dose", ...POSTS]) within(fields, [...keys, name], read[name], 0, Infinity);
  fields.lasting([...keys, "ramp_up"], read, "ramp_up", { least: 0, most: longest, whole: false });
  read.reach = reach(fields, [...keys, "reach"], read.reach);
  if (fields.faults.length > known) return null;
  const [name, { start, end, duration }] = [keys[1], read];
  if (end !== undefined && duration !== undefined) {
    fields.fault([...keys, "end"], `${name}: end and duration are both given`, "keep one of the two");
    return null;
  }
  if (end !== undefined && end <= start) {
    fields.fault([...keys, "end"], `${name} ends in month ${end} and starts in month ${start}`, `write an end after month ${start}`);
    return null;
  }
  if (duration !== undefined) read.end = start + duration;
  return amount(fields, lever, keys, read);
}

function amount(fields, lever, keys, read) {
  const given = ["strength", "dose", ...POSTS].filter((each) => read[each] !== undefined);
  if (given.length > 1 && String(given) !== String(POSTS)) {
    fields.fault([...keys, given.at(-1)], `${keys[1]}: ${given.join(" and ")} are given together`, "say in one way how much of it");
  }
  if (read.dose !== undefined && !lever.dose) {
    fields.fault([...keys, "dose"], `${keys[1]} is not bought in doses`, "write strength: 0.5 for half of it");
    return { ...read, strength: read.strength ?? 1, posts: undefined };
  }
  if (read.dose === undefined) return { ...read, strength: read.strength ?? 1 };
  return lever.by_post ? { ...read, strength: 1, posts: read.dose } : { ...read, strength: read.dose / lever.dose.full };
}

function fits(fields, lever, keys, spell) {
  if (lever.scope === "network" && spell.reach && Object.keys(spell.reach).length) {
    fields.fault([...keys, "reach"], `${lever.name} acts on the network as a whole: ${lever.whole}`, "leave reach out");
  }
  const limit = lever.most ?? Infinity;
  if (spell.strength > limit) {
    const bought = lever.dose?.full;
    const [key, unit, full] = bought ? ["dose", lever.dose.unit, bought] : ["strength", "", 1];
    const most = figure(limit * full);
    fields.fault([...keys, key], `${lever.name}: ${key} ${figure(spell.strength * full)} is above ${most} ${unit}`.trim(), `write ${most} or less`);
  }
  const posts = { dose: spell.posts, nurses: spell.nurses, specialists: spell.specialists };
  for (const [key, number] of Object.entries(posts)) if (number !== undefined) post(fields, lever, [...keys, key], number);
}

function post(fields, lever, keys, posts) {
  const key = keys.at(-1);
  const most = lever.dose?.most ?? Infinity;
  if (!lever.dose || !lever.by_post) fields.fault(keys, `${lever.name} adds no posts`, `leave ${key} out`);
  else if (posts > most) fields.fault(keys, `${lever.name}: ${key} ${figure(posts)} is above ${figure(most)}`, `write ${figure(most)} or less`);
  else if (!Number.isInteger(2 * posts)) {
    fields.fault(keys, `${lever.name}: ${key} ${figure(posts)} is neither whole posts nor halves`, `write ${figure(even(2 * posts) / 2)}`);
  }
}

// Python's rounding: a half goes to the even number.
function even(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 ? below + 1 : below;
}

function shocksOf(fields, shocks) {
  const taken = new Map(); // the month of the shock that lasts in each
  const read = [];
  shocks.forEach((written, number) => {
    const keys = ["shocks", number];
    const shock = shockOf(fields, keys, written);
    if (!shock) return;
    const same = `${shock.kind.name} ${JSON.stringify(shock.organisations ?? null)}`;
    const months = taken.get(same) ?? taken.set(same, new Map()).get(same);
    const { longest } = fields.data.months;
    const end = shock.kind.for_good ? longest + 1 : shock.month + (shock.kind.unit === "months" ? shock.amount : 1);
    const lasts = Array.from({ length: Math.min(end, longest + 1) - shock.month }, (_, each) => shock.month + each);
    const other = lasts.find((month) => months.has(month));
    if (other !== undefined) {
      fields.fault(keys, `${shock.kind.name} in month ${shock.month} overlaps the one in month ${months.get(other)}`, "make one of the two");
    }
    for (const month of lasts) months.set(month, shock.month);
    read.push({ keys, shock });
  });
  return read;
}

function shockOf(fields, keys, written) {
  const known = fields.faults.length;
  const kinds = fields.data.shocks;
  const names = kinds.map((each) => each.name);
  const read = fields.known(keys, written, ["month", ...names, "organisations"], { month: "the month in which it happens" });
  if (!read) return null;
  fields.month([...keys, "month"], read, "month");
  for (const kind of kinds) fields.amount([...keys, kind.name], read, kind);
  read.organisations = reach(fields, [...keys, "organisations"], read.organisations);
  if (fields.faults.length > known) return null;
  const said = kinds.filter((each) => read[each.name] !== undefined);
  if (said.length !== 1) {
    const what = said.length ? `${said.map((each) => each.name).join(" and ")} are in one shock` : "the shock says not what happens";
    fields.fault(keys, what, said.length ? "write one shock for each" : `write one of: ${names.join(", ")}`);
    return null;
  }
  const [kind] = said;
  const amount = read[kind.name];
  if (amount === false) fields.fault(keys, `${kind.name} is no`, "write yes, or leave the shock out");
  else if (read.organisations && kind.befalls === "network") {
    fields.fault([...keys, "organisations"], `${kind.name} befalls the network, not single organisations`, "leave organisations out");
  } else if (!read.organisations && kind.befalls === "named organisations") {
    fields.fault(keys, `${kind.name} befalls single organisations, and none are named`, "add organisations: {name: ...}, or hubs, spokes, all");
  } else return { month: read.month, kind, amount: Number(amount), organisations: read.organisations };
  return null;
}

const KINDS = { parameters: "parameter", links: "link", loops: "reinforcing loop", facts: "fact" };

function numbers(fields, map, given) {
  const known = new Map(fields.data[map].map((each) => [each.name, each.domain ?? [0, 1]]));
  for (const [name, value] of Object.entries(given)) {
    const keys = [map, name];
    if (known.has(name)) fields.number(keys, value, known.get(name));
    else {
      const of = map === "facts" ? " of a network" : "";
      fields.fault(keys, `there is no ${KINDS[map]} ${quoted(name)}${of}`, suggestion(name, [...known.keys()]));
    }
  }
  if (map === "facts" && typeof given.leaders === "number" && !Number.isInteger(given.leaders)) {
    fields.fault(["facts", "leaders"], `leaders: ${figure(given.leaders)} is not a whole number`, "write a number of people");
  }
}

// Which names of a reach are not the network's, or that it reaches nobody there.
function strangers(fields, network, keys, selector) {
  if (!selector) return;
  const known = {
    name: ["organisation", network.organisations.map((each) => each.name)],
    locality: ["locality", network.localities.map((each) => each.name)],
  };
  const key = keys.at(-1);
  let strange = false;
  for (const [field, [what, names]] of Object.entries(known)) {
    for (const name of selector[field] ?? []) {
      if (names.includes(name)) continue;
      strange = true;
      fields.fault([...keys, field], `${key}: there is no ${what} ${quoted(name)}`, suggestion(name, names));
    }
  }
  if (!strange && !fields.whom(network, selector).length) {
    fields.fault(keys, `${key}: no organisation of ${network.name} is of this sort`, "name a kind, sector, role or distance that it has");
  }
}

function late(fields, horizon, pulled, shocks) {
  if (typeof horizon !== "number") return;
  for (const { lever, keys, spell } of pulled) {
    if (spell.start <= horizon) continue;
    fields.fault([...keys, "start"], `${lever.name} starts in month ${spell.start}, after the horizon ${horizon}`, "write an earlier start or a later horizon");
  }
  for (const { keys, shock } of shocks) {
    if (shock.month <= horizon) continue;
    fields.fault([...keys, "month"], `${shock.kind.name} happens in month ${shock.month}, after the horizon ${horizon}`, "write an earlier month or a later horizon");
  }
}

/** Which parameters are fixed at what they can mean and are not likely to be, by name. */
export function doubtsOf(data, scenario) {
  const doubts = new Map();
  for (const { name, prior: { low, high } } of data.parameters) {
    const value = scenario.parameters?.[name];
    if (typeof value !== "number" || low === high || (low <= value && value <= high)) continue;
    doubts.set(name, `${name}: ${figure(value)} is outside its plausible range, ${figure(low)} to ${figure(high)}`);
  }
  return doubts;
}
