// What keeps a study from being run: the first thing wrong with its network or its scenarios, in words.
import { Checker, inWords } from "../network/faults.js";
import { faultsOf } from "../scenarios/checks.js";

const checkers = new WeakMap();

/** @returns {string | null} where it is, what is wrong and what was meant */
export function faultIn(data, network, scenarios) {
  if (!checkers.has(data)) checkers.set(data, new Checker(data.tables));
  const [cell] = checkers.get(data).faultsOf(network);
  if (cell) {
    const name = network[cell.table]?.[cell.row]?.name;
    return `${cell.table}${name ? ` (${name})` : ""}, ${cell.column}: ${inWords(cell)}`;
  }
  for (const scenario of scenarios) {
    const [fault] = faultsOf(data, network, scenario);
    if (fault) return `“${scenario.title}”: ${inWords(fault)}`;
  }
  return null;
}
