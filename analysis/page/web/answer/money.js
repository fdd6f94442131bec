// At what cost, and to whom.
import { make } from "../parts/elements.js";
import { fixed, lowered, pounds } from "../parts/words.js";
import { key, section, table } from "./section.js";
import { costSentence } from "./sentences.js";

export function money(app, shown) {
  return section("money", (state, comparison) => {
    if (!comparison.alternatives.length) return { heading: "What it costs", parts: [make("p", {}, "Costs are those beside the base; there is no other future yet.")] };
    const place = shown.place(state, comparison);
    const outcome = comparison.outcomes.get(state.settings.outcome);
    return {
      heading: costSentence(comparison, place),
      parts: [
        costTable(comparison),
        prices(comparison, outcome),
        make("p", { class: "soft" }, `GBP at 2020/21 prices, means over months 0 to ${comparison.month}, not discounted; the price of a gain is discounted by ${fixed(100 * comparison.data.answer.discount, 1)}% a year, whoever pays.`),
      ],
    };
  });
}

/** A row a future, a column for all and for each payer; `plain`: without what recurs, for paper. */
export function costTable(comparison, plain = false) {
  const found = comparison.alternatives.map((place) => ({ place, rows: comparison.costs(place) }));
  const paying = comparison.data.costs.payers.filter((payer) => found.some(({ rows }) => rows.some((each) => each.payer === payer && Math.abs(each.change.mean) >= 1)));
  const of = (rows, payer) => rows.find((each) => each.payer === payer)?.change.mean ?? 0;
  return table("Who pays how much more than with the base", ["more than the base", "all together", ...paying], found.map(({ place, rows }) => {
    const all = rows.at(-1);
    const parts = plain ? [] : [make("small", {}, `${pounds(all.aYear)} a year`), make("small", {}, `${pounds(all.oneOff)} once`)];
    return [key(comparison, place), make("td", { class: "number" }, make("b", {}, pounds(all.change.mean)), ...parts), ...paying.map((payer) => pounds(of(rows, payer)))];
  }));
}

function prices(comparison, outcome) {
  const items = comparison.alternatives.map((place) => {
    const price = comparison.price(place, outcome.name);
    return make("li", {}, key(comparison, place), `: ${price ? priceInWords(price) : "neither way is better"}`);
  });
  return make("div", {}, make("p", {}, make("b", {}, `What a gain costs: ${lowered(outcome.title)}`)), make("ul", {}, ...items));
}

function priceInWords(price) {
  if (price.status === "saves money") return "saves money, and gains";
  if (price.status === "not defined") return "no price, as it may gain nothing";
  return `${pounds(price.pounds)} for each ${price.per} (95 % interval ${price.interval.map((each) => pounds(each)).join(" to ")})`;
}

