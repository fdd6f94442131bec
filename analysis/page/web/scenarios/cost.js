// What a future costs more than the base, by payer, from runs of the model; made anew when either changes.
import { headlinesOf, marksUntil } from "../answer/batches.js";
import { meanOf, quantile } from "../answer/statistics.js";
import { make } from "../parts/elements.js";
import { pounds } from "../parts/words.js";

const SHARPER = [64, 256]; // runs, the first of them at once
const LEAST = 500; // pounds: who pays less is not worth a row
const NAMES = { network: "the network", members: "its members", commissioner: "commissioners", national: "national funds" };

export class Cost {
  #aborter = null;
  #shown = [];
  #last = null;

  /** @param {object} app @param {(cost: object | null) => void} tell is given what came of it, or null for nothing yet */
  constructor(app, tell) {
    Object.assign(this, { app, tell });
  }

  /** Work out what a future costs more than the base; faulty ones are not run. */
  update({ study: { network, scenarios }, settings: { seed, parameters, lucks } }, edited, faulty) {
    const month = Math.min(...scenarios.map((each) => each.horizon));
    const shown = [this.app.engine, network, scenarios[0], scenarios[edited], month, seed, parameters, lucks, faulty];
    if (shown.every((each, place) => each === this.#shown[place])) return;
    this.#shown = shown;
    this.#aborter?.abort();
    const before = this.#last?.edited === edited && !faulty ? { ...this.#last, old: true } : null;
    this.#show(before);
    if (this.app.engine && !faulty) this.#run(network, [scenarios[0], scenarios[edited]], { seed, parameters, lucks_of_a_set: lucks, month, edited }, (this.#aborter = new AbortController()).signal);
  }

  #show(cost) {
    this.#last = cost;
    this.tell(cost);
  }

  // The same runs as the answer's, so that they are there when it is looked at.
  async #run(network, pair, { month, edited, ...settings }, signal) {
    const { engine, data } = this.app;
    const marks = marksUntil(month);
    await new Promise((resolve) => {
      setTimeout(resolve);
    }); // what was edited is drawn first
    if (signal.aborted) return;
    try {
      const both = pair.map((each) => engine.results(network, each, { ...settings, marks, series: headlinesOf(data, network) }));
      for (const runs of SHARPER) {
        await Promise.all(both.map((each) => engine.extend(each, runs, signal, true)));
        if (signal.aborted) return;
        this.#show({ month, edited, runs, payers: differences(both, data.costs, marks.indexOf(month), runs) });
      }
    } catch (error) {
      if (!signal.aborted) this.#show({ refused: error.message });
    }
  }
}

function differences([base, future], { payers, kinds }, mark, runs) {
  const spent = (results, payer) => {
    const parts = kinds.map((_, kind) => results.column("costs", (mark * payers.length + payer) * kinds.length + kind, runs));
    return Array.from({ length: runs }, (_, run) => parts.reduce((sum, each) => sum + each[run], 0));
  };
  const rows = payers.map((name, payer) => {
    const before = spent(base, payer);
    return { name, values: spent(future, payer).map((each, run) => each - before[run]) };
  });
  const all = { name: "all", values: rows[0].values.map((_, run) => rows.reduce((sum, each) => sum + each.values[run], 0)) };
  return [all, ...rows].map(({ name, values }) => ({ name, ...spread(values) }));
}

function spread(values) {
  const sorted = Float64Array.from(values).sort();
  return { mean: meanOf(values), low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) };
}

/** The cost as it is shown: in all, and by payer. */
export function costShown(cost, faulty) {
  if (faulty) return [make("p", { class: "soft" }, "Mend what is wrong to see what it costs.")];
  if (!cost) return [make("p", { class: "soft" }, "Working it out …")];
  if (cost.refused) return [make("p", { class: "fault" }, cost.refused)];
  const [all, ...payers] = cost.payers;
  const paying = payers.filter(({ mean, low, high }) => Math.max(...[mean, low, high].map(Math.abs)) >= LEAST);
  const rows = paying.map((each) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, NAMES[each.name] ?? each.name),
      make("td", { class: "number" }, whole(pounds(each.mean))),
      make("td", { class: "number" }, between(each)),
    ),
  );
  const parts = [
    make("p", { class: "big" }, more(all.mean)),
    make("p", { class: "soft" }, `than the base by month ${cost.month} (90% of ${cost.runs} runs: ${between(all)}), at prices of 2020/21`),
    ...(rows.length
      ? [
          make(
            "table",
            { class: "payers" },
            make(
              "thead",
              {},
              make("tr", {}, ...["Paid by", "Mean", "90% of runs"].map((each, n) => make("th", { scope: "col", class: n ? "number" : "" }, each))),
            ),
            make("tbody", {}, ...rows),
          ),
        ]
      : []),
  ];
  return [make("div", cost.old ? { class: "old", "aria-busy": "true" } : {}, ...parts)];
}

const whole = (number) => number.replace("-", "\u2011"); // whose sign stays with it
const between = ({ low, high }) => `${whole(pounds(low))} to\u00a0${whole(pounds(high))}`;
const more = (mean) => (Math.abs(mean) < 0.5 ? "Costs as much" : mean > 0 ? `Costs ${pounds(mean)} more` : `Costs ${pounds(-mean)} less`);
