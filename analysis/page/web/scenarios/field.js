// A field for one number, with what is wrong with it beside it.
import { make } from "../parts/elements.js";
import { dotted } from "./fields.js";
import { numberOf } from "./words.js";

/**
 * @param {object} field
 * @param {string} field.id @param {string} field.label
 * @param {number | string | null | undefined} field.value as the study has it: a text is what could not be read
 * @param {(value: number | string | undefined) => void} field.commit undefined: it was emptied
 * @param {import("./checks.js").Fault[]} [field.faults] those that belong here
 * @param {string} [field.unit] @param {string} [field.empty] what it means to be empty @param {string} [field.doubt]
 */
export function numberField({ id, label, value, commit, faults = [], unit = "", empty = "", doubt = "" }) {
  const said = [...faults.map(inWords), doubt].filter(Boolean).join("; ");
  const input = make("input", {
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    class: "number",
    placeholder: empty,
    value: value ?? "",
    "aria-invalid": faults.length ? "true" : null,
    "aria-describedby": said ? `${id}-said` : null,
    onchange: () => commit(numberOf(input.value) ?? undefined),
    onkeydown: ({ key }) => {
      if (key === "Enter") (input.blur(), input.focus());
    },
  });
  return make(
    "span",
    { class: "field" },
    make("label", { for: id }, label),
    " ",
    input,
    unit ? ` ${unit}` : "",
    said ? saidAt(`${id}-said`, said, faults.length > 0) : "",
  );
}

/** What is wrong, or likely so, below a field. */
export function saidAt(id, text, wrong = true) {
  return make("span", { id, class: wrong ? "said fault" : "said doubt" }, text);
}

/** A fault as it is said at its field, without the keys that lead there. */
export function inWords({ keys, what, meant }) {
  const place = [`${dotted(keys)}: `, `${keys.at(-1)}: `].find((each) => what.startsWith(each)) ?? "";
  return `${what.slice(place.length)}${meant ? `; ${meant}` : ""}`;
}

/** The faults that stand at these keys, of all. */
export function faultsAt(faults, keys) {
  return faults.filter((each) => each.keys.length === keys.length && each.keys.every((key, place) => key === keys[place]));
}
