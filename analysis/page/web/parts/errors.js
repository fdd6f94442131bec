// How Python says what a user wrote and what was likely meant, as `sim.inputs.errors` and `fields` have it.

const LONGEST_QUOTE = 60;
const MOST_NAMED = 12;
const NEAR = 0.6;
const UNPRINTED = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const EMPTY = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** What a name shares with all that are read as the same: capitals, blanks, curls, widths apart. */
export function alike(name) {
  if (/^[ !"#-_a-z]*$/.test(name)) return name.trim().replace(/ +/g, " ").toLowerCase();
  return name.replace(EMPTY, "").normalize("NFKC")
    .replace(/[‘’‛′`´]/g, "'").replace(/[“”„″]/g, '"').replace(/[‐‑‒–—−]/g, "-")
    .trim().split(/\s+/).join(" ").toLowerCase().replaceAll("ß", "ss");
}

export const showsNothing = (name) => !name.replace(EMPTY, "").trim();

export const escaped = (text) => text.replace(UNPRINTED, (each) => {
  const code = each.codePointAt(0).toString(16);
  if (each === "\n") return "\\n";
  if (each === "\t") return "\\t";
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
});

export function shortened(text, most = LONGEST_QUOTE) {
  const whole = escaped([...text].slice(0, most + 1).join(""));
  return [...whole].length <= most ? whole : `${[...whole].slice(0, most - 3).join("")}...`;
}

/** A text in quotation marks; other values as a file would have them. */
export function quoted(value) {
  if (typeof value === "string") return `'${shortened(value)}'`;
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a mapping";
  return shortened(String(value));
}

/** A number as people write it: 1,000,000 and 0.05. */
export const number = (value) =>
  Number.isInteger(value) ? value.toLocaleString("en-GB") : String(Number(value.toPrecision(6)));

/** @param {string} word @param {Iterable<string>} allowed @returns {string} what is meant: one near, or what may stand there */
export function suggestion(word, allowed) {
  const words = [...allowed];
  const near = nearest(word, words);
  if (near !== null) return `did you mean ${shortened(near)}?`;
  if (!words.length) return "";
  const named = words.slice(0, MOST_NAMED).map((each) => shortened(each)).join(", ");
  return `write one of: ${named}${words.length > MOST_NAMED ? ", ..." : ""}`;
}

/** @returns {string | null} the word that another was most likely meant to be */
export function nearest(word, allowed) {
  const known = new Map();
  for (const each of allowed) {
    const spelt = each.toLowerCase();
    if (!known.has(spelt)) known.set(spelt, each);
    const last = spelt.slice(spelt.lastIndexOf(".") + 1);
    if (!known.has(last)) known.set(last, each);
  }
  const spelt = word.slice(0, 200).toLowerCase().trim();
  for (const each of [spelt, spelt.replaceAll("_", "-"), spelt.replaceAll("-", "_").replaceAll(" ", "_")]) {
    if (known.has(each)) return known.get(each);
  }
  let [best, found] = [NEAR, null];
  for (const each of known.keys()) {
    if (2 * Math.min(each.length, spelt.length) < best * (each.length + spelt.length)) continue;
    const ratio = likeness(each, spelt);
    if (ratio > best || (ratio === best && (found === null || each > found))) [best, found] = [ratio, each];
  }
  return found === null ? null : known.get(found);
}

// How much two texts share, as Python's difflib has it: the longest common part, then those on its sides.
function likeness(one, other) {
  let shared = 0;
  const parts = [[0, one.length, 0, other.length]];
  while (parts.length) {
    const [begin, end, from, to] = parts.pop();
    const [a, b, size] = longest(one, other, begin, end, from, to);
    if (!size) continue;
    shared += size;
    parts.push([begin, a, from, b], [a + size, end, b + size, to]);
  }
  return one.length + other.length ? (2 * shared) / (one.length + other.length) : 1;
}

function longest(one, other, begin, end, from, to) {
  let best = [begin, from, 0];
  let before = new Map();
  for (let a = begin; a < end; a += 1) {
    const now = new Map();
    for (let b = from; b < to; b += 1) {
      if (one[a] !== other[b]) continue;
      const size = (before.get(b - 1) ?? 0) + 1;
      now.set(b, size);
      if (size > best[2]) best = [a - size + 1, b - size + 1, size];
    }
    before = now;
  }
  return best;
}
