// Guesses, written down before anything is run.
import { make } from "../parts/elements.js";
import { level, scaleOf, shownUnit } from "../parts/words.js";
import { questionInWords } from "./question.js";
import { guessOf } from "./round.js";

export function guessesStep({ app, change }) {
  const question = make("p", { class: "large" });
  const now = make("p", { class: "large now" });
  const name = make("input", { id: "guess-name", autocomplete: "off", maxlength: 60 });
  const guess = make("input", { id: "guess-level", autocomplete: "off", inputmode: "decimal" });
  const unit = make("span", { class: "unit" });
  const fault = make("p", { class: "fault", role: "alert" });
  const list = make("ul", { class: "guesses" });
  const form = make("form", { class: "fields", onsubmit: write },
    make("label", { for: "guess-name" }, make("span", {}, "Whose guess"), name),
    make("label", { for: "guess-level" }, make("span", {}, "What it will be"), guess), unit,
    make("button", { type: "submit" }, "Write it down"));
  const node = make("section", { class: "guessing" }, make("h3", { tabindex: -1 }, "What does the room expect?"), question, now, form, fault, list,
    make("p", { class: "soft" }, "The answer stays hidden until it is run, here and in the other views. Going on without a guess is allowed."));
  let known = null;

  function write(event) {
    event.preventDefault();
    const { round } = app.store.state;
    if (!known) return;
    const read = guessOf(known.outcome, known.base, scaleOf(known.outcome.unit), { name: name.value, level: guess.value });
    fault.textContent = read.fault ?? "";
    if (read.fault) return;
    change({ guesses: [...round.guesses.filter((each) => each.name !== read.guess.name), read.guess] });
    [name.value, guess.value] = ["", ""];
    name.focus();
  }

  return {
    node,
    first: () => name,
    render(state, round, comparison) {
      question.replaceChildren(...questionInWords(app.data, state, round));
      const outcome = app.data.outcomes.find((each) => each.name === round.outcome);
      known = comparison && { outcome, base: comparison.difference(1, outcome.name, round.month).base.mean };
      now.textContent = known ? `With “${state.study.scenarios[0].title}” it is ${level(known.base, outcome.unit)} by then.` : "…";
      unit.textContent = shownUnit(outcome.unit);
      form.hidden = round.ran;
      list.replaceChildren(...round.guesses.map((each) => item(each, outcome, round, change)));
    },
  };
}

function item(guess, outcome, round, change) {
  const take = () => change({ guesses: round.guesses.filter((each) => each !== guess) });
  const remove = round.ran ? [] : [" ", make("button", { type: "button", class: "quiet", onclick: take, "aria-label": `Take back the guess of ${guess.name}` }, "Take back")];
  return make("li", {}, make("bdi", {}, guess.name), `: ${level(guess.level, outcome.unit)}`, ...remove);
}
