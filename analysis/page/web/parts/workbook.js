// Excel's workbooks: the sheets of one, row by row, and a new one.
import { unzip, zip } from "./zip.js";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const MOST_ROWS = 30000;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const DATED = /^(?:1[4-9]|2[0-2]|2[7-9]|3[0-6]|4[5-7]|5[0-8])$/; // numbers of Excel's own formats
const OTHERS = [["mimetype", "is an OpenDocument sheet"], ["xl/workbook.bin", "is a binary Excel workbook (.xlsb)"], ["Index/Document.iwa", "is a Numbers sheet"]];

/** A cell that holds no text and no number: a date, or a formula saved without what it comes to. */
export class OddCell {
  /** @param {"date" | "formula"} sort @param {string} text */
  constructor(sort, text) {
    Object.assign(this, { sort, text });
  }

  toString() {
    return this.text;
  }
}

/**
 * The sheets of a workbook that Excel shows.
 * @param {ArrayBuffer} buffer
 * @returns {Promise<{name: string, lines: (string|number|OddCell)[][], merged: {cells: string, bottom: number}[]}[]>} its lines
 *   as Excel counts rows, from the first on
 * @throws {Error} whose message says what the file is instead, and what to do
 */
export async function readWorkbook(buffer) {
  const files = unzip(buffer);
  const other = OTHERS.find(([name]) => files?.has(name));
  if (!files?.has("xl/workbook.xml")) throw new Error(`${other?.[1] ?? "is not an Excel workbook"}; save it as .xlsx or as 'CSV UTF-8' from Excel`);
  const read = async (name) => (files.has(name) ? parsed(await files.get(name)()) : null);
  const parts = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"];
  const [book, links, texts, styles] = await Promise.all(parts.map(read));
  const first = every(book, "workbookPr")[0]?.getAttribute("date1904");
  const known = { shared: texts ? every(texts, "si").map(textOf) : [], dated: datedStyles(styles), day0: first === "1" || first === "true" ? 24107 : 25569 };
  const targets = new Map(every(links, "Relationship").map((each) => [each.getAttribute("Id"), each.getAttribute("Target").replace(/^\/?(xl\/)?/, "xl/")]));
  const seen = every(book, "sheet").filter((each) => (each.getAttribute("state") ?? "visible") === "visible");
  return Promise.all(seen.map(async (each) => {
    const sheet = await read(targets.get(each.getAttributeNS(RELATED, "id")));
    return { name: each.getAttribute("name"), lines: sheet ? linesOf(sheet, known) : [], merged: sheet ? mergedIn(sheet) : [] };
  }));
}

function parsed(text) {
  if (/<!DOCTYPE|<!ENTITY/.test(text)) throw new Error("declares entities, as no program for sheets does; save it anew from Excel");
  return new DOMParser().parseFromString(text, "application/xml");
}

const every = (node, tag) => [...node.getElementsByTagNameNS("*", tag)];
// Text, without how names are spoken.
const textOf = (node) => every(node, "t").filter((each) => each.parentElement.localName !== "rPh").map((each) => each.textContent).join("");

// Which styles of cells show a number as a date or a time: of Excel's own formats, or by their letters.
function datedStyles(styles) {
  if (!styles) return new Set();
  const codes = new Map(every(styles, "numFmt").map((each) => [each.getAttribute("numFmtId"), each.getAttribute("formatCode")]));
  const isDate = (id) => (codes.has(id) ? /[dmyhs]/i.test(codes.get(id).replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")) : DATED.test(id));
  const formats = [...(every(styles, "cellXfs")[0]?.children ?? [])].map((each) => each.getAttribute("numFmtId") ?? "0");
  return new Set(formats.flatMap((id, at) => (isDate(id) ? [String(at)] : [])));
}

function linesOf(sheet, known) {
  const lines = [];
  for (const row of every(sheet, "row").slice(0, MOST_ROWS)) {
    const number = Math.min(Number(row.getAttribute("r")) || lines.length + 1, MOST_ROWS);
    while (lines.length < number - 1) lines.push([]);
    lines.push(cellsOf(row, known));
  }
  return lines;
}

function mergedIn(sheet) {
  return every(sheet, "mergeCell").map((each) => {
    const cells = each.getAttribute("ref") ?? "";
    return { cells, bottom: Number(/\d+$/.exec(cells)?.[0] ?? 0) };
  });
}

function cellsOf(row, known) {
  const cells = [];
  for (const cell of every(row, "c")) {
    const at = columnOf(cell.getAttribute("r") ?? "");
    while (at > cells.length) cells.push("");
    const value = cellValue(cell, known);
    cells.push(typeof value === "string" ? value.trim() : value);
  }
  return cells;
}

function columnOf(place) {
  let column = 0;
  for (const letter of place.replace(/[^A-Z]/g, "")) column = 26 * column + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellValue(cell, { shared, dated, day0 }) {
  const kind = cell.getAttribute("t");
  if (kind === "inlineStr") return textOf(cell);
  const [formula, value = ""] = ["f", "v"].map((tag) => every(cell, tag)[0]?.textContent);
  if (formula !== undefined && !value && kind !== "str") return new OddCell("formula", `=${formula || "..."}`);
  if (kind === "s") return shared[Number(value)] ?? "";
  if (kind === "b") return value === "1" ? "yes" : "no";
  if (kind === "d") return new OddCell("date", value.replace(/T00:00:00.*$/, "").replace("T", " "));
  if (value === "" || (kind !== null && kind !== "n")) return value;
  return dated.has(cell.getAttribute("s")) ? new OddCell("date", dateOf(Number(value), day0)) : Number(value);
}

// The date of a number of days, as `sim.inputs.sheets` writes it: 2026-03-01, with a time where it has one.
function dateOf(days, day0) {
  const [date, time] = new Date(Math.round((days - day0) * 86400) * 1000).toISOString().slice(0, 19).split("T");
  if (days < 1) return time;
  return time === "00:00:00" ? date : `${date} ${time}`;
}

/** A workbook of sheets of texts, numbers and null. @param {{name: string, lines: (string|number|null)[][]}[]} sheets */
export function workbook(sheets) {
  const numbers = sheets.map((_, at) => at + 1);
  const types = numbers.map((at) => `<Override PartName="/xl/worksheets/sheet${at}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`);
  const links = numbers.map((at) => `<Relationship Id="r${at}" Type="${RELATED}/worksheet" Target="worksheets/sheet${at}.xml"/>`);
  const named = sheets.map(({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="r${at + 1}"/>`);
  return zip({
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${types.join("")}</Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATED}"><sheets>${named.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${links.join("")}</Relationships>`,
    ...Object.fromEntries(sheets.map(({ lines }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetOf(lines)])),
  });
}

function sheetOf(lines) {
  const rows = lines.map((cells, row) => `<row r="${row + 1}">${cells.map((value, column) => cellOf(value, row, column)).join("")}</row>`);
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><sheetData>${rows.join("")}</sheetData></worksheet>`;
}

function cellOf(value, row, column) {
  if (value === null || value === "") return "";
  const place = `${letters(column)}${row + 1}`;
  if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
}

function letters(column) {
  let text = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) text = String.fromCharCode(65 + ((left - 1) % 26)) + text;
  return text;
}

// What XML cannot hold at all is left out.
const escaped = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
