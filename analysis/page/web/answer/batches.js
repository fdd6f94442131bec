// Runs of all scenarios in step, a batch after the other: soon something to see, and then surer.
import { faultIn } from "../engine/faults.js";
import { setsOf } from "../engine/scenario_arrays.js";
import { Comparison } from "./comparison.js";

const BATCHES = [64, 256, 1024, 4096];
const LARGE = 60; // organisations: from here on the first batch is a smaller one, to be seen as soon
const SMALL = 16;
const BESIDE = 256; // runs of which organisations and places are kept too, or the months of another outcome

export class Batches {
  #ended = null;
  #current = [];

  /** @param {object} app @param {(comparison: Comparison | null, fault?: string) => void} show called as runs come in */
  constructor(app, show) {
    Object.assign(this, { app, show });
  }

  /** Run what a state asks for, unless it is what is run already; what was run for another is given up. */
  async follow({ study, settings }) {
    const wanted = [study.network, study.scenarios, settings.seed, settings.parameters, settings.runs, settings.lucks, settings.outcome];
    if (wanted.every((each, place) => each === this.#current[place])) return;
    this.#current = wanted;
    this.#ended?.abort();
    const { signal } = (this.#ended = new AbortController());
    const fault = faultIn(this.app.data, study.network, study.scenarios);
    if (fault) {
      this.show(null, fault);
      return;
    }
    try {
      await this.#run(study, settings, signal);
    } catch (error) {
      if (!signal.aborted) this.show(null, error.message ?? String(error));
    }
  }

  async #run(study, settings, signal) {
    const { data, engine } = this.app;
    const kept = { seed: settings.seed, parameters: settings.parameters, lucks_of_a_set: settings.lucks };
    const marks = marksUntil(Math.min(...study.scenarios.map((each) => each.horizon)));
    const headlines = headlinesOf(data, study.network);
    const main = study.scenarios.map((each) => this.#results(study, each, { ...kept, marks, series: headlines }));
    const most = Math.max(settings.runs, 1);
    const beside = this.#beside(study, settings, { kept, marks, headlines, runs: Math.min(BESIDE, most) });
    const show = (runs) => {
      const sets = setsOf(data, Array.from({ length: runs }, (_, run) => run), kept);
      this.show(new Comparison({ data, study, settings, runs, most, sets, headlines, marks, main, beside }));
    };
    for (const runs of batchesTo(most, Math.min(...main.map((each) => each.count)), study.network.organisations.length)) {
      await Promise.all(main.map((each) => engine.extend(each, runs, signal)));
      signal.throwIfAborted();
      show(runs);
      const more = [...beside.members, ...beside.months].filter((each) => each.count < beside.runs);
      if (!more.length || runs < beside.runs) continue;
      await Promise.all(more.map((each) => engine.extend(each, beside.runs, signal)));
      signal.throwIfAborted();
      show(runs);
    }
  }

  // Fewer runs of which more is kept: organisations and places at the marks, and every month of an outcome that is no
  // headline.
  #beside(study, settings, { kept, marks, headlines, runs }) {
    const more = { ...kept, marks, alone: true, organisations: true, localities: true };
    const every = { ...kept, marks: [], series: [settings.outcome] };
    const of = (wanted) => study.scenarios.map((each) => this.#results(study, each, wanted));
    return { runs, members: of(more), months: headlines.includes(settings.outcome) ? [] : of(every) };
  }

  #results(study, scenario, settings) {
    return this.app.engine.results(study.network, scenario, settings);
  }
}

// How many runs there are to be, time after time: those that are there already are not made to look fewer.
function batchesTo(most, had, organisations) {
  const every = organisations > LARGE ? [SMALL, ...BATCHES] : BATCHES;
  const batches = [...every.filter((each) => each < most), most];
  const first = batches.findLastIndex((each) => each <= had);
  return batches.slice(Math.max(0, first));
}

// The end of each year, and the last month.
export function marksUntil(month) {
  const years = Array.from({ length: Math.floor(month / 12) }, (_, year) => 12 * (year + 1));
  return [...new Set([...years, month])];
}

/** The outcomes that an answer is given in: the network's own, or those of any. */
export function headlinesOf(data, network) {
  return network.headline_outcomes?.length ? network.headline_outcomes : data.answer.headlines;
}
