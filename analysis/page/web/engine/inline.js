// Runs where there are no workers: one part after the other, with breath between them for whatever else is to be done.
import { instantiate } from "./module.js";
import { reduced } from "./kept.js";
import { run } from "./runs.js";

/** Stands for a `Pool`. */
export class Inline {
  constructor(model, layout) {
    Object.assign(this, { model, layout });
  }

  static async of({ module, form, layout }) {
    return new Inline(await instantiate(module, form), layout);
  }

  /** @param {object} work `arrays` and `job`, as `runs.js` takes them */
  async run({ arrays, job }, signal) {
    await new Promise((resolve) => { setTimeout(resolve); });
    signal?.throwIfAborted();
    return reduced(run(this.model, this.layout, arrays, job), this.layout, job);
  }

  stop() {}
}
