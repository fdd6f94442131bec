// Several organisations chosen at once: all, none, or those of a role, kind or sector.
import { make } from "./elements.js";

const SORTS = ["role", "kind", "sector"];

/** A choice that gives names, in the place of those that are chosen. @param {{id: string, network: object, choose: (names: string[]) => void}} given */
export function severalChoice({ id, network: { organisations }, choose }) {
  const words = (sort) => [...new Set(organisations.map((each) => each[sort]))];
  const groups = [
    { title: "all", members: organisations },
    { title: "none", members: [] },
    ...SORTS.flatMap((sort) => words(sort).map((word) => ({ title: sort === "role" ? `${word}s` : word, members: organisations.filter((each) => each[sort] === word) }))),
  ];
  const option = ({ title, members }, place) => make("option", { value: place }, `${title} (${members.length})`);
  const select = make("select", { id, "aria-label": "Choose several organisations at once", onchange: () => choose(groups[select.value].members.map(({ name }) => name)) },
    make("option", { value: "" }, "Choose several …"), ...groups.map(option));
  return select;
}
