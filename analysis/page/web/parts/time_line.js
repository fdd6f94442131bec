// Spells on a line of months: bars to be moved, and lengthened at their ends, with a pointer or with arrow keys.
import { make, svg as drawn } from "./elements.js";

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12 };

/**
 * @typedef {{start: number, end?: number | null}} Spell `end` is the first month without it; none: to the last month
 * @param {object} line
 * @param {string} line.id @param {string} line.label what has these spells
 * @param {Spell[]} line.spells @param {number} line.first @param {number} line.last months that are shown
 * @param {(number: number, spell: Spell) => void} line.change one of the spells is now so
 */
export function timeLine({ id, label, spells, first, last, change }) {
  const beyond = last + 1;
  const share = (month) => `${(100 * (Math.min(Math.max(month, first), beyond) - first)) / (beyond - first)}%`;
  const svg = drawn("svg", { class: "time-line", role: "group", "aria-label": `When: ${label}` });
  svg.append(drawn("rect", { class: "track", x: "0", y: "8", width: "100%", height: "14", rx: "3" }));
  for (let month = Math.ceil(first / 12) * 12; month <= last; month += 12) {
    const at = month === first ? "start" : "middle";
    svg.append(drawn("line", { class: month ? "tick" : "tick now", x1: share(month), x2: share(month), y1: "6", y2: "26" }));
    svg.append(drawn("text", { x: share(month), y: "38", "text-anchor": at }, String(month)));
  }
  spells.forEach((spell, number) =>
    svg.append(...bar({ id: `${id}-${number}`, label, spell, first, beyond, share, svg, change: (moved) => change(number, moved) })),
  );
  return make("div", { class: "time-line-frame" }, svg);
}

function bar({ id, label, spell, first, beyond, share, svg, change }) {
  const now = { start: spell.start, end: spell.end ?? beyond };
  const body = drawn("rect", { id: `${id}-bar`, class: "bar", y: "5", height: "20", rx: "3" });
  const ends = ["start", "end"].map((end) =>
    drawn("rect", { id: `${id}-${end}`, class: "end", y: "1", width: "12", height: "28", rx: "3", transform: "translate(-6 0)" }),
  );
  const parts = [
    [body, "start", "When it is"],
    [ends[0], "start", "Start"],
    [ends[1], "end", "End"],
  ];

  const place = () => {
    body.setAttribute("x", share(now.start));
    body.setAttribute("width", `${Math.max(0, parseFloat(share(now.end)) - parseFloat(share(now.start)))}%`);
    ends[0].setAttribute("x", share(now.start));
    ends[1].setAttribute("x", share(now.end));
    for (const [element, end] of parts) {
      element.setAttribute("aria-valuenow", now[end]);
      element.setAttribute(
        "aria-valuetext",
        end === "end" && now.end >= beyond
          ? "to the last month"
          : element === body
            ? `months ${now.start} to ${now.end >= beyond ? "the last" : now.end}`
            : `month ${now[end]}`,
      );
    }
  };
  const settle = () => {
    if (now.start === spell.start && now.end === (spell.end ?? beyond)) return;
    change({ ...spell, start: now.start, end: now.end >= beyond ? null : now.end });
  };
  const shift = (element, months, from = { ...now }) => {
    if (element === ends[0]) now.start = clamp(from.start + months, first, now.end - 1);
    else if (element === ends[1]) now.end = clamp(from.end + months, now.start + 1, beyond);
    else {
      const by = clamp(months, first - from.start, from.end >= beyond ? beyond - 1 - from.start : beyond - from.end);
      now.start = from.start + by;
      now.end = from.end >= beyond ? beyond : from.end + by;
    }
    place();
  };
  for (const [element, , what] of parts) {
    for (const [name, value] of Object.entries({
      role: "slider",
      tabindex: "0",
      "aria-label": `${what}: ${label}`,
      "aria-valuemin": first,
      "aria-valuemax": beyond,
    }))
      element.setAttribute(name, value);
    element.addEventListener("keydown", (event) => {
      const step = { Home: first - now.start, End: beyond }[event.key] ?? STEPS[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      shift(element, event.shiftKey && Math.abs(step) === 1 ? 12 * step : step);
      settle();
    });
    element.addEventListener("pointerdown", (event) => {
      const from = { ...now };
      const width = svg.getBoundingClientRect().width;
      const follow = ({ clientX }) => shift(element, Math.round(((clientX - event.clientX) / width) * (beyond - first)), from);
      element.setPointerCapture(event.pointerId);
      element.addEventListener("pointermove", follow);
      element.addEventListener(
        "lostpointercapture",
        () => {
          element.removeEventListener("pointermove", follow);
          settle();
        },
        { once: true },
      );
    });
  }
  place();
  return [body, ...ends];
}

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
