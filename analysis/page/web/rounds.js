// Rounds of guessing: what is asked, who guessed what, what the run came to; kept where the browser lets us, and as a file.
import { difference } from "./counting.js";
import { freshRound, sameChoice } from "./state.js";
import { settingName } from "./switches.js";
import { change, level, listed, lowered } from "./words.js";

const KEPT = ["a", "b", "outcome", "year", "step", "words", "asked", "guesses", "unguessed", "running", "ran", "rounds"];

export function outcomeOf(app, name) {
  return app.room.outcomes.find((each) => each.name === name);
}

// What a state asks: the two futures, the outcome and the month of a year's end; `asked` where a guess was written.
export function questionOf(state) {
  const { a, b, outcome, year } = state;
  return { a, b, outcome, year };
}

// Whether the futures are others than those that were guessed at.
export function movedOn({ a, b, asked }) {
  return Boolean(asked) && !(sameChoice(a, asked.a) && sameChoice(b, asked.b));
}

export function yearsIn(month) {
  const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  if (month % 12) return month === 1 ? "one month" : `${month} months`;
  return month === 12 ? "one year" : `${words[month / 12] ?? month / 12} years`;
}

// The question, where the room has not put it in its own words.
export function wordsOf(app, { outcome, year }) {
  return `How much higher or lower will ${lowered(outcomeOf(app, outcome).title)} be in future B than in future A after ${yearsIn(year)}?`;
}

export function stamped(app, state) {
  const question = questionOf(state);
  return { ...question, text: state.words || wordsOf(app, question), at: new Date().toISOString() };
}

// What B comes to beyond A, and whose guess was nearest: {at, difference, was}.
export function result(app, state) {
  const { asked, A, B } = state;
  const outcome = outcomeOf(app, asked.outcome);
  return {
    at: new Date().toISOString(),
    difference: difference(A, B, outcome, asked.year),
    was: A.middle(asked.outcome, asked.year),
    cost: { all: B.cost("all"), once: B.cost("one-off"), base: A.cost("all") },
  };
}

// What the path shows: the outcome and the year of its question, whatever is looked at elsewhere.
export function asAsked(state) {
  return state.asked ? { ...state, outcome: state.asked.outcome, year: state.asked.year } : state;
}

// Guesses with how far each lies from what came out, the nearest first (and marked so: several may be equally near),
// and whether nine of ten runs reach it.
export function judged({ guesses, ran }) {
  const { median, low, high } = ran.difference;
  const off = (guess) => Math.abs(guess.change - median);
  const least = Math.min(...guesses.map(off));
  return guesses
    .map((guess) => ({
      ...guess,
      off: off(guess),
      within: guess.change >= low && guess.change <= high,
      nearest: off(guess) - least < 1e-9,
    }))
    .sort((one, other) => one.off - other.off);
}

export function nearest(round) {
  return judged(round).filter((guess) => guess.nearest).map((guess) => guess.name);
}

// The round that is under way, as one that is over is kept.
export function roundOf(app, state) {
  return { asked: state.asked ?? stamped(app, state), guesses: state.guesses, ran: state.ran };
}

export function roundsOf(app, state) {
  return [...state.rounds, roundOf(app, state)];
}

// Begin another question; one that was guessed at or run is kept.
export function nextRound(app) {
  const { state } = app.store;
  const rounds = state.guesses.length || state.ran ? roundsOf(app, state) : state.rounds;
  app.store.set({ ...freshRound(), rounds, step: 0, playing: false, month: app.room.months.last });
}

// --- kept in the browser -----------------------------------------------------------------------------------

// Of another horizon or of other runs, results would be none of this page's.
function keyOf({ scenario, network, switches, runs, months }) {
  const of = [switches.map((each) => each.name), runs.seed, runs.number, runs.parameters, months.last];
  return `hubspoke-workshop ${scenario.name} ${network.title} ${of.join(" ")}`;
}

function stored() {
  try {
    localStorage.setItem("hubspoke-workshop", "1");
    return localStorage;
  } catch {
    return null; // a browser may refuse, above all for a file: then guesses live as long as the page
  }
}

let held = null; // what this page last read from the store, or wrote there
let unkept = false;

export function canKeep() {
  return !unkept && stored() !== null;
}

