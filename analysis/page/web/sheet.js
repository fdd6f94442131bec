// The sheet to print: a page for each round, with blank lines where nothing is written yet.
import { guessWords } from "./asking.js";
import { make } from "./elements.js";
import { buildBands } from "./bands.js";
import { differenceInWords, middlesInWords } from "./difference.js";
import { changedOutcomes } from "./outcomes.js";
import { canKeep, forgetRounds, judged, outcomeOf, roundsOf, saveRounds, stamped, yearsIn } from "./rounds.js";
import { buildRace } from "./running.js";
import { settingName } from "./switches.js";
import { amount, level, listed, lowered, pounds } from "./words.js";

const BLANK_LINES = 8;
const MANY = 10; // guesses: then their table takes the room of a drawing

export const sheetView = {
  name: "sheet",
  title: "Sheet",
  build(root, app) {
    const blank = make("input", { type: "checkbox", id: "blank-sheet" });
    const pages = make("div", { class: "pages" });
    const status = make("p", { class: "note" });
    const save = make("button", { type: "button", id: "save-rounds", onclick: () => saveRounds(app) }, "Save as a text file");
    const forget = make("button", { type: "button", class: "quiet", onclick: () => askToForget(app) }, "Clear all rounds…");
    const bar = make(
      "div",
      { class: "sheet-bar" },
      make("h2", {}, "The sheet for the tables"),
      make("button", { type: "button", class: "strong", onclick: () => window.print() }, "Print"),
      make("label", {}, blank, " a blank sheet, to hand out before"),
      save,
      forget,
      status,
    );
    root.append(bar, pages);
    let shown = "";
    const render = (state) => {
      const rounds = blank.checked ? [blankRound(app, state)] : roundsOf(app, state);
      status.textContent = canKeep()
        ? "Rounds are kept in this browser until they are cleared."
        : "This browser keeps nothing for this page: save or print the sheet before you close it.";
      save.disabled = forget.disabled = !state.guesses.length && !state.ran && !state.rounds.length;
      const now = JSON.stringify([blank.checked, rounds]);
      if (now === shown) return;
      shown = now;
      pages.replaceChildren(...rounds.map((round, n) => sheetPage(app, round, n + 1, rounds.length, blank.checked)));
    };
    blank.addEventListener("change", () => render(app.store.state));
    return { render };
  },
};

function askToForget(app) {
  if (window.confirm("Clear the question, the guesses and the results of every round?")) forgetRounds(app);
}

// What stands on a blank sheet: the question as it is, and room for guesses and the result.
function blankRound(app, state) {
  return { asked: state.asked ?? { ...stamped(app, state), at: null }, guesses: [], ran: null };
}

function sheetPage(app, round, number, count, blank) {
  const { room } = app;
  const { asked } = round;
  const outcome = outcomeOf(app, asked.outcome);
  const page = make(
    "article",
    { class: round.guesses.length > MANY ? "sheet-page crowded" : "sheet-page", "aria-label": `Round ${number}` },
    make("p", { class: "sheet-top" }, make("span", {}, count > 1 ? `Round ${number}` : "Workshop sheet"), make("span", {}, make("bdi", {}, room.network.title)), make("span", {}, dayOf(round))),
    make("h3", { class: "sheet-question" }, asked.text),
    futuresOf(app, round, blank),
    make("p", { class: "sheet-what" }, make("b", {}, `${outcome.title}: `), outcome.what),
    guessesOf(round, outcome),
  );
  if (round.ran) page.append(...resultOf(app, round, outcome));
  else page.append(...noResult(outcome));
  page.append(footOf(app));
  return page;
}

