// What befalls a future: what, when, how much and whom.
import { make } from "../parts/elements.js";
import { folded } from "../parts/panel.js";
import { faultsAt, inWords, numberField, saidAt } from "./field.js";
import { reachFields } from "./reach.js";
import { kindOf, shockInWords, whomInWords } from "./words.js";

const USUAL = { leaders: 1, yes: true, share: 0.5, months: 6 };
const UNITS = { leaders: "leaders", share: "%", months: "months", yes: "" };

/**
 * @param {object} at `scenario`, `faults`, `network`, `data`
 * @param {(next: (now: object[]) => object[], what: string) => void} change
 */
export function shockList(at, change) {
  const {
    scenario: { shocks },
    data,
  } = at;
  const replace = (number, next) => change((now) => now.map((each, place) => (place === number ? next(each) : each)), "a shock");
  const choice = make("select", { id: "shock-kind" }, ...data.shocks.map((each) => make("option", { value: each.name }, each.title)));
  const add = () => {
    const kind = data.shocks.find((each) => each.name === choice.value);
    const whom = kind.befalls === "named organisations" ? { organisations: { name: [at.network.organisations[0].name] } } : {};
    change((now) => [...now, { month: 12, [kind.name]: USUAL[kind.unit], ...whom }], `${kind.title}, added`);
  };
  return [
    make("p", { class: "soft" }, "What happens to the network, or to some of its organisations, whatever anybody plans."),
    ...shocks.map((shock, number) =>
      shockCard(
        shock,
        number,
        at,
        (next) => replace(number, next),
        () => change((now) => now.filter((_, place) => place !== number), "a shock less"),
      ),
    ),
    make("p", {}, make("label", { for: "shock-kind" }, "Add "), choice, " ", make("button", { id: "shock-add", onclick: add }, "Add")),
  ];
}

function shockCard(shock, number, at, change, remove) {
  const keys = ["shocks", number];
  const kind = kindOf(at.data.shocks, shock);
  const id = keys.join("-");
  const faults = [
    ...faultsAt(at.faults, keys),
    ...["", "name", "locality"].flatMap((each) =>
      faultsAt(
        at.faults,
        [...keys, "organisations", each].filter((key) => key !== ""),
      ),
    ),
  ];
  const field = (name, label, unit = "", scale = 1) =>
    numberField({
      id: `${id}-${name}`,
      label,
      unit,
      faults: faultsAt(at.faults, [...keys, name]),
      value: typeof shock[name] === "number" ? Number((shock[name] * scale).toFixed(9)) : shock[name],
      commit: (value) => change((now) => ({ ...now, [name]: typeof value === "number" ? Number((value / scale).toFixed(12)) : (value ?? 0) })),
    });
  const amount = kind && kind.unit !== "yes" ? [field(kind.name, "How much", UNITS[kind.unit], kind.unit === "share" ? 100 : 1)] : [];
  const whom =
    !kind || kind.befalls === "network"
      ? []
      : [
          folded(
            `${id}-whom`,
            [
              "To ",
              make(
                "bdi",
                {},
                whomInWords(shock.organisations) || (shock.organisations || kind.befalls === "organisations" ? "everyone" : "nobody yet"),
              ),
            ],
            () => [
              reachFields({
                id,
                reach: shock.organisations,
                faults: at.faults,
                keys: [...keys, "organisations"],
                network: at.network,
                data: at.data,
                change: (organisations) =>
                  change(({ organisations: _, ...others }) => (organisations ? { ...others, organisations } : others)),
              }),
            ],
          ),
        ];
  return make(
    "section",
    { class: "shock used" },
    make(
      "header",
      {},
      make("h3", {}, kind?.title ?? "A shock that says not what happens"),
      make("button", { id: `${id}-off`, class: "quiet", onclick: remove }, "Leave out"),
    ),
    make("p", { class: "soft" }, kind?.what ?? "", kind ? make("span", { class: "unseen" }, shockInWords(kind, shock)) : ""),
    ...faults.map((each, n) => saidAt(`${id}-said-${n}`, inWords(each))),
    make("p", {}, field("month", "In month"), " ", ...amount),
    ...whom,
  );
}
