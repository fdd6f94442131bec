// What a future has otherwise than the base, one line a thing, each with what takes it back.
import { same, withEntry } from "./changes.js";
import { figure, kindOf, shockInWords, spellsInWords } from "./words.js";

/**
 * @param {object} data of the page
 * @param {object} base @param {object} future
 * @returns {{text: string, back: (now: object) => object}[]} `back` gives what is laid over the future as it is by then
 */
export function differences(data, base, future) {
  return [
    ...horizonDiffers(base, future),
    ...leversDiffer(data, base, future),
    ...shocksDiffer(data, base, future),
    ...data.parameters.flatMap((each) =>
      numberDiffers("parameters", each.name, each.what, base, future, { unit: each.unit, usual: "as drawn from its range" }),
    ),
    ...data.links.flatMap((each) => numberDiffers("links", each.name, `Link ${each.name}, ${each.what}`, base, future, { usual: "1" })),
    ...data.loops.flatMap((each) => numberDiffers("loops", each.name, `Loop, ${each.title.toLowerCase()}`, base, future, { usual: "1" })),
    ...["levers", "parameters", "links", "loops", "facts"].flatMap((map) => strangers(map, data[map], base, future)),
    ...data.facts.flatMap((each) => numberDiffers("facts", each.name, each.title, base, future, { usual: "as the network has it" })),
  ];
}

// What another version of the model may know; it can but be taken back.
function strangers(map, known, base, future) {
  const names = Object.keys(future[map]).filter((name) => !known.some((each) => each.name === name || each.id === name));
  return names.map((name) => ({ text: `${name}, which is not known here`, back: (now) => withEntry(now, map, name, base[map][name]) }));
}

function horizonDiffers(base, future) {
  if (base.horizon === future.horizon) return [];
  return [{ text: `Runs to month ${future.horizon}, not ${base.horizon}`, back: () => ({ horizon: base.horizon }) }];
}

function leversDiffer(data, base, future) {
  return data.levers.flatMap((lever) => {
    const [had, has] = [base.levers[lever.name], future.levers[lever.name]];
    if (same(had ?? [], has ?? [])) return [];
    const before = had?.length ? ` (base: ${spellsInWords(lever, had)})` : "";
    const text = has?.length ? `${lever.title}: ${spellsInWords(lever, has)}${before}` : `Without: ${lever.title}${before}`;
    return [{ text, back: (now) => withEntry(now, "levers", lever.name, had) }];
  });
}

function shocksDiffer(data, base, future) {
  const words = (shock) => {
    const kind = kindOf(data.shocks, shock);
    return kind ? shockInWords(kind, shock) : `Month ${shock.month}: a shock that says not what happens`;
  };
  const lacks = (shocks, shock) => !shocks.some((each) => same(each, shock));
  const added = future.shocks.filter((each) => lacks(base.shocks, each));
  const gone = base.shocks.filter((each) => lacks(future.shocks, each));
  return [
    ...added.map((each) => ({ text: words(each), back: (now) => ({ shocks: now.shocks.filter((other) => !same(other, each)) }) })),
    ...gone.map((each) => ({ text: `Not: ${words(each)}`, back: (now) => ({ shocks: [...now.shocks, each] }) })),
  ];
}

function numberDiffers(map, name, what, base, future, { unit = "", usual }) {
  const [had, has] = [base[map]?.[name], future[map]?.[name]];
  if (same(had, has)) return [];
  const said = (value) => (value === undefined ? usual : `${typeof value === "number" ? figure(value) : value}${unit ? ` ${unit}` : ""}`);
  return [{ text: `${what}: ${said(has)} (base: ${said(had)})`, back: (now) => withEntry(now, map, name, had) }];
}
