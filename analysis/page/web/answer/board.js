// One printed page for a board: question, recommendation, options side by side, a figure, who pays, how surely.
import { make } from "../parts/elements.js";
import { bandsChart } from "../parts/bands.js";
import { headlineTable, quietCell, verdictCell } from "./changes.js";
import { costTable } from "./money.js";
import { assumptionsOf } from "./reasons.js";
import { confidence, recommendation, winnerOf, worsened } from "./sentences.js";
import { buildWhere, whereOf } from "./where.js";
import { changeInWords, listed, lowered } from "../parts/words.js";

const FEW = 3; // options whose verdicts are spelt out

/** @returns {{node: Element, render: (state: object, comparison: object) => void}} seen on paper alone */
export function board(app) {
  const node = make("article", { class: "board", "aria-hidden": "true" });
  return {
    node,
    render(state, comparison) {
      if (!comparison.alternatives.length) {
        node.replaceChildren(make("p", {}, "There is no other future to compare yet."));
        return;
      }
      node.replaceChildren(...parts(app, comparison));
    },
  };
}

function parts(app, comparison) {
  const chart = bandsChart({ width: 460, height: 240 });
  const outcome = comparison.outcomes.get(comparison.headlines[0]);
  chart.render({
    unit: outcome.unit,
    better: outcome.better,
    courses: comparison.study.scenarios.map((each, number) => ({ label: each.title, colour: number, bands: comparison.course(number, outcome.name).bands, banded: false })),
  });
  const { network } = comparison.study;
  return [
    make("h1", {}, questionOf(comparison)),
    make("p", { class: "soft" }, `${network.title}, month ${comparison.month}`),
    make("p", { class: "recommended" }, recommendation(comparison)),
    make("p", {}, confidence(comparison)),
    headlineTable(comparison, comparison.month, comparison.alternatives.length > FEW ? quietCell : verdictCell),
    ...(comparison.alternatives.length > FEW ? [make("p", { class: "soft" }, "Grey: no difference worth having, or too few runs to tell.")] : []),
    make("div", { class: "drawn" },
      make("div", {}, make("h2", {}, `${outcome.title} over the years (means)`), chart.node),
      ...where(comparison, outcome.name)),
    make("h2", {}, "Who pays how much more, GBP at 2020/21 prices"),
    costTable(comparison, true),
    make("h2", {}, "What gets worse"),
    make("p", {}, worseInWords(comparison)),
    make("h2", {}, "What this rests on"),
    ...assumptionsOf(comparison).map((each) => make("p", {}, each)),
    make("p", { class: "warning" }, app.data.warning),
  ];
}

// Where the best option, or the first, changes the first headline.
function where(comparison, name) {
  if (!comparison.members) return [];
  const place = winnerOf(comparison)?.place ?? 1;
  const found = whereOf(comparison, place, comparison.month, name);
  const map = buildWhere([400, 260]);
  map.render(comparison, found);
  return [make("div", {}, make("h2", {}, `${found.outcome.title}: where, with ${comparison.called(place)}`), map.node)];
}

function questionOf(comparison) {
  const asked = new Set(comparison.study.scenarios.slice(1).map((each) => each.question).filter(Boolean));
  if (asked.size === 1) return [...asked][0];
  const names = comparison.alternatives.map((each) => comparison.called(each));
  return `What changes with ${names.length > 2 ? `one of ${names.length} options` : listed(names, "or")} against ${comparison.called(0)}?`;
}

function worseInWords(comparison) {
  const said = comparison.alternatives.flatMap((place) => {
    const rows = worsened(comparison, place).slice(0, 2);
    return rows.length ? [`with ${comparison.called(place)} ${listed(rows.map((each) => `${lowered(each.outcome.title)} (${changeInWords(each.change.mean, each.outcome.unit)})`))}`] : [];
  });
  return said.length ? `${said.join("; ")}.` : "Nothing by a difference worth having.";
}
