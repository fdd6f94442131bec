// Levers and barriers as switches, each with its cost beside it, and a running total.
import { make } from "./elements.js";
import { sourceButton } from "./sources.js";
import { listed, lowered, pounds, raised } from "./words.js";

const PAYER = { network: "the network", members: "the members", commissioner: "the commissioner", national: "national bodies" };
export const TRIFLE = 500; // GBP: less than that is how costs are rounded
const ROOMY = 6; // so many switches have room for their costs in full; of more, the rest is told when asked

// What a choice of switches is called: "Coordinator + shared records", a prepared future's title, "As things are".
export function settingName(app, choice) {
  const prepared = app.room.prepared.find((each) => each.bundle === choice.bundle);
  if (prepared && choice.bundle && !choice.own) return prepared.title;
  const on = app.room.switches.filter((_, place) => isOn(choice, place));
  const pulled = on.flatMap((each) => (each.levers.length ? each.levers.map((lever) => lever.name) : [each.name]));
  const names = pulled.filter((each) => !(each in (choice.own?.levers ?? {}))).map(spoken); // what is set by itself counts
  return raised([...names, ...ownNames(app, choice.own)].join(" + ")) || "As things are";
}

function spoken(name) {
  return name.replaceAll("-", " ").replace("multi year", "multi-year");
}

// What a live page's own panel has changed, in short.
function ownNames(app, own) {
  if (!own) return [];
  const assumptions = Object.keys(own.parameters ?? {}).length;
  const levers = Object.entries(own.levers ?? {}).map(([name, spell]) => `${spoken(name)}${otherwise(spell)}`);
  if (assumptions) levers.push(`${assumptions} ${assumptions === 1 ? "assumption" : "assumptions"} changed`);
  return levers;
}

function otherwise({ start, strength }) {
  return `${start ? ` from month ${start}` : ""}${strength < 1 ? ` at ${Math.round(100 * strength)}\u00a0%` : ""}`;
}

export function isOn(choice, place) {
  return Boolean(choice.bundle & (1 << place));
}

// What a switch does, as a label: a barrier is removed.
export function switchTitle(each) {
  return each.kind === "barrier" ? `Remove: ${lowered(each.title)}` : each.title;
}

export function buildSwitches(root, app) {
  const { switches } = app.room;
  const rows = switches.map((each, place) => buildRow(app, each, place));
  const parts = [buildPresets(app), buildTotal(app), buildOther(app)];
  const [presets, total, other] = parts;
  const list = make("ul", { class: "levers", role: "list" }, ...rows.map((row) => row.root));
  const board = make("div", { class: switches.length > ROOMY ? "switchboard many" : "switchboard" });
  board.append(
    make("div", { class: "switch-head" }, make("h2", { id: "switches-title" }, "Switches of future B"), presets.root),
    make("div", { class: "switch-list" }, list, make("div", { id: "own" })),
    total.root,
    other.root,
  );
  root.append(board);
  return {
    render(state) {
      for (const each of [...rows, ...parts]) each.render(state);
    },
  };
}

// --- one switch --------------------------------------------------------------------------------------------

function buildRow(app, each, place) {
  const box = make("input", { type: "checkbox", role: "switch", id: `switch-${each.name}`, "data-switch": each.name });
  box.addEventListener("change", () => flipped(app, "b", place));
  const track = make("span", { class: "track", "aria-hidden": "true" });
  const inA = make("span", { class: "in-a", hidden: true });
  const label = make("label", { for: box.id }, box, track, make("span", { class: "lever-name" }, switchTitle(each)));
  const more = make("div", { class: "more", id: `more-${each.name}`, hidden: true });
  const root = make("li", {}, label, make("p", { class: "cost" }, costInShort(each), inA, buildMore(app, each, more)), more);
  return {
    root,
    render(state) {
      box.checked = isOn(state.b, place);
      root.classList.toggle("on", box.checked);
      track.textContent = box.checked ? "on" : "off";
      inA.textContent = box.checked ? "on in A too" : "on in A";
      inA.hidden = !isOn(state.a, place);
    },
  };
}

