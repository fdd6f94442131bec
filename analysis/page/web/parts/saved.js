// Work in progress, kept in this browser alone and the same in all tabs, so that a refresh or a closed tab loses nothing.

const SAVED = ["study", "settings", "round", "rounds"];
const SHARED = ["study", "round", "rounds"]; // how large the page is, and what is looked at, is each tab's own

export class Saved {
  #held = {}; // what is kept, part by part, as this tab knows it
  #full = false;

  /**
   * @param {string} key of this page: pages made for others keep their work apart
   * @param {function} check of a study @throws where it is none
   */
  constructor(key, store, say, check) {
    Object.assign(this, { key: `hubspoke ${key}`, asideKey: `setaside ${key}`, store, say, check }); // as long: for a full store
  }

  /** What was kept, or nothing; what cannot be read is set aside. */
  read() {
    const text = stored(this.key);
    if (text === null) return {};
    try {
      return this.#understood(text);
    } catch {
      localStorage.removeItem(this.key);
      localStorage.setItem(this.asideKey, text); // where nothing is written over it
      return {};
    }
  }

  /** What was set aside, as a study's file where it is JSON; null: nothing. */
  aside() {
    const text = stored(this.asideKey);
    try {
      const { study, ...others } = JSON.parse(text);
      return JSON.stringify({ ...study, ...others }, null, 1);
    } catch {
      return text;
    }
  }

  dropAside() {
    localStorage.removeItem(this.asideKey);
  }

  /** Keep what changes from now on, and follow what is changed in other tabs of this page. */
  begin() {
    let waiting = 0;
    this.#held = savedOf(this.store.state);
    this.store.listen(() => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.write(), 300);
    });
    addEventListener("pagehide", () => this.write());
    addEventListener("pageshow", () => this.#follow(stored(this.key)));
    addEventListener("storage", ({ key, newValue }) => {
      if (key === this.key) this.#follow(newValue);
    });
    addEventListener("beforeunload", (event) => {
      if (this.#full) event.preventDefault();
    });
  }

  write() {
    const { state } = this.store;
    if (SAVED.every((each) => state[each] === this.#held[each])) return;
    const kept = savedOf(state);
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
      this.#held = kept;
      this.#full = false;
    } catch {
      this.#full = true;
      this.say("This browser keeps nothing: save your work as a file before you close the page.");
    }
  }

  // What is changed here and not yet kept comes after it, and is followed there.
  #follow(text) {
    const { state } = this.store;
    if (!text || SAVED.some((each) => state[each] !== this.#held[each])) return;
    let theirs = {};
    try {
      theirs = this.#understood(text);
    } catch {
      return; // another version of the page writes there
    }
    const changed = SHARED.filter((each) => JSON.stringify(theirs[each]) !== JSON.stringify(state[each]));
    if (!changed.length) return;
    const { study, ...others } = Object.fromEntries(changed.map((each) => [each, theirs[each]]));
    Object.assign(this.#held, study && { study }, others);
    if (study) this.store.change(study, "what was done in another tab");
    this.store.set(others);
    if (study) this.say("This was changed in another tab of the page, and so here. Undo brings back what was here.");
  }

  #understood(text) {
    const { study, settings, round, rounds } = JSON.parse(text);
    if (study.hubspoke !== this.store.state.study.hubspoke) throw new Error("is of another version of the page");
    this.check(study);
    if (![settings, ...rounds].every(isMap) || !(isNothing(round) || Array.isArray(round.guesses))) throw new Error("is not what the page wrote");
    return { study, settings, round, rounds };
  }
}

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing: said when there is something to keep
  }
}

const savedOf = (state) => Object.fromEntries(SAVED.map((each) => [each, state[each]]));
const isNothing = (value) => value === undefined || value === null;
const isMap = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
