// The word that another was most likely meant to be, and what is said of it, as sim/inputs/errors.py has them.

const ALIKE = 0.6;
const MOST_NAMED = 12;
const LONGEST_QUOTE = 60;

/** @param {string} word @param {string[]} allowed @returns {string} what is meant: one near, or what may stand there */
export function suggestion(word, allowed) {
  const near = nearest(word, allowed);
  if (near !== null) return `did you mean ${shortened(near)}?`;
  if (!allowed.length) return "";
  const named = allowed.slice(0, MOST_NAMED).map(shortened).join(", ");
  return `write one of: ${named}${allowed.length > MOST_NAMED ? ", ..." : ""}`;
}

/** @returns {string | null} */
export function nearest(word, allowed) {
  const known = new Map();
  for (const each of allowed) {
    const folded = each.toLowerCase();
    for (const spelling of [folded, folded.slice(folded.lastIndexOf(".") + 1)]) {
      if (!known.has(spelling)) known.set(spelling, each);
    }
  }
  const spelt = word.slice(0, 200).toLowerCase().trim();
  for (const spelling of [spelt, spelt.replaceAll("_", "-"), spelt.replaceAll("-", "_").replaceAll(" ", "_")]) {
    if (known.has(spelling)) return known.get(spelling);
  }
  const scored = [...known.keys()].map((each) => [likeness(each, spelt), each]).filter(([score]) => score >= ALIKE);
  scored.sort(([one, a], [other, b]) => other - one || (a < b ? 1 : -1));
  return scored.length ? known.get(scored[0][1]) : null;
}

/** A text in quotation marks, shortened; other values as a file would have them. */
export function quoted(value) {
  if (typeof value === "string") return `'${shortened(value)}'`;
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a mapping";
  return shortened(String(value));
}

export function shortened(text) {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE - 3)}...`;
}

// Twice the number of signs that match, of all, as Python's difflib counts them.
function likeness(one, other) {
  return one.length + other.length ? (2 * matching(one, other)) / (one.length + other.length) : 1;
}

function matching(one, other) {
  let [size, at, to] = [0, 0, 0];
  let before = [];
  for (let i = 0; i < one.length; i += 1) {
    const row = [];
    for (let j = 0; j < other.length; j += 1) {
      if (one[i] !== other[j]) continue;
      row[j] = (before[j - 1] ?? 0) + 1;
      if (row[j] > size) [size, at, to] = [row[j], i - row[j] + 1, j - row[j] + 1];
    }
    before = row;
  }
  if (!size) return 0;
  return size + matching(one.slice(0, at), other.slice(0, to)) + matching(one.slice(at + size), other.slice(to + size));
}
