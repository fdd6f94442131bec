// What is wrong with a network, cell by cell: the words are those of `mcn check`.
import { Dict, round } from "../engine/python.js";
import { alike, escaped, number, quoted, showsNothing, suggestion } from "../parts/errors.js";
import { readNumber, shown } from "./cells.js";
import { translated } from "./checks.js";

const LONGEST_NAME = 200;
const MOST_SUGGESTED = 100;
const SORTS = { int: "a whole number", float: "a number", bool: "yes or no" };
const ERROR = /^(?:#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|Err:[0-9]{3})$/;
const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\ufeff\u202a-\u202e\u2066-\u2069]/u;

/**
 * @typedef {object} Fault
 * @property {string} table organisations, localities, ties or facts
 * @property {number} row from 0 on
 * @property {string} column
 * @property {string} what is wrong
 * @property {string} meant what to write instead
 */

const NO_ROWS = { what: "has no rows", meant: "write at least one row" };
const checkers = new WeakMap();

/** The one checker of a page. @param {object} data of `analysis.page.model_data` @returns {Checker} */
export function checkerOf(data) {
  if (!checkers.has(data)) checkers.set(data, new Checker(data.tables));
  return checkers.get(data);
}

class Checker {
  #known = new WeakMap(); // what is wrong in rows, which are never changed but replaced
  #last = { network: null, faults: [] };

  /** @param {object} tables of `network_data` in Python */
  constructor(tables) {
    this.tables = tables;
    this.nothing = new Set(tables.nothing.map(alike));
  }

