// The few words of Python that translated functions are made of; what each means is what it means there.

/** Python's truth: nothing, no number, no text and no member are false. */
export function truth(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Dict) return value.size > 0;
  return Boolean(value);
}

export const both = (one, other) => (truth(one) ? other() : one);
export const either = (one, other) => (truth(one) ? one : other());

/** Equal as values: tuples and records by their members; what is left out is None. */
export function same(one, other) {
  if (one === undefined || one === null) return other === undefined || other === null;
  if (Array.isArray(one) || one instanceof Record) {
    const [mine, others] = [items(one), other === null || typeof other !== "object" ? null : items(other)];
    return others !== null && mine.length === others.length && mine.every((each, place) => same(each, others[place]));
  }
  return Number(one) === other || one === other;
}

/** The order of numbers, of texts by their code points, and of tuples by their members. */
export function compared(one, other) {
  if (Array.isArray(one)) {
    for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
      const sign = compared(one[place], other[place]);
      if (sign) return sign;
    }
    return one.length - other.length;
  }
  if (typeof one === "string") return byCodePoints(one, other);
  return one < other ? -1 : Number(one > other);
}

// By code points: signs beyond the first 65,536, which take two units, stand behind all others.
function byCodePoints(one, other) {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const [mine, others] = [one.charCodeAt(place), other.charCodeAt(place)];
    if (mine !== others) return ranked(mine) - ranked(others);
  }
  return one.length - other.length;
}

const ranked = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

// -- Collections

/** A dictionary or a set: by value, so that tuples may be keys, in the order in which they were put in. */
export class Dict {
  #held = new Map();

  constructor(pairs = []) {
    for (const [key, value] of pairs) this.put(key, value);
  }

  get size() {
    return this.#held.size;
  }

  put(key, value) {
    const own = keyOf(key);
    this.#held.set(own, [this.#held.get(own)?.[0] ?? key, value]);
  }

  has(key) {
    return this.#held.has(keyOf(key));
  }

  get(key, left = null) {
    return this.#held.get(keyOf(key))?.[1] ?? left;
  }

  at(key) {
    if (!this.has(key)) throw new RangeError(`there is no ${key}`);
    return this.#held.get(keyOf(key))[1];
  }

  isdisjoint(others) {
    return !items(others).some((each) => this.has(each));
  }

  setdefault(key, value) {
    if (!this.has(key)) this.put(key, value);
    return this.at(key);
  }

