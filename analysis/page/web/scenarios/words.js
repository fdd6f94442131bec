// How a scenario's numbers and spells are written and read, in the words of its file.

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const TIME = /^([0-9]{1,6}(?:\.[0-9]{1,6})?) *(year|month)s?$/;

/** A number as people write it: 1,000,000 and 0.05. */
export function figure(value) {
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en-GB");
  const short = Number(value.toPrecision(6));
  const power = Math.floor(Math.log10(Math.abs(short)));
  if (power >= -4 && power < 6) return String(short);
  const [digits, exponent] = short.toExponential().split("e");
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** The months of a time such as "3 years"; null if it is none. */
export function monthsOf(text) {
  const match = TIME.exec(text.trim());
  return match && Number((Number(match[1]) * (match[2] === "year" ? 12 : 1)).toFixed(6));
}

/** The months from the year 0 of a date such as "Apr 2027" or "2027-04"; null if it is none. */
export function dateOf(text) {
  const iso = /^([0-9]{4})-([0-9]{2})$/.exec(text.trim());
  const named = /^([A-Za-z]{3,9})\.? +([0-9]{4})$/.exec(text.trim());
  const month = iso ? Number(iso[2]) : named ? MONTHS.findIndex((each) => each.startsWith(named[1].toLowerCase())) + 1 : 0;
  const year = Number(iso?.[1] ?? named?.[2] ?? 0);
  return month >= 1 && month <= 12 && year > 0 ? year * 12 + month - 1 : null;
}

/** What somebody typed into a field for a number: the number, null for nothing, or else the text as it is. */
export function numberOf(text) {
  const typed = text.trim();
  if (!typed) return null;
  const months = monthsOf(typed);
  if (months !== null) return months;
  const plain = typed.replace(/^£ ?/, "").replace(/\u2212/g, "-");
  const bare = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
  const percent = /^(-?\d+(?:\.\d+)?) ?%$/.exec(bare);
  if (percent) return Number((Number(percent[1]) / 100).toFixed(12));
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(bare) ? Number(bare) : typed;
}

/** How much of a lever a spell has: "half strength", "12 sessions a year", "6 nurses and 2 specialists". */
export function amountInWords(lever, spell) {
  if (spell.nurses !== undefined || spell.specialists !== undefined) {
    const posts = ["nurses", "specialists"].filter((each) => typeof spell[each] === "number");
    return posts.map((each) => `${figure(spell[each])} ${spell[each] === 1 ? each.slice(0, -1) : each}`).join(" and ");
  }
  if (spell.dose !== undefined) return `${typeof spell.dose === "number" ? figure(spell.dose) : spell.dose} ${lever.dose?.unit ?? ""}`.trim();
  const strength = spell.strength ?? 1;
  if (strength === 1) return lever.dose?.full ? `${figure(lever.dose.full)} ${lever.dose.unit}` : "in full";
  return strength === 0.5 ? "half strength" : `${figure(100 * strength)}% strength`;
}

/** When a spell is: "from month 6 to 30", "from month 0 on". */
export function timeInWords({ start, end }) {
  return end === undefined || end === null ? `from month ${start} on` : `from month ${start} to ${end}`;
}

/** Whom a reach names, such as "hubs; NHS". */
export function whomInWords(reach) {
  if (typeof reach === "string") return reach; // one that cannot be read
  if (!reach) return "";
  const words = Object.entries(reach).flatMap(([key, value]) => {
    if (value === null || (Array.isArray(value) && !value.length)) return [];
    if (key.endsWith("_km")) return [`${key.slice(0, -3)} ${figure(value)} km`];
    return [
      [value]
        .flat()
        .map((each) => (key === "role" ? `${each}s` : each))
        .join(", "),
    ];
  });
  return words.join("; ");
}

/** A lever's spells in one line. */
export function spellsInWords(lever, spells) {
  return spells
    .map((spell) => {
      const whom = whomInWords(spell.reach);
      const term = spell.term ? `granted ${spell.term} months at a time` : "";
      return [amountInWords(lever, spell), timeInWords(spell), term, whom && `for ${whom}`].filter(Boolean).join(", ");
    })
    .join("; then ");
}

/** A shock in words, as a story tells it. */
export function shockInWords(kind, shock) {
  const amount = shock[kind.name];
  const said = { share: `${figure(100 * amount)}%`, months: `${figure(Number(amount))} months` }[kind.unit] ?? figure(Number(amount));
  const whom = whomInWords(shock.organisations);
  return `Month ${shock.month}: ${kind.event.replace("{amount}", said)}${whom ? ` (${whom})` : ""}`;
}

/** The kind of a shock as it is written in a scenario. */
export function kindOf(shocks, shock) {
  return shocks.find((each) => each.name in shock);
}
