// Numbers of runs described as `analysis.statistics.paired` describes them.

const BAND = [0.05, 0.95];

/**
 * Which unit of replication each run belongs to, by numbers from 0 in ascending order of parameter sets: runs of one
 * set are not independent. With one set, each run is a unit of its own.
 * @param {number[]} sets the parameter set of each run
 * @returns {{places: Int32Array, sizes: Float64Array}}
 */
export function unitsOf(sets) {
  const several = sets.some((each) => each !== sets[0]);
  const labels = several ? sets : sets.map((_, run) => run);
  const numbers = new Map([...new Set(labels)].sort((a, b) => a - b).map((each, number) => [each, number]));
  const places = Int32Array.from(labels, (each) => numbers.get(each));
  const sizes = new Float64Array(numbers.size);
  for (const each of places) sizes[each] += 1;
  return { places, sizes };
}

/** The mean of the values in each unit. */
export function unitMeans(values, { places, sizes }) {
  return sumsOf(values, places, sizes.length).map((sum, unit) => sum / sizes[unit]);
}

function sumsOf(values, places, units) {
  const sums = new Float64Array(units);
  values.forEach((value, run) => { sums[places[run]] += value; });
  return sums;
}

export function meanOf(values) {
  let sum = 0;
  for (const each of values) sum += each;
  return sum / values.length;
}

/** Quantiles of sorted values, between two of them in a straight line. */
export function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** The covariance of two means over runs, runs of one unit taken as a cluster; NaN with one unit. */
export function covarianceOfMeans(a, b, { places, sizes }) {
  const units = sizes.length;
  if (units < 2) return NaN;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const sumsA = sumsOf(a.map((each) => each - meanA), places, units);
  const sumsB = a === b ? sumsA : sumsOf(b.map((each) => each - meanB), places, units);
  let product = 0;
  for (let unit = 0; unit < units; unit += 1) product += sumsA[unit] * sumsB[unit];
  return ((units / (units - 1)) * product) / a.length ** 2;
}

/**
 * The two-sided 95 % point of Student's t for a mean over so many units.
 * @param {number[]} table of 2 units on; beyond it a series in one through the degrees of freedom is as good
 */
export function student(units, table) {
  if (units < 2) return Infinity;
  if (units - 2 < table.length) return table[units - 2];
  const z = 1.959963984540054;
  const n = units - 1;
  return (
    z + (z ** 3 + z) / (4 * n) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n ** 2)
    + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * n ** 3)
  );
}

/**
 * @typedef {object} Spread
 * @property {number} mean
 * @property {number} median over units, as `low` and `high`: the 5 % and the 95 % point
 * @property {number} low
 * @property {number} high
 * @property {number} error Monte Carlo standard error of the mean
 * @property {[number, number]} interval 95 % Monte Carlo interval of the mean
 */

/** @returns {Spread} */
export function spread(values, units, table) {
  const means = unitMeans(values, units).sort();
  const mean = meanOf(values);
  const error = Math.sqrt(covarianceOfMeans(values, values, units));
  const reach = means.length > 1 ? student(means.length, table) * error : Infinity;
  const [low, median, high] = [BAND[0], 0.5, BAND[1]].map((share) => quantile(means, share));
  return { mean, median, low, high, error, interval: [mean - reach, mean + reach] };
}
