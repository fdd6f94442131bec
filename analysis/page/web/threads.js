// How one problem brings about the next, in the run that is told: threads back to a first cause, and what changes.
import { make } from "./elements.js";
import { sourceButton } from "./sources.js";
import { raised } from "./words.js";

export const ORDERS = [
  { order: 1, name: "first", title: "In the setting", sign: "1" },
  { order: 2, name: "second", title: "In the work", sign: "2" },
  { order: 3, name: "third", title: "In the members", sign: "3" },
];
const NOTABLE = 0.02; // a share in a beginning that is worth a word
const LATELY = 3; // months in which a beginning is lit
const THREADS = 2; // that are told of a problem
const SORTED = new WeakMap(); // settings' spells

export function holds(spell, month) {
  return spell.onset <= month && (spell.end === null || month < spell.end);
}

// The problem was there when the model's months began, so that nobody saw what brought it about.
export function fromTheStart(setting, spell) {
  return spell.onset === setting.room.months.first;
}

// From a spell back to its first cause: [{spell, problem, organisation, link, share, others}, ...]. The first step is the
// spell itself; `link` and `share` say along what, and with which share, a step brought about the one before it. Where a
// problem was there from the start, the way back goes on as the rules have it, by what held then too: `share` is null
// there, and `others` are the problems that may be behind it as well. `cause` is the place of the cause to follow first.
export function threadOf(setting, spell, cause = 0) {
  const steps = [{ spell, problem: spell.problem, organisation: spell.organisation, link: null, share: null, others: [] }];
  const seen = new Set([spell.problem.id]);
  for (let here = spell; here; cause = 0) {
    const step = fromTheStart(setting, here) ? behind(setting, here, seen) : causeOf(setting, here, cause, seen);
    if (!step) break;
    steps.push(step);
    seen.add(step.problem.id);
    here = step.spell;
  }
  return steps;
}

function causeOf(setting, spell, place, seen) {
  const cause = spell.causes.filter((each) => !seen.has(each.problem.id))[place];
  if (!cause || cause.share < NOTABLE) return null;
  const before = spellAt(setting, cause.problem, spell.organisation, spell.onset - 1);
  const organisation = before ? before.organisation : spell.organisation;
  return { spell: before, problem: cause.problem, organisation, link: cause.link, share: cause.share, others: [] };
}

// What may be behind a problem that was there from the start: what the rules let lead to it, and held then too; of the
// lowest order, for there the thread begins.
function behind(setting, spell, seen) {
  const { room } = setting;
  const found = [];
  for (const [from, to, link] of room.leads) {
    const problem = room.problems[from];
    if (room.problems[to].id !== spell.problem.id || seen.has(problem.id) || problem.order > spell.problem.order) continue;
    if (found.some((each) => each.problem === problem)) continue;
    const there = spellAt(setting, problem, spell.organisation, room.months.first);
    if (there) found.push({ spell: there, problem, organisation: there.organisation, link: room.links[link], share: null });
  }
  const place = ({ problem }) => room.problems.indexOf(problem); // they stand by order
  found.sort((one, other) => place(one) - place(other));
  return found.length ? { ...found[0], others: found.slice(1).map((each) => each.problem) } : null;
}

// The spell of a problem that holds in a month: the organisation's own, the network's, or, seen from the network, anyone's.
function spellAt(setting, problem, organisation, month) {
  const held = spellsOf(setting, problem, organisation === -1 ? null : organisation).filter((each) => holds(each, month));
  return held.find((each) => each.organisation === organisation) ?? held.find((each) => each.organisation === -1)
    ?? (organisation === -1 ? held[0] : undefined) ?? null;
}

// A problem as a step of a thread; `widely` where the thread is told of many organisations at once.
export function stepWords(problem, widely = false) {
  return (widely && problem.widely) || problem.thread || problem.title;
}

// "No shared records → staff chase information by phone → this team stops coming".
export function threadSentence(app, setting, spell, cause = 0, widely = spell.organisation === -1) {
  return sentenceOf(threadOf(setting, spell, cause), widely);
}

export function sentenceOf(steps, widely) {
  return raised(steps.slice().reverse().map((step) => stepText(step, widely).join("")).join(" \u2192 "));
}

// A step in two parts: its problem, and what else may be behind it.
function stepText({ problem, others, organisation }, widely) {
  const many = widely || organisation === -1;
  const first = stepWords(problem, many);
  if (others.length < 2) return [first, ...others.map((each) => ` and ${stepWords(each, many)}`)];
  return [first, ` and ${others.length} more`];
}

// The same as a list of steps, the first cause first. An arrow tells where its link comes from; `choose` makes each problem
// a button; what `gone` says is no longer there is struck out.
export function threadList(app, steps, widely, { choose = null, gone = () => false } = {}) {
  const list = make("ol", { class: "thread" });
  for (let place = steps.length - 1; place >= 0; place--) {
    const step = steps[place];
    const [words, rest = ""] = stepText(step, widely);
    const first = place === steps.length - 1 ? raised(words) : words;
    const told = gone(step) ? [make("s", {}, first), rest] : [first + rest];
    const item = make("li", { class: `step order-${step.problem.order}`, "data-problem": step.problem.id });
    if (place < steps.length - 1) item.append(arrowOf(app, steps[place + 1].link), " ");
    item.append(choose ? make("button", { type: "button", onclick: () => choose(step.problem) }, ...told) : make("span", {}, ...told));
    list.append(item, " ");
  }
  return list;
}

