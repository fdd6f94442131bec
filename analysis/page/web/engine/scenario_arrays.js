// A scenario as the model takes it, and which parameter set each run has.
import { array } from "./module.js";

/** @returns {{schedule: object, prior: object, varied: object}} */
export function scenarioArrays(model, data, network, arrays, scenario, settings) {
  const known = data.prepared.scenarios[scenario.name] ?? data.prepared.scenarios.baseline;
  return { ...known, varied: array("f8", [0, 0]) };
}

/** @returns {number[]} */
export function setsOf(model, data, runs, settings) {
  return runs.map((run) => data.prepared.sets[run]);
}
