// The run: how much more B has than A draws itself year by year, the guesses standing as marks on the axis.
import { guessWords } from "./asking.js";
import { difference } from "./counting.js";
import { make, whenSized } from "./elements.js";
import { judged, outcomeOf, result, yearsIn } from "./rounds.js";
import { settled } from "./state.js";
import { HAPPENED, goTo } from "./steps.js";
import { stillTime, togglePlay } from "./time.js";
import { change, isShare, lowered, yearMarks } from "./words.js";

export function buildRun(root, app) {
  const text = make("p", { class: "ask small" });
  const drawing = buildRace(make("div", { class: "race" }), app);
  const now = make("p", { class: "race-now" });
  const button = make("button", { type: "button", class: "strong run", id: "run" });
  const { number } = app.room.runs;
  const note = make("p", { class: "note" }, `One line for the middle of ${number} runs: the same rules with other plausible numbers and other luck, each run once as A and once as B. 9 of 10 lie in the shaded band. The dots are year ends.`);
  button.addEventListener("click", () => pressRun(app));
  root.append(text, make("div", { class: "run-row" }, button, now), drawing.root, note);
  return {
    render(state) {
      if (!state.asked) return;
      const outcome = outcomeOf(app, state.asked.outcome);
      text.textContent = state.asked.text;
      button.textContent = runLabel(state, number);
      button.disabled = !settled(state);
      if (!settled(state)) return;
      const until = state.ran || state.running ? Math.min(state.month, state.asked.year) : 0;
      drawing.render(state, { ...state.asked, guesses: state.guesses, ran: state.ran }, until);
      now.textContent = nowWords(state, outcome, until);
      // Afterwards, as all who listen must first have heard of this month.
      if (state.running && state.month >= state.asked.year) queueMicrotask(() => finish(app));
    },
  };
}

function runLabel(state, number) {
  if (state.ran) return "What happened?";
  if (!state.running) return `Run ${number} futures`;
  return stillTime() ? "A year on" : "Skip to the end";
}

export function pressRun(app) {
  const { state } = app.store;
  if (state.ran) return goTo(app, HAPPENED);
  if (state.running && stillTime()) return togglePlay(app);
  if (state.running) return app.store.set({ month: state.asked.year, playing: false });
  return app.store.set({ running: true, month: 0, playing: !stillTime() });
}

function finish(app) {
  const { state } = app.store;
  if (!state.running || !settled(state)) return;
  const ran = result(app, state);
  app.store.set({ ran, running: false, playing: false, month: state.asked.year });
  const outcome = outcomeOf(app, state.asked.outcome);
  app.say(`The run is over: ${lowered(outcome.title)} in B less A after ${yearsIn(state.asked.year)}: ${change(ran.difference.median, outcome.unit)}`);
}

function nowWords(state, outcome, until) {
  if (!state.running && !state.ran) return "";
  const year = Math.floor(until / 12) * 12;
  if (year === 0) return stillTime() ? "Year by year…" : "Month by month…";
  const { median } = difference(state.A, state.B, outcome, until === state.asked.year ? until : year);
  return `After ${yearsIn(until === state.asked.year ? until : year)}: ${change(median, outcome.unit)}`;
}

// B less A over the years, up to a month: `render(state, round, until)`; state's A and B, the round's outcome and guesses.
export function buildRace(root, app) {
  const svg = d3.select(root).append("svg").attr("role", "img");
  const layers = Object.fromEntries(["axis", "band", "line", "marks"].map((name) => [name, svg.append("g").attr("class", name)]));
  let size = [720, 400];
  let shown = null;
  const draw = () => shown && drawRace(app, svg, layers, size, ...shown);
  whenSized(root, (width, height) => {
    size = [width, height];
    draw();
  });
  return {
    root,
    render(state, round, until) {
      shown = [state, round, until];
      draw();
    },
  };
}

function drawRace(app, svg, layers, [width, height], state, round, until) {
  const outcome = outcomeOf(app, round.outcome);
  const points = pointsOf(app, state, outcome, round.year);
  const rem = parseFloat(getComputedStyle(svg.node()).fontSize);
  const box = { left: 4 * rem, right: width - Math.min(12 * rem, 0.36 * width), top: 1.6 * rem, bottom: height - 2.6 * rem };
  const x = d3.scaleLinear([0, round.year], [box.left, box.right]);
  const most = 1.08 * Math.max(outcome.worthwhile, ...points.flatMap((each) => [Math.abs(each.low), Math.abs(each.high)]), ...round.guesses.map((each) => Math.abs(each.change)));
  const y = d3.scaleLinear([-most, most], [box.bottom, box.top]);
  svg.attr("viewBox", `0 0 ${width} ${height}`).attr("aria-label", labelOfRace(outcome, round, points, until));
  drawFrame(layers.axis, { x, y, box, rem }, outcome, round.year);
  drawSoFar(layers, { x, y, rem }, points, until);
  markGuesses(layers.marks, { y, box, rem, width }, outcome, round, until >= round.year);
}

function pointsOf(app, state, outcome, year) {
  const years = app.room.months.years.filter((each) => each <= year);
  const begin = { month: 0, median: 0, low: 0, high: 0 };
  return [begin, ...years.map((month) => ({ month, ...difference(state.A, state.B, outcome, month) }))];
}