export function keepRounds(app) {
  let last = "";
  app.store.listen((state) => {
    const kept = JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, state[key]])));
    if (kept === last || !(state.guesses.length || state.rounds.length || state.words || last)) return;
    last = kept;
    try {
      // What another tab has kept since is not written over, and a store that is full keeps nothing more: `canKeep`
      // says so on the page.
      unkept = localStorage.getItem(keyOf(app.room)) !== held;
      if (unkept) return;
      localStorage.setItem(keyOf(app.room), kept);
      held = kept;
    } catch {
      unkept = true;
    }
  });
}

export function keptRounds(room) {
  try {
    held = localStorage.getItem(keyOf(room));
    const kept = JSON.parse(held ?? "{}");
    if (!isKept(room, kept)) return {};
    const restored = (kept.asked ?? kept.rounds[kept.rounds.length - 1]?.asked)?.at ?? "";
    return { ...Object.fromEntries(KEPT.filter((key) => key in kept).map((key) => [key, kept[key]])), restored };
  } catch {
    return {};
  }
}

// What is kept may come from an older page, or be none of ours: all files on a disk may share one store, and a page that
// fell over it would fall each time it is opened.
function isKept(room, kept) {
  const { asked, guesses, ran, rounds } = kept;
  const whole = isQuestion(room, kept) && typeof kept.words === "string" && Number.isInteger(kept.step) && Array.isArray(rounds);
  return whole && isRound(room, { asked: asked ?? kept, guesses, ran }) && rounds.every((each) => isRound(room, each)) && !(ran && !asked);
}

function isRound(room, round) {
  const { guesses, ran } = round;
  const written = Array.isArray(guesses) && guesses.every((each) => typeof each.name === "string" && Number.isFinite(each.change));
  return isQuestion(room, round.asked) && written && (ran === null || isResult(ran));
}

function isResult({ difference, was, cost }) {
  const { median, low, high, better, worse, runs } = difference;
  return [median, low, high, better, worse, runs, was, cost.all.mean, cost.once.mean].every(Number.isFinite);
}

function isQuestion(room, { a, b, outcome, year }) {
  return isChoice(room, a) && isChoice(room, b) && room.kept.includes(outcome) && room.months.years.includes(year);
}

function isChoice(room, { bundle, own }) {
  const known = Number.isInteger(bundle) && bundle >= 0 && bundle < 2 ** room.switches.length;
  return known && (own === null || room.mode === "server");
}

export function forgetRounds(app) {
  app.store.set({ ...freshRound(), rounds: [], step: 0, restored: "" });
}

export function keptFlag(name, usual) {
  try {
    return JSON.parse(localStorage.getItem(`hubspoke-workshop ${name}`) ?? JSON.stringify(usual));
  } catch {
    return usual;
  }
}

export function keepFlag(name, value) {
  try {
    localStorage.setItem(`hubspoke-workshop ${name}`, JSON.stringify(value));
  } catch {
    // it holds until the page is closed
  }
}

// --- kept as a file ----------------------------------------------------------------------------------------

export function saveRounds(app) {
  const text = asText(app, roundsOf(app, app.store.state));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = `workshop-${new Date().toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function asText(app, rounds) {
  const { room } = app;
  const lines = [`Workshop: ${room.network.title}`, room.warning, ""];
  rounds.forEach((round, n) => lines.push(...roundAsText(app, round, n + 1), ""));
  lines.push(`${room.runs.number} runs, seed ${room.runs.seed}, ${room.runs.parameters} parameters; hubspoke ${room.program}`);
  return `${lines.join("\n")}\n`;
}

function roundAsText(app, { asked, guesses, ran }, number) {
  const outcome = outcomeOf(app, asked.outcome);
  const lines = [
    `Round ${number}: ${asked.text}`,
    `  B: ${settingName(app, asked.b)}`,
    `  A: ${settingName(app, asked.a)}`,
    `  ${outcome.title} after ${yearsIn(asked.year)}`,
  ];
  for (const guess of guesses) {
    const why = guess.why ? ` because ${guess.why}` : "";
    lines.push(`  guess, ${new Date(guess.at).toLocaleString("en-GB")}: ${guess.name}: ${change(guess.change, outcome.unit)}${why}`);
  }
  if (!ran) return [...lines, "  not run yet"];
  const { median, low, high, better, worse, runs } = ran.difference;
  lines.push(
    `  A: ${level(ran.was, outcome.unit)}; B less A: ${change(median, outcome.unit)}, in 9 of 10 runs between ` +
      `${change(low, outcome.unit)} and ${change(high, outcome.unit)}; better in ${better}, worse in ${worse} of ${runs} runs`,
  );
  if (guesses.length) lines.push(`  nearest: ${listed(nearest({ guesses, ran }))}`);
  return lines;
}
