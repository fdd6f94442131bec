// Outcomes: which one is asked of, and which of them all get worse, or better.
import { make } from "./elements.js";
import { yearsIn } from "./rounds.js";
import { sourceButton } from "./sources.js";
import { TRIFLE } from "./switches.js";
import { declared, level, monthName, pounds } from "./words.js";

const GROUPS = [
  ["Care for children", (each) => each.holder === "region"],
  ["Member organisations", (each) => each.holder === "members"],
  ["The network’s core", (each) => each.holder === "net" && !each.unit.startsWith("GBP")],
  ["Money", (each) => each.holder === "net" && each.unit.startsWith("GBP")],
];
const OFTEN = 0.5; // of the runs
const SELDOM = 0.05; // as the band of 9 in 10 runs leaves out on either side

// A list to pick the state's outcome from; `all`: those too of which no single run is kept.
export function outcomePicker(root, app, { all = false } = {}) {
  const select = make("select", { class: "outcome-picker", "aria-label": "Outcome" });
  for (const kept of all ? [true, false] : [true]) {
    for (const [title, belongs] of GROUPS) {
      const found = app.room.outcomes.filter((each) => each.kept === kept && belongs(each));
      const options = found.map((each) => make("option", { value: each.name }, each.title));
      if (options.length) select.append(make("optgroup", { label: kept ? title : `${title}: in bands alone` }, ...options));
    }
  }
  select.addEventListener("change", () => app.store.set({ outcome: select.value }));
  root.append(select);
  return {
    render(state) {
      select.value = state.outcome;
    },
  };
}

export function buildWorse(root, app) {
  return buildChanged(root, app, "worse");
}

export function buildBetter(root, app) {
  return buildChanged(root, app, "better");
}

// Every outcome that is worse, or better, in B than with no switch on, by the share of runs, in the month shown.
function buildChanged(root, app, which) {
  const box = make("div", { class: `changed ${which}` });
  root.append(box);
  let shown = [];
  return {
    render(state) {
      const now = [state.A, state.B, state.month];
      if (!state.B || now.every((each, n) => each === shown[n])) return;
      shown = now;
      const found = changedOutcomes(app.room, state.B, which, state.month);
      const listedOnes = found.filter((each) => each.share >= SELDOM);
      box.replaceChildren(
        make("p", { class: "headline" }, headline(app.room, found, which, state.month)),
        make("ul", { role: "list" }, ...listedOnes.map((each) => changedItem(app, state, each, which))),
        ...lastly(app, state, found, which),
      );
    },
  };
}

// [{outcome, share, opposite}], the most often changed first; outcomes of which neither way is better are no part of it.
export function changedOutcomes(room, B, which, month) {
  const other = which === "worse" ? "better" : "worse";
  return room.outcomes
    .filter((outcome) => outcome.better !== "neither")
    .map((outcome) => ({ outcome, share: B.chance(outcome.name, which, month), opposite: B.chance(outcome.name, other, month) }))
    .filter((each) => each.share > 0)
    .sort((one, two) => two.share - one.share);
}

function headline(room, found, which, month) {
  const whole = room.outcomes.filter((outcome) => outcome.better !== "neither").length;
  const often = found.filter((each) => each.share >= OFTEN).length;
  const some = found.filter((each) => each.share >= SELDOM).length - often;
  const begin = `Of ${whole} outcomes, held against as things are ${whenInWords(month)},`;
  if (!often && !some) return `${begin} none gets ${which} by a difference worth having in as many as 1 of 20 runs.`;
  const most = often ? `${often} ${often === 1 ? "is" : "are"} ${which} in at least half of the runs` : `none is ${which} in half of the runs`;
  return `${begin} ${most}${some ? `, and ${some} in some runs (1 of 20 or more)` : ""}.`;
}

function whenInWords(month) {
  return month > 0 && month % 12 === 0 ? `after ${yearsIn(month)}` : `in ${monthName(month)}`;
}

function changedItem(app, state, { outcome, share, opposite }, which) {
  const { number } = app.room.runs;
  const rises = (outcome.better === "higher") === (which === "better");
  const counted = make("b", {}, `${Math.round(share * number)} of ${number} runs`);
  const title = make("b", { class: "title" }, outcome.title);
  const worth = declared(outcome.worthwhile, outcome.unit);
  const text = make("p", {}, title, ` is ${rises ? "higher" : "lower"} by ${worth} or more in `, counted);
  if (Math.round(opposite * number)) text.append(` (and ${rises ? "lower" : "higher"} by as much in ${Math.round(opposite * number)})`);
  text.append(`. ${middles(state, outcome)} `, sourceButton(app, "outcome", outcome.name));
  const bar = make("span", { class: "bar", "aria-hidden": "true" }, make("span", { class: "fill" }));
  bar.firstChild.style.width = `${100 * share}%`;
  return make("li", { "data-outcome": outcome.name, "data-share": share }, bar, text);
}

// What the middle of all runs is: levels, as only they are known of every outcome.
function middles({ A, B, month }, { name, unit }) {
  const middle = (setting) => level(setting.middle(name, month), unit);
  const before = !A?.isBaseOf(B) ? "" : `, ${middle(A)} as things are`;
  return `The middle of all runs is ${middle(B)} in B${before}.`;
}

function lastly(app, state, found, which) {
  const seldom = found.filter((each) => each.share < SELDOM).map((each) => `${each.outcome.title}: ${Math.round(each.share * app.room.runs.number)} of ${app.room.runs.number}`);
  const said = [];
  if (seldom.length) {
    const summary = `${seldom.length} more in fewer than 1 of 20 runs`;
    said.push(make("details", { class: "seldom" }, make("summary", {}, summary), make("ul", {}, ...seldom.map((title) => make("li", {}, title)))));
  }
  if (which === "better") return said;
  for (const outcome of app.room.outcomes.filter((each) => each.better === "neither")) {
    const [up, down] = ["better", "worse"].map((way) => state.B.count(outcome.name, way, state.month));
    if (up || down) said.push(make("p", { class: "unjudged" }, `${outcome.title}: higher in ${up} and lower in ${down} of ${app.room.runs.number} runs, which is neither good nor bad by itself.`));
  }
  const { mean } = state.B.cost("all");
  if (mean >= TRIFLE) said.push(make("p", { class: "price" }, `And it costs ${pounds(mean)} more than as things are.`));
  return said;
}
