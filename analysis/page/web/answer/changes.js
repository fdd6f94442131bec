// What changes and how surely, when, and what gets worse.
import { make } from "../parts/elements.js";
import { bandsChart } from "../parts/bands.js";
import { change, changeInWords, counted, level, lowered, monthInWords, raised, shownUnit } from "../parts/words.js";
import { key, section, table } from "./section.js";
import { confidence, isClear, recommendation, toneOf, winnerOf, worsened } from "./sentences.js";
import { worsePlaces } from "./groups.js";

/** The chosen outcome over the months, all scenarios at once. */
export function course(app, shown) {
  const chart = bandsChart();
  const heading = make("h3");
  const note = make("p", { class: "soft" });
  const years = make("div");
  return {
    node: make("section", { class: "part over-time" }, heading, chart.node, note, years),
    render(state, comparison) {
      const outcome = comparison.outcomes.get(state.settings.outcome);
      const place = shown.place(state, comparison);
      const known = comparison.study.scenarios.map((each, number) => ({ each, number, course: comparison.course(number, outcome.name) }));
      heading.textContent = courseInWords(comparison, outcome, place);
      const drawn = known.filter(({ course: its }) => its);
      chart.render({
        unit: outcome.unit,
        better: outcome.better,
        courses: drawn.map(({ each, number, course: its }) => ({ label: each.title, colour: number, bands: its.bands, banded: number === 0 || number === place })),
        events: eventsOf(app.data, comparison.study.scenarios[place], comparison.month),
        month: shown.month(comparison, state),
        label: `${outcome.title} over the months: ${heading.textContent}`,
      });
      note.textContent = drawn.length
        ? `Lines are means, bands 9 in 10 of ${counted(drawn[0].course.runs, "run")} of the base and of the chosen future.`
        : "The months of this outcome come with more runs.";
      years.replaceChildren(...(comparison.alternatives.length ? [yearTable(comparison, outcome.name)] : []));
    },
  };
}

// A row a future, a column a year.
function yearTable(comparison, name) {
  const rows = comparison.alternatives.map((place) => [
    key(comparison, place), ...comparison.months.map((month) => verdictCell(comparison, comparison.difference(place, name, month))),
  ]);
  const { title, unit } = comparison.outcomes.get(name);
  return table(`When: ${title}`, [shownUnit(unit, true), ...comparison.months.map((each) => raised(monthInWords(each)))], rows);
}

function courseInWords(comparison, outcome, place) {
  const rows = comparison.months.map((month) => ({ month, ...comparison.difference(place, outcome.name, month) }));
  if (place === 0) return `${outcome.title} over the years`;
  const clear = rows.filter((each) => isClear(comparison, each));
  if (!clear.length) return `${outcome.title}: no clear difference in any of the years`;
  const first = clear[0];
  const last = rows.at(-1);
  const since = first.month === last.month ? "" : `${change(first.change.mean, outcome.unit)} in ${monthInWords(first.month)}, `;
  return `${outcome.title}: ${since}${changeInWords(last.change.mean, outcome.unit)} in ${monthInWords(last.month)}`;
}

/** Shocks, and where levers end. */
export function eventsOf(data, scenario, until) {
  const shocks = (scenario.shocks ?? []).map((each) => {
    const kind = data.shocks.find(({ name }) => name in each);
    return { month: each.month, label: lowered(kind?.title ?? "a shock") };
  });
  const ends = Object.entries(scenario.levers).flatMap(([name, intervals]) => {
    const lever = data.levers.find((each) => each.name === name || each.id === name);
    const end = intervals.at(-1)?.end ?? null;
    return end === null || !lever ? [] : [{ month: end, label: `${lowered(lever.title)} ends` }];
  });
  return [...shocks, ...ends].filter((each) => each.month <= until && each.month >= 0).sort((one, other) => one.month - other.month);
}

