// Networks in files: a study saved by this page, tables as CSV, or a workbook of them.
import { OddCell, readWorkbook, workbook } from "../parts/workbook.js";
import { studyFile, studyIn } from "../scenarios/study_file.js";
import { alike, escaped, quoted } from "../parts/errors.js";
import { counted } from "../parts/words.js";
import { settled, shown } from "./cells.js";
import { placed } from "./places.js";
import { decoded, linesOf, markOf, tableOf, textsOf } from "./tables.js";

const MOST_BYTES = 30e6;
const TABLES = ["localities", "organisations", "ties"];

export class Files {
  /** @param {object} app @param {import("./changes.js").Changes} changes */
  constructor(app, changes) {
    Object.assign(this, { app, changes, tables: app.data.tables });
  }

  /** A region without anybody in it. */
  empty() {
    const facts = Object.fromEntries(Object.entries(this.tables.shipped.facts).map(([name, { value }]) => [name, { value, source: "assumption", note: "" }]));
    const { study } = this.app.store.state;
    const [base, ...futures] = study.scenarios;
    const network = {
      name: "my-network", title: "My network", description: "", centre: { x_km: 0, y_km: 0 }, facts,
      columns: {}, headline_outcomes: [], organisations: [], localities: [], ties: [],
    };
    const asItIs = { ...base, name: "as-it-is", title: "As it is" }; // and not as another was studied
    this.app.store.change({ ...study, network: { ...study.network, ...network }, scenarios: [asItIs, ...futures] }, "a new network was begun");
    this.app.say("An empty network. Write its localities first, then who is in it. Undo brings the other one back.");
  }

  shipped() {
    this.changes.replace(structuredClone(this.tables.shipped), "the invented region was opened");
    this.app.say("The invented region is open. Undo brings the other one back.");
  }

  /** A study that the page was made with. */
  made({ settings, ...study }) {
    const { network: { title }, scenarios } = study;
    this.app.store.change(structuredClone(study), `${title} was opened`);
    this.app.say(`${title} is open, with ${counted(scenarios.length, "scenario")}. Undo brings the other one back.`);
  }

  /** Read files, each for what it is; what is no table changes nothing. @param {File[]} files */
  async open(files) {
    const found = {};
    const notes = [];
    for (const file of files) {
      try {
        if (file.size > MOST_BYTES) throw new Error(`has more than ${MOST_BYTES / 1e6} MB; is it the file you meant?`);
        if (/\.json$/i.test(file.name)) return this.#study(file.name, await file.text());
        for (const { place, ...table } of await this.#tablesIn(file, notes)) {
          if (found[table.table]) notes.push(`${place}: its ${table.table} are not read, as another table has them`);
          else found[table.table] = table;
        }
      } catch (error) {
        notes.push(`${escaped(file.name)}: ${error.message}`);
      }
    }
    this.#take(found, notes);
    return undefined;
  }

  save() {
    const { study, settings } = this.app.store.state;
    download(`${study.network.name || "my-network"}.json`, studyFile(study, settings));
  }

  saveWorkbook() {
    const { network } = this.changes;
    const sheets = ["organisations", "localities", "ties"].map((table) => {
      const columns = this.tables.tables[table].columns.map(({ name }) => name);
      const cell = (value) => (typeof value === "number" ? value : Array.isArray(value) ? value.join("|") : shown(value));
      return { name: table, lines: [columns, ...network[table].map((row) => columns.map((column) => cell(row[column])))] };
    });
    download(`${network.name || "my-network"}.xlsx`, workbook(sheets));
  }

