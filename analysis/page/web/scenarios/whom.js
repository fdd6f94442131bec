// Whom a reach selects, as sim/inputs/reach.py does: that very code, translated.
import { networkOf } from "../engine/network_arrays.js";
import { selectorOf } from "../engine/scenario_arrays.js";

/** @returns {object[]} the organisations of a study's network that a reach selects */
export function membersOf(network, reach) {
  const selected = [...selectorOf(reach ?? {}).selected(known(network))];
  return network.organisations.filter((_, place) => selected[place]);
}

const networks = new WeakMap();

function known(network) {
  if (!networks.has(network)) networks.set(network, networkOf(network));
  return networks.get(network);
}
