// Tables out of files and the clipboard: which of a network's they are, and their rows by column.

import { quoted } from "../parts/errors.js";
import { decimalMark } from "./cells.js";

const MOST_ABOVE = 40; // rows among which headings are looked for
const SIGNS = /[^0-9a-z]+/g;

const plain = (heading) => String(heading).toLowerCase().replace(SIGNS, " ").trim();

// What Windows' code page has no use for in names, as in `sim.inputs.yaml_files`: rare signs, and capitals after
// small letters.
const NOT_WINDOWS = /[\u0081\u201a\u0192\u201e\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178]|[a-zß-ÿ][À-Þ]/;

/**
 * The text of a file, in UTF-8, UTF-16 or Windows' code page; the last is told to `note`.
 * @param {ArrayBuffer} buffer
 * @param {(text: string) => void} note
 */
export function decoded(buffer, note) {
  const [first, second] = new Uint8Array(buffer.slice(0, 2));
  if (first + second === 0xff + 0xfe && Math.min(first, second) === 0xfe) return new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be").decode(buffer);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(buffer);
  } catch {
    const text = new TextDecoder("windows-1252").decode(buffer);
    if (NOT_WINDOWS.test(text)) throw new Error("is not saved as UTF-8; in Excel: Save As, 'CSV UTF-8 (Comma delimited)'");
    const cell = text.split(/[,;\t\r\n]/).find((each) => /[^\x00-\x7f]/.test(each)).trim();
    note(`is not saved as UTF-8, and read as Windows writes it: ${quoted(cell)}`);
    return text;
  }
}

/** Lines of cells out of CSV, or what a spreadsheet puts on the clipboard. */
export function linesOf(text) {
  const whole = text.replace(/^\ufeff/, "").replace(/^"?sep=.("?)\r?\n/, "");
  const separator = separatorOf(whole);
  const lines = [];
  let [cells, cell, quoted] = [[], "", false];
  for (let at = 0; at < whole.length; at += 1) {
    const each = whole[at];
    if (quoted) {
      if (each !== '"') cell += each;
      else if (whole[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
    } else if (each === '"' && cell === "") quoted = true;
    else if (each === separator) { cells.push(cell); cell = ""; } else if (each === "\n") {
      lines.push([...cells, cell]);
      [cells, cell] = [[], ""];
    } else if (each !== "\r") cell += each;
  }
  if (cell !== "" || cells.length) lines.push([...cells, cell]);
  return lines.map((line) => line.map((each) => each.replaceAll("\u00a0", " ").trim()));
}

// What parts the cells: what most of the first lines have the same number of.
function separatorOf(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim()).slice(0, MOST_ABOVE).map((line) => line.split('"').filter((_, at) => at % 2 === 0).join(""));
  const score = (sign) => {
    const counts = new Map();
    for (const line of lines) counts.set(line.split(sign).length - 1, (counts.get(line.split(sign).length - 1) ?? 0) + 1);
    counts.delete(0);
    return Math.max(0, ...[...counts].map(([count, alike]) => alike * 1000 + count));
  };
  return ["\t", ",", ";"].reduce((best, sign) => (score(sign) > score(best) ? sign : best));
}

/**
 * Which table some lines are, by the headings that they have.
 * @param {object} tables of `network_data` in Python
 * @returns {{table: string, columns: (string | null)[], head: number, below: string[][], unread: string[]} | null} `head`
 *   is the place of its headings, and `unread` what stands under none, or apart
 */
export function tableOf(tables, lines, only = Object.keys(tables)) {
  let best = null;
  lines.slice(0, MOST_ABOVE).forEach((cells, at) => {
    for (const table of only) {
      const columns = columnsOf(tables[table], cells);
      const own = tables[table].columns.filter(({ optional }) => !optional).map(({ name }) => name);
      const score = new Set(columns.filter(Boolean)).size + columns.filter((each) => own.includes(each)).length / (own.length + 1);
      if (new Set(columns.filter(Boolean)).size >= 2 && score > (best?.score ?? 0)) best = { score, table, columns, at };
    }
  });
  if (!best) return null;
  const head = lines[best.at];
  const { rows, remarks } = parted(lines.slice(best.at + 1));
  const { either } = tables[best.table];
  const asked = (heading) => {
    const may = either[plain(heading)]?.filter((each) => !best.columns.includes(each)) ?? [];
    return may.length ? `${heading} (may be ${may.join(" or ")}: name it so)` : heading;
  };
  const unread = head.filter((heading, at) => heading && !best.columns[at]).map(asked);
  const below = rows.filter((cells) => cells.some((each) => each !== "") && !same(cells, head));
  return { table: best.table, columns: best.columns, head: best.at, below, unread: [...unread, ...remarks] };
}

// Remarks that stand apart under a table, each alone in its row, are none of its rows.
function parted(lines) {
  const filled = (cells) => cells.filter((each) => each !== "").length;
  const end = lines.findLastIndex((cells) => filled(cells) > 1) + 1;
  if (end === 0 || end >= lines.length || filled(lines[end]) > 0) return { rows: lines, remarks: [] };
  return { rows: lines.slice(0, end), remarks: lines.slice(end).flat().filter((each) => each !== "") };
}

const same = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

/** The decimal mark of rows of texts by column. @param {object[]} columns of the table */
export function markOf(columns, rows) {
  const numbers = columns.filter(({ of, choices }) => !choices && (of === "int" || of === "float"));
  return decimalMark(rows.flatMap((texts) => numbers.filter(({ name }) => name in texts).map(({ name, of }) => ({ text: texts[name], whole: of === "int" }))));
}

function columnsOf({ columns, also }, cells) {
  const names = new Map(columns.map(({ name }) => [plain(name), name]));
  for (const { name, title } of columns) if (!names.has(plain(title))) names.set(plain(title), name);
  const taken = new Set(cells.map((cell) => names.get(plain(cell))).filter(Boolean));
  return cells.map((cell) => {
    const own = names.get(plain(cell));
    if (own) return own;
    const other = also[plain(cell)];
    if (!other || taken.has(other)) return null;
    taken.add(other);
    return other;
  });
}

/** Rows by column, without those that add up others. */
export function textsOf({ columns, below }, totals) {
  return below.map((cells) => Object.fromEntries(columns.flatMap((column, at) => (column ? [[column, cells[at] ?? ""]] : []))))
    .filter((texts) => !totals.has(String(texts.name ?? "").toLowerCase().replace(/:$/, "").trim()));
}
