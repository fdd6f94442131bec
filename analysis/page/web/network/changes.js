// Changes of a study's network: each gives a changed copy, and what was done in words.
import { alike } from "../parts/errors.js";
import { readCell, shown } from "./cells.js";
import { markOf } from "./tables.js";

const ASSUMED = /^As usual for its kind: ([a-z_, ]*)\.( |$)/;
const NOT_A_NAME = ["hub", "locality", "from", "to"];

/** What a row's note says was filled in as usual, not known. */
export const assumedOf = (row) => new Set(ASSUMED.exec(row.note ?? "")?.[1].split(", ") ?? []);

function withAssumed(row, columns) {
  const rest = (row.note ?? "").replace(ASSUMED, "");
  const note = columns.length ? `As usual for its kind: ${columns.join(", ")}. ${rest}`.trim() : rest;
  return { ...row, note };
}

export class Changes {
  /** @param {object} tables of `network_data` in Python @param {import("../parts/store.js").Store} store */
  constructor(tables, store) {
    Object.assign(this, { tables, store });
    this.nothing = new Set(tables.nothing.map(alike));
    this.columns = Object.fromEntries(Object.entries(tables.tables).map(([table, each]) => [table, new Map(each.columns.map((column) => [column.name, column]))]));
  }

  get network() {
    return this.store.state.study.network;
  }

