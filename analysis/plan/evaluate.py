"""Bundles run slice by slice: a few outcomes at the horizon, and the money of every payer, run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.plan.objective import is_local, own_values_of, values_of
from analysis.plan.portfolios import NOTHING, Offer
from analysis.runs.batch import Evaluator, Tables, Task, months_kept, parted
from analysis.statistics.discounting import discount_factors
from analysis.statistics.own_outcomes import OwnOutcome
from analysis.statistics.paired import Floats
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES, Outcome
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
        Kept at the horizon, those of places and kinds of members among them (`analysis.plan.objective`).
    payer : str
        Whose money counts: one of `PAYERS`, or `all`.
    discount : float
        Per cent a year.
    yearly : bool
        Whether what counts is what the dearest year costs, or what all years cost, discounted.
    workers : int
    own : OwnOutcome, optional
        The objective, if it is an outcome of a user's own.
    """

    seed: int
    parameters: ParameterSource
    outcomes: tuple[str, ...]
    payer: str = ALL
    discount: float = 3.5
    yearly: bool = False
    workers: int = 1
    own: OwnOutcome | None = None


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
    extra : array, (bundles, runs)
        What those whose money counts pay more than with no lever: over months 0 to the horizon, discounted,
        or in the dearest year.
    spent : array, (bundles, payers)
        What each payer pays, the mean over the runs, discounted.
    """

    bundles: NDArray[np.int64]
    unit: NDArray[np.int64]
    sets: NDArray[np.int64]
    outcomes: Mapping[str, Floats]
    extra: Floats
    spent: Floats

    def gains(self, outcome: Outcome) -> Floats:
        """What bundles give in each future, (bundles, units): more is better."""
        return gain_of(by_unit(self.outcomes[outcome.name], self.unit), outcome)

    def take(self, places: Sequence[int] | NDArray[np.int64]) -> Futures:
        """Keep some of the bundles."""
        return replace(
            self,
            bundles=self.bundles[places],
            outcomes={name: values[places] for name, values in self.outcomes.items()},
            extra=self.extra[places],
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
    beside = [NOTHING, *(each for each in bundles if each != NOTHING)]  # what bundles cost more than
    scenarios = [offer.scenario_of(bundle) for bundle in beside]
    horizon = offer.scenario.horizon
    months = months_kept(horizon, horizon)
    if setting.yearly:
        months = sorted({*months, *(month - 1 for month in months if month > 0)})
    sets, values, costs = simulated(scenarios, runs, setting, months, setting.outcomes)
    asked = slice(len(beside) - len(bundles), None)
    spent = np.einsum("srmp,m->srp", costs, discount_factors(months, setting.discount / 100))
    extra = _extra(costs, spent, months, setting)[asked]
    rows = {
        "bundle": np.repeat(np.array(bundles, np.int32), len(runs)),
        "run": np.tile(np.array(runs, np.int32), len(bundles)),
        "parameter_set": np.tile(sets.astype(np.int32), len(bundles)),
        **{name: values[asked, :, -1, n].ravel() for n, name in enumerate(setting.outcomes)},
        "pounds": extra.ravel(),
    }
    money = {
        "bundle": np.repeat(np.array(bundles, np.int32), len(PAYERS)),
        "payer": np.tile(np.array(PAYERS, object), len(bundles)),
        "pounds": spent[asked].mean(axis=1).ravel(),
    }
    return {"bundle_runs": pd.DataFrame(rows), "bundle_money": pd.DataFrame(money)}


def _extra(costs: Floats, spent: Floats, months: Sequence[int], setting: Setting) -> Floats:
    """What counts that scenarios cost more than the first, (scenarios, runs)."""
    if not setting.yearly:
        counted = spent.sum(axis=2) if setting.payer == ALL else spent[:, :, PAYERS.index(setting.payer)]
        more: Floats = counted - counted[:1]
        return more
    each = costs.sum(axis=3) if setting.payer == ALL else costs[..., PAYERS.index(setting.payer)]
    # Costs are those since the month kept before: years are months 0 to 11, 12 to 23, and so on.
    begins = [place for place, month in enumerate(months) if month % 12 == 0]
    years: Floats = np.add.reduceat(each - each[:1], begins, axis=2)
    dearest: Floats = years.max(axis=2)
    return dearest


def simulated(
    scenarios: Sequence[Scenario],
    runs: Sequence[int],
    setting: Setting,
    months: Sequence[int],
    outcomes: Sequence[str],
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Run scenarios, and keep some outcomes and what every payer pays in some months.

    Returns
    -------
    array of int, (runs,)
        Parameter sets.
    array of float, (scenarios, runs, months, outcomes)
    array of float, (scenarios, runs, months, payers)
        GBP since the month kept before.
    """
    from sim import simulate_each

    of_states = [name for name in outcomes if is_local(name) or _is_own(name, setting)]
    of_network = [name for name in outcomes if name not in of_states]
    each = simulate_each(
        scenarios,
        runs,
        setting.seed,
        parameters=setting.parameters,
        months=months,
        outcomes=of_network or [next(iter(OUTCOMES))],  # for the money alone
        workers=setting.workers,
    )
    network = {name: each.outcomes[..., place] for place, name in enumerate(each.names)}
    local = _local(scenarios, runs, setting, months, of_states)
    values = np.stack([{**network, **local}[name] for name in outcomes], axis=-1)
    return each.parameter_sets, values, each.costs.sum(axis=-1)


def _local(
    scenarios: Sequence[Scenario],
    runs: Sequence[int],
    setting: Setting,
    months: Sequence[int],
    outcomes: Sequence[str],
) -> dict[str, Floats]:
    """Outcomes of places and kinds of members, (scenarios, runs, months), of the very same runs."""
    from sim import simulate

    network, own = scenarios[0].network, setting.own
    read = {
        name: own_values_of(own) if own and _is_own(name, setting) else values_of(name, network)
        for name in outcomes
    }
    found: dict[str, list[Floats]] = {name: [] for name in outcomes}
    for scenario in scenarios if read else ():
        result = simulate(
            scenario,
            runs,
            setting.seed,
            parameters=setting.parameters,
            months=months,
            organisations=True,
            ties=own is not None,
            workers=setting.workers,
        )
        for name in outcomes:
            found[name].append(read[name](result))
    return {name: np.stack(each) for name, each in found.items()}


def _is_own(name: str, setting: Setting) -> bool:
    return setting.own is not None and name == setting.own.name


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
        extra=by_run["pounds"].to_numpy().reshape(shape),
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
