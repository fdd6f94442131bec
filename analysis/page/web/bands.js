// Both futures over the months: the middle of all runs, and the bands in which half and nine in ten of all runs lie.
import { make, whenSized } from "./elements.js";
import { outcomeOf } from "./rounds.js";
import { settingName } from "./switches.js";
import { between, isShare, level, monthName, yearMarks } from "./words.js";

const BAND_MARGIN = { top: 22, right: 14, bottom: 26, left: 44 };

// Two charts on one scale, side by side. `render(state, outcome)`: the outcome's name; left out, the state's.
export function buildBands(root, app) {
  const charts = ["A", "B"].map((which) => buildBand(app, which));
  root.append(make("div", { class: "bands" }, make("div", { class: "pair" }, ...charts.map((each) => each.root)), buildBandKey()));
  let ends = [];
  let endsFor = [];
  return {
    render(state, name = state.outcome) {
      if (!state.A || !state.B) return;
      const now = [state.A, state.B, name];
      if (now.some((each, n) => each !== endsFor[n])) ends = endsOf(app.room, state, name);
      endsFor = now;
      const outcome = outcomeOf(app, name);
      for (const each of charts) each.render(state, { outcome, ends });
    },
  };
}

// The scale begins at nothing, so that no difference looks larger than it is.
function endsOf(room, { A, B }, name) {
  const levels = (quantile) => monthsOf(room).flatMap((month) => [A, B].map((each) => each.band(name, quantile, month)));
  return [Math.min(0, ...levels(0)), Math.max(1e-9, ...levels(room.quantiles.length - 1))];
}

function monthsOf({ months: { first, last } }) {
  return d3.range(first, last + 1);
}

function buildBandKey() {
  const swatch = (draw) => {
    const svg = d3.create("svg").attr("viewBox", "0 0 30 14").attr("aria-hidden", "true");
    draw(svg);
    return svg.node();
  };
  const area = (kind) => swatch((svg) => svg.append("rect").attr("class", kind).attr("width", 30).attr("height", 14));
  const line = (kind) => swatch((svg) => svg.append("path").attr("class", kind).attr("d", "M0,7H30"));
  const items = [
    [line("middle"), "the middle of all runs"],
    [area("half"), "half of the runs"],
    [area("most"), "9 of 10 runs"],
    [line("told"), "the one run on the map"],
    [line("other-middle"), "the middle of A’s runs"],
  ];
  return make("ul", { class: "key", role: "list" }, ...items.map(([sign, text]) => make("li", {}, sign, " ", text)));
}

// --- one chart ---------------------------------------------------------------------------------------------

function buildBand(app, which) {
  const name = make("bdi");
  const now = make("b", { class: "level" });
  const spread = make("span", { class: "spread" });
  const letter = make("b", { class: "letter" }, which);
  const svg = d3.create("svg").attr("role", "img");
  const root = make(
    "figure",
    { class: `band ${which.toLowerCase()}`, "data-future": which },
    make("figcaption", {}, make("span", { class: "name" }, letter, " ", name), make("span", { class: "now" }, now, " ", spread)),
    svg.node(),
  );
  const parts = bandLayers(svg);
  const size = { width: 400, height: 240 };
  let last = null;
  let drawn = "";
  const draw = () => {
    const [state, how] = last;
    const plan = bandPlan(app.room, size, how, typeSize());
    // All but the month is drawn anew only where something else has changed.
    const key = [state.A, state.B, how.outcome, size.width, size.height, plan.type];
    if (!drawn || key.some((each, n) => each !== drawn[n])) {
      drawn = key;
      svg.attr("viewBox", `0 0 ${size.width} ${size.height}`);
      drawBandAxes(parts, plan, how.outcome);
      drawBands(parts, plan, app.room, state, which, how.outcome.name);
    }
    drawMonth(parts, plan, state, which, how.outcome.name);
  };
  whenSized(svg.node(), (width, height) => {
    Object.assign(size, { width, height });
    if (last) draw();
  });
  svg.on("pointerdown", (event) => {
    if (!last) return;
    const month = Math.round(bandPlan(app.room, size, last[1], typeSize()).x.invert(d3.pointer(event)[0]));
    const { first, last: end } = app.room.months;
    app.store.set({ month: Math.max(first, Math.min(end, month)), playing: false });
  });
  return {
    root,
    render(state, how) {
      last = [state, how];
      draw();
      const said = bandLevels(app.room, state[which], how.outcome, state.month);
      name.textContent = settingName(app, state[`of${which}`]);
      now.textContent = said.middle;
      spread.textContent = `9 of 10 runs ${said.most}`;
      svg.attr("aria-label", `${how.outcome.title} in future ${which}, ${name.textContent}: in ${monthName(state.month)} ${said.middle}, in 9 of 10 runs ${said.most}.`);
    },
  };
}

