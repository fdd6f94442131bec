// The first two steps of the path: what the room asks, and what everyone expects, written down before the run.
import { make } from "./elements.js";
import { canKeep, outcomeOf, stamped, wordsOf, yearsIn } from "./rounds.js";
import { sourceButton } from "./sources.js";
import { settled } from "./state.js";
import { RUN, goTo } from "./steps.js";
import { settingName } from "./switches.js";
import { between, declared, isShare, level, lowered } from "./words.js";

export function buildQuestion(root, app) {
  const { room, store } = app;
  const text = make("p", { class: "ask", id: "asked" });
  const names = { b: make("bdi"), a: make("bdi") };
  const futures = make(
    "ul",
    { class: "futures-named" },
    make("li", { class: "future b" }, make("b", { class: "letter" }, "B"), " ", names.b),
    make("li", { class: "future a" }, make("b", { class: "letter" }, "A"), " ", names.a),
  );
  const outcome = make("select", { id: "path-outcome" });
  for (const name of room.kept) outcome.append(make("option", { value: name }, outcomeOf(app, name).title));
  outcome.addEventListener("change", () => store.set({ outcome: outcome.value }));
  const year = make("select", { id: "path-year" });
  for (const month of room.months.years) year.append(make("option", { value: month }, yearsIn(month)));
  year.addEventListener("change", () => store.set({ year: Number(year.value) }));
  const what = make("p", { class: "what" });
  const words = make("textarea", { id: "path-words", rows: 2, maxlength: 400 });
  words.addEventListener("input", () => store.set({ words: words.value.trim() ? words.value : "" }));
  const choices = make(
    "div",
    { class: "choices" },
    make("label", {}, make("span", {}, "What we look at"), outcome),
    make("label", {}, make("span", {}, "After"), year),
    make("label", { class: "wide" }, make("span", {}, "In your own words (optional)"), words),
  );
  const open = make("button", { type: "button", class: "open-switches", onclick: () => store.set({ switching: true }) }, "Change the switches");
  const fixed = make("p", { class: "fixed" }, "Guesses are written down, so the question stays as it is.");
  root.append(text, futures, open, what, choices, fixed);
  return {
    render(state) {
      const asked = state.asked ?? state;
      text.textContent = state.asked?.text ?? (state.words || wordsOf(app, state));
      names.b.textContent = settingName(app, asked.b);
      names.a.textContent = settingName(app, asked.a);
      outcome.value = asked.outcome;
      year.value = asked.year;
      if (document.activeElement !== words) words.value = state.words;
      choices.hidden = open.hidden = Boolean(state.asked);
      fixed.hidden = !state.asked;
      if (what.dataset.outcome === asked.outcome) return;
      what.dataset.outcome = asked.outcome;
      const known = outcomeOf(app, asked.outcome);
      what.replaceChildren(make("b", {}, `${known.title}: `), known.what, " ", sourceButton(app, "outcome", known.name));
    },
  };
}

const WAYS = [["higher", 1], ["lower", -1], ["no different", 0]];

export function buildGuess(root, app) {
  const text = make("p", { class: "ask small" });
  const anchor = make("p", { class: "anchor" });
  const form = guessForm(app);
  const list = make("tbody");
  const table = make(
    "table",
    { class: "guesses" },
    make("caption", {}, "Written down before the run"),
    make("thead", {}, make("tr", {}, ...["Who", "In B it will be", "Because", "When", "Take back"].map((each) => make("th", { scope: "col" }, each)))),
    list,
  );
  const without = make("button", { type: "button", class: "quiet", id: "unguessed" }, "Go without a guess");
  without.addEventListener("click", () => {
    app.store.set({ unguessed: true, asked: stamped(app, app.store.state) });
    goTo(app, RUN);
  });
  const keeping = make("p", { class: "keeping" });
  root.append(text, anchor, form.root, table, without, keeping);
  return {
    render(state) {
      const asked = state.asked ?? state;
      const outcome = outcomeOf(app, asked.outcome);
      text.textContent = state.asked?.text ?? (state.words || wordsOf(app, state));
      anchor.replaceChildren(...anchorWords(app, state, asked, outcome));
      form.render(state, outcome);
      list.replaceChildren(...state.guesses.map((guess, place) => guessRow(app, state, guess, place, outcome)));
      table.hidden = state.guesses.length === 0;
      without.hidden = Boolean(state.guesses.length || state.ran || state.unguessed);
      keeping.textContent = keepingWords(state);
    },
  };
}

// What the room may know before it guesses: how things would stand in A.
function anchorWords(app, state, asked, outcome) {
  if (!settled(state)) return [];
  const [low, mid, high] = [0.05, 0.5, 0.95].map((share) => state.A.band(outcome.name, app.room.quantiles.indexOf(share), asked.year));
  return [
    "In future A, ",
    make("b", {}, `${lowered(outcome.title)} is ${level(mid, outcome.unit)}`),
    ` after ${yearsIn(asked.year)} (in 9 of 10 runs ${between(low, high, outcome.unit)}). `,
    { higher: "Higher is better.", lower: "Lower is better.", neither: "Neither higher nor lower is better." }[outcome.better],
  ];
}

