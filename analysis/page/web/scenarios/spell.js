// One spell of a lever: how much, when, for whom, and the rest folded away.
import { make } from "../parts/elements.js";
import { folded } from "../parts/panel.js";
import { faultsAt, numberField } from "./field.js";
import { whomEditor } from "./reach.js";
import { figure } from "./words.js";

/**
 * @param {object} spell @param {object} at
 * @param {object} at.lever @param {(string | number)[]} at.keys where it stands in the scenario
 * @param {import("./checks.js").Fault[]} at.faults @param {(patch: object, what: string) => void} at.change
 */
export function spellEditor(spell, at) {
  const { lever } = at;
  const id = at.keys.join("-");
  const set = (name, value) => at.change({ [name]: value }, name);
  const field = (name, label, more = {}) =>
    numberField({
      id: `${id}-${name}`,
      label,
      value: spell[name],
      faults: faultsAt(at.faults, [...at.keys, name]),
      commit: (value) => set(name, value),
      ...more,
    });
  const months = make("p", { class: "months" }, field("start", "From month"), " ", field("end", "to month", { empty: "the last" }));
  const term = lever.id === "L01" ? [field("term", "Money granted for", { unit: "months at a time", empty: "all" })] : [];
  const slow = folded(`${id}-slow`, "How fast it takes hold", () => [
    field("ramp_up", "Months to full strength", { empty: figure(lever.ramp_up.value) }),
    make("p", { class: "soft" }, `Left empty: ${range(lever.ramp_up)} months. Once it ends it fades over ${range(lever.fade)} months.`),
  ]);
  return [...amount(spell, at, id), months, ...term, ...whomEditor(spell, at, id), slow];
}

const range = ({ value, low, high }) => (low < high ? `${figure(value)} (${figure(low)} to ${figure(high)})` : figure(value));

function amount(spell, at, id) {
  const { lever } = at;
  if (lever.by_post) return posts(spell, at, id);
  const full = lever.dose?.full;
  const name = full ? "dose" : "strength";
  const scale = full ? 1 : 100;
  const most = full ? (lever.dose.most ?? full) : 100;
  const given = spell.dose ?? (full ? (spell.strength ?? 1) * full : (spell.strength ?? 1));
  const shown = typeof given === "number" ? Number((given * scale).toFixed(9)) : given;
  const commit = (value) =>
    at.change({ strength: undefined, dose: undefined, [name]: typeof value === "number" ? Number((value / scale).toFixed(12)) : value }, "dose");
  const step = full && !Number.isInteger(full) ? full / 20 : most > 1000 ? 5000 : most >= 10 ? 1 : 0.1;
  return [dial({ id, name, label: "How much", unit: full ? lever.dose.unit : "% of full strength", most, step, value: shown, commit, at })];
}

function dial({ id, name, label, unit, most, step, value, commit, at }) {
  const number = numberField({
    id: `${id}-${name}`,
    label,
    unit,
    value,
    commit,
    faults: [...faultsAt(at.faults, [...at.keys, name]), ...(name === "dose" ? faultsAt(at.faults, [...at.keys, "strength"]) : [])],
  });
  const slider = make("input", {
    id: `${id}-${name}-slider`,
    type: "range",
    min: 0,
    max: most,
    step,
    value: Number(value) || 0,
    "aria-label": `${label}, ${unit}`,
    oninput: () => {
      number.querySelector("input").value = slider.value;
    },
    onchange: () => commit(Number(slider.value)),
  });
  return make("p", { class: "dial" }, number, " ", slider, make("span", { class: "soft" }, ` at most ${figure(most)}`));
}

// Posts are named by their sort, or are as many as are said to be lacking.
function posts(spell, at, id) {
  const counted = ["dose", "nurses", "specialists"].some((each) => spell[each] !== undefined);
  const choose = (value) =>
    at.change(
      value === "posts"
        ? { strength: undefined, nurses: 2, specialists: undefined }
        : { nurses: undefined, specialists: undefined, dose: undefined, strength: 1 },
      "posts",
    );
  const choice = make(
    "select",
    { id: `${id}-sort`, "aria-label": "How much", onchange: () => choose(choice.value) },
    make("option", { value: "share", selected: !counted }, "a part of what is lacking"),
    make("option", { value: "posts", selected: counted }, "so many posts"),
  );
  if (!counted) {
    const strength = dial({
      id,
      name: "strength",
      label: "How much",
      unit: "% of full strength",
      most: 100,
      step: 5,
      value: 100 * (spell.strength ?? 1),
      at,
      commit: (value) => at.change({ strength: typeof value === "number" ? value / 100 : value }, "strength"),
    });
    return [make("p", {}, choice), strength];
  }
  const fields = (spell.dose !== undefined ? ["dose"] : ["nurses", "specialists"]).map((name) =>
    numberField({
      id: `${id}-${name}`,
      label: { dose: "Posts", nurses: "Nurses", specialists: "Specialists" }[name],
      value: spell[name],
      empty: "0",
      faults: faultsAt(at.faults, [...at.keys, name]),
      commit: (value) => at.change({ [name]: value }, name),
    }),
  );
  return [make("p", {}, choice, " ", ...fields.flatMap((each) => [each, " "]))];
}
