// The lines between problems, laid behind their boxes.

const GAP = 3; // pixels between a line's end and its box

// `wires` are {from, to, weight (beginnings by place), told (in the thread that is told), rule (only the rules say so)}.
export function drawWires(svg, board, elements, wires) {
  const frame = board.getBoundingClientRect();
  if (!frame.width) return;
  svg.attr("viewBox", `0 0 ${frame.width} ${frame.height}`).attr("width", frame.width).attr("height", frame.height);
  const boxes = new Map();
  for (const [id, element] of elements) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    boxes.set(id, { left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top, y: (top + bottom) / 2 - frame.top });
  }
  const drawn = wires.filter(({ from, to }) => boxes.has(from) && boxes.has(to)).sort((a, b) => a.told - b.told);
  svg.selectAll("path").data(drawn, (each) => `${each.from} ${each.to}`).join("path").order()
    .attr("class", ({ told, rule }) => `wire${told ? " told" : ""}${rule ? " rule" : ""}`)
    .attr("data-wire", ({ from, to }) => `${from} ${to}`)
    .style("stroke-width", ({ weight, told }) => `${Math.max(told ? 2.5 : 1, 5 * Math.sqrt(Math.min(1, weight)))}px`)
    .attr("d", ({ from, to }) => wire(boxes.get(from), boxes.get(to), [...boxes.values()]));
}

function wire(a, b, boxes) {
  if (Math.abs(a.left - b.left) < 4) return beside(a, b);
  if (b.left < a.left) return back(a, b);
  const between = boxes.filter((each) => each.left > a.right && each.right < b.left);
  if (!between.length) return bend(a.right + GAP, a.y, b.left - GAP, b.y);
  const y = gapNear(between, (a.y + b.y) / 2);
  const [left, right] = [Math.min(...between.map((each) => each.left)), Math.max(...between.map((each) => each.right))];
  return `${bend(a.right + GAP, a.y, left - GAP, y)}L${right + GAP},${y}${bend(right + GAP, y, b.left - GAP, b.y).replace("M", "L")}`;
}

function bend(x1, y1, x2, y2) {
  const middle = (x1 + x2) / 2;
  return `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}

function beside(a, b) {
  const out = a.right + 10 + Math.min(18, 0.06 * Math.abs(a.y - b.y));
  return `M${a.right + GAP},${a.y}C${out},${a.y} ${out},${b.y} ${b.right + GAP},${b.y}`;
}

function back(a, b) {
  return bend(a.left - GAP, a.y, b.right + GAP, b.y);
}

// The middle of the gap between boxes of a column that lies nearest.
function gapNear(boxes, y) {
  const sorted = boxes.slice().sort((a, b) => a.top - b.top);
  const gaps = [sorted[0].top - 4, ...sorted.slice(1).map((each, n) => (sorted[n].bottom + each.top) / 2), sorted.at(-1).bottom + 4];
  return gaps.reduce((best, gap) => (Math.abs(gap - y) < Math.abs(best - y) ? gap : best));
}
