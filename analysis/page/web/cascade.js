// The cascade: problems of the setting, of the work and of the members, as they light up, with the thread back to a cause.
import { make } from "./elements.js";
import { buildLog } from "./events.js";
import { heldBy, tellStory } from "./story.js";
import { fromTheStart, ORDERS, spellsOf, standing } from "./threads.js";
import { drawWires } from "./wires.js";

export const cascadeView = {
  name: "cascade",
  title: "The cascade",
  build(root, app) {
    let which = "B";
    const redraw = () => show(app.store.state);
    const bar = buildBar(app, (chosen) => { which = chosen; redraw(); });
    const story = make("div", { class: "story", "aria-live": "off" });
    const board = make("div", { class: "board" });
    const wires = d3.create("svg").attr("class", "wires").attr("aria-hidden", "true");
    board.append(wires.node());
    const choose = (problem) => app.store.set({ problem: app.store.state.problem === problem.id ? null : problem.id });
    const nodes = buildNodes(board, app, choose);
    const lately = make("div", { class: "lately-box" }, make("h3", {}, "What happened lately"));
    board.lastElementChild.append(lately);
    const log = buildLog(lately, app, { most: 6, kinds: ["begins", "ends", "switch"] });
    root.append(bar.element, story, board, nodesKey(app));
    let told = [];
    new ResizeObserver(() => drawWires(wires, board, nodes.elements, told)).observe(board);
    function show(state) {
      if (!state.A || !state.B) return;
      const organisation = state.chosen ?? null;
      const setting = state[which];
      bar.render(state, which);
      nodes.render(state, which, organisation);
      const problem = app.room.problems.find((each) => each.id === state.problem) ?? null;
      const threads = tellStory(app, story, state, which, problem, choose);
      told = wiresOf(setting, state.month, organisation, threads);
      drawWires(wires, board, nodes.elements, told);
      log.render(state, { organisation });
    }
    return { render: show };
  },
};

function buildBar(app, follow) {
  const select = make("select", { id: "whose" }, make("option", { value: "" }, allOf(app)));
  app.room.network.organisations.forEach(({ name }, n) => select.append(make("option", { value: n }, name)));
  select.addEventListener("change", () => app.store.set({ chosen: select.value === "" ? null : Number(select.value) }));
  const group = make("div", { class: "which", role: "group", "aria-label": "Whose problems light up" });
  for (const letter of ["A", "B"]) group.append(make("button", { type: "button", "data-which": letter, onclick: () => follow(letter) }, `Future ${letter}`));
  const element = make("div", { class: "map-bar" }, make("label", { for: "whose" }, "Problems of "), select, group);
  return {
    element,
    render(state, which) {
      select.value = state.chosen ?? "";
      for (const each of group.children) each.setAttribute("aria-pressed", each.dataset.which === which);
    },
  };
}

function allOf(app) {
  const number = app.room.network.organisations.length;
  return number === 1 ? "the network" : `all ${number} organisations`;
}

// Three columns, one an order; each problem a button whose bar shows how many organisations have it.
function buildNodes(board, app, choose) {
  const elements = new Map();
  const parts = new Map();
  for (const { order, name, title, sign } of ORDERS) {
    const [changing, steady] = [make("ul", { class: "changing" }), make("ul", { class: "steady" })];
    for (const problem of app.room.problems.filter((each) => each.order === order)) {
      const [bar, count, against] = ["bar", "count", "against"].map((each) => make("span", { class: `node-${each}` }));
      const button = make("button", { type: "button", class: `node order-${order}`, "data-problem": problem.id, onclick: () => choose(problem) },
        bar, make("span", { class: "problem-title" }, problem.title), make("span", { class: "node-counts" }, count, against));
      elements.set(problem.id, button);
      parts.set(problem.id, { problem, button, bar, count, against, item: make("li", {}, button), changing, steady });
    }
    const heading = make("h3", { class: `order-${order}` }, make("b", { class: "sign", "aria-hidden": "true" }, sign), ` ${title}`);
    board.append(make("div", { class: `column ${name}` }, heading, changing, make("p", { class: "steady-title" }, "The same throughout"), steady));
  }
  let sorted = [];
  return {
    elements,
    render(state, which, organisation) {
      if (sorted[0] !== state.A || sorted[1] !== state.B) sortNodes(parts, (sorted = [state.A, state.B]));
      for (const part of parts.values()) renderNode(app, state, which, organisation, part);
    },
  };
}

