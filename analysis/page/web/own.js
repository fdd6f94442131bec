// What a live page can do besides its switches: pull any lever from any month at any strength, set any number of the
// model, go to another network. Levers are future B's; numbers hold in both futures, so that they differ by levers alone.
import { CHANGED, LOST } from "./data.js";
import { make } from "./elements.js";
import { sourceButton } from "./sources.js";
import { sameChoice, settled } from "./state.js";
import { settingName } from "./switches.js";

const MOST_FOUND = 6; // numbers shown of a search

export function buildOwn(root, app) {
  if (app.room.mode !== "server") return { render() {} };
  const server = followServer(app);
  const pace = new Pace(app);
  const levers = buildLevers(app, pace);
  const numbers = buildNumbers(app, pace);
  const heading = make("span", {}, "Any lever, any number, any network");
  const parts = [levers.root, numbers.root, buildRooms(app)];
  const panel = make("details", { class: "own" }, make("summary", {}, heading), ...parts);
  panel.addEventListener("toggle", () => panel.open && toTop(panel));
  root.append(panel);
  return {
    render(state) {
      server.render(state);
      pace.follow(state);
      levers.render();
      numbers.render();
    },
  };
}

// --- from a slider to the server -------------------------------------------------------------------------------

// What is set here, ahead of what the room has: a slider moves faster than settings come, so that the next is asked
// for when the last is there, and what was set in between is left out.
class Pace {
  constructor(app) {
    this.app = app;
    this.levers = {};
    this.parameters = {};
    this.busy = false;
    this.moved = false;
  }

  follow({ b }) {
    if (this.busy) return;
    this.levers = { ...b.own?.levers };
    this.parameters = { ...b.own?.parameters };
  }

  set(kind, name, value) {
    this[kind] = { ...this[kind] };
    if (value === null) delete this[kind][name];
    else this[kind][name] = value;
    this.moved = true;
    if (!this.busy) this.#send();
  }

  async #send() {
    const { store, source } = this.app;
    this.busy = true;
    while (this.moved) {
      this.moved = false;
      const { a, b } = store.state;
      store.set({ a: this.#withOwn(a, a.own?.levers ?? {}), b: this.#withOwn(b, this.levers) });
      await Promise.allSettled([source.setting(store.state.a), source.setting(store.state.b)]);
    }
    this.busy = false;
  }

  #withOwn(choice, levers) {
    const { parameters } = this;
    const nothing = !Object.keys(levers).length && !Object.keys(parameters).length;
    const changed = { bundle: choice.bundle, own: nothing ? null : { levers, parameters } };
    return sameChoice(choice, changed) ? choice : changed;
  }
}

// --- levers ----------------------------------------------------------------------------------------------------

function buildLevers(app, pace) {
  const pick = make("select", { id: "own-lever" }, ...app.room.levers.map((each) => make("option", { value: each.name }, each.title)));
  const add = () => pace.set("levers", pick.value, { start: 0, strength: 1 });
  const rows = new OwnRows("data-own-lever", (name) => leverRow(app, pace, name));
  const root = make(
    "section",
    {},
    make("h3", {}, "Levers of future B"),
    make("label", { for: pick.id }, "Any of them, from any month, at any strength. Where a switch pulls the same lever, what is set here counts."),
    make("div", { class: "own-add" }, pick, make("button", { type: "button", onclick: add, "data-action": "add-lever" }, "Add")),
    rows.root,
  );
  return { root, render: () => rows.render(pace.levers) };
}

