// What can be taken along: numbers, the figure, and what lets `mcn` make the same numbers again.
import { download } from "../network/files.js";
import { make } from "../parts/elements.js";
import { workbook } from "../parts/workbook.js";
import { assumptionsOf } from "./reasons.js";
import { section } from "./section.js";
import { confidence, recommendation } from "./sentences.js";

export function downloads(app) {
  return section("downloads", (state, comparison) => ({
    heading: "Take it along",
    parts: [
      make("p", { class: "buttons" },
        button("Print one page for a board", () => print()),
        button("Workbook (.xlsx)", () => download("answer.xlsx", workbook(sheetsOf(comparison)))),
        button("Summary (.csv)", () => save("summary.csv", summaryCsv(comparison), "text/csv")),
        button("Every run (.csv)", () => save("runs.csv", runsCsv(comparison), "text/csv")),
        button("Figure (.png)", () => saveFigure()),
        button("Study for mcn (.json)", () => save(`${fileName(comparison)}.json`, studyJson(comparison), "application/json"))),
      make("p", { class: "soft" }, "The study makes the same numbers again: ", make("code", {}, command(comparison))),
    ],
  }));
}

const button = (text, onclick) => make("button", { type: "button", onclick }, text);

const fileName = (comparison) => comparison.study.network.name || "study";

/** What to type so that `mcn` gives these numbers. */
export function command(comparison) {
  const { runs, settings } = comparison;
  return `mcn compare ${fileName(comparison)}.json --runs ${runs} --lucks ${settings.lucks} --seed ${settings.seed} --parameters ${settings.parameters} --horizon ${comparison.month}`;
}

/** The study with what its numbers were made with. */
export function studyJson({ study, settings, runs, month }) {
  return JSON.stringify({ ...study, settings: { ...settings, runs, horizon: month } }, null, 2);
}

/** The sheets of a workbook: the answer in words, differences, and costs. */
export function sheetsOf(comparison) {
  const several = comparison.alternatives.length > 0;
  const said = [...(several ? [recommendation(comparison), confidence(comparison)] : []), ...assumptionsOf(comparison), comparison.data.warning, command(comparison)];
  const payers = ["scenario", "payer", "difference", "difference_low", "difference_high", "interval_low", "interval_high", "one_off", "a_year"];
  const costs = comparison.alternatives.flatMap((place) => comparison.costs(place).map(({ payer, change, oneOff, aYear }) =>
    [comparison.study.scenarios[place].name, payer ?? "all", change.mean, change.low, change.high, ...change.interval, oneOff, aYear]));
  const finite = (each) => (typeof each === "number" && !Number.isFinite(each) ? null : each);
  const sheets = { answer: said.map((each) => [each]), differences: summaryOf(comparison), costs: [payers, ...costs] };
  return Object.entries(sheets).map(([name, lines]) => ({ name, lines: lines.map((line) => line.map(finite)) }));
}

/** Differences of every outcome and future in years 1, 3, 5 and the last month. */
export const summaryCsv = (comparison) => csv(summaryOf(comparison));

function summaryOf(comparison) {
  const head = ["scenario", "outcome", "unit", "month", "base_mean", "mean", "difference", "difference_low", "difference_high", "interval_low", "interval_high", "probability_better", "probability_worse", "verdict", "runs"];
  const rows = comparison.alternatives.flatMap((place) => comparison.months.flatMap((month) => comparison.data.outcomes.map((outcome) => {
    const { base, level, change, better, worse, verdict } = comparison.difference(place, outcome.name, month);
    return [comparison.study.scenarios[place].name, outcome.name, outcome.unit, month, base.mean, level.mean, change.mean, change.low, change.high, ...change.interval, better, worse, verdict, comparison.runs];
  })));
  return [head, ...rows];
}

/** Every run's outcomes in these months, one number a row. */
export function runsCsv(comparison) {
  const lines = [["scenario", "run", "parameter_set", "month", "outcome", "value"]];
  comparison.study.scenarios.forEach((scenario, place) => {
    for (const month of comparison.months) {
      for (const name of comparison.headlines) {
        comparison.values(place, name, month).forEach((value, run) => lines.push([scenario.name, run, comparison.sets[run], month, name, value]));
      }
    }
  });
  return csv(lines);
}

function csv(rows) {
  const cell = (each) => {
    const text = typeof each === "number" ? (Number.isFinite(each) ? String(each) : "") : String(each);
    // What a spreadsheet would take for a formula is kept a text.
    const safe = typeof each === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

const save = (name, content, type) => download(name, new Blob([content], { type }));

// The figure as a picture: a copy that carries its own look, drawn twice as large.
async function saveFigure() {
  const svg = document.querySelector(".over-time svg");
  const copy = svg.cloneNode(true);
  const { width, height } = svg.getBoundingClientRect();
  const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "font-size", "font-family", "font-weight", "opacity"];
  const all = [...svg.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((each, place) => {
    const look = getComputedStyle(all[place]);
    for (const name of kept) each.setAttribute(name, look.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", 2 * width);
  copy.setAttribute("height", 2 * height);
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([copy.outerHTML], { type: "image/svg+xml" }));
  await picture.decode();
  const canvas = make("canvas", { width: 2 * width, height: 2 * height });
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.drawImage(picture, 0, 0);
  URL.revokeObjectURL(picture.src);
  canvas.toBlob((blob) => download("figure.png", blob));
}
