// Places given in degrees, or in metres of a national grid, as kilometres from the middle of them.
import { readNumber } from "./cells.js";
import { translated } from "./checks.js";

const DIGITS = { degrees: 3, metres: 0 };

/**
 * Tables with x_km and y_km where they have degrees or metres in their place.
 * @param {Record<string, Record<string, string>[]>} tables rows of texts by column
 * @param {string[]} notes where to say that places were turned into kilometres
 */
export function placed(tables, notes) {
  let origin = null;
  return Object.fromEntries(Object.entries(tables).sort(([table]) => (table === "localities" ? -1 : 1)).map(([table, rows]) => {
    const system = systemOf(rows[0] ?? {});
    if (!system) return [table, rows.map(withoutPlaces)];
    const names = translated.SYSTEMS.get(system);
    const points = rows.map((row) => names.map((name) => numberIn(row[name])));
    if (origin?.system !== system) {
      origin = middleOf(system, points);
      notes.push(`Places in ${names.join(" and ")} were turned into km from ${names[0]} ${origin.east}, ${names[1]} ${origin.north}, the middle of them.`);
    }
    return [table, rows.map((row, at) => ({ ...withoutPlaces(row), ...inKilometres(origin, points[at], names.map((name) => row[name])) }))];
  }));
}

const numberIn = (text) => (typeof text === "number" ? text : readNumber(text, false, 90).value);

function systemOf(row) {
  if ("x_km" in row || "y_km" in row) return null;
  return translated.SYSTEMS.keys().find((system) => translated.SYSTEMS.get(system).every((name) => name in row));
}

function withoutPlaces(row) {
  const names = translated.SYSTEMS.values().flat();
  return Object.fromEntries(Object.entries(row).filter(([column]) => !names.includes(column)));
}

function middleOf(system, points) {
  const read = points.filter((point) => point.every((each) => typeof each === "number"));
  const mean = (axis) => Number((read.reduce((all, point) => all + point[axis], 0) / Math.max(1, read.length)).toFixed(DIGITS[system]));
  return translated.Origin(system, mean(0), mean(1));
}

function inKilometres(origin, point, texts) {
  if (point.some((each) => typeof each !== "number")) return { x_km: texts[0], y_km: texts[1] };
  const [x, y] = translated.kilometres(origin, ...point);
  return { x_km: String(x), y_km: String(y) };
}