function leverRow(app, pace, name) {
  const lever = app.room.levers.find((each) => each.name === name);
  const set = (patch) => pace.set("levers", name, { ...pace.levers[name], ...patch });
  const start = slider("start", { min: 0, max: app.room.months.last, step: 1 }, (month) => `from month ${month}`, (value) => set({ start: value }));
  const strength = slider("strength", { min: 0, max: 100, step: 5 }, (share) => `${share} % of its strength`, (value) => set({ strength: value / 100 }));
  const off = make("button", { type: "button", "data-action": "remove", onclick: () => pace.set("levers", name, null) }, "Take away");
  off.setAttribute("aria-label", `Take away: ${lever.title}`);
  const there = lever.spells.length ? make("p", { class: "note" }, "It is at work as things are; from the month set here, this takes its place.") : "";
  const head = make("p", { class: "own-name" }, lever.title);
  return {
    root: make("li", {}, head, there, start.root, strength.root, make("div", { class: "own-tools" }, off, sourceButton(app, "lever", name))),
    render(spell) {
      start.show(spell.start, lever.title);
      strength.show(Math.round(100 * spell.strength), lever.title);
    },
  };
}

// --- numbers ---------------------------------------------------------------------------------------------------

function buildNumbers(app, pace) {
  const search = make("input", { type: "search", id: "own-search", autocomplete: "off", "aria-describedby": "own-found" });
  const found = make("ul", { class: "own-results", role: "list" });
  const count = make("p", { id: "own-found", class: "note", role: "status" });
  const rows = new OwnRows("data-own-parameter", (name) => numberRow(app, pace, name));
  const choose = (each) => {
    search.value = "";
    look();
    pace.set("parameters", each.name, each.value);
    search.focus();
  };
  const look = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length ? app.room.parameters.filter((each) => words.every((word) => searchable(each).includes(word))) : [];
    found.replaceChildren(...hits.slice(0, MOST_FOUND).map((each) => make("li", {}, resultButton(each, choose))));
    count.textContent = !words.length ? "" : hits.length > MOST_FOUND ? `${hits.length} found; the first ${MOST_FOUND} are shown.` : `${hits.length} found.`;
  };
  search.addEventListener("input", look);
  search.addEventListener("focus", () => toTop(root)); // what is found stands below
  const root = make(
    "section",
    {},
    make("h3", {}, "Numbers of the model"),
    make("p", {}, "Each run draws its numbers from a range. One set here is the same in every run, and in both futures."),
    make("label", { for: search.id }, `Find one of ${app.room.parameters.length}, such as trust`),
    search,
    count,
    found,
    rows.root,
  );
  return { root, render: () => rows.render(pace.parameters) };
}

