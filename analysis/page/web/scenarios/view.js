// My scenarios: a base and futures, what each does, and what that costs.
import { provide } from "../engine/given.js";
import { make } from "../parts/elements.js";
import { panel } from "../parts/panel.js";
import { assumptionList } from "./assumption_list.js";
import { withChanged, withEntry } from "./changes.js";
import { faultsOf } from "./checks.js";
import { Cost, costShown } from "./cost.js";
import { futureList } from "./futures.js";
import { heading } from "./heading.js";
import { leverList } from "./lever_list.js";
import { listChanges } from "./list_changes.js";
import { shockList } from "./shock_list.js";
import { summary } from "./summary.js";
import { askForLinked, studyTools } from "./tools.js";

const DRAWERS = [
  ["levers", "What is done"],
  ["shocks", "What happens"],
  ["assumptions", "What is assumed"],
];

export const scenariosView = { name: "scenarios", title: "My scenarios", build };

function build(root, app) {
  provide(app.data);
  app.faultsOf = (network, scenario) => faultsOf(app.data, network, scenario);
  const parts = Object.fromEntries(
    ["list", "files", "head", "drawers", "levers", "shocks", "assumptions", "summary", "cost"].map((each) => [each, make("div", { class: each })]),
  );
  const search = make("input", {
    id: "lever-search",
    type: "search",
    placeholder: "records, nurses, training …",
    oninput: () => draw(app.store.state),
  });
  const words = make("input", {
    id: "assumption-search",
    type: "search",
    placeholder: "trust, turnover, records …",
    oninput: () => draw(app.store.state),
  });
  const own = { drawer: "levers", cost: null };
  root.append(
    make("h2", { class: "unseen" }, "My scenarios"),
    make(
      "div",
      { class: "desk" },
      make("aside", { class: "side", "aria-label": "Futures" }, parts.list, parts.files),
      make(
        "div",
        { class: "edited" },
        parts.head,
        parts.drawers,
        make(
          "div",
          { class: "drawer-levers" },
          make("p", { class: "search" }, make("label", { for: "lever-search" }, "Search levers "), search),
          parts.levers,
        ),
        parts.shocks,
        make(
          "div",
          { class: "drawer-assumptions" },
          make("p", { class: "search" }, make("label", { for: "assumption-search" }, "Search assumptions "), words),
          parts.assumptions,
        ),
      ),
      make("aside", { class: "sum", "aria-label": "What this future comes to" }, parts.summary, make("h3", {}, "Cost"), parts.cost),
    ),
  );

  const at = (state) => Math.min(state.edited ?? 1, state.study.scenarios.length - 1);
  // A patch is worked out of what is there by then: what is shown may be a moment older.
  const change = (patch, what) => {
    const { study } = app.store.state;
    const edited = at(app.store.state);
    app.store.change(withChanged(study, edited, patch(study.scenarios[edited])), what);
  };
  const edit = (edited) => app.store.set({ edited });
  const doings = listChanges(app, edit);

  const draws = {
    list: panel(parts.list, (scenarios, edited) => futureList(scenarios, edited, app.data.shipped, doings)),
    files: panel(parts.files, (edited) => studyTools(app, edited, edit)),
    head: panel(parts.head, (scenario, edited, faults) => heading(scenario, edited, faults, change)),
    drawers: panel(parts.drawers, () => drawers(own, () => draw(app.store.state))),
    levers: panel(parts.levers, (base, scenario, network, faults, looked) =>
      leverList({ base, scenario, network, faults, data: app.data }, looked, change),
    ),
    shocks: panel(parts.shocks, (scenario, network, faults) =>
      shockList({ scenario, network, faults, data: app.data }, (next, what) => change((now) => ({ shocks: next(now.shocks) }), what)),
    ),
    assumptions: panel(parts.assumptions, (scenario, network, faults, looked) =>
      assumptionList({ scenario, network, faults, data: app.data, search: looked }, (map, name, value, what) =>
        change((now) => withEntry(now, map, name, value), what),
      ),
    ),
    summary: panel(parts.summary, (base, scenario, edited, faults) => summary(app.data, base, scenario, edited, faults, change)),
    cost: panel(parts.cost, (cost, edited, faulty) =>
      edited ? costShown(cost, faulty) : [make("p", { class: "soft" }, "Futures are compared with the base.")],
    ),
  };
  const cost = new Cost(app, (found) => {
    own.cost = found;
    draw(app.store.state);
  });
  const checked = remembered((network, scenario) => faultsOf(app.data, network, scenario));

  function draw(state) {
    const {
      study: { network, scenarios },
    } = state;
    const edited = at(state);
    const [base, scenario] = [scenarios[0], scenarios[edited]];
    const faults = checked(network, scenario);
    const faulty = faults.length + checked(network, base).length > 0;
    root.dataset.drawer = own.drawer;
    root.dataset.edited = edited;
    draws.list(scenarios, edited);
    draws.files(edited);
    draws.head(scenario, edited, faults);
    draws.drawers(own.drawer);
    draws.levers(base, scenario, network, faults, search.value);
    draws.shocks(scenario, network, faults);
    draws.assumptions(scenario, network, faults, words.value);
    draws.summary(base, scenario, edited, faults);
    if (edited) cost.update(state, edited, faulty);
    draws.cost(own.cost, edited, faulty);
  }
  askForLinked(app, edit);
  addEventListener("hashchange", () => askForLinked(app, edit));
  addEventListener("paste", ({ target, clipboardData }) => {
    const [, hash] = /(#scenario=[\w-]+)\s*$/.exec(clipboardData.getData("text")) ?? [];
    if (hash && !root.hidden && !target.closest("input, textarea")) askForLinked(app, edit, hash);
  });
  return {
    render: (state, shown) => {
      if (shown) draw(state);
    },
  };
}

function drawers(own, draw) {
  return DRAWERS.map(([name, title]) =>
    make(
      "button",
      {
        id: `drawer-${name}`,
        "aria-pressed": String(own.drawer === name),
        onclick: () => {
          own.drawer = name;
          draw();
        },
      },
      title,
    ),
  );
}

function remembered(work) {
  const known = new WeakMap();
  return (network, scenario) => {
    const before = known.get(scenario);
    if (before?.network === network) return before.found;
    const found = work(network, scenario);
    known.set(scenario, { network, found });
    return found;
  };
}
