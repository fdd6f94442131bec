// A study's file as this page or mcn saves it: read as text, refused in one line where it is something else.
import { quoted, suggestion } from "../parts/errors.js";
import { shapedScenarios } from "./opened.js";

export const FORMAT = 1;
const TABLES = ["organisations", "localities", "ties"];

/**
 * @param {string} text @param {object} data of the page
 * @returns {object} the study; `scenarios` null where it has none, `settings` those of its runs @throws {Error} of one line
 */
export function studyIn(text, data) {
  let study = null;
  try {
    study = JSON.parse(text);
  } catch {
    throw new Error("cannot be read as JSON; is it a file that the page saved?");
  }
  const shaped = shapedStudy(study);
  const { horizon, ...settings } = settingsOf(shaped, data.settings);
  return { ...shaped, scenarios: shaped.scenarios && until(horizon, shaped.scenarios), settings };
}

// How its runs were made, as `mcn compare` takes it from a study.
function settingsOf({ settings = {} }, ranges) {
  if (settings === null || typeof settings !== "object" || Array.isArray(settings)) throw new Error("settings is not made of keys and values");
  const given = Object.keys(ranges).filter((name) => settings[name] !== undefined && settings[name] !== null);
  for (const name of given) refuseWrong(`settings.${name}`, settings[name], ranges[name]);
  return Object.fromEntries(given.map((name) => [name, settings[name]]));
}

function refuseWrong(place, value, { min, max, among }) {
  if (among && !among.includes(value)) throw new Error(`${place}: ${quoted(value)} is no source of parameters; ${suggestion(String(value), among)}`);
  if (!among && !(Number.isInteger(value) && value >= min && value <= max)) throw new Error(`${place}: ${quoted(value)} is not a whole number from ${min} to ${max}`);
}

// What is compared ends with the first of them: there it is as long already.
function until(horizon, scenarios) {
  const same = horizon === undefined || horizon === Math.min(...scenarios.map((each) => each.horizon));
  return same ? scenarios : scenarios.map((each) => ({ ...each, horizon }));
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

/** @returns {Blob} a study as it is saved, with how its runs are made */
export function studyFile(study, { runs, lucks, seed, parameters }) {
  const whole = { ...study, hubspoke: FORMAT, settings: { runs, lucks, seed, parameters } };
  return new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" });
}
