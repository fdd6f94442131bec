// Settings, out of the page itself or from a server. How a block is written stands in packing.py.

const LASTS = 0xffff;

export function readRoom() {
  return JSON.parse(document.getElementById("room").textContent);
}

// Where settings come from: `setting({bundle, own})` gives a promise of one; `lost` says whether they still come.
export function sourceOf(room) {
  return room.mode === "server" ? new ServerSource(room) : new FileSource(room);
}

class FileSource {
  constructor(room) {
    this.room = room;
    this.scripts = [...document.querySelectorAll("script.block")];
    this.blocks = new Map();
  }

  async setting({ bundle }) {
    const size = 2 ** this.room.switches.length / this.scripts.length;
    const number = Math.floor(bundle / size);
    if (!this.blocks.has(number)) this.blocks.set(number, unpack(bytesOf(this.scripts[number].textContent)));
    return new Setting(this.room, await this.blocks.get(number), bundle, null);
  }
}

// How long to wait before a server that is away is asked again, in seconds, and how often one that is there.
const AWAY = [1, 2, 5];
const THERE = 5;
const MOST_KEPT = 200; // settings
export const LOST = "The server does not answer. What you see stays; the page asks again by itself, and goes on when it is back.";
export const CHANGED = "The server was started again with something else. What you see is what it had before.";

// Settings from a server, each asked for once. `watch` tells a listener "lost", "back", or "changed" where the server
// has another room by now, which it is not asked about.
class ServerSource {
  constructor(room) {
    this.room = room;
    this.kept = new Map();
    this.state = "there";
    this.tries = 0;
    this.listener = () => {};
    this.#later(THERE);
  }

  watch(listener) {
    this.listener = listener;
  }

  setting(choice) {
    const asked = JSON.stringify({ room: this.room.name, ...choice });
    if (!this.kept.has(asked)) {
      this.kept.set(asked, this.#ask(asked, choice.own));
      this.kept.get(asked).catch(() => this.kept.delete(asked));
      if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value);
    }
    return this.kept.get(asked);
  }

  async #ask(body, own) {
    const headers = { "Content-Type": "application/json", "If-Match": this.#tag };
    let answer, bytes;
    try {
      answer = await fetch("setting", { method: "POST", headers, body });
      if (answer.status === 503) throw new Error("it stops");
      bytes = new Uint8Array(await answer.arrayBuffer());
    } catch {
      this.#now("lost");
      throw new Error(LOST);
    }
    if (answer.status === 412) {
      this.#now("changed");
      throw new Error(CHANGED);
    }
    if (!answer.ok) throw new Error(JSON.parse(new TextDecoder().decode(bytes)).said);
    const block = await unpack(bytes);
    return new Setting(this.room, block, block.settings[0], own);
  }

  get #tag() {
    return `"${this.room.digest}"`;
  }

  // See whether the server is there, and has this room as it was.
  async #look() {
    if (this.state === "there" && document.hidden) return this.#later(THERE);
    const headers = { "If-None-Match": this.#tag };
    try {
      const answer = await fetch(`room?room=${encodeURIComponent(this.room.name)}`, { cache: "no-store", headers });
      this.#now(answer.status === 304 ? "there" : "changed");
    } catch {
      this.#now("lost");
    }
  }

  #later(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), 1000 * seconds);
  }

  #now(found) {
    const before = this.state;
    if (before === "changed") return;
    this.state = found;
    this.tries = found === before ? this.tries + 1 : 0;
    if (found !== "changed") this.#later(found === "there" ? THERE : AWAY[Math.min(this.tries, AWAY.length - 1)]);
    if (found !== before) this.listener(found === "there" ? "back" : found);
  }
}

