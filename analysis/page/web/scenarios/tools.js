// Saving, opening and mailing: the whole study or one future as a file, a scenario's file, a link.
import { download } from "../network/files.js";
import { make } from "../parts/elements.js";
import { MOST_FUTURES, same, withAdded } from "./changes.js";
import { faultsOf } from "./checks.js";
import { differences } from "./differences.js";
import { inWords } from "./field.js";
import { linkOf, linked } from "./link.js";
import { fromFile } from "./opened.js";
import { studyFile, studyIn } from "./study_file.js";
import { readYaml } from "./yaml.js";

const MOST_BYTES = 30e6;

/** @param {object} app @param {number} edited @param {(at: number) => void} edit */
export function studyTools(app, edited, edit) {
  const scenario = () => app.store.state.study.scenarios[edited];
  const input = make("input", {
    id: "study-open",
    type: "file",
    class: "unseen",
    accept: ".json,.yaml,.yml",
    onchange: async () => {
      const [file] = input.files;
      input.value = "";
      if (file) await openFile(app, file, edit);
    },
  });
  const button = (id, text, act, more = {}) => make("button", { id, onclick: act, ...more }, text);
  return [
    make(
      "p",
      {},
      button("study-save", "Save all as a file", () => save(app, app.store.state.study.network.name, app.store.state.study.scenarios)),
      button("future-save", "Save this one", () => save(app, scenario().name || "scenario", [scenario()])),
    ),
    make(
      "p",
      {},
      make("label", { class: "button", for: "study-open" }, "Open a file"),
      input,
      button("future-link", "Copy a link", () => copyLink(app, scenario())),
    ),
    make(
      "p",
      {},
      button("undo", "Undo", () => told(app, "Taken back", app.store.undo()), { class: "quiet" }),
      button("redo", "Redo", () => told(app, "Done again", app.store.redo()), { class: "quiet" }),
    ),
  ];
}

const told = (app, how, what) => app.say(what ? `${how}: ${what}` : "There is nothing more.");

function save(app, name, scenarios) {
  const { study, settings } = app.store.state;
  download(`${name}.json`, studyFile({ ...study, scenarios }, settings));
  app.say(scenarios.length > 1 ? `Saved. mcn compare ${name}.json compares these scenarios.` : `Saved. mcn run ${name}.json runs it.`);
}

async function copyLink(app, scenario) {
  try {
    const address = await linkOf(app.store.state.study.network, scenario);
    const copied = navigator.clipboard
      ? await navigator.clipboard.writeText(address).then(
          () => true,
          () => false,
        )
      : false;
    const elsewhere =
      location.protocol === "file:" ? "On another computer, paste it into this view there." : "Who opens it is asked before it is added.";
    if (copied) app.say(`The link is copied. ${elsewhere}`);
    else showLink(address);
  } catch (error) {
    app.say(error.message);
  }
}

// Where the browser lets no page write to the clipboard.
function showLink(address) {
  const field = make("textarea", { rows: 6, readonly: true, "aria-label": "Link" }, address);
  ask("Copy this link", [field], []);
  field.select();
}

/** Open a study or a scenario's file; what is something else changes nothing and is said. */
export async function openFile(app, file, edit) {
  try {
    if (file.size > MOST_BYTES) throw new Error(`has more than ${MOST_BYTES / 1e6} MB; is it the file you meant?`);
    const text = await file.text();
    if (/\.ya?ml$/i.test(file.name)) add(app, fromFile(readYaml(text), app.data, app.store.state.study, file.name), edit, `${file.name} is added`);
    else openStudy(app, file.name, text, edit);
  } catch (error) {
    app.say(`${file.name}: ${error.message}`);
  }
}

function openStudy(app, name, text, edit) {
  const { study } = app.store.state;
  const read = studyIn(text, app.data);
  const opened = { network: read.network, scenarios: read.scenarios ?? study.scenarios };
  if (opened.scenarios.length === 1 && same(opened.network, study.network)) {
    add(app, opened.scenarios[0], edit, `${name} is added as a future`);
    return;
  }
  app.store.change({ ...study, ...opened }, `${name} was opened`, read.settings);
  edit(Math.min(1, opened.scenarios.length - 1));
  app.say(`${name} is open, with ${opened.scenarios.length} scenarios. Undo brings back what was there.`);
}

function add(app, scenario, edit, said) {
  const { study } = app.store.state;
  if (study.scenarios.length > MOST_FUTURES) throw new Error(`there are ${MOST_FUTURES} futures already; delete one first`);
  app.store.change(withAdded(study, scenario), said);
  edit(study.scenarios.length);
  app.say(`${said}.`);
}

/** If the page's address holds a future, ask whether to add it. */
export async function askForLinked(app, edit, hash = location.hash) {
  let found = null;
  try {
    found = await linked(hash);
  } catch (error) {
    app.say(error.message);
  }
  if (location.hash.includes("scenario=")) history.replaceState(null, "", "#view=scenarios");
  if (!found) return;
  app.store.set({ view: "scenarios" });
  const { study } = app.store.state;
  const faults = faultsOf(app.data, study.network, found.scenario);
  const lines = differences(app.data, study.scenarios[0], found.scenario).map(({ text }) => make("li", {}, make("bdi", {}, text)));
  ask(
    "A future was sent to you",
    [
      make("p", {}, make("b", {}, make("bdi", {}, found.scenario.title))),
      found.scenario.question ? make("p", {}, make("bdi", {}, found.scenario.question)) : "",
      found.network === study.network.title
        ? ""
        : make("p", { class: "doubt" }, "It was made for another network: ", make("bdi", {}, found.network), "."),
      make("p", {}, "What differs from your base:"),
      make("ul", {}, ...lines),
      ...(faults.length
        ? [
            make("p", { class: "fault" }, "What this network lacks, or what is wrong:"),
            make("ul", { class: "fault" }, ...faults.map((each) => make("li", {}, inWords(each)))),
          ]
        : []),
    ],
    [
      [
        "Add it as a future",
        () => {
          try {
            add(app, found.scenario, edit, `${found.scenario.title} is added`);
          } catch (error) {
            app.say(error.message);
          }
        },
      ],
    ],
  );
}

function ask(title, parts, answers) {
  const close = () => dialog.remove();
  const buttons = [
    ...answers.map(([text, act]) =>
      make(
        "button",
        {
          class: "strong",
          onclick: () => {
            close();
            act();
          },
        },
        text,
      ),
    ),
    make("button", { onclick: close }, answers.length ? "Leave it" : "Close"),
  ];
  const dialog = make(
    "dialog",
    { "aria-labelledby": "asked", onclose: close },
    make("h2", { id: "asked" }, title),
    ...parts,
    make("p", {}, ...buttons.flatMap((each) => [each, " "])),
  );
  document.body.append(dialog);
  dialog.showModal();
}
