// What the page holds: one plain object, never changed but replaced, and told to all who listen.

const MOST_UNDONE = 100;
const AT_ONCE = 1000; // milliseconds in which the same change is one

export class Store {
  #listeners = [];
  #before = []; // studies that were replaced, with what was done to them and the settings that were replaced with them
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

  /** Replace the study by a changed copy, and settings with it; `what` says in words what was done, for who undoes it. */
  change(study, what, settings = {}) {
    const last = this.#before.at(-1);
    const again = last?.what === what && Date.now() - last.when < AT_ONCE; // a slider on its way
    if (again) last.when = Date.now();
    else this.#before.push({ ...this.#replaced(settings), what, when: Date.now() });
    this.#before.splice(0, this.#before.length - MOST_UNDONE);
    this.#undone = [];
    this.#put(study, settings);
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
    to.push({ ...this.#replaced(last.settings), what: last.what });
    this.#put(last.study, last.settings);
    return last.what;
  }

  #replaced(settings) {
    const { study, settings: now } = this.state;
    return { study, settings: Object.fromEntries(Object.keys(settings).map((name) => [name, now[name]])) };
  }

  #put(study, settings) {
    this.set({ study, settings: Object.keys(settings).length ? { ...this.state.settings, ...settings } : this.state.settings });
  }
}
