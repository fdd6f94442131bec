// What a scenario costs more than the base, who pays, and what a unit gained costs, as `analysis.statistics.costs` says.
import { covarianceOfMeans, meanOf, spread, student } from "./statistics.js";

const RECURRING = 0;
const ONE_OFF = 1;
const YEAR = 12;

/**
 * Pounds of each run over months 0 to a mark.
 * @param {object} results of a scenario
 * @param {{payers: string[], kinds: string[]}} money how costs are laid out
 * @returns {(payer: number | null, kind?: number | null, rate?: number) => Float64Array} of a payer, or of all
 */
export function spentOf(results, money, month, runs) {
  const { marks } = results.job;
  const width = money.payers.length * money.kinds.length;
  const until = marks.filter((each) => each <= month);
  const cell = (mark, payer, kind) => results.column("costs", mark * width + payer * money.kinds.length + kind, runs);
  const paid = (payer, kind, rate) => {
    if (!rate) return cell(until.length - 1, payer, kind);
    const sum = new Float64Array(runs);
    let before = new Float64Array(runs);
    until.forEach((each, mark) => {
      const now = cell(mark, payer, kind);
      const factor = (1 + rate) ** -Math.max(0, Math.floor((each - 1) / YEAR));
      for (let run = 0; run < runs; run += 1) sum[run] += (now[run] - before[run]) * factor;
      before = now;
    });
    return sum;
  };
  return (payer, kind = null, rate = 0) => {
    const payers = payer === null ? money.payers.keys() : [payer];
    const sum = new Float64Array(runs);
    for (const each of payers) {
      for (const one of kind === null ? money.kinds.keys() : [kind]) {
        const part = paid(each, one, rate);
        for (let run = 0; run < runs; run += 1) sum[run] += part[run];
      }
    }
    return sum;
  };
}

const less = (now, was) => now.map((each, run) => each - was[run]);

/**
 * The difference in what each payer pays, and all of them; payers who pay nothing are left out.
 * @returns {{payer: string | null, base: number, change: object, oneOff: number, aYear: number}[]} all together last
 */
export function costsOf(was, now, { money, month, units, table }) {
  const rows = [];
  for (const payer of [...money.payers.keys(), null]) {
    const [before, after] = [was(payer), now(payer)];
    if (payer !== null && !before.some(Boolean) && !after.some(Boolean)) continue;
    const recurring = meanOf(less(now(payer, RECURRING), was(payer, RECURRING)));
    rows.push({
      payer: payer === null ? null : money.payers[payer],
      base: meanOf(before),
      change: spread(less(after, before), units, table),
      oneOff: meanOf(less(now(payer, ONE_OFF), was(payer, ONE_OFF))),
      recurring,
      aYear: (recurring * YEAR) / (month + 1),
    });
  }
  return rows;
}

/**
 * Discounted pounds, whoever pays them, per unit gained; `gain` is positive where it is for the better.
 * @returns {{status: "defined" | "saves money" | "not defined", pounds?: number, interval?: [number, number]}}
 */
export function poundsPerUnit(cost, gain, units, table) {
  const interval = fieller(cost, gain, units, table);
  if (!interval || meanOf(gain) <= 0) return { status: "not defined" };
  if (meanOf(cost) <= 0) return { status: "saves money" };
  return { status: "defined", pounds: meanOf(cost) / meanOf(gain), interval };
}

// 95 % interval of a ratio of means by Fieller's theorem; null where the denominator may be zero.
function fieller(cost, gain, units, table) {
  const t = student(units.sizes.length, table);
  if (!Number.isFinite(t)) return null;
  const [c, g] = [meanOf(cost), meanOf(gain)];
  const a = g * g - t * t * covarianceOfMeans(gain, gain, units);
  if (a <= 0) return null;
  const b = c * g - t * t * covarianceOfMeans(cost, gain, units);
  const rest = c * c - t * t * covarianceOfMeans(cost, cost, units);
  const root = Math.sqrt(Math.max(b * b - a * rest, 0));
  return [(b - root) / a, (b + root) / a];
}
