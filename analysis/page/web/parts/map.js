// A region drawn as a map: places by their children, organisations by what they are, ties between them.
import { make, svg as draw, whenSized } from "./elements.js";

const MARGIN = 28;
const FOOT = 16; // pixels under all places, where a bar says how far some km are
const LARGEST = 22; // pixels: the radius of the place with most children
const APART = 9; // pixels: marks that lie closer are moved aside
const SHAPES = {
  hub: (r) => `M0 ${-r * 1.25}L${r * 1.25} 0L0 ${r * 1.25}L${-r * 1.25} 0Z`,
  spoke: (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
};
const CROWD = 400; // organisations: of more, marks stay where they lie
const DRAGGED = 4; // pixels: less is a click
const [FEW, UNKNOWN] = [4, 100]; // km that a map shows where fewer things lie on it
const BARS = [1, 2, 5, 10, 20, 50, 100, 200, 500]; // km
const KEY = "◆ hub  ● spoke  ◯ locality, by its children";
const NAMED = 30; // places: more are named when they are pointed at

const isPlaced = ({ x_km: x, y_km: y }) => Number.isFinite(x) && Number.isFinite(y);

const childrenIn = ({ children }) => (Number.isFinite(children) ? Math.max(0, children) : 0);

/**
 * A map of a network.
 * @param {HTMLElement} root
 * @param {object} options `choose(table, row)` when one is clicked; `move(table, row, x, y)` when one is dragged,
 *   or put on the map that lies nowhere, in km; `look(table, row)` gives further classes
 * @returns {{render: (network: object, chosen?: {table: string, row: number}) => void}}
 */
export function buildMap(root, { choose = null, move = null, look = () => "" } = {}) {
  const svg = draw("svg", { class: "network-map", role: "img" });
  const told = make("p", { class: "map-told soft", "aria-hidden": "true" }, KEY);
  const frame = make("div", { class: "map-frame" }, svg);
  root.append(frame, told);
  let shown = null;
  let size = null;
  let ground = null;
  const again = () => {
    if (!shown || !size) return;
    ground = groundOf(shown.network, ...size);
    svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    svg.setAttribute("aria-label", inWords(shown.network));
    svg.replaceChildren(...layers(shown, ground, look));
  };
  whenSized(frame, (width, height) => { size = [width, height]; again(); });
  const say = (name) => { told.textContent = name ?? (lost(shown) && move ? `Click where ${lost(shown)} lies, or write its km.` : KEY); };
  svg.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-row]");
    if (mark) choose?.(mark.dataset.table, Number(mark.dataset.row));
    else if (move && lost(shown)) move(shown.chosen.table, shown.chosen.row, ...ground.back(...inside(svg, event, size)));
  });
  svg.addEventListener("pointerover", ({ target }) => say(target.closest("[data-name]")?.dataset.name));
  if (move) followDrags(svg, (mark, event) => move(mark.dataset.table, Number(mark.dataset.row), ...ground.back(...inside(svg, event, size))));
  return {
    render(network, chosen = null) {
      shown = { network, chosen };
      say();
      again();
    },
  };
}

// What is chosen and lies nowhere yet, by its name.
function lost({ network, chosen }) {
  const row = chosen && ["organisations", "localities"].includes(chosen.table) ? network[chosen.table][chosen.row] : null;
  return row && !isPlaced(row) ? row.name || "it" : null;
}

// A mark goes with the pointer, and is put down where that is let go.
function followDrags(svg, put) {
  svg.addEventListener("pointerdown", (start) => {
    const mark = start.target.closest("[data-row]");
    if (!mark) return;
    const far = (event) => Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > DRAGGED;
    const follow = (event) => { if (far(event)) mark.setAttribute("transform", `translate(${event.clientX - start.clientX},${event.clientY - start.clientY})`); };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", (event) => {
      removeEventListener("pointermove", follow);
      if (far(event)) put(mark, event);
    }, { once: true });
  });
}

function inside(svg, { clientX, clientY }, [width, height]) {
  const { left, top, width: wide, height: high } = svg.getBoundingClientRect();
  return [((clientX - left) * width) / wide, ((clientY - top) * height) / high];
}

// From kilometres to pixels, one scale for both axes, and back.
function groundOf({ organisations, localities, centre }, width, height) {
  const points = [...organisations, ...localities, centre].filter(isPlaced);
  const span = (axis) => [Math.min(...points.map((each) => each[axis])), Math.max(...points.map((each) => each[axis]))];
  const [[west, east], [south, north]] = [span("x_km"), span("y_km")];
  const least = points.length < FEW ? UNKNOWN : 1;
  const scale = Math.min((width - 2 * MARGIN) / Math.max(least, east - west), (height - FOOT - 2 * MARGIN) / Math.max(least, north - south));
  const [left, top] = [(width - (east - west) * scale) / 2, (height - FOOT - (north - south) * scale) / 2];
  const at = ({ x_km: x, y_km: y }) => [left + (x - west) * scale, top + (north - y) * scale];
  return {
    at,
    scale,
    width,
    height,
    back: (x, y) => [(x - left) / scale + west, north - (y - top) / scale].map((each) => Math.round(10 * each) / 10),
  };
}

