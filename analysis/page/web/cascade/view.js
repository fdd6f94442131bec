// The cascade that a room can see: what follows because of one thing, and would not have happened otherwise.
import { faultIn } from "../engine/faults.js";
import { networkOf } from "../engine/network_arrays.js";
import { translated } from "../engine/preparation.js";
import { make } from "../parts/elements.js";
import { buildMap } from "../parts/map.js";
import { severalChoice } from "../parts/several.js";
import { apart } from "./apart.js";
import { begun, causesOf, lifts, pairOf, usualAmount } from "./causes.js";
import { buildPlayer } from "./player.js";
import { ORDERS, countsOf, keysOf, placesOf, sentenceOf, signOf, sparedIn, stepsOf, usualFirst } from "./steps.js";

export const cascadeView = { name: "cascade", title: "The cascade", build };

const RUNS = [64, 256];
const MOST_NAMED = 3; // of those whom something befalls

function build(root, app) {
  const cause = { start: "could", name: "coordinator-leaves", amount: true, month: 12, chosen: new Set() };
  const held = { network: null, ties: new Set(), found: null, told: 0, running: null };
  const said = make("p", { class: "cascade-said", role: "status" });
  const counted = make("p", { class: "cascade-counts" });
  const stage = make("div", { class: "cascade-map" });
  const key = make("p", { class: "cascade-key" });
  const list = make("ol", { class: "cascade-told", tabindex: "0", "aria-label": "What follows, step by step" });
  const form = buildForm(app.data, cause, { run: () => run(), changed: () => draw(), choose: (names) => chooseAll(names) });
  const player = buildPlayer({ change: draw, another, here: (month) => form.at(month) });
  root.append(
    make("h2", {}, "What follows from one thing"), form.root, said, counted,
    make("div", { class: "cascade-stage" }, stage, make("div", { class: "cascade-side" }, key, list)), player.root,
  );
  const map = buildMap(stage, { choose, id: "cascade-map", label: "The region; choose whom it befalls" });

  // A click takes an organisation in or out, or all that are based in a place.
  function choose(table, row) {
    const { organisations, [table]: rows } = held.network;
    const clicked = table === "organisations" ? [row] : organisations.flatMap((each, number) => (each.locality === rows[row].name ? [number] : []));
    const out = clicked.every((each) => cause.chosen.has(each));
    for (const each of clicked) {
      if (out) cause.chosen.delete(each);
      else cause.chosen.add(each);
    }
    form.render(held.network);
    draw();
  }

  function chooseAll(names) {
    const wanted = new Set(names);
    cause.chosen = new Set(held.network.organisations.flatMap(({ name }, number) => (wanted.has(name) ? [number] : [])));
    form.render(held.network);
    draw();
  }

  async function run() {
    const { study, settings } = app.store.state;
    const fault = faultIn(app.data, study.network, study.scenarios.slice(0, 1)) ?? form.fault(held.network);
    said.textContent = fault ?? (app.engine ? "" : "The model is starting: try again in a moment.");
    said.classList.toggle("fault", Boolean(fault));
    if (fault || !app.engine) return;
    counted.textContent = "Running…";
    held.running?.abort();
    held.running = new AbortController();
    try {
      for (const runs of RUNS) {
        held.found = await follow(app, study, settings, cause, held.ties, runs, held.running.signal);
        held.told = 0;
        tell();
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      said.textContent = `The runs could not be made: ${error.message}`;
      counted.textContent = "";
    }
  }

  function another() {
    if (!held.found?.usual.length) return;
    held.told = (held.told + 1) % held.found.usual.length;
    tell();
  }

  function tell() {
    const { found } = held;
    const number = found.usual[held.told];
    const steps = found.runs[number] ?? [];
    counted.textContent = countsInWords(found, number, held.told);
    player.begin(steps, found.month);
  }

  function draw() {
    if (!held.network) return;
    const steps = player.shown();
    const lifted = Boolean(held.found?.lifted);
    const kindOf = (step) => `${ORDERS[step.problem.order]}${lifted ? " spared" : ""}${step === steps.at(-1) ? " now" : ""}`;
    const worst = new Map();
    for (const each of steps) if (each.organisation >= 0) worst.set(each.organisation, each);
    map.render({
      network: held.network,
      look: (table, row) => {
        if (table !== "organisations") return {};
        const step = worst.get(row);
        const chosen = cause.chosen.has(row) ? "chosen" : "";
        return step ? { kind: `${chosen} ${kindOf(step)}`, text: lifted ? sparedIn(step) : step.problem.title } : { kind: chosen };
      },
      lit: lifted ? [] : steps.filter((each) => each.tie).map((each) => ({ ends: each.tie, kind: kindOf(each) })),
    });
    drawKey(key, lifted);
    drawList(list, app.data, held, steps);
  }

  return {
    render(state, shown) {
      if (!shown) {
        player.pause();
        return;
      }
      if (state.study.network !== held.network || state.engine !== held.engine) {
        const { study: { network }, engine } = state;
        Object.assign(held, { network, engine, ties: tiesOf(app.data, state), found: null });
        cause.chosen.clear();
        player.begin([], cause.month);
        counted.textContent = "";
      }
      form.render(held.network);
      draw();
    },
  };
}

// Whom ties lie between, as the model has them.
function tiesOf(data, { study, engine }) {
  if (engine !== "ready" || faultIn(data, study.network, [])) return new Set();
  return new Set(translated.structure_of(networkOf(study.network)).ties.map(([one, other]) => `${one} ${other}`));
}

// What follows, in every run.
async function follow(app, study, settings, cause, ties, runs, signal) {
  const { network, scenarios: [base] } = study;
  cause.horizon = base.horizon;
  const organisations = [...cause.chosen].map((number) => network.organisations[number].name);
  const { pair: futures, since, already } = pairOf(app.data, begun(app.data, base, cause.start), { ...cause, organisations });
  const kept = { seed: settings.seed, parameters: settings.parameters, marks: [base.horizon], problems: true };
  const pair = futures.map((each) => app.engine.results(network, each, kept));
  await Promise.all(pair.map((each) => app.engine.extend(each, runs, signal)));
  const { earlier, to_turn } = app.data.cascade;
  const span = { months: base.horizon + 1 - app.data.months.first, earlier, to_turn };
  const places = placesOf(app.data, network.organisations.length);
  const told = { first: app.data.months.first, since, ties };
  const steps = Array.from({ length: runs }, (_, run) =>
    stepsOf(app.data, places, apart(...pair.map((results) => results.turns(run)), span), told));
  return { runs: steps, month: since, lifted: lifts(cause), already, usual: usualFirst(steps), ...countsOf(steps, network.organisations.length) };
}

function countsInWords({ runs, month, lifted, already, widely, nothing, back, usual }, number, told) {
  const all = runs.length;
  const before = already ? `The base has lifted it already, since month ${month}; told is what that spares. ` : "";
  const ways = lifted ? "ends, or is kept away," : "begins, or stays,";
  if (nothing === all) return `${before}Nothing comes of it: in ${all} of ${all} runs no problem ${ways} because of it.`;
  const parts = [`In ${widely} of ${all} runs this ${lifted ? "spares a third of the organisations a problem" : "reaches a third of the organisations"}; in ${nothing} nothing comes of it`];
  if (back && !lifted) parts.push(`in ${back} it comes back as a fault of the setting`);
  const which = told === 0 ? "the most usual" : `number ${told + 1} of ${usual.length} by how usual it is`;
  return `${before}${parts.join("; ")}. Told here: run ${number}, ${which}.`;
}

function drawList(list, data, { found, network }, steps) {
  const names = network.organisations.map((each) => each.name);
  if (list.childElementCount > steps.length || list.steps !== found) {
    list.replaceChildren();
    list.steps = found;
  }
  for (const step of steps.slice(list.childElementCount)) {
    const often = found.counts.get([...keysOf([step])][0]) ?? 0;
    list.append(make("li", { class: ORDERS[step.problem.order] },
      make("span", { class: "when" }, `Month ${step.month}`), " ",
      make("b", { class: "order" }, `${signOf(step)}${step.back && !found.lifted ? " ↩" : ""}`), " ",
      make("bdi", { class: "who" }, step.organisation < 0 ? "The network" : names[step.organisation]), ": ",
      make("span", {}, found.lifted ? sparedIn(step) : sentenceOf(data, step, names)),
      make("span", { class: "often" }, ` (in ${often} of ${found.runs.length} runs)`)));
  }
  [...list.children].forEach((each, at) => each.classList.toggle("now", at === steps.length - 1));
  list.lastElementChild?.scrollIntoView({ block: "nearest" });
}

function drawKey(key, lifted) {
  const orders = [["first", "① in the setting"], ["second", "② in the work"], ["third", "③ in the members"]];
  const words = orders.map(([kind, text]) => make("span", { class: kind }, text));
  if (lifted) key.replaceChildren(...words, make("span", {}, "◯ a problem that ends, or is kept away"));
  else key.replaceChildren(...words, make("span", {}, "↩ comes back"),
    make("span", { class: "soft" }, "“Because” names what came before it and may lead to it by the model's links."));
}

// What is done, when, and to whom.
function buildForm(data, cause, { run, changed, choose: chooseNames }) {
  const start = select("cascade-start", [["could", "as it could be: the four barriers lifted"], ["studied", "as it was studied"]], cause.start);
  const what = make("select", { id: "cascade-what" });
  const amount = make("input", { id: "cascade-amount", type: "number", step: "any" });
  const unit = make("span", { class: "unit" });
  const month = make("input", { id: "cascade-month", type: "number", value: cause.month, min: data.months.first });
  const names = make("span");
  const several = make("span");
  const whom = make("span", { class: "whom" }, several, names);
  const fill = () => {
    const causes = causesOf(data, cause.start);
    what.replaceChildren(...causes.map((each) => make("option", { value: each.name, selected: each.name === cause.name }, each.title)));
    if (!causes.some((each) => each.name === cause.name)) choose(causes[0].name);
  };
  const declared = () => causesOf(data, cause.start).find((each) => each.name === cause.name);
  const choose = (name) => {
    cause.name = name;
    cause.amount = usualAmount(declared().unit);
    amount.value = cause.amount === true ? "" : cause.amount;
  };
  start.addEventListener("change", () => { cause.start = start.value; fill(); changed(); });
  what.addEventListener("change", () => { choose(what.value); render(); changed(); });
  amount.addEventListener("change", () => { cause.amount = Number(amount.value); });
  month.addEventListener("change", () => { cause.month = Number(month.value); });
  fill();
  amount.value = cause.amount === true ? "" : cause.amount;
  const go = make("button", { type: "button", class: "strong", onclick: run }, "See what follows");
  const field = (text, ...parts) => make("label", {}, make("span", {}, text), ...parts);
  const root = make("div", { class: "cascade-form" },
    field("The region", start), field("What happens", what), make("span", { class: "amount" }, field("How much", amount), unit),
    field("In month", month), whom, go);
  let known = null;
  function render(network = known) {
    if (known !== network || !several.childElementCount) several.replaceChildren(severalChoice({ id: "cascade-several", network, choose: chooseNames }));
    known = network;
    const { befalls, unit: counted } = declared();
    root.querySelector(".amount").hidden = counted === "yes";
    unit.textContent = { share: "of 1", months: "months", leaders: "leaders" }[counted] ?? "";
    amount.max = counted === "share" ? 1 : data.months.longest;
    amount.min = 0;
    whom.hidden = befalls === "network";
    names.textContent = befallen(network, cause.chosen) ?? (befalls === "organisations" ? "to all, or choose on the map" : "to whom? choose on the map");
  }
  function fault(network) {
    const { befalls, unit: counted, title } = declared();
    const { horizon } = cause;
    if (befalls === "named organisations" && !cause.chosen.size) return `${title}: choose on the map whom it befalls.`;
    if (!Number.isInteger(cause.month) || cause.month < data.months.first || cause.month > (horizon ?? data.months.longest)) return `The month is a whole number from ${data.months.first} on, within the years that are run.`;
    if (counted === "share" && !(cause.amount > 0 && cause.amount <= 1)) return "How much is a share above 0 and up to 1, such as 0.33.";
    if (["months", "leaders"].includes(counted) && !(Number.isInteger(cause.amount) && cause.amount >= 1)) return `How much is a whole number of ${counted}, from 1 on.`;
    return network ? null : "There is no network yet.";
  }
  const at = (wanted) => {
    cause.month = wanted;
    month.value = wanted;
    what.focus();
  };
  return { root, render, fault, at };
}

// Whom it befalls, by names where they are few; null: nobody is chosen.
function befallen({ organisations }, chosen) {
  if (!chosen.size) return null;
  if (chosen.size > MOST_NAMED) return `to ${chosen.size} of ${organisations.length}, as the map shows`;
  return `to ${[...chosen].map((number) => organisations[number].name).join(", ")}`;
}

function select(id, options, chosen) {
  return make("select", { id }, ...options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)));
}
