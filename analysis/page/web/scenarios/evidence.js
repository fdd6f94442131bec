// What a thing rests on, in plain words: each with what kind of evidence it is.
import { make } from "../parts/elements.js";

/** Items for findings, by their ids. */
export function findingItems(data, ids) {
  return ids.map((id) => item(data, id, data.findings[id].text, data.findings[id].grades));
}

/** Items for links of the study, by their ids. */
export function linkItems(data, ids) {
  const links = data.links.filter(({ name }) => ids.includes(name));
  return links.map(({ name, what, grades }) => item(data, name, what, grades));
}

function item(data, id, text, grades) {
  const kinds = grades.map((each) => data.bases[each] ?? each).join(", or ");
  return make("li", {}, text, " ", make("span", { class: "soft" }, `(${id}, ${kinds})`));
}
