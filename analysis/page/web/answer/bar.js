// What is always in view: what is asked, and the one number that answers it.
import { make } from "../parts/elements.js";
import { changeInWords, counted, level, margin, monthInWords, raised, shownUnit } from "../parts/words.js";
import { headlinesOf } from "./batches.js";
import { toneOf } from "./sentences.js";

const GROUPS = [
  ["Care for children", (each) => each.holder === "region"],
  ["Member organisations", (each) => each.holder === "members"],
  ["The network’s core", () => true],
];

/** @returns {{node: Element, render: (state: object, comparison: object | null, fault: string | null) => void}} */
export function bar(app, shown) {
  const outcome = make("select", { id: "answer-outcome", onchange: () => set(app, { outcome: outcome.value }) });
  const future = make("select", { id: "answer-future", onchange: () => shown.choose(Number(future.value)) });
  const months = make("div", { class: "choices", role: "group", "aria-label": "When" });
  const number = make("p", { class: "number" });
  const line = make("p", { class: "line" });
  const sure = make("p", { class: "sure", role: "status" });
  const node = make("div", { class: "answer-bar" },
    make("div", { class: "asked" },
      make("label", {}, make("span", {}, "What"), outcome),
      make("label", {}, make("span", {}, "With"), future),
      make("div", { class: "when" }, make("span", {}, "When"), months)),
    make("div", { class: "said" }, number, make("div", {}, line, sure)));
  return {
    node,
    render(state, comparison, fault) {
      node.dataset.runs = comparison?.runs ?? 0;
      renderChoices(app, state, comparison, { outcome, future, months, shown });
      if (fault) {
        number.textContent = "–";
        line.textContent = `This cannot be run: ${fault}`;
        sure.textContent = "";
      } else if (!comparison) {
        number.textContent = "…";
        line.textContent = state.engine === "ready" ? "First runs are under way." : "The model is starting.";
        sure.textContent = "";
      } else say(comparison, state, shown, { number, line, sure });
    },
  };
}

const set = (app, patch) => app.store.set({ settings: { ...app.store.state.settings, ...patch } });

function fillOutcomes(select, data, network) {
  const first = headlinesOf(data, network);
  if (select.dataset.first === first.join()) return;
  select.dataset.first = first.join();
  select.replaceChildren();
  const of = (names) => names.map((each) => make("option", { value: each.name }, each.title));
  const rest = new Set(data.outcomes.filter((each) => !first.includes(each.name)));
  select.append(make("optgroup", { label: "First" }, ...of(first.map((name) => data.outcomes.find((each) => each.name === name)).filter(Boolean))));
  for (const [label, belongs] of GROUPS) {
    const mine = [...rest].filter(belongs);
    for (const each of mine) rest.delete(each);
    if (mine.length) select.append(make("optgroup", { label }, ...of(mine)));
  }
}

function renderChoices(app, state, comparison, { outcome, future, months, shown }) {
  fillOutcomes(outcome, app.data, state.study.network);
  outcome.value = state.settings.outcome;
  const { scenarios } = state.study;
  const titles = scenarios.map((each) => each.title);
  if (future.dataset.titles !== JSON.stringify(titles)) {
    future.dataset.titles = JSON.stringify(titles);
    const options = titles.map((each, place) => make("option", { value: place }, each)).slice(titles.length > 1 ? 1 : 0);
    future.replaceChildren(...options);
  }
  future.value = shown.place(state, comparison);
  if (!comparison || months.dataset.months === comparison.months.join()) {
    for (const each of months.children) each.setAttribute("aria-pressed", Number(each.value) === shown.month(comparison, state));
    return;
  }
  months.dataset.months = comparison.months.join();
  months.replaceChildren(...comparison.months.map((month) => make("button", {
    type: "button", value: month, "aria-pressed": month === shown.month(comparison, state), onclick: () => set(app, { month }),
  }, raised(monthInWords(month)))));
}

function say(comparison, state, shown, { number, line, sure }) {
  const [place, month] = [shown.place(state, comparison), shown.month(comparison, state)];
  const outcome = comparison.outcomes.get(state.settings.outcome);
  if (!comparison.alternatives.length) {
    const { mean, interval } = comparison.difference(0, outcome.name, month).level;
    number.textContent = level(mean, outcome.unit);
    number.className = "number";
    line.textContent = `${outcome.title} with ${comparison.called(0)} in ${monthInWords(month)}. Set a future beside it under My scenarios to compare.`;
    sure.textContent = `95 % interval ${interval.map((each) => level(each, outcome.unit, mean)).join(" to ")}, ${soFar(comparison)}.`;
    return;
  }
  const row = comparison.difference(place, outcome.name, month);
  number.replaceChildren(changeInWords(row.change.mean, outcome.unit).split(" ")[0], make("small", {}, ` ${shownUnit(outcome.unit, true)}`));
  number.className = `number ${toneOf(comparison, row)}`;
  const like = Math.max(Math.abs(row.base.mean), Math.abs(row.level.mean));
  line.replaceChildren(
    make("b", {}, raised(row.verdict)), ` — ${outcome.title}: ${level(row.level.mean, outcome.unit, like)} with `,
    make("bdi", {}, comparison.called(place)), ` in ${monthInWords(month)}, ${level(row.base.mean, outcome.unit, like)} with `,
    make("bdi", {}, comparison.called(0)), ".");
  const ends = row.change.interval.map((each) => changeInWords(each, outcome.unit).split(" ")[0]).join(" to ");
  const worth = margin(outcome.worthwhile, outcome.unit);
  sure.textContent = `95 % interval ${ends}; ${worth} or more counts as a difference. ${chances(row, comparison)}${raised(soFar(comparison))}.`;
}

function chances(row, comparison) {
  if (Number.isNaN(row.better)) return "";
  const of = comparison.parameterSets > 1 ? "parameter sets" : "runs";
  const [, likely] = comparison.data.answer.likely.find(([least]) => Math.round(100 * Math.max(row.better, row.worse)) >= 100 * least);
  const said = row.verdict === comparison.data.answer.better || row.verdict === comparison.data.answer.worse ? `${likely}: b` : "B";
  return `${said}etter by that much in ${Math.round(100 * row.better)}%, worse in ${Math.round(100 * row.worse)}% of ${of}. `;
}

/** How many runs there are so far, and whether more are coming. */
export function soFar({ runs, most }) {
  return runs < most ? `${counted(runs, "run")} so far, more are coming` : `${counted(runs, "run")} of each future`;
}
