// The question: which future against the base, what of it, and when.
import { headlinesOf } from "../answer/batches.js";
import { make } from "../parts/elements.js";
import { lowered, monthInWords, raised } from "../parts/words.js";

export function questionStep({ app, change }) {
  const words = make("textarea", { id: "round-words", rows: 2, maxlength: 240, oninput: () => change({ words: words.value }) });
  const future = make("select", { id: "round-future", onchange: () => asked({ future: Number(future.value) }) });
  const outcome = make("select", { id: "round-outcome", onchange: () => asked({ outcome: outcome.value }) });
  const month = make("select", { id: "round-month", onchange: () => asked({ month: Number(month.value) }) });
  const said = make("p", { class: "large" });
  const field = (text, id, input) => make("label", { for: id }, make("span", {}, text), input);
  const node = make("section", { class: "question" }, make("h3", { tabindex: -1 }, "What do we ask?"),
    make("div", { class: "fields" }, field("What if", "round-future", future), field("What of it", "round-outcome", outcome), field("When", "round-month", month)),
    said, field("In the room’s own words, if you like", "round-words", words));
  // Another question is another round: guesses of the one before say nothing of it.
  const asked = (patch) => change({ ...patch, guesses: [], ran: false, played: false });
  return {
    node,
    first: () => future,
    render(state, round) {
      fill(future, state.study.scenarios.map((each, place) => [place, each.title]).slice(1), round.future);
      fill(outcome, outcomesOf(app.data, state.study.network), round.outcome);
      fill(month, monthsOf(app.data, state.study), round.month);
      if (document.activeElement !== words) words.value = round.words;
      words.placeholder = state.study.scenarios[round.future].question;
      said.replaceChildren(...questionInWords(app.data, state, round));
    },
  };
}

/** The question as a sentence. */
export function questionInWords(data, { study }, round) {
  const { title } = data.outcomes.find((each) => each.name === round.outcome);
  const [base, future] = [study.scenarios[0], study.scenarios[round.future]].map((each) => make("bdi", {}, `“${each.title}”`));
  return [`What becomes of ${lowered(title)} by ${monthInWords(round.month)} with `, future, ", instead of ", base, "?"];
}

function outcomesOf(data, network) {
  const first = headlinesOf(data, network);
  const rest = data.outcomes.map((each) => each.name).filter((each) => !first.includes(each));
  const titled = (name) => [name, data.outcomes.find((each) => each.name === name)?.title ?? name];
  return [...first, ...rest].map(titled);
}

function monthsOf(data, { scenarios }) {
  const last = Math.min(...scenarios.map((each) => each.horizon));
  const years = data.answer.years.map((year) => 12 * year).filter((each) => each < last);
  return [...years, last].map((each) => [each, raised(monthInWords(each))]);
}

function fill(select, options, chosen) {
  const now = JSON.stringify(options);
  if (select.dataset.options !== now) {
    select.dataset.options = now;
    select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  }
  select.value = chosen;
}
