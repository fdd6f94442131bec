// My network: who is in it, where, and what they have; typed, pasted or read from files.
import { make } from "../parts/elements.js";
import { buildMap } from "../parts/map.js";
import { assumedOf, Changes } from "./changes.js";
import { shown } from "./cells.js";
import { buildFacts } from "./facts.js";
import { Checker, inWords } from "./faults.js";
import { Files } from "./files.js";
import { Grid } from "./grid.js";
import { pasted } from "./paste.js";

const TITLES = { organisations: "Organisations", localities: "Localities", ties: "Ties", facts: "The whole" };
const FIRST_GROUPS = 3; // of columns, that are seen at once
const MOST_LISTED = 50; // mistakes
const MOST_EMPTY = 3; // more empty cells of one row are said in one line

export const networkView = { name: "network", title: "My network", build };

function build(root, app) {
  const { tables } = app.data;
  const checker = new Checker(tables);
  app.faults = () => checker.faultsOf(app.store.state.study.network); // which others look at before they run anything
  app.changes = new Changes(tables, app.store);
  const parts = {
    app, tables, checker,
    changes: app.changes,
    table: "organisations",
    groups: new Set(tables.groups.slice(0, FIRST_GROUPS).map(({ title }) => title)),
    faults: new Map(),
    chosen: null,
  };
  const tabs = buildTabs(parts);
  const bar = make("div", { class: "bar", role: "toolbar", "aria-label": "Rows and columns" });
  const sheet = make("div", { class: "sheet" });
  const facts = make("div", { class: "facts", hidden: true });
  const line = make("p", { class: "cell-says", role: "status" });
  const keys = make("p", { class: "unseen", id: "grid-keys" }, "Type to write, Enter or F2 to change what is there, Tab to go on, Escape and then Tab to leave the table.");
  const side = make("aside", { class: "side", "aria-label": "Map and mistakes" });
  root.append(buildHead(parts), make("div", { class: "halves" }, make("div", { class: "tables" }, tabs.root, bar, keys, sheet, facts, line), side));
  parts.line = line;
  parts.grid = new Grid(sheet, sourceOf(parts), "network");
  parts.map = buildMap(side, { choose: (table, row) => go(parts, { table, row }), move: (...to) => moveTo(parts, ...to) });
  parts.list = make("div", { class: "mistakes" });
  side.append(parts.list);
  parts.facts = buildFacts(facts, tables, parts.changes);
  parts.bar = buildBar(bar, parts);
  parts.open = (table) => {
    parts.table = table;
    sheet.hidden = bar.hidden = line.hidden = table === "facts";
    facts.hidden = table !== "facts";
    parts.render();
    if (table !== "facts") parts.grid.go(0, 0, false);
  };
  parts.render = () => {
    const { network } = parts.changes;
    const all = parts.checker.faultsOf(network);
    parts.faults = new Map(all.map((each) => [`${each.table} ${each.row} ${each.column}`, inWords(each)]));
    parts.counts = network;
    tabs.render(network, all);
    parts.bar.render();
    if (parts.table !== "facts") parts.grid.draw();
    parts.facts.render(network, all);
    parts.map.render(network, parts.chosen);
    listMistakes(parts, all, parts.checker.doubtsOf(network));
    say(parts);
  };
  let seen = null;
  return {
    render({ study }, visible) {
      if (!visible || study === seen) return;
      seen = study;
      parts.render();
    },
  };
}

// -- The head: where to start, and files

function buildHead(parts) {
  const { app, changes } = parts;
  const files = new Files(app, changes);
  const input = make("input", { type: "file", class: "unseen", tabindex: -1, "aria-hidden": "true", accept: ".csv,.tsv,.txt,.xlsx,.xlsm,.json", multiple: true,
    onchange: () => { files.open([...input.files]); input.value = ""; } });
  const button = (text, act, title) => make("button", { type: "button", onclick: act, title }, text);
  addEventListener("dragover", (event) => { if (app.store.state.view === "network") event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (app.store.state.view !== "network" || !event.dataTransfer.files.length) return;
    event.preventDefault();
    files.open([...event.dataTransfer.files]);
  });
  return make("header", { class: "head" },
    make("div", {}, make("h2", {}, "My network"),
      make("p", { class: "soft" }, "Type, paste or drop a file here. Nothing leaves this computer.")),
    make("div", { class: "tools", role: "group", "aria-label": "Start, open and save" },
      button("Start from nothing", () => files.empty()), button("The invented region", () => files.shipped()),
      button("Open a file …", () => input.click(), ".csv, .xlsx or a saved .json"), input,
      button("Save as .xlsx", () => files.saveWorkbook()), make("button", { type: "button", class: "strong", onclick: () => files.save() }, "Save")));
}

