// A sheet to take home: every round on one page.
import { make } from "../parts/elements.js";
import { tellingOf } from "./telling.js";

export function sheetStep({ app }) {
  const body = make("div", { class: "rounds" });
  const print = make("button", { type: "button", onclick: () => globalThis.print() }, "Print");
  const node = make("section", { class: "sheet" }, make("h3", { tabindex: -1 }, "What this room asked, guessed and saw"), body,
    make("p", { class: "soft" }, `${app.data.warning}. Runs of a model under stated assumptions; guesses were written down before they were made.`), print);
  return {
    node,
    render(state, round, comparison) {
      body.replaceChildren(...state.rounds.map(told), ...(comparison && round.ran ? [told(tellingOf(app.data, state, round, comparison))] : []));
    },
  };
}

function told({ question, words, result, guesses, worse }) {
  return make("article", {},
    make("h4", {}, question),
    ...(words ? [make("p", {}, make("bdi", {}, `“${words}”`))] : []),
    make("p", {}, make("b", {}, result)),
    make("p", {}, "Guesses, the nearest first: ", make("bdi", {}, guesses.length ? guesses.join("; ") : "none"), "."),
    make("p", {}, worse),
    make("p", { class: "soft made-of-it" }, "What we make of it: "));
}