function layers({ network, chosen }, ground, look) {
  const { organisations, localities } = network;
  const most = Math.max(1, ...localities.map(childrenIn));
  const places = localities.flatMap((each, row) => {
    if (!isPlaced(each)) return [];
    const [x, y] = ground.at(each);
    const r = 3 + LARGEST * Math.sqrt(childrenIn(each) / most);
    return [mark("localities", row, each.name, chosen, draw("circle", { cx: x, cy: y, r, class: look("localities", row) }))];
  });
  const named = localities.length <= NAMED ? localities.filter(isPlaced).map((each) => {
    const [x, y] = ground.at(each);
    return { name: each.name, x, y: y + 3 + LARGEST * Math.sqrt(childrenIn(each) / most) + 10, of: childrenIn(each) };
  }) : [];
  const stood = apart(organisations.map((each) => (isPlaced(each) ? ground.at(each) : null)));
  const r = organisations.length > 120 ? 3.5 : 6;
  const marks = organisations.flatMap((each, row) => {
    if (!stood[row]) return [];
    const [x, y] = stood[row];
    const shape = draw("path", { d: (SHAPES[each.role] ?? SHAPES.spoke)(r), transform: `translate(${x},${y})`, class: look("organisations", row) });
    return [mark("organisations", row, `${each.name}, ${each.role}`, chosen, shape)];
  });
  return [
    draw("g", { class: "places" }, ...places),
    draw("g", { class: "ties" }, ...tiesOf(network, stood)),
    draw("g", { class: "organisations" }, ...marks),
    barOf(ground),
    draw("g", { class: "names" }, ...readable(named).map(({ name, x, y }) => draw("text", { x, y, "text-anchor": "middle" }, name))),
  ];
}

// How far some kilometres are.
function barOf({ scale, width, height }) {
  const km = BARS.findLast((each) => each * scale <= width / 4) ?? BARS[0];
  const [x, y] = [12, height - 10];
  return draw("g", { class: "scale" }, draw("path", { d: `M${x} ${y - 4}V${y}H${x + km * scale}V${y - 4}` }), draw("text", { x: x + km * scale + 6, y }, `${km} km`));
}

// Names that do not lie on one another, those of the largest places first.
function readable(names) {
  const kept = [];
  for (const each of names.toSorted((one, other) => other.of - one.of)) {
    const wide = (other) => 3.2 * (each.name.length + other.name.length) + 4;
    if (!kept.some((other) => Math.abs(other.x - each.x) < wide(other) && Math.abs(other.y - each.y) < 12)) kept.push(each);
  }
  return kept;
}

function mark(table, row, name, chosen, shape) {
  const here = chosen && chosen.table === table && chosen.row === row;
  return draw("g", { "data-table": table, "data-row": row, "data-name": name, class: here ? "chosen" : null }, draw("title", {}, name), shape);
}

function tiesOf({ organisations, ties }, stood) {
  const number = new Map(organisations.map(({ name }, row) => [name, row]));
  const lines = [
    ...organisations.map((each, row) => ["attached", row, number.get(each.hub)]),
    ...ties.map(({ from, to }) => ["declared", number.get(from), number.get(to)]),
  ];
  return lines.filter(([, one, other]) => stood[one] && stood[other]).map(([kind, one, other]) =>
    draw("line", { x1: stood[one][0], y1: stood[one][1], x2: stood[other][0], y2: stood[other][1], class: kind }));
}

// Marks that would lie on one another are put in a ring around the first.
function apart(points) {
  const taken = [];
  if (points.length > CROWD) return points;
  return points.map((point) => {
    if (!point) return null;
    let [x, y] = point;
    for (let turn = 1; turn < 60 && taken.some(([a, b]) => (a - x) ** 2 + (b - y) ** 2 < APART ** 2); turn += 1) {
      const away = APART * (1 + Math.floor(turn / 6));
      [x, y] = [point[0] + away * Math.cos(turn * 1.047), point[1] + away * Math.sin(turn * 1.047)];
    }
    taken.push([x, y]);
    return [x, y];
  });
}

const inWords = ({ organisations, localities }) =>
  `Map of ${organisations.length} organisations and ${localities.length} localities; the tables beside it say the same.`;
