// What a page keeps of runs: some outcomes over the months, all of them in some months, and costs until then.

/**
 * @typedef {object} Reduced
 * @property {Float64Array} series (runs, months, `job.series`): those outcomes, by their places, in every month that is kept
 * @property {Float64Array} marks (runs, `job.marks`, outcomes): every outcome in those months
 * @property {Float64Array} costs (runs, `job.marks`, payers x kinds): GBP from month 0 to that month
 * @property {Float64Array} organisations (runs, `job.marks`, organisations, states), where selected
 * @property {Float64Array} localities as these
 * @property {Int8Array} turns as `runs.js` has them
 */

/** @returns {Reduced} */
export function reduced(kept, layout, job) {
  const runs = job.sets.length;
  const months = job.months.length;
  const places = job.marks.map((month) => job.months.indexOf(month));
  const every = [...layout.rows.keys()];
  return {
    series: picked(kept.outcomes, runs, months, layout.rows.length, [...job.months.keys()], job.series),
    marks: picked(kept.outcomes, runs, months, layout.rows.length, places, every),
    costs: spent(kept.costs, runs, months, layout.costs, job),
    organisations: atMarks(kept.organisations, runs, months, places),
    localities: atMarks(kept.localities, runs, months, places),
    ties: atMarks(kept.ties, runs, months, places),
    turns: kept.turns,
  };
}

function picked(values, runs, months, width, places, columns) {
  const some = new Float64Array(runs * places.length * columns.length);
  let at = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const place of places) {
      const row = (run * months + place) * width;
      for (const column of columns) some[at++] = values[row + column];
    }
  }
  return some;
}

function atMarks(values, runs, months, places) {
  if (!values.length) return values;
  const width = values.length / (runs * months);
  const some = new Float64Array(runs * places.length * width);
  for (let run = 0; run < runs; run += 1) {
    places.forEach((place, mark) => {
      const row = (run * months + place) * width;
      some.set(values.subarray(row, row + width), (run * places.length + mark) * width);
    });
  }
  return some;
}

// Costs are kept in the months since the month kept before, so they are added up on the way.
function spent(costs, runs, months, width, { months: kept, marks }) {
  const sums = new Float64Array(runs * marks.length * width);
  for (let run = 0; run < runs; run += 1) {
    const sum = new Float64Array(width);
    for (let place = 0; place < months; place += 1) {
      const row = (run * months + place) * width;
      if (kept[place] >= 0) for (let i = 0; i < width; i += 1) sum[i] += costs[row + i];
      const mark = marks.indexOf(kept[place]);
      if (mark >= 0) sums.set(sum, (run * marks.length + mark) * width);
    }
  }
  return sums;
}
