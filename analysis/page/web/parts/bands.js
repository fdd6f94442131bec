// An outcome over the months, in several scenarios at once: means as lines with their names, and bands of runs.
import { make, whenSized } from "./elements.js";
import { isShare, scaleOf } from "./words.js";

// In pixels, where a rem has 16: a room's screen has larger ones.
const PAGE = { top: 12, right: 12, bottom: 40, left: 52 };
const NAME = 15; // that names stand apart at least
const SIGN = 7.6; // of a letter of a name, about
const WIDE = 480; // in which there is room for both names of axes
const NAMED = 0.36; // of the width that names may take

/**
 * @typedef {object} Course
 * @property {string} label
 * @property {number} colour which of the page's colours of scenarios
 * @property {{month: number, mean: number, low: number, high: number}[]} bands
 * @property {boolean} banded whether its band is drawn too
 */

/** A chart. `render({unit, better, courses, events: [{month, label}], month, until, label})`: lines are drawn
 * until a month, if not the last. `node` is a figure. */
export function bandsChart(size = { width: 640, height: 300 }) {
  const svg = d3.create("svg").attr("role", "img").attr("class", "bands");
  const node = make("figure", { class: "course" }, svg.node());
  let shown = null;
  const draw = () => shown && drawAll(svg, size, shown);
  whenSized(svg.node(), (width, height) => {
    Object.assign(size, { width, height });
    draw();
  });
  return {
    node,
    render(given) {
      shown = given;
      draw();
    },
  };
}

let MARGIN = PAGE;
let LABEL = NAME;
let LETTER = SIGN;

function measure() {
  const larger = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  MARGIN = Object.fromEntries(Object.entries(PAGE).map(([side, each]) => [side, larger * each]));
  [LABEL, LETTER] = [larger * NAME, larger * SIGN];
}

function drawAll(svg, { width, height }, { unit, better, courses, events = [], month = null, until = Infinity, label = "" }) {
  svg.attr("viewBox", `0 0 ${width} ${height}`).attr("aria-label", label);
  svg.selectAll("*").remove();
  if (!courses.length) return;
  measure();
  const names = Math.min(NAMED * width, 14 + LETTER * Math.max(...courses.map((each) => each.label.length)));
  const scale = scaleOf(unit);
  const all = courses.flatMap((each) => each.bands);
  const banded = courses.filter((each) => each.banded).flatMap((each) => each.bands);
  const lows = [...all.map((each) => each.mean), ...banded.map((each) => each.low)];
  const highs = [...all.map((each) => each.mean), ...banded.map((each) => each.high)];
  const x = d3.scaleLinear(d3.extent(all, (each) => each.month), [MARGIN.left, width - MARGIN.right - names]);
  const y = d3.scaleLinear([Math.min(0, ...lows) * scale, Math.max(1e-9, ...highs) * scale], [height - MARGIN.bottom, MARGIN.top]).nice(5);
  drawAxes(svg, { x, y, width, height, unit, better });
  for (const each of events) drawEvent(svg, x, y, each);
  const told = (each) => each.bands.filter((band) => band.month <= until);
  const area = d3.area((each) => x(each.month), (each) => y(scale * each.low), (each) => y(scale * each.high));
  const line = d3.line((each) => x(each.month), (each) => y(scale * each.mean));
  for (const each of courses.filter((one) => one.banded)) svg.append("path").attr("class", `band s${each.colour}`).attr("d", area(told(each)));
  for (const each of courses) svg.append("path").attr("class", `mean s${each.colour}`).attr("d", line(told(each)));
  if (month !== null) {
    svg.append("line").attr("class", "now").attr("x1", x(month)).attr("x2", x(month)).attr("y1", MARGIN.top).attr("y2", height - MARGIN.bottom);
  }
  if (until >= x.domain()[1]) drawNames(svg, courses, { x, y, scale, names, height });
}

function drawAxes(svg, { x, y, width, height, unit, better }) {
  const [first, last] = x.domain();
  const step = [1, 2, 5].find((each) => (last - first) / 12 / each <= 10) ?? 10;
  const years = d3.range(step * Math.ceil(first / 12 / step), last / 12 + 1e-9, step);
  const below = svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - MARGIN.bottom})`);
  below.call(d3.axisBottom(x).tickValues(years.map((each) => 12 * each)).tickFormat((each) => each / 12).tickSizeOuter(0));
  svg.append("text").attr("class", "axis-name").attr("x", x.range()[0]).attr("y", height - 6).text("year; levers act from year 0 on");
  const left = svg.append("g").attr("class", "axis").attr("transform", `translate(${MARGIN.left},0)`);
  left.call(d3.axisLeft(y).ticks(5).tickFormat((each) => `${each.toLocaleString("en-GB")}${isShare(unit) ? "%" : ""}`).tickSizeOuter(0));
  left.selectAll(".tick line").clone().attr("class", "grid").attr("x2", x.range()[1] - MARGIN.left);
  const way = { higher: "higher is better", lower: "lower is better" }[better];
  const said = [isShare(unit) ? "" : unit, way].filter(Boolean).join("; ");
  if (width < WIDE) return;
  svg.append("text").attr("class", "axis-name").attr("x", x.range()[1]).attr("y", height - 6).attr("text-anchor", "end").text(said);
}

function drawEvent(svg, x, y, { month, label }) {
  const group = svg.append("g").attr("class", "event");
  group.append("line").attr("x1", x(month)).attr("x2", x(month)).attr("y1", y.range()[1]).attr("y2", y.range()[0]);
  group.append("title").text(label);
  const nearEnd = month > (x.domain()[0] + x.domain()[1]) / 2;
  group.append("text").attr("x", x(month) + (nearEnd ? -4 : 4)).attr("y", y.range()[1] + 9).attr("text-anchor", nearEnd ? "end" : "start").text(label);
}

// Each line's name at its end, moved apart where lines end close together.
function drawNames(svg, courses, { x, y, scale, names, height }) {
  const ends = courses.map((each) => ({ ...each, at: y(scale * each.bands.at(-1).mean) })).sort((one, other) => one.at - other.at);
  let last = -Infinity;
  for (const each of ends) last = each.place = Math.max(each.at, last + LABEL);
  let next = height - MARGIN.bottom + LABEL / 2;
  for (const each of [...ends].reverse()) next = each.place = Math.min(each.place, next - LABEL);
  const most = Math.max(3, Math.floor((names - 12) / LETTER));
  for (const each of ends) {
    const short = each.label.length > most ? `${each.label.slice(0, most - 1)}…` : each.label;
    const text = svg.append("text").attr("class", `name s${each.colour}`).attr("x", x.range()[1] + 8).attr("y", each.place + 4).text(short);
    text.append("title").text(each.label);
  }
}
