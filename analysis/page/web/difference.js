// The difference between the two futures: in words, with its uncertainty, and run by run.
import { tickText, typeSize } from "./bands.js";
import { changes, difference, verdictOf } from "./counting.js";
import { make, whenSized } from "./elements.js";
import { outcomeOf, yearsIn } from "./rounds.js";
import { sameChoice } from "./state.js";
import { axisUnit, compared, declared, figures, isNothing, isShare, level, lowered, monthName, raised } from "./words.js";

const SIDES = [-1, 0, 1];
const SHAPE = 12; // heaps of dots
const VERDICT_SIGN = { better: "▲", worse: "▼", higher: "▲", lower: "▼", split: "◆" };

// The words, and every run as a dot. `render(state, outcome, year)`: the outcome's name and a month in
// room.months.years; left out, the state's.
export function buildDifference(root, app) {
  const parts = [buildDifferenceWords(root, app), buildRuns(root, app)];
  return { render: (...given) => parts.forEach((each) => each.render(...given)) };
}

export function buildDifferenceWords(root, app) {
  const verdict = make("p", { class: "verdict", "data-quantity": "verdict" });
  const words = make("p", { class: "in-words" });
  const box = make("div", { class: "difference" }, verdict, words);
  root.append(box);
  return {
    render: whenChanged(app, (state, outcome, year) => {
      if (state.A === state.B || sameChoice(state.ofA, state.ofB)) {
        verdict.textContent = "A and B are the same";
        words.textContent = "Switch something on in B.";
      } else if (outcome.kept) tell(box, verdict, words, outcome, difference(state.A, state.B, outcome, year), year);
      else tellBands(verdict, words, outcome, state);
    }),
  };
}

// What is asked wherever both futures' middles stand beside the difference, if they do not go together.
export function buildMiddles(root, app) {
  const note = make("p", { class: "middles" });
  root.append(note);
  return {
    render: whenChanged(app, (state, outcome, year) => {
      note.textContent = outcome.kept && state.A !== state.B ? middlesInWords(state, outcome, year) : "";
      note.hidden = !note.textContent;
    }),
  };
}

// "5.8 less 2.4 is not 3.1: ...", or nothing where the numbers as they are shown go together.
export function middlesInWords({ A, B }, outcome, year) {
  const [a, b] = [A, B].map((setting) => setting.middle(outcome.name, year));
  const { median } = difference(A, B, outcome, year);
  const shown = (value) => Number(figures(value, outcome.unit).replaceAll(",", "").replace("\u2212", "-"));
  if (Math.abs(shown(b) - shown(a) - shown(median)) < 1e-9) return "";
  return `Why is it not ${figures(b, outcome.unit)} less ${figures(a, outcome.unit)}? The difference is taken in each run, and ${figures(median, outcome.unit)} is the middle of these differences. It need not be the difference of the two middles.`;
}

export function buildRuns(root, app) {
  const dots = buildDots();
  const note = make("p", { class: "note" });
  const box = make("div", { class: "every-run" }, dots.root, note);
  root.append(box);
  return {
    render: whenChanged(app, (state, outcome, year) => {
      box.hidden = state.A === state.B || sameChoice(state.ofA, state.ofB);
      dots.root.hidden = !outcome.kept;
      note.textContent = outcome.kept ? runsInWords(outcome, app.room.runs.number) : "Of this outcome the page has bands and chances, and no single runs.";
      if (outcome.kept && !box.hidden) dots.render(changes(state.A, state.B, outcome, year), outcome, difference(state.A, state.B, outcome, year));
    }),
  };
}

function runsInWords(outcome, number) {
  const unit = isShare(outcome.unit) ? "points" : axisUnit(outcome.unit);
  return `B less A in ${unit}. A dot is one of ${number} runs: the same network and the same rules, with other plausible numbers and other luck. In each run both futures have the same luck.`;
}

// Draw only where what is shown has changed: months go by many times a second.
function whenChanged(app, draw) {
  let shown = [];
  return (state, name = state.outcome, year = state.year) => {
    if (!state.A || !state.B) return;
    const outcome = outcomeOf(app, name);
    const now = [state.A, state.B, name, outcome.kept ? year : state.month];
    if (now.every((each, n) => each === shown[n])) return;
    shown = now;
    draw(state, outcome, year);
  };
}

function tell(box, verdict, words, outcome, found, year) {
  const said = verdictOf(found, outcome);
  verdict.textContent = [VERDICT_SIGN[said], raised(verdictInWords(said))].filter(Boolean).join(" ");
  verdict.dataset.value = said;
  words.textContent = differenceInWords(outcome, found, year);
  for (const key of ["median", "low", "high", "better", "worse", "runs"]) box.dataset[key] = found[key];
}

