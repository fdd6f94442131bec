// The run: both futures month by month, so that a room sees them part.
import { soFar } from "../answer/bar.js";
import { eventsOf } from "../answer/changes.js";
import { bandsChart } from "../parts/bands.js";
import { make } from "../parts/elements.js";
import { counted, raised, monthInWords } from "../parts/words.js";
import { questionInWords } from "./question.js";

const LASTS = 8000; // milliseconds for all months
const ENOUGH = 256; // runs

export function runStep({ app, change, go }) {
  const question = make("p", { class: "large" });
  const chart = bandsChart();
  const where = make("p", { class: "large", role: "status" });
  const run = make("button", { type: "button", class: "strong", onclick: start }, "Run");
  const node = make("section", { class: "running" }, make("h3", { tabindex: -1 }, "Run it"), question, make("div", { class: "fields" }, run, where), chart.node);
  const held = { at: null, timer: 0, comparison: null, ending: false };

  function start() {
    cancelAnimationFrame(held.timer);
    const { data, store } = app;
    const { round } = store.state;
    const first = data.months.first;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const begun = performance.now();
    const frame = (time) => {
      const share = still ? 1 : Math.min(1, (time - begun) / LASTS);
      held.at = Math.round(first + share * (round.month - first));
      draw();
      if (share < 1) held.timer = requestAnimationFrame(frame);
      else end();
    };
    held.ending = false;
    held.timer = requestAnimationFrame(frame);
  }

  // Once all runs are there: what a room is told stays as it is told.
  function end() {
    const { comparison } = held;
    held.ending = comparison.runs < comparison.most;
    if (!held.ending) change({ ran: true, played: true });
    where.textContent = held.ending ? `${raised(soFar(comparison))}.` : "Done.";
  }

  function draw() {
    const { comparison } = held;
    const { round } = app.store.state;
    if (!comparison) return;
    const outcome = comparison.outcomes.get(round.outcome);
    const until = round.ran ? round.month : held.at ?? app.data.months.first;
    const courses = comparison.study.scenarios.flatMap((each, place) => {
      const found = comparison.course(place, outcome.name);
      return found ? [{ label: each.title, colour: place, banded: true, bands: found.bands }] : [];
    });
    chart.render({
      unit: outcome.unit, better: outcome.better, courses, until: round.ran ? Infinity : until, month: round.ran ? round.month : null,
      events: eventsOf(app.data, comparison.study.scenarios[1], until), label: `${outcome.title} over the months`,
    });
    where.textContent = round.ran ? "" : held.at === null ? "" : raised(monthInWords(held.at));
  }

  return {
    node,
    first: () => run,
    render(state, round, comparison) {
      question.replaceChildren(...questionInWords(app.data, state, round));
      held.comparison = comparison;
      if (!round.played) held.at = null;
      const enough = comparison && comparison.runs >= Math.min(ENOUGH, comparison.most) && comparison.course(1, round.outcome);
      run.disabled = !enough;
      run.textContent = round.ran ? "Run it again" : enough ? "Run" : `Preparing: ${counted(comparison?.runs ?? 0, "run")}`;
      draw();
      if (held.ending && comparison) queueMicrotask(end);
    },
  };
}
