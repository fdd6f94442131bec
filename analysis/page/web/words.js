// How numbers, months and lists are written for a room.

const PLAIN = new Set(["ratio", "Gini", "score 0-1"]); // numbers without a unit to say

export function isShare(unit) {
  return unit.split(" ")[0] === "share";
}

// A level: 12.3 %, 41.0 hours a month, £90,000 a year.
export function level(value, unit) {
  if (!Number.isFinite(value)) return "not defined";
  if (isShare(unit)) return `${figures(value, unit)}\u00a0%`;
  return withUnit(value, unit);
}

// Two levels that belong together: 5.1 to 20.4 %; of other units than shares the numbers alone.
export function between(low, high, unit) {
  if (unit.startsWith("GBP")) return `${pounds(low)} to ${pounds(high)}`;
  return `${figures(low, unit, high)} to ${figures(high, unit)}${isShare(unit) ? "\u00a0%" : ""}`;
}

// A difference with its sign, in points (of a hundred) for shares: +7.1 points, −0.05; without its unit: +7.1.
export function change(value, unit, named = true) {
  if (!Number.isFinite(value)) return "not defined";
  const text = named ? amount(Math.abs(value), unit) : figures(Math.abs(value), unit);
  return isNothing(value, unit) ? text : `${value > 0 ? "+" : "\u2212"}${text}`;
}

// How large a difference is, without its sign: 7.1 points, 3.20 hours a month.
export function amount(size, unit) {
  if (!isShare(unit)) return withUnit(size, unit);
  const text = figures(size, unit);
  return `${text} ${text === "1.0" ? "point" : "points"}`;
}

// A declared size, such as the smallest difference worth having, without decimals that it has not got: 2 points, 0.05.
export function declared(size, unit) {
  if (unit.startsWith("GBP")) return amount(size, unit);
  const text = String(Number((isShare(unit) ? 100 * size : size).toPrecision(6)));
  return isShare(unit) ? `${text} ${text === "1" ? "point" : "points"}` : `${text}${unitAfter(unit)}`;
}

// Where a difference lies: "7.1 points higher", "about the same".
export function compared(value, unit) {
  if (isNothing(value, unit)) return "about the same";
  return `${amount(Math.abs(value), unit)} ${value > 0 ? "higher" : "lower"}`;
}

// Whether a difference is nothing once it is rounded as it is shown.
export function isNothing(value, unit) {
  return Number(figures(Math.abs(value), unit).replaceAll(",", "")) === 0;
}

// The number alone, with the decimals that suit its unit and size, or those of another number beside it.
export function figures(value, unit, like = value) {
  if (unit.startsWith("GBP")) return pounds(value).replace("£", "");
  const size = isShare(unit) ? 100 * value : value;
  const large = Math.abs(isShare(unit) ? 100 * like : like);
  const digits = isShare(unit) ? 1 : large >= 100 ? 0 : large >= 10 ? 1 : 2;
  return size.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "\u2212");
}

function withUnit(value, unit) {
  if (unit.startsWith("GBP")) return `${pounds(value)}${unit.slice(3)}`;
  return `${figures(value, unit)}${unitAfter(unit)}`;
}

function unitAfter(unit) {
  return PLAIN.has(unit) || isShare(unit) ? "" : ` ${unit}`;
}

// What an axis counts in.
export function axisUnit(unit) {
  if (isShare(unit)) return "%";
  return unit.startsWith("GBP") ? `£${unit.slice(3)}` : unit.replace("score 0-1", "score from 0 to 1").replace(/^ratio$/, "ratio: 1 is equal").replace(/^Gini$/, "Gini coefficient: 0 is equal");
}

// Which way is good, said beside an axis.
export function direction(outcome) {
  return { higher: "higher is better", lower: "lower is better", neither: "neither way is better" }[outcome.better];
}

// Money to three figures: £359,000, £1.25m.
export function pounds(value) {
  const sign = value < -0.5 ? "\u2212" : "";
  const size = Number(Math.abs(value).toPrecision(3));
  if (size >= 1e6) return `${sign}£${Number((size / 1e6).toPrecision(3))}m`;
  return `${sign}£${Math.round(size).toLocaleString("en-GB")}`;
}

export function monthName(month) {
  if (month < 0) return `${-month} ${month === -1 ? "month" : "months"} before`;
  if (month === 0) return "month 0";
  return month % 12 === 0 ? `month ${month} (year ${month / 12})` : `month ${month}`;
}

// Years to be marked from one month to another: every one, or of many as few as stand apart.
export function yearMarks(first, last) {
  const step = [1, 2, 5].find((each) => last - first <= 120 * each) ?? 10;
  return d3.range(step * Math.ceil(first / 12 / step), last / 12 + 1e-9, step);
}

export function lowered(title) {
  return /^.[A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

export function raised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function listed(items, last = "and") {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items[items.length - 1]}`;
}
