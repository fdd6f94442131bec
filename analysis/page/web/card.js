// An organisation: who it is, its number over the months in both futures, its problems and where they come from. And all
// of them as a table.
import { changeInWords, inWords, measureOf, ofPlaces, valueIn } from "./colours.js";
import { make } from "./elements.js";
import { fromTheStart, holds, ORDERS, sentenceOf, threadOf } from "./threads.js";
import { monthName } from "./words.js";

export function buildCard(root, app) {
  const box = make("div", { class: "card" });
  root.append(box);
  let shown = null;
  return {
    root: box,
    render(state) {
      const number = state.pointed ?? state.chosen ?? null;
      const asked = [number, state.A, state.B, state.month, state.measure, state.chosen];
      if (shown && asked.every((each, place) => each === shown[place])) return;
      shown = asked;
      box.replaceChildren(...(number === null ? cardOfAll(app, state) : cardOf(app, state, number)));
    },
  };
}

function cardOfAll(app, state) {
  const measure = measureOf(app.room, state.measure);
  const value = (which, month) => meanOf(app, state[which], measure, month);
  const [a, b] = ["A", "B"].map((which) => value(which, state.month));
  return [
    make("h3", {}, ofPlaces(measure) ? "All localities" : "All organisations"),
    make("p", {}, `${measure.title}, ${monthName(state.month)}: ${changeInWords(measure, b - a)} in B, on average${ofPlaces(measure) ? " by children" : ""}.`),
    sparkOf(app, state, measure, null, value),
    make("p", { class: "hint" }, "Point at an organisation, or choose one, for its own number and problems."),
  ];
}

// Over organisations each counts the same; over localities each child does.
export function meanOf(app, setting, measure, month) {
  const all = app.room.network[measure.group];
  const weights = all.map((each) => (ofPlaces(measure) ? each.children : 1));
  const sum = all.reduce((total, _, n) => total + weights[n] * valueIn(setting, measure, n, month), 0);
  return sum / Math.max(1e-9, weights.reduce((a, b) => a + b, 0));
}

function numbersOf(measure, value) {
  const [a, b] = [value("A"), value("B")];
  return make("p", { class: "numbers" },
    make("span", { class: "a" }, make("b", { class: "letter" }, "A"), " ", inWords(measure, a)), " ",
    make("span", { class: "b" }, make("b", { class: "letter" }, "B"), " ", inWords(measure, b)), " ",
    make("span", { class: "difference" }, changeInWords(measure, b - a)));
}

function cardOf(app, state, number) {
  const { organisations, localities } = app.room.network;
  const each = organisations[number];
  const chosen = measureOf(app.room, state.measure);
  const place = ofPlaces(chosen) ? each.locality : number;
  const value = (letter, month) => valueIn(state[letter], chosen, place, month);
  const about = make("p", { class: "about" }, `${each.role === "hub" ? "Hub" : "Spoke"}, ${each.sector}, ${each.kind}; ${Math.round(each.distance)} km from the centre, in `, make("bdi", {}, localities[each.locality].name));
  if (each.hub !== null) about.append("; its hub is ", make("bdi", {}, organisations[each.hub].name));
  const title = make("h3", {}, make("bdi", {}, each.name));
  const which = make("p", { class: "of-what" }, ofPlaces(chosen) ? `${chosen.title} in its locality, ` : `${chosen.title}, `, monthName(state.month));
  return [title, about, which, numbersOf(chosen, (letter) => value(letter, state.month)),
    sparkOf(app, state, chosen, place, value), ...ownProblems(app, state, number)];
}

let linesKept = { of: [] }; // those shown last: they take a look at every month

// Both futures' numbers over the months: {A: [...], B: [...]}.
function linesOf(app, { A, B }, measure, whose, value) {
  const asked = [A, B, measure, whose];
  if (asked.some((each, place) => each !== linesKept.of[place])) {
    const months = d3.range(app.room.months.first, app.room.months.last + 1);
    const [a, b] = ["A", "B"].map((which) => months.map((month) => value(which, month)));
    linesKept = { of: asked, A: a, B: b };
  }
  return linesKept;
}

