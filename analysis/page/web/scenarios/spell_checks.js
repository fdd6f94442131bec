// What is wrong with the spells of levers, as sim/inputs/timing.py says it.
import { quoted, suggestion } from "../parts/errors.js";
import { reach, within } from "./fields.js";
import { figure } from "./words.js";

const GRANT = "L01"; // the coordinator alone is paid from the network's grant
const SPELL = ["start", "duration", "end", "term", "strength", "dose", "nurses", "specialists", "ramp_up", "reach"];
const POSTS = ["nurses", "specialists"];

/** The spells of all levers that can be read, each with its lever and its keys. */
export function leversOf(fields, levers) {
  return Object.entries(levers).flatMap(([name, spells]) => {
    const { data } = fields;
    const lever = data.levers.find((each) => each.name === name || each.id === name);
    const keys = ["levers", name];
    if (!lever) {
      fields.fault(
        keys,
        `there is no lever ${quoted(name)}`,
        suggestion(name, [...data.levers.map((each) => each.name), ...data.levers.map((each) => each.id)]),
      );
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
      fields.fault(
        [...here, "start"],
        `the spell from month ${spell.start} stands after that from month ${before.start}`,
        "put them in order of time",
      );
    } else if (before && (before.end === undefined || before.end > spell.start)) {
      const lasts = before.end === undefined ? "to the horizon" : `until month ${before.end}`;
      fields.fault(
        [...here, "start"],
        `the spell from month ${spell.start} overlaps the one before, which lasts ${lasts}`,
        `end that one by month ${spell.start}`,
      );
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
