// Workers that share runs, one a core; what is wanted most is sent to them first.

const MOST = 8; // workers

export class Pool {
  #idle = [];
  #waiting = [];
  #sent = new Map();
  #next = 0;

  /**
   * @param {() => Worker} worker makes one
   * @param {object} start what each is sent first: `module`, `form`, `layout`
   */
  constructor(worker, start, count = Math.min(MOST, navigator.hardwareConcurrency || 2)) {
    this.workers = Array.from({ length: count }, () => {
      const each = worker();
      each.addEventListener("message", ({ data }) => this.#back(each, data));
      each.postMessage(start);
      return each;
    });
  }

  /**
   * Have something run.
   * @param {object} work `arrays` and `job`, as `runs.js` takes them
   * @param {AbortSignal} [signal] ends the wait for what is no longer wanted
   * @param {boolean} [soon] before all that waits already
   * @returns {Promise<import("./kept.js").Reduced>}
   */
  run(work, signal, soon = false) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const task = { work, signal, resolve, reject };
      signal?.addEventListener("abort", () => {
        this.#waiting = this.#waiting.filter((each) => each !== task);
        reject(signal.reason);
      }, { once: true });
      if (soon) this.#waiting.unshift(task);
      else this.#waiting.push(task);
      this.#send();
    });
  }

  stop() {
    for (const each of this.workers) each.terminate();
  }

  #send() {
    while (this.#idle.length && this.#waiting.length) {
      const worker = this.#idle.shift();
      const task = this.#waiting.shift();
      const number = this.#next++;
      this.#sent.set(number, task);
      worker.postMessage({ task: number, ...task.work });
    }
  }

  #back(worker, { task, kept, refused }) {
    this.#idle.push(worker);
    const sent = this.#sent.get(task);
    this.#sent.delete(task);
    if (refused) sent.reject(new Error(refused));
    else sent?.resolve(kept);
    this.#send();
  }
}