function bytesOf(base64) {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

async function unpack(deflated) {
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = new Uint8Array(await new Response(stream).arrayBuffer());
  let at = 4 + new DataView(data.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(data.subarray(4, at)));
  const arrays = {};
  for (const said of head.arrays) {
    const size = said.shape.reduce((a, b) => a * b, 1);
    const whole = said.bytes === 2 ? new Uint16Array(size) : data.slice(at, at + size);
    if (said.bytes === 2) for (let i = 0; i < size; i++) whole[i] = data[at + i] | (data[at + size + i] << 8);
    at += size * said.bytes;
    for (const step of [...said.steps].reverse()) UNDONE[step](whole, said.shape);
    arrays[said.name] = { ...said, whole };
  }
  return { settings: head.settings, arrays };
}

const UNDONE = {
  delta(whole, shape) {
    const last = shape.at(-1);
    for (let row = 0; row < whole.length; row += last) {
      for (let i = row + 1; i < row + last; i++) whole[i] += whole[i - 1];
    }
  },
  lattice(whole, shape) {
    const [settings, last] = shape.slice(-2);
    for (let setting = 1; setting < settings; setting++) {
      for (const [other, sign] of termsOf(setting)) {
        for (let row = 0; row < whole.length; row += settings * last) {
          const [to, from] = [row + setting * last, row + other * last];
          for (let i = 0; i < last; i++) whole[to + i] += sign * whole[from + i];
        }
      }
    }
  },
  fold(whole) {
    for (let i = 0; i < whole.length; i++) whole[i] = (whole[i] >> 1) ^ -(whole[i] & 1);
  },
};

// The settings whose numbers make up what is expected of one, each with its sign.
function termsOf(setting) {
  let switches = [];
  for (let on = setting; on; on &= on - 1) switches.push(on & -on);
  if (switches.length > 3) switches = [switches[0], switches[1], switches.at(-1)];
  const terms = [];
  for (let lacking = 1; lacking < 1 << switches.length; lacking++) {
    const less = switches.filter((_, place) => (lacking >> place) & 1);
    terms.push([setting - less.reduce((a, b) => a + b, 0), less.length % 2 ? 1 : -1]);
  }
  return terms;
}

// What one setting of the switches comes to. Months are those of the model; outcomes, measures and the rest go by name.
export class Setting {
  constructor(room, block, bundle, own) {
    this.room = room;
    this.bundle = bundle;
    this.own = own;
    this.block = block;
    this.place = block.settings.indexOf(bundle);
    this.outcomes = new Map(room.outcomes.map((each, n) => [each.name, n]));
  }

  // Whether this is what the other's chances are held against: the same, with no switch on and no lever of its own.
  isBaseOf(other) {
    if (this.bundle !== 0 || Object.keys(this.own?.levers ?? {}).length) return false;
    const rest = ({ own }) => JSON.stringify(own?.parameters ?? {});
    return rest(this) === rest(other);
  }

  // The outcome's level at a quantile (a place in room.quantiles) over all runs.
  band(outcome, quantile, month) {
    return this.#read("bands", [this.outcomes.get(outcome), quantile], this.#at(month));
  }

  // The middle of all runs.
  middle(outcome, month) {
    return this.band(outcome, this.room.quantiles.indexOf(0.5), month);
  }

  // In how many runs it is at least as much better ("better") or worse than with no switch on as is worth having.
  count(outcome, which, month) {
    return this.#read("chances", [this.outcomes.get(outcome), which === "better" ? 0 : 1], this.#at(month));
  }

  // The share of runs in which it is.
  chance(outcome, which, month) {
    return this.count(outcome, which, month) / this.room.runs.number;
  }

  // Every run's level in one of room.months.years, for outcomes in room.kept.
  runs(outcome, year) {
    const row = [this.room.kept.indexOf(outcome), this.room.months.years.indexOf(year)];
    return Float64Array.from({ length: this.room.runs.number }, (_, run) => this.#read("runs", row, run));
  }

  // GBP from month 0 to the last month beyond what no switch costs; `what` is one of room.costs.
  cost(what) {
    const row = [this.room.costs.indexOf(what)];
    const [mean, low, high] = [0, 1, 2].map((n) => this.#read("costs", row, n));
    return { mean, low, high };
  }

  // In the run that is told: an outcome, a state of an organisation, a state of a locality.
  told(outcome, month) {
    return this.#read("outcomes", [this.outcomes.get(outcome)], this.#at(month));
  }

  member(measure, organisation, month) {
    return this.#read("members", [this.room.members.indexOf(measure), organisation], this.#at(month));
  }

  locality(measure, locality, month) {
    return this.#read("places", [this.room.places.indexOf(measure), locality], this.#at(month));
  }

  // The problems of the run that is told: {problem, organisation (-1: the network), onset, end (null: it lasts), causes}.
  get spells() {
    this.kept ??= this.#spells();
    return this.kept;
  }

  #spells() {
    const { first } = this.room.months;
    const spells = this.#rows("spells").map(([held, onset, end]) => ({
      problem: this.room.problems[this.room.held[held][0]],
      organisation: this.room.held[held][1],
      onset: onset + first,
      end: end === LASTS ? null : end + first,
      causes: [],
    }));
    for (const [spell, problem, link, share] of this.#rows("causes")) {
      spells[spell].causes.push({
        problem: this.room.problems[problem],
        link: this.room.links[link],
        share: share / 1000,
      });
    }
    for (const each of spells) each.causes.sort((a, b) => b.share - a.share);
    return spells;
  }

  #rows(name) {
    const { whole, shape } = this.block.arrays[name];
    const [columns, length] = shape;
    const rows = [];
    for (let i = 0; i < length; i++) {
      if (whole[i] !== this.place) continue;
      rows.push(Array.from({ length: columns - 1 }, (_, column) => whole[(column + 1) * length + i]));
    }
    return rows;
  }

  #at(month) {
    return month - this.room.months.first;
  }

  #read(name, row, last) {
    const { whole, shape, low, step } = this.block.arrays[name];
    let at = 0;
    row.forEach((each, axis) => (at = at * shape[axis] + each));
    at = (at * shape[shape.length - 2] + this.place) * shape[shape.length - 1] + last;
    if (!low) return whole[at];
    const own = low[row[0]].length === 1 ? 0 : this.place;
    return low[row[0]][own] + step[row[0]][own] * whole[at];
  }
}
