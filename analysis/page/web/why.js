// Why the futures differ: which problems B ends, spares, delays or brings against A in the run that is told.
import { make } from "./elements.js";
import { sourceButton } from "./sources.js";
import { holds, ORDERS, problemsChanged, spellsOf, threadList, threadOf } from "./threads.js";

const SHOWN = 4; // problems of a kind that are told at once

// In the order in which they are told; `of` is the future whose spell the thread is read off.
const CHANGES = [
  { kind: "new", worse: true, title: "B brings", of: "b", say: ({ b }) => `begins ${inMonth(b, "onset")}; in A it does not` },
  { kind: "sooner", worse: true, title: "B brings sooner", of: "b", say: ({ a, b }) => `begins ${inMonth(b, "onset")}, in A ${inMonth(a, "onset")}` },
  { kind: "stays", worse: true, title: "Lasts longer in B", of: "a", say: lasts },
  { kind: "over", title: "B ends, or ends sooner", of: "a", say: lasts },
  { kind: "spared", title: "B spares", of: "a", say: ({ a }) => `begins in A ${inMonth(a, "onset")}; in B it does not` },
  { kind: "later", title: "B delays", of: "b", say: ({ a, b }) => `begins ${inMonth(b, "onset")}, in A ${inMonth(a, "onset")}` },
];

export function buildWhy(root, app) {
  const box = make("div", { class: "why" });
  root.append(box);
  let shown = [];
  return {
    render({ A, B }) {
      if (!A || !B || (shown[0] === A && shown[1] === B)) return;
      shown = [A, B];
      const changed = problemsChanged(A, B);
      const { number, told } = app.room.runs;
      const groups = CHANGES.filter(({ kind }) => changed[kind].length).map((each) => groupOf(app, { a: A, b: B }, each, changed[each.kind]));
      box.replaceChildren(
        make("p", { class: "honest" }, `This is one run of ${number} (run ${told}), a usual one in how things stand and in what switches change, with the same luck in both futures. Other runs go otherwise. Under each problem stands what led to it; what B has done away with by the end is struck out.`),
        ...(groups.length ? groups : [make("p", { class: "none" }, "In this run the same problems begin and end in the same months in both futures.")]),
      );
    },
  };
}

function groupOf(app, settings, change, places) {
  const problems = new Map();
  for (const each of places) problems.set(each.problem, [...(problems.get(each.problem) ?? []), each]);
  const rows = [...problems].map(([problem, mine]) => ({ problem, places: mine, weight: mine.reduce((sum, each) => sum + Math.abs(each.months), 0) * (problem.holder === "network" ? app.room.network.organisations.length : 1) }));
  rows.sort((one, other) => other.weight - one.weight);
  const list = make("ul", { class: "changes" }, ...rows.slice(0, SHOWN).map((row) => changeOf(app, settings, change, row)));
  const group = make("section", { class: `change-kind ${change.kind}${change.worse ? " worse" : ""}`, "data-change": change.kind }, make("h3", {}, change.title), list);
  if (rows.length > SHOWN) {
    const rest = make("ul", { class: "changes" }, ...rows.slice(SHOWN).map((row) => changeOf(app, settings, change, row)));
    group.append(make("details", {}, make("summary", {}, `${rows.length - SHOWN} more`), rest));
  }
  return group;
}

function changeOf(app, settings, change, { problem, places }) {
  const members = app.room.network.organisations.length;
  const where = problem.holder === "network" ? "the network" : places.length === members ? `all ${members} organisations` : `${places.length} of ${members} organisations`;
  const told = tellingOf(places, change.of);
  const middle = typicalOf(places);
  const steps = told ? threadOf(settings[change.of], told) : [];
  const item = make("li", { class: `order-${problem.order}`, "data-problem": problem.id, "data-places": places.length },
    make("b", { class: "sign", title: ORDERS[problem.order - 1].title }, ORDERS[problem.order - 1].sign), " ",
    make("b", { class: "problem-title" }, problem.title), ` (${where}): ${change.say(middle)}. `, sourceButton(app, "problem", problem.id));
  if (steps.length > 1) item.append(threadList(app, steps, places.length > 1, { gone: (step) => !change.worse && step.problem !== problem && goneIn(settings.b, step) }));
  return item;
}

// Whether a step of a thread no longer holds at the end.
function goneIn(setting, { problem, organisation }) {
  const { last } = setting.room.months;
  return !spellsOf(setting, problem, organisation === -1 ? null : organisation).some((each) => holds(each, last));
}

// Of several places, the spell that most is known of, and the change in the middle.
function tellingOf(places, of) {
  const spells = places.map((each) => each[of]).filter(Boolean);
  return spells.reduce((best, each) => (!best || each.causes.length > best.causes.length ? each : best), null);
}

function typicalOf(places) {
  return places.slice().sort((one, other) => one.months - other.months)[Math.floor(places.length / 2)];
}

// Where the first spells end alike, it is there again for fewer or for more months.
function lasts({ a, b, months }) {
  const [here, there] = [overWords(b), overWords(a)];
  if (here !== there) return `${here}, in A ${there}`;
  return `it comes back for ${Math.abs(months)} ${Math.abs(months) === 1 ? "month" : "months"} ${months < 0 ? "less" : "more"} than in A`;
}

function inMonth(spell, what) {
  return `in month ${String(spell[what]).replace("-", "\u2212")}`;
}

function overWords(spell) {
  if (!spell) return "over at month 0"; // it ended just when switches act
  return spell.end === null ? "it lasts" : `over ${inMonth(spell, "end")}`;
}
