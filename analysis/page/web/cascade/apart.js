// What one thing brings about: `analysis.statistics.brought_about` for one run of two futures under the same luck.

const EARLIER = 3; // months by which an onset must come earlier to count
const TO_TURN = 3; // months for which a problem is to hold, or not, before it is taken to have turned

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
 * @returns {Event[]} in the order of months
 */
export function apart(one, other, months) {
  const events = [];
  for (let place = 0; place < one.length / months; place += 1) {
    const [mine, others] = [one, other].map((turns) => spells(turns.subarray(place * months, (place + 1) * months)));
    if (same(mine, others)) continue;
    events.push(...begins(mine, others, months).map((each) => ({ how: "begins", place, ...each })));
    events.push(...stays(mine, others, months).map((each) => ({ how: "stays", place, ...each })));
  }
  return events.sort((a, b) => a.month - b.month || a.place - b.place);
}

// When a problem held: from its onset to before its end; no end: to the last month.
function spells(turns) {
  const found = [];
  turns.forEach((turn, month) => {
    if (turn > 0) found.push({ onset: month - (TO_TURN - 1), end: null });
    if (turn < 0) found.at(-1).end = month - (TO_TURN - 1);
  });
  return found;
}

const same = (mine, others) =>
  mine.length === others.length && mine.every(({ onset, end }, at) => onset === others[at].onset && end === others[at].end);

// Of the last months it cannot be told whether what turns in them would do so a little later in the other.
const lastTold = (months) => months - 1 - (EARLIER - 1) - (TO_TURN - 1);

function begins(mine, others, months) {
  return mine
    .filter(({ onset }) => onset <= lastTold(months) && !about(onset, months).some((month) => holds(others, month)))
    .map(({ onset, end }) => ({ month: onset, over: end }));
}

function stays(mine, others, months) {
  return others
    .filter(({ end }) => end !== null && end <= lastTold(months) && about(end, months).every((month) => holds(mine, month)))
    .map(({ end: month }) => ({ month, over: mine.findLast(({ onset }) => onset <= month).end }));
}

function about(month, months) {
  const near = Array.from({ length: 2 * EARLIER - 1 }, (_, each) => month + each - (EARLIER - 1));
  return near.map((each) => Math.min(Math.max(each, 0), months - 1));
}

const holds = (all, month) => all.some(({ onset, end }) => onset <= month && (end === null || month < end));
