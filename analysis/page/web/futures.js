// Two futures side by side under the same luck.
import { buildBands } from "./bands.js";
import { difference, verdictOf } from "./counting.js";
import { buildDifferenceWords, buildMiddles, buildRuns } from "./difference.js";
import { make } from "./elements.js";
import { outcomePicker } from "./outcomes.js";
import { outcomeOf, yearsIn } from "./rounds.js";
import { sourceButton } from "./sources.js";
import { axisUnit, change, direction, figures, isShare } from "./words.js";

export const futuresView = {
  name: "futures",
  title: "Two futures",
  build(root, app) {
    const head = make("div", { class: "asked" });
    const picker = outcomePicker(head, app, { all: true });
    const what = make("p", { class: "means" });
    const source = make("span");
    head.append(source);
    const years = buildYears(app);
    root.append(make("h2", { class: "unseen" }, "Two futures"), head, what);
    head.append(years.root);
    const parts = [picker, years, buildDifferenceWords(root, app), buildBands(root, app), buildMiddles(root, app), buildRuns(root, app), buildAllOutcomes(root, app)];
    let shown = "";
    return {
      render(state) {
        if (!state.A || !state.B) return;
        if (shown !== state.outcome) {
          shown = state.outcome;
          what.textContent = described(outcomeOf(app, shown));
          source.replaceChildren(sourceButton(app, "outcome", shown));
        }
        for (const each of parts) each.render(state);
      },
    };
  },
};

function described(outcome) {
  return `${outcome.what} In ${axisUnit(outcome.unit)}; ${direction(outcome)}.`;
}

// At which year's end the futures are held against each other.
function buildYears(app) {
  const buttons = app.room.months.years.map((year) =>
    make(
      "button",
      { type: "button", "data-year": year, "aria-label": `after ${yearsIn(year)}`, onclick: () => app.store.set({ year, month: year, playing: false }) },
      String(Number((year / 12).toFixed(1))),
    ),
  );
  return {
    root: make("div", { class: "years", role: "group", "aria-label": "When B is held against A" }, "B against A after ", ...buttons, " years"),
    render(state) {
      for (const button of buttons) button.setAttribute("aria-pressed", Number(button.dataset.year) === state.year);
    },
  };
}

// --- all outcomes of which every run is kept ---------------------------------------------------------------

const COLUMNS = ["Outcome", "A, middle of runs", "B, middle of runs", "B less A", "9 of 10 runs", "Runs better, worse", "On average"];

function buildAllOutcomes(root, app) {
  const caption = make("caption");
  const rows = app.room.kept.map((name) => buildOutcomeRow(app, outcomeOf(app, name)));
  const head = make("thead", {}, make("tr", {}, ...COLUMNS.map((title) => make("th", { scope: "col" }, title))));
  const table = make("table", { class: "all-outcomes" }, caption, head, make("tbody", {}, ...rows.map((row) => row.root)));
  root.append(make("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": "All outcomes" }, table));
  return {
    render(state) {
      const said = `B against A in ${rows.length} outcomes, after ${yearsIn(state.year)}`;
      if (caption.textContent !== said) caption.textContent = said;
      for (const row of rows) row.render(state);
    },
  };
}

function buildOutcomeRow(app, outcome) {
  const { name, unit, title } = outcome;
  const button = make("button", { type: "button", class: "choose", onclick: () => app.store.set({ outcome: name }) }, title);
  const counts = isShare(unit) ? "" : make("span", { class: "unit" }, axisUnit(unit));
  const source = sourceButton(app, "outcome", name);
  source.textContent = "source";
  source.setAttribute("aria-label", `source: where does this come from? ${title}`);
  const cells = COLUMNS.slice(1).map(() => make("td"));
  const root = make("tr", { "data-outcome": name }, make("th", { scope: "row" }, button, counts), ...cells);
  const word = make("span");
  cells[cells.length - 1].append(make("div", {}, word, " ", source));
  let shown = [];
  return {
    root,
    render({ A, B, year, outcome: chosen }) {
      root.classList.toggle("chosen", chosen === name);
      button.setAttribute("aria-pressed", chosen === name);
      const now = [A, B, year];
      if (now.every((each, n) => each === shown[n])) return;
      shown = now;
      const found = difference(A, B, outcome, year);
      const middle = (setting) => `${figures(setting.middle(name, year), unit)}${isShare(unit) ? "\u00a0%" : ""}`;
      const signed = (value) => change(value, unit, false);
      const [a, b, less, most, sides] = cells;
      [a.textContent, b.textContent] = [middle(A), middle(B)];
      less.textContent = signed(found.median);
      less.dataset.value = found.median;
      most.textContent = `${signed(found.low)} to ${signed(found.high)}`;
      sides.replaceChildren(countBar(found), make("span", {}, `${found.better}, ${found.worse}`));
      const said = verdictOf(found, outcome);
      word.textContent = { "no difference worth having": "none worth having", split: "split" }[said] ?? said;
      word.className = said;
    },
  };
}

// How many runs are better and worse, as a bar: better from the left, worse from the right.
function countBar({ better, worse, runs }) {
  const bar = make("span", { class: "counts", "aria-hidden": "true" }, make("span", { class: "up" }), make("span", { class: "down" }));
  bar.firstChild.style.width = `${(100 * better) / runs}%`;
  bar.lastChild.style.width = `${(100 * worse) / runs}%`;
  return bar;
}
