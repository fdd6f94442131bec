"""A plan: every bundle of levers within a budget, the few worth a second look, and what is found of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.plan.evaluate import Futures, Setting, by_unit, run_bundles
from analysis.plan.pareto import efficient, efficient_share, frontier
from analysis.plan.portfolios import NOTHING, Offer
from analysis.plan.regret import contenders, regret
from analysis.plan.scenario_discovery import Flags, learnable
from analysis.runs.batch import Evaluator
from analysis.statistics.paired import BAND, Floats, student
from sim.model.outcomes import OUTCOMES, Outcome
from sim.model.schedule import PAYERS

CONTENDERS = 32
NEARLY = 0.95  # of the favourite's gain
FEW = 4  # of the cheapest that have nearly as much: one may turn out to have less
DETAILED_RUNS = 4000
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Experiment:
    """What a plan is made from.

    Attributes
    ----------
    offer : Offer
        The scenario, at its horizon, and the levers to choose from.
    budget : float
        GBP for what is added to the scenario: over months 0 to the horizon, discounted, or in any year.
    objective : Outcome
        What the money is spent for.
    setting : Setting
    runs : int
        Of every bundle.
    detailed : int
        Further runs of the few contenders.
    left_out : mapping of str to tuple of str
        What the search leaves out, by the rule that it does so by.
    """

    offer: Offer
    budget: float
    objective: Outcome
    setting: Setting
    runs: int = 256
    detailed: int = DETAILED_RUNS
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes looked at: the objective, then what else is weighed against the money."""
        others = (OUTCOMES[name] for name in self.setting.outcomes if name != self.objective.name)
        return (self.objective, *others)


@dataclass(frozen=True)
class Search:
    """Every bundle of the levers, each over the same futures.

    Attributes
    ----------
    futures : Futures
    table : DataFrame
        A row a bundle: `bundle, levers, size, pounds, pounds_low, pounds_high, overrun, affordable`; GBP more
        that each payer pays (`network_pays`, ...); of each outcome its mean and, against no lever, `_change`,
        `_low, _high` (95 % Monte Carlo interval) and `_band_low, _band_high` (5-95 % of the futures);
        `efficient, efficient_share`; of the objective
        `regret, regret_high, regret_worst, best, close` (NaN where not affordable).
    """

    futures: Futures
    table: pd.DataFrame

    @property
    def affordable(self) -> Ints:
        """Places of the bundles within the budget."""
        return np.flatnonzero(self.table["affordable"].to_numpy())


def search(experiment: Experiment, evaluator: Evaluator | None = None) -> Search:
    """Run every bundle and judge those within the budget against each other."""
    every, runs = range(experiment.offer.count), range(experiment.runs)
    futures = run_bundles(experiment.offer, every, runs, experiment.setting, evaluator)
    table = money_and_changes(futures, experiment.offer, experiment.budget, experiment.outcomes)
    return Search(futures, table.join(_judged(experiment, futures, table["affordable"].to_numpy())))


def money_and_changes(
    futures: Futures, offer: Offer, budget: float, outcomes: Sequence[Outcome]
) -> pd.DataFrame:
    """Set each bundle beside no lever: its money, then each outcome."""
    each = (changes(futures, outcome) for outcome in outcomes)
    return pd.concat([money(futures, offer, budget), *each], axis=1)


def money(futures: Futures, offer: Offer, budget: float) -> pd.DataFrame:
    """Say of each bundle what it costs more than no lever, whom, and whether that is within the budget."""
    extra = by_unit(futures.extra, futures.unit)
    mean = futures.extra.mean(axis=1)
    low, high = np.quantile(extra, BAND, axis=1)
    more = futures.spent - futures.spent[0]
    return pd.DataFrame(
        {
            "bundle": futures.bundles,
            "levers": [offer.name(int(bundle)) for bundle in futures.bundles],
            "size": [len(offer.members(int(bundle))) for bundle in futures.bundles],
            "pounds": mean,
            "pounds_low": low,
            "pounds_high": high,
            "overrun": (futures.extra > budget).mean(axis=1),  # chance may take it there, too
            "affordable": (mean <= budget) | (futures.bundles == NOTHING),
            **{f"{payer}_pays": more[:, n] for n, payer in enumerate(PAYERS)},
        }
    )


