// Changes of a study's scenarios: each gives a changed copy. The first is the base, and others follow it.

export const MOST_FUTURES = 6;
const MAPS = ["levers", "parameters", "links", "loops", "facts"];

/** Whether two parts of a scenario say the same. */
export function same(one, other) {
  return canonical(one) === canonical(other);
}

function canonical(value) {
  return JSON.stringify(value ?? null, (key, each) => {
    if (!each || typeof each !== "object" || Array.isArray(each)) return each;
    const said = Object.entries(each).filter(([name, part]) => part !== null && !(name === "strength" && part === 1));
    return Object.fromEntries(said.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A scenario without anything, of this horizon. */
export function nothing(horizon) {
  const maps = Object.fromEntries(MAPS.map((each) => [each, {}]));
  return { name: "", title: "", question: "", hypothesis: "", horizon, shocks: [], ...maps };
}

/** Add a scenario, under a name of its own, behind the others. */
export function withAdded(study, scenario) {
  const title = unusedTitle(study.scenarios, scenario.title);
  const free = scenario.name && !study.scenarios.some((each) => each.name === scenario.name);
  const name = free ? scenario.name : nameOf(study.scenarios, title);
  const added = { ...nothing(study.scenarios[0].horizon), ...scenario, title, name };
  return { ...study, scenarios: [...study.scenarios, added] };
}

export function withoutOne(study, at) {
  return { ...study, scenarios: study.scenarios.filter((_, place) => place !== at) };
}

export function withMoved(study, at, to) {
  const scenarios = [...study.scenarios];
  scenarios.splice(to, 0, ...scenarios.splice(at, 1));
  return { ...study, scenarios };
}

/** Change a scenario; what changes in the base changes in all that were as the base was. */
export function withChanged(study, at, patch) {
  const before = study.scenarios[at];
  const after = { ...before, ...patch };
  // A short name that came from the title goes on to do so.
  const others = study.scenarios.filter((each) => each !== before);
  if (after.title !== before.title && before.name === nameOf(others, before.title)) after.name = nameOf(others, after.title);
  const scenarios = study.scenarios.map((each, place) => {
    if (place === at) return after;
    return at === 0 ? followed(each, before, after) : each;
  });
  return { ...study, scenarios };
}

function followed(future, before, after) {
  const maps = Object.fromEntries(MAPS.map((map) => [map, followedMap(future[map], before[map], after[map])]));
  const shocks = future.shocks.filter((each) => !has(before.shocks, each) || has(after.shocks, each));
  const added = after.shocks.filter((each) => !has(before.shocks, each) && !has(shocks, each));
  const horizon = future.horizon === before.horizon ? after.horizon : future.horizon;
  return { ...future, ...maps, horizon, shocks: [...shocks, ...added] };
}

function followedMap(future = {}, before = {}, after = {}) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const map = { ...future };
  for (const name of names) {
    if (same(before[name], after[name]) || !same(future[name], before[name])) continue;
    if (name in after) map[name] = after[name];
    else delete map[name];
  }
  return map;
}

const has = (shocks, shock) => shocks.some((each) => same(each, shock));

/** Change or take away (undefined) an entry of one of a scenario's maps. */
export function withEntry(scenario, map, name, value) {
  const { [name]: _, ...others } = scenario[map];
  if (value === undefined) return { [map]: others };
  return { [map]: name in scenario[map] ? { ...scenario[map], [name]: value } : { ...others, [name]: value } };
}

function unusedTitle(scenarios, title) {
  const taken = new Set(scenarios.map((each) => each.title.toLowerCase()));
  let tried = title;
  for (let number = 2; taken.has(tried.toLowerCase()); number += 1) tried = `${title} (${number})`;
  return tried;
}

// A short name for commands and files.
function nameOf(scenarios, title) {
  const taken = new Set(scenarios.map((each) => each.name));
  const plain = title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  const short =
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "scenario";
  let tried = short;
  for (let number = 2; taken.has(tried); number += 1) tried = `${short}-${number}`;
  return tried;
}