export function verdictInWords(said) {
  if (said === "split") return "split: better in some runs, worse in others";
  return said === "too few runs to tell" ? said : `${said} on average`;
}

// "With B, 24/7 cover is 7.1 points higher after five years (in 9 of 10 runs between 2.0 and 14.3 points higher). It is ..."
export function differenceInWords(outcome, found, year) {
  const { unit } = outcome;
  const where = `With B, ${lowered(outcome.title)} is ${compared(found.median, unit)} after ${yearsIn(year)}`;
  return `${where} (in 9 of 10 runs ${rangeInWords(found.low, found.high, unit)}). ${countsInWords(outcome, found)}`;
}

// "between 1.0 and 4.4 points higher", "between 0.3 points lower and 4.4 points higher"
function rangeInWords(low, high, unit) {
  const [from, to] = [compared(low, unit), compared(high, unit)];
  if (from === to) return from;
  if (isNothing(low, unit) || isNothing(high, unit)) return `from ${from} to ${to}`;
  if (low > 0) return `between ${figures(low, unit)} and ${to}`;
  if (high < 0) return `between ${figures(-high, unit)} and ${from}`;
  return `between ${from} and ${to}`;
}

export function countsInWords(outcome, { better, worse, runs }) {
  const judged = outcome.better !== "neither";
  const [up, down] = judged ? ["better", "worse"] : ["higher", "lower"];
  const worth = declared(outcome.worthwhile, outcome.unit);
  if (!better && !worse) return `In none of ${runs} runs is it ${up} or ${down} by ${worth}, the least that is worth having.`;
  const [first, other, most, least] = better ? [up, down, better, worse] : [down, up, worse, better];
  const size = judged ? `${worth} or more, a difference worth having,` : `${worth} or more`;
  return `It is ${first} by ${size} in ${most} of ${runs} runs, and ${other} by as much in ${least || "none"}${judged ? "" : "; neither is better"}.`;
}

// Outcomes of which no run is kept have levels of each future, and chances against no switch on.
function tellBands(verdict, words, outcome, { A, B, month }) {
  const middle = (setting) => level(setting.middle(outcome.name, month), outcome.unit);
  const [better, worse] = ["better", "worse"].map((which) => B.count(outcome.name, which, month));
  const against = A.isBaseOf(B) ? "Run by run" : "Against as things are";
  verdict.textContent = "";
  words.textContent = `In ${monthName(month)} the middle of all runs is ${middle(B)} in B and ${middle(A)} in A. ${against}: ${lowered(countsInWords(outcome, { better, worse, runs: B.room.runs.number }))}`;
}

// --- every run as a dot ------------------------------------------------------------------------------------

function buildDots() {
  const svg = d3.create("svg").attr("role", "img");
  const root = make("figure", { class: "dots" }, svg.node());
  let last = null;
  let size = { width: 640, height: 190 };
  const draw = () => drawDots(svg, size, ...last);
  whenSized(svg.node(), (width, height) => {
    size = { width, height };
    if (last) draw();
  });
  return {
    root,
    render(...given) {
      last = given;
      const [, outcome, { better, worse, runs }] = given;
      svg.attr("aria-label", `${runs} runs as dots, by how much B differs from A in ${lowered(outcome.title)}: ${better} better, ${worse} worse, ${runs - better - worse} without a difference worth having.`);
      draw();
    },
  };
}

// Better lies to the right, whichever way that is for the outcome.
function drawDots(svg, { width, height }, more, outcome, found) {
  const type = typeSize();
  const sign = outcome.better === "lower" ? -1 : 1;
  const worth = outcome.worthwhile;
  const gains = d3.sort([...more].map((each) => sign * each));
  const [top, bottom, room] = [2.6 * type, height - 2.4 * type, 8 * type];
  const plan = (bin) => {
    const x = d3.scaleLinear(endsOfDots(gains, worth, bin, room / width), [0, width]);
    return heapsOf(x, bin, gains, worth, Math.max(type, bottom - top - 0.4 * type));
  };
  // Bins on whose edges a difference begins to be worth having; enough of them for a shape, then the largest dots.
  const plans = [16, 12, 8, 6, 4, 2, 1].map((parts) => plan((2 * worth) / parts));
  const enough = Math.min(SHAPE, d3.max(plans, (each) => each.bins.length));
  const best = d3.greatest(plans.filter((each) => each.bins.length >= enough), (each) => each.step);
  svg.attr("viewBox", `0 0 ${width} ${height}`).selectAll("*").remove();
  drawZones(svg, { x: best.x, bottom, type, worth, width }, outcome, found);
  drawScale(svg, { x: best.x, bottom, type, sign, width }, outcome);
  drawRuns(svg, best, bottom, outcome, found);
}