  /** @returns {Fault[]} everything wrong with a network, table by table and row by row */
  faultsOf(network) {
    if (this.#last.network === network) return this.#last.faults;
    const faults = [
      ...["organisations", "localities"].filter((table) => !network[table].length).map((table) => ({ ...at(table, 0), ...NO_ROWS })),
      ...Object.keys(this.tables.tables).flatMap((table) => network[table].flatMap((row, at) => this.#ofRow(table, row, at))),
      ...acrossRows(network),
      ...this.tables.facts.flatMap((fact) => ofFact(fact, network.facts[fact.name]?.value, this.nothing)),
    ];
    this.#last = { network, faults };
    return faults;
  }

  /** What is likely wrong with a network in which nothing is wrong: in the same form, refused nowhere. */
  doubtsOf(network) {
    if (this.faultsOf(network).length) return [];
    const [members, places] = ["organisations", "localities"].map((table) => network[table].map((row, number) => [rowOf(table, row, number), row]));
    const doubts = [
      ...translated.odd_prevalence(places), ...translated.far_from_all(members, places), ...translated.more_nurses_than_staff(members),
      ...translated.odd_places(places, "localities"), ...translated.odd_places(members, "organisations"), ...translated.small_rota(members),
    ];
    return doubts.map(([row, column, what, meant]) => ({ ...row.place(column), what, meant }));
  }

  #ofRow(table, row, at) {
    if (!this.#known.has(row)) this.#known.set(row, ofCells(this.tables.tables[table].columns, row, this.nothing));
    return this.#known.get(row).map((each) => ({ table, row: at, ...each }));
  }
}

function ofFact(fact, value, nothing) {
  const wrong = ofCell(fact, value ?? null, nothing);
  return wrong ? [{ table: "facts", row: 0, column: fact.name, ...wrong }] : [];
}

function ofCells(columns, row, nothing) {
  const faults = [];
  for (const column of columns) {
    const wrong = ofCell(column, row[column.name] ?? null, nothing);
    if (wrong) faults.push({ column: column.name, ...wrong });
  }
  const sound = (names) => names.every((name) => typeof row[name] === "number" && !faults.some((each) => each.column === name));
  return [...faults, ...("staff_other" in row ? ofOrganisation(row, sound) : []), ...("children_llc" in row ? ofLocality(row, sound) : [])];
}

// What is wrong with one value, or null.
function ofCell(column, value, nothing) {
  if (typeof value === "string" && ERROR.test(value) && !column.prose) return { what: `holds an error, ${value}`, meant: "mend its formula, or write what it should be" };
  if (value === null || value === "" || (Array.isArray(value) && !value.length)) return column.optional ? null : empty(column);
  if (typeof value === "string" && column.of !== "str" && nothing.has(alike(value))) return saysNothing(column, value);
  if (column.choices) return column.choices.includes(value) ? null : { what: `${quoted(shown(value))} is not known`, meant: suggestion(shown(value), column.choices) };
  if (column.of === "bool") return typeof value === "boolean" ? null : notOf(column, value);
  if (column.of === "int" || column.of === "float") return ofNumber(column, value);
  return column.prose ? null : [value].flat().map(ofName).find(Boolean) ?? null;
}

function empty(column) {
  if (column.choices) return { what: "is empty", meant: suggestion("", column.choices) };
  return { what: "is empty", meant: column.of === "str" ? "write a name" : `write ${SORTS[column.of]}` };
}

function saysNothing(column, value) {
  const meant = column.of === "bool" ? "write yes or no" : "write a number, 0 where there is none";
  return { what: `${quoted(value)} says nothing`, meant };
}

function notOf(column, value) {
  const meant = String(value).endsWith("%") ? "write the number itself" : `write ${SORTS[column.of]}`;
  return { what: `${quoted(shown(value))} is not ${SORTS[column.of]}`, meant };
}

function ofNumber(column, value) {
  if (typeof value !== "number") {
    const read = readNumber(String(value), column.of === "int", column.most ?? Infinity);
    return read.what ? read : notOf(column, value);
  }
  if (column.of === "int" && !Number.isInteger(value)) return notOf(column, value);
  const about = column.about ? `: ${column.about}` : "";
  if (column.least !== null && value < column.least) return { what: `${value} is below ${number(column.least)}`, meant: `write ${number(column.least)} or more${about}` };
  if (column.most !== null && value > column.most) {
    const hundred = column.most === 1 && value >= 5 && value <= 100 ? ` (${value} of 100 is ${value / 100})` : "";
    return { what: `${value} is above ${number(column.most)}`, meant: `write ${number(column.most)} or less${hundred}${about}` };
  }
  const near = round(value, 2);
  if (column.posts && Math.abs(value - near) > 1e-9) return { what: `${value} has more than two decimals`, meant: `write ${near}` };
  return null;
}

function ofName(name) {
  if (typeof name !== "string") return { what: `${quoted(name)} is not a text`, meant: "write a name" };
  const length = [...name].length;
  if (length > LONGEST_NAME) return { what: `has ${number(length)} characters`, meant: `write at most ${LONGEST_NAME}` };
  const hidden = HIDDEN.exec(name);
  if (hidden) {
    const code = hidden[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return { what: `${quoted(name)} holds a character that does not print (U+${code})`, meant: "leave it out" };
  }
  return showsNothing(name) ? { what: `${quoted(name)} shows nothing`, meant: "write a name that can be seen" } : null;
}

function ofOrganisation(row, sound) {
  const faults = [];
  for (const sort of ["specialist", "nurse", "other"]) {
    const [posts, most] = [`${sort}_posts`, `${sort}_establishment`];
    if (!sound([posts, most]) || row[posts] <= row[most]) continue;
    const what = `${number(row[posts])} posts are filled of ${number(row[most])} in ${most}`;
    faults.push({ column: posts, what, meant: `write ${number(row[most])} or less` });
  }
  const roles = ["staff_clinical", "staff_nursing", "staff_management", "staff_other"];
  if (!sound([...roles, "staff_core"])) return faults;
  const staff = roles.reduce((all, each) => all + row[each], 0);
  if (!staff) faults.push({ column: "staff_other", what: "the organisation has no staff", meant: "write at least one person" });
  else if (row.staff_core > staff) faults.push({ column: "staff_core", what: `${row.staff_core} core staff are more than all ${staff} staff`, meant: `write ${staff} or less` });
  return faults;
}

function ofLocality({ children, children_llc: ill }, sound) {
  if (!sound(["children"])) return [];
  if (children === 0) return [{ column: "children", what: "the locality has no children", meant: "write their number, or leave the locality out" }];
  if (!sound(["children_llc"])) return [];
  if (ill === 0) return [{ column: "children_llc", what: "no child there has a life-limiting condition", meant: "write their number, or leave the locality out" }];
  if (ill > children) return [{ column: "children_llc", what: `${number(ill)} is more than all ${children} children`, meant: `write ${children} or less` }];
  return [];
}

// -- Across rows: the checks are Python's own, translated.

function acrossRows(network) {
  const rows = Object.fromEntries(["organisations", "localities", "ties"].map((table) => [table, network[table].map((row, at) => rowOf(table, row, at))]));
  const named = (table) => new Dict(network[table].map(({ name }) => [name, null]).filter(([name]) => name));
  const [members, places] = [named("organisations"), named("localities")];
  const hubs = [...new Set(network.organisations.filter((each) => each.role === "hub" && each.name).map((each) => each.name))];
  const faults = [...translated.twice(rows.localities, "localities"), ...translated.twice(rows.organisations, "organisations")];
  if (members.size && !hubs.length) faults.push({ place: at("organisations", 0, "role"), what: "no organisation is a hub", meant: "give one the role hub" });
  const meant = suggesting();
  for (const row of rows.organisations) {
    if (hubs.length) faults.push(...translated.hub_faults(row, hubs, members, meant));
    if (places.size) faults.push(...translated.locality_faults(row, places, meant));
  }
  for (const row of rows.ties) if (members.size) faults.push(...translated.end_faults(row, members, meant));
  const tied = rows.ties.filter(({ row }) => row.from && row.to).map((row) => [row, { start: row.row.from, to: row.row.to }]);
  faults.push(...translated.twice_tied(tied));
  return faults.map(({ place, what, meant: instead }) => ({ ...place, what, meant: instead }));
}

const at = (table, row, column = "") => ({ table, row, column });

function rowOf(table, row, number) {
  const texts = table === "ties" ? ["from", "to"] : ["name", "role", "hub", "locality"];
  const cells = Object.fromEntries(texts.map((column) => [column, shown(row[column])]));
  if (row.serves) cells.serves = row.serves.join("|");
  return { row, cells, place: (column = "") => at(table, number, column), where: ` in row ${number + 1}` };
}

// To look for what was meant takes long: it is done for the first of many mistakes alone.
function suggesting() {
  let left = MOST_SUGGESTED;
  return (name, known) => (left-- > 0 ? suggestion(name, known) : "");
}

/** A fault in one line. */
export const inWords = ({ what, meant }) => escaped(meant ? `${what}; ${meant}` : what);
