// The levers of a future: those that are its own, those of the base, and those that could be used.
import { make } from "../parts/elements.js";
import { folded } from "../parts/panel.js";
import { same, withEntry } from "./changes.js";
import { leverCard, leverOffer } from "./lever_card.js";

/**
 * @param {object} at `base`, `scenario`, `faults`, `network`, `data` @param {string} looked what is searched for
 * @param {(patch: (now: object) => object, what: string) => void} change
 */
export function leverList(at, looked, change) {
  const { scenario, data } = at;
  const entry = (lever) => (next, what) =>
    change((now) => {
      const spells = next(now.levers[lever.name] ?? []);
      return withEntry(now, "levers", lever.name, spells.length ? spells : undefined);
    }, what);
  const used = data.levers.filter((each) => scenario.levers[each.name]?.length);
  const words = looked.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (each) => [each.name, each.title, each.question, each.dimension, ...each.changes, ...each.moves].join(" ").toLowerCase();
  const left = data.levers.filter((each) => !used.includes(each) && words.every((word) => text(each).includes(word)));
  const use = (lever) => () => {
    entry(lever)(() => [{ start: 0 }], `${lever.title}, used`);
    setTimeout(() => document.getElementById(`lever-${lever.name}`)?.focus(), 1);
  };
  const offers = (some) => some.map((each) => leverOffer(each, data, use(each)));
  const dimensions = [...new Set(left.map((each) => each.dimension))];
  const groups = words.length
    ? offers(left)
    : dimensions.map((name) => {
        const some = left.filter((each) => each.dimension === name);
        return folded(
          `dimension-${name.replace(/\W+/g, "-")}`,
          `${name[0].toUpperCase()}${name.slice(1)} (${some.length})`,
          () => offers(some),
          "dimension",
        );
      });
  const card = (each) => leverCard(each, at, entry(each));
  const own = used.filter((each) => at.base === scenario || !same(scenario.levers[each.name], at.base.levers[each.name]));
  const kept = used.filter((each) => !own.includes(each));
  const inBase = kept.length
    ? [folded("as-in-base", `As in the base: ${kept.map((each) => each.title).join(", ")}`, () => kept.map(card), "dimension")]
    : [];
  return [
    ...own.map(card),
    ...(own.length
      ? []
      : [make("p", { class: "soft" }, at.base === scenario ? "No lever is used yet." : "No lever is used otherwise than in the base yet.")]),
    ...inBase,
    make("h3", {}, words.length ? `${left.length} found` : "Levers to use"),
    ...groups,
  ];
}
