// What the room has set: one plain object, changed by `set` alone, which tells all who listen.

export class Store {
  constructor(state) {
    this.state = state;
    this.listeners = [];
  }

  set(patch) {
    this.state = { ...this.state, ...patch };
    for (const each of this.listeners) each(this.state);
  }

  listen(listener) {
    this.listeners.push(listener);
  }
}

// a and b: which switches are on in each future, {bundle, own}; A and B: what these come to, null until it is there.
export function firstState(room) {
  return {
    view: "path",
    a: { bundle: 0, own: null },
    b: { bundle: room.switches.length ? 1 : 0, own: null },
    A: null,
    B: null,
    ofA: null, // the choices that A and B are of: while another is fetched, the one before is shown
    ofB: null,
    month: room.months.last,
    playing: false,
    outcome: room.kept[0],
    year: room.months.last, // the month in which futures are held against each other, one of room.months.years
    measure: "engagement",
    chosen: null,
    step: 0, // of the facilitator's path
    ...freshRound(),
    rounds: [], // those that are over: {asked, guesses, ran}
    restored: "", // when what the browser kept was written, until the room has seen that it is still here
    hint: "", // why the step asked for cannot be gone to
    presenter: false,
    switching: false, // whether the switches are shown where there is no room for them beside the view
    lost: "",
  };
}

// A round of the path: what is asked, in the room's own words where it has any; what was asked when the first guess
// was written ({a, b, outcome, year, text, at}); the guesses ({name, change, why, at}); whether it runs; what it came to.
export function freshRound() {
  return { words: "", asked: null, guesses: [], unguessed: false, running: false, ran: null };
}

// Whether A and B are what is chosen now.
export function settled(state) {
  return Boolean(state.A && state.B) && state.ofA === state.a && state.ofB === state.b;
}

// What the address says of the room, so that a view can be bookmarked and shared; what is not said is as it was.
export function fromAddress(hash, room, views) {
  const said = new URLSearchParams(hash.slice(1));
  const found = {};
  if (views.includes(said.get("view"))) found.view = said.get("view");
  for (const which of ["a", "b"]) {
    const bundle = Number(said.get(which) ?? NaN);
    if (Number.isInteger(bundle) && bundle >= 0 && bundle < 2 ** room.switches.length) found[which] = { bundle, own: null };
  }
  if (room.kept.includes(said.get("outcome"))) found.outcome = said.get("outcome");
  if (room.months.years.includes(Number(said.get("year")))) found.year = Number(said.get("year"));
  const month = Number(said.get("month") ?? NaN);
  if (Number.isInteger(month) && month >= room.months.first && month <= room.months.last) found.month = month;
  return found;
}

export function toAddress(state) {
  const said = new URLSearchParams({ view: state.view });
  for (const which of ["a", "b"]) if (!state[which].own) said.set(which, state[which].bundle);
  said.set("outcome", state.outcome);
  said.set("year", state.year);
  return `#${said}`;
}

export function sameChoice(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
