"""Scenarios compared at the horizon, run by run, with a verdict in words.

A run has the same parameters and the same luck in every scenario compared, so that the difference
between two scenarios is theirs alone. Two doubts are kept apart: the band says how much the difference
depends on what nobody knows (parameters, chance), the Monte Carlo interval whether there were runs enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.report.judged import judged_on
from analysis.statistics.costs import cost_differences, cost_per_gain
from analysis.statistics.differences import difference_row
from analysis.statistics.discounting import DISCOUNT
from analysis.statistics.options import (
    Event,
    differences_at,
    differences_between,
    events_of,
    years_within,
)
from analysis.statistics.own_outcomes import with_outcomes
from analysis.statistics.paired import Floats, check_paired, units
from analysis.statistics.results import Columns, columns_of
from analysis.statistics.verdicts import undecided, worsened
from sim.model.outcomes import OUTCOMES, Outcome

if TYPE_CHECKING:
    from sim.sampling.parameter_sets import ParameterSource
    from sim.simulation import Result

MAIN = (
    "cover_24_7",
    "specialist_access",
    "care_coordination",
    "equity_cover",
    "equity_access",
    "gini_cover",
    "gini_access",
    "engagement",
    "awareness",
    "clarity",
    "adoption",
    "governance",
    "evaluation",
    "worth",
    "workaround_hours",
)

# What an answer is given in where a network's file names no headline outcomes of its own.
HEADLINES = ("cover_24_7", "specialist_access", "care_coordination", "equity_cover")
PLAIN = ("month", "runs", "parameter_sets", "lucks", "seed", "parameters", "judged", "discount")
FRAMES = ("differences", "costs", "cost_per_gain", "between", "years", "members", "unintended", "reasons")


@dataclass(frozen=True)
class Comparison:
    """What a comparison found, as tidy frames.

    Attributes
    ----------
    base : str
        Name of the scenario the others are compared with.
    titles : Mapping[str, str]
        Title of each scenario by its name, base first.
    month : int
        Month compared; money is added up over months 0 to this one.
    runs, parameter_sets, seed : int
    parameters : {"prior", "central", "accepted"}
        Where the parameter sets come from.
    lucks : int
        Runs of one parameter set, which differ in luck.
    judged : bool
        Whether accepted sets were judged on the base's network and model (:mod:`analysis.report.judged`).
    discount : float
        Rate a year at which money is discounted.
    differences : DataFrame
        One row an alternative and outcome: `scenario` and what
        :func:`analysis.statistics.differences.difference_row`
        gives, over parameter sets, or over runs when there is one set.
    costs : DataFrame
        One row an alternative and payer, in GBP (:func:`analysis.statistics.costs.cost_differences`).
    cost_per_gain : DataFrame
        One row an alternative and thing gained (:func:`analysis.statistics.costs.cost_per_gain`).
    members : DataFrame
        The same differences by kind of member and by locality
        (:func:`analysis.statistics.groups.group_differences`).
    unintended : DataFrame
        What gets worse by a difference worth having (:func:`analysis.statistics.verdicts.worsened`).
    looked_at : Mapping[str, int]
        Of how many `outcomes`, `kinds` of members and `localities` that is what gets worse.
    unclear : Mapping[str, int]
        By alternative, of how many differences these runs do not tell whether they are for the worse.
    reasons : DataFrame
        Which flows made outcomes differ (:func:`analysis.statistics.attribution.why`), with `scenario` and
        `outcome`.
    unreached : tuple of str
        Precisions that were asked for and not reached, in a sentence each; they are among the notes too.
    notes : tuple of str
        What a reader has to know beside the numbers.
    headlines : tuple of str
        The outcomes that the answer is given in, the most important first.
    between : DataFrame
        The alternatives compared with each other
        (:func:`analysis.statistics.options.differences_between`).
    years : DataFrame
        The differences after 1, 3 and 5 years, at what `events` are told by, and at `month`
        (:func:`analysis.statistics.options.differences_at`).
    place : str
        Where the outcomes of care are measured, `at the edge`; empty: in the whole network.
    events : Mapping[str, tuple of Event]
        By alternative, the levers that it pulls no more at `month`, and the shocks before it.
    """

    base: str
    titles: Mapping[str, str]
    month: int
    runs: int
    parameter_sets: int
    seed: int
    parameters: ParameterSource
    differences: pd.DataFrame = field(repr=False)
    costs: pd.DataFrame = field(repr=False)
    cost_per_gain: pd.DataFrame = field(repr=False)
    lucks: int = 1
    judged: bool = True
    discount: float = DISCOUNT
    members: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    unintended: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    looked_at: Mapping[str, int] = field(default_factory=dict)
    unclear: Mapping[str, int] = field(default_factory=dict)
    reasons: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    notes: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    headlines: tuple[str, ...] = HEADLINES
    between: pd.DataFrame = field(default_factory=pd.DataFrame)
    years: pd.DataFrame = field(default_factory=pd.DataFrame)
    place: str = ""
    events: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the scenarios compared with the base, in the order given."""
        return tuple(name for name in self.titles if name != self.base)

    def title(self, name: str) -> str:
        """Title of a scenario, with its name too where another has the same title."""
        its = self.titles.get(name, name)
        return f"{its} ({name})" if list(self.titles.values()).count(its) > 1 else its

    def called(self, name: str) -> str:
        """Title of a scenario as it stands within a sentence."""
        return f"“{self.title(name)}”"

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, strings and lists, for JSON; what is not defined is None."""
        return {
            "kind": "comparison",
            "base": self.base,
            "titles": dict(self.titles),
            **{name: getattr(self, name) for name in PLAIN},
            "looked_at": dict(self.looked_at),
            "unclear": dict(self.unclear),
            **{name: records(getattr(self, name)) for name in FRAMES},
            "notes": list(self.notes),
        }


def compare(
    base: Result | Columns,
    alternatives: Sequence[Result | Columns],
    month: int | None = None,
    outcomes: Iterable[Outcome] | None = None,
    discount: float = DISCOUNT,
    headlines: Sequence[str] = HEADLINES,
    also: Sequence[str] = (),
) -> Comparison:
    """Compare scenarios with a base, paired by run.

    Parameters
    ----------
    base, alternatives : Result or Columns
        All simulated with one seed and one number of runs: in memory, or in the files of a folder.
    month : int, optional
        The month to compare at; by default the last one that all of them reach.
    outcomes : iterable of Outcome, optional
        By default all of `sim.model.outcomes.OUTCOMES`; their `worthwhile` is the difference that counts.
    discount : float
        Rate a year at which money is discounted to month 0; 0 for none.
    headlines : sequence of str
        The outcomes that the answer is given in, the most important first, as far as they are compared.
    also : sequence of str
        Outcomes in which, too, the alternatives are compared with each other, and over the years.

    Raises
    ------
    ValueError
        If there is nothing to compare, seeds or runs differ, a month is missing, a run has no number for an
        outcome, or costs were kept in too few months to be discounted.
    """
    compared = tuple(OUTCOMES.values() if outcomes is None else outcomes)
    first, *others = every = [
        columns_of(each if isinstance(each, Columns) else with_outcomes(each, compared))
        for each in (base, *alternatives)
    ]
    names = labels(every)
    named = list(zip(names[1:], others, strict=True))
    _check_seeds(first, named)
    at = min(max(each.months()) for each in every) if month is None else month
    keys = first.keys(at)
    rows = []
    for name, other in named:
        check_paired(keys, other.keys(at), name)
        for outcome in compared:
            was, now = (
                _numbers(runs, label, outcome, at) for runs, label in ((first, names[0]), (other, name))
            )
            rows.append({"scenario": name, **difference_row(was, now, units(keys), outcome)})
    sets = int(keys["parameter_set"].nunique())
    differences = pd.DataFrame(rows)
    names_compared = [outcome.name for outcome in compared]
    headlines = [name for name in headlines if name in names_compared] or names_compared[: len(HEADLINES)]
    told = [outcome for outcome in compared if outcome.name in {*headlines, *also}]
    events = {name: events_of(other.scenario, first.scenario, at) for name, other in named}
    told_at = {event.told for each in events.values() for event in each}
    months = sorted({*years_within(at), *told_at}.intersection(*(each.months() for each in every)))
    return Comparison(
        base=names[0],
        titles={name: each.scenario.title for name, each in zip(names, every, strict=True)},
        month=at,
        runs=len(keys),
        parameter_sets=sets,
        lucks=-(-len(keys) // sets),
        seed=first.seed,
        parameters=first.parameters,
        judged=judged_on(*(each.scenario for each in every)),
        differences=differences,
        costs=cost_differences(first, named, at, discount),
        cost_per_gain=cost_per_gain(first, named, at, compared, discount),
        discount=discount,
        unintended=worsened(differences),
        looked_at={"outcomes": sum(outcome.better != "neither" for outcome in compared)},
        unclear=undecided(differences),
        notes=_notes(first, named),
        headlines=tuple(headlines),
        between=differences_between(named, at, told),
        years=differences_at(first, named, months, told),
        events={name: each for name, each in events.items() if each},
    )


def labels(runs: Sequence[Result | Columns]) -> list[str]:
    """Name of each scenario that was run; a name met again gets a number, `baseline (2)`."""
    return numbered([each.scenario.name for each in runs])


def numbered(given: Sequence[str]) -> list[str]:
    """Names, each met again with a number: `baseline`, `baseline (2)`."""
    names: list[str] = []
    for each in given:
        name, number = each, 1
        while name in names:
            number += 1
            name = f"{each} ({number})"
        names.append(name)
    return names


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as dictionaries; NaN and infinite become None."""
    return [{str(key): _plain(item) for key, item in row.items()} for row in frame.to_dict("records")]


def _plain(item: Any) -> Any:
    if isinstance(item, np.generic):
        item = item.item()
    if isinstance(item, float) and not math.isfinite(item):
        return None
    return item


def _check_seeds(base: Columns, named: Sequence[tuple[str, Columns]]) -> None:
    if not named:
        raise ValueError("nothing to compare with the base: give at least one alternative")
    for name, result in named:
        if result.seed != base.seed:
            raise ValueError(f"{name}: run with seed {result.seed}, the base with {base.seed}; use one seed")


def _numbers(runs: Columns, name: str, outcome: Outcome, month: int) -> Floats:
    """Read an outcome; a run without a number is named, and nothing is made of it."""
    values = runs.column(outcome.name, month)
    bad = ~np.isfinite(values)
    if bad.any():
        raise ValueError(f"{name}: run {runs.keys(month).index[bad][0]} has no number for {outcome.name}")
    return values


def _notes(base: Columns, named: Sequence[tuple[str, Columns]]) -> tuple[str, ...]:
    network = base.scenario.network.digest()
    other = [name for name, result in named if result.scenario.network.digest() != network]
    if not other:
        return ()
    return (f"Not the base's network: {', '.join(other)}. Differences are then not the levers' alone.",)
