// Cells as people write them, read as their columns read them; `sim.inputs.cells` of Python reads the same.
import { round } from "../engine/python.js";
import { alike, quoted } from "../parts/errors.js";

const PLAIN = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const GROUPED = /^[-+]?[1-9][0-9]{0,2}(?:([,. '])[0-9]{3})(?:\1[0-9]{3})*$/;
const WITH_DECIMALS = /^[-+]?[1-9][0-9]{0,2}(?:([,. '])[0-9]{3})+([,.])[0-9]+$/;
const DECIMAL_COMMA = /^[-+]?[0-9]*,[0-9]+$/;
const PERCENT = /^(.*[0-9.,]) ?%$/;
const FEW = 10000; // three digits after the mark of a number of at most so many are decimals
const YES = ["yes", "true", "on", "1", "y", "t"];
const NO = ["no", "false", "off", "0", "n", "f"];

/**
 * What a cell says: a value, or the text itself where it is none, with what is wrong with it.
 * @param {string} text
 * @param {object} column of `network_data`: `of`, `most`, `choices`, `words`, `optional`
 * @param {Set<string>} nothing what people write for nothing
 * @param {"." | "," | null} mark the table's decimal mark, where it is known
 * @returns {{value: *, what?: string, meant?: string}}
 */
export function readCell(text, column, nothing, mark = null) {
  if (typeof text === "number") return { value: settled(ofSheet(text, column), column) };
  const cell = text.normalize("NFC").replaceAll("\u00a0", " ").trim();
  if (column.prose) return { value: cell.replace(/\s+/g, " ") };
  if (cell === "" || (nothing.has(alike(cell)) && column.of && column.optional)) return { value: left(column) };
  if (column.choices) return { value: column.words[alike(cell)] ?? cell };
  if (column.of === "bool") {
    if (YES.includes(cell.toLowerCase())) return { value: true };
    return { value: NO.includes(cell.toLowerCase()) ? false : cell };
  }
  if (column.of === "list") return { value: cell.split(/[|;\n]/).map((each) => each.trim()).filter(Boolean) };
  if (column.of === "int" || column.of === "float") {
    const read = readNumber(cell, column.of === "int", column.most ?? Infinity, mark);
    return { ...read, value: settled(read.value, column) };
  }
  return { value: cell };
}

/** A value as the model takes it: posts to two decimals, but for what sums of such leave over; names composed. */
export function settled(value, { posts, of }) {
  if (of === "str" && typeof value === "string") return value.normalize("NFC").replaceAll("\u00a0", " ").trim();
  if (!posts || typeof value !== "number") return value;
  return Math.abs(value - round(value, 2)) > 1e-9 ? value : round(value, 2);
}

// A number of a sheet, which is one whatever the table writes; 0.29 * 100 is 29.
function ofSheet(number, { of, choices }) {
  if ((of !== "int" && of !== "float") || choices) return String(number);
  const near = Math.round(number);
  return of === "int" && Math.abs(number - near) < 1e-9 * Math.max(1, Math.abs(near)) ? near : number;
}

function left(column) {
  if (column.of === "list") return [];
  return column.of === "str" ? "" : null;
}

/** A number out of what people write: `£1,250,000`, `98%` where 1 is the most, `2,5`. */
export function readNumber(text, whole, most = FEW, mark = null) {
  const bare = plain(text).replace(/^£/, "").replace(/^GBP/, "").trim();
  const percent = most === 1 && PERCENT.exec(bare);
  if (percent) {
    const read = readNumber(percent[1], false, FEW, mark);
    return typeof read.value === "number" ? { value: Number((read.value / 100).toPrecision(12)) } : { value: text };
  }
  const grouped = GROUPED.exec(bare);
  if (grouped) {
    const sign = grouped[1];
    const without = Number(bare.replaceAll(sign, ""));
    const decimals = Number(bare.replaceAll(",", "."));
    if (" '".includes(sign) || bare.split(sign).length > 2 || (mark && sign !== mark) || (whole && sign === "," && !mark)) return { value: without };
    if (!whole && most <= FEW && sign === (mark ?? ".")) return { value: decimals };
    const meant = `write ${without} without a sign in it${whole ? "" : `, or ${decimals}`}`;
    return { value: text, what: `${quoted(text)} may be ${without} or ${decimals}`, meant };
  }
  const both = WITH_DECIMALS.exec(bare);
  if (both && both[1] !== both[2]) return { value: Number(bare.replaceAll(both[1], "").replace(",", ".")) };
  if (!both && DECIMAL_COMMA.test(bare)) return { value: Number(bare.replace(",", ".")) };
  return { value: PLAIN.test(bare) ? Number(bare) : text };
}

const plain = (text) => text.replace(/[\u2009\u202f]/g, " ").replaceAll("\u2212", "-").replaceAll("’", "'").trim();

/**
 * The decimal mark of a table, from its numbers; null where nothing tells, or one cell says this and another that.
 * @param {{text: string | number, whole: boolean}[]} cells of columns of numbers
 */
export function decimalMark(cells) {
  const marks = new Set();
  let thousands = false;
  for (const { text, whole } of cells) {
    if (typeof text === "number" || /^[0-9]+$/.test(text)) continue;
    const bare = plain(text).replace(/^[-+£ ]+/, "").replace(/[% ]+$/, "");
    const [both, grouped] = [WITH_DECIMALS.exec(bare), GROUPED.exec(bare)];
    if (both) marks.add(both[2]);
    else if (grouped) {
      const sign = grouped[1];
      if (",.".includes(sign) && bare.split(sign).length > 2) marks.add(sign === "." ? "," : ".");
      thousands ||= whole && sign === ",";
    } else if (DECIMAL_COMMA.test(bare)) marks.add(",");
    else if (PLAIN.test(bare) && bare.includes(".")) marks.add(".");
  }
  if (!marks.size) return thousands ? "." : null;
  return marks.size === 1 ? [...marks][0] : null;
}

/** A value as a cell shows it. */
export function shown(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(" | ") : String(value);
}