// -- Tabs

function buildTabs(parts) {
  const buttons = Object.entries(TITLES).map(([table, title]) => {
    const count = make("span", { class: "count" });
    const button = make("button", { type: "button", role: "tab", id: `tab-${table}`, onclick: () => parts.open(table), onkeydown: (event) => walk(event, buttons) }, title, " ", count);
    return { table, button, count };
  });
  const root = make("div", { class: "tabs", role: "tablist", "aria-label": "Tables" }, ...buttons.map(({ button }) => button));
  return {
    root,
    render(network, faults) {
      for (const { table, button, count } of buttons) {
        const wrong = faults.filter((each) => each.table === table).length;
        button.setAttribute("aria-selected", String(parts.table === table));
        button.tabIndex = parts.table === table ? 0 : -1;
        count.textContent = [table === "facts" ? "" : network[table].length, wrong && `⚠ ${wrong}`].filter((each) => each !== "" && each !== 0).join("  ");
        count.classList.toggle("fault", wrong > 0);
      }
    },
  };
}

function walk(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = buttons.findIndex(({ button }) => button === event.target);
  const { button } = buttons[(at + step + buttons.length) % buttons.length];
  button.focus();
  button.click();
}

// -- The bar above a table

function buildBar(bar, parts) {
  const { changes } = parts;
  const row = () => parts.grid.place.row;
  const there = () => row() < parts.changes.network[parts.table].length;
  const button = (text, act) => make("button", { type: "button", onclick: act }, text);
  const boxes = parts.tables.groups.slice(1).map(({ title }) => {
    const box = make("input", { type: "checkbox", onchange: () => {
      if (!parts.groups.delete(title)) parts.groups.add(title);
      parts.render();
    } });
    return { title, box, label: make("label", {}, box, " ", title) };
  });
  const groups = make("details", { class: "groups" }, make("summary", {}, "More columns"), make("div", {}, ...boxes.map(({ label }) => label)));
  groups.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { groups.open = false; groups.firstChild.focus(); }
  });
  addEventListener("pointerdown", (event) => { if (!groups.contains(event.target)) groups.open = false; });
  bar.append(
    button("Add a row", () => { changes.add(parts.table); parts.grid.go(changes.network[parts.table].length - 1, 0); }),
    button("Duplicate", () => there() && (changes.duplicate(parts.table, row()), parts.grid.go(row() + 1, 0))),
    button("Take out", () => there() && (changes.remove(parts.table, row()), parts.grid.go(row(), parts.grid.active.column))),
    button("Undo", () => { const what = parts.app.store.undo(); parts.app.say(what ? `Taken back: ${what}` : "There is nothing to take back."); }),
    buildSearch(parts),
    groups);
  return {
    render() {
      groups.hidden = parts.table !== "organisations";
      for (const { title, box } of boxes) box.checked = parts.groups.has(title);
    },
  };
}

// The next row that holds what is looked for: in the browser's own search only rows that are drawn are found.
function buildSearch(parts) {
  const input = make("input", { type: "search", placeholder: "Find", "aria-label": "Find in this table", onkeydown: (event) => {
    if (event.key !== "Enter" || !input.value.trim()) return;
    event.preventDefault();
    const rows = parts.changes.network[parts.table];
    const sought = input.value.trim().toLowerCase();
    const places = rows.flatMap((row, at) => (Object.values(row).some((each) => shown(each).toLowerCase().includes(sought)) ? [at] : []));
    const next = places.find((at) => at > parts.grid.active.row) ?? places[0];
    if (next === undefined) parts.app.say(`Nothing here says ${input.value.trim()}.`);
    else parts.grid.go(next, parts.grid.active.column, false);
  } });
  return input;
}

// -- What the grid shows

function sourceOf(parts) {
  const { changes } = parts;
  const rows = () => changes.network[parts.table];
  return {
    columns: () => columnsOf(parts),
    count: () => rows().length,
    text: (row, column) => shown(rows()[row][column]),
    state: (row, column) => ({
      fault: parts.faults.get(`${parts.table} ${row} ${column}`) ?? "",
      assumed: assumedOf(rows()[row]).has(column),
    }),
    write: (cells) => changes.write(parts.table, cells),
    paste: (text, row, column) => pasted(parts, text, row, column),
    chosen: (row) => {
      parts.chosen = { table: parts.table, row };
      parts.map?.render(changes.network, parts.chosen);
      if (parts.grid) say(parts);
    },
  };
}