function guessForm(app) {
  const name = make("input", { type: "text", id: "guess-name", maxlength: 60, autocomplete: "off", required: true });
  const way = make("select", { id: "guess-way" });
  for (const [title, sign] of WAYS) way.append(make("option", { value: sign }, title));
  const size = make("input", { type: "number", id: "guess-size", min: 0, step: "any", inputmode: "decimal" });
  const unit = make("span", { class: "unit" });
  const why = make("input", { type: "text", id: "guess-why", maxlength: 200, autocomplete: "off" });
  const fault = make("p", { class: "fault", role: "alert", hidden: true });
  const sized = make("label", {}, make("span", {}, "by"), make("span", { class: "sized" }, size, unit));
  const form = make(
    "form",
    { class: "guess-form", novalidate: true },
    make("label", {}, make("span", {}, "Who guesses"), name),
    make("label", {}, make("span", {}, "In B it will be"), way),
    sized,
    make("label", { class: "wide" }, make("span", {}, "because (optional)"), why),
    make("button", { type: "submit", class: "strong" }, "Write it down"),
    fault,
  );
  way.addEventListener("change", () => (sized.hidden = way.value === "0"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const outcome = outcomeOf(app, (app.store.state.asked ?? app.store.state).outcome);
    const wrong = faultIn(name.value, way.value, size.value, outcome);
    fault.textContent = wrong;
    fault.hidden = !wrong;
    if (wrong) return;
    writeDown(app, name.value.trim(), way.value === "0" ? 0 : Number(way.value) * Number(size.value), why.value.trim(), outcome);
    for (const field of [size, why]) field.value = "";
    name.value = nextName(app.store.state.guesses);
    name.focus();
    name.select();
  });
  return {
    root: form,
    render(state, outcome) {
      form.hidden = Boolean(state.ran || state.running);
      unit.textContent = isShare(outcome.unit) ? "points" : outcome.unit;
      if (!name.value && document.activeElement !== name) name.value = nextName(state.guesses);
    },
  };
}

function faultIn(name, way, size, outcome) {
  if (!name.trim()) return "Say who guesses: a name, or a table.";
  if (way === "0") return "";
  if (size === "" || !Number.isFinite(Number(size))) return "Say by how much: a number, such as 5.";
  if (Number(size) <= 0) return "Say by how much with a number above 0, or choose “no different”.";
  if (isShare(outcome.unit) && Number(size) > 100) return "A share cannot change by more than 100 points.";
  return "";
}

// "Table 1", "Table 2": the next of a row of names, where there is one.
function nextName(guesses) {
  const last = guesses.length ? guesses[guesses.length - 1].name : "Table 0";
  const number = /^(.*?)(\d+)$/.exec(last);
  return number ? `${number[1]}${Number(number[2]) + 1}` : "";
}

function writeDown(app, name, size, why, outcome) {
  const { state } = app.store;
  const asked = state.asked ?? stamped(app, state);
  const guess = { name, change: isShare(outcome.unit) ? size / 100 : size, why, at: new Date().toISOString() };
  app.store.set({ asked, guesses: [...state.guesses, guess], hint: "" });
  app.say(`Written down: ${name}, ${guessWords(guess, outcome)}`);
}

export function guessWords(guess, outcome) {
  if (guess.change === 0) return "no different";
  return `${guess.change > 0 ? "higher" : "lower"} by ${declared(Math.abs(guess.change), outcome.unit)}`;
}

function guessRow(app, state, guess, place, outcome) {
  const strike = make("button", { type: "button", class: "quiet", "aria-label": `Take back the guess of ${guess.name}` }, "take back");
  strike.addEventListener("click", () => {
    const guesses = app.store.state.guesses.filter((_, n) => n !== place);
    app.store.set({ guesses, asked: guesses.length ? state.asked : null });
    document.getElementById("guess-name").focus();
  });
  return make(
    "tr",
    { "data-guess": guess.change },
    make("th", { scope: "row" }, make("bdi", {}, guess.name)),
    make("td", {}, guessWords(guess, outcome)),
    make("td", {}, make("bdi", {}, guess.why)),
    make("td", {}, new Date(guess.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })),
    make("td", {}, state.ran || state.running ? "" : strike),
  );
}

function keepingWords(state) {
  if (state.ran) return "It has been run: these guesses stay as they were written. A new guess needs another question.";
  if (!state.guesses.length) return "";
  return canKeep()
    ? "Kept in this browser, also when the page is closed and opened again."
    : "This browser keeps nothing for this page: save the sheet before you close it.";
}
