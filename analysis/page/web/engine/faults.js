// What keeps a study from being run: the first thing wrong with its network or its scenarios, in words.
import { checkerOf, inWords } from "../network/faults.js";
import { faultsOf } from "../scenarios/checks.js";

/** @returns {string | null} where it is, what is wrong and what was meant */
export function faultIn(data, network, scenarios) {
  const [cell] = checkerOf(data).faultsOf(network);
  if (cell) {
    const name = network[cell.table]?.[cell.row]?.name;
    const column = cell.column ? `, ${cell.column}` : "";
    return `${cell.table}${name ? ` (${name})` : ""}${column}: ${inWords(cell)}`;
  }
  for (const scenario of scenarios) {
    const [fault] = faultsOf(data, network, scenario);
    if (fault) return `“${scenario.title}”: ${inWords(fault)}`;
  }
  return null;
}