// From edge to edge of whole bins, with room for words on either side of no difference.
function endsOfDots(gains, worth, bin, room) {
  const [least, most] = [Math.min(-2 * worth, gains[0]), Math.max(2 * worth, gains[gains.length - 1])];
  const from = Math.min(least, (-room / (1 - room)) * most);
  const to = Math.max(most, (-room / (1 - room)) * least);
  return [binStart(from, worth, bin), binStart(to, worth, bin) + bin];
}

// The runs of each bin in a heap: so many dots side by side that the highest heap has room.
function heapsOf(x, bin, gains, worth, height) {
  const bins = d3.groups(gains.map((gain, place) => ({ gain, place })), ({ gain }) => binStart(gain, worth, bin));
  const wide = Math.max(0.5, x(bin) - x(0) - 1);
  const most = d3.max(bins, ([, runs]) => runs.length);
  let across = 1;
  while (Math.ceil(most / across) * (wide / across) > height) across += 1;
  return { x, bins, wide, across, step: Math.min(wide / across, 12) };
}

function binStart(gain, worth, bin) {
  return worth + bin * Math.floor((gain - worth) / bin + 1e-9);
}

function drawRuns(svg, { x, bins, wide, across, step }, bottom, outcome, found) {
  // Sides as they are counted: of rounded runs one on an edge might fall to the other.
  const side = (place) => (place < found.worse ? -1 : place >= found.runs - found.better ? 1 : 0);
  const dots = bins.flatMap(([start, runs]) =>
    runs.map(({ place }, n) => ({
      cx: x(start) + 0.5 + (n % across) * step + step / 2 + (wide - across * step) / 2,
      cy: bottom - 2 - Math.floor(n / across) * step - step / 2,
      side: side(place),
    })),
  );
  const area = (0.88 * step) ** 2;
  svg.append("g").selectAll("path").data(dots).join("path")
    .attr("class", (dot) => `run ${sideName(dot.side, outcome)}`)
    .attr("transform", ({ cx, cy }) => `translate(${cx},${cy})`)
    .attr("d", (dot) => d3.symbol(dot.side < 0 ? d3.symbolSquare : d3.symbolCircle, dot.side ? area * 0.785 : area * 0.5)());
}

function sideName(side, { better }) {
  if (!side) return "neither";
  return better === "neither" ? "moved" : side > 0 ? "better" : "worse";
}

function drawZones(svg, { x, top, bottom, type, worth, width }, outcome, found) {
  const counts = { "-1": found.worse, 0: found.runs - found.better - found.worse, 1: found.better };
  const edges = { "-1": [0, x(-worth)], 0: [x(-worth), x(worth)], 1: [x(worth), width] };
  const names = outcome.better === "neither" ? ["lower", "little changed", "higher"] : ["worse", "little changed", "better"];
  for (const side of SIDES) {
    const [from, to] = edges[side];
    svg.append("rect").attr("class", `zone ${sideName(side, outcome)}`).attr("x", from).attr("width", Math.max(0, to - from)).attr("y", 0).attr("height", bottom);
  }
  const label = (side, at, anchor) => {
    const text = svg.append("text").attr("class", `count ${sideName(side, outcome)}`).attr("x", at).attr("text-anchor", anchor);
    text.append("tspan").attr("x", at).attr("y", 1.15 * type).attr("font-size", 1.25 * type).attr("font-weight", 700).text(counts[side]);
    text.append("tspan").attr("x", at).attr("y", 2.2 * type).attr("font-size", type).text(names[side + 1]);
  };
  const half = 4.3 * type; // of the words in the middle
  label(-1, Math.min(x(-worth) - 8, x(0) - half), "end");
  label(0, x(0), "middle");
  label(1, Math.max(x(worth) + 8, x(0) + half), "start");
}

function drawScale(svg, { x, bottom, type, sign, width }, outcome) {
  svg.append("line").attr("class", "ground").attr("x1", 0).attr("x2", width).attr("y1", bottom).attr("y2", bottom);
  svg.append("line").attr("class", "nought").attr("x1", x(0)).attr("x2", x(0)).attr("y1", 2.6 * type).attr("y2", bottom + 4);
  const crowded = (at) => at < 2 * type || at > width - 2 * type || (at !== x(0) && Math.abs(at - x(0)) < 6 * type);
  for (const tick of x.ticks(Math.max(3, Math.floor(width / (7 * type))))) {
    const at = x(tick);
    if (crowded(at)) continue;
    svg.append("line").attr("class", "tick").attr("x1", at).attr("x2", at).attr("y1", bottom).attr("y2", bottom + 5);
    svg.append("text").attr("x", at).attr("y", bottom + 1.4 * type + 2).attr("font-size", type).attr("text-anchor", "middle").text(tick === 0 ? "no difference" : `${sign * tick > 0 ? "+" : "\u2212"}${tickText(Math.abs(tick), outcome.unit)}`);
  }
}