function dayOf({ asked }) {
  if (!asked.at) return "Date: ______________";
  return new Date(asked.at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

function futuresOf(app, round, blank) {
  const { asked, ran } = round;
  const cost = ran?.cost;
  const more = cost ? ` (costs ${pounds(cost.all.mean)} more than as things are over ${yearsIn(app.room.months.last)}${cost.once.mean > 1 ? `, ${pounds(cost.once.mean)} of it once` : ""})` : "";
  const b = make("li", { class: "future b" }, make("b", { class: "letter" }, "B"), make("span", {}, make("bdi", {}, settingName(app, asked.b)), more));
  const a = make("li", { class: "future a" }, make("b", { class: "letter" }, "A"), make("bdi", {}, settingName(app, asked.a)));
  const list = make("ul", { class: "futures-named" }, b, a);
  if (!blank) return list;
  const boxes = app.room.switches.map((each) => make("li", {}, "☐ ", make("bdi", {}, settingNameOf(app, each))));
  return make("div", {}, list, make("p", { class: "sheet-also" }, "What else could be switched on:"), make("ul", { class: "boxes" }, ...boxes));
}

function settingNameOf(app, each) {
  return settingName(app, { bundle: 1 << app.room.switches.indexOf(each), own: null });
}

function guessesOf(round, outcome) {
  const { guesses, ran } = round;
  const each = ran ? judged(round) : guesses;
  const rows = each.map((guess) =>
    make(
      "tr",
      { class: guess.nearest ? "nearest" : "" },
      make("th", { scope: "row" }, make("bdi", {}, guess.name)),
      make("td", {}, guessWords(guess, outcome)),
      make("td", {}, make("bdi", {}, guess.why)),
      make("td", {}, ran ? `${amount(guess.off, outcome.unit)}${guess.nearest ? " (nearest)" : ""}` : ""),
    ),
  );
  const blanks = ran ? 0 : Math.max(2, BLANK_LINES - guesses.length);
  for (let n = 0; n < blanks; n++) rows.push(make("tr", { class: "blank" }, make("td"), make("td"), make("td"), make("td")));
  if (!rows.length) return make("p", { class: "note" }, "No guess was written down for this question.");
  const head = ["Who", "In B it will be", "Because", "Off by"].map((one) => make("th", { scope: "col" }, one));
  const caption = ran ? "Guesses, written down before the run" : `Write down before the run: higher or lower, and by how much${outcome.unit === "share" ? " (points of a hundred)" : ` (${outcome.unit})`}`;
  return make("table", { class: `guesses sheet-guesses${ran && rows.length > MANY ? " many" : ""}` }, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

function resultOf(app, round, outcome) {
  const { asked, ran } = round;
  const words = `In A, ${lowered(outcome.title)} is ${level(ran.was, outcome.unit)} after ${yearsIn(asked.year)}. ${differenceInWords(outcome, ran.difference, asked.year)}`;
  const race = make("div", { class: "race" });
  const bands = make("div", { class: "sheet-bands" });
  const middles = make("p", { class: "note" });
  const worse = make("p", { class: "sheet-worse" });
  const many = round.guesses.length > MANY;
  fetchBoth(app, asked).then(([A, B]) => {
    const { outcome: name, year } = asked;
    const state = { ...app.store.state, a: asked.a, b: asked.b, A, B, ofA: asked.a, ofB: asked.b, outcome: name, year, month: year };
    if (!many) buildRace(race, app).render(state, { ...asked, guesses: round.guesses, ran }, year);
    buildBands(bands, app).render(state, name);
    middles.textContent = middlesInWords(state, outcome, year);
    worse.textContent = worseInShort(app.room, B, year);
  }, () => worse.replaceChildren("The drawings of this round, and what got worse, cannot be had while the server is away."));
  return [
    make("h4", {}, "What happened"),
    make("div", { class: many ? "sheet-told many" : "sheet-told" }, make("p", {}, words), race),
    bands,
    middles,
    make("h4", {}, "What got worse in B than if things stay as they are"),
    worse,
  ];
}

// "Skill gap (180 of 256 runs), ...": what is worse by a difference worth having in one run of ten or more.
function worseInShort(room, B, month) {
  const { number } = room.runs;
  const found = changedOutcomes(room, B, "worse", month).filter((each) => each.share >= 0.1);
  const cost = B.cost("all").mean > 1 ? ` It costs ${pounds(B.cost("all").mean)} more.` : "";
  if (!found.length) return `No outcome, by a difference worth having, in more than 1 of 10 runs.${cost}`;
  return `${listed(found.map((each) => `${each.outcome.title} (${Math.round(each.share * number)} of ${number} runs)`))}.${cost}`;
}

function fetchBoth(app, asked) {
  return Promise.all([app.source.setting(asked.a), app.source.setting(asked.b)]);
}

function noResult(outcome) {
  const line = (title) => make("p", { class: "line" }, title);
  return [
    make("h4", {}, "What happened"),
    line(`${outcome.title} in B less A:`),
    line("Nearest guess:"),
    make("h4", {}, "Why"),
    line(""),
    line(""),
    make("h4", {}, "What got worse"),
    line(""),
    line(""),
  ];
}

function footOf(app) {
  const { room } = app;
  const numbers = `${room.runs.number} runs of an agent-based simulation (hubspoke ${room.program}, seed ${room.runs.seed}), each with its own plausible numbers and luck, once as A and once as B.`;
  return make(
    "footer",
    { class: "sheet-foot" },
    make("p", {}, make("b", {}, `${room.warning}. `), `${numbers} Directions are those of one qualitative study; every size is an assumption with a range. ${room.rounding?.said ?? ""}`),
  );
}
