// What may be done to a network to see what follows: a shock, or a barrier that comes to stand.
import { same } from "../scenarios/changes.js";

/** The scenario to begin with, as it was studied or with all barriers lifted. */
export function begun(data, base, start) {
  if (start === "studied") return base;
  const levers = { ...base.levers };
  for (const each of Object.values(data.cascade.barriers).flat()) levers[each] = [{ start: data.months.first }];
  return { ...base, levers };
}

/** What can be chosen: shocks, and barriers, which are lifted, or come back where they were. */
export function causesOf(data, start) {
  const shocks = data.shocks.map((each) => ({ name: each.name, title: each.title, befalls: each.befalls, unit: each.unit }));
  const [way, what] = start === "studied" ? ["lift", "is lifted"] : ["barrier", "comes back"];
  const barriers = Object.keys(data.cascade.barriers);
  return [...shocks, ...barriers.map((name) => ({ name: `${way} ${name}`, title: `The barrier of ${name} ${what}`, befalls: "network", unit: "yes" }))];
}

/** Whether a barrier is taken away: what is told is what it would have brought about. */
export const lifts = ({ name }) => name.startsWith("lift ");

/** How much of a shock is usual, in its own unit. */
export const usualAmount = (unit) => ({ share: 0.33, months: 12, leaders: 2, yes: true })[unit];

/**
 * Two futures that differ in one thing, and since when: that in which more goes wrong, and the other. Of a barrier that is lifted
 * the first is the one in which it stands, as `mcn cascade --lift` has it; where the scenario has lifted it `already`, it is put back.
 * @returns {{pair: object[], since: number, already: boolean}}
 */
export function pairOf(data, scenario, cause) {
  const other = withCause(data, scenario, cause);
  const since = cause.month;
  if (!lifts(cause)) return { pair: [other, scenario], since, already: false };
  if (!same(other.levers, scenario.levers)) return { pair: [scenario, other], since, already: false };
  const levers = { ...scenario.levers };
  const against = data.cascade.barriers[cause.name.slice("lift ".length)];
  const began = Math.min(...against.map((each) => levers[each][0].start));
  for (const each of against) delete levers[each];
  return { pair: [{ ...scenario, levers }, scenario], since: began, already: true };
}

/**
 * The scenario with the thing.
 * @param {{name: string, month: number, amount: number | true, organisations: string[]}} cause
 */
function withCause(data, scenario, { name, month, amount, organisations }) {
  if (lifts({ name })) return withoutBarrier(data, scenario, name.slice("lift ".length), month);
  if (name.startsWith("barrier ")) return withBarrier(data, scenario, name.slice("barrier ".length), month);
  const whom = organisations.length ? { organisations: { name: organisations } } : {};
  return { ...scenario, shocks: [...scenario.shocks, { month, [name]: amount, ...whom }] };
}

function withBarrier(data, scenario, barrier, month) {
  const levers = { ...scenario.levers };
  for (const each of data.cascade.barriers[barrier]) {
    levers[each] = (levers[each] ?? []).filter(({ start }) => start < month).map((interval) => ({ ...interval, end: month }));
  }
  return { ...scenario, levers };
}

// `removed` of `analysis.cascade.knockouts`: what the scenario does already it goes on doing.
function withoutBarrier(data, scenario, barrier, month) {
  const levers = { ...scenario.levers };
  for (const each of data.cascade.barriers[barrier]) {
    const full = data.levers.find(({ name }) => name === each)?.dose?.full;
    levers[each] = pulledFrom(levers[each] ?? [], month, full);
  }
  return { ...scenario, levers };
}

function pulledFrom(own, month, full) {
  const before = own.filter(({ start }) => start <= month);
  const last = before.at(-1);
  if (!last || stops(last) <= month) return [...before, { start: month }];
  if (whole(last, full)) return [...before.slice(0, -1), lasting(last)];
  const ended = before.map((each) => (each === last ? { ...lasting(each), end: month } : each));
  return [...ended.filter(({ start }) => start < month), { start: month }];
}

const stops = ({ start, duration, end }) => end ?? (duration === undefined ? Infinity : start + duration);
const whole = ({ strength = 1, dose, nurses, specialists, reach }, full) =>
  strength === 1 && (dose === undefined || dose === full) && nurses === undefined && specialists === undefined && !Object.keys(reach ?? {}).length;

// Without an end of its own.
function lasting(interval) {
  const { end, duration, ...rest } = interval;
  return rest;
}
