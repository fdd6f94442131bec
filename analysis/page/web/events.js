// What happens in the run that is told, month by month, in plain sentences: who comes and goes, what begins and ends.
import { make } from "./elements.js";
import { settingName } from "./switches.js";
import { threadSentence } from "./threads.js";
import { lowered, pounds } from "./words.js";

const NAMED = 2; // organisations that a sentence names
const MONEY_FALLS = 0.2; // by which share the grant falls for it to be told
const TOLD_EVENTS = new WeakMap(); // of a setting: its events, by organisation

// [{month, kind, text, names, problem, spells}]: `names` are organisations, which stand after the text's "at ".
export function eventsOf(app, setting, organisation = null) {
  if (!TOLD_EVENTS.has(setting)) TOLD_EVENTS.set(setting, new Map());
  const kept = TOLD_EVENTS.get(setting);
  if (!kept.has(organisation)) {
    const found = [...switchedOn(app, setting), ...comings(setting), ...problemTurns(setting, organisation)];
    found.sort((a, b) => a.month - b.month);
    kept.set(organisation, found);
  }
  return kept.get(organisation);
}

// What the switches that are on do, and when.
function switchedOn(app, setting) {
  return app.room.switches.flatMap((each, place) => {
    if (!(setting.bundle & (1 << place))) return [];
    const month = d3.min(each.levers.flatMap((lever) => lever.spells), (spell) => spell.start) ?? 0;
    return [{ month, kind: "switch", text: `Switched on: ${settingName(app, { bundle: 1 << place, own: null })}` }];
  });
}

// Coordinator, leaders and money, as the run's outcomes show them.
function comings(setting) {
  const { first, last } = setting.room.months;
  const found = [];
  for (let month = first + 1; month <= last; month++) {
    const say = (text) => found.push({ month, kind: "people", text });
    const [was, now] = [month - 1, month].map((at) => ({
      coordinator: setting.told("coordinator", at) > 0.5,
      leaders: Math.round(setting.told("leaders", at)),
      funding: setting.told("funding", at),
    }));
    if (now.coordinator && !was.coordinator) say("A coordinator takes up the post");
    if (was.coordinator && !now.coordinator) say("The network is without a coordinator");
    const more = now.leaders - was.leaders;
    if (more) say(`${Math.abs(more)} unpaid ${Math.abs(more) === 1 ? "leader" : "leaders"} ${more > 0 ? "more" : "gone"}: ${now.leaders} now`);
    if (now.funding < (1 - MONEY_FALLS) * was.funding) say(`The network's money falls from ${pounds(was.funding)} to ${pounds(now.funding)} a year`);
  }
  return found;
}

// Problems that begin and end; those of one month are told together.
function problemTurns(setting, organisation) {
  const { first, last } = setting.room.months;
  const groups = new Map();
  const add = (month, kind, spell) => {
    const key = `${month} ${kind} ${spell.problem.id}`;
    if (!groups.has(key)) groups.set(key, { month, kind, problem: spell.problem, spells: [] });
    groups.get(key).spells.push(spell);
  };
  for (const spell of setting.spells) {
    if (organisation !== null && spell.organisation !== -1 && spell.organisation !== organisation) continue;
    if (spell.onset > first) add(spell.onset, "begins", spell);
    if (spell.end !== null && spell.end <= last) add(spell.end, "ends", spell);
  }
  return [...groups.values()].map((each) => ({ ...each, ...toldOf(setting, each, organisation) }));
}

function toldOf(setting, { problem, kind, spells }, organisation) {
  const text = problem[kind] ?? `${kind === "begins" ? "it comes to this" : "this is over"}: ${lowered(problem.title)}`;
  const names = organisation === null && spells[0].organisation !== -1
    ? spells.map((each) => setting.room.network.organisations[each.organisation].name) : [];
  return { text, names, members: setting.room.network.organisations.length };
}

// An event as a sentence, names kept apart from what stands around them.
export function sayEvent({ text, names = [], members }) {
  const said = make("span", { class: "said" });
  if (!names.length) {
    said.append(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
    return said;
  }
  const shown = names.slice(0, names.length > NAMED + 1 ? NAMED : names.length);
  if (names.length === members && members > 1) said.append(`At all ${members} organisations `);
  else {
    said.append(names.length > shown.length ? `At ${names.length} organisations, ` : "At ");
    shown.forEach((name, place) => said.append(place ? (place === shown.length - 1 ? " and " : ", ") : "", make("bdi", {}, name)));
    said.append(names.length > shown.length ? " among them, " : " ");
  }
  said.append(`${text}.`);
  return said;
}

// The log of both futures up to a month, what came last at the top; what happens in both is told once.
export function buildLog(root, app, { most = 8, kinds = null } = {}) {
  const list = make("ol", { class: "log" });
  root.append(list);
  let [of, told, shown] = [[], [], null];
  return {
    render(state, { organisation = null } = {}) {
      const asked = [state.A, state.B, organisation];
      if (asked.some((each, place) => each !== of[place])) {
        of = asked;
        told = mergedEvents(app, state, organisation).filter((each) => !kinds || kinds.includes(each.kind));
      } else if (shown === state.month) return;
      shown = state.month;
      const past = told.filter((each) => each.month <= state.month && each.month > app.room.months.first).slice(-most).reverse();
      list.replaceChildren(...past.map((each) => logItem(each, state.month)));
      if (!past.length) list.append(make("li", { class: "none" }, "Nothing has changed so far."));
    },
  };
}

function logItem(event, month) {
  const item = make("li", { class: `event ${event.kind}${month - event.month < 3 ? " lately" : ""}`, "data-month": event.month });
  const letters = make("span", { class: "letters" });
  for (const which of event.in) letters.append(make("b", { class: `in-${which.toLowerCase()}` }, which));
  item.append(make("span", { class: "when" }, `Month ${String(event.month).replace("-", "\u2212")}`), letters, sayEvent(event));
  if (event.thread) item.append(make("span", { class: "because" }, event.thread));
  return item;
}

function mergedEvents(app, state, organisation) {
  const found = new Map();
  for (const which of ["A", "B"]) {
    for (const event of eventsOf(app, state[which], organisation)) {
      const key = JSON.stringify([event.month, event.kind, event.text, event.names]);
      if (!found.has(key)) found.set(key, { ...event, in: [], thread: threadIn(app, state[which], event) });
      found.get(key).in.push(which);
    }
  }
  return [...found.values()].sort((a, b) => a.month - b.month);
}

// The thread behind what begins: that of the place where most of it came from other problems.
function threadIn(app, setting, { kind, spells, names }) {
  if (kind !== "begins") return null;
  const [spell] = spells.slice().sort((a, b) => (b.causes[0]?.share ?? 0) - (a.causes[0]?.share ?? 0));
  return spell.causes.length ? threadSentence(app, setting, spell, 0, names.length !== 1) : null;
}
