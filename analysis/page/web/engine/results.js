// What runs of one scenario have come to so far, run after run; more are added as they come in.

export class Results {
  /** @param {object} job `months`, `series` and `marks` that are kept, as `kept.js` has them */
  constructor(job) {
    this.job = job;
    this.count = 0; // runs from 0 on that are all there
    this.bytes = 1e5; // that all of it takes, about
    this.parts = new Map(); // by the first run of each
  }

  /** @param {number} first number of the first run @param {number} runs @param {import("./kept.js").Reduced} kept */
  add(first, runs, kept) {
    this.parts.set(first, { runs, kept });
    this.bytes += Object.values(kept).reduce((sum, each) => sum + each.byteLength, 0);
    while (this.parts.has(this.count)) this.count += this.parts.get(this.count).runs;
  }

  /**
   * One number of each run.
   * @param {"series" | "marks" | "costs" | "organisations" | "localities" | "ties"} what
   * @param {number} place where it stands among what is kept of a run
   * @param {number} [runs] the first so many
   * @returns {Float64Array}
   */
  column(what, place, runs = this.count) {
    const values = new Float64Array(runs);
    for (const [first, part] of this.parts) {
      const kept = part.kept[what];
      const width = kept.length / part.runs;
      for (let run = 0; run < part.runs && first + run < runs; run += 1) values[first + run] = kept[run * width + place];
    }
    return values;
  }

  /** When problems turned in a run: (places, months), as `runs.js` has them. */
  turns(run) {
    for (const [first, { runs, kept }] of this.parts) {
      const width = kept.turns.length / runs;
      if (run >= first && run < first + runs) return kept.turns.subarray((run - first) * width, (run - first + 1) * width);
    }
    throw new RangeError(`run ${run} has not been made`);
  }

  /** An outcome, by its place, in a month that is marked. */
  atMark(outcome, month, outcomes, runs = this.count) {
    return this.column("marks", this.job.marks.indexOf(month) * outcomes + outcome, runs);
  }

  /** An outcome of the series, by its place among all, in any month. */
  atMonth(outcome, month, runs = this.count) {
    const { months, series } = this.job;
    return this.column("series", months.indexOf(month) * series.length + series.indexOf(outcome), runs);
  }
}
