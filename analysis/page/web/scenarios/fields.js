// Single fields of a scenario, checked as pydantic checks them in Python, with the messages of sim/inputs/messages.py.
import { AS_WORDS } from "../engine/scenario_arrays.js";
import { nearest, quoted, suggestion } from "../parts/errors.js";
import { membersOf } from "./whom.js";
import { dateOf, figure, monthsOf } from "./words.js";

const REACHED = ["role", "sector", "kind", "name", "locality", "place", "within_km", "beyond_km"];
const LISTED = ["role", "sector", "kind", "name", "locality"];
const PLACES = ["edge", "centre"];
const FARTHEST = 10_000;
const LONGEST_NAME = 200;

/** Faults that come to light, with where they stand. */
export class Fields {
  /** @param {object} data of the page */
  constructor(data) {
    Object.assign(this, { data, faults: [] });
  }

  fault(keys, what, meant = "") {
    this.faults.push({ keys, what, meant });
  }

  /** As `fault`, with the keys before what is wrong, as pydantic's messages have them. */
  wrong(keys, what, meant = "") {
    this.fault(keys, `${dotted(keys)}: ${what}`, meant);
  }

  /** A copy of what is written, if it has keys and values and these keys alone; `needed` says what those are that it must have. */
  known(keys, written, allowed, needed) {
    if (!written || typeof written !== "object" || Array.isArray(written)) {
      this.wrong(keys, `${quoted(written)} is not made of keys and values`, "write {key: value}");
      return null;
    }
    const read = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null && value !== undefined));
    const strange = Object.keys(written).filter((name) => !allowed.includes(name));
    const meant = strange.map((name) => nearest(name, allowed));
    for (const [name, about] of Object.entries(needed)) {
      if (read[name] === undefined && !meant.includes(name)) this.wrong([...keys, name], "is missing", `add ${name}: ${about}`);
    }
    for (const name of strange) {
      this.wrong([...keys, name], "there is no such key", suggestion(name, allowed));
      delete read[name];
    }
    return read;
  }

  /** Read a month of `read`, which may be written as a time. */
  month(keys, read, name) {
    const { first, longest } = this.data.months;
    const given = read[name];
    if (given === undefined) return;
    read[name] = months(given);
    if (typeof read[name] !== "string") whole(this, keys, read[name], first, longest);
    else if (dateOf(given) !== null) {
      this.wrong(
        keys,
        `${quoted(given)} is a date, and the scenario says not which month is month 0`,
        "add month_0: Apr 2027, or write a number of months",
      );
    } else this.wrong(keys, `${quoted(given)} is no month`, "write a number such as 24, or a date such as Apr 2029");
  }

  /** Read how long something lasts. */
  lasting(keys, read, name, limits = {}) {
    const { first, longest } = this.data.months;
    const { least = 1, most = longest - first, whole: counted = true } = limits;
    const given = read[name];
    if (given === undefined) return;
    read[name] = months(given);
    if (typeof read[name] === "string") this.wrong(keys, `${quoted(given)} is no number of months`, "write one such as 36, or 3 years");
    else if (counted) whole(this, keys, read[name], least, most);
    else within(this, keys, read[name], least, most);
  }

  /** Read how much of a shock there is, in the unit of its kind. */
  amount(keys, read, kind) {
    const value = read[kind.name];
    if (value === undefined) return;
    if (kind.unit === "months") this.lasting(keys, read, kind.name);
    else if (kind.unit === "leaders") whole(this, keys, value, 1, 1000);
    else if (kind.unit === "share") within(this, keys, value, 0, 1);
    else if (typeof value !== "boolean") this.wrong(keys, `${quoted(value)} is not yes or no`, "write yes or no");
  }

  /** A number that is fixed, within its domain: what `misfit` of sim/inputs/overrides.py says. */
  number(keys, value, [low, high]) {
    const name = keys.at(-1);
    const [least, most] = [low ?? -Infinity, high ?? Infinity];
    if (typeof value !== "number") {
      const between = Number.isFinite(least + most) ? ` from ${figure(least)} to ${figure(most)}` : "";
      this.fault(keys, `${name}: ${quoted(value)} is not a number`, `write a number${between}`);
    } else if (value < least) this.fault(keys, `${name}: ${figure(value)} is below ${figure(least)}`, `write ${figure(least)} or more`);
    else if (value > most) this.fault(keys, `${name}: ${figure(value)} is above ${figure(most)}`, `write ${figure(most)} or less`);
  }

  /** Whom a selector reaches; of a network that is not whole yet nothing is said. */
  whom(network, selector) {
    try {
      return membersOf(network, selector);
    } catch {
      return network.organisations;
    }
  }
}

