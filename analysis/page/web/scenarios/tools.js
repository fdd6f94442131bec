// Saving and opening: the whole study as a file.
import { make } from "../parts/elements.js";

/** @param {object} app @param {(at: number) => void} edit */
export function studyTools(app, edit) {
  const save = () => {
    const { study } = app.store.state;
    download(`${study.network.name}.json`, JSON.stringify(study, null, 1), "application/json");
    app.say(`Saved. mcn compare ${study.network.name}.json compares its scenarios.`);
  };
  return [make("p", {}, make("button", { id: "study-save", onclick: save }, "Save as a file"))];
}

function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
