// Work in progress, kept in this browser alone, so that a refresh or a closed tab loses nothing.

const SAVED = ["study", "settings", "round", "rounds"];

export class Saved {
  #last = "";

  /** @param {string} key of this page: pages made for others keep their work apart */
  constructor(key, store, say) {
    Object.assign(this, { key: `hubspoke ${key}`, store, say });
  }

  /** What was kept, or nothing. */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      return kept.study?.hubspoke === this.store.state.study.hubspoke ? kept : {}; // else it is of another version of the page
    } catch {
      return {};
    }
  }

  /** Keep what changes from now on; where another tab of this page does as well, say so. */
  begin() {
    let waiting = 0;
    this.store.listen(() => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.write(), 300);
    });
    addEventListener("pagehide", () => this.write());
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== this.key || !newValue || newValue === this.#last) return;
      this.say("This page is open in another tab, and was changed there. What is changed last is kept.");
    });
  }

  write() {
    const kept = JSON.stringify(Object.fromEntries(SAVED.map((each) => [each, this.store.state[each]])));
    if (kept === this.#last) return;
    try {
      localStorage.setItem(this.key, kept);
      this.#last = kept;
    } catch {
      this.say("This browser keeps nothing: save your work as a file before you close the page.");
    }
  }
}
