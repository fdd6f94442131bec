// Excel's workbooks: the sheets of one, row by row, and a new one.
import { unzip, zip } from "./zip.js";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const MOST_ROWS = 30000;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OTHERS = [["mimetype", "is an OpenDocument sheet"], ["xl/workbook.bin", "is a binary Excel workbook (.xlsb)"], ["Index/Document.iwa", "is a Numbers sheet"]];

/**
 * The sheets of a workbook that Excel shows.
 * @param {ArrayBuffer} buffer
 * @returns {Promise<{name: string, lines: (string|number)[][], merged: {cells: string, bottom: number}[]}[]>} its lines
 *   as Excel counts rows, from the first on
 * @throws {Error} whose message says what the file is instead, and what to do
 */
export async function readWorkbook(buffer) {
  const files = unzip(buffer);
  const other = OTHERS.find(([name]) => files?.has(name));
  if (!files?.has("xl/workbook.xml")) throw new Error(`${other?.[1] ?? "is not an Excel workbook"}; save it as .xlsx or as 'CSV UTF-8' from Excel`);
  const read = async (name) => (files.has(name) ? parsed(await files.get(name)()) : null);
  const [book, links, texts] = await Promise.all(["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"].map(read));
  const shared = texts ? every(texts, "si").map(textOf) : [];
  const targets = new Map(every(links, "Relationship").map((each) => [each.getAttribute("Id"), each.getAttribute("Target").replace(/^\/?(xl\/)?/, "xl/")]));
  const seen = every(book, "sheet").filter((each) => (each.getAttribute("state") ?? "visible") === "visible");
  return Promise.all(seen.map(async (each) => {
    const sheet = await read(targets.get(each.getAttributeNS(RELATED, "id")));
    return { name: each.getAttribute("name"), lines: sheet ? linesOf(sheet, shared) : [], merged: sheet ? mergedIn(sheet) : [] };
  }));
}

function parsed(text) {
  if (/<!DOCTYPE|<!ENTITY/.test(text)) throw new Error("declares entities, as no program for sheets does; save it anew from Excel");
  return new DOMParser().parseFromString(text, "application/xml");
}

const every = (node, tag) => [...node.getElementsByTagNameNS("*", tag)];
// Text, without how names are spoken.
const textOf = (node) => every(node, "t").filter((each) => each.parentElement.localName !== "rPh").map((each) => each.textContent).join("");

function linesOf(sheet, shared) {
  const lines = [];
  for (const row of every(sheet, "row").slice(0, MOST_ROWS)) {
    const number = Math.min(Number(row.getAttribute("r")) || lines.length + 1, MOST_ROWS);
    while (lines.length < number - 1) lines.push([]);
    lines.push(cellsOf(row, shared));
  }
  return lines;
}

function mergedIn(sheet) {
  return every(sheet, "mergeCell").map((each) => {
    const cells = each.getAttribute("ref") ?? "";
    return { cells, bottom: Number(/\d+$/.exec(cells)?.[0] ?? 0) };
  });
}

function cellsOf(row, shared) {
  const cells = [];
  for (const cell of every(row, "c")) {
    const at = columnOf(cell.getAttribute("r") ?? "");
    while (at > cells.length) cells.push("");
    const value = cellValue(cell, shared);
    cells.push(typeof value === "string" ? value.trim() : value);
  }
  return cells;
}

function columnOf(place) {
  let column = 0;
  for (const letter of place.replace(/[^A-Z]/g, "")) column = 26 * column + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellValue(cell, shared) {
  const kind = cell.getAttribute("t");
  if (kind === "inlineStr") return textOf(cell);
  const [formula, value = ""] = ["f", "v"].map((tag) => every(cell, tag)[0]?.textContent);
  if (formula && !value && kind !== "str") return `=${formula}`; // which was saved without what it comes to
  if (kind === "s") return shared[Number(value)] ?? "";
  if (kind === "b") return value === "1" ? "yes" : "no";
  return value !== "" && (kind === null || kind === "n") ? Number(value) : value;
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
