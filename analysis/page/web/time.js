// The months: play, pause, scrub.
import { make } from "./elements.js";
import { monthName, yearMarks } from "./words.js";

const SPEEDS = [["slow", 2.5], ["normal", 5], ["fast", 12]]; // months a second
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)"); // then time goes on by a year, when asked

export function buildTime(root, app) {
  const { first, last } = app.room.months;
  const bar = make("div", { class: "time", role: "group", "aria-label": "Month" });
  const play = make("button", { type: "button", class: "play", id: "play" });
  play.addEventListener("click", () => togglePlay(app));
  const range = make("input", {
    type: "range", id: "month", min: first, max: last, step: 1, "aria-label": "Month shown",
  });
  range.addEventListener("input", () => app.store.set({ month: Number(range.value), playing: false }));
  const track = make("div", { class: "track" }, range, buildMarks(first, last));
  const now = make("output", { class: "now", for: "month" });
  const speed = make("select", { id: "speed", "aria-label": "How fast it plays" });
  SPEEDS.forEach(([name], n) => speed.append(make("option", { value: n }, name)));
  speed.value = "1";
  bar.append(play, track, now, speed);
  root.append(bar);
  let began = null; // the moment and the month in which playing began
  const tick = (moment) => {
    const { state } = app.store;
    if (!state.playing) return;
    if (!began || began.speed !== speed.value || began.shown !== state.month) {
      began = { moment, month: state.month, speed: speed.value, shown: state.month };
    }
    const months = Math.floor(((moment - began.moment) / 1000) * SPEEDS[speed.value][1]);
    const month = Math.min(last, began.month + months);
    began.shown = month;
    if (month !== state.month) app.store.set({ month, playing: month < last });
    requestAnimationFrame(tick);
  };
  let running = false;
  return {
    render(state) {
      speed.hidden = STILL.matches;
      play.textContent = STILL.matches ? "A year on" : state.playing ? "❚❚ Pause" : "▶ Play";
      range.value = state.month;
      range.setAttribute("aria-valuetext", monthName(state.month));
      now.textContent = monthName(state.month);
      if (state.playing && !running) {
        began = null;
        requestAnimationFrame(tick);
      }
      running = state.playing;
    },
  };
}

// Play from where time stands, or from month 0 where it stands at the end.
export function togglePlay(app) {
  const { state } = app.store;
  const { last } = app.room.months;
  if (state.playing) return app.store.set({ playing: false });
  const month = state.month >= last ? 0 : state.month;
  if (!STILL.matches) return app.store.set({ playing: true, month });
  return app.store.set({ month: state.month >= last ? 0 : Math.min(last, 12 * (Math.floor(month / 12) + 1)) });
}

export function stillTime() {
  return STILL.matches;
}

export function stepMonths(app, by) {
  const { first, last } = app.room.months;
  app.store.set({ month: Math.max(first, Math.min(last, app.store.state.month + by)), playing: false });
}

function buildMarks(first, last) {
  const marks = make("div", { class: "marks", "aria-hidden": "true" });
  for (const year of yearMarks(first, last)) {
    const mark = make("span", { class: year === 0 ? "mark zero" : "mark" }, year === 0 ? "now" : String(year).replace("-", "\u2212"));
    mark.style.left = `${(100 * (12 * year - first)) / (last - first)}%`;
    marks.append(mark);
  }
  return marks;
}