/** Headline outcomes of every future. */
export function changes(app, shown) {
  return section("changes", (state, comparison) => {
    if (!comparison.alternatives.length) return { heading: "There is nothing to compare yet", parts: [make("p", {}, "This study holds one future. Add another under My scenarios.")] };
    const month = shown.month(comparison, state);
    const winner = winnerOf(comparison);
    return {
      heading: recommendation(comparison),
      parts: [
        make("p", {}, winner ? confidence(comparison, winner) : confidence(comparison)),
        headlineTable(comparison, month),
        make("p", { class: "soft" }, `In ${monthInWords(month)}, less “${comparison.base.title}”. Under each: what it comes to in words, by a 95 % interval of the mean held against the smallest difference worth having.`),
      ],
    };
  });
}

/** A row a future, a column an outcome; the base's level first. `cell` shows a difference. */
export function headlineTable(comparison, month, cell = verdictCell) {
  const outcomes = comparison.headlines.map((name) => comparison.outcomes.get(name));
  const columns = ["future", ...outcomes.map((each) => make("span", {}, each.title, make("small", {}, shownUnit(each.unit, true))))];
  const [first] = comparison.alternatives;
  const before = outcomes.map(({ name, unit }) => level(comparison.difference(first, name, month).base.mean, unit));
  const rows = comparison.alternatives.map((place) => [
    key(comparison, place), ...outcomes.map(({ name }) => cell(comparison, comparison.difference(place, name, month))),
  ]);
  return table(`What changes in ${monthInWords(month)}`, columns, [[key(comparison, 0), ...before], ...rows]);
}

/** A difference and its verdict. */
export function verdictCell(comparison, row) {
  return make("td", { class: `number ${toneOf(comparison, row)}` }, change(row.change.mean, row.outcome.unit), make("small", {}, row.verdict));
}

/** The same where there are many rows: in words alone where there is a difference, for eyes; all of it for ears. */
export function quietCell(comparison, row) {
  return make("td", { class: `number ${toneOf(comparison, row) || "soft"}` }, change(row.change.mean, row.outcome.unit), make("span", { class: "unseen" }, `, ${row.verdict}`));
}

/** What gets worse, whatever the question was. */
export function worse(app, shown) {
  return section("worse", (state, comparison) => {
    if (!comparison.alternatives.length) return { heading: "What gets worse", parts: [make("p", {}, "There is no other future yet.")] };
    const found = comparison.alternatives.map((place) => ({ place, rows: worsened(comparison, place), places: worsePlaces(comparison, place) }));
    const looked = `${counted(comparison.data.outcomes.filter((each) => each.better !== "neither").length, "outcome")} in ${monthInWords(comparison.month)}`;
    const some = found.filter((each) => each.rows.length || each.places.length);
    if (!some.length) {
      return { heading: "Nothing gets worse by a difference worth having", parts: [make("p", { class: "soft" }, `Of ${looked}, in ${counted(comparison.runs, "run")}.`)] };
    }
    const mine = some.find((each) => each.place === shown.place(state, comparison)) ?? some[0];
    const [first] = [...mine.rows, ...mine.places.map((each) => each.row)];
    const where = mine.rows.length ? "" : ` in ${mine.places[0].each.name}`;
    return {
      heading: `With ${comparison.called(mine.place)} ${lowered(first.outcome.title)}${where} gets worse (${changeInWords(first.change.mean, first.outcome.unit)})`,
      parts: [
        ...some.map(({ place, rows, places }) => make("div", {}, make("p", {}, key(comparison, place)), make("ul", {}, ...rows.slice(0, 6).map(item), ...more(rows), ...places.slice(0, 4).map(placeItem)))),
        make("p", { class: "soft" }, `Of ${looked}; worse by at least the smallest difference worth having, with all of its 95 % interval.`),
      ],
    };
  });
}

const placeItem = ({ each, row }) =>
  make("li", {}, make("b", { class: "worse" }, changeInWords(row.change.mean, row.outcome.unit)), ` ${lowered(row.outcome.title)} in `, make("bdi", {}, each.name));

const item = ({ outcome, change: found, base, level: now }) =>
  make("li", {}, make("b", { class: "worse" }, changeInWords(found.mean, outcome.unit)), ` ${lowered(outcome.title)} (${level(base.mean, outcome.unit)} → ${level(now.mean, outcome.unit)})`);

const more = (rows) => (rows.length > 6 ? [make("li", { class: "soft" }, `and ${counted(rows.length - 6, "outcome")} more`)] : []);
