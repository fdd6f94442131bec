// YAML read as sim/inputs/yaml_files.py reads it: narrower than YAML, so that nothing is taken for something else.
const { FAILSAFE_SCHEMA, Type, YAMLException, load } = globalThis.jsyaml;

const MOST_NESTED = 50;
const MOST_VALUES = 20_000;
const NUMBER = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const TRUE = ["true", "yes", "on"];
const FALSE = ["false", "no", "off"];

const plain = (name, resolve, construct) =>
  new Type(`tag:yaml.org,2002:${name}`, { kind: "scalar", resolve: (text) => resolve(text ?? ""), construct });
const SCHEMA = FAILSAFE_SCHEMA.extend({
  implicit: [
    plain(
      "null",
      (text) => ["", "~", "null"].includes(text.toLowerCase()),
      () => null,
    ),
    plain(
      "bool",
      (text) => [...TRUE, ...FALSE].includes(text.toLowerCase()),
      (text) => TRUE.includes(text.toLowerCase()),
    ),
    plain("float", (text) => NUMBER.test(text), Number),
  ],
});

/** @param {string} text @returns {any} plain data @throws {Error} of one line */
export function readYaml(text) {
  let data = null;
  try {
    data = load(text, { schema: SCHEMA });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new Error(`cannot be read as YAML (${error.reason}${error.mark ? `, line ${error.mark.line + 1}` : ""})`);
  }
  if (/(^|[\s[{,])[&*][^\s,\]}]/m.test(text.replace(/"(\\.|[^"\\])*"|'[^']*'|#.*/g, "")))
    throw new Error("holds anchors or aliases, which are not read; write it out");
  count(data, 0, { left: MOST_VALUES });
  return data;
}

function count(value, depth, budget) {
  budget.left -= 1;
  if (budget.left < 0) throw new Error("is too large; is it the file you meant?");
  if (depth > MOST_NESTED) throw new Error(`is nested more than ${MOST_NESTED} deep; write it flatter`);
  if (value && typeof value === "object") for (const each of Object.values(value)) count(each, depth + 1, budget);
}