def changes(futures: Futures, outcome: Outcome) -> pd.DataFrame:
    """Mean of an outcome in each bundle, and its paired difference from no lever with its interval.

    Means are over futures, as those of regret are: the least regretted has the highest mean.
    """
    values, name = by_unit(futures.outcomes[outcome.name], futures.unit), outcome.name
    change = values - values[0]
    mean, reach = change.mean(axis=1), half_widths(change)
    low, high = np.quantile(change, BAND, axis=1)
    return pd.DataFrame(
        {
            name: values.mean(axis=1),
            f"{name}_change": mean,
            f"{name}_low": mean - reach,
            f"{name}_high": mean + reach,
            f"{name}_band_low": low,
            f"{name}_band_high": high,
        }
    )


def half_widths(values: Floats) -> Floats:
    """Half the 95 % Monte Carlo interval of each row's mean over units, as `paired.spread` has it."""
    count = values.shape[1]
    if count < 2:
        return np.full(len(values), np.inf)
    halves: Floats = student(count) * values.std(axis=1, ddof=1) / np.sqrt(count)
    return halves


def _judged(experiment: Experiment, futures: Futures, affordable: Flags) -> pd.DataFrame:
    """Which affordable bundles are efficient, and what each would be regretted by; NaN for the others."""
    places = np.flatnonzero(affordable)
    within = futures.take(places)
    units = [within.gains(outcome) for outcome in experiment.outcomes]
    means = np.column_stack([each.mean(axis=1) for each in units])
    extra = by_unit(within.extra, within.unit)
    columns = {
        "efficient": efficient(means, within.extra.mean(axis=1)),
        "efficient_share": efficient_share(units, extra, experiment.setting.seed),
    }
    table = pd.DataFrame(columns).join(regret(units[0], experiment.objective.worthwhile))
    table = table.set_axis(places).reindex(range(len(futures.bundles)))
    table["efficient"] = table["efficient"].eq(True)
    return table


@dataclass(frozen=True)
class Choice:
    """The contenders, run in many more futures, and which of them is chosen.

    Attributes
    ----------
    futures : Futures
        Of the contenders, that of no lever first.
    table : DataFrame
        As `Search.table`, of these futures; regret is against the other contenders.
    favourite : int
        The bundle of the lowest mean regret, which has the highest mean; the cheaper where two are alike.
    runner_up : int
        The one that together with the favourite would leave least to regret.
    steady : int
        The one whose worst regret is the least.
    as_good : int
        The cheapest that is, in the mean, less than a difference worth having behind the favourite.
    nearly : int
        The cheapest that has nearly all of the favourite's gain.
    """

    futures: Futures
    table: pd.DataFrame
    favourite: int
    runner_up: int
    steady: int
    as_good: int
    nearly: int

    def row(self, bundle: int) -> pd.Series[Any]:
        """Give a contender's row."""
        return self.table.iloc[self.place(bundle)]

    def values(self, objective: Outcome) -> Floats:
        """What each contender gives in each future, chance averaged where a set was run more than once."""
        return self.futures.gains(objective)

    def place(self, bundle: int) -> int:
        """Give the place of a contender."""
        return int(np.flatnonzero(self.futures.bundles == bundle)[0])


