// Futures added, deleted and put in another order.
import { nothing, withAdded, withMoved, withoutOne } from "./changes.js";

/** @param {object} app @param {(at: number) => void} edit goes to one */
export function listChanges(app, edit) {
  return {
    edit,
    add(how) {
      const { study, edited } = app.store.state;
      const { scenarios } = study;
      const from =
        how === "base" ? scenarios[0] : how === "copy" ? scenarios[edited ?? 1] : app.data.shipped.find((each) => how === `shipped ${each.name}`);
      const begun = from
        ? { ...from, title: how === "base" ? "A new future" : from.title, hypothesis: "", ...(how === "base" ? { question: "" } : {}) }
        : { ...nothing(scenarios[0].horizon), title: "A new future" };
      app.store.change(withAdded(study, begun), `${begun.title}, added`);
      edit(scenarios.length);
      setTimeout(() => document.getElementById("title")?.select());
    },
    remove(at) {
      const { study } = app.store.state;
      const { title } = study.scenarios[at];
      app.store.change(withoutOne(study, at), `${title}, deleted`);
      edit(Math.min(at, study.scenarios.length - 2));
      app.say(`${title} is deleted; Ctrl+Z brings it back.`);
    },
    move(at, to) {
      app.store.change(withMoved(app.store.state.study, at, to), "the order of futures");
      edit(to);
    },
  };
}
