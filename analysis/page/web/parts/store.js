// What the page holds: one plain object, never changed but replaced, and told to all who listen.

const MOST_UNDONE = 100;
const AT_ONCE = 1000; // milliseconds in which the same change is one

export class Store {
  #listeners = [];
  #before = []; // studies that were replaced, with what was done to them
  #undone = [];

  constructor(state) {
    this.state = state;
  }

  set(patch) {
    this.state = { ...this.state, ...patch };
    for (const each of this.#listeners) each(this.state);
  }

  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Replace the study by a changed copy; `what` says in words what was done, for who undoes it. */
  change(study, what) {
    const last = this.#before.at(-1);
    const again = last?.what === what && Date.now() - last.when < AT_ONCE; // a slider on its way
    if (again) last.when = Date.now();
    else this.#before.push({ study: this.state.study, what, when: Date.now() });
    this.#before.splice(0, this.#before.length - MOST_UNDONE);
    this.#undone = [];
    this.set({ study });
  }

  /** Take back the last change; gives what it was, or null. */
  undo() {
    return this.#step(this.#before, this.#undone);
  }

  redo() {
    return this.#step(this.#undone, this.#before);
  }

  #step(from, to) {
    const last = from.pop();
    if (!last) return null;
    to.push({ study: this.state.study, what: last.what });
    this.set({ study: last.study });
    return last.what;
  }
}
