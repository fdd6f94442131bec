// A study's file as this page or mcn saves it: read as text, refused in one line where it is something else.
import { shapedScenarios } from "./opened.js";

export const FORMAT = 1;
const TABLES = ["organisations", "localities", "ties"];

/** @param {string} text @returns {object} the study; `scenarios` null where it has none @throws {Error} of one line */
export function studyIn(text) {
  let study = null;
  try {
    study = JSON.parse(text);
  } catch {
    throw new Error("cannot be read as JSON; is it a file that the page saved?");
  }
  return shapedStudy(study);
}

/** Bring a study that was read into form, as `studyIn` does. */
export function shapedStudy(study) {
  if (typeof study?.hubspoke !== "number") throw new Error("is no study: it says not hubspoke: 1; give one that the page saved");
  if (study.hubspoke !== FORMAT)
    throw new Error(`is of format ${study.hubspoke}, and this version reads ${FORMAT}; save it anew with the page of this version`);
  const network = { ties: [], ...study.network };
  const missing = TABLES.find((table) => !Array.isArray(network[table]) || !network[table].every((each) => each && typeof each === "object"));
  if (missing) throw new Error(`network.${missing} is not a list of rows`);
  return { ...study, network, scenarios: study.scenarios?.length === 0 ? null : study.scenarios && shapedScenarios(study.scenarios) };
}

/** @returns {Blob} a study as it is saved */
export function studyFile(study) {
  return new Blob([JSON.stringify({ ...study, hubspoke: FORMAT }, null, 1)], { type: "application/json" });
}
