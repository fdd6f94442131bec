"""What one thing brings about, in numbers: how much, how deep, how far, how fast, whether it comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.cascade.by_cause.evaluate import Apart, Experiment, read, tasks
from analysis.runs.batch import Evaluator
from analysis.statistics.brought_about import BEGINS, STAYS
from analysis.statistics.paired import Floats, spread, units
from sim.inputs.problems import load_problems

WHERE = ["organisation", "locality"]


@dataclass(frozen=True)
class ByCause:
    """What one thing brings about.

    Attributes
    ----------
    experiment : Experiment
    apart : Apart
    measures, problems, steps, ties : DataFrame
    told : DataFrame
        Of `apart.traced` the rows of the run whose chain is told.
    run : int
        That run; -1 where nothing came of it in any of those followed back.
    sets : int
        Parameter sets.
    """

    experiment: Experiment
    apart: Apart
    measures: pd.DataFrame
    problems: pd.DataFrame
    steps: pd.DataFrame
    ties: pd.DataFrame
    told: pd.DataFrame
    run: int
    sets: int


def by_cause(experiment: Experiment) -> ByCause:
    """Find what one thing brings about, in memory.

    Examples
    --------
    >>> from sim import load_scenario
    >>> from analysis.cascade.by_cause.pair import poked
    >>> pair = poked(load_scenario("baseline"), "coordinator-leaves@12")
    >>> found = by_cause(Experiment(pair, "baseline", runs=256))  # doctest: +SKIP
    >>> found.steps[["because", "problem", "link", "through", "runs"]]  # doctest: +SKIP
    """
    evaluation = Evaluator(threads=experiment.workers)
    evaluation.run(tasks(experiment, experiment.workers))
    return by_cause_of(read(evaluation.chunks, experiment), experiment)


def by_cause_of(apart: Apart, experiment: Experiment, run: int | None = None) -> ByCause:
    """Work out what the runs say."""
    whose = typical(apart.traced) if run is None else run
    return ByCause(
        experiment=experiment,
        apart=apart,
        measures=measures(apart, experiment.pair.month),
        problems=problems(apart),
        steps=steps(apart),
        ties=ties(apart),
        told=apart.traced[apart.traced["run"] == whose],
        run=whose,
        sets=int(apart.runs["parameter_set"].nunique()),
    )


def measures(apart: Apart, month: int) -> pd.DataFrame:
    """Say how much came of it, how deep, how far and how fast it went, and whether it came back.

    Parameters
    ----------
    apart : Apart
    month : int
        In which the thing happens.

    Returns
    -------
    DataFrame
        One row a measure: `measure, title, unit, runs` (over which it is taken), `mean` with its 95 % Monte
        Carlo interval (`mean_low, mean_high`), and `low, high` (5-95 % over parameter sets). Those that need
        runs in which something came of it are taken over these; those of hops over the runs followed back.
    """
    every = apart.runs["run"].to_numpy()
    unit = dict(zip(every.tolist(), units(apart.runs).tolist(), strict=True))
    whole, followed = apart.brought_about, apart.traced
    new = whole[whole["how"] == BEGINS]
    some, traced = np.unique(new["run"]), np.unique(followed["run"])
    back = comes_back(followed)

    def count(table: pd.DataFrame) -> Floats:
        sizes = table.groupby("run").size().reindex(every, fill_value=0)
        return np.asarray(sizes, np.float64)

    def places(column: str) -> Floats:
        return count(whole[whole[column] != ""].drop_duplicates(["run", column]))

    def mean(truth: pd.Series[bool]) -> Floats:
        return np.asarray(truth.groupby(new["run"]).mean(), np.float64)

    by_run, of_traced = new.groupby("run"), followed.groupby("run")
    further = (followed["hops"] > 1).groupby(followed["run"]).mean()
    kept = apart.kept_away[apart.kept_away["how"] == BEGINS]
    rows = [
        ("nothing", "runs in which nothing came of it", "share", every, 1.0 * (count(whole) == 0)),
        ("onsets", "problems brought about in a run", "", every, count(new)),
        ("stays", "problems held up in a run", "", every, count(whole[whole["how"] == STAYS])),
        ("kept_away", "problems that begin without it alone", "", every, count(kept)),
        ("organisations", "organisations that it reached", "", every, places("organisation")),
        ("localities", "localities whose care it reached", "", every, places("locality")),
        ("lasting", "of what was brought about, lasting to the end", "share", some, mean(new["over"].isna())),
        ("never", "of what was brought about, would never have begun", "share", some,
         mean(new["otherwise"].isna())),
        ("deepest", "deepest order that it reached", "", some, by_run["order"].max().to_numpy(dtype=float)),
        ("after", "months until half of what it brought about had begun", "months", some,
         by_run["month"].median().to_numpy(dtype=float) - month),
        ("hops", "steps from problem to problem, to the farthest", "", traced,
         of_traced["hops"].max().to_numpy(dtype=float)),
        ("further", "further problems that one leads to", "", traced, further.to_numpy(dtype=float)),
        ("back", "runs in which it came back to a fault in the setting", "share", traced,
         np.isin(traced, back["run"]).astype(float)),
    ]  # fmt: skip
    return pd.DataFrame(_row(*row, unit) for row in rows)


def _row(
    name: str, title: str, of: str, runs: Floats, values: Floats, unit: dict[int, int]
) -> dict[str, object]:
    head = {"measure": name, "title": title, "unit": of, "runs": len(runs)}
    if not len(runs):
        nan = dict.fromkeys(("mean", "mean_low", "mean_high", "low", "high"), np.nan)
        return {**head, **nan}
    found = spread(values, np.array([unit[int(run)] for run in runs], np.int64))
    return {**head, **found.interval("mean"), "low": found.low, "high": found.high}


def comes_back(traced: pd.DataFrame) -> pd.DataFrame:
    """The faults in the setting that hang on a problem of the work, or of members, by any number of steps."""
    late: dict[tuple[object, ...], bool] = {}
    rows = []
    keys = ["run", "problem", "how", *WHERE, "month"]
    behind = ["run", *(f"because{each}" for each in ("", "_how", "_organisation", "_locality", "_month"))]
    for own, parent, order in zip(
        traced[keys].itertuples(index=False, name=None),
        traced[behind].itertuples(index=False, name=None),
        traced["order"],
        strict=True,
    ):
        after = late.get(parent, False)
        rows.append(after and order == 1)
        late[own] = after or order > 1
    return traced[np.array(rows, np.bool_)] if rows else traced


def problems(apart: Apart) -> pd.DataFrame:
    """Say of each problem how often and when it is brought about.

    Returns
    -------
    DataFrame
        One row a problem that begins or (`how`) stays anywhere, by order and median month: `problem, how,
        order, title`, `runs` (share of runs in which it does, with its 95 % interval), `number` (in a run),
        `month` (median) with `month_low, month_high` (5-95 %), `lasts` (share that last to the end) and
        `never` (share that would never have begun).
    """
    unit = units(apart.runs)
    known = load_problems()
    rows = []
    for (key, how), part in apart.brought_about.groupby(["problem", "how"]):
        problem = known[str(key)]
        seen = np.isin(apart.runs["run"], part["run"]).astype(float)
        low, median, high = np.quantile(part["month"], [0.05, 0.5, 0.95])
        rows.append(
            {
                "problem": problem.id,
                "how": how,
                "order": problem.order,
                "title": problem.title,
                **spread(seen, unit).interval("runs"),
                "number": len(part) / len(unit),
                "month": float(median),
                "month_low": float(low),
                "month_high": float(high),
                "lasts": float(part["over"].isna().mean()),
                "never": float(part["otherwise"].isna().mean()),
            }
        )
    columns = (
        *("problem", "how", "order", "title", "runs", "runs_low", "runs_high", "number"),
        *("month", "month_low", "month_high", "lasts", "never"),
    )
    table = pd.DataFrame(rows, columns=list(columns))
    return table.sort_values(["order", "month", "problem", "how"], ignore_index=True)


def steps(apart: Apart) -> pd.DataFrame:
    """Say in what share of runs each step is seen, from the thing or a problem to the next.

    Returns
    -------
    DataFrame
        One row a step, those seen in most runs first: `because` (empty: the thing itself) and `because_how`,
        `problem, how, order`, `link` (the last one that it came along), `through` (states, in the way of
        most), `runs` (share of the runs followed back, with its 95 % interval), `number` (in such a run),
        `along_ties` (share that came along a tie), `months` (median between the two; NaN after the thing
        itself).
    """
    followed = apart.traced
    runs, unit = apart.runs["run"].to_numpy()[: apart.followed], units(apart.runs)[: apart.followed]
    rows = []
    keys = ["because", "because_how", "problem", "how", "link"]
    for key, part in followed.groupby(keys):
        seen = np.isin(runs, part["run"]).astype(float)
        rows.append(
            {
                **dict(zip(keys, key, strict=True)),
                "order": int(part["order"].iloc[0]),
                "through": part["through"].value_counts().index[0],
                **spread(seen, unit).interval("runs"),
                "number": len(part) / part["run"].nunique(),
                "along_ties": float((part["tie"] != "").mean()),
                "months": float((part["month"] - part["because_month"]).median()),
            }
        )
    columns = (
        *(*keys, "order", "through", "runs", "runs_low", "runs_high"),
        *("number", "along_ties", "months"),
    )
    table = pd.DataFrame(rows, columns=list(columns))
    by = ["runs", "number", *keys]
    return table.sort_values(by, ascending=[False, False, *[True] * len(keys)], ignore_index=True)


def ties(apart: Apart) -> pd.DataFrame:
    """Say along which ties it ran: `tie`, `runs` (share of those followed back), `number` (in all)."""
    along = apart.traced[apart.traced["tie"] != ""].groupby("tie")["run"]
    table = pd.DataFrame({"runs": along.nunique() / apart.followed, "number": along.size()}).reset_index()
    return table.sort_values(["runs", "tie"], ascending=[False, True], ignore_index=True)


def typical(traced: pd.DataFrame) -> int:
    """The run followed back in which as much came of it as in most where anything did; -1: none."""
    if traced.empty:
        return -1
    sizes = traced.groupby("run").agg(
        number=("month", "size"), hops=("hops", "max"), order=("order", "nunique")
    )
    away = (sizes - sizes.median()).abs() / (sizes.max() - sizes.min()).replace(0.0, 1.0)
    return int(str(away.sum(axis=1).idxmin()))