function buildMore(app, each, more) {
  const open = make("button", { type: "button", class: "quiet open", "aria-expanded": "false", "aria-controls": more.id }, "more");
  open.setAttribute("aria-label", `More about: ${switchTitle(each)}`);
  open.addEventListener("click", () => {
    if (!more.childElementCount) more.append(...switchDetails(app, each));
    more.hidden = !more.hidden;
    open.setAttribute("aria-expanded", !more.hidden);
    open.textContent = more.hidden ? "more" : "less";
  });
  return open;
}

function flipped(app, which, place) {
  const choice = app.store.state[which];
  app.store.set({ [which]: { ...choice, bundle: choice.bundle ^ (1 << place) } });
}

// "£72,000 a year (£60,000–85,000)"; of several sums the ranges are told when asked.
function costInShort(each) {
  const sums = each.levers.flatMap((lever) => {
    const found = leverCosts(lever);
    const central = found.map((cost) => cost.central).join(" and ");
    return found.length ? [{ text: `${central}${eachOf(lever)}`, range: found.length === 1 ? found[0].range : null }] : [];
  });
  if (!sums.length) return make("span", { class: "price" }, "no extra cost");
  const text = make("span", { class: "price" }, sums.map((sum) => sum.text).join(" + "));
  if (sums.length === 1 && sums[0].range) text.append(make("span", { class: "range" }, ` (${sums[0].range})`));
  return text;
}

// A lever's costs that are not nothing: what is spent once, and what recurs.
function leverCosts(lever) {
  const kinds = [["once", " once"], ["yearly", " a year"]];
  return kinds
    .filter(([kind]) => lever.cost[kind].some((value) => value > 0))
    .map(([kind, when]) => {
      const [low, central, high] = lever.cost[kind];
      return { central: `${pounds(central)}${when}`, range: `${pounds(low)}\u2013${pounds(high).slice(1)}` };
    });
}

function eachOf({ cost: { per } }) {
  return per === "network" ? "" : ` for each ${per}`;
}

function switchDetails(app, each) {
  const found = each.kind === "barrier" ? [make("p", {}, `Removed by: ${listed(each.levers.map((lever) => lowered(lever.title)))}.`)] : [];
  for (const lever of each.levers) {
    found.push(make("p", {}, make("b", {}, lever.question), ` Acts on ${listed(lever.changes)}.`));
    found.push(make("p", {}, `${whenOf(lever)} ${costInFull(lever)}`));
    if (lever.note) found.push(make("p", { class: "note" }, lever.note));
  }
  return [...found, sourceButton(app, "switch", each.name)];
}

function whenOf(lever) {
  const last = lever.spells[lever.spells.length - 1];
  if (!last) return "Taken away.";
  const ends = last.end === null ? "for good" : `until month ${last.end}`;
  const part = last.strength === 1 ? "" : ` at ${Math.round(100 * last.strength)} % of its strength`;
  const grows = last.ramp_up ? `, taking hold over ${last.ramp_up} months` : "";
  return `From month ${last.start} ${ends}${part}${grows}.`;
}

function costInFull(lever) {
  const each = leverCosts(lever);
  if (!each.length) return "It has no extra cost.";
  return `It costs ${listed(each.map((cost) => `${cost.central} (${cost.range})`))}${eachOf(lever)}, paid by ${PAYER[lever.cost.payer]}.`;
}

// --- prepared futures --------------------------------------------------------------------------------------

