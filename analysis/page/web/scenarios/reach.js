// For whom: by role, kind, sector, place or name; a lever of the network as a whole says why it has no choice.
import { make } from "../parts/elements.js";
import { buildMap } from "../parts/map.js";
import { folded } from "../parts/panel.js";
import { severalChoice } from "../parts/several.js";
import { faultsAt, inWords, numberField, saidAt } from "./field.js";
import { membersOf } from "./whom.js";
import { whomInWords } from "./words.js";

const SORTS = [
  ["role", "Role"],
  ["kind", "Kind"],
  ["sector", "Sector"],
  ["locality", "Based in or serving"],
  ["name", "By name"],
];
const MOST_NAMED = 8;

/** Whom a spell reaches, folded away behind the line that says it. */
export function whomEditor(spell, at, id) {
  const faults = ["reach", ...SORTS.map(([sort]) => sort)].flatMap((key) =>
    faultsAt(at.faults, key === "reach" ? [...at.keys, key] : [...at.keys, "reach", key]),
  );
  if (at.lever.scope === "network" && !spell.reach) {
    return [make("p", { class: "soft" }, `For the network as a whole: ${at.lever.whole}.`)];
  }
  const change = (reach) => at.change({ reach }, "whom");
  const said = ["For ", make("bdi", {}, whomInWords(spell.reach) || "everyone"), reached(at, spell.reach, faults)];
  return [
    folded(`${id}-whom`, said, () => [
      reachFields({ id, reach: spell.reach, faults: at.faults, keys: [...at.keys, "reach"], network: at.network, data: at.data, change }),
    ]),
    ...faults.map((each, n) => saidAt(`${id}-whom-${n}`, inWords(each))),
  ];
}

function reached(at, reach, faults) {
  if (!reach || faults.length) return "";
  return ` (${membersOf(at.network, reach).length} of ${at.network.organisations.length})`;
}

/** Fields that make up a reach; `change` is given it, or undefined for everyone. */
export function reachFields({ id, reach: written, faults, keys, network, data, change }) {
  const reach = written && typeof written === "object" ? written : {}; // what is no reach is said to be none
  const set = (name, value) => {
    const { [name]: _, ...others } = reach;
    const empty = value === undefined || value === "" || (Array.isArray(value) && !value.length);
    const next = empty ? others : { ...others, [name]: value };
    change(Object.keys(next).length ? next : undefined);
  };
  const groups = SORTS.map(([sort, title]) => {
    const chosen = [reach[sort] ?? []].flat();
    const words = [...new Set([...wordsOf(sort, network, data), ...chosen])];
    const boxes = words.map((word, number) =>
      make(
        "label",
        { class: "choice" },
        make("input", {
          type: "checkbox",
          id: `${id}-${sort}-${number}`,
          checked: chosen.includes(word),
          onchange: ({ target }) => set(sort, target.checked ? [...chosen, word] : chosen.filter((each) => each !== word)),
        }),
        " ",
        make("bdi", {}, word),
      ),
    );
    return make(
      "fieldset",
      { id: `${id}-${sort}`, class: `${sort} ${words.length > MOST_NAMED ? "many" : ""}` },
      make("legend", {}, title),
      ...boxes,
    );
  });
  const place = make(
    "select",
    { id: `${id}-place`, onchange: () => set("place", place.value) },
    ...[
      ["", "anywhere"],
      ["edge", "at the edge of the region"],
      ["centre", "near its centre"],
    ].map(([value, text]) => make("option", { value, selected: (reach.place ?? "") === value }, text)),
  );
  const far = (name, label) =>
    numberField({
      id: `${id}-${name}`,
      label,
      unit: "km",
      value: reach[name],
      faults: faultsAt(faults, [...keys, name]),
      commit: (value) => set(name, value),
    });
  return make(
    "div",
    { class: "reach" },
    mapOf({ id, reach, network, set }),
    ...groups,
    make("p", {}, make("label", { for: `${id}-place` }, "Place "), place, " ", far("within_km", "within"), " ", far("beyond_km", "beyond")),
  );
}

// A click on an organisation or a place takes it in or out, as its box below does.
function mapOf({ id, reach, network, set }) {
  const reached = new Set(membersOf(network, reach));
  const root = make(
    "div",
    { id: `${id}-map`, class: "whom-map" },
    make("p", { class: "soft" }, "Click on organisations or places, or choose below. ",
      severalChoice({ id: `${id}-several`, network, choose: (names) => set("name", names) })),
  );
  const map = buildMap(root, {
    label: "Whom it is for",
    id: `${id}-map`,
    choose(table, row) {
      const [sort, { name }] = [table === "organisations" ? "name" : "locality", network[table][row]];
      const chosen = [reach[sort] ?? []].flat();
      set(sort, chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
    },
  });
  map.render({ network, look: (table, row) => (table === "organisations" && reached.has(network.organisations[row]) ? { kind: "chosen" } : {}) });
  return root;
}

// Those that the network has; a kind that nobody is of reaches nobody.
function wordsOf(sort, network, data) {
  if (sort === "locality") return network.localities.map((each) => each.name);
  if (sort === "name") return network.organisations.map((each) => each.name);
  return data.members[sort].filter((word) => network.organisations.some((each) => each[sort] === word));
}