def choose(experiment: Experiment, found: Search, evaluator: Evaluator | None = None) -> Choice:
    """Run the contenders in futures that did not choose them, and choose among them."""
    bundles = _contenders(experiment, found)
    runs = range(experiment.runs, experiment.runs + experiment.detailed)
    ran = run_bundles(experiment.offer, bundles, runs, experiment.setting, evaluator, "contenders")
    # More futures know the mean cost better: what turns out dearer than the budget is out.
    futures = ran.take(np.flatnonzero(money(ran, experiment.offer, experiment.budget)["affordable"]))
    values = futures.gains(experiment.objective)
    held = regret(values, experiment.objective.worthwhile)
    table = money_and_changes(futures, experiment.offer, experiment.budget, experiment.outcomes)
    table = table.join(held)
    ranked = table.sort_values(["regret", "pounds"], kind="stable")
    favourite = int(ranked.index[0])
    behind = values[favourite].mean() - values.mean(axis=1)
    return Choice(
        futures=futures,
        table=table,
        favourite=int(futures.bundles[favourite]),
        runner_up=int(futures.bundles[runner_up(values, favourite)]) if len(table) > 1 else NOTHING,
        steady=int(futures.bundles[held["regret_worst"].argmin()]),
        as_good=_cheapest(table[behind < experiment.objective.worthwhile]),
        nearly=_cheapest(table[behind <= (1 - NEARLY) * (values[favourite] - values[0]).mean()]),
    )


def runner_up(values: Floats, favourite: int) -> int:
    """Give the place of the one that together with the favourite would leave least to regret."""
    together = np.maximum(values, values[favourite]).mean(axis=1)
    together[favourite] = -np.inf
    return int(together.argmax())


def _cheapest(table: pd.DataFrame) -> int:
    return int(table.sort_values(["pounds", "bundle"], kind="stable")["bundle"].iloc[0])


def _contenders(experiment: Experiment, found: Search) -> list[int]:
    """Choose which bundles are run again: what hardly any future's best is missed by, and the ladder."""
    within = found.futures.take(found.affordable)
    values, bundles = within.gains(experiment.objective), within.bundles
    contending = [NOTHING, *bundles[contenders(values, CONTENDERS // 2)].tolist()]
    held = regret(values, experiment.objective.worthwhile)
    contending += [int(bundles[held["regret_worst"].argmin()])]
    gains = values.mean(axis=1) - values[0].mean()
    enough = np.flatnonzero(gains >= NEARLY * gains.max())
    cost = within.extra.mean(axis=1)
    contending += bundles[enough[np.argsort(cost[enough], kind="stable")][:FEW]].tolist()
    ladder = frontier(values.mean(axis=1), cost)
    contending += bundles[_spaced(ladder, values, experiment.objective.worthwhile)].tolist()
    contending += bundles[np.argsort(held["regret"].to_numpy(), kind="stable")].tolist()
    return list(dict.fromkeys(contending))[:CONTENDERS]


def _spaced(ladder: Ints, values: Floats, worthwhile: float) -> list[int]:
    """Steps of the frontier, so many that they are spread evenly over what it gains."""
    means = values[ladder].mean(axis=1)
    steps = np.linspace(means.min(), means.max(), CONTENDERS // 3)
    return list(dict.fromkeys(int(ladder[np.abs(means - step).argmin()]) for step in steps))


@dataclass(frozen=True)
class Failing:
    """What counts as the favourite's failure, and where it happens.

    Attributes
    ----------
    what, otherwise : str
        What it does there and what it does elsewhere, as the end of a sentence.
    failed : array of bool, (units,)
    too_little, beaten : float
        Shares of the futures in which it gains less than a difference worth having over no lever, and in
        which another contender gives more by as much.
    """

    what: str
    otherwise: str
    failed: Flags
    too_little: float
    beaten: float

    @property
    def share(self) -> float:
        """Share of the futures in which it fails."""
        return float(self.failed.mean())


def failing(choice: Choice, objective: Outcome) -> Failing:
    """Say where the favourite fails: gains too little, or is beaten.

    If that is nearly always or never the case: where the runner-up would have been better.
    """
    values = choice.values(objective)
    mine, base = values[choice.place(choice.favourite)], values[choice.place(NOTHING)]
    too_little = mine - base < objective.worthwhile
    beaten = values.max(axis=0) - mine > objective.worthwhile
    shares = float(too_little.mean()), float(beaten.mean())
    if learnable(too_little | beaten):
        return Failing("fails", "holds up", too_little | beaten, *shares)
    other = values[choice.place(choice.runner_up)]
    return Failing("is behind the runner-up", "is not behind the runner-up", other > mine, *shares)
