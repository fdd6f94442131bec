// Runs of one scenario in one instance of the model: what `sim.engine.ensemble` does with its arrays.
import { array, floats, whole } from "./module.js";

/**
 * @typedef {object} Kept what is kept of runs, each (runs, months, ...) in rows
 * @property {Float64Array} outcomes (runs, months, outcomes)
 * @property {Float64Array} costs (runs, months, payers x kinds), in the months since the one kept before
 * @property {Float64Array} organisations (runs, months, organisations, states); empty where not selected
 * @property {Float64Array} localities
 * @property {Float64Array} ties
 * @property {Int8Array} turns (runs, problems, months): 1 where a problem turns out to hold, -1 no longer to
 */

/**
 * Run some runs.
 * @param {import("./module.js").Model} model
 * @param {object} layout how arrays are laid out, of the page's data
 * @param {object} arrays `network`, `schedule`, `prior`, each a mapping of arrays in their Python order, and `varied`
 * @param {object} job `sets` and `lucks` of the runs, `seed`, `horizon`, `months`, and what is kept beside outcomes
 * @returns {Kept}
 */
export function run(model, layout, { network, schedule, prior, varied }, job) {
  const counts = countsOf(network);
  const marks = marksOf(layout, job.problems ? counts.organisations : -1);
  const kept = roomFor(layout, counts, marks, job);
  const selection = [placesOf(layout, job), whole(layout.rows), marks.arrays];
  const runs = job.sets.length;
  const space = spaceOf(layout, counts, marks.count);
  model.call("run", [
    model.calls, space, job.seed, 0, runs,
    whole(job.sets), whole(job.lucks), Object.values(prior), varied, Object.values(network),
    Object.values(schedule), selection, Object.values(kept),
  ]);
  return Object.fromEntries(Object.entries(kept).map(([name, each]) => [name, model.read(each)]));
}

function countsOf(network) {
  const rows = (each) => network[each].shape[0];
  return { organisations: rows("organisations"), ties: rows("tie_ends"), localities: rows("localities") };
}

function spaceOf(layout, counts, problems) {
  const { lanes, rows_of: rows } = layout;
  const room = (count) => array("f8", [count * lanes]);
  return [
    room(rows.workspace), room(counts.organisations * rows.organisation), room(counts.ties * rows.tie),
    room(rows.levers), room(counts.localities * rows.place), room(counts.localities * rows.ranked),
    room(0), room(problems * rows.problem), room(0), array("i8", [lanes]), array("i8", [lanes]),
  ];
}

// The place of each month among those kept, or -1.
function placesOf({ first_month: first }, { horizon, months }) {
  const places = new Array(horizon + 1 - first).fill(-1);
  months.forEach((month, place) => { places[month - first] = place; });
  return whole(places);
}

// What marks problems: the network's, then those of each organisation in turn; none where they are not kept.
function marksOf(layout, organisations) {
  const { core, member } = layout.problems;
  const all = organisations < 0 ? [] : [...core, ...Array.from({ length: organisations }, () => member).flat()];
  const some = (each) => (organisations < 0 ? [] : each);
  const own = organisations > 0 ? member : [];
  return {
    count: all.length,
    arrays: [
      whole(some(core).map((each) => each.fact)), whole(some(core).map((each) => each.row)),
      whole(own.map((each) => each.fact)), whole(own.map((each) => each.row)),
      floats(all.map((each) => each.sign)), floats(all.map((each) => each.threshold)),
    ],
  };
}

function roomFor(layout, counts, marks, job) {
  const [runs, months] = [job.sets.length, job.months.length];
  const states = (kept, count, size) => array("f8", kept ? [runs, months, count, size] : [0, 0, 0, 0]);
  const every = job.horizon + 1 - layout.first_month;
  const turns = job.problems ? [runs, marks.count, every] : [0, 0, 0];
  return {
    outcomes: array("f8", [runs, months, layout.rows.length]),
    costs: array("f8", [runs, months, layout.costs]),
    organisations: states(job.organisations, counts.organisations, layout.states.organisation.length),
    localities: states(job.localities, counts.localities, layout.states.locality.length),
    ties: states(job.ties, counts.ties, layout.states.tie.length),
    flows: array("f8", [0, 0, 0]),
    turns: array("i1", turns, new Int8Array(turns[0] * turns[1] * turns[2])),
  };
}
