// What is wrong with a scenario, in the words of sim/inputs (timing.py, shocks.py, overrides.py); shared cases hold it.
import { quoted, suggestion } from "../parts/errors.js";
import { Fields, months, short, whole } from "./fields.js";
import { shocksOf } from "./shock_checks.js";
import { leversOf } from "./spell_checks.js";
import { figure } from "./words.js";

/**
 * @typedef {{keys: (string | number)[], what: string, meant: string}} Fault
 * @param {object} data of the page
 * @param {object} network of the study
 * @param {object} scenario of the study
 * @returns {Fault[]} everything wrong with it, each by the keys that lead there
 */
export function faultsOf(data, network, scenario) {
  const fields = new Fields(data);
  named(fields, scenario);
  const pulled = leversOf(fields, scenario.levers ?? {});
  const shocks = shocksOf(fields, scenario.shocks ?? []);
  for (const map of ["parameters", "links", "loops", "facts"]) numbers(fields, map, scenario[map] ?? {});
  for (const { lever, keys, spell } of pulled) if (lever.scope === "organisations") strangers(fields, network, [...keys, "reach"], spell.reach);
  for (const { keys, shock } of shocks) strangers(fields, network, [...keys, "organisations"], shock.organisations);
  late(fields, scenario.horizon, pulled, shocks);
  return fields.faults;
}

function named(fields, { title, horizon }) {
  short(fields, ["title"], title);
  whole(fields, ["horizon"], months(horizon), 1, fields.data.months.longest);
}

const KINDS = { parameters: "parameter", links: "link", loops: "reinforcing loop", facts: "fact" };

function numbers(fields, map, given) {
  const known = new Map(fields.data[map].map((each) => [each.name, each.domain ?? [0, 1]]));
  for (const [name, value] of Object.entries(given)) {
    const keys = [map, name];
    if (known.has(name)) fields.number(keys, value, known.get(name));
    else {
      const of = map === "facts" ? " of a network" : "";
      fields.fault(keys, `there is no ${KINDS[map]} ${quoted(name)}${of}`, suggestion(name, [...known.keys()]));
    }
  }
  if (map === "facts" && typeof given.leaders === "number" && !Number.isInteger(given.leaders)) {
    fields.fault(["facts", "leaders"], `leaders: ${figure(given.leaders)} is not a whole number`, "write a number of people");
  }
}

// Which names of a reach are not the network's, or that it reaches nobody there.
function strangers(fields, network, keys, selector) {
  if (!selector) return;
  const known = {
    name: ["organisation", network.organisations.map((each) => each.name)],
    locality: ["locality", network.localities.map((each) => each.name)],
  };
  const key = keys.at(-1);
  let strange = false;
  for (const [field, [what, names]] of Object.entries(known)) {
    for (const name of selector[field] ?? []) {
      if (names.includes(name)) continue;
      strange = true;
      fields.fault([...keys, field], `${key}: there is no ${what} ${quoted(name)}`, suggestion(name, names));
    }
  }
  if (!strange && !fields.whom(network, selector).length) {
    fields.fault(keys, `${key}: no organisation of ${network.name} is of this sort`, "name a kind, sector, role or distance that it has");
  }
}

function late(fields, horizon, pulled, shocks) {
  if (typeof horizon !== "number") return;
  for (const { lever, keys, spell } of pulled) {
    if (spell.start <= horizon) continue;
    fields.fault(
      [...keys, "start"],
      `${lever.name} starts in month ${spell.start}, after the horizon ${horizon}`,
      "write an earlier start or a later horizon",
    );
  }
  for (const { keys, shock } of shocks) {
    if (shock.month <= horizon) continue;
    fields.fault(
      [...keys, "month"],
      `${shock.kind.name} happens in month ${shock.month}, after the horizon ${horizon}`,
      "write an earlier month or a later horizon",
    );
  }
}

/** Which parameters are fixed at what they can mean and are not likely to be, by name. */
export function doubtsOf(data, scenario) {
  const doubts = new Map();
  for (const {
    name,
    prior: { low, high },
  } of data.parameters) {
    const value = scenario.parameters?.[name];
    if (typeof value !== "number" || low === high || (low <= value && value <= high)) continue;
    doubts.set(name, `${name}: ${figure(value)} is outside its plausible range, ${figure(low)} to ${figure(high)}`);
  }
  return doubts;
}
