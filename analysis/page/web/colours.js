// What the map is coloured by: a measure, its scale, and the legend. The colours are those of viridis, which colour-blind
// eyes and a grey print can tell apart in order.
import { make } from "./elements.js";

const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];
const SHADES = 100; // of the scale, but one
const TOPS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]; // where a scale of shares may end

export function measureOf(room, name) {
  return room.measures.find((each) => each.name === name) ?? room.measures[0];
}

export function ofPlaces(measure) {
  return measure.group === "localities";
}

// An organisation's or a locality's number in a month.
export function valueIn(setting, measure, number, month) {
  return ofPlaces(measure) ? setting.locality(measure.name, number, month) : setting.member(measure.name, number, month);
}

// One scale for both futures and all months, so that colours compare: {top, fill(value), ink(value)}.
export function scaleOf(room, measure, A, B) {
  const { first, last } = room.months;
  const count = room.network[measure.group].length;
  let most = 0;
  for (const setting of A === B ? [A] : [A, B]) {
    for (let n = 0; n < count; n++) for (let month = first; month <= last; month++) most = Math.max(most, valueIn(setting, measure, n, month));
  }
  const top = measure.unit === "share" ? TOPS.find((each) => each >= most - 0.005) ?? 1 : d3.nice(0, Math.max(most, 1), 4)[1];
  const colours = d3.quantize(d3.interpolateRgbBasis(VIRIDIS), SHADES + 1);
  const at = (value) => Math.max(0, Math.min(1, value / top));
  return {
    top,
    fill: (value) => colours[Math.round(SHADES * at(value))],
    ink: (value) => (at(value) > 0.5 ? "#10161d" : "#fff"),
  };
}

// As a mark shows it: the number alone. As text does: with its unit.
export function shortly(measure, value) {
  return String(Math.round(measure.unit === "share" ? 100 * value : value));
}

export function inWords(measure, value) {
  return `${rounded(measure, value)} ${measure.unit === "share" ? "%" : measure.unit}`;
}

export function changeInWords(measure, value) {
  const size = rounded(measure, Math.abs(value));
  const sign = Number(size) === 0 ? "" : value > 0 ? "+" : "\u2212";
  return `${sign}${size} ${measure.unit === "share" ? "points" : measure.unit}`;
}

// Small numbers with a decimal.
function rounded(measure, value) {
  const size = measure.unit === "share" ? 100 * value : value;
  return size.toFixed(Math.abs(size) < 9.95 ? 1 : 0);
}

// The legend: a bar of the scale with its ends and unit.
export function buildLegend(root) {
  const bar = make("div", { class: "scale-bar", "aria-hidden": "true" });
  for (let step = 0; step < 24; step++) bar.append(make("i"));
  const [low, middle, high] = [make("span"), make("span"), make("span")];
  const scale = make("div", { class: "scale" }, bar, make("div", { class: "ends" }, low, middle, high));
  root.append(scale);
  return {
    render(measure, { top, fill }) {
      [...bar.children].forEach((each, step) => (each.style.background = fill((top * (step + 0.5)) / 24)));
      const unit = measure.unit === "share" ? "" : ` ${measure.unit}`;
      const text = (value) => (measure.unit === "share" ? `${Math.round(100 * value)}\u00a0%` : `${Number(value.toFixed(1))}`);
      low.textContent = text(0);
      middle.textContent = text(top / 2);
      high.textContent = text(top) + unit;
    },
  };
}