function bandLevels(room, setting, { name, unit }, month) {
  const at = (share) => setting.band(name, room.quantiles.indexOf(share), month);
  return { middle: level(at(0.5), unit), most: between(at(0.05), at(0.95), unit) };
}

// Type within drawings: a little smaller than the page's, which the presenter's view enlarges.
export function typeSize() {
  return Math.max(11, 0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize));
}

function bandLayers(svg) {
  const grid = svg.append("g").attr("class", "grid");
  const path = (kind) => svg.append("path").attr("class", kind);
  return {
    grid,
    most: path("most"),
    half: path("half"),
    told: path("told"),
    other: path("other-middle"),
    middle: path("middle"),
    month: svg.append("line").attr("class", "month"),
    dot: svg.append("circle").attr("class", "dot").attr("r", 5),
  };
}

function bandPlan({ months: { first, last } }, { width, height }, { ends }, type) {
  const scale = type / 13;
  const margin = { top: BAND_MARGIN.top * scale, right: BAND_MARGIN.right * scale, bottom: BAND_MARGIN.bottom * scale, left: BAND_MARGIN.left * scale };
  const x = d3.scaleLinear([first, last], [margin.left, width - margin.right]);
  const y = d3.scaleLinear(ends, [height - margin.bottom, margin.top]).nice(4);
  return { width, height, margin, x, y, type, months: { first, last } };
}

function drawBandAxes({ grid }, { x, y, margin, height, width, type, months }, outcome) {
  grid.selectAll("*").remove();
  const text = (at, up, said, kind) =>
    grid.append("text").attr("x", at).attr("y", up).attr("font-size", type).attr("class", kind).text(said);
  for (const tick of y.ticks(4)) {
    grid.append("line").attr("class", "rule").attr("x1", margin.left).attr("x2", width - margin.right).attr("y1", y(tick)).attr("y2", y(tick));
    text(margin.left - 6, y(tick) + type / 3, tickText(tick, outcome.unit), "y");
  }
  for (const year of yearMarks(months.first, months.last)) text(x(12 * year), height - margin.bottom + type * 1.3, year === 0 ? "now" : String(year).replace("-", "\u2212"), year === 0 ? "x zero" : "x");
  grid.append("line").attr("class", "zero").attr("x1", x(0)).attr("x2", x(0)).attr("y1", margin.top - type * 0.3).attr("y2", y.range()[0]);
  text(x(0), margin.top - type * 0.6, "switches act from here", "act");
}

// A round number on an axis, without decimals that it has not got.
export function tickText(tick, unit) {
  if (unit.startsWith("GBP")) return d3.format("~s")(tick);
  return d3.format("~")(Number((isShare(unit) ? 100 * tick : tick).toPrecision(6)));
}

function drawBands(parts, { x, y }, room, state, which, name) {
  const setting = state[which];
  const months = monthsOf(room);
  const q = (share) => room.quantiles.indexOf(share);
  const area = (low, high) =>
    d3.area().x((month) => x(month)).y0((month) => y(setting.band(name, q(low), month))).y1((month) => y(setting.band(name, q(high), month)))(months);
  const line = (from) => d3.line().x((month) => x(month)).y((month) => y(from(month)))(months);
  parts.most.attr("d", area(0.05, 0.95));
  parts.half.attr("d", area(0.25, 0.75));
  parts.middle.attr("d", line((month) => setting.band(name, q(0.5), month)));
  parts.told.attr("d", line((month) => setting.told(name, month)));
  parts.other.attr("d", which === "B" ? line((month) => state.A.band(name, q(0.5), month)) : null);
}

function drawMonth({ month, dot }, { x, y }, state, which, name) {
  const at = x(state.month);
  const [bottom, top] = y.range();
  month.attr("x1", at).attr("x2", at).attr("y1", top).attr("y2", bottom);
  dot.attr("cx", at).attr("cy", y(state[which].middle(name, state.month)));
}
