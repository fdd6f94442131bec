// Where: localities or organisations that gain or lose, on the map.
import { make } from "../parts/elements.js";
import { buildMap } from "../parts/map.js";
import { change, margin, shownUnit } from "../parts/words.js";
import { organisationDifferences, placeDifferences } from "./groups.js";
import { sizeOf, toneOf } from "./sentences.js";

const NONE = "none";
const MUCH = 3; // times the smallest difference worth having

/**
 * What a scenario changes of an outcome where it is measured, the most first: by locality or organisation; of an outcome
 * of the network alone, care in each locality.
 */
export function whereOf(comparison, place, month, asked) {
  const { of_localities: ofPlaces, of_members: ofMembers } = comparison.data.answer;
  const inMembers = !ofPlaces.includes(asked) && asked in ofMembers;
  const name = inMembers || ofPlaces.includes(asked) ? asked : ofPlaces[0];
  const found = inMembers ? organisationDifferences(comparison, place, name, month) : placeDifferences(comparison, place, name, month);
  return {
    table: inMembers ? "organisations" : "localities",
    outcome: comparison.outcomes.get(name),
    rows: found.map((each, number) => ({ ...each, number })).sort((one, other) => other.row.change.mean - one.row.change.mean),
  };
}

/** A map of what `whereOf` gives, with its key. @returns {{node: Element, render: (comparison: object, found: object) => void}} */
export function buildWhere(size = null) {
  const node = make("div", { class: "where" });
  const map = buildMap(node, { label: "Where it changes", size });
  const key = make("p", { class: "where-key" });
  node.append(key);
  return {
    node,
    render(comparison, { table, outcome, rows }) {
      const byNumber = new Map(rows.map((each) => [each.number, each.row]));
      const kinds = new Set();
      const look = (one, number) => {
        if (one !== table) return {};
        const row = byNumber.get(number);
        const kind = kindOf(comparison, row);
        kinds.add(kind);
        const said = change(row.change.mean, outcome.unit);
        return { kind, text: `${said} ${shownUnit(outcome.unit, true)}, ${row.verdict}`, label: kind === NONE ? "" : said };
      };
      rows.forEach(({ number }) => look(table, number));
      map.render({ network: comparison.study.network, look });
      key.replaceChildren(...keyOf(kinds, outcome));
    },
  };
}

function kindOf(comparison, row) {
  const tone = toneOf(comparison, row) || NONE;
  return tone !== NONE && sizeOf(row) >= MUCH ? `${tone} much` : tone;
}

function keyOf(kinds, { unit, worthwhile }) {
  const [least, most] = [worthwhile, MUCH * worthwhile].map((each) => margin(each, unit));
  const tones = ["better", "worse"].flatMap((tone) => [[`${tone} much`, `${tone} by ${most} or more`], [tone, `${tone} by less than ${most}`]]);
  const shown = [...tones, [NONE, `no difference worth having (${least}), or too few runs to tell`]].filter(([kind]) => kinds.has(kind));
  return [
    ...shown.map(([kind, text]) => make("span", {}, make("i", { class: `swatch ${kind}`, "aria-hidden": "true" }), text)),
    make("span", { class: "soft" }, `in ${shownUnit(unit, true)}`),
  ];
}
