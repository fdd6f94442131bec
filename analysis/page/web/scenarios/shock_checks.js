// What is wrong with shocks, as sim/inputs/shocks.py says it.
import { reach } from "./fields.js";

/** The shocks that can be read, each with its keys. */
export function shocksOf(fields, shocks) {
  const taken = new Map(); // the month of the shock that lasts in each
  const read = [];
  shocks.forEach((written, number) => {
    const keys = ["shocks", number];
    const shock = shockOf(fields, keys, written);
    if (!shock) return;
    const same = `${shock.kind.name} ${JSON.stringify(shock.organisations ?? null)}`;
    const months = taken.get(same) ?? taken.set(same, new Map()).get(same);
    const { longest } = fields.data.months;
    const end = shock.kind.for_good ? longest + 1 : shock.month + (shock.kind.unit === "months" ? shock.amount : 1);
    const lasts = Array.from({ length: Math.min(end, longest + 1) - shock.month }, (_, each) => shock.month + each);
    const other = lasts.find((month) => months.has(month));
    if (other !== undefined) {
      fields.fault(keys, `${shock.kind.name} in month ${shock.month} overlaps the one in month ${months.get(other)}`, "make one of the two");
    }
    for (const month of lasts) months.set(month, shock.month);
    read.push({ keys, shock });
  });
  return read;
}

function shockOf(fields, keys, written) {
  const known = fields.faults.length;
  const kinds = fields.data.shocks;
  const names = kinds.map((each) => each.name);
  const read = fields.known(keys, written, ["month", ...names, "organisations"], { month: "the month in which it happens" });
  if (!read) return null;
  fields.month([...keys, "month"], read, "month");
  for (const kind of kinds) fields.amount([...keys, kind.name], read, kind);
  read.organisations = reach(fields, [...keys, "organisations"], read.organisations);
  if (fields.faults.length > known) return null;
  const said = kinds.filter((each) => read[each.name] !== undefined);
  if (said.length !== 1) {
    const what = said.length ? `${said.map((each) => each.name).join(" and ")} are in one shock` : "the shock says not what happens";
    fields.fault(keys, what, said.length ? "write one shock for each" : `write one of: ${names.join(", ")}`);
    return null;
  }
  const [kind] = said;
  const amount = read[kind.name];
  if (amount === false) fields.fault(keys, `${kind.name} is no`, "write yes, or leave the shock out");
  else if (read.organisations && kind.befalls === "network") {
    fields.fault([...keys, "organisations"], `${kind.name} befalls the network, not single organisations`, "leave organisations out");
  } else if (!read.organisations && kind.befalls === "named organisations") {
    fields.fault(keys, `${kind.name} befalls single organisations, and none are named`, "add organisations: {name: ...}, or hubs, spokes, all");
  } else return { month: read.month, kind, amount: Number(amount), organisations: read.organisations };
  return null;
}
