// The answer: what changes, how surely, for whom, when, why and at what cost, in more and more runs.
import { make } from "../parts/elements.js";
import { bar } from "./bar.js";
import { Batches } from "./batches.js";
import { board } from "./board.js";
import { downloads } from "./downloads.js";
import { changes, course, worse } from "./changes.js";
import { money } from "./money.js";
import { assumptions, reasons } from "./reasons.js";
import { winnerOf } from "./sentences.js";
import { members, places } from "./whom.js";

export const answerView = { name: "answer", title: "The answer", build };

// Side by side where there is room; on a narrow screen the figure comes second.
const COLUMNS = [[changes, worse, money, reasons, assumptions, downloads], [course, places, members]];

function build(root, app) {
  let comparison = null;
  let fault = null;
  const shown = chosen(app);
  const top = bar(app, shown);
  const page = board(app);
  const columns = COLUMNS.map((each) => each.map((one) => one(app, shown)));
  const sections = columns.flat();
  const sides = columns.map((each) => make("div", { class: "column" }, ...each.map((one) => one.node)));
  root.append(make("h2", { class: "unseen" }, "The answer"), top.node, make("div", { class: "sections" }, ...sides), page.node);
  const render = (state) => {
    top.render(state, comparison, fault);
    const known = comparison && !fault;
    for (const each of sections) {
      each.node.hidden = !known;
      if (known) each.render(state, comparison);
    }
    if (known) page.render(state, comparison);
  };
  const batches = new Batches(app, (now, refused = null) => {
    [comparison, fault] = [now ?? comparison, refused];
    app.comparison = comparison; // for whoever looks at the numbers from a console
    if (!root.hidden) render(app.store.state);
  });
  return {
    render(state, visible) {
      if (!visible) return;
      if (app.engine) batches.follow(state);
      if (comparison && comparison.study !== state.study && stale(comparison.study, state.study)) comparison = null;
      render(state);
    },
  };
}

// Whether numbers of one study say nothing of another, rather than being replaced in a moment.
function stale(one, other) {
  return one.network !== other.network || one.scenarios.length !== other.scenarios.length;
}

// Which future and month are looked at: the state's as far as they are there, else the future that the numbers favour
// and the last month.
function chosen(app) {
  return {
    place({ study: { scenarios }, settings }, comparison = null) {
      const first = settings.future ?? (comparison?.alternatives.length ? (winnerOf(comparison)?.place ?? 1) : 1);
      return Math.min(Math.max(first, scenarios.length > 1 ? 1 : 0), scenarios.length - 1);
    },
    month(comparison, { settings }) {
      return comparison?.months.includes(settings.month) ? settings.month : comparison?.month;
    },
    choose(future) {
      app.store.set({ settings: { ...app.store.state.settings, future } });
    },
  };
}