function columnsOf({ table, tables, groups, changes }) {
  const declared = new Map((tables.tables[table] ?? tables.tables.organisations).columns.map((each) => [each.name, each]));
  const names = table === "organisations" ? tables.groups.filter(({ title }) => groups.has(title) || title === tables.groups[0].title).flatMap(({ columns }) => columns) : [...declared.keys()];
  return names.map((name) => {
    const column = declared.get(name);
    return { ...column, number: column.of === "int" || column.of === "float", choices: () => choicesOf(column, changes.network) };
  });
}

function choicesOf(column, { organisations, localities }) {
  if (column.choices) return column.choices;
  if (column.of === "bool") return ["yes", "no"];
  const named = (rows) => rows.map(({ name }) => name).filter(Boolean);
  if (column.names === "localities") return named(localities);
  if (column.names === "hubs") return named(organisations.filter(({ role }) => role === "hub"));
  if (column.names) return named(organisations);
  return column.name === "record_system" ? [...new Set(organisations.map((each) => each.record_system).filter(Boolean))] : [];
}

// -- What is wrong, and where

function listMistakes(parts, faults, doubts) {
  const counted = (some, what) => `${some.length.toLocaleString("en-GB")} ${some.length === 1 ? "thing" : "things"} ${what}`;
  parts.list.replaceChildren(
    make("h3", { class: faults.length ? "fault" : null }, faults.length ? counted(faults, "to put right") : "Nothing to put right"),
    ...listed(parts, gathered(faults)),
    ...(doubts.length ? [make("h3", { class: "doubt" }, counted(doubts, "to look at")), ...listed(parts, doubts)] : []));
}

function listed(parts, some) {
  const items = some.slice(0, MOST_LISTED).map((each) => make("li", {}, make("button", { type: "button", class: "quiet", onclick: () => go(parts, each) },
    make("b", {}, make("bdi", {}, nameOf(parts.changes.network, each))), " ", inWords(each))));
  const more = some.length - items.length;
  return [make("ul", {}, ...items), ...(more > 0 ? [make("p", { class: "soft" }, `and ${more.toLocaleString("en-GB")} more`)] : [])];
}

// Many empty cells of one row are one thing to put right.
function gathered(faults) {
  const empty = Map.groupBy(faults.filter(({ what }) => what === "is empty"), ({ table, row }) => `${table} ${row}`);
  return faults.flatMap((each) => {
    const same = each.what === "is empty" ? empty.get(`${each.table} ${each.row}`) : [];
    if (same.length <= MOST_EMPTY) return [each];
    if (same[0] !== each) return [];
    const columns = same.slice(0, MOST_EMPTY).map(({ column }) => column.replaceAll("_", " ")).join(", ");
    return [{ ...each, named: "", what: `${same.length} cells are empty: ${columns}, ...`, meant: "fill them, or take the row out" }];
  });
}

function nameOf(network, { table, row, column, named = column }) {
  const own = table === "facts" ? "The whole" : network[table][row]?.name || `${TITLES[table]}, row ${row + 1}`;
  return `${own}${named ? `, ${named.replaceAll("_", " ")}` : ""}:`;
}

function go(parts, { table, row, column = "name" }) {
  if (parts.table !== table) parts.open(table);
  if (table === "facts") return parts.facts.go(column);
  const group = parts.tables.groups.find(({ columns }) => columns.includes(column));
  if (table === "organisations" && group && !parts.groups.has(group.title)) {
    parts.groups.add(group.title);
    parts.render();
  }
  return parts.grid.go(row, Math.max(0, parts.grid.columns.findIndex(({ name }) => name === column)));
}

// The cell that is worked on, said in a line under the table: what is wrong, or what the column says.
function say({ line, grid, table, faults, tables, changes }) {
  if (table === "facts") return;
  const { row, column } = grid.place;
  const declared = tables.tables[table].columns.find(({ name }) => name === column);
  const fault = faults.get(`${table} ${row} ${column}`) ?? faults.get(`${table} ${row} `);
  const assumed = changes.network[table][row] && assumedOf(changes.network[table][row]).has(column);
  const note = [assumed && "As usual for its kind, until you write what you know.", declared?.note].filter(Boolean).join(" ");
  line.className = `cell-says ${fault ? "fault" : "soft"}`;
  line.replaceChildren(make("b", {}, `${declared?.title ?? ""}: `), fault || note);
}

// Who is moved on the map lies there.
function moveTo(parts, table, row, x, y) {
  const name = parts.changes.network[table][row].name || "a row";
  parts.changes.write(table, [{ row, column: "x_km", text: String(x) }, { row, column: "y_km", text: String(y) }], `${name} was moved on the map`);
}
