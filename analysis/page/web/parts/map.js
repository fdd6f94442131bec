// A region drawn as a map: places by their children, organisations by what they are, ties between them.
import { make, svg as draw, whenSized } from "./elements.js";

const [FEW, UNKNOWN] = [4, 50]; // km around the centre that a map shows where fewer things lie on it
const RINGS = [200, 100, 50, 20, 10]; // km from the centre
const MARGIN = 28;
const UNSEEN = 12; // pixels: letters of what is not on the screen
const [SMALLEST, LARGEST] = [3.5, 9]; // pixels: half of a mark
const PLACE = 2.4; // of a mark: the radius of the place with most children
const APART = 2.4; // of a mark: what lies closer is moved aside
const [TURNS, CROWD] = [60, 150]; // of moving aside; organisations: of more, marks stay where they lie
const DRAGGED = 4; // pixels: less is a click
const NAMED = 30; // places: more are named when they are pointed at
const WIDE = 560; // pixels in which there is room for the names of hubs, too
const KEY = "◇ hub  ○ spoke  grey: locality, by its children";
const SHAPES = {
  hub: (r) => `m0 ${-1.25 * r}l${1.25 * r} ${1.25 * r}l${-1.25 * r} ${1.25 * r}l${-1.25 * r} ${-1.25 * r}z`,
  spoke: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
};

const isPlaced = ({ x_km: x, y_km: y }) => Number.isFinite(x) && Number.isFinite(y);
const childrenIn = ({ children }) => (Number.isFinite(children) ? Math.max(0, children) : 0);

/**
 * @typedef {object} Region
 * @property {object} network
 * @property {(table: string, row: number) => {kind?: string, text?: string, label?: string}} [look] classes of the style sheet,
 *   `chosen` among them; what is said of an organisation or a place; what is written beside a place's name
 * @property {{ends: [number, number], kind: string}[]} [lit] ties of organisations that stand out
 * @property {{table: string, row: number}} [lost] what is put where the map is clicked, if it lies nowhere yet
 */

/**
 * A map of a network. The farther from its centre, the closer together: so the crowded middle has room.
 * @param {HTMLElement} root
 * @param {object} options `label` of the map; `id` that marks begin theirs with; `choose(table, row)` when one is clicked,
 *   or chosen by Enter; `move(table, row, x, y)` when one is dragged, or put on the map, in km; `size` in pixels, where
 *   it is not the frame's
 * @returns {{render: (region: Region) => void}}
 */
export function buildMap(root, { label = "Map", id = "map", choose = null, move = null, size = null } = {}) {
  const svg = draw("svg", { class: "network-map", role: choose ? "group" : "img" });
  const told = make("p", { class: "map-told soft", "aria-hidden": "true" }, KEY);
  const frame = make("div", { class: "map-frame" }, svg);
  root.append(frame, told);
  let shown = null;
  let drawn = null; // the network as it stands, until that or the size changes
  let room = size;
  const again = () => {
    if (!shown || !room) return;
    if (drawn?.network !== shown.network || drawn.room !== room) {
      drawn = { room, network: shown.network, ...layout(shown.network, svg, room) };
      svg.setAttribute("viewBox", `0 0 ${room[0]} ${room[1]}`);
      svg.setAttribute("aria-label", `${label}: ${shown.network.organisations.length} organisations and ${shown.network.localities.length} localities.`);
      svg.replaceChildren(...layers(drawn, choose && id));
    }
    shade(svg, drawn, shown, Boolean(choose));
  };
  if (!size) whenSized(frame, (...wanted) => { room = wanted; again(); });
  const say = (text) => { told.textContent = text ?? (lost(shown) ? `Click where ${lost(shown)} lies, or write its km.` : KEY); };
  const back = (event) => drawn.back(...inside(svg, event, room));
  svg.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-row]");
    if (mark) choose?.(mark.dataset.table, Number(mark.dataset.row));
    else if (move && lost(shown)) move(shown.lost.table, shown.lost.row, ...back(event));
  });
  svg.addEventListener("pointerover", ({ target }) => say(target.closest("[data-row]")?.firstChild.textContent));
  if (choose) followKeys(svg, choose);
  if (move) followDrags(svg, (mark, event) => move(mark.dataset.table, Number(mark.dataset.row), ...back(event)));
  return {
    render(region) {
      shown = region;
      say();
      again();
    },
  };
}

// What lies nowhere yet, by its name.
function lost({ network, lost: looked }) {
  const row = ["organisations", "localities"].includes(looked?.table) ? network[looked.table][looked.row] : null;
  return row && !isPlaced(row) ? row.name || "it" : null;
}

