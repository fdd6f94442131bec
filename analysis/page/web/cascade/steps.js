// A run's events as steps that can be told: who has what, since when, and what it may have come from.

const SIGNS = { 1: "①", 2: "②", 3: "③" };
export const ORDERS = { 1: "first", 2: "second", 3: "third" };

/**
 * @typedef {object} Step
 * @property {object} problem of the data
 * @property {number} organisation its number; -1: the network
 * @property {number} month
 * @property {?Step} from what came before it and may lead to it by the model's links; null: the thing itself
 * @property {?number[]} tie the organisations that it came between
 * @property {boolean} back whether it is a fault of the setting again
 */

/** The problems watched, in the order of places: the network's, then those of each organisation in turn. */
export function placesOf(data, organisations) {
  const of = (holder) => data.problems.filter((each) => each.holder === holder);
  const own = Array.from({ length: organisations }, (_, number) => of("organisation").map((problem) => ({ problem, organisation: number })));
  return [...of("network").map((problem) => ({ problem, organisation: -1 })), ...own.flat()];
}

/**
 * @param {import("./apart.js").Event[]} events
 * @param {{first: number, since: number, ties: Set<string>}} told months count from `first`; nothing is dated before `since`
 * @returns {Step[]}
 */
export function stepsOf(data, places, events, { first, since, ties }) {
  const leads = new Set(data.cascade.leads.map(([from, to]) => `${from} ${to}`));
  const steps = [];
  for (const event of events) {
    const { problem, organisation } = places[event.place];
    const step = { ...event, problem, organisation, month: Math.max(event.month + first, since), from: null, tie: null, back: false };
    const before = steps.filter((each) => leads.has(`${each.problem.id} ${problem.id}`) && near(each, step, ties) < FAR);
    step.from = before.sort((one, other) => near(other, step, ties) - near(one, step, ties) || one.month - other.month).at(-1) ?? null;
    const tied = step.from && step.from.organisation >= 0 && organisation >= 0 && step.from.organisation !== organisation;
    step.tie = tied ? [step.from.organisation, organisation] : null;
    step.back = problem.order === 1 && step.from !== null && step.from.problem.order > 1;
    steps.push(step);
  }
  return steps;
}

const FAR = 3;

// How near two steps are: at one organisation, by way of the network, or along a tie.
function near(one, other, ties) {
  if (one.organisation === other.organisation) return 0;
  if (one.organisation < 0 || other.organisation < 0) return 1;
  return ties.has([one.organisation, other.organisation].sort((a, b) => a - b).join(" ")) ? 2 : FAR;
}

/** A step in one plain sentence, but for who it is of. */
export function sentenceOf(data, step, names) {
  const clause = data.cascade.clauses[step.problem.id] ?? {};
  const title = titleOf(step);
  const said = step.how === "stays"
    ? `${title}: this would have ended by now, and does not`
    : clause.begins ?? `${title} begins`;
  if (!step.from) return said;
  const reason = data.cascade.clauses[step.from.problem.id]?.because ?? `of ${step.from.problem.title.toLowerCase()}`;
  const where = step.from.organisation === step.organisation ? "" : step.from.organisation < 0 ? " in the network" : ` at ${names[step.from.organisation]}`;
  return `${said}, because ${reason}${where}`;
}

/** The same of a barrier that is lifted: what would have begun, or stayed, were it there. */
export const sparedIn = (step) => (step.how === "stays" ? `over: ${titleOf(step)}` : `kept away: ${titleOf(step)}`);

const titleOf = ({ problem: { title } }) => title.charAt(0).toLowerCase() + title.slice(1);

export const signOf = (step) => SIGNS[step.problem.order];

/** The runs in which anything happens, the most usual first: whose events most others have too, and as many. */
export function usualFirst(runs) {
  const counts = new Map();
  for (const events of runs) for (const each of keysOf(events)) counts.set(each, (counts.get(each) ?? 0) + 1);
  const told = [...runs.keys()].filter((run) => runs[run].length);
  const sizes = told.map((run) => runs[run].length).sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] || 1;
  const score = (events) => {
    const keys = [...keysOf(events)];
    const shared = keys.reduce((sum, each) => sum + counts.get(each) / runs.length, 0) / (keys.length || 1);
    return shared - Math.abs(events.length - median) / median;
  };
  const scores = runs.map(score);
  return told.sort((one, other) => scores[other] - scores[one] || one - other);
}

export const keysOf = (events) => new Set(events.map(({ how, place }) => `${how} ${place}`));

/**
 * In how many runs each event happens, and how far the thing reaches.
 * @param {Step[][]} runs the steps of each run
 */
export function countsOf(runs, organisations) {
  const counts = new Map();
  let [widely, nothing, back] = [0, 0, 0];
  for (const steps of runs) {
    for (const each of keysOf(steps)) counts.set(each, (counts.get(each) ?? 0) + 1);
    const reached = new Set(steps.map(({ organisation }) => organisation).filter((each) => each >= 0));
    if (reached.size * 3 >= organisations) widely += 1;
    if (!steps.length) nothing += 1;
    if (steps.some((each) => each.back)) back += 1;
  }
  return { counts, widely, nothing, back };
}
