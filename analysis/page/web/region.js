// One map of the region: rings, ties, localities and organisations; drawn once for a size, then coloured month by month.
import { inWords, measureOf, ofPlaces, scaleOf, shortly, valueIn } from "./colours.js";
import { whenSized } from "./elements.js";
import { labelled, layOut } from "./ground.js";
import { monthName } from "./words.js";

const TIES = ["hubs", "shared_locality", "declared", "attachment"]; // what is drawn last is the plainest
const READABLE = 9; // pixels: marks from this radius on have their number in them
const MOST_NAMES = 40; // localities that are named
const LOOKS = new WeakMap(); // how elements look
const MOST_TIES = 100; // that are drawn in full strength

// One map, of future A or B.
export function buildMap(root, app) {
  const { network } = app.room;
  const svg = d3.create("svg").attr("class", "region").attr("role", "group");
  const layers = Object.fromEntries(["rings", "ties", "localities", "organisations", "names"].map((name) => [name, svg.append("g").attr("class", name)]));
  root.append(svg.node());
  const pens = { svg, layers };
  let last = null; // what was shown, to show it again when the size changes
  const again = () => last && paintMap(app, pens, ...last);
  whenSized(root, (width, height) => {
    pens.type = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // larger in the presenter's view
    drawMap(app, pens, layOut(network, width, height, pens.type), width, height);
    again();
  });
  return {
    render(state, which) {
      if (!state.A || !state.B) return;
      last = [state, which];
      if (pens.organisations) again();
    },
  };
}

// What stands still: rings, ties, places, names.
function drawMap(app, pens, ground, width, height) {
  const { network } = app.room;
  const { svg, layers } = pens;
  svg.attr("viewBox", `0 0 ${width} ${height}`);
  const rings = drawRings(layers.rings, ground, width, height);
  const ties = network.ties.map((tie) => ({ ...tie, kind: TIES.findLast((each) => tie[each] > 0) ?? "declared" }));
  ties.sort((a, b) => TIES.indexOf(a.kind) - TIES.indexOf(b.kind));
  pens.ties = layers.ties.selectAll("line").data(ties).join("line").attr("class", (tie) => tie.kind)
    .each(function place(tie) {
      const [a, b] = tie.ends.map((end) => ground.organisations[end]);
      d3.select(this).attr("x1", a.x).attr("y1", a.y).attr("x2", b.x).attr("y2", b.y);
    });
  pens.localities = layers.localities.selectAll("g").data(ground.localities).join(newPlace)
    .attr("transform", ({ x, y }) => `translate(${x},${y})`);
  pens.localities.select("title").text((_, n) => placeName(app, n));
  pens.organisations = layers.organisations.selectAll("g").data(ground.organisations).join((enter) => newMark(enter, app))
    .attr("transform", ({ x, y }) => `translate(${x},${y})`);
  pens.organisations.select(".shape").attr("d", ({ r }, n) => shapeOf(network.organisations[n].role, r));
  drawNames(app, layers.names, ground, rings, width, height, (width < 420 ? 11 : 12) * pens.type);
}

// Rings of distance; gives where their labels stand.
function drawRings(layer, ground, width, height) {
  const { centre, ring, rings } = ground;
  layer.selectAll("circle").data(rings).join("circle").attr("cx", centre.x).attr("cy", centre.y).attr("r", ring);
  const spots = rings.map((km) => ({ km, ...clearest(ground, ring(km), width, height) })).filter((each) => each.free > 4);
  layer.selectAll("text").data(spots).join("text").attr("x", ({ x }) => x).attr("y", ({ y }) => y).text(({ km }) => `${km} km`);
  return spots.map(({ km, x, y }) => ({ x, y, letters: `${km} km`.length }));
}

// Where on a ring its label is furthest from all marks.
function clearest({ centre, localities, organisations }, radius, width, height) {
  let best = null;
  for (let angle = 0; angle < 2 * Math.PI; angle += Math.PI / 24) {
    const [x, y] = [centre.x + radius * Math.cos(angle), centre.y + radius * Math.sin(angle)];
    if (x < 24 || x > width - 24 || y < 10 || y > height - 10) continue;
    const free = Math.min(...[...localities, ...organisations].map((each) => Math.hypot(each.x - x, each.y - y) - each.r));
    if (!best || free > best.free) best = { free, x, y };
  }
  return best;
}

function newPlace(enter) {
  const group = enter.append("g").attr("class", "locality");
  group.append("circle");
  group.append("text").attr("class", "number");
  group.append("title");
  return group;
}

function placeName(app, number) {
  const { name, children } = app.room.network.localities[number];
  return `${name}: ${Math.round(children).toLocaleString("en-GB")} children with a life-limiting condition`;
}