function buildPresets(app) {
  const choices = [...app.room.prepared.map(({ title, bundle }) => [title, bundle]), ["All off", 0]];
  const buttons = choices.map(([title, bundle]) => {
    const button = make("button", { type: "button", "data-bundle": bundle }, make("bdi", {}, title));
    button.addEventListener("click", () => app.store.set({ b: { bundle, own: null } }));
    return [button, bundle];
  });
  const root = make("div", { class: "presets", role: "group", "aria-label": "Prepared futures" }, ...buttons.map(([button]) => button));
  return {
    root,
    render(state) {
      for (const [button, bundle] of buttons) button.setAttribute("aria-pressed", state.b.bundle === bundle && !state.b.own);
    },
  };
}

// --- the running total -------------------------------------------------------------------------------------

function buildTotal(app) {
  const sum = make("p", { class: "sum", "data-quantity": "cost" });
  const rest = make("p", { class: "spread" });
  const payers = make("p");
  const who = make("details", {}, make("summary", {}, "Who pays, and what is spent once"), payers);
  const root = make("div", { class: "cost-total", role: "group", "aria-label": "What B costs in all" }, sum, rest, who);
  let shown = [];
  return {
    root,
    render({ A, B }) {
      if (!B || (shown[0] === A && shown[1] === B)) return;
      shown = [A, B];
      const all = B.cost("all");
      const nothing = Math.abs(all.low) < TRIFLE && Math.abs(all.high) < TRIFLE;
      sum.textContent = `B costs ${moreInWords(all.mean)}`;
      sum.dataset.value = all.mean;
      rest.textContent = `than as things are, over ${overMonths(app.room.months.last)}${nothing ? "" : ` (in 9 of 10 runs ${pounds(all.low)} to ${pounds(all.high)})`}.`;
      if (A && !A.isBaseOf(B)) rest.textContent += ` That is ${moreInWords(all.mean - A.cost("all").mean)} than A, on average.`;
      who.hidden = nothing;
      payers.textContent = payersInWords(app.room, B);
    },
  };
}

function overMonths(months) {
  return months % 12 ? `${months} ${months === 1 ? "month" : "months"}` : `${months / 12} years`;
}

function moreInWords(more) {
  return `${pounds(Math.abs(more) < TRIFLE ? 0 : Math.abs(more))} ${more <= -TRIFLE ? "less" : "more"}`;
}

// Who pays next to nothing is left out: a grant renewed a month later in some run is no cost of a switch.
function payersInWords(room, B) {
  const paid = room.costs.slice(2).map((payer) => [PAYER[payer], B.cost(payer).mean]);
  const whole = paid.reduce((sum, [, value]) => sum + Math.abs(value), 0);
  const said = paid.filter(([, value]) => Math.abs(value) >= 0.01 * whole).map(([name, value]) => `${name} ${pounds(value)}`);
  const once = B.cost("one-off").mean;
  return `On average ${listed(said)}. ${Math.abs(once) < 1 ? "Nothing" : pounds(once)} of it is spent once, and the rest recurs.`;
}

// --- the future that B is held against ---------------------------------------------------------------------

function buildOther(app) {
  const boxes = app.room.switches.map((each, place) => {
    const box = make("input", { type: "checkbox", "data-switch-a": each.name });
    box.addEventListener("change", () => flipped(app, "a", place));
    return [box, make("li", {}, make("label", {}, box, make("span", {}, switchTitle(each))))];
  });
  const set = (a) => app.store.set({ a });
  const root = make(
    "details",
    { class: "other-future" },
    make("summary", {}, "Hold B against another future"),
    make("p", {}, "Future A is what B is held against. At first no switch is on in it."),
    make("ul", { role: "list" }, ...boxes.map(([, item]) => item)),
    make("button", { type: "button", onclick: () => set(app.store.state.b) }, "Let A be what B is now"),
    " ",
    make("button", { type: "button", onclick: () => set({ bundle: 0, own: null }) }, "Let A be as things are"),
  );
  return {
    root,
    render(state) {
      boxes.forEach(([box], place) => (box.checked = isOn(state.a, place)));
    },
  };
}