// What changes in either future has a box of its own; what does not stands below, quietly.
function sortNodes(parts, settings) {
  for (const { problem, item, changing, steady } of parts.values()) {
    const turns = settings.some((setting) => spellsOf(setting, problem).some((each) => !fromTheStart(setting, each) || each.end !== null));
    (turns ? changing : steady).append(item);
  }
  for (const { changing, steady } of parts.values()) {
    changing.hidden = !changing.children.length;
    steady.hidden = steady.previousElementSibling.hidden = !steady.children.length;
  }
}

function renderNode(app, state, which, organisation, { problem, button, bar, count, against }) {
  const [mine, theirs] = [which, which === "A" ? "B" : "A"].map((letter) => standing(state[letter], problem, state.month, organisation));
  const of = problem.holder === "network" || organisation !== null ? 1 : app.room.network.organisations.length;
  button.className = `node order-${problem.order} ${mine.what}${mine.lately ? " lit" : ""}`;
  button.setAttribute("aria-pressed", state.problem === problem.id);
  bar.style.width = `${(100 * mine.now) / of}%`;
  const differs = mine.now !== theirs.now;
  count.textContent = of === 1 ? (mine.now ? "\u25cf" : "\u25cb") : `${mine.now}`;
  against.textContent = differs ? `${which === "A" ? "B" : "A"} ${of === 1 ? (theirs.now ? "\u25cf" : "\u25cb") : theirs.now}` : "";
  against.className = `node-against ${which === "A" ? "b" : "a"}`;
  button.setAttribute("aria-label", `${problem.title}: ${heldBy(problem, mine, of, organisation)} in future ${which}, ${heldBy(problem, theirs, of, organisation)} in future ${which === "A" ? "B" : "A"}; ${WHATS[mine.what]}`);
}

const WHATS = {
  never: "it has not been there",
  start: "there from the start",
  begun: "it has begun since the start",
  over: "it is over",
};

// What is drawn between problems: what was carried so far, and the threads that are told.
function wiresOf(setting, month, organisation, threads) {
  const found = new Map();
  const between = (from, to) => {
    const key = `${from.id} ${to.id}`;
    if (!found.has(key)) found.set(key, { from: from.id, to: to.id, weight: 0, told: false, rule: false });
    return found.get(key);
  };
  for (const spell of setting.spells) {
    if (spell.onset > month || (organisation !== null && spell.organisation !== -1 && spell.organisation !== organisation)) continue;
    const of = spell.organisation === -1 || organisation !== null ? 1 : setting.room.network.organisations.length;
    for (const cause of spell.causes) between(cause.problem, spell.problem).weight += cause.share / of;
  }
  for (const { steps } of threads) {
    steps.slice(1).forEach((step, place) => {
      for (const from of [step.problem, ...step.others]) Object.assign(between(from, steps[place].problem), { told: true, rule: step.share === null });
    });
  }
  return [...found.values()];
}

function nodesKey(app) {
  const { number, told } = app.room.runs;
  const key = make("span", { class: "marks-key" });
  for (const [name, text] of [["start", "there from the start"], ["begun", "begun since"], ["lit", "beginning now"], ["over", "over"], ["never", "not there"]]) {
    key.append(make("span", { class: `key-node ${name}` }, make("i", { "aria-hidden": "true" }), text));
  }
  return make("p", { class: "caption" }, key,
    ` Choose a problem to follow its thread back, or an arrow to see what that step rests on. A bar and its number show how many organisations have a problem; \u25cf: the network has it. `,
    `Lines: what brought about what; dotted, what the rules let lead to it. One run of ${number} (run ${told}), a usual one in how things stand and in what switches change; both futures have its luck.`);
}
