// The facilitator's path: a question, guesses, a run, what happened, why, what got worse, and a sheet to take home.
import { Batches } from "../answer/batches.js";
import { make } from "../parts/elements.js";
import { guessesStep } from "./guesses.js";
import { happenedStep } from "./happened.js";
import { questionStep } from "./question.js";
import { STEPS, freshRound, heldBack, stands, studyOf, suggestedRound } from "./round.js";
import { runStep } from "./running.js";
import { sheetStep } from "./sheet.js";
import { whyStep, worseStep } from "./why.js";

export const workshopView = { name: "workshop", title: "With a room", build };

const BUILDERS = [questionStep, guessesStep, runStep, happenedStep, whyStep, worseStep, sheetStep];

function build(root, app) {
  const held = { comparison: null, fault: null, hint: null, suggesting: null };
  const context = {
    app,
    change: (patch) => app.store.set({ round: { ...app.store.state.round, ...patch } }),
    go: (step) => { location.hash = `#view=workshop&step=${step}`; },
    begin: (round) => app.store.set({ round: round ?? freshRound(app.store.state.round) }),
  };
  const links = STEPS.map((name, step) => make("a", { href: `#view=workshop&step=${step}` }, `${step + 1} ${name}`));
  const hint = make("p", { class: "hint", role: "status" });
  const steps = BUILDERS.map((each) => each(context));
  const back = make("button", { type: "button", onclick: () => context.go(stepOf(app.store.state) - 1) }, "Back");
  const next = make("button", { type: "button", class: "strong next", onclick: () => context.go(stepOf(app.store.state) + 1) });
  const body = make("div", { class: "step" }, ...steps.map((each) => each.node));
  root.append(make("h2", { class: "unseen" }, "With a room"), make("nav", { class: "steps", "aria-label": "Steps" }, ...links), hint, body, make("div", { class: "way" }, back, next));
  const batches = new Batches(app, (comparison, fault = null) => {
    [held.comparison, held.fault] = [comparison ?? held.comparison, fault];
    if (!root.hidden) render(app.store.state);
  });
  let shown = null;

  function render(state) {
    const { round } = state;
    const ready = stands(state, round);
    body.hidden = !ready;
    if (!ready) back.hidden = next.hidden = true;
    hint.textContent = ready ? "" : waiting(state);
    if (!ready) return;
    const step = stepOf(state);
    const why = heldBack(round, step);
    if (why) {
      held.hint = why;
      history.replaceState(null, "", "#view=workshop&step=2");
      app.store.set({ step: 2 });
      return;
    }
    if (step !== 2) held.hint = null;
    hint.textContent = held.fault ?? held.hint ?? "";
    links.forEach((each, place) => {
      each.toggleAttribute("aria-current", place === step);
      each.classList.toggle("later", heldBack(round, place) !== null);
    });
    const comparison = matches(held.comparison, state, round) ? held.comparison : null;
    steps.forEach((each, place) => {
      each.node.hidden = place !== step;
      if (place === step) each.render(state, round, comparison);
    });
    back.hidden = step === 0;
    next.hidden = step === STEPS.length - 1 || heldBack(round, step + 1) !== null;
    next.textContent = step + 1 < STEPS.length ? `Next: ${STEPS[step + 1].toLowerCase()}` : "";
    if (shown !== null && shown !== step) (steps[step].first?.() ?? steps[step].node.querySelector("h3, input, button"))?.focus();
    shown = step;
  }

  return {
    render(state, visible) {
      if (!visible) {
        shown = null;
        return;
      }
      if (state.engine === "ready") follow(state);
      render(state);
    },
  };

  // Runs of the round's two futures, once there is a round; else a question that something changes is looked for.
  function follow(state) {
    const { round, study, settings } = state;
    if (stands(state, round)) {
      batches.follow({ study: pairOf(state, round), settings: { ...settings, outcome: round.outcome } });
    } else if (study.scenarios.length > 1 && held.suggesting !== study) {
      held.suggesting = study;
      suggestedRound(app, state).then((found) => {
        if (app.store.state.study === study) app.store.set({ round: found });
      }, (error) => app.say(error.message));
    }
  }

  // The same object for the same pair, so that runs are not made again.
  function pairOf(state, round) {
    if (held.pairFor !== state.study || held.future !== round.future) {
      Object.assign(held, { pairFor: state.study, future: round.future, pair: studyOf(state, round) });
    }
    return held.pair;
  }

  function matches(comparison, state, round) {
    return comparison && comparison.study === held.pair && comparison.settings.outcome === round.outcome ? comparison : null;
  }
}

const stepOf = ({ step = 0 }) => Math.min(Math.max(step, 0), STEPS.length - 1);

function waiting({ study, engine }) {
  if (study.scenarios.length < 2) return "There is nothing to ask yet: set a future beside the base under My scenarios.";
  return engine === "missing" ? "The model could not be started." : "Looking for a question that something changes…";
}