/** Keys as messages name them: levers.champions[1].start. */
export function dotted(keys) {
  return keys.map((each, at) => (typeof each === "number" ? `[${each + 1}]` : `${at ? "." : ""}${each}`)).join("");
}

/** A time that is written in words as its months; all else as it is. */
export function months(value) {
  return typeof value === "string" ? (monthsOf(value) ?? value) : value;
}

export function whole(fields, keys, value, least, most) {
  if (!Number.isInteger(value)) fields.wrong(keys, `${quoted(value)} is not a whole number`, "write a whole number");
  else within(fields, keys, value, least, most);
}

export function within(fields, keys, value, least, most) {
  if (value === undefined) return;
  if (typeof value !== "number") fields.wrong(keys, `${quoted(value)} is not a number`, `write ${meant(value) || "a number"}`);
  else if (value < least) fields.wrong(keys, `${value} is below ${figure(least)}`, `write ${figure(least)} or more`);
  else if (value > most) {
    const hundredths = most === 1 && value >= 5 && value <= 100 ? ` (${figure(value)} of 100 is ${figure(value / 100)})` : "";
    fields.wrong(keys, `${value} is above ${figure(most)}`, `write ${figure(most)} or less${hundredths}`);
  }
}

// The number in what people make of it: 70,000 or 22 %.
function meant(text) {
  if (/^-?[0-9]{1,3}(,[0-9]{3})+$/.test(text)) return text.replaceAll(",", "");
  const percent = /^([0-9]+(?:\.[0-9]+)?) ?%$/.exec(text);
  return percent ? figure(Number(percent[1]) / 100) : "";
}

/** A name of one line. */
export function short(fields, keys, text) {
  if (typeof text !== "string" || !text.trim()) fields.wrong(keys, "is empty", "write a name");
  else if (text.trim().length > LONGEST_NAME) fields.wrong(keys, `has ${figure(text.trim().length)} characters`, `write at most ${LONGEST_NAME}`);
}

/** Whom something reaches, its words spelled out; undefined: everyone. */
export function reach(fields, keys, written) {
  if (written === undefined) return undefined;
  if (typeof written === "string" && !(written in AS_WORDS)) {
    fields.wrong(keys, `${quoted(written)} reaches nobody known`, suggestion(written, Object.keys(AS_WORDS)));
    return undefined;
  }
  const spelled = typeof written === "string" ? AS_WORDS[written] : written;
  if (typeof spelled !== "object" || Array.isArray(spelled)) {
    fields.wrong(keys, `${quoted(written)} reaches nobody known`, "write all, hubs, edge or {kind: [...]}");
    return undefined;
  }
  const read = fields.known(keys, spelled, REACHED, {});
  for (const field of LISTED) if (read[field] !== undefined) read[field] = [read[field]].flat();
  for (const [field, known] of Object.entries(fields.data.members)) {
    (read[field] ?? []).forEach((each, at) => among(fields, [...keys, field, at], each, known));
  }
  if (read.place !== undefined) among(fields, [...keys, "place"], read.place, PLACES);
  for (const field of ["within_km", "beyond_km"]) within(fields, [...keys, field], read[field], 0, FARTHEST);
  return read;
}

function among(fields, keys, value, known) {
  if (!known.includes(value)) fields.wrong(keys, `${quoted(value)} is not known`, suggestion(String(value), known));
}