// One mark is reached by Tab, the others by arrows.
function followKeys(svg, choose) {
  svg.addEventListener("keydown", (event) => {
    const mark = event.target.closest("[data-row]");
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!mark || !(step || event.key === "Enter" || event.key === " ")) return;
    event.preventDefault();
    if (!step) return choose(mark.dataset.table, Number(mark.dataset.row));
    const marks = [...svg.querySelectorAll("[data-row]")];
    const next = marks[(marks.indexOf(mark) + step + marks.length) % marks.length];
    for (const each of marks) each.setAttribute("tabindex", each === next ? "0" : "-1");
    return next.focus();
  });
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

// Where everything stands, in pixels.
function layout({ organisations, localities, centre }, svg, [width, height]) {
  const ground = groundOf([...organisations, ...localities].filter(isPlaced), isPlaced(centre) ? centre : { x_km: 0, y_km: 0 }, width, height);
  const r = Math.min(LARGEST, Math.max(SMALLEST, Math.min(width, height) / 8 / Math.sqrt(organisations.length || 1)));
  const most = Math.max(1, ...localities.map(childrenIn));
  const stood = (rows) => rows.map((each) => (isPlaced(each) ? ground.at(each) : null));
  return {
    ...ground,
    r,
    letter: 0.6 * (parseFloat(getComputedStyle(svg).fontSize) || UNSEEN),
    members: aside(stood(organisations), APART * r),
    places: stood(localities).map((at, row) => at && [...at, r + PLACE * r * Math.sqrt(childrenIn(localities[row]) / most)]),
  };
}

// From km to pixels, one scale for both axes, and back: distances from the centre by their square root.
function groundOf(rows, { x_km: east, y_km: north }, width, height) {
  const flat = ({ x_km: x, y_km: y }) => {
    const root = Math.sqrt(Math.hypot(x - east, y - north)) || 1;
    return [(x - east) / root, (north - y) / root];
  };
  const unknown = [-UNKNOWN, UNKNOWN].map((far) => ({ x_km: east + far, y_km: north + far }));
  const points = (rows.length < FEW ? [...rows, ...unknown] : rows).map(flat);
  const ends = (axis) => [Math.min(...points.map((each) => each[axis])), Math.max(...points.map((each) => each[axis]))];
  const [[left, right], [top, bottom]] = [ends(0), ends(1)];
  const scale = Math.min((width - 2 * MARGIN) / Math.max(1, right - left), (height - 2 * MARGIN) / Math.max(1, bottom - top));
  const start = [(width - (right - left) * scale) / 2 - left * scale, (height - (bottom - top) * scale) / 2 - top * scale];
  return {
    width,
    height,
    at: (row) => flat(row).map((each, axis) => start[axis] + scale * each),
    back: (...pixels) => {
      const [x, y] = pixels.map((each, axis) => (each - start[axis]) / scale);
      const far = Math.hypot(x, y);
      return [east + x * far, north - y * far].map((each) => Math.round(10 * each) / 10);
    },
    centre: start,
    far: (km) => scale * Math.sqrt(km),
  };
}

// Marks that would lie on one another are moved aside a little.
function aside(points, apart) {
  const moved = points.map((each) => each && [...each]);
  const there = moved.flatMap((each, row) => (each ? [row] : []));
  for (let turn = 0; turn < TURNS && there.length <= CROWD; turn += 1) {
    for (const i of there) {
      for (const j of there) {
        if (j >= i) break;
        const [x, y] = [moved[i][0] - moved[j][0] || (i - j) / 100, moved[i][1] - moved[j][1] || 0.01];
        const far = Math.hypot(x, y);
        const push = (apart - far) / 2 / far;
        if (push <= 0) continue;
        moved[i] = [moved[i][0] + push * x, moved[i][1] + push * y];
        moved[j] = [moved[j][0] - push * x, moved[j][1] - push * y];
      }
    }
  }
  return moved;
}

function layers(drawn, id) {
  const { network: { organisations, localities }, members, places, r } = drawn;
  const mark = (table, row, ...shapes) =>
    draw("g", { id: id && `${id}-${table}-${row}`, "data-table": table, "data-row": row, role: id && "button" }, draw("title"), ...shapes);
  const circles = localities.flatMap((_, row) => (places[row] ? [mark("localities", row, draw("circle", { cx: places[row][0], cy: places[row][1], r: places[row][2] }))] : []));
  const marks = organisations.flatMap(({ role }, row) => (members[row] ? [mark("organisations", row, draw("path", { d: `M${members[row]}${(SHAPES[role] ?? SHAPES.spoke)(r)}` }))] : []));
  if (id) [...marks, ...circles].forEach((each, at) => each.setAttribute("tabindex", at ? "-1" : "0"));
  return [
    draw("g", { class: "rings", "aria-hidden": "true" }, ...rings(drawn)),
    draw("g", { class: "places" }, ...circles),
    draw("g", { class: "ties" }, ...tiesOf(drawn).map((each) => line(drawn, each))),
    draw("g", { class: "lit" }),
    draw("g", { class: "names", "aria-hidden": "true" }), // under the marks: a letter may be hidden, what happens may not
    draw("g", { class: "organisations" }, ...marks),
  ];
}

