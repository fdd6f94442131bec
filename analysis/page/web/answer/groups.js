// Members and localities behind a mean: who gains and who loses, as `analysis.statistics.groups` has it.
import { differenceOf } from "./differences.js";
import { unitsOf } from "./statistics.js";

/** What members are told apart by, as `analysis.statistics.groups` does. */
export function groupsOf(data, network) {
  const { near, far, from } = data.answer.distance;
  const { x_km: x, y_km: y } = network.centre;
  const distance = (each) => Math.sqrt((each.x_km - x) ** 2 + (each.y_km - y) ** 2);
  const by = { role: (each) => `${each.role}s`, kind: (each) => each.kind, distance: (each) => (distance(each) >= from ? far : near) };
  return Object.values(by).flatMap((nameOf) => {
    const names = network.organisations.map(nameOf);
    return [...new Set(names)].map((name) => ({ name, members: names.flatMap((each, number) => (each === name ? [number] : [])) }));
  });
}

// What members are weighted by: each as one, by its core staff, or by its other staff.
function weightsOf(network) {
  const staff = (each) => each.staff_clinical + each.staff_nursing + each.staff_management + each.staff_other;
  return {
    one: network.organisations.map(() => 1),
    core: network.organisations.map((each) => each.staff_core),
    wider: network.organisations.map((each) => staff(each) - each.staff_core),
  };
}

/** An outcome averaged over some members in each run, weighted as the network's own is; `least` weight of all. */
export function memberMeans(comparison, place, group, outcome, month, least = 1) {
  const { beside, members, data, study: { network } } = comparison;
  const weights = weightsOf(network);
  const states = data.layout.states.organisation;
  const mark = comparison.marks.indexOf(month);
  const sums = new Float64Array(beside.runs);
  let whole = 0;
  for (const [stock, weighted] of data.answer.of_members[outcome]) {
    for (const member of group.members) {
      const weight = weights[weighted][member];
      const column = (mark * network.organisations.length + member) * states.length + states.indexOf(stock);
      members[place].column("organisations", column, beside.runs).forEach((value, run) => { sums[run] += weight * value; });
      whole += weight;
    }
  }
  return sums.map((each) => each / (Math.max(least, whole) || 1));
}

/** An outcome of a locality in each run. */
export function placeValues(comparison, place, locality, outcome, month) {
  const { beside, members, data, study: { network } } = comparison;
  const states = data.layout.states.locality;
  const column = (comparison.marks.indexOf(month) * network.localities.length + locality) * states.length + states.indexOf(outcome);
  return members[place].column("localities", column, beside.runs);
}

/** What a scenario changes of members or places, of which `valuesOf` gives the numbers with a scenario. */
export function differenceBy(comparison, place, outcome, valuesOf) {
  const units = unitsOf(comparison.sets.slice(0, comparison.beside.runs));
  return differenceOf(valuesOf(0), valuesOf(place), units, outcome, comparison.table);
}

/** What a scenario changes of an outcome of care in each locality. */
export function placeDifferences(comparison, place, name, month = comparison.month) {
  const outcome = comparison.outcomes.get(name);
  return comparison.study.network.localities.map((each, number) => ({
    each, row: differenceBy(comparison, place, outcome, (one) => placeValues(comparison, one, number, name, month)),
  }));
}

/** What a scenario changes of an outcome of members in each organisation. */
export function organisationDifferences(comparison, place, name, month) {
  const outcome = comparison.outcomes.get(name);
  return comparison.study.network.organisations.map((each, number) => ({
    each, row: differenceBy(comparison, place, outcome, (one) => memberMeans(comparison, one, { members: [number] }, name, month, 0)),
  }));
}

/** Localities in which care gets worse, the most so first; none before they are known. */
export function worsePlaces(comparison, place) {
  if (!comparison.members) return [];
  const { of_localities: measured, worse } = comparison.data.answer;
  const size = ({ row }) => Math.abs(row.change.mean / row.outcome.worthwhile);
  return measured
    .flatMap((name) => placeDifferences(comparison, place, name))
    .filter(({ row }) => row.verdict === worse)
    .sort((one, other) => size(other) - size(one));
}
