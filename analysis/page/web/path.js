// The facilitator's path: a question, guesses written down, the run, what happened, why, what got worse.
import { buildGuess, buildQuestion } from "./asking.js";
import { make } from "./elements.js";
import { forgetRounds, movedOn, nextRound } from "./rounds.js";
import { buildRun } from "./running.js";
import { GUESS, RUN, STEPS, goTo, lockOf } from "./steps.js";
import { settingName } from "./switches.js";
import { buildBecause, buildCosts, buildHappened } from "./telling.js";

const TITLES = ["What do we ask?", "What do you expect?", "Run it", "What happened?", "Why?", "What got worse?"];
const BUILDERS = [buildQuestion, buildGuess, buildRun, buildHappened, buildBecause, buildCosts];

export const pathView = {
  name: "path",
  title: "Question to answer",
  build(root, app) {
    const progress = buildProgress(root, app);
    const still = buildStillHere(root, app);
    const notice = buildMovedOn(root, app);
    const steps = BUILDERS.map((build, step) => {
      const heading = make("h2", { tabindex: -1 }, TITLES[step]);
      const body = make("div", { class: "step", "data-step": step, hidden: true }, heading);
      root.append(body);
      return { body, heading, built: build(body, app) };
    });
    const onward = buildOnward(root, app);
    let last = null;
    return {
      render(state) {
        const moved = movedOn(state) && state.step >= GUESS;
        progress.render(state);
        still.render(state);
        notice.render(state, moved);
        onward.render(state);
        steps.forEach(({ body, built }, step) => {
          body.hidden = step !== state.step || moved;
          if (!body.hidden) built.render(state);
        });
        // Who reads with the ears or goes by the keyboard is taken to the new step.
        if (last !== null && last !== state.step) {
          if (root.contains(document.activeElement)) steps[state.step].heading.focus({ preventScroll: true });
          else app.say(TITLES[state.step]);
        }
        last = state.step;
      },
    };
  },
};

function buildProgress(root, app) {
  const list = make("ol");
  const buttons = STEPS.map((title, step) => {
    const button = make("button", { type: "button", "data-step": step }, make("span", { class: "number" }, String(step + 1)), " ", make("span", { class: "title" }, title));
    button.addEventListener("click", () => goTo(app, step));
    list.append(make("li", {}, button));
    return button;
  });
  root.append(make("nav", { class: "progress", "aria-label": "Steps" }, list));
  return {
    render(state) {
      buttons.forEach((button, step) => {
        button.setAttribute("aria-disabled", Boolean(lockOf(state, step)));
        if (step === state.step) button.setAttribute("aria-current", "step");
        else button.removeAttribute("aria-current");
      });
    },
  };
}

// Guesses of another day must not be taken for this room's.
function buildStillHere(root, app) {
  const text = make("p");
  const keep = make("button", { type: "button", onclick: () => app.store.set({ restored: "" }) }, "Go on with them");
  const clear = make("button", { type: "button", onclick: () => forgetRounds(app) }, "Clear them and start afresh");
  const box = make("div", { class: "still-here", hidden: true }, text, keep, " ", clear);
  root.append(box);
  return {
    render({ restored }) {
      box.hidden = !restored;
      if (restored) text.textContent = `Guesses of ${new Date(restored).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })} are still here.`;
    },
  };
}

function buildMovedOn(root, app) {
  const text = make("p");
  const back = make("button", { type: "button", class: "strong" }, "Back to what was guessed at");
  back.addEventListener("click", () => app.store.set({ a: app.store.state.asked.a, b: app.store.state.asked.b, hint: "" }));
  const anew = make("button", { type: "button" }, "Ask about this instead: a new round");
  anew.addEventListener("click", () => nextRound(app));
  const box = make("div", { class: "moved", hidden: true }, text, back, " ", anew);
  root.append(box);
  return {
    render(state, moved) {
      box.hidden = !moved;
      if (!moved) return;
      const { a, b } = state.asked;
      text.textContent = `The switches have been changed. The guesses were about B: ${settingName(app, b)}, against A: ${settingName(app, a)}.`;
    },
  };
}

function buildOnward(root, app) {
  const back = make("button", { type: "button", id: "back" }, "Back");
  back.addEventListener("click", () => goTo(app, app.store.state.step - 1));
  const next = make("button", { type: "button", class: "strong", id: "next" }, "Next");
  next.addEventListener("click", () => goTo(app, app.store.state.step + 1));
  const hint = make("p", { class: "hint" });
  root.append(make("div", { class: "onward" }, back, next, hint));
  return {
    render(state) {
      const to = state.step + 1;
      back.hidden = state.step === 0;
      next.hidden = to >= STEPS.length || state.step === RUN; // the run has a button of its own
      const lock = lockOf(state, to);
      next.textContent = `Next: ${(STEPS[to] ?? "").toLowerCase()}`;
      next.setAttribute("aria-disabled", Boolean(lock));
      hint.textContent = state.hint && lock === state.hint ? lock : "";
    },
  };
}
