// What one thing brings about: `analysis.statistics.brought_about` for one run of two futures under the same luck.

/**
 * @typedef {object} Event
 * @property {"begins" | "stays"} how
 * @property {number} place of the problem among those watched
 * @property {number} month from the first month on: in which it begins, or is over in the other
 * @property {?number} over the first month without it; null: it lasts
 */

/**
 * What begins, or stays, in one history and not, or only months later, in the other.
 * @param {Int8Array} one of a run: (places, months), 1 where a problem turns out to hold, -1 no longer to
 * @param {Int8Array} other
 * @param {{months: number, earlier: number, to_turn: number}} span how many months there are, by how many an onset
 *   must come earlier to count, and for how many a problem is to hold, or not, before it is taken to have turned
 * @returns {Event[]} in the order of months
 */
export function apart(one, other, span) {
  const { months, to_turn: turn } = span;
  const events = [];
  for (let place = 0; place < one.length / months; place += 1) {
    const [mine, others] = [one, other].map((turns) => spells(turns.subarray(place * months, (place + 1) * months), turn));
    if (same(mine, others)) continue;
    events.push(...begins(mine, others, span).map((each) => ({ how: "begins", place, ...each })));
    events.push(...stays(mine, others, span).map((each) => ({ how: "stays", place, ...each })));
  }
  return events.sort((a, b) => a.month - b.month || a.place - b.place);
}

// When a problem held: from its onset to before its end; no end: to the last month.
function spells(turns, turn) {
  const found = [];
  turns.forEach((way, month) => {
    if (way > 0) found.push({ onset: month - (turn - 1), end: null });
    if (way < 0) found.at(-1).end = month - (turn - 1);
  });
  return found;
}

const same = (mine, others) =>
  mine.length === others.length && mine.every(({ onset, end }, at) => onset === others[at].onset && end === others[at].end);

// Of the last months it cannot be told whether what turns in them would do so a little later in the other.
const lastTold = ({ months, earlier, to_turn: turn }) => months - 1 - (earlier - 1) - (turn - 1);

function begins(mine, others, span) {
  return mine
    .filter(({ onset }) => onset <= lastTold(span) && !about(onset, span).some((month) => holds(others, month)))
    .map(({ onset, end }) => ({ month: onset, over: end }));
}

function stays(mine, others, span) {
  return others
    .filter(({ end }) => end !== null && end <= lastTold(span) && about(end, span).every((month) => holds(mine, month)))
    .map(({ end: month }) => ({ month, over: mine.findLast(({ onset }) => onset <= month).end }));
}

function about(month, { months, earlier }) {
  const near = Array.from({ length: 2 * earlier - 1 }, (_, each) => month + each - (earlier - 1));
  return near.map((each) => Math.min(Math.max(each, 0), months - 1));
}

const holds = (all, month) => all.some(({ onset, end }) => onset <= month && (end === null || month < end));
