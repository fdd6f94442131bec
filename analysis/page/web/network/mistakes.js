// What is wrong with a network, listed beside its tables.
import { make } from "../parts/elements.js";
import { inWords } from "./faults.js";

export const TITLES = { organisations: "Organisations", localities: "Localities", ties: "Ties", facts: "The whole" };
const MOST_LISTED = 50; // mistakes
const MOST_EMPTY = 3; // more empty cells of one row are said in one line

/** List what is wrong, and what is likely wrong; `go` goes to the cell of one. */
export function listMistakes(parts, faults, doubts) {
  const counted = (some, what) => `${some.length.toLocaleString("en-GB")} ${some.length === 1 ? "thing" : "things"} ${what}`;
  parts.list.replaceChildren(
    make("h3", { class: faults.length ? "fault" : null }, faults.length ? counted(faults, "to put right") : "Nothing to put right"),
    ...listed(parts, gathered(faults)),
    ...(doubts.length ? [make("h3", { class: "doubt" }, counted(doubts, "to look at")), ...listed(parts, doubts)] : []));
}

function listed(parts, some) {
  const items = some.slice(0, MOST_LISTED).map((each) => make("li", {}, make("button", { type: "button", class: "quiet", onclick: () => parts.go(each) },
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
  const one = network[table][row]; // there is none of a table without rows, nor of facts
  const own = one ? one.name || `${TITLES[table]}, row ${row + 1}` : TITLES[table];
  return `${own}${named ? `, ${named.replaceAll("_", " ")}` : ""}:`;
}
