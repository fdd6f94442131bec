// What is told above the cascade: the thread of the problem that is chosen, or of what began last.
import { make } from "./elements.js";
import { eventsOf, sayEvent } from "./events.js";
import { sourceButton } from "./sources.js";
import { ORDERS, standing, stepWords, threadList, threadsOf, threadsOfSpells } from "./threads.js";

const STILL_TOLD = 6; // months for which the thread of what began last is drawn

// Tells it, and says which threads it told.
export function tellStory(app, story, state, which, problem, choose) {
  return problem ? tellChosen(app, story, state, which, problem, choose) : tellLatest(app, story, state, which, choose);
}

function tellChosen(app, story, state, which, problem, choose) {
  const other = which === "A" ? "B" : "A";
  const threads = threadsOf(state[which], problem, state.month, state.chosen);
  const of = placesOf(app, problem, state.chosen);
  const [here, there] = [which, other].map((letter) => heldBy(problem, standing(state[letter], problem, state.month, state.chosen), of, state.chosen));
  const held = here === there ? `${here} in both futures` : `${here} in future ${which}, ${there} in future ${other}`;
  const title = make("h3", { class: `order-${problem.order}` }, make("b", { class: "sign", "aria-hidden": "true" }, ORDERS[problem.order - 1].sign),
    ` ${problem.title} `, sourceButton(app, "problem", problem.id));
  const now = make("p", { class: "stands" }, make("q", {}, problem.wording), ` Month ${signed(state.month)}: ${held}.`);
  const widely = state.chosen === null || problem.holder === "network";
  const none = make("p", { class: "note" }, `In future ${which} it has not been there so far: ${stepWords(problem, widely)}.`);
  story.replaceChildren(title, now, ...(threads.length ? listOf(app, threads, widely, choose) : [none]));
  return threads;
}

// The last beginning that another problem had a hand in.
function tellLatest(app, story, state, which, choose) {
  const begun = eventsOf(app, state[which], state.chosen).filter((each) => each.kind === "begins" && each.month <= state.month);
  const event = begun.findLast((each) => each.spells.some((spell) => spell.causes.length));
  if (!event) {
    story.replaceChildren(make("p", { class: "stands" }, `Nothing that another problem had a hand in has begun in future ${which} so far.`));
    return [];
  }
  const threads = threadsOfSpells(state[which], event.spells).slice(0, 1); // told while it plays: one at a time
  story.replaceChildren(make("p", { class: "stands" }, make("b", {}, `Month ${signed(event.month)}, future ${which}: `), sayEvent(event)), ...listOf(app, threads, event.names.length !== 1, choose));
  return state.month - event.month < STILL_TOLD ? threads : [];
}

// The threads, and what their shares are shares of.
function listOf(app, threads, widely, choose) {
  const list = make("ul", { class: "threads" });
  for (const { steps, share } of threads) {
    const item = make("li", {}, threadList(app, steps, widely, { choose }));
    if (share !== null) item.append(" ", make("span", { class: "note" }, percent(share)));
    list.append(item);
  }
  return [list, make("p", { class: "note" }, noteOf(threads[0]))];
}

function noteOf({ steps, share, number, rest }) {
  if (share === null && !rest) return steps.length > 1 ? "There from the start, so nobody saw it begin; the rules let the one lead to the other." : "There from the start.";
  if (share === null) return "No other problem had a hand in it.";
  const of = number > 1 ? `what brought about its ${number} beginnings` : "what brought it about";
  return `Share of ${of}${rest > 0.005 ? `; ${percent(rest)} came from no other problem` : ""}.`;
}

function percent(share) {
  return `${Math.round(100 * share)}\u00a0%`;
}

function signed(month) {
  return String(month).replace("-", "\u2212");
}

// In how many places it may be: 1 for the network, or one organisation.
export function placesOf(app, problem, organisation) {
  return problem.holder === "network" || organisation !== null ? 1 : app.room.network.organisations.length;
}

export function heldBy(problem, { now }, of, organisation) {
  if (of > 1) return `in ${now} of ${of} organisations`;
  return now ? (organisation === null || problem.holder === "network" ? "the network has it" : "it is there") : "not there";
}
