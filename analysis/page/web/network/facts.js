// What is known of the network as a whole: its name, where its centre lies, and its facts.
import { make } from "../parts/elements.js";
import { readNumber, shown } from "./cells.js";
import { inWords } from "./faults.js";

const SOURCES = ["assumption", "own records"];
const MEANINGS = {
  funding: "What pays for the network's core each year, in GBP.",
  leaders: "Committed people who lead it and whom the network does not pay.",
  commissioner_priority: "How high commissioners rank this care: 0 not at all, 1 first.",
  sector_funding: "How far the whole field's money is enough: 0 none, 1 all it needs.",
  definition_breadth: "How much the network takes on: 0 one narrow task, 1 from recognition of illness to after death.",
  obligation: "How far law or agreement makes members use guidelines: 0 not, 1 fully.",
  organisational_distance: "How different members are: 0 alike, 1 as NHS and others are. Empty: as the mix makes it.",
};

/** @param {object} tables of `network_data` @param {import("./changes.js").Changes} changes */
export function buildFacts(root, tables, changes) {
  const fields = new Map();
  const text = (label, value, write) => {
    const input = make("input", { type: "text", autocomplete: "off", onchange: () => write(input.value.trim()) });
    root.append(make("label", { class: "field" }, make("b", {}, label), input));
    return () => { if (document.activeElement !== input) input.value = value(); };
  };
  const readers = [
    text("What people call it", () => changes.network.title, (title) => title && changes.describe({ title })),
    text("Description", () => changes.network.description ?? "", (description) => changes.describe({ description })),
    ...["x_km", "y_km"].map((axis) => text(`Centre, km ${axis === "x_km" ? "east" : "north"}`, () => shown(changes.network.centre[axis]),
      (value) => { const read = readNumber(value, false).value; if (typeof read === "number") changes.describe({ centre: { ...changes.network.centre, [axis]: read } }); })),
  ];
  for (const fact of tables.facts) fields.set(fact.name, buildFact(root, fact, changes));
  return {
    render(network, faults) {
      for (const each of readers) each();
      for (const [name, field] of fields) field.render(network.facts[name], faults.find((each) => each.table === "facts" && each.column === name));
    },
    go(name) { fields.get(name)?.focus(); },
  };
}

function buildFact(root, fact, changes) {
  const id = `fact-${fact.name}`;
  const value = make("input", { type: "text", id, inputmode: "decimal", autocomplete: "off", "aria-describedby": `${id}-what`, onchange: () => {
    const given = value.value.trim();
    changes.fact(fact.name, { value: given === "" ? null : readNumber(given, fact.of === "int", fact.most).value });
  } });
  const source = make("select", { "aria-label": `Source of ${fact.title}`, onchange: () => changes.fact(fact.name, { source: source.value }) });
  const what = make("small", { id: `${id}-what` });
  root.append(make("div", { class: "field" }, make("label", { for: id }, make("b", {}, fact.title)), make("span", { class: "pair" }, value, source), what));
  return {
    focus: () => value.focus(),
    render(given, fault) {
      if (document.activeElement !== value) value.value = shown(given?.value);
      const own = [given?.source ?? "assumption"].flat().join(", ");
      source.replaceChildren(...[...new Set([...SOURCES, own])].map((each) => make("option", { selected: each === own }, each)));
      value.setAttribute("aria-invalid", String(Boolean(fault)));
      what.textContent = fault ? inWords(fault) : MEANINGS[fact.name] ?? fact.about;
      what.className = fault ? "fault" : "soft";
    },
  };
}
