// The page's only arithmetic: two settings held against each other, run by run.

export function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] * (1 - (at - below)) + sorted[above] * (at - below);
}

// What B has more of an outcome than A, run by run, at the end of a year.
export function changes(a, b, outcome, year) {
  const was = a.runs(outcome.name, year);
  return b.runs(outcome.name, year).map((now, run) => now - was[run]);
}

// Over runs: {median, mean, low, high, intervalLow, intervalHigh, better, worse, runs}. Low and high are 5 and 95 %; the
// interval is the Monte Carlo one of the mean (95 %); better and worse are counts of runs in which it is at least as much
// so as is worth having ("better" is higher where neither way is).
export function difference(a, b, outcome, year) {
  const more = changes(a, b, outcome, year);
  const sorted = more.slice().sort();
  const mean = more.reduce((sum, each) => sum + each, 0) / more.length;
  const half = student(more.length) * errorOf(more, mean);
  return {
    median: quantile(sorted, 0.5),
    mean,
    low: quantile(sorted, 0.05),
    high: quantile(sorted, 0.95),
    intervalLow: mean - half,
    intervalHigh: mean + half,
    ...counted(a, b, more, outcome, year),
    runs: more.length,
  };
}

// Levels are rounded, so that a run on the edge may fall to the wrong side; against no switch on the counts are known.
function counted(a, b, more, outcome, year) {
  const known = (which) => b.count(outcome.name, which, year);
  if (a.isBaseOf(b)) return { better: known("better"), worse: known("worse") };
  const side = (which) => more.filter((each) => sideOf(each, outcome) === which).length;
  return { better: side(1), worse: side(-1) };
}

// 1 where a run is better by as much as is worth having, -1 where it is worse by as much, 0 else.
export function sideOf(more, outcome) {
  const gain = outcome.better === "lower" ? -more : more;
  return gain >= outcome.worthwhile ? 1 : -gain >= outcome.worthwhile ? -1 : 0;
}

const SPLIT = 0.1; // of the runs

// What a difference comes to, in the words of `mcn compare`: "better", "worse" ("higher", "lower" where neither way is
// better), "no difference worth having" or "too few runs to tell"; "split" where more than a few runs go each way.
export function verdictOf(found, outcome) {
  const { better, worse, runs, intervalLow: low, intervalHigh: high } = found;
  if (Math.min(better, worse) >= SPLIT * runs) return "split";
  const [up, down] = { higher: ["better", "worse"], lower: ["worse", "better"], neither: ["higher", "lower"] }[outcome.better];
  const worth = outcome.worthwhile;
  if ((low === 0 && high === 0) || (-worth < low && high < worth)) return "no difference worth having";
  if (low >= worth) return up;
  return high <= -worth ? down : "too few runs to tell";
}

// Standard error of a mean.
function errorOf(values, mean) {
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

// Student's t, two-sided 95 %, for a mean of so many values (Cornish and Fisher's series, to 0.1 % from 6 values on).
function student(count) {
  const free = count - 1;
  return free < 1 ? Infinity : 1.959964 + 2.37227 / free + 2.82250 / free ** 2 + 2.55585 / free ** 3;
}