  async #tablesIn(file, notes) {
    const note = (text) => notes.push(`${escaped(file.name)}: ${text}`);
    const sheets = /\.(xls|ods|numbers)/i.test(file.name) ? await readWorkbook(await file.arrayBuffer()) : [{ name: "", lines: linesOf(decoded(await file.arrayBuffer(), note)) }];
    const tables = sheets.flatMap(({ name, lines, merged = [] }) => {
      const table = tableOf(this.tables.tables, lines);
      const among = merged.find(({ bottom }) => table && bottom > table.head + 1);
      if (among) throw new Error(`cells ${among.cells} are merged; unmerge them, and write in each cell what holds for its own row`);
      if (!table) return [];
      refuseOdd(this.tables.tables[table.table].columns, table, lines, name);
      const below = table.below.map((cells) => cells.map((each) => (each instanceof OddCell ? String(each) : each)));
      return [{ ...table, below, place: `${escaped(file.name)}${name ? `, sheet ${escaped(name)}` : ""}` }];
    });
    if (!tables.length) {
      const needed = this.tables.tables.organisations.columns.slice(0, 4).map((each) => each.name).join(", ");
      throw new Error(`has no row of headings such as ${needed}; write them in one row above the table`);
    }
    for (const { place, unread } of tables) if (unread.length) notes.push(`${place}: not read ${unread.map((each) => quoted(String(each))).join(", ")}`);
    return tables;
  }

  #take(found, notes) {
    const totals = new Set(this.tables.totals);
    const texts = placed(Object.fromEntries(Object.entries(found).map(([table, each]) => [table, textsOf(each, totals)])), notes);
    const { network } = this.changes;
    const names = (table) => new Map((texts[table] ?? network[table]).filter(({ name }) => name).map(({ name }) => [alike(String(name)), settled(String(name), { of: "str" })]));
    const known = { organisations: names("organisations"), localities: names("localities") };
    const rows = TABLES.filter((table) => texts[table]).map((table) => [table, this.#rows(table, texts[table], known)]);
    const tables = Object.fromEntries(rows);
    if (tables.organisations && !tables.ties) {
      tables.ties = network.ties.filter((each) => [each.from, each.to].every((name) => known.organisations.has(alike(name))));
      const gone = network.ties.length - tables.ties.length;
      if (gone) notes.push(`${gone} ties are gone with those whom they tied.`);
    }
    if (rows.length) this.changes.replace(tables, "tables were read from files");
    const said = rows.map(([table, each]) => `${each.length.toLocaleString("en-GB")} ${table} read, in the place of ${network[table].length}.`);
    if (rows.length) said.push("Undo brings back what was there.");
    this.app.say([...said, ...notes].join(" "));
  }

  // Of a table that is read nothing is assumed but what its columns leave out.
  #rows(table, rows, known) {
    const mark = markOf(this.tables.tables[table].columns, rows);
    return rows.map((texts) => {
      const row = this.changes.row(table, texts, known, mark);
      if (table === "organisations" && !("role" in texts)) row.role = row.hub ? "spoke" : "hub";
      if (table === "organisations" && row.role === "hub" && !texts.hub) row.hub = "";
      return row;
    });
  }

  // A network that has all that one has, each cell as its column holds it; what cannot be one is kept as text.
  #shaped(network) {
    const shaped = { ...this.tables.shipped, description: "", columns: {}, headline_outcomes: [], ...network };
    for (const table of TABLES) shaped[table] = network[table].map((row) => shapedRow(this.tables.tables[table].columns, row));
    for (const part of ["facts", "centre", "columns"]) if (!isPlain(shaped[part])) shaped[part] = {};
    for (const each of ["name", "title"]) shaped[each] = String(shaped[each] ?? "");
    shaped.centre = { x_km: 0, y_km: 0, ...shaped.centre };
    shaped.headline_outcomes = [shaped.headline_outcomes].flat().filter((each) => typeof each === "string");
    return shaped;
  }

  #study(name, text) {
    const { settings, ...study } = studyIn(text, this.app.data);
    const network = this.#shaped(study.network);
    const scenarios = study.scenarios ?? this.app.store.state.study.scenarios;
    this.app.store.change({ ...study, network, scenarios }, `${name} was opened`, settings);
    this.app.say(`${escaped(name)} is open: ${network.organisations.length} organisations and ${scenarios.length} scenarios. Undo brings back what was there.`);
  }
}

// Refuse dates that stand for names, and formulas without what they come to, which nobody could tell afterwards.
function refuseOdd(columns, { columns: names, head }, lines, sheet) {
  const odd = lines.slice(head + 1).flatMap((cells, row) => cells.flatMap((cell, at) => {
    const column = columns.find(({ name }) => name === names[at]);
    if (!(cell instanceof OddCell) || !column || column.prose) return [];
    return cell.sort === "formula" || ["str", "list"].includes(column.of) ? [{ cell, column, line: head + row + 2 }] : [];
  }));
  if (!odd.length) return;
  const [{ cell, column, line }] = odd;
  const what = cell.sort === "date" ? `holds the date ${cell}` : `holds the formula ${quoted(String(cell))}, whose value the file lacks`;
  const meant = cell.sort === "date" ? "format the column as text and write again what stood there, such as Mar-1" : "open it in Excel and save it again, or write the value";
  const more = odd.length > 1 ? ` (and ${odd.length - 1} more such cells)` : "";
  throw new Error(`sheet ${escaped(sheet)}, line ${line}, column ${column.name}: ${what}${more}; ${meant}`);
}

const isPlain = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

function shapedRow(columns, row) {
  const shaped = { ...row };
  for (const column of columns) {
    const value = row[column.name] ?? null;
    const isValue = ["number", "boolean"].includes(typeof value) || value === null;
    if (column.of === "list") shaped[column.name] = [value ?? []].flat(Infinity).map((each) => settled(String(each), { of: "str" }));
    else if (column.of === "str" || column.prose) shaped[column.name] = settled(value === null ? "" : String(value), column);
    else shaped[column.name] = settled(isValue ? value : String(value), column);
  }
  return shaped;
}

/** Give a file to whoever reads the page. */
export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