function newMark(enter, app) {
  const choose = (number) => app.store.set({ chosen: app.store.state.chosen === number ? null : number });
  const group = enter.append("g").attr("class", (_, n) => `organisation ${app.room.network.organisations[n].role}`)
    .attr("role", "button").attr("data-organisation", (_, n) => n);
  group.append("path").attr("class", "shape");
  group.append("text").attr("class", "number").attr("aria-hidden", "true");
  group.on("click", function clicked() { choose(numberOf(this)); })
    .on("pointerenter", function over() { app.store.set({ pointed: numberOf(this) }); })
    .on("pointerleave", () => app.store.set({ pointed: null }))
    .on("keydown", function pressed(event) {
      if (event.key === "Enter" || event.key === " ") choose(numberOf(this));
      else if (event.key.startsWith("Arrow")) moveOn(this, event.key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  return group;
}

function numberOf(mark) {
  return Number(mark.dataset.organisation);
}

// The next mark in an arrow's direction has the focus.
function moveOn(mark, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const from = d3.select(mark).datum();
  let best = null;
  for (const other of mark.parentNode.children) {
    const to = d3.select(other).datum();
    const [ahead, aside] = [dx * (to.x - from.x) + dy * (to.y - from.y), Math.abs(dy * (to.x - from.x)) + Math.abs(dx * (to.y - from.y))];
    const cost = ahead + 2 * aside;
    if (other !== mark && ahead > 1 && (!best || cost < best.cost)) best = { cost, other };
  }
  if (!best) return;
  for (const each of mark.parentNode.children) each.setAttribute("tabindex", each === best.other ? 0 : -1);
  best.other.focus();
}

function shapeOf(role, r) {
  const type = role === "hub" ? d3.symbolSquare : d3.symbolCircle;
  return d3.symbol(type, role === "hub" ? (1.7 * r) ** 2 : Math.PI * r * r)();
}

function drawNames(app, layer, ground, rings, width, height, size) {
  const names = app.room.network.localities.map(({ name }) => (name.length > 22 ? `${name.slice(0, 21)}…` : name));
  const places = ground.localities.map((each) => ({ ...each, r: each.wide })); // as they are when it is them that are coloured
  const spots = places.map((each, n) => ({ ...each, letters: names[n].length }));
  const placed = names.length > MOST_NAMES ? [] : labelled(spots, [...rings, ...places, ...ground.organisations], width, height, size)
    .map((each, n) => each && { ...each, name: names[n] }).filter(Boolean);
  layer.selectAll("line").data(placed.filter(({ line }) => line)).join("line")
    .attr("x1", ({ line }) => line[0]).attr("y1", ({ line }) => line[1]).attr("x2", ({ line }) => line[2]).attr("y2", ({ line }) => line[3]);
  layer.selectAll("text").data(placed).join("text").attr("x", ({ x }) => x).attr("y", ({ y }) => y)
    .attr("text-anchor", ({ anchor }) => anchor).style("font-size", `${size}px`).text(({ name }) => name);
}

// What changes from month to month. Of what looks as it did before, nothing is touched.
function paintMap(app, { svg, ties, localities, organisations }, state, which) {
  const { network } = app.room;
  const measure = measureOf(app.room, state.measure);
  const scale = scaleFor(app, state, measure);
  const places = ofPlaces(measure);
  const values = network[measure.group].map((_, n) => valueIn(state[which], measure, n, state.month));
  svg.attr("aria-label", labelOf(state, which, measure, values)).classed("of-places", places);
  paintTies(network, ties, state, which);
  localities.each(function paint({ r, wide }, n) {
    paintMark(this, { r: places ? wide : r, crowded: network.localities.length > MOST_NAMES, value: places ? values[n] : null, measure, scale });
  });
  organisations.each(function paint({ r }, n) {
    paintMark(this, { r, crowded: network.organisations.length > MOST_NAMES, value: places ? null : values[n], measure, scale });
    const said = `${network.organisations[n].name}${places ? "" : `: ${inWords(measure, values[n])}`}`;
    const chosen = n === state.chosen;
    if (unlike(this, `${said} ${chosen} ${n === state.pointed}`)) {
      d3.select(this).classed("chosen", chosen).classed("pointed", n === state.pointed).attr("aria-pressed", chosen).attr("aria-label", said);
    }
  });
  if (!svg.select('.organisation[tabindex="0"]').node()) organisations.attr("tabindex", (_, n) => (n === (state.chosen ?? 0) ? 0 : -1));
}

// Lines are stronger where both ends are engaged, in steps; many are drawn more faintly than few.
function paintTies(network, ties, state, which) {
  const engaged = network.organisations.map((_, n) => state[which].member("engagement", n, state.month));
  const faint = Math.min(1, Math.sqrt(MOST_TIES / Math.max(1, network.ties.length)));
  const near = state.pointed ?? state.chosen;
  ties.each(function paint({ ends: [a, b] }) {
    const opacity = (faint * (0.25 + 0.75 * Math.min(engaged[a], engaged[b]))).toFixed(faint < 1 ? 2 : 1);
    const chosen = a === near || b === near;
    if (unlike(this, `${opacity} ${chosen}`)) d3.select(this).style("stroke-opacity", opacity).classed("chosen", chosen);
  });
}

// A mark's colour and number; one without a value is plain.
function paintMark(mark, { r, crowded, value, measure, scale }) {
  const [shape, number] = mark.children;
  const fill = value === null ? null : scale.fill(value);
  const text = value !== null && (r >= READABLE || !crowded) ? shortly(measure, value) : "";
  if (!unlike(shape, `${fill} ${text} ${r}`)) return;
  if (shape.tagName === "circle") shape.setAttribute("r", r);
  shape.style.fill = fill;
  number.textContent = text;
  number.style.fill = value === null ? null : scale.ink(value);
}

// Whether an element should now look otherwise than when it was last asked.
function unlike(element, look) {
  if (LOOKS.get(element) === look) return false;
  LOOKS.set(element, look);
  return true;
}

let scaleKept = {}; // the scale shown last: it takes a look at every month

export function scaleFor(app, { A, B }, measure) {
  if (scaleKept.A !== A || scaleKept.B !== B || scaleKept.measure !== measure) scaleKept = { A, B, measure, scale: scaleOf(app.room, measure, A, B) };
  return scaleKept.scale;
}

function labelOf({ month }, which, measure, values) {
  const [low, high] = d3.extent(values);
  const range = values.length > 1 ? `from ${inWords(measure, low)} to ${inWords(measure, high)}` : inWords(measure, low ?? 0);
  return `Map of future ${which}, ${monthName(month)}: ${measure.title.toLowerCase()} of ${values.length} ${measure.group}, ${range}`;
}
