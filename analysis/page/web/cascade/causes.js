// What may be done to a network to see what follows: a shock, or a barrier that comes to stand.

/** The scenario to begin with, as it was studied or with all barriers lifted. */
export function begun(data, base, start) {
  if (start === "studied") return base;
  const levers = { ...base.levers };
  for (const each of Object.values(data.cascade.barriers).flat()) levers[each] = [{ start: data.months.first }];
  return { ...base, levers };
}

/** What can be chosen: shocks, and barriers that were lifted. */
export function causesOf(data, start) {
  const shocks = data.shocks.map((each) => ({ name: each.name, title: each.title, befalls: each.befalls, unit: each.unit }));
  if (start === "studied") return shocks;
  const barriers = Object.keys(data.cascade.barriers);
  return [...shocks, ...barriers.map((name) => ({ name: `barrier ${name}`, title: `The barrier of ${name} comes back`, befalls: "network", unit: "yes" }))];
}

/** How much of a shock is usual, in its own unit. */
export const usualAmount = (unit) => ({ share: 0.33, months: 12, leaders: 2, yes: true })[unit];

/**
 * The scenario with the thing.
 * @param {{name: string, month: number, amount: number | true, organisations: string[]}} cause
 */
export function withCause(data, scenario, { name, month, amount, organisations }) {
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
