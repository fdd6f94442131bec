// A lever of a future: what it is, and its spells.
import { make } from "../parts/elements.js";
import { folded } from "../parts/panel.js";
import { timeLine } from "../parts/time_line.js";
import { findingItems, linkItems } from "./evidence.js";
import { faultsAt, inWords, saidAt } from "./field.js";
import { spellEditor } from "./spell.js";
import { pounds } from "../parts/words.js";

/**
 * A lever that is used.
 * @param {object} lever @param {object} at
 * @param {object} at.scenario @param {import("./checks.js").Fault[]} at.faults @param {object} at.network @param {object} at.data
 * @param {(next: (now: object[]) => object[], what: string) => void} change of its spells
 */
export function leverCard(lever, at, change) {
  const spells = at.scenario.levers[lever.name];
  const keys = ["levers", lever.name];
  const replace = (number, patch, what) =>
    change((now) => now.map((each, place) => (place === number ? tidy({ ...each, ...patch }) : each)), `${lever.title}: ${what}`);
  const shown = spells.filter(({ start, end = null }) => Number.isInteger(start) && (end === null || Number.isInteger(end)));
  const first = Math.min(0, ...shown.map((each) => each.start));
  const line =
    shown.length === spells.length
      ? [
          timeLine({
            id: `line-${lever.name}`,
            label: lever.title,
            spells,
            first,
            last: at.scenario.horizon,
            change: (number, spell) => replace(number, spell, "when"),
          }),
        ]
      : [];
  const faults = [...faultsAt(at.faults, keys), ...faultsAt(at.faults, [...keys, "term"]), ...faultsAt(at.faults, [...keys, "start"])];
  return make(
    "section",
    { class: "lever used", "aria-labelledby": `lever-${lever.name}` },
    make(
      "header",
      {},
      make("h3", { id: `lever-${lever.name}`, tabindex: "-1" }, lever.title),
      make(
        "button",
        { id: `off-${lever.name}`, class: "quiet", onclick: () => change(() => [], `without ${lever.title}`) },
        "Leave out",
        make("span", { class: "unseen" }, ` ${lever.title}`),
      ),
    ),
    make("p", { class: "soft" }, lever.question),
    ...faults.map((each, number) => saidAt(`lever-${lever.name}-${number}`, inWords(each))),
    ...line,
    ...spells.map((spell, number) =>
      make(
        "div",
        { class: "spell" },
        ...(spells.length > 1 ? [spellHead(lever, spells, number, change)] : []),
        ...spellEditor(spell, { ...at, lever, keys: [...keys, number], change: (patch, what) => replace(number, patch, what) }),
      ),
    ),
    make(
      "p",
      {},
      make(
        "button",
        {
          id: `again-${lever.name}`,
          class: "quiet",
          onclick: () => change((now) => [...now, nextSpell(now, at.scenario.horizon)], `${lever.title}: another time`),
        },
        "Add another time",
      ),
    ),
    about(lever, at.data),
  );
}

function spellHead(lever, spells, number, change) {
  return make(
    "p",
    { class: "spell-head" },
    make("b", {}, `Time ${number + 1}`),
    " ",
    make(
      "button",
      {
        id: `spell-off-${lever.name}-${number}`,
        class: "quiet",
        onclick: () => change((now) => now.filter((_, place) => place !== number), `${lever.title}: a time less`),
      },
      `Leave out time ${number + 1}`,
    ),
  );
}

function nextSpell(spells, horizon) {
  const { end } = spells.at(-1);
  return { start: Math.min(typeof end === "number" ? end + 1 : horizon, horizon) };
}

// Fields that are not given are left out.
function tidy(spell) {
  return Object.fromEntries(Object.entries(spell).filter(([, value]) => value !== undefined && value !== null));
}

/** A lever that is not used: its question, and a button that uses it. */
export function leverOffer(lever, data, use) {
  return make(
    "section",
    { class: "lever" },
    make(
      "header",
      {},
      make("h3", {}, lever.title),
      make("button", { id: `use-${lever.name}`, onclick: use }, "Use", make("span", { class: "unseen" }, `: ${lever.title}`)),
    ),
    make("p", { class: "soft" }, lever.question),
    about(lever, data),
  );
}

/** What it moves, costs and rests on. */
function about(lever, data) {
  const { cost } = lever;
  const per = { network: "for the network", organisation: "for each organisation", post: "for each post filled" }[cost.per];
  const payer = { network: "the network", members: "its members", commissioner: "commissioners", national: "national funds" }[cost.payer];
  const moved = lever.moves.map((name) => data.outcomes.find((each) => each.name === name)?.title ?? name.replaceAll("_", " "));
  const rows = [
    ["Moves", moved.join(", ")],
    ["Costs", [once(cost.once), yearly(cost.yearly)].filter(Boolean).join(", ") || "nothing that is known"],
    ["Paid by", `${payer}, ${per}`],
    ["Rests on", evidence(lever, data)],
    ...(lever.note ? [["Note", lever.note]] : []),
  ];
  return folded(`about-${lever.name}`, "What it moves, costs and rests on", () => [
    make("dl", {}, ...rows.flatMap(([term, said]) => [make("dt", {}, term), make("dd", {}, ...[said].flat())])),
  ]);
}

const span = ({ value, low, high }) => (low < high ? `${pounds(value)} (${pounds(low)} to ${pounds(high)})` : pounds(value));
const once = (quantity) => (quantity.high ? `${span(quantity)} once` : "");
const yearly = (quantity) => (quantity.high ? `${span(quantity)} a year` : "");

function evidence(lever, data) {
  const grade = data.bases[lever.cost.yearly.grade] ?? lever.cost.yearly.grade;
  return [make("ul", {}, ...findingItems(data, lever.findings), ...linkItems(data, lever.links)), make("p", { class: "soft" }, `Its cost: ${grade}. ${lever.cost.yearly.sources.join("; ")}`)];
}
