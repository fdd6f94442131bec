// My scenarios: a base and futures, what each does, and what that costs.
import { provide } from "../engine/given.js";
import { make } from "../parts/elements.js";
import { folded, panel } from "../parts/panel.js";
import { assumptionList } from "./assumption_list.js";
import { faultsOf } from "./checks.js";
import { nothing, same, withAdded, withChanged, withEntry, withMoved, withoutOne } from "./changes.js";
import { Cost, costShown } from "./cost.js";
import { differences } from "./differences.js";
import { faultsAt, inWords, numberField, saidAt } from "./field.js";
import { dotted } from "./fields.js";
import { badge, futureList, letterOf } from "./futures.js";
import { leverCard, leverOffer } from "./lever_card.js";
import { shockList } from "./shock_list.js";
import { askForLinked, studyTools } from "./tools.js";

const DRAWERS = [["levers", "What is done"], ["shocks", "What happens"], ["assumptions", "What is assumed"]];

export const scenariosView = { name: "scenarios", title: "My scenarios", build };

function build(root, app) {
  provide(app.data);
  app.faultsOf = (network, scenario) => faultsOf(app.data, network, scenario);
  const parts = Object.fromEntries(["list", "files", "head", "drawers", "levers", "shocks", "assumptions", "summary", "cost"].map((each) => [each, make("div", { class: each })]));
  const search = make("input", { id: "lever-search", type: "search", placeholder: "records, nurses, training …", oninput: () => draw(app.store.state) });
  const words = make("input", { id: "assumption-search", type: "search", placeholder: "trust, turnover, records …", oninput: () => draw(app.store.state) });
  const own = { drawer: "levers", cost: null };
  root.append(make("h2", { class: "unseen" }, "My scenarios"), make("div", { class: "desk" },
    make("aside", { class: "side", "aria-label": "Futures" }, parts.list, parts.files),
    make("div", { class: "edited" }, parts.head, parts.drawers,
      make("div", { class: "drawer-levers" }, make("p", { class: "search" }, make("label", { for: "lever-search" }, "Search levers "), search), parts.levers),
      parts.shocks,
      make("div", { class: "drawer-assumptions" }, make("p", { class: "search" }, make("label", { for: "assumption-search" }, "Search assumptions "), words), parts.assumptions)),
    make("aside", { class: "sum", "aria-label": "What this future comes to" }, parts.summary, make("h3", {}, "Cost"), parts.cost)));

  const at = (state) => Math.min(state.edited ?? 1, state.study.scenarios.length - 1);
  const change = (patch, what) => {
    const { state } = app.store;
    const edited = at(state);
    app.store.change(withChanged(state.study, edited, patch), what);
  };
  const edit = (edited) => app.store.set({ edited });
  const doings = doingsOf(app, edit);

  const draws = {
    list: panel(parts.list, (scenarios, edited) => futureList(scenarios, edited, app.data.shipped, doings)),
    files: panel(parts.files, (study, edited) => studyTools(app, edited, edit)),
    head: panel(parts.head, (scenario, edited, faults) => head(scenario, edited, faults, change)),
    drawers: panel(parts.drawers, () => drawers(own, () => draw(app.store.state))),
    levers: panel(parts.levers, (base, scenario, network, faults, looked) => levers({ base, scenario, network, faults, data: app.data }, looked, change)),
    shocks: panel(parts.shocks, (scenario, network, faults) => shockList({ scenario, network, faults, data: app.data }, (shocks, what) => change({ shocks }, what))),
    assumptions: panel(parts.assumptions, (scenario, network, faults, looked) => assumptionList({ scenario, network, faults, data: app.data, search: looked },
      (map, name, value, what) => change(withEntry(app.store.state.study.scenarios[at(app.store.state)], map, name, value), what))),
    summary: panel(parts.summary, (base, scenario, edited, faults) => summary(app.data, base, scenario, edited, faults, change)),
    cost: panel(parts.cost, (cost, edited, faulty) => (edited ? costShown(cost, faulty) : [make("p", { class: "soft" }, "Futures are compared with the base.")])),
  };
  const cost = new Cost(app, (found) => {
    own.cost = found;
    draw(app.store.state);
  });
  const checked = remembered((network, scenario) => faultsOf(app.data, network, scenario));

  function draw(state) {
    const { study: { network, scenarios } } = state;
    const edited = at(state);
    const [base, scenario] = [scenarios[0], scenarios[edited]];
    const faults = checked(network, scenario);
    const faulty = faults.length + checked(network, base).length > 0;
    root.dataset.drawer = own.drawer;
    root.dataset.edited = edited;
    draws.list(scenarios, edited);
    draws.files(state.study, edited);
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
  return { render: (state, shown) => { if (shown) draw(state); } };
}

function doingsOf(app, edit) {
  return {
    edit,
    add(how) {
      const { study, edited } = app.store.state;
      const { scenarios } = study;
      const from = how === "base" ? scenarios[0] : how === "copy" ? scenarios[edited ?? 1] : app.data.shipped.find((each) => how === `shipped ${each.name}`);
      const begun = from ? { ...from, title: how === "base" ? "A new future" : from.title, hypothesis: "", ...(how === "base" ? { question: "" } : {}) } : { ...nothing(scenarios[0].horizon), title: "A new future" };
      app.store.change(withAdded(study, begun), `${begun.title}, added`);
      edit(scenarios.length);
      setTimeout(() => document.getElementById("title")?.select());
    },
    remove(at) {
      const { study } = app.store.state;
      const { title } = study.scenarios[at];
      app.store.change(withoutOne(study, at), `${title}, deleted`);
      edit(Math.min(at, study.scenarios.length - 2));
      app.say(`${title} is deleted; Ctrl+Z brings it back.`);
    },
    move(at, to) {
      app.store.change(withMoved(app.store.state.study, at, to), "the order of futures");
      edit(to);
    },
  };
}

function head(scenario, edited, faults, change) {
  const text = (name, label, tag = "textarea") => {
    const field = make(tag, { id: name, ...(tag === "input" ? { maxlength: 200, value: scenario[name] } : { rows: 2, maxlength: 5000 }), onchange: () => change({ [name]: field.value.trim() }, label.toLowerCase()) }, ...(tag === "input" ? [] : [scenario[name] ?? ""]));
    return make("p", { class: `text ${name}` }, make("label", { for: name }, label), field, ...faultsAt(faults, [name]).map((each) => saidAt(`${name}-said`, inWords(each))));
  };
  return [
    make("p", { class: "which" }, badge(edited), " ", make("b", {}, letterOf(edited)), edited ? "" : ": what all futures are compared with. What is changed here changes in them too, where they are as it was."),
    text("title", "Title", "input"),
    numberField({ id: "horizon", label: "Runs to month", value: scenario.horizon, faults: faultsAt(faults, ["horizon"]), commit: (horizon) => change({ horizon: horizon ?? 60 }, "the last month") }),
    make("div", { class: "words" }, text("question", "Question"), text("hypothesis", "What is expected, before it is run")),
  ];
}

function drawers(own, draw) {
  return DRAWERS.map(([name, title]) => make("button", {
    id: `drawer-${name}`, "aria-pressed": String(own.drawer === name), onclick: () => { own.drawer = name; draw(); },
  }, title));
}

function levers(at, looked, change) {
  const { scenario, data } = at;
  const entry = (lever) => (spells, what) => change(withEntry(scenario, "levers", lever.name, spells?.length ? spells : undefined), what);
  const used = data.levers.filter((each) => scenario.levers[each.name]?.length);
  const words = looked.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (each) => [each.name, each.title, each.question, each.dimension, ...each.changes, ...each.moves].join(" ").toLowerCase();
  const left = data.levers.filter((each) => !used.includes(each) && words.every((word) => text(each).includes(word)));
  const use = (lever) => () => {
    entry(lever)([{ start: 0 }], `${lever.title}, used`);
    setTimeout(() => document.getElementById(`lever-${lever.name}`)?.focus(), 1);
  };
  const offers = (some) => some.map((each) => leverOffer(each, data, use(each)));
  const dimensions = [...new Set(left.map((each) => each.dimension))];
  const groups = words.length ? offers(left) : dimensions.map((name) => {
    const some = left.filter((each) => each.dimension === name);
    return folded(`dimension-${name.replace(/\W+/g, "-")}`, `${name[0].toUpperCase()}${name.slice(1)} (${some.length})`, () => offers(some), "dimension");
  });
  const card = (each) => leverCard(each, at, entry(each));
  const own = used.filter((each) => at.base === scenario || !same(scenario.levers[each.name], at.base.levers[each.name]));
  const kept = used.filter((each) => !own.includes(each));
  const inBase = kept.length ? [folded("as-in-base", `As in the base: ${kept.map((each) => each.title).join(", ")}`, () => kept.map(card), "dimension")] : [];
  return [
    ...own.map(card),
    ...(own.length ? [] : [make("p", { class: "soft" }, at.base === scenario ? "No lever is used yet." : "No lever is used otherwise than in the base yet.")]),
    ...inBase,
    make("h3", {}, words.length ? `${left.length} found` : "Levers to use"),
    ...groups,
  ];
}

function summary(data, base, scenario, edited, faults, change) {
  const wrong = faults.map((each) => make("li", {}, make("code", {}, dotted(each.keys)), " ", inWords(each)));
  const mend = wrong.length ? [make("h3", { class: "fault" }, wrong.length === 1 ? "One thing to mend" : `${wrong.length} things to mend`), make("ul", { class: "faults" }, ...wrong)] : [];
  if (!edited) return [make("h3", {}, "The base"), ...mend, make("p", { class: "soft" }, "Choose a future to see what differs in it.")];
  const others = differences(data, base, scenario);
  const lines = others.map(({ text, back }, number) => make("li", {}, make("bdi", {}, text), " ",
    make("button", { id: `back-${number}`, class: "quiet", onclick: () => change(back, text) }, "Take back", make("span", { class: "unseen" }, `: ${text}`))));
  return [
    ...mend,
    make("h3", {}, "What differs from the base"),
    lines.length ? make("ul", { class: "differences" }, ...lines) : make("p", { class: "soft" }, "Nothing yet: it is the base."),
  ];
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
