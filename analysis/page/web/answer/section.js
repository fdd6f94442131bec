// A part of the answer: a heading that says the finding, and what it rests on.
import { make } from "../parts/elements.js";

/** @param {string} name of its class @param {(state: object, comparison: object) => {heading: string, parts: (Node|string)[]}} said */
export function section(name, said) {
  const heading = make("h3");
  const body = make("div", { class: "body" });
  return {
    node: make("section", { class: `part ${name}` }, heading, body),
    render(state, comparison) {
      const { heading: text, parts } = said(state, comparison);
      heading.textContent = text;
      body.replaceChildren(...parts);
    },
  };
}

/** A table. @param {string[]} columns @param {(Node|string)[][]} rows the first cell of each names it */
export function table(caption, columns, rows) {
  const head = make("tr", {}, ...columns.map((each, place) => make("th", { scope: "col", class: place ? "number" : false }, each || make("span", { class: "unseen" }, "What"))));
  const body = rows.map(([first, ...cells]) =>
    make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((each, place) => cellOf(each, columns[place + 1]))));
  return make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption },
    make("table", {}, make("caption", { class: "unseen" }, caption), make("thead", {}, head), make("tbody", {}, ...body)));
}

// Which column it is of stands beside it on a phone, where a row's cells lie one below the other.
function cellOf(content, column) {
  const cell = content instanceof Node && content.matches("td") ? content : make("td", { class: "number" }, content);
  cell.dataset.column = column instanceof Node ? column.firstChild.textContent : column;
  return cell;
}

/** A scenario's name with its colour. */
export function key(comparison, place) {
  return make("span", { class: `key s${place}` }, make("bdi", {}, comparison.study.scenarios[place].title));
}
