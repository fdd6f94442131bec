// A region as a map: organisations and the places they serve, hub and spoke, with ties.
import { make, svg, whenSized } from "../parts/elements.js";

const HUB = 11; // half the side of a hub's square, in pixels
const SPOKE = 8; // the radius of a spoke's circle
const APART = 21; // between two that would overlap
const EDGE = 46; // kept free around, for names
const TURNS = 60; // of moving aside what overlaps
const MOST_NAMED = 60; // organisations of which the hubs are named

/**
 * Build a map.
 * @param {HTMLElement} parent
 * @param {object} options
 * @param {(number: number) => void} [options.choose] called with an organisation that is clicked, or chosen by Enter
 * @param {string} [options.label] what it is a map of, for readers of the screen
 * @returns {{render: Function}} `render({network, ties, of, chosen, marks})`: `ties` lists `{ends, kind}`; `of(number)`
 *   gives `{kind, text}` of an organisation, a class of the style sheet and what is said of it; `chosen` is a set of
 *   numbers; `marks` lists `{ends, kind}` of ties that are lit
 */
export function buildRegion(parent, { choose = null, label = "Map of the region" } = {}) {
  const drawing = svg("svg", { class: "region-map", role: "group", "aria-label": label });
  const layers = ["places", "ties", "lit", "members"].map((each) => svg("g", { class: each }));
  drawing.append(...layers);
  parent.append(make("div", { class: "region-room" }, drawing));
  let shown = null;
  let size = { width: 0, height: 0 };
  let placed = null;
  let placedFor = null;
  whenSized(parent.lastElementChild, (width, height) => {
    size = { width, height };
    placedFor = null;
    draw();
  });
  function draw() {
    if (!shown || !size.width) return;
    drawing.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    if (placedFor !== shown.network) {
      placed = positions(shown.network, size);
      placedFor = shown.network;
      drawPlaces(layers[0], shown.network, placed);
      drawMembers(layers[3], shown.network, placed, choose);
    }
    drawTies(layers[1], shown.ties ?? [], placed.members);
    drawTies(layers[2], shown.marks ?? [], placed.members);
    shade(layers[3], shown);
  }
  return {
    render(state) {
      shown = state;
      draw();
    },
  };
}

/** What ties organisations by role or by what is declared, for a map: others only may come to be. */
export function tiesFor(structure) {
  const kinds = ["attachment", "hubs", "declared"];
  return structure.ties.flatMap(([one, other, facts]) => {
    const kind = kinds.find((each) => facts[each]);
    return kind ? [{ ends: [one, other], kind }] : [];
  });
}

// Distance from the centre is drawn by its square root, so that the crowded middle has room.
function positions({ centre, organisations, localities }, { width, height }) {
  const drawn = ({ x_km: x, y_km: y }) => {
    const [east, north] = [x - centre.x_km, y - centre.y_km];
    const far = Math.sqrt(Math.hypot(east, north)) || 1;
    return [east / far, -north / far];
  };
  const all = [...organisations, ...localities].map(drawn);
  const ends = (axis) => [Math.min(...all.map((each) => each[axis])), Math.max(...all.map((each) => each[axis]))];
  const spans = [ends(0), ends(1)];
  const along = ([low, high], value, room) => EDGE + ((value - low) / (high - low || 1)) * Math.max(1, room - 2 * EDGE);
  const points = all.map(([x, y]) => [along(spans[0], x, width), along(spans[1], y, height)]);
  return { members: aside(points.slice(0, organisations.length), width, height), places: points.slice(organisations.length) };
}

// Marks that would overlap are moved aside a little.
function aside(points, width, height) {
  const moved = points.map((each) => [...each]);
  const turns = points.length > 150 ? 0 : TURNS;
  for (let turn = 0; turn < turns; turn += 1) {
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [x, y] = [moved[i][0] - moved[j][0] || (i - j) / 100, moved[i][1] - moved[j][1] || 0.01];
        const far = Math.hypot(x, y);
        const push = (APART - far) / 2 / far;
        if (push <= 0) continue;
        moved[i] = [moved[i][0] + push * x, moved[i][1] + push * y];
        moved[j] = [moved[j][0] - push * x, moved[j][1] - push * y];
      }
    }
  }
  const within = (value, most) => Math.min(Math.max(value, HUB + 2), most - HUB - 2);
  return moved.map(([x, y]) => [within(x, width), within(y, height)]);
}

function drawPlaces(layer, { localities }, { places }) {
  const most = Math.max(...localities.map((each) => each.children), 1);
  layer.replaceChildren(...localities.map((each, number) => {
    const [x, y] = places[number];
    const circle = svg("circle", { cx: x, cy: y, r: 6 + 20 * Math.sqrt(each.children / most) });
    circle.append(svg("title", {}, each.name));
    return circle;
  }));
}

function drawMembers(layer, { organisations }, { members }, choose) {
  const named = []; // where names stand: one that would lie over another is left to be pointed at
  layer.replaceChildren(...organisations.map((each, number) => {
    const [x, y] = members[number];
    const hub = each.role === "hub";
    const mark = hub
      ? svg("rect", { x: x - HUB, y: y - HUB, width: 2 * HUB, height: 2 * HUB })
      : svg("circle", { cx: x, cy: y, r: SPOKE });
    const group = svg("g", { class: each.role }, svg("title", {}), mark);
    if (hub && organisations.length <= MOST_NAMED) {
      const left = x > 0.66 * (layer.ownerSVGElement.viewBox.baseVal.width || 1);
      const [start, wide] = [left ? x - HUB - 4 : x + HUB + 4, 6.6 * each.name.length];
      const box = [left ? start - wide : start, y, wide];
      if (!named.some((other) => overlap(box, other))) {
        named.push(box);
        const name = svg("text", { x: start, y: y + 4, "text-anchor": left ? "end" : "start" });
        name.textContent = each.name;
        group.append(name);
      }
    }
    if (choose) {
      group.setAttribute("tabindex", "0");
      group.setAttribute("role", "button");
      group.addEventListener("click", () => choose(number));
      group.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(number);
      });
    }
    return group;
  }));
}

const overlap = ([x, y, wide], [other, at, width]) => Math.abs(y - at) < 14 && x < other + width && other < x + wide;

function drawTies(layer, ties, members) {
  layer.replaceChildren(...ties.map(({ ends: [one, other], kind }) => {
    const [[x1, y1], [x2, y2]] = [members[one], members[other]];
    return svg("line", { class: kind, x1, y1, x2, y2 });
  }));
}

function shade(layer, { network, of, chosen }) {
  [...layer.children].forEach((group, number) => {
    const { role, name } = network.organisations[number];
    const { kind = "", text = "" } = of?.(number) ?? {};
    group.setAttribute("class", [role, kind, chosen?.has(number) ? "chosen" : ""].join(" ").trim());
    const said = text ? `${name}, ${role}: ${text}` : `${name}, ${role}`;
    group.firstChild.textContent = said;
    if (group.hasAttribute("tabindex")) {
      group.setAttribute("aria-label", said);
      group.setAttribute("aria-pressed", String(chosen?.has(number) ?? false));
    }
  });
}
