// Runs of all scenarios in step, a batch after the other: soon something to see, and then surer.
import { faultIn } from "../engine/faults.js";
import { setsOf } from "../engine/scenario_arrays.js";
import { Comparison } from "./comparison.js";

const BATCHES = [64, 256, 1024, 4096];
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
    const wanted = [study.network, study.scenarios, settings.seed, settings.parameters, settings.runs, settings.outcome];
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
    const { data } = this.app;
    const kept = { seed: settings.seed, parameters: settings.parameters };
    const month = Math.min(...study.scenarios.map((each) => each.horizon));
    const marks = marksUntil(month);
    const headlines = headlinesOf(data, study.network);
    const main = study.scenarios.map((each) => this.#results(study, each, { ...kept, marks, series: headlines }));
    let beside = null;
    const most = Math.max(settings.runs, 1);
    for (const runs of [...BATCHES.filter((each) => each < most), most]) {
      await Promise.all(main.map((each) => this.app.engine.extend(each, runs, signal)));
      signal.throwIfAborted();
      const sets = setsOf(data, Array.from({ length: runs }, (_, run) => run), kept);
      const found = { data, study, settings, runs, most, sets, headlines, marks, main };
      this.show(new Comparison({ ...found, beside }));
      if (beside || runs < Math.min(BESIDE, most)) continue;
      beside = await this.#beside(study, settings, Math.min(BESIDE, runs), signal);
      signal.throwIfAborted();
      this.show(new Comparison({ ...found, beside }));
    }
  }

  // Fewer runs of which more is kept: organisations and places at the marks, and every month of an outcome that is no
  // headline.
  async #beside(study, settings, runs, signal) {
    const kept = { seed: settings.seed, parameters: settings.parameters };
    const marks = marksUntil(Math.min(...study.scenarios.map((each) => each.horizon)));
    const more = { ...kept, marks, alone: true, organisations: true, localities: true };
    const members = study.scenarios.map((each) => this.#results(study, each, more));
    const isHeadline = headlinesOf(this.app.data, study.network).includes(settings.outcome);
    const months = isHeadline ? null : study.scenarios.map((each) => this.#results(study, each, { ...kept, marks: [], series: [settings.outcome] }));
    await Promise.all([...members, ...(months ?? [])].map((each) => this.app.engine.extend(each, runs, signal)));
    return { runs, members, months };
  }

  #results(study, scenario, settings) {
    return this.app.engine.results(study.network, scenario, settings);
  }
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
