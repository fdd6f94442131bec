// What is pasted into a table: a block of cells, or rows under headings of their own.
import { alike } from "../parts/errors.js";
import { settled } from "./cells.js";
import { namesIn } from "./changes.js";
import { placed } from "./places.js";
import { linesOf, markOf, tableOf, textsOf } from "./tables.js";

/** Put a pasted text into the table that is shown, from a cell on. */
export function pasted(parts, text, row, column) {
  const { table, tables, changes, grid, app } = parts;
  const lines = text.includes("\t") ? text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t").map((cell) => cell.replace(/^"|"$/g, "").trim())) : linesOf(text);
  if (!lines.length) return;
  const under = tableOf(tables.tables, lines.slice(0, 1), [table]) && tableOf(tables.tables, lines, [table]);
  if (under) {
    const notes = [];
    const texts = placed({ [table]: textsOf(under, new Set(tables.totals)) }, notes)[table];
    underHeadings(parts, texts, [...notes, ...(under.unread.length ? [`Not read: ${under.unread.join(", ")}.`] : [])]);
    return;
  }
  const names = grid.columns.map(({ name }) => name);
  const first = names.indexOf(column);
  const cells = lines.flatMap((line, down) => line.flatMap((cell, right) => {
    const name = names[first + right];
    return name ? [{ row: row + down, column: name, text: cell }] : [];
  }));
  const wide = Math.max(...lines.map((line) => line.length)) - (names.length - first);
  changes.write(table, cells);
  app.say(`${cells.length} cells were pasted.${wide > 0 ? ` ${wide} more columns found no place: show the columns first, or paste with headings.` : ""}`);
}

// Rows of known names are changed, and others added.
function underHeadings({ table, tables, changes, app }, rows, notes) {
  const before = changes.network[table];
  const place = new Map(before.map(({ name }, at) => [alike(name ?? ""), at]));
  const all = [...before];
  let added = 0;
  const known = namesIn(changes.network);
  for (const texts of rows) if (texts.name) known[table]?.set(alike(texts.name), known[table].get(alike(texts.name)) ?? settled(texts.name, { of: "str" }));
  const mark = markOf(tables.tables[table].columns, rows);
  for (const texts of rows) {
    const at = texts.name ? place.get(alike(texts.name)) : undefined;
    if (at === undefined) {
      all.push(changes.row(table, texts, known, mark));
      added += 1;
      continue;
    }
    const values = Object.entries(texts).map(([column, text]) => [column, changes.value(table, column, text, known, mark).value]);
    all[at] = { ...all[at], ...Object.fromEntries(values) };
  }
  changes.replace({ [table]: all }, `${rows.length} rows were pasted into ${table}`);
  app.say([`${added} ${table} added, ${rows.length - added} changed.`, ...notes].join(" "));
}
