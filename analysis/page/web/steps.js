// The facilitator's path, step by step, and what must be done before each.
import { movedOn } from "./rounds.js";
import { sameChoice } from "./state.js";

export const STEPS = ["Question", "Guess", "Run", "What happened", "Why", "What got worse"];
export const [QUESTION, GUESS, RUN, HAPPENED, WHY, WORSE] = STEPS.keys();

// Why a step cannot be gone to yet; "" where it can.
export function lockOf(state, step) {
  if (step <= QUESTION) return "";
  if (sameChoice(state.a, state.b)) return "Future B is the same as future A: switch something on in B first.";
  if (step <= GUESS) return "";
  if (!state.guesses.length && !state.unguessed) return "Write at least one guess down first, or go without.";
  if (movedOn(state)) return "This is no longer the question that was guessed at.";
  if (step <= RUN) return "";
  return state.ran ? "" : "Run it first.";
}

export function goTo(app, step) {
  const { state } = app.store;
  if (step < 0 || step >= STEPS.length) return false;
  const lock = lockOf(state, step);
  if (lock) {
    app.say(lock);
    app.store.set({ hint: lock });
    return true;
  }
  const month = step > RUN && state.ran ? state.asked.year : state.month;
  app.store.set({ step, month, playing: false, hint: "", restored: "" });
  return true;
}
