// The model for other programs: a module that needs nothing beside itself, in a browser and in Node.
import { start } from "./engine.js";
import { faultIn } from "./faults.js";
import { provide } from "./given.js";
import { data, worker } from "./own.js";

let engine = null;
provide(data);

// Where there are workers they share the runs; elsewhere runs are made one part after the other.
function started() {
  const there = typeof Worker === "function" && typeof document !== "undefined";
  const source = () => URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  engine ??= start(data, there ? ((address) => () => new Worker(address))(source()) : null);
  return engine;
}

/** What can be asked of the model: levers, shocks, parameters and outcomes, each with its unit and range; and the shipped network. */
export const model = {
  ...Object.fromEntries(["levers", "shocks", "parameters", "outcomes"].map((each) => [each, data[each]])),
  network: data.tables.shipped,
};

/**
 * @typedef {object} Runs
 * @property {number[]} months
 * @property {Record<string, Float64Array>} outcomes by name, (runs, months) in rows
 * @property {Record<string, Record<string, Float64Array>>} costs GBP of each run from month 0 to the last of these months, by payer and kind
 */

/**
 * Run a scenario.
 * @param {object} asked
 * @param {object} [asked.network] as a study saved by the page has it; left out: the one that ships
 * @param {object} [asked.scenario] as such a study has it: `levers`, `shocks`, `parameters`, `links`, `loops`, `facts`, `horizon`
 * @param {number} [asked.runs] how many, 256 unless said
 * @param {number} [asked.seed] the same seed gives the same luck to all scenarios
 * @param {"accepted" | "prior" | "central"} [asked.parameters]
 * @param {number[]} [asked.months] which months are given; left out: the last
 * @param {string[]} [asked.outcomes] by name; left out: all
 * @param {AbortSignal} [asked.signal] ends the wait
 * @returns {Promise<Runs>}
 */
export async function simulate({ network = data.tables.shipped, scenario = {}, runs = 256, seed = 1, parameters = "accepted", months, outcomes, signal } = {}) {
  const whole = { name: "scenario", title: "A scenario", horizon: 60, levers: {}, shocks: [], parameters: {}, links: {}, loops: {}, facts: {}, ...scenario };
  const marks = months ?? [whole.horizon];
  const names = outcomes ?? data.outcomes.map((each) => each.name);
  const fault = faultIn(data, network, [whole]) ?? wrongIn(whole, { runs, seed, parameters, marks, names });
  if (fault) throw new RangeError(fault);
  const running = await started();
  const results = running.results(network, whole, { seed, parameters, marks: [...marks].sort((a, b) => a - b), alone: true });
  await running.extend(results, runs, signal);
  const columns = names.map((name) => [name, inRows(marks.map((month) => results.atMark(placeOf(name), month, data.outcomes.length, runs)), runs)]);
  return { months: [...marks], outcomes: Object.fromEntries(columns), costs: costsOf(results, Math.max(...marks), runs) };
}

/** End what keeps a program alive; `simulate` starts anew. */
export async function stop() {
  (await engine)?.pool.stop();
  engine = null;
}

const placeOf = (name) => data.outcomes.findIndex((each) => each.name === name);

function wrongIn({ horizon }, { runs, seed, parameters, marks, names }) {
  const { first } = data.months;
  const count = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
  if (!count(runs, 1, 1e6)) return `runs: ${runs} is no whole number from 1 to 1,000,000`;
  if (!count(seed, 0, 2 ** 32 - 1)) return `seed: ${seed} is no whole number from 0 to ${2 ** 32 - 1}`;
  if (!["accepted", "prior", "central"].includes(parameters)) return `parameters: ${parameters} is not known; write accepted, prior or central`;
  const month = marks.find((each) => !count(each, first, horizon));
  if (month !== undefined || !marks.length) return `months: ${month ?? "none"} is not one from ${first} to the horizon ${horizon}`;
  const stranger = names.find((each) => placeOf(each) < 0);
  return stranger === undefined ? null : `outcomes: there is no outcome ${stranger}; they are ${data.outcomes.map((each) => each.name).join(", ")}`;
}

function inRows(columns, runs) {
  const rows = new Float64Array(runs * columns.length);
  columns.forEach((column, place) => column.forEach((value, run) => { rows[run * columns.length + place] = value; }));
  return rows;
}

function costsOf(results, month, runs) {
  const { payers, kinds } = data.costs;
  const mark = results.job.marks.indexOf(month) * payers.length * kinds.length;
  const of = (payer) => Object.fromEntries(kinds.map((kind, place) => [kind, results.column("costs", mark + payer * kinds.length + place, runs)]));
  return Object.fromEntries(payers.map((payer, place) => [payer, of(place)]));
}