// How far some kilometres are: circles around the centre, each named where that is seen.
function rings({ width, height, centre: [x, y], far, letter }) {
  return RINGS.flatMap((km) => {
    const r = far(km);
    const seen = [[x, y - r - 3], [x + r, y], [x, y + r - 3], [x - r, y]].find(([left, top]) => left > 6 * letter && left < width - 6 * letter && top > 2 * letter && top < height);
    return r > MARGIN && seen ? [draw("circle", { cx: x, cy: y, r }), draw("text", { x: seen[0], y: seen[1], "text-anchor": "middle" }, `${km} km`)] : [];
  }).slice(0, 4);
}

function tiesOf({ network: { organisations, ties } }) {
  const number = new Map(organisations.map(({ name }, row) => [name, row]));
  return [
    ...organisations.map((each, row) => ({ kind: "attached", ends: [row, number.get(each.hub)] })),
    ...ties.map(({ from, to }) => ({ kind: "declared", ends: [number.get(from), number.get(to)] })),
  ].filter(({ ends }) => ends.every((each) => each !== undefined));
}

function line({ members }, { ends: [one, other], kind }) {
  const [[x1, y1], [x2, y2]] = [members[one] ?? members[other] ?? [0, 0], members[other] ?? members[one] ?? [0, 0]];
  return draw("line", { class: kind, x1, y1, x2, y2 });
}

// What is shown of those who stand there.
function shade(svg, drawn, { network, look = () => ({}), lit = [] }, pressable) {
  svg.querySelector(".lit").replaceChildren(...lit.map((each) => line(drawn, each)));
  const labels = new Map();
  for (const each of svg.querySelectorAll("[data-row]")) {
    const { table, row } = each.dataset;
    const { name, role } = network[table][row];
    const { kind = "", text = "", label = "" } = look(table, Number(row));
    const said = `${[name, role].filter(Boolean).join(", ")}${text ? `: ${text}` : ""}`;
    each.setAttribute("class", kind);
    if (each.firstChild.textContent !== said) each.firstChild.textContent = said;
    if (table === "localities") labels.set(Number(row), label);
    if (!pressable) continue;
    each.setAttribute("aria-label", said);
    each.setAttribute("aria-pressed", String(kind.split(" ").includes("chosen")));
  }
  svg.querySelector(".names").replaceChildren(...readable(drawn, labels).map(({ text, x, y, anchor }) => draw("text", { x, y, "text-anchor": anchor }, text)));
}

// Names that do not lie on one another: of the largest places, and of hubs where there is room.
function readable({ network: { organisations, localities }, members, places, letter, r, width, height }, labels) {
  const sized = localities.map((each, row) => [childrenIn(each), row]).filter(([, row]) => places[row] && localities.length <= NAMED);
  const below = sized.toSorted(([one], [other]) => other - one).map(([, row]) => {
    const [x, y, high] = places[row];
    const text = [localities[row].name, labels.get(row)].filter(Boolean).join(" ");
    const [half, under] = [(letter * text.length) / 2, y + high + 1.8 * letter];
    return { text, x: Math.max(half, Math.min(width - half, x)), y: under < height ? under : y - high - letter / 2, anchor: "middle" };
  });
  const hubs = width < WIDE ? [] : organisations.flatMap(({ role, name }, row) => {
    if (role !== "hub" || !members[row]) return [];
    const [x, y] = members[row];
    const left = x > 0.66 * width;
    return [{ text: name, x: left ? x - 1.6 * r : x + 1.6 * r, y: y + letter / 2, anchor: left ? "end" : "start" }];
  });
  const kept = [];
  for (const each of [...below, ...hubs]) {
    const wide = letter * each.text.length;
    const start = each.x - { middle: wide / 2, end: wide, start: 0 }[each.anchor];
    if (kept.some((other) => Math.abs(other.y - each.y) < 2 * letter && start < other.end + letter && other.start < start + wide + letter)) continue;
    kept.push({ ...each, start, end: start + wide });
  }
  return kept;
}
