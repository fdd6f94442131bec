// A table that is worked in as a spreadsheet is: of many rows those that are seen are drawn.
import { make } from "../parts/elements.js";
import { buildText, buildTicks } from "./editors.js";

const AROUND = 8; // rows drawn above and below those that are seen
const EDGE = 18; // pixels: a bar to scroll by may stand there
const STEP = 15; // rows of a page
const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  PageUp: [-STEP, 0], PageDown: [STEP, 0], Home: [0, -Infinity], End: [0, Infinity],
};

/**
 * @typedef {object} Source what a grid shows and where it writes
 * @property {() => object[]} columns each with `name`, `title`, `note`, `number`, `choices()`
 * @property {() => number} count of rows; one more is offered under them
 * @property {(row: number, column: string) => string} text
 * @property {(row: number, column: string) => {fault: string, assumed: boolean}} state
 * @property {(cells: {row: number, column: string, text: string}[]) => void} write
 * @property {(rows: string[][], row: number, column: string) => void} paste
 * @property {(row: number, column: string) => void} chosen
 */

export class Grid {
  #editor = null;
  #leaving = false;
  #begun = null; // the column in which one began to go along a row

  /** @param {HTMLElement} root @param {Source} source @param {string} label */
  constructor(root, source, label) {
    this.source = source;
    this.id = `grid-${label}`;
    this.active = { row: 0, column: 0 };
    this.anchor = this.active; // the other corner of what is selected
    this.head = make("tr", {});
    this.body = make("tbody", {});
    this.table = make("table", { role: "grid", tabindex: 0, "aria-label": label, "aria-describedby": "grid-keys", id: this.id }, make("thead", {}, this.head), this.body);
    this.scroller = make("div", { class: "grid" }, this.table);
    this.choices = make("datalist", { id: `${this.id}-choices` });
    root.append(this.scroller, this.choices);
    this.scroller.addEventListener("scroll", () => this.#drawn || this.draw(), { passive: true });
    this.table.addEventListener("keydown", (event) => this.#key(event));
    this.table.addEventListener("copy", (event) => this.#copy(event));
    this.table.addEventListener("paste", (event) => this.#paste(event));
    this.table.addEventListener("focus", () => this.#chosen());
    this.body.addEventListener("mousedown", (event) => this.#press(event));
    this.body.addEventListener("dblclick", () => this.edit());
  }

  get #drawn() {
    const [first, last] = this.#window();
    return this.first === first && this.last === last;
  }

  get columns() {
    return this.source.columns();
  }

  /** The column and the row that is worked on. */
  get place() {
    return { row: this.active.row, column: this.columns[this.active.column]?.name };
  }

  /** Draw anew what is seen, unless somebody is writing. */
  draw() {
    if (this.#editor) return;
    const { columns } = this;
    this.active.row = Math.min(this.active.row, this.source.count());
    this.active.column = Math.min(this.active.column, columns.length - 1);
    this.table.setAttribute("aria-rowcount", this.source.count() + 2);
    this.head.replaceChildren(make("th", { scope: "col", class: "at" }, make("span", { class: "unseen" }, "Row")),
      ...columns.map((each, at) => make("th", { scope: "col", title: each.note, class: this.#classOf(each, at) }, each.title)));
    const [first, last] = this.#window();
    [this.first, this.last] = [first, last];
    const rows = [];
    for (let row = first; row < last; row += 1) rows.push(this.#row(row, columns));
    this.body.replaceChildren(spacer(first * this.height), ...rows, spacer((this.source.count() + 1 - last) * this.height));
    this.#mark();
  }

  /** Go to a cell, and have it be seen; `wider` selects all between it and where the selection began. */
  go(row, column, focus = true, wider = false) {
    const at = typeof column === "number" ? column : this.columns.findIndex(({ name }) => name === column);
    this.active = { row: Math.max(0, Math.min(row, this.source.count())), column: Math.max(0, Math.min(at, this.columns.length - 1)) };
    if (!wider) this.anchor = this.active;
    const top = this.active.row * this.height;
    const seen = this.scroller.clientHeight - this.head.offsetHeight - this.height;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top > this.scroller.scrollTop + seen) this.scroller.scrollTop = top - seen;
    this.draw();
    this.#across();
    if (focus) this.table.focus({ preventScroll: true });
    this.#chosen();
  }

  /** Begin to write in the cell; `text` takes the place of what is there. */
  edit(text = null) {
    const cell = this.#cell();
    if (!cell || this.#editor) return;
    const { row, column } = this.place;
    const own = this.columns[this.active.column];
    const choices = own.choices?.() ?? [];
    if (own.of === "list" && text === null && choices.length) {
      this.#begin(cell, row, column, buildTicks(own.title, choices, this.source.text(row, column).split(" | ")));
      return;
    }
    this.choices.replaceChildren(...choices.map((each) => make("option", { value: each })));
    const editor = buildText(own.title, choices.length ? this.choices.id : null, text ?? this.source.text(row, column));
    this.#begin(cell, row, column, editor);
    if (text === null) editor.first.select();
  }

  #begin(cell, row, column, editor) {
    cell.replaceChildren(editor.root);
    this.#editor = { ...editor, row, column };
    editor.root.addEventListener("focusout", ({ relatedTarget }) => editor.root.contains(relatedTarget) || this.#commit());
    editor.first.focus();
    const { right } = editor.root.getBoundingClientRect();
    this.scroller.scrollLeft += Math.max(0, right - this.scroller.getBoundingClientRect().right + EDGE);
  }

  // Have the cell be seen between what stands fast on the left and the right edge.
  #across() {
    const cell = this.#cell();
    if (!cell) return;
    const [seen, own] = [this.scroller, cell].map((each) => each.getBoundingClientRect());
    const fast = this.head.children[1].getBoundingClientRect().right;
    if (this.active.column === 0) this.scroller.scrollLeft = 0;
    else if (own.left < fast) this.scroller.scrollLeft -= fast - own.left;
    else if (own.right > seen.right - EDGE) this.scroller.scrollLeft += own.right - seen.right + EDGE;
  }

  get height() {
    return 2 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  #window() {
    const count = this.source.count() + 1;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.height) - AROUND);
    const seen = Math.ceil((this.scroller.clientHeight || 600) / this.height);
    return [Math.min(first, Math.max(0, count - 1)), Math.min(count, first + seen + 2 * AROUND)];
  }

  #classOf(column, at) {
    return [column.number && "number", at === 0 && "first"].filter(Boolean).join(" ") || null;
  }

  #row(row, columns) {
    const last = row === this.source.count();
    const cells = columns.map((column, at) => {
      const { fault, assumed } = last ? {} : this.source.state(row, column.name);
      const text = last ? (at === 0 ? "Type here to add one" : "") : this.source.text(row, column.name);
      const cell = make("td", { id: `${this.id}-${row}-${at}`, class: this.#classOf(column, at), "aria-invalid": fault ? "true" : null, title: fault || (text.length > 24 ? text : null), dir: "auto" }, text);
      cell.dataset.at = at;
      if (assumed) cell.classList.add("assumed");
      return cell;
    });
    const line = make("tr", { "aria-rowindex": row + 2, class: last ? "next" : null }, make("th", { scope: "row", class: "at" }, last ? "+" : String(row + 1)), ...cells);
    line.dataset.row = row;
    return line;
  }

  #cell() {
    return document.getElementById(`${this.id}-${this.active.row}-${this.active.column}`);
  }

  get #selected() {
    return blockOf(this.anchor, this.active, this.source.count());
  }

  // Every selected cell, row by row.
  #cells() {
    const { top, bottom, left, right } = this.#selected;
    const names = this.columns.slice(left, right + 1).map(({ name }) => name);
    return Array.from({ length: Math.max(0, bottom - top + 1) }, (_, down) => names.map((column) => ({ row: top + down, column })));
  }

  #mark() {
    for (const each of this.body.querySelectorAll(".active, .selected")) each.classList.remove("active", "selected");
    if (this.anchor !== this.active) {
      const { top, bottom, left, right } = this.#selected;
      for (let row = Math.max(top, this.first); row <= Math.min(bottom, this.last); row += 1) {
        for (let at = left; at <= right; at += 1) document.getElementById(`${this.id}-${row}-${at}`)?.classList.add("selected");
      }
    }
    const cell = this.#cell();
    if (cell) {
      cell.classList.add("active");
      cell.parentElement.classList.add("active");
      this.table.setAttribute("aria-activedescendant", cell.id);
    } else this.table.removeAttribute("aria-activedescendant");
  }

  #chosen() {
    this.source.chosen(this.active.row, this.place.column);
  }

  #press(event) {
    const cell = event.target.closest("td, th");
    if (!cell || this.#editor?.root.contains(event.target)) return;
    event.preventDefault();
    this.#commit();
    this.#begun = null;
    const row = Number(cell.parentElement.dataset.row);
    const column = Number(cell.dataset.at ?? 0);
    const again = row === this.active.row && column === this.active.column && document.activeElement === this.table;
    this.go(row, column, true, event.shiftKey);
    if (again && !event.shiftKey) this.edit();
  }

  #commit() {
    const editor = this.#editor;
    if (!editor) return;
    this.#editor = null;
    const { row, column } = editor;
    const [before, text] = [row < this.source.count() ? this.source.text(row, column) : "", editor.value()];
    if (text.trim() !== before.trim()) this.source.write([{ row, column, text }]);
    else this.draw();
  }

  #key(event) {
    if (this.#editor) return this.#writing(event);
    const move = MOVES[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (event.key !== "Tab" && event.key !== "Shift") this.#leaving = event.key === "Escape";
    if (event.key === "F2" || (event.key === "ArrowDown" && event.altKey)) { event.preventDefault(); this.edit(); }
    else if (move && !event.altKey) {
      const far = command ? Infinity : 1;
      const side = command && move[1] && !Number.isFinite(move[1]) ? move[1] : 0; // the table's first cell, or its last
      this.#begun = null;
      this.#move(event, move[0] ? move[0] * far : side, move[1] ? move[1] * far : 0);
    } else if (event.key === "Tab" && !this.#leaving) this.#tab(event);
    else if (event.key === "Enter") this.#down(event);
    else if (event.key === "Delete" || event.key === "Backspace") this.#clear(event);
    else if (event.key.length === 1 && !command && !event.altKey) { event.preventDefault(); this.edit(event.key); }
  }

  #writing(event) {
    const table = this.table;
    if (event.key === "Escape") {
      event.preventDefault();
      this.#editor = null;
      this.draw();
      table.focus({ preventScroll: true });
    } else if (event.key === "Enter") {
      this.#commit();
      this.#down(event);
    } else if (event.key === "Tab") {
      this.#commit();
      table.focus({ preventScroll: true });
      this.#tab(event);
    } else if (MOVES[event.key] && this.#editor.boxes) this.#walk(event);
  }

  #walk(event) {
    const { boxes } = this.#editor;
    const at = boxes.indexOf(document.activeElement) + MOVES[event.key][0];
    event.preventDefault();
    boxes[Math.max(0, Math.min(at, boxes.length - 1))].focus();
  }

  #move(event, down, right) {
    event.preventDefault();
    this.go(this.active.row + down, this.active.column + right, true, event.shiftKey && event.key !== "Enter");
  }

  // Down, and back to where one began to go along the row.
  #down(event) {
    const back = (this.#begun ?? this.active.column) - this.active.column;
    this.#begun = null;
    this.#move(event, event.shiftKey ? -1 : 1, event.shiftKey ? 0 : back);
  }

  // Along the row, then on to the next; before the first cell and after the last one leaves the table.
  #tab(event) {
    const { row, column } = this.active;
    const step = event.shiftKey ? -1 : 1;
    const next = column + step;
    const ends = next < 0 || next >= this.columns.length;
    const to = ends ? row + step : row;
    if (to < 0 || to > this.source.count()) return;
    event.preventDefault();
    this.#begun ??= column;
    if (ends) this.#begun = null;
    this.go(to, ends ? (step > 0 ? 0 : this.columns.length - 1) : next);
  }

  #clear(event) {
    event.preventDefault();
    const cells = this.#cells().flat();
    if (cells.length) this.source.write(cells.map((each) => ({ ...each, text: "" })));
  }

  #copy(event) {
    if (this.#editor) return;
    event.preventDefault();
    const lines = this.#cells().map((cells) => cells.map(({ row, column }) => this.source.text(row, column)).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\n"));
  }

  #paste(event) {
    if (this.#editor) return;
    event.preventDefault();
    const { top, left } = this.#selected;
    this.source.paste(event.clipboardData.getData("text/plain"), Math.min(top, this.source.count()), this.columns[left].name);
  }
}

// The first and the last row and column of what lies between two cells.
function blockOf(one, other, count) {
  const [top, bottom] = [one.row, other.row].toSorted((a, b) => a - b);
  const [left, right] = [one.column, other.column].toSorted((a, b) => a - b);
  return { top, bottom: Math.min(bottom, count - 1), left, right };
}

function spacer(height) {
  const row = make("tr", { class: "spacer", "aria-hidden": "true" }, make("td", {}));
  row.style.height = `${Math.max(0, height)}px`;
  return row;
}
