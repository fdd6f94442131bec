// The engine that the page works with: runs of scenarios, more and more of them, each made once.
import { provide } from "./given.js";
import { Inline } from "./inline.js";
import { networkArrays, networkOf } from "./network_arrays.js";
import { Pool } from "./pool.js";
import { Results } from "./results.js";
import { scenarioArrays, setsOf } from "./scenario_arrays.js";

// Runs sent to a worker at once: few at first, so that there is soon something to see. They are cut at the same places
// whenever they are made, so that runs of which the wait was ended fit those that are made later.
const SMALLEST_PART = 32;
const EVERY = 3; // months, of which one is kept
const LARGEST_PART = 128;
const KEPT = 3e8; // bytes of runs that are kept, of scenarios last looked at

export class Engine {
  #networks = new WeakMap();
  #results = new Map();
  #seen = 0;

  constructor(data, pool) {
    Object.assign(this, { data, pool });
  }

  /**
   * The runs of a scenario that have been made, to which `extend` adds.
   * @param {object} network of the study
   * @param {object} scenario of the study
   * @param {object} settings `seed`, `parameters`; `series` names the outcomes that are kept over the months, every third, `marks` the
   *   months in which all is kept (`alone`: and no other month is); `organisations`, `localities`, `ties`, `problems` whether they are
   */
  results(network, scenario, settings) {
    const key = JSON.stringify([this.#known(network, scenario.facts ?? {}).number, scenario, settings]);
    let results = this.#results.get(key);
    if (!results) {
      results = new Results(this.#job(scenario, settings));
      results.arrays = this.arrays(network, scenario, settings);
    }
    this.#results.delete(key); // those last used come last
    this.#results.set(key, results);
    this.#forget();
    return results;
  }

  /** Have at least so many runs of results, `soon` before all that waits; resolves once they are there. */
  async extend(results, runs, signal, soon = false) {
    const waiting = [];
    for (let first = results.count; first < runs; ) {
      const size = first < LARGEST_PART ? SMALLEST_PART : LARGEST_PART;
      const count = Math.min(runs, size * Math.floor(first / size + 1)) - first;
      waiting.push(this.#part(results, first, count, signal, soon));
      first += count;
    }
    await Promise.all(waiting);
    return results;
  }

  /** A network and a scenario as the model takes them. */
  arrays(network, scenario, settings) {
    const { read, arrays } = this.#known(network, scenario.facts ?? {});
    return { network: arrays, ...scenarioArrays(this.data, read, scenario, settings) };
  }

  #forget() {
    let bytes = 0;
    for (const [key, each] of [...this.#results].reverse()) {
      bytes += each.bytes;
      if (bytes > KEPT) this.#results.delete(key);
    }
  }

  async #part(results, first, count, signal, soon) {
    if (results.parts.has(first)) return;
    const runs = Array.from({ length: count }, (_, each) => first + each);
    const sets = setsOf(this.data, runs, results.job);
    const job = { ...results.job, sets, lucks: runs };
    results.add(first, count, await this.pool.run({ arrays: results.arrays, job }, signal, soon));
  }

  #job(scenario, settings) {
    const { first } = this.data.months;
    const all = Array.from({ length: scenario.horizon + 1 - first }, (_, month) => first + month);
    const places = new Map(this.data.outcomes.map((each, place) => [each.name, place]));
    const marks = (settings.marks ?? [scenario.horizon]).filter((month) => month <= scenario.horizon);
    // A month that is kept takes as long as one that is run. The one before month 0 parts costs from those before.
    const months = all.filter((month) => marks.includes(month) || month === -1 || (!settings.alone && month % EVERY === 0));
    const series = (settings.series ?? []).map((name) => places.get(name));
    return { ...settings, horizon: scenario.horizon, months, marks, series };
  }

  // A network, with the facts that a scenario changes, as it is read and as arrays; studies are never changed, but
  // replaced by changed copies.
  #known(network, facts) {
    if (!this.#networks.has(network)) this.#networks.set(network, { number: (this.#seen += 1), by: new Map() });
    const { number, by } = this.#networks.get(network);
    const key = JSON.stringify(facts);
    if (!by.has(key)) {
      const read = networkOf(network, facts);
      by.set(key, { number, read, arrays: networkArrays(this.data, read) });
    }
    return by.get(key);
  }
}

/**
 * Start the engine.
 * @param {object} data of `analysis.page.model_data`
 * @param {(() => Worker) | null} worker makes a worker that runs `worker.js`; null: there are none
 */
export async function start(data, worker) {
  provide(data);
  const module = await compiled(data.module);
  const begun = { module, form: data.module.form, layout: data.layout };
  return new Engine(data, worker ? new Pool(worker, begun) : await Inline.of(begun));
}

// The module that works on several runs at once, or where a browser knows no vectors, on one after the other.
function compiled({ vectors, scalar }) {
  const [quick, slow] = [vectors, scalar].map((each) => Uint8Array.from(atob(each), (sign) => sign.charCodeAt(0)));
  return WebAssembly.compile(WebAssembly.validate(quick) ? quick : slow);
}