function arrowOf(app, link) {
  const arrow = sourceButton(app, "link", link.id);
  arrow.classList.add("arrow");
  arrow.title = "Where does this come from?";
  arrow.textContent = "\u2192";
  return arrow;
}

// What may be said of each place (a problem of an organisation or of the network) where two futures differ from month 0 on.
// spared: it is there in A and never in B; new: the other way round; later, sooner: it begins in both, in other months.
// over: it begins in the same month and holds for fewer months in B; stays: for more. Each {problem, organisation, a, b, months}: the spells
// that differ, and by how many months B has it less (negative) or more.
export function problemsChanged(A, B) {
  const found = { spared: [], later: [], sooner: [], new: [], over: [], stays: [] };
  const [inA, inB] = [A, B].map((each) => sortedOut(each).byPlace);
  for (const key of new Set([...inA.keys(), ...inB.keys()])) {
    const [a, b] = [inA.get(key), inB.get(key)].map((spells) => sinceStart(spells ?? [], A.room.months.last));
    const some = (a.first ?? b.first);
    if (!some) continue;
    const change = { problem: some.problem, organisation: some.organisation, a: a.first, b: b.first, months: b.months - a.months };
    const what = kindOf(a, b);
    if (what) found[what].push(change);
  }
  for (const each of Object.values(found)) each.sort((one, other) => Math.abs(other.months) - Math.abs(one.months));
  return found;
}

function kindOf(a, b) {
  // What holds when switches act, and is over with that month in one of the futures, was there all the same.
  if (!a.first) return a.before && b.first.onset < 0 ? "stays" : "new";
  if (!b.first) return b.before && a.first.onset < 0 ? "over" : "spared";
  if (a.first.onset !== b.first.onset) return b.first.onset > a.first.onset ? "later" : "sooner";
  return a.months > b.months ? "over" : a.months < b.months ? "stays" : null;
}

// From month 0 on: the first spell that reaches into it, and the months it holds in all; and whether there was one before.
function sinceStart(spells, last) {
  const later = spells.filter((each) => each.end === null || each.end > 0);
  const months = later.reduce((sum, each) => sum + Math.min(each.end ?? last + 1, last + 1) - Math.max(each.onset, 0), 0);
  return { first: later[0] ?? null, months, before: spells.some((each) => each.onset < 0) };
}

// How a problem stands in a month: how many have it, whether that is from the start, has begun, or is over.
export function standing(setting, problem, month, organisation) {
  const own = spellsOf(setting, problem, organisation).filter((each) => each.onset <= month);
  const now = own.filter((each) => holds(each, month));
  const begun = now.filter((each) => !fromTheStart(setting, each));
  return {
    now: now.length,
    lately: begun.some((each) => month - each.onset < LATELY),
    what: !own.length ? "never" : !now.length ? "over" : begun.length ? "begun" : "start",
  };
}

// The spells of a problem: anyone's, or an organisation's own and the network's.
export function spellsOf(setting, problem, organisation = null) {
  const { byProblem, byPlace } = sortedOut(setting);
  if (organisation === null) return byProblem.get(problem.id) ?? [];
  return [organisation, -1].flatMap((each) => byPlace.get(`${problem.id} ${each}`) ?? []);
}

// A setting's spells by problem, and by problem and whose they are; sorted once.
function sortedOut(setting) {
  if (!SORTED.has(setting)) {
    const byProblem = d3.group(setting.spells, (each) => each.problem.id);
    SORTED.set(setting, { byProblem, byPlace: d3.group(setting.spells, (each) => `${each.problem.id} ${each.organisation}`) });
  }
  return SORTED.get(setting);
}

// The threads that lead to a problem until a month, as `threadsOfSpells` gives them.
export function threadsOf(setting, problem, month, organisation = null) {
  return threadsOfSpells(setting, spellsOf(setting, problem, organisation).filter((each) => each.onset <= month));
}

// The threads behind some spells of a problem, by what had most to do with their beginnings: [{steps, share, number, rest}].
// `share` is null where only the rules say so; `rest` is the share that came from no other problem.
export function threadsOfSpells(setting, spells) {
  const begun = spells.filter((each) => !fromTheStart(setting, each));
  if (!begun.length) return spells.length ? [{ steps: threadOf(setting, spells[0]), share: null, number: spells.length, rest: 0 }] : [];
  const groups = causesOf(begun);
  const rest = 1 - groups.reduce((sum, { share }) => sum + share, 0);
  const found = groups.slice(0, THREADS)
    .map(({ share, spell, place }) => ({ steps: threadOf(setting, spell, place), share, number: begun.length, rest }));
  return found.length ? found : [{ steps: threadOf(setting, begun[0]), share: null, number: begun.length, rest: 1 }];
}

// What had a hand in some beginnings together, most first; each with the spell and the place where it had most.
function causesOf(spells) {
  const groups = new Map();
  for (const spell of spells) {
    spell.causes.forEach((cause, place) => {
      const group = groups.get(cause.problem.id) ?? { share: 0, most: 0 };
      groups.set(cause.problem.id, group);
      group.share += cause.share / spells.length;
      if (cause.share > group.most) Object.assign(group, { most: cause.share, spell, place });
    });
  }
  return [...groups.values()].sort((a, b) => b.share - a.share);
}
