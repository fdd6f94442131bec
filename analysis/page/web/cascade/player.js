// Plays steps one after the other: it starts at the cause, and months in which nothing begins take no time.
import { make } from "../parts/elements.js";

const SPEEDS = { slowly: 3000, steadily: 1500, quickly: 500 }; // milliseconds a step

/**
 * @param {{change: () => void, another: () => void, here: (month: number) => void}} told `change` when another step is
 *   shown, `here` when something is to happen in the month that is shown
 */
export function buildPlayer({ change, another, here }) {
  let steps = [];
  let since = 0;
  let at = 0; // steps that are shown
  let timer = 0;
  const button = (text, label, act) => make("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
  const play = make("button", { type: "button", class: "play strong", onclick: () => (timer ? pause() : start()) }, "Play");
  const back = button("◀", "A step back", () => move(at - 1));
  const on = button("▶", "A step on", () => move(at + 1));
  const first = button("|◀", "To the start", () => move(0));
  const place = make("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Step" });
  const where = make("span", { class: "where", role: "status" });
  const speed = make("select", { "aria-label": "How quickly" }, ...Object.keys(SPEEDS).map((each) => make("option", { value: each, selected: each === "steadily" }, each)));
  const other = make("button", { type: "button", onclick: another }, "Another run");
  const now = make("button", { type: "button", onclick: () => { pause(); here(month()); } }, "Something happens now");
  place.addEventListener("input", () => move(Number(place.value)));
  const root = make("div", { class: "player" }, first, back, play, on, place, where, speed, now, other);

  function move(to) {
    pause();
    go(to);
  }

  function go(to) {
    at = Math.min(Math.max(to, 0), steps.length);
    render();
    change();
  }

  function start() {
    if (at >= steps.length) go(0);
    play.textContent = "Pause";
    timer = setInterval(() => {
      go(at + 1);
      if (at >= steps.length) pause();
    }, SPEEDS[speed.value]);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }

  const month = () => (at ? steps[at - 1].month : since);

  function render() {
    place.max = steps.length;
    place.value = at;
    where.textContent = steps.length ? `Month ${month()}: step ${at} of ${steps.length}` : "";
    now.title = `Something else happens in month ${month()}`;
    root.hidden = !steps.length;
    back.disabled = first.disabled = at === 0;
    on.disabled = at === steps.length;
  }

  return {
    root,
    pause,
    shown: () => steps.slice(0, at),
    begin(some, month) {
      pause();
      [steps, since] = [some, month];
      go(0);
    },
  };
}
