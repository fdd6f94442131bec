// Why: what the levers move, as far as runs show it; and what the numbers rest on.
import { make } from "../parts/elements.js";
import { changeInWords, counted, listed, lowered } from "../parts/words.js";
import { section } from "./section.js";
import { isClear, setsInWords, sizeOf } from "./sentences.js";

const NAMED = 5; // levers told of one by one

/** What the chosen future's levers are declared to move, and what became of it. */
export function reasons(app, shown) {
  return section("reasons", (state, comparison) => {
    const place = shown.place(state, comparison);
    const levers = leversOf(comparison, place);
    if (!levers.length) return { heading: "Why: this future pulls no lever that the base does not", parts: [] };
    const items = levers.slice(0, NAMED).map((lever) => {
      const rows = lever.moves.filter((name) => comparison.outcomes.has(name)).map((name) => comparison.difference(place, name));
      const clear = rows.filter((each) => isClear(comparison, each)).sort((one, other) => sizeOf(other) - sizeOf(one));
      const said = clear.length ? listed(clear.map((each) => `${lowered(each.outcome.title)} ${changeInWords(each.change.mean, each.outcome.unit)}`)) : "nothing of it clearly";
      return make("li", {}, make("b", {}, lever.title), `: acts on ${listed(lever.changes.map(lowered))}. Moved by the end: ${said}.`);
    });
    return {
      heading: `Why: what ${levers.length === 1 ? lowered(levers[0].title) : `the ${levers.length} levers`} set in motion`,
      parts: [
        make("ul", {}, ...items),
        ...(levers.length > NAMED ? [make("p", {}, `And ${listed(levers.slice(NAMED).map((each) => lowered(each.title)))}.`)] : []),
        make("p", { class: "soft" }, "Changes of this whole future less the base, of what each lever is declared to move; not each lever by itself. The cascade shows what follows from what."),
      ],
    };
  });
}

/** The levers that a future pulls otherwise than the base. */
export function leversOf(comparison, place) {
  const before = comparison.base.levers;
  const mine = comparison.study.scenarios[place].levers;
  return comparison.data.levers.filter(({ name }) => mine[name]?.length && JSON.stringify(mine[name]) !== JSON.stringify(before[name] ?? []));
}

/** What it all rests on, and what is not known. */
export function assumptions() {
  return section("assumptions", (state, comparison) => ({
    heading: "What this rests on",
    parts: assumptionsOf(comparison).map((each) => make("p", {}, each)),
  }));
}

/** In sentences, for screen and paper. */
export function assumptionsOf(comparison) {
  const { settings, runs } = comparison;
  const over = comparison.parameterSets > 1 ? setsInWords(comparison) : "the best guess of every parameter";
  return [
    `${counted(runs, "run")} of each future with seed ${settings.seed}, over ${over}. Each run has the same parameters and the same luck in every future, so that differences are the futures’ own.`,
    "Not known: whether the assumed sizes hold where you are, and what children and families gain.",
  ];
}