  keys() {
    return Array.from(this.#held.values(), ([key]) => key);
  }

  values() {
    return Array.from(this.#held.values(), ([, value]) => value);
  }

  items() {
    return Array.from(this.#held.values());
  }

  [Symbol.iterator]() {
    return this.keys()[Symbol.iterator]();
  }
}

const keyOf = (key) => (Array.isArray(key) ? JSON.stringify(key) : key);

export const dict = (pairs = []) => new Dict(pairs instanceof Dict ? pairs.items() : items(pairs));
export const set = (members = []) => new Dict(items(members).map((each) => [each, true]));
export const frozenset = set;
export const list = (members = []) => [...items(members)];
export const tuple = list;
export const meet = (one, other) => set(one.keys().filter((each) => other.has(each)));
export const items_of = (held) => held.items();
export const fields_of = (held) => Object.fromEntries(held.items());

export function of_dict(held, what, ...given) {
  if (held instanceof Dict) return held[what](...given);
  const known = new Dict(Object.entries(held));
  return known[what](...given);
}

/** The members of anything that has some, as an array. */
export function items(value) {
  if (Array.isArray(value)) return value;
  if (value && typeof value[Symbol.iterator] === "function") return Array.from(value);
  throw new TypeError(`${value} has no members`);
}

export function at(whole, key) {
  if (whole instanceof Dict) return whole.at(key);
  const place = Array.isArray(whole) && key < 0 ? whole.length + key : key;
  if (whole[place] === undefined) throw new RangeError(`there is no ${key}`);
  return whole[place];
}

export function put(whole, key, value) {
  if (whole instanceof Dict) whole.put(key, value);
  else whole[key < 0 ? whole.length + key : key] = value;
}

export const part = (whole, low, high) => whole.slice(low ?? 0, high ?? undefined);
export const has = (whole, each) =>
  whole instanceof Dict ? whole.has(each)
    : typeof whole === "string" ? whole.includes(each)
      : items(whole).some((other) => same(other, each));
export const len = (whole) => whole.size ?? whole.length;
export const add = (one, other) => (Array.isArray(one) ? [...one, ...items(other)] : one + other);
export const repeat = (members, count) => Array.from({ length: Math.max(0, count) }, () => members).flat();
export const append_to = (members, each) => { members.push(each); };
export const add_to = (members, each) => { members.put(each, true); };
export const join = (between, texts) => items(texts).join(between);
export const strip = (text) => text.trim();
export const count = (members, each) => members.filter((other) => same(other, each)).length;

// -- Functions

export const map = (f, members) => items(members).map((each) => f(each));
export const filter = (f, members) => items(members).filter((each) => truth(f ? f(each) : each));
export const enumerate = (members) => items(members).map((each, place) => [place, each]);
export const any = (members) => items(members).some(truth);
export const all = (members) => items(members).every(truth);
export const abs = Math.abs;
export const radians = (degrees) => degrees * (Math.PI / 180);
export const float = (value = 0) => (typeof value === "boolean" ? Number(value) : value);
export const int = Math.trunc;
export const mod = (one, other) => ((one % other) + other) % other;
export const fromkeys = (keys, value = null) => new Dict(items(keys).map((each) => [each, value]));
export const str = (value) => (value === null || value === undefined ? "None" : String(value));
export const dist = (one, other) => Math.hypot(...one.map((each, axis) => each - other[axis]));

/** A number as Python formats it: `,.0f` or `,.3g`, without exponents. */
export function format(value, form) {
  const [, comma, digits, kind] = /^(,?)\.(\d+)([fg])$/.exec(form) ?? [];
  if (!kind) throw new RangeError(`${form} is no form that is known`);
  const text = kind === "f" ? round(value, Number(digits)).toFixed(Number(digits)) : String(Number(value.toPrecision(Number(digits))));
  return comma ? text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",") : text;
}

export const getattr = (thing, name, left) => thing[name] ?? left;
export const reversed = (members) => items(members).toReversed();

export function range(start, end, step = 1) {
  const [low, high] = end === undefined ? [0, start] : [start, end];
  return Array.from({ length: Math.max(0, Math.ceil((high - low) / step)) }, (_, place) => low + place * step);
}

export function zip(...lists) {
  const all_of_them = lists.map(items);
  const length = Math.min(...all_of_them.map((each) => each.length));
  return Array.from({ length }, (_, place) => all_of_them.map((each) => each[place]));
}

export function next(members, left) {
  const [first = left] = items(members);
  return first;
}

export function sorted(members, { key = null, reverse = false } = {}) {
  const keyed = items(members).map((each) => [key ? key(each) : each, each]);
  keyed.sort(([one], [other]) => (reverse ? compared(other, one) : compared(one, other)));
  return keyed.map(([, each]) => each);
}

export const max = (...given) => best(given, 1);
export const min = (...given) => best(given, -1);

function best(given, sign) {
  const last = given.at(-1);
  const { key = null, default: left = null } = isOptions(last) ? given.pop() : {};
  const members = given.length === 1 ? items(given[0]) : given;
  const valued = (each) => (key ? key(each) : each);
  if (!members.length) return left;
  return members.reduce((found, each) => (sign * compared(valued(each), valued(found)) > 0 ? each : found));
}

const isOptions = (each) => each && Object.getPrototypeOf(each) === Object.prototype;

export function groupby(members, { key }) {
  const groups = [];
  for (const each of items(members)) {
    const mine = key(each);
    if (groups.length && same(groups.at(-1)[0], mine)) groups.at(-1)[1].push(each);
    else groups.push([mine, [each]]);
  }
  return groups;
}

export function heapify(members) {
  members.sort(compared);
}

/** Replace the least member by another; members stay in order, the least first. */
export function heapreplace(members, each) {
  const least = members.shift();
  let place = 0;
  while (place < members.length && compared(members[place], each) < 0) place += 1;
  members.splice(place, 0, each);
  return least;
}

/** The exact sum of floats, rounded once, as `math.fsum` has it (Shewchuk 1997). */
export function fsum(members) {
  const partials = [];
  for (let each of items(members)) {
    let kept = 0;
    for (let other of partials) {
      if (Math.abs(each) < Math.abs(other)) [each, other] = [other, each];
      const high = each + other;
      const low = other - (high - each);
      if (low) partials[kept++] = low;
      each = high;
    }
    partials.length = kept;
    partials.push(Number(each));
  }
  return rounded(partials);
}

// The last partials may lie half way between two floats: what is below decides.
function rounded(partials) {
  let high = partials.pop() ?? 0;
  let low = 0;
  while (partials.length) {
    const [before, each] = [high, partials.pop()];
    high = before + each;
    low = each - (high - before);
    if (low) break;
  }
  const below = partials.at(-1) ?? 0;
  if ((low < 0 && below < 0) || (low > 0 && below > 0)) {
    const twice = low * 2;
    const other = high + twice;
    if (twice === other - high) high = other;
  }
  return high;
}

/** Rounded to so many digits after the point; what lies exactly half way goes to the even one. */
export function round(value, digits = 0) {
  const steps = 10 ** digits;
  const scaled = value * steps;
  if (Math.abs(scaled % 1) === 0.5 && scaled / steps === value) return (2 * Math.round(scaled / 2)) / steps;
  return Number(value.toFixed(digits));
}

// -- Kinds

/** A named tuple. */
export class Record {
  *[Symbol.iterator]() {
    for (const name of this.constructor.fields) yield this[name];
  }

  _replace(changes) {
    return Object.assign(Object.create(Object.getPrototypeOf(this)), this, changes);
  }
}

export function record(name, fields, left = {}) {
  const kind = { [name]: class extends Record {} }[name];
  kind.fields = fields;
  const of = (values, named = {}) => {
    const made = Object.assign(new kind(), left, named);
    values.forEach((each, place) => { made[fields[place]] = each; });
    for (const field of fields) if (made[field] === undefined) throw new TypeError(`${name} lacks ${field}`);
    return made;
  };
  return Object.assign((...values) => of(values), { of, _fields: fields });
}

/** A row of a table, or what else is declared field by field. */
export class Model {
  constructor(fields) {
    Object.assign(this, fields);
  }

  model_copy({ update }) {
    return new this.constructor({ ...this, ...Object.fromEntries(update.items()) });
  }
}

/** What a property comes to, worked out once. */
export function once(thing, name, work) {
  const value = work.call(thing);
  Object.defineProperty(thing, name, { value });
  return value;
}
