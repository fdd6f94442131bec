// How numbers, units and lists are written for readers, as `analysis.report.words` writes them.

const LARGE = [[1e9, "bn"], [1e6, "m"]];
const UNDEFINED = "not defined";

export const isShare = (unit) => unit.split(" ")[0] === "share";

/** What a value of this unit is multiplied by before it is shown: 100 for shares. */
export const scaleOf = (unit) => (isShare(unit) ? 100 : 1);

/** The unit as shown: per cent, percentage points, or the unit itself. */
export function shownUnit(unit, difference = false) {
  if (isShare(unit)) return difference ? "percentage points" : "%";
  return unit;
}

/** One of a unit: ``hours a month`` is ``hour a month``; a share's is a percentage point. */
export function oneOf(unit) {
  if (isShare(unit)) return "percentage point";
  const counted = { "hours a month": "hour a month", posts: "post", people: "person", "GBP a year": "pound a year" };
  return counted[unit] ?? `unit (${unit})`;
}

function digitsOf(unit, size) {
  if (isShare(unit)) return 1;
  if (unit.startsWith("GBP") || Math.abs(size) >= 100) return 0;
  return Math.abs(size) >= 10 ? 1 : 2;
}

/** A number with so many decimals; halfway between two, as Python has it, the even one. */
export function fixed(amount, digits) {
  const size = Math.abs(amount);
  let text = size.toFixed(digits);
  const exact = size < 1e15 ? size.toFixed(Math.min(100, digits + 40)) : text;
  const rest = exact.slice(exact.length - 40);
  if (/^50*$/.test(rest) && Number(text.at(-1)) % 2 === 1) text = exact.slice(0, exact.length - 40).replace(/\.$/, "");
  const [whole, part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
  return amount < 0 && /[1-9]/.test(grouped) ? `-${grouped}` : grouped;
}

function likeOne(amount, unit, like) {
  return fixed(amount * scaleOf(unit), digitsOf(unit, like * scaleOf(unit)));
}

/** A level: 0.123 of a share is 12.3%; with as many decimals as another level beside it has. */
export function level(amount, unit, like = amount) {
  return Number.isFinite(amount) ? likeOne(amount, unit, like) + (isShare(unit) ? "%" : "") : UNDEFINED;
}

/** A difference with its sign, in percentage points for shares. */
export function change(amount, unit, like = amount) {
  if (!Number.isFinite(amount)) return UNDEFINED;
  const text = likeOne(amount, unit, like);
  return text.startsWith("-") || !/[1-9]/.test(text) ? text : `+${text}`;
}

/** A difference with its sign and its unit. */
export const changeInWords = (amount, unit) => `${change(amount, unit)} ${shownUnit(unit, true)}`;

/** Half a width, without a sign. */
export const margin = (amount, unit) => (Number.isFinite(amount) ? likeOne(amount, unit, amount) : "?");

/** Money in GBP to three figures: £359,000, -£1,250, £1.25m. */
export function pounds(amount, signed = false) {
  if (!Number.isFinite(amount)) return UNDEFINED;
  const rounded = Math.abs(amount) >= 0.005 ? Number(amount.toPrecision(3)) : 0;
  const sign = rounded < 0 ? "-" : signed && rounded > 0 ? "+" : "";
  const size = Math.abs(rounded);
  for (const [unit, name] of LARGE) {
    if (size >= unit) return `${sign}£${fixed(size / unit, Math.max(0, 2 - Math.floor(Math.log10(size / unit))))}${name}`;
  }
  return `${sign}£${fixed(size, size >= 100 || size === 0 ? 0 : 2)}`;
}

/** A title as it stands within a sentence: begun small, unless with letters such as NHS. */
export const lowered = (title) => (/^.\p{Lu}/u.test(title) ? title : title.slice(0, 1).toLowerCase() + title.slice(1));

export const raised = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Words joined as a sentence does: a, b and c. */
export function listed(items, last = "and") {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** A number with its noun: 1 run, 1,024 runs. */
export const counted = (number, thing, things = `${thing}s`) => `${fixed(number, 0)} ${number === 1 ? thing : things}`;

/** A month as people say it: year 3, or month 30. */
export const monthInWords = (month) => (month > 0 && month % 12 === 0 ? `year ${month / 12}` : `month ${month}`);
