// The last three steps of the path: what happened and who was nearest, why, and what got worse.
import { guessWords } from "./asking.js";
import { buildBands } from "./bands.js";
import { buildDifference, buildMiddles } from "./difference.js";
import { make } from "./elements.js";
import { buildWorse } from "./outcomes.js";
import { asAsked, canKeep, judged, nearest, nextRound, outcomeOf, saveRounds } from "./rounds.js";
import { settled } from "./state.js";
import { buildWhy } from "./why.js";
import { amount, listed } from "./words.js";

export function buildHappened(root, app) {
  const words = make("div", { class: "happened-words" });
  const guesses = make("div", { class: "happened-guesses" });
  const bands = make("div", { class: "happened-bands" });
  const middles = make("div");
  root.append(make("div", { class: "happened-row" }, words, guesses), middles, bands);
  const said = buildDifference(words, app);
  const why = buildMiddles(middles, app);
  const drawn = buildBands(bands, app);
  return {
    render(state) {
      if (!state.ran || !settled(state)) return;
      said.render(asAsked(state));
      why.render(asAsked(state));
      drawn.render(asAsked(state), state.asked.outcome);
      guesses.replaceChildren(...guessesJudged(app, state));
    },
  };
}

// Who was nearest, and every guess beside what came out.
export function guessesJudged(app, { asked, guesses, ran }) {
  if (!guesses.length) return [make("p", { class: "note" }, "No guess was written down for this question.")];
  const outcome = outcomeOf(app, asked.outcome);
  const rows = judged({ guesses, ran }).map((guess) =>
    make(
      "tr",
      { class: guess.nearest ? "nearest" : "" },
      make("th", { scope: "row" }, make("bdi", {}, guess.name)),
      make("td", {}, guessWords(guess, outcome)),
      make("td", {}, amount(guess.off, outcome.unit)),
      make("td", {}, guess.within ? "yes" : "no"),
    ),
  );
  const head = ["Who", "Guess", "Off by", "Within 9 of 10 runs"].map((each) => make("th", { scope: "col" }, each));
  const winners = listed(nearest({ guesses, ran }).map((each) => `\u2068${each}\u2069`)); // each name in its own direction of writing
  return [
    make("h3", {}, `Nearest: ${winners}`),
    make("table", { class: "guesses judged" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)),
  ];
}

export function buildBecause(root, app) {
  const why = buildWhy(root, app);
  return { render: (state) => settled(state) && why.render(asAsked(state)) };
}

export function buildCosts(root, app) {
  const list = make("div");
  const save = make("button", { type: "button", id: "save-sheet" }, "Save the guesses and results as a file");
  save.addEventListener("click", () => saveRounds(app));
  const again = make("button", { type: "button", class: "strong", id: "another" }, "Another question");
  again.addEventListener("click", () => nextRound(app));
  const keeping = canKeep() ? "" : " This browser keeps nothing for this page: save the guesses before you close it.";
  root.append(
    list,
    make("div", { class: "after" }, again, make("a", { href: "#view=sheet", class: "button" }, "The sheet to print"), save),
    make("p", { class: "note" }, `Another question keeps this round on the sheet.${keeping}`),
  );
  const worse = buildWorse(list, app);
  return { render: (state) => settled(state) && worse.render(asAsked(state)) };
}
