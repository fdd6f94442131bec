// My network: who is in it, where, and what they have; typed, pasted or read from files.
import { make } from "../parts/elements.js";
import { buildMap } from "../parts/map.js";
import { buildBar } from "./bar.js";
import { assumedOf, Changes } from "./changes.js";
import { shown } from "./cells.js";
import { buildFacts } from "./facts.js";
import { checkerOf, inWords } from "./faults.js";
import { Files } from "./files.js";
import { Grid } from "./grid.js";
import { listMistakes, TITLES } from "./mistakes.js";
import { pasted } from "./paste.js";

const FIRST_GROUPS = 3; // of columns, that are seen at once

export const networkView = { name: "network", title: "My network", build };

function build(root, app) {
  const { tables } = app.data;
  const checker = checkerOf(app.data);
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
  const keys = make("p", { class: "unseen", id: "grid-keys" }, "Type to write, F2 to change what is there or to choose from a list, Tab to go along the row, Enter to go down, Escape and then Tab to leave the table.");
  const side = make("aside", { class: "side", "aria-label": "Map and mistakes" });
  root.append(buildHead(parts), make("div", { class: "halves" }, make("div", { class: "tables" }, tabs.root, bar, keys, sheet, facts, line), side));
  parts.line = line;
  parts.grid = new Grid(sheet, sourceOf(parts), "network");
  parts.map = buildMap(side, {
    label: "Map of the network, as the tables say it", id: "network-map",
    choose: (table, row) => go(parts, { table, row }), move: (...to) => moveTo(parts, ...to),
  });
  parts.list = make("div", { class: "mistakes" });
  side.append(parts.list);
  parts.facts = buildFacts(facts, tables, parts.changes);
  parts.bar = buildBar(bar, parts);
  parts.go = (to) => go(parts, to);
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
    drawMap(parts);
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
      ...networkChoice(app, files),
      button("Start from nothing", () => { files.empty(); parts.open("localities"); }), button("The invented region", () => files.shipped()),
      button("Open a file …", () => input.click(), ".csv, .xlsx or a saved .json"), input,
      button("Save as .xlsx", () => files.saveWorkbook()), make("button", { type: "button", class: "strong", onclick: () => files.save() }, "Save")));
}

// The networks that the page was made with, each with its scenarios, where there are several.
function networkChoice({ studies }, files) {
  if (studies.length < 2) return [];
  const select = make("select", { id: "network-choice", "aria-label": "Networks in this page", onchange: () => {
    files.made(studies[select.value]);
    select.value = "";
  } }, make("option", { value: "" }, "Networks in this page …"), ...studies.map(({ network }, place) => make("option", { value: place }, network.title || network.name)));
  return [select];
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
      drawMap(parts);
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

// -- From one place to another

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

// The row that is worked on stands out, and is put where the map is clicked if it lies nowhere yet.
function drawMap({ map, changes, chosen }) {
  const isChosen = (table, row) => chosen?.table === table && chosen.row === row;
  map?.render({ network: changes.network, lost: chosen, look: (...mark) => (isChosen(...mark) ? { kind: "chosen" } : {}) });
}

// Who is moved on the map lies there.
function moveTo(parts, table, row, x, y) {
  const name = parts.changes.network[table][row].name || "a row";
  parts.changes.write(table, [{ row, column: "x_km", text: String(x) }, { row, column: "y_km", text: String(y) }], `${name} was moved on the map`);
}
