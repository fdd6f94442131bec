// Where the map puts things: distance from the centre is drawn by its square root, so that the crowded middle has room,
// and what would lie on top of something else is moved aside a little.

const GOLDEN = 2.399963; // radians: places that are the same part in different directions
const ROUNDS = 240;

// Places in pixels, for a size of type (1: as usual): {organisations: [{x, y, r}], localities: [{x, y, r}], centre, ring(km), rings: [km]}.
export function layOut(network, width, height, type = 1) {
  const { organisations, localities, centre } = network;
  const size = Math.min(width, height);
  const r = Math.max(5, Math.min(15 * type, (0.19 * size) / Math.sqrt(organisations.length + localities.length)));
  const most = Math.max(1, ...localities.map((each) => each.children));
  const radii = localities.map((each) => Math.max(0.72 * r, 1.9 * r * Math.sqrt(each.children / most)));
  const points = [...localities, ...organisations].map((each) => stretched(each, centre));
  const fit = fitted(points, width, height, 2.2 * r + 12 * type);
  const nodes = points.map((point, n) => {
    const home = fit.place(point);
    const radius = n < localities.length ? radii[n] : organisations[n - localities.length].role === "hub" ? 1.2 * r : r;
    return { ...home, home, r: radius, area: n < localities.length };
  });
  settle(nodes, width, height);
  const furthest = Math.max(1, ...points.map(([x, y]) => x * x + y * y));
  return {
    localities: nodes.slice(0, localities.length).map((each) => ({ ...each, wide: Math.max(1.25 * each.r, Math.min(10, 2 * each.r)) })),
    organisations: nodes.slice(localities.length),
    centre: fit.place([0, 0]),
    ring: (km) => fit.scale * Math.sqrt(km),
    rings: apart([5, 25, 50, 100, 200, 400].filter((km) => km <= 1.1 * furthest), (km) => fit.scale * Math.sqrt(km), 28 * type),
  };
}

// Rings that do not lie too close to the one before.
function apart(rings, radius, least) {
  return rings.reduce((kept, km) => (kept.length && radius(km) - radius(kept.at(-1)) < least ? kept : [...kept, km]), []);
}

function stretched({ x, y }, centre) {
  const [dx, dy] = [x - centre.x, y - centre.y];
  const distance = Math.hypot(dx, dy);
  return distance ? [dx / Math.sqrt(distance), dy / Math.sqrt(distance)] : [0, 0];
}

function fitted(points, width, height, margin) {
  const [left, right] = spanned(points.map(([x]) => x));
  const [low, high] = spanned(points.map(([, y]) => y));
  const scale = Math.min((width - 2 * margin) / (right - left), (height - 2 * margin) / (high - low));
  return {
    scale,
    place: ([x, y]) => ({
      x: width / 2 + scale * (x - (left + right) / 2),
      y: height / 2 - scale * (y - (low + high) / 2),
    }),
  };
}

// At least as wide as a region of four kilometres.
function spanned(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return high - low < 2 ? [(low + high) / 2 - 1, (low + high) / 2 + 1] : [low, high];
}

// Push apart what overlaps, and pull everything back towards where it belongs.
function settle(nodes, width, height) {
  for (let round = 0; round < ROUNDS; round++) {
    const pull = 0.08 * (1 - round / ROUNDS);
    for (const node of nodes) {
      node.x += pull * (node.home.x - node.x);
      node.y += pull * (node.home.y - node.y);
    }
    for (let one = 0; one < nodes.length; one++) {
      for (let other = one + 1; other < nodes.length; other++) pushApart(nodes[one], nodes[other], other);
    }
    for (const node of nodes) {
      node.x = Math.max(node.r + 2, Math.min(width - node.r - 2, node.x));
      node.y = Math.max(node.r + 2, Math.min(height - node.r - 2, node.y));
    }
  }
}

function pushApart(a, b, number) {
  const room = a.r + b.r + (a.area && b.area ? 8 : 2.5);
  let [dx, dy] = [b.x - a.x, b.y - a.y];
  let distance = Math.hypot(dx, dy);
  if (distance >= room) return;
  if (distance < 0.01) [dx, dy, distance] = [Math.cos(GOLDEN * number), Math.sin(GOLDEN * number), 1];
  const away = (room - Math.min(distance, room)) / 2 / distance;
  const heavy = a.area === b.area ? 0.5 : a.area ? 0.3 : 0.7; // localities give way less
  a.x -= 2 * heavy * away * dx;
  a.y -= 2 * heavy * away * dy;
  b.x += 2 * (1 - heavy) * away * dx;
  b.y += 2 * (1 - heavy) * away * dy;
}

// Where names stand beside their places so that they cover as little as may be: [{x, y, anchor, line}, ...], null for one
// that would cover too much. `line`, where a name stands apart from its place, leads from the one to the other.
export function labelled(spots, obstacles, width, height, size) {
  const taken = obstacles.map(({ x, y, r, letters }) => (letters ? boxOf(x, y, "middle", letters, size) : [x - r, y - r, x + r, y + r]));
  return spots.map((spot, own) => {
    const tried = ASIDE.flatMap((away) => d3.range(16).map((turn) => besides(spot, away, (turn * Math.PI) / 8, size)));
    const cost = ({ box, away, level }) => (box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height ? 1e6 : 0)
      + 2.5 * away + 6 * level + 80 * d3.sum(spots, (other, n) => n !== own && apartFrom(box, other) < Math.max(10, apartFrom(box, spot)))
      + taken.reduce((sum, other) => sum + overlap(box, other), 0);
    const best = d3.least(tried, cost);
    if (cost(best) > TOO_MUCH) return null;
    taken.push(best.box);
    return best;
  });
}

const ASIDE = [3, 9, 16, 26, 38]; // pixels
const TOO_MUCH = 700; // that a name would cover, in square pixels and what counts like them

// From a box to a disc.
function apartFrom([left, top, right, bottom], { x, y, r }) {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) - r;
}

function besides({ x, y, r, letters }, away, angle, size) {
  const [dx, dy] = [Math.sin(angle), Math.cos(angle)];
  const anchor = dx > 0.3 ? "start" : dx < -0.3 ? "end" : "middle";
  const at = [x + dx * (r + away), y + dy * (r + away + size / 2)];
  const line = away > 9 ? [x + dx * r, y + dy * r, at[0] - dx * 2, at[1] - dy * (size / 2)] : null;
  return { x: at[0], y: at[1], anchor, line, away, level: Math.abs(dx) > 0.3 && Math.abs(dy) > 0.3 ? 1 : 0, box: boxOf(...at, anchor, letters, size) };
}

function boxOf(x, y, anchor, letters, size) {
  const long = 0.66 * size * letters;
  const left = anchor === "start" ? x : anchor === "end" ? x - long : x - long / 2;
  return [left - 2, y - size / 2 - 1, left + long + 2, y + size / 2 + 1];
}

function overlap(a, b) {
  return Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
}