  /** Write texts into cells: of existing rows, or of new ones where they lie beyond the last. */
  write(table, cells, what) {
    const mark = cells.length > 1 ? this.#markOf(table, cells) : null;
    const rows = [...this.network[table]];
    const renamed = [];
    for (const { row, column, text } of cells) {
      while (rows.length <= row) rows.push(this.#newRow(table, rows));
      const before = rows[row];
      rows[row] = this.#written(table, before, column, text, rows, mark);
      if (column === "name" && before.name && row < this.network[table].length) renamed.push([before.name, rows[row].name]);
    }
    let study = this.#with({ [table]: rows });
    for (const [from, to] of renamed) if (to) study = renameIn(study, table, from, to);
    this.store.change(study, what ?? describe(table, cells, study.network));
  }

  add(table, after = this.network[table].length) {
    const rows = this.network[table].toSpliced(after, 0, this.#newRow(table, this.network[table]));
    this.store.change(this.#with({ [table]: rows }), `a row of ${table} was added`);
  }

  duplicate(table, row) {
    const copy = { ...this.network[table][row] };
    if (copy.name) copy.name = freeName(copy.name, this.network[table]);
    this.store.change(this.#with({ [table]: this.network[table].toSpliced(row + 1, 0, copy) }), `${label(copy)} was duplicated`);
  }

  remove(table, row) {
    const gone = this.network[table][row];
    const changed = { [table]: this.network[table].toSpliced(row, 1) };
    if (table === "organisations") changed.ties = this.network.ties.filter(({ from, to }) => from !== gone.name && to !== gone.name);
    this.store.change(this.#with(changed), `${label(gone)} was taken out`);
  }

  /** Put other rows in the place of a table's. */
  replace(tables, what) {
    this.store.change(this.#with(tables), what);
  }

  fact(name, changed) {
    const facts = { ...this.network.facts };
    facts[name] = { source: "assumption", note: "", ...facts[name], ...changed };
    if (changed.value === null) delete facts[name];
    this.store.change(this.#with({ facts }), `${name.replaceAll("_", " ")} was changed`);
  }

  describe(changed) {
    this.store.change(this.#with(changed), "the network's name was changed");
  }

  /** A row out of texts by column, as a file or the clipboard has them. */
  row(table, texts, known, mark = null) {
    let row = this.#newRow(table, []);
    for (const [column, text] of Object.entries(texts)) row = { ...row, [column]: this.value(table, column, text, known, mark).value };
    return row;
  }

  /** What a text says in a column: names that differ by capitals or blanks are those that are known. */
  value(table, name, text, known = namesIn(this.network), mark = null) {
    const column = this.columns[table].get(name);
    const read = readCell(text, column, this.nothing, mark);
    if (name === "serves") return { value: partedNames(String(text), known.localities) };
    if (NOT_A_NAME.includes(name)) {
      const names = name === "locality" ? known.localities : known.organisations;
      return { value: names.get(alike(String(read.value))) ?? read.value };
    }
    return read;
  }

  #markOf(table, cells) {
    return markOf([...this.columns[table].values()], cells.map(({ column, text }) => ({ [column]: text })));
  }

  #with(changed) {
    const { study } = this.store.state;
    return { ...study, network: { ...study.network, ...changed } };
  }

  #newRow(table, rows) {
    const row = Object.fromEntries([...this.columns[table].values()].map(({ name, of }) => [name, of === "list" ? [] : of === "str" ? "" : null]));
    if (table === "organisations") {
      const hubs = rows.filter((each) => each.role === "hub");
      Object.assign(row, { role: hubs.length ? "spoke" : "hub", hub: hubs.length === 1 ? hubs[0].name : "" });
      if (this.network.localities.length === 1) row.locality = this.network.localities[0].name;
    }
    if (table === "ties") row.weight = 1;
    return row;
  }

  #written(table, row, name, text, rows, mark) {
    const known = table === "localities" ? undefined : namesIn({ ...this.network, [table]: rows });
    const { value } = this.value(table, name, text, known, mark);
    const assumed = assumedOf(row);
    let changed = { ...row, [name]: value };
    if (assumed.delete(name)) changed = withAssumed(changed, [...assumed]);
    if (table === "organisations") return this.#prefilled(changed, name, assumed);
    if (table === "localities" && name === "children" && typeof value === "number" && changed.children_llc === null) {
      const usual = Math.round(value * this.tables.llc_a_child);
      return withAssumed({ ...changed, children_llc: usual || value * this.tables.llc_a_child }, ["children_llc"]);
    }
    return changed;
  }

  // What an organisation lacks when it is said what it is, and where: what is usual, until somebody knows better.
  #prefilled(row, column, assumed) {
    const changed = { ...row };
    const filled = new Set(assumed);
    if (column === "role" && row.role === "hub") changed.hub = "";
    if (column === "hub" && row.hub) changed.role = "spoke";
    if (column === "kind" && this.columns.organisations.get("kind").choices.includes(row.kind)) {
      const usual = this.tables.usual[row.kind] ?? this.tables.usual[""];
      for (const [name, value] of Object.entries(usual)) {
        if (!isEmpty(changed[name]) && !assumed.has(name)) continue;
        changed[name] = value;
        filled.add(name);
      }
    }
    if (["kind", "name"].includes(column) && isEmpty(changed.record_system) && row.name) changed.record_system = row.name;
    const place = this.network.localities.find(({ name }) => name && name === changed.locality);
    if (column === "locality" && place) for (const axis of ["x_km", "y_km"]) if (isEmpty(changed[axis])) changed[axis] = place[axis];
    return filled.size === assumed.size ? changed : withAssumed(changed, [...filled]);
  }
}

export const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Names that are known, by what they share with those that are read as the same. */
export function namesIn(network) {
  const byName = (rows) => new Map(rows.filter(({ name }) => name).map(({ name }) => [alike(String(name)), name]));
  return { organisations: byName(network.organisations), localities: byName(network.localities) };
}

// A list of localities is parted at |, semicolons or lines or, but within the name of one, at commas.
function partedNames(text, places) {
  const separator = ["|", ";", "\n"].find((each) => text.includes(each)) ?? ",";
  const parts = text.split(separator).map((each) => each.trim());
  const names = [];
  for (let at = 0; at < parts.length;) {
    let size = 1;
    for (let longer = Math.min(4, parts.length - at); longer > 1; longer -= 1) {
      if (places.has(alike(parts.slice(at, at + longer).join(`${separator} `)))) { size = longer; break; }
    }
    const name = parts.slice(at, at + size).join(`${separator} `);
    names.push(places.get(alike(name)) ?? name);
    at += size;
  }
  return names.filter(Boolean);
}

const label = (row) => row.name || (row.from && row.to ? `${row.from} - ${row.to}` : "a row");

function describe(table, cells, network) {
  if (cells.length > 1) return `${cells.length} cells of ${table} were filled`;
  const [{ row, column }] = cells;
  return `${column.replaceAll("_", " ")} of ${label(network[table][row])} was changed to ${shown(network[table][row][column]) || "nothing"}`;
}

function freeName(name, rows) {
  const taken = new Set(rows.map((each) => alike(each.name)));
  for (let number = 2; ; number += 1) if (!taken.has(alike(`${name} ${number}`))) return `${name} ${number}`;
}

// Whoever is called otherwise is so wherever it is named: in tables, and in scenarios that are for some by name.
function renameIn(study, table, from, to) {
  const swap = (name) => (name === from ? to : name);
  const { network } = study;
  const organisations = network.organisations.map((row) => {
    if (table === "organisations") return row.hub === from ? { ...row, hub: to } : row;
    if (row.locality !== from && !row.serves?.includes(from)) return row;
    return { ...row, locality: swap(row.locality), serves: (row.serves ?? []).map(swap) };
  });
  const ties = table === "organisations" ? network.ties.map((row) => ({ ...row, from: swap(row.from), to: swap(row.to) })) : network.ties;
  const key = table === "organisations" ? "name" : "locality";
  const scenarios = study.scenarios.map((each) => inReaches(each, (reach) => ({ ...reach, [key]: [reach[key]].flat().map(swap) }), key));
  return { ...study, network: { ...network, organisations, ties }, scenarios };
}

function inReaches(value, change, key) {
  if (Array.isArray(value)) return value.map((each) => inReaches(each, change, key));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => {
    const reach = (name === "reach" || name === "organisations") && each && typeof each === "object" && !Array.isArray(each);
    return [name, reach && each[key] ? change(each) : inReaches(each, change, key)];
  }));
}