// Scroll what the panel stands in, and not the page, until this is at its top.
function toTop(root) {
  const box = root.closest(".switch-list");
  box.scrollTop += root.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

function searchable(each) {
  return `${each.what} ${each.name.replaceAll(/[._]/g, " ")} ${each.name}`.toLowerCase();
}

function resultButton(each, choose) {
  return make("button", { type: "button", "data-parameter": each.name, onclick: () => choose(each) }, each.what);
}

function numberRow(app, pace, name) {
  const number = app.room.parameters.find((each) => each.name === name);
  const { low, high, value, unit, domain, grade } = number;
  const text = (shown) => `${plainNumber(shown)} ${unit}`;
  const set = (given) => pace.set("parameters", name, given);
  // A number without a range may be set as well; how far is up to who sets it.
  const [least, most] = low < high ? [low, high] : [value ? Math.min(0, 2 * value) : 0, value ? Math.max(0, 2 * value) : 1];
  const range = slider("value", { min: least, max: most, step: (most - least) / 100 }, text, set);
  const exact = make("input", { type: "number", step: "any", "data-quantity": "exact", "aria-label": `Exactly: ${number.what}` });
  if (domain[0] !== null) exact.min = domain[0];
  if (domain[1] !== null) exact.max = domain[1];
  exact.addEventListener("change", () => {
    if (exact.value !== "" && exact.checkValidity()) set(exact.valueAsNumber);
    else exact.reportValidity();
  });
  const reset = make("button", { type: "button", "data-action": "reset", onclick: () => set(null) }, "Let runs draw it");
  reset.setAttribute("aria-label", `Let runs draw it again: ${number.what}`);
  const spread = low < high ? `Runs draw it from ${plainNumber(low)} to ${plainNumber(high)}; central value ${plainNumber(value)}.` : `Otherwise it is ${plainNumber(value)}.`;
  const said = `${spread} Grade: ${app.room.bases[grade] ?? grade}.`;
  return {
    root: make("li", {}, make("p", { class: "own-name" }, number.what), range.root, make("p", { class: "note" }, said), make("div", { class: "own-tools" }, exact, reset, sourceButton(app, "parameter", name))),
    render(set) {
      range.show(set, number.what);
      if (document.activeElement !== exact) exact.value = plainNumber(set);
    },
  };
}

function plainNumber(value) {
  return String(Number(value.toPrecision(4)));
}

// --- what rows are made of -------------------------------------------------------------------------------------

// A list with a row for each thing set, made when it is first set and kept while it is.
class OwnRows {
  constructor(attribute, build) {
    this.root = make("ul", { class: "own-rows", role: "list" });
    this.attribute = attribute;
    this.build = build;
    this.rows = new Map();
  }

  render(things) {
    for (const [name, row] of this.rows) {
      if (name in things) continue;
      // Whoever took it away by the keyboard is left where it was.
      const next = row.root.contains(document.activeElement) ? this.root.parentElement.querySelector("select, input") : null;
      row.root.remove();
      this.rows.delete(name);
      next?.focus();
    }
    for (const [name, thing] of Object.entries(things)) {
      if (!this.rows.has(name)) {
        const row = this.build(name);
        row.root.setAttribute(this.attribute, name);
        this.root.append(row.root);
        this.rows.set(name, row);
      }
      this.rows.get(name).render(thing);
    }
  }
}

function slider(quantity, { min, max, step }, say, set) {
  const input = make("input", { type: "range", min, max, step, "data-quantity": quantity });
  const output = make("span", { class: "own-value" });
  input.addEventListener("input", () => set(input.valueAsNumber));
  return {
    root: make("label", { class: "own-slider" }, output, input),
    show(value, title) {
      const text = say(value);
      if (input.valueAsNumber !== value) input.value = value;
      output.textContent = text;
      input.setAttribute("aria-label", `${title}: ${quantity}`);
      input.setAttribute("aria-valuetext", text);
    },
  };
}

// --- networks --------------------------------------------------------------------------------------------------

function buildRooms(app) {
  const { room } = app;
  const options = room.rooms.map((each) => make("option", { value: each.name }, `${each.network}: ${each.title}`));
  const pick = make("select", { id: "own-room" }, ...options);
  pick.value = room.name;
  const go = () => location.assign(`?${new URLSearchParams({ room: pick.value })}`);
  const open = make("button", { type: "button", "data-action": "open-room", onclick: go }, "Open");
  return make(
    "section",
    {},
    make("h3", {}, "Network and scenario"),
    ...(options.length > 1 ? [make("label", { for: pick.id }, "The page begins anew with it."), make("div", { class: "own-add" }, pick, open)] : []),
    make("p", { class: "note" }, "To have others here, name them when the server starts: mcn workshop serve --network FOLDER"),
  );
}

// --- a server that stops and comes back --------------------------------------------------------------------------

function followServer(app) {
  const { store, source } = app;
  const banner = document.getElementById("lost");
  const reload = make("button", { type: "button", "data-action": "reload", onclick: () => location.reload() }, "Show what it has now");
  const more = make("p", { class: "banner changed", role: "alert", hidden: true }, CHANGED, " ", reload);
  const still = make("p", { class: "banner still", role: "status", hidden: true });
  banner.after(more, still);
  source.watch((found) => {
    if (found === "back") {
      // Asked for again, for what was chosen meanwhile.
      store.set({ lost: "", a: { ...store.state.a }, b: { ...store.state.b } });
      app.say("The server is back.");
      return;
    }
    more.hidden = found !== "changed";
    store.set({ lost: found === "changed" ? CHANGED : LOST });
  });
  return {
    // What was chosen since the server went is named on the page already, and its numbers are not there yet.
    render(state) {
      still.hidden = source.state === "there" || settled(state) || !(state.ofA && state.ofB);
      if (!still.hidden) still.textContent = `Shown is still B: ${settingName(app, state.ofB)}, against A: ${settingName(app, state.ofA)}.`;
    },
  };
}
