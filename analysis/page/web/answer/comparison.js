// Scenarios compared with the base, run by run, as far as runs have come in.
import { costsOf, poundsPerUnit, spentOf } from "./costs.js";
import { differenceOf } from "./differences.js";
import { oneOf, scaleOf } from "../parts/words.js";
import { meanOf, quantile, unitsOf } from "./statistics.js";

const BAND = [0.05, 0.95];

export class Comparison {
  #known = new Map();

  /**
   * @param {object} given `data`, `study`, `settings`; `runs` of each scenario so far, of at `most`; `sets` of the runs;
   *   `headlines` by name; `marks`, the months in which all is kept; `main` results of each scenario; `beside` those of
   *   fewer runs that hold organisations and places (`members`) and every month of another outcome (`months`)
   */
  constructor(given) {
    Object.assign(this, given);
    this.units = unitsOf(this.sets);
    this.outcomes = new Map(this.data.outcomes.map((each) => [each.name, each]));
    this.places = new Map(this.data.outcomes.map((each, place) => [each.name, place]));
    this.table = this.data.answer.student;
    this.month = this.marks.at(-1);
    const there = (results) => (results.length && results.every((each) => each.count >= given.beside.runs) ? results : null);
    this.members = there(given.beside.members);
    this.everyMonth = there(given.beside.months);
  }

  get base() {
    return this.study.scenarios[0];
  }

  /** Places of the scenarios compared with the base. */
  get alternatives() {
    return this.study.scenarios.map((_, place) => place).slice(1);
  }

  /** How many parameter sets there are among the runs. */
  get parameterSets() {
    return new Set(this.sets).size;
  }

  /** Years 1, 3 and 5 as far as they come, and the last month. */
  get months() {
    const years = this.data.answer.years.map((year) => 12 * year);
    return this.marks.filter((each) => years.includes(each) || each === this.month);
  }

  called(place) {
    return `“${this.study.scenarios[place].title}”`;
  }

  values(place, name, month) {
    return this.main[place].atMark(this.places.get(name), month, this.data.outcomes.length, this.runs);
  }

  /** What a scenario changes of an outcome in a marked month. */
  difference(place, name, month = this.month) {
    return this.#once(["difference", place, name, month], () =>
      differenceOf(this.values(0, name, month), this.values(place, name, month), this.units, this.outcomes.get(name), this.table));
  }

  /** Two alternatives compared: the first less the second. */
  between(one, other, name, month = this.month) {
    return differenceOf(this.values(other, name, month), this.values(one, name, month), this.units, this.outcomes.get(name), this.table);
  }

  /** The mean and the band of an outcome in every month, and of how many runs. */
  course(place, name) {
    return this.#once(["course", place, name], () => {
      const kept = this.headlines.includes(name);
      const results = kept ? this.main[place] : this.everyMonth?.[place];
      if (!results) return null;
      const runs = kept ? this.runs : this.beside.runs;
      const months = results.job.months.filter((each) => each <= this.month);
      const bands = months.map((month) => {
        const values = results.atMonth(this.places.get(name), month, runs);
        const mean = meanOf(values);
        values.sort();
        return { month, mean, low: quantile(values, BAND[0]), high: quantile(values, BAND[1]) };
      });
      return { runs, bands };
    });
  }

  /** Who pays how much more than with the base by a month. */
  costs(place, month = this.month) {
    return this.#once(["costs", place, month], () => {
      const [was, now] = [0, place].map((each) => spentOf(this.main[each], this.data.costs, month, this.runs));
      return costsOf(was, now, { money: this.data.costs, month, units: this.units, table: this.table });
    });
  }

  /** Discounted pounds for each unit gained of an outcome, and what a unit is called. */
  price(place, name) {
    return this.#once(["price", place, name], () => {
      const outcome = this.outcomes.get(name);
      if (outcome.better === "neither") return null;
      const rate = this.data.answer.discount;
      const [was, now] = [0, place].map((each) => spentOf(this.main[each], this.data.costs, this.month, this.runs)(null, null, rate));
      const sign = outcome.better === "higher" ? 1 : -1;
      const before = this.values(0, name, this.month);
      const gain = this.values(place, name, this.month).map((each, run) => sign * scaleOf(outcome.unit) * (each - before[run]));
      const ratio = poundsPerUnit(now.map((each, run) => each - was[run]), gain, this.units, this.table);
      return { ...ratio, per: `${oneOf(outcome.unit)} ${sign > 0 ? "more" : "less"}` };
    });
  }

  #once(key, work) {
    const name = key.join(" ");
    if (!this.#known.has(name)) this.#known.set(name, work());
    return this.#known.get(name);
  }
}