// The same as a drawing, with the month that is shown.
function sparkOf(app, state, measure, whose, value) {
  const { first, last } = app.room.months;
  const [width, height] = [240, 54];
  const lines = linesOf(app, state, measure, whose, value);
  const x = d3.scaleLinear([first, last], [2, width - 2]);
  const y = d3.scaleLinear([0, Math.max(1e-9, ...lines.A, ...lines.B)], [height - 3, 4]);
  const svg = d3.create("svg").attr("class", "spark").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img")
    .attr("aria-label", `${measure.title} over the months, in future A and in future B`);
  svg.append("line").attr("class", "zero").attr("x1", x(0)).attr("x2", x(0)).attr("y1", 0).attr("y2", height);
  svg.append("line").attr("class", "base").attr("x1", 2).attr("x2", width - 2).attr("y1", y(0)).attr("y2", y(0));
  for (const which of ["A", "B"]) {
    const line = d3.line((_, n) => x(first + n), y);
    svg.append("path").attr("class", which.toLowerCase()).attr("d", line(lines[which]));
    svg.append("circle").attr("class", which.toLowerCase()).attr("r", 3.5).attr("cx", x(state.month)).attr("cy", y(lines[which][state.month - first]));
  }
  return svg.node();
}

// What it struggles with now, what is new first; with the thread behind each.
function ownProblems(app, state, number) {
  const found = new Map();
  for (const which of ["A", "B"]) {
    for (const spell of state[which].spells) {
      if (spell.organisation !== number || !holds(spell, state.month)) continue;
      const here = found.get(spell.problem.id) ?? { problem: spell.problem, in: [] };
      found.set(spell.problem.id, { ...here, spell, setting: state[which], in: [...here.in, which] });
    }
  }
  const all = [...found.values()].sort((a, b) => b.spell.onset - a.spell.onset || a.problem.order - b.problem.order);
  const list = make("ul", { class: "own-problems" });
  for (const { problem, spell, setting, in: letters } of all) {
    const when = fromTheStart(setting, spell) ? "from the start" : `since month ${String(spell.onset).replace("-", "\u2212")}`;
    const only = letters.length === 2 ? "" : `, in future ${letters[0]} alone`;
    const item = make("li", { class: `order-${problem.order}`, "data-problem": problem.id },
      make("b", { class: "sign", title: ORDERS[problem.order - 1].title }, ORDERS[problem.order - 1].sign), " ",
      make("span", { class: "problem-title" }, problem.title), make("span", { class: "since" }, ` ${when}${only}`));
    const steps = threadOf(setting, spell);
    if (steps.length > 1) item.append(make("span", { class: "because" }, sentenceOf(steps, false)));
    list.append(item);
  }
  return [make("h4", {}, all.length ? "Its problems now" : "It has no problem now"), list];
}

// The map's numbers as a table, for those who do not see it, and for all who would rather read.
export function buildMapTable(root, app) {
  const body = make("tbody");
  const [head, title] = [make("tr"), make("caption", { class: "unseen" })];
  const fold = make("details", { class: "map-table" }, make("summary", {}, "The map as a table"), make("table", {}, title, make("thead", {}, head), body));
  root.append(fold);
  let last = null;
  fold.addEventListener("toggle", () => last && fill(last));
  function fill(state) {
    const measure = measureOf(app.room, state.measure);
    const places = ofPlaces(measure);
    title.textContent = `${measure.title}, ${monthName(state.month)}`;
    head.replaceChildren(...[places ? "Locality" : "Organisation", places ? "Children" : "Role", "Future A", "Future B", "Difference"].map((text) => make("th", { scope: "col" }, text)));
    body.replaceChildren(...app.room.network[measure.group].map((each, n) => rowOf(app, state, measure, each, n)));
  }
  return {
    render(state) {
      last = state;
      if (fold.open) fill(state);
    },
  };
}

function rowOf(app, state, measure, each, number) {
  const [a, b] = ["A", "B"].map((which) => valueIn(state[which], measure, number, state.month));
  const places = ofPlaces(measure);
  const name = make("bdi", {}, each.name);
  const choose = () => app.store.set({ chosen: number });
  const row = make("tr", { class: !places && state.chosen === number ? "chosen" : "" },
    make("th", { scope: "row" }, places ? name : make("button", { type: "button", class: "quiet", onclick: choose }, name)),
    make("td", {}, places ? Math.round(each.children).toLocaleString("en-GB") : each.role));
  for (const text of [inWords(measure, a), inWords(measure, b), changeInWords(measure, b - a)]) row.append(make("td", { class: "figure" }, text));
  return row;
}
