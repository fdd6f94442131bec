"""Bundles run slice by slice: a few outcomes at the horizon, and the money of every payer, run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.plan.portfolios import Offer
from analysis.runs.batch import Evaluator, Tables, Task, months_kept, parted
from analysis.statistics.discounting import discount_factors
from analysis.statistics.paired import Floats
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import Outcome
from sim.model.schedule import PAYERS
from sim.sampling.parameter_sets import ParameterSource

ALL = "all"
SLICE = 256  # bundles in a chunk, of as many runs
TABLES = ("bundle_runs", "bundle_money")


@dataclass(frozen=True)
class Setting:
    """How bundles are run, the same for all of them.

    Attributes
    ----------
    seed : int
    parameters : {"prior", "central", "accepted"}
    outcomes : tuple of str
        Kept at the horizon.
    payer : str
        Whose money counts: one of `PAYERS`, or `all`.
    discount : float
        Per cent a year.
    workers : int
    """

    seed: int
    parameters: ParameterSource
    outcomes: tuple[str, ...]
    payer: str = ALL
    discount: float = 3.5
    workers: int = 1


@dataclass(frozen=True)
class Futures:
    """What bundles come to in the same futures, run by run.

    Attributes
    ----------
    bundles : array of int, (bundles,)
        Their numbers; the first is the one without a lever.
    unit : array of int, (runs,)
        The unit of replication of each run: its parameter set, or where there is one the run.
    sets : array of int, (runs,)
        The number of its parameter set.
    outcomes : mapping of str to array, (bundles, runs)
        At the horizon.
    pounds : array, (bundles, runs)
        What those whose money counts pay, discounted, over months 0 to the horizon.
    spent : array, (bundles, payers)
        What each payer pays, the mean over the runs, discounted.
    """

    bundles: NDArray[np.int64]
    unit: NDArray[np.int64]
    sets: NDArray[np.int64]
    outcomes: Mapping[str, Floats]
    pounds: Floats
    spent: Floats

    @property
    def extra(self) -> Floats:
        """What bundles cost more than no lever, run by run."""
        return self.pounds - self.pounds[:1]

    def gains(self, outcome: Outcome) -> Floats:
        """What bundles give in each future, (bundles, units): more is better."""
        return gain_of(by_unit(self.outcomes[outcome.name], self.unit), outcome)

    def take(self, places: Sequence[int] | NDArray[np.int64]) -> Futures:
        """Keep some of the bundles."""
        return replace(
            self,
            bundles=self.bundles[places],
            outcomes={name: values[places] for name, values in self.outcomes.items()},
            pounds=self.pounds[places],
            spent=self.spent[places],
        )


def run_bundles(
    offer: Offer,
    bundles: Sequence[int],
    runs: range,
    setting: Setting,
    evaluator: Evaluator | None = None,
    label: str = "bundles",
) -> Futures:
    """Run bundles in slices, a chunk each; the first has to be that of no lever."""
    evaluate = Evaluator(threads=setting.workers) if evaluator is None else evaluator
    how = replace(setting, workers=evaluate.threads)
    tasks = [
        Task(name, len(part) * len(runs), _run, (offer, [bundles[place] for place in part], runs, how))
        for name, part in parted(label, len(bundles), max(1, SLICE * 256 // len(runs)), digits=5)
    ]
    names = evaluate.run(tasks)
    tables = {table: evaluate.chunks.read(table, names) for table in TABLES}
    return _joined(tables, bundles, len(runs), setting)


def _run(offer: Offer, bundles: Sequence[int], runs: range, setting: Setting) -> Tables:
    scenarios = [offer.scenario_of(bundle) for bundle in bundles]
    horizon = offer.scenario.horizon
    months = months_kept(horizon, horizon)
    sets, outcomes, costs = _simulated(scenarios, runs, setting, months)
    spent = np.einsum("srmp,m->srp", costs, discount_factors(months, setting.discount / 100))
    counted = spent.sum(axis=2) if setting.payer == ALL else spent[:, :, PAYERS.index(setting.payer)]
    rows = {
        "bundle": np.repeat(np.array(bundles, np.int32), len(runs)),
        "run": np.tile(np.array(runs, np.int32), len(bundles)),
        "parameter_set": np.tile(sets.astype(np.int32), len(bundles)),
        **{name: outcomes[:, :, n].ravel() for n, name in enumerate(setting.outcomes)},
        "pounds": counted.ravel(),
    }
    money = {
        "bundle": np.repeat(np.array(bundles, np.int32), len(PAYERS)),
        "payer": np.tile(np.array(PAYERS, object), len(bundles)),
        "pounds": spent.mean(axis=1).ravel(),
    }
    return {"bundle_runs": pd.DataFrame(rows), "bundle_money": pd.DataFrame(money)}


def _simulated(
    scenarios: Sequence[Scenario], runs: range, setting: Setting, months: Sequence[int]
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Parameter sets (runs,), outcomes (scenarios, runs, ...), costs (scenarios, runs, months, payers)."""
    from sim import simulate_each

    each = simulate_each(
        scenarios,
        runs,
        setting.seed,
        parameters=setting.parameters,
        months=months,
        outcomes=setting.outcomes,
        workers=setting.workers,
    )
    places = [each.names.index(name) for name in setting.outcomes]
    return each.parameter_sets, each.outcomes[:, :, -1, places], each.costs.sum(axis=-1)


def _joined(tables: Tables, bundles: Sequence[int], runs: int, setting: Setting) -> Futures:
    by_run, money = (tables[name] for name in TABLES)
    shape = (len(bundles), runs)
    sets = by_run["parameter_set"].to_numpy(np.int64)[:runs]
    several = bool((sets != sets[0]).any())
    return Futures(
        bundles=np.array(bundles, np.int64),
        unit=sets if several else np.arange(runs, dtype=np.int64),
        sets=sets,
        outcomes={name: by_run[name].to_numpy().reshape(shape) for name in setting.outcomes},
        pounds=by_run["pounds"].to_numpy().reshape(shape),
        spent=money["pounds"].to_numpy().reshape(len(bundles), len(PAYERS)),
    )


def gain_of(values: Floats, outcome: Outcome) -> Floats:
    """Turn an outcome so that more is better."""
    return -values if outcome.better == "lower" else values


def by_unit(values: Floats, unit: NDArray[np.int64]) -> Floats:
    """Means over the runs of each unit, (bundles, units): chance is averaged where a set has several runs."""
    labels, place = np.unique(unit, return_inverse=True)
    if len(labels) == len(unit):
        return values[:, np.argsort(place, kind="stable")]
    order = np.argsort(place, kind="stable")
    sizes = np.bincount(place)
    begins = np.cumsum(sizes) - sizes
    means: Floats = np.add.reduceat(values[:, order], begins, axis=1) / sizes
    return means