function drawFrame(layer, { x, y, box, rem }, outcome, year) {
  const share = isShare(outcome.unit);
  const ticks = y.ticks(5);
  const label = (each) => (each === 0 ? "0" : `${each > 0 ? "+" : "\u2212"}${d3.format(",.3~r")(Math.abs(share ? 100 * each : each))}`);
  const tick = layer.selectAll("g.tick").data(ticks).join((enter) => {
    const g = enter.append("g").attr("class", "tick");
    g.append("line");
    g.append("text").attr("dy", "0.35em").attr("text-anchor", "end");
    return g;
  });
  tick.classed("zero", (each) => each === 0).attr("transform", (each) => `translate(0,${y(each)})`);
  tick.select("line").attr("x1", box.left).attr("x2", box.right);
  tick.select("text").attr("x", box.left - 0.5 * rem).text(label);
  const months = yearMarks(0, year).map((each) => 12 * each);
  const roomy = x(12) - x(0) > 4.5 * rem;
  layer.selectAll("text.year").data(months).join("text").attr("class", "year").attr("text-anchor", "middle")
    .attr("x", (each) => x(each)).attr("y", box.bottom + 1.3 * rem).text((each) => (each === 0 ? "now" : each === 12 && roomy ? "1 year" : each / 12));
  const better = { higher: ["better", "worse"], lower: ["worse", "better"], neither: ["higher", "lower"] }[outcome.better];
  const sides = [
    { text: `B ${better[0]} than A ↑`, y: box.top + 0.2 * rem },
    { text: `B ${better[1]} than A ↓`, y: box.bottom - 0.5 * rem },
  ];
  layer.selectAll("text.side").data(sides).join("text").attr("class", "side").attr("x", box.left + 0.5 * rem)
    .attr("y", (each) => each.y).text((each) => each.text);
  layer.selectAll("text.unit").data([share ? "points" : outcome.unit]).join("text").attr("class", "unit")
    .attr("x", box.left - 0.5 * rem).attr("y", box.top - 0.6 * rem).attr("text-anchor", "end").text((each) => each);
}

function drawSoFar({ band, line }, { x, y, rem }, points, until) {
  const sofar = upTo(points, until);
  const area = d3.area().x((each) => x(each.month)).y0((each) => y(each.low)).y1((each) => y(each.high));
  band.selectAll("path").data([sofar]).join("path").attr("d", area);
  const path = d3.line().x((each) => x(each.month)).y((each) => y(each.median));
  line.selectAll("path").data([sofar]).join("path").attr("d", path);
  line.selectAll("circle").data(sofar.filter((each) => each.month > 0 && each.runs)).join("circle")
    .attr("r", 0.3 * rem).attr("cx", (each) => x(each.month)).attr("cy", (each) => y(each.median));
}

// The points that are known by a month, and the way to the next as far as it has been gone.
function upTo(points, until) {
  const known = points.filter((each) => each.month <= until);
  const [from, to] = [known[known.length - 1], points[known.length]];
  if (!to || from.month === until) return known;
  const gone = (until - from.month) / (to.month - from.month);
  const on = Object.fromEntries(["median", "low", "high"].map((key) => [key, from[key] + gone * (to[key] - from[key])]));
  return [...known, { month: until, ...on }];
}

// Guesses of one size share a mark; names that would overlap are moved apart, each with a line to its mark.
function markGuesses(layer, { y, box, rem, width }, outcome, round, over) {
  const groups = d3.groups(round.guesses, (each) => each.change).map(([value, each]) => ({ value, names: each.map((one) => one.name) }));
  const best = over && round.ran && round.guesses.length ? judged(round)[0].off : null;
  groups.sort((one, other) => other.value - one.value);
  const step = Math.min(1.25 * rem, (box.bottom - box.top) / Math.max(1, groups.length));
  spread(groups, (each) => y(each.value), step, box.top, box.bottom);
  const mark = layer.selectAll("g.guess").data(groups).join((enter) => {
    const g = enter.append("g").attr("class", "guess");
    g.append("path").attr("class", "leader");
    g.append("path").attr("class", "pointer");
    g.append("text").attr("dy", "0.35em");
    return g;
  });
  const room = Math.floor((width - box.right - 2.2 * rem) / (0.52 * rem));
  mark.classed("nearest", (each) => best !== null && Math.abs(Math.abs(each.value - round.ran.difference.median) - best) < 1e-12);
  mark.select(".pointer").attr("d", (each) => `M${box.right},${y(each.value)}l${0.6 * rem},${-0.4 * rem}v${0.8 * rem}z`);
  mark.select(".leader").attr("d", (each) => `M${box.right + 0.6 * rem},${y(each.value)}L${box.right + 1.6 * rem},${each.place}`);
  mark.select("text").attr("x", box.right + 1.9 * rem).attr("y", (each) => each.place).text((each) => cut(each.names.join(", "), room));
}

function spread(groups, wanted, step, top, bottom) {
  let least = top;
  for (const each of groups) {
    each.place = Math.max(least, wanted(each));
    least = each.place + step;
  }
  let most = bottom;
  for (const each of [...groups].reverse()) {
    each.place = Math.min(most, each.place);
    most = each.place - step;
  }
}

function cut(text, length) {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, Math.max(1, length - 1)).join("")}…` : text;
}

function labelOfRace(outcome, round, points, until) {
  const guesses = round.guesses.map((each) => `${each.name}: ${guessWords(each, outcome)}`).join("; ");
  const begin = `${outcome.title}, future B less future A, over ${yearsIn(round.year)}.`;
  const marks = guesses ? ` Guesses: ${guesses}.` : "";
  const known = points.filter((each) => each.month > 0 && each.month <= until).pop();
  if (!known) return `${begin}${marks} Not run yet.`;
  return `${begin}${marks} After ${yearsIn(known.month)}: ${change(known.median, outcome.unit)}, in 9 of 10 runs between ${change(known.low, outcome.unit)} and ${change(known.high, outcome.unit)}.`;
}
