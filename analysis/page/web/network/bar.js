// The bar above a table: its rows, what is looked for, and its columns.
import { make } from "../parts/elements.js";
import { shown } from "./cells.js";

/** What adds, takes out and finds rows, and shows more columns. */
export function buildBar(bar, parts) {
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
