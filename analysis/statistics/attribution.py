"""Why an outcome differs between two cases: the flows that moved it, replayed in paired runs.

The differences of the flows add up to the difference of the outcome, with nothing left to interpretation. Of
what is built as a product of requirements, each requirement's part is its Shapley value: what its change
brings, averaged over all orders in which the requirements might have changed one after the other. Of a soft
weakest link it is in proportion to the change of each drag. Where an outcome counts events, its flows say how
likely these were; the rest is chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from analysis.report import words
from analysis.statistics.paired import Floats, spread, units
from analysis.statistics.replay import (
    CHANGE,
    DRAG,
    FACTOR,
    HISTORY,
    REQUIRED,
    REST,
    Experiment,
    FlowTotals,
    Key,
    explained,
    replay,
)
from sim.inputs import load_evidence, load_levers
from sim.inputs.former_names import former_names
from sim.model.outcomes import Outcome
from sim.sampling.parameter_sets import ParameterSource

__all__ = ["Experiment", "carries", "explained", "sentences", "why", "whys", "whys_apart", "whys_of_each"]

RUNS = 192  # organisations join, come and leave by chance: fewer tell another story than all runs do
ROUNDING = 1e-9  # of a level: what is smaller is nothing but rounding
WORTH_NAMING = 0.05  # of the whole difference
BALANCED = 2.0  # times the whole difference: a flow so large is all but made up for by others
COLUMNS = (*Key._fields, "base", "then", "difference", "interval_low", "interval_high")
NAMES = {
    HISTORY: "what was different before month 0",
    REST: "chance, and what else no flow records",
    "bound": "the ends of the scale",
}


__getattr__ = former_names(__name__, Asked="analysis.statistics.replay.Experiment")


def why(
    base: Experiment,
    then: Experiment,
    outcome: Outcome,
    month: int,
    runs: int = RUNS,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> pd.DataFrame:
    """Say which flows make an outcome differ between two cases.

    Parameters
    ----------
    base, then : Experiment
        On networks with the same organisations and localities.
    outcome : Outcome
        One of those that are :func:`explained`.
    month : int
        Stocks are followed over months 0 to this one; what is built anew each month is looked at in it.
    runs, seed : int
        Runs of each case, paired by number.
    parameters : {"prior", "central", "accepted"}
    workers : int
        Threads.

    Returns
    -------
    DataFrame
        One row a flow, the largest difference first: `flow`, `link` (or lever) and `hop` that it carries,
        `kind` (`change` of a stock, `part` of a sum, `factor` of a product, `drag` of a soft weakest link;
        `history`: the stock before month 0; `rest`: what no flow records), `base` and `then`, means over
        runs, `difference` and its 95 % Monte Carlo interval `interval_low`, `interval_high`. All are in the
        outcome's unit, but of a factor or drag `base` and `then` are how far that requirement is met (0-1).
        The differences add up to that of the outcome.

    Raises
    ------
    ValueError
        If no flows explain the outcome, or the networks have other members or localities.
    """
    return whys(base, then, [outcome], month, runs, seed, parameters, workers)[outcome.name]


def whys(
    base: Experiment,
    then: Experiment,
    outcomes: Iterable[Outcome],
    month: int,
    runs: int = RUNS,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> dict[str, pd.DataFrame]:
    """Do :func:`why` for several outcomes, running each case once: tables by outcome."""
    (found,) = whys_of_each(base, [(then, list(outcomes))], month, runs, seed, parameters, workers)
    return found


def whys_of_each(
    base: Experiment,
    alternatives: Sequence[tuple[Experiment, Sequence[Outcome]]],
    month: int,
    runs: int = RUNS,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> list[dict[str, pd.DataFrame]]:
    """Do :func:`whys` for several alternatives, each with its outcomes, running the base once."""
    every = list({each.name: each for _, outcomes in alternatives for each in outcomes}.values())
    without = [outcome.name for outcome in every if not explained(outcome)]
    if without:
        raise ValueError(f"no flows explain {words.listed(without)}")
    if not all(comparable(base, then) for then, _ in alternatives):
        raise ValueError("the two networks have other members or localities; their flows cannot be paired")
    if not every:
        return [{} for _ in alternatives]
    keys, was = replay(base, every, month, runs, seed, parameters, workers)
    unit, found = units(keys), []
    for then, outcomes in alternatives:
        _, now = replay(then, outcomes, month, runs, seed, parameters, workers)
        found.append({each.name: _table(was[each.name], now[each.name], unit) for each in outcomes})
    return found


def whys_apart(
    before: tuple[Experiment, Experiment],
    after: tuple[Experiment, Experiment],
    outcomes: Sequence[Outcome],
    month: int,
    runs: int = RUNS,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> dict[str, pd.DataFrame]:
    """Say which flows make two cases differ by more, or less, once both are run otherwise.

    Parameters
    ----------
    before, after : (base, then) of Experiment
        Two pairs of cases, all on networks with the same organisations and localities.
    outcomes, month, runs, seed, parameters, workers
        As :func:`whys` takes them.

    Returns
    -------
    dict of DataFrame
        By outcome, as :func:`why` has it: `base` and `then` are what a flow brings about in either pair,
        `difference` how far these are apart, with the interval of that over paired runs.
    """
    how = (outcomes, month, runs, seed, parameters, workers)
    replayed = [replay(each, *how) for each in (*before, *after)]
    unit, found = units(replayed[0][0]), {}
    for name in (each.name for each in outcomes):
        was, then, now, now_then = (totals[name] for _, totals in replayed)
        none = np.zeros_like(was.level)
        first, second = (
            {key: difference for key, *_, difference in _paired(*pair)}
            for pair in ((was, then), (now, now_then))
        )
        keys = dict.fromkeys([*first, *second])
        both = ((key, first.get(key, none), second.get(key, none)) for key in keys)
        found[name] = _framed(((key, one, other, other - one) for key, one, other in both), unit)
    return found


def comparable(base: Experiment, then: Experiment) -> bool:
    """Whether two cases have the same members and localities, by name."""
    one, other = (
        [[each.name for each in places] for places in (network.organisations, network.localities)]
        for network in (base.scenario.network, then.scenario.network)
    )
    return one == other


def parts_of_product(first: Floats, second: Floats) -> Floats:
    """Share the difference of two products out among their factors, as Shapley values.

    Parameters
    ----------
    first, second : array, (factors, ...)

    Returns
    -------
    array, (factors, ...)
        They add up to `second.prod(axis=0) - first.prod(axis=0)`.
    """
    count = len(first)
    found = np.zeros_like(first)
    for changed in range(count):
        others = [place for place in range(count) if place != changed]
        for size in range(count):
            weight = 1.0 / (count * comb(count - 1, size))
            for after in combinations(others, size):
                rest = np.ones_like(first[changed])
                for place in others:
                    rest = rest * (second if place in after else first)[place]
                found[changed] += weight * rest * (second[changed] - first[changed])
    return found


def parts_of_drags(first: Floats, second: Floats) -> Floats:
    """Share the difference of two soft weakest links out among the drags that each is made of.

    What is built is 1 over 1 and the sum of its drags; between two cases each drag has its part in proportion
    to its change, as Aumann and Shapley share out what hangs on a sum.

    Parameters
    ----------
    first, second : array, (drags, ...)

    Returns
    -------
    array, (drags, ...)
        They add up to the difference of what is built.
    """
    both = (1.0 + first.sum(axis=0)) * (1.0 + second.sum(axis=0))
    parts: Floats = (first - second) / both
    return parts


# -- Tables --------------------------------------------------------------------------------


def _table(
    was: FlowTotals, now: FlowTotals, unit: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pd.DataFrame:
    """Set what each flow came to in two cases side by side."""
    return _framed(_paired(was, now), unit)


def _framed(
    flows: Iterable[tuple[Key, Floats, Floats, Floats]], unit: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pd.DataFrame:
    """Give means over the runs, the largest difference first, with the interval of that."""
    rows = []
    for key, base, then, difference in flows:
        found = spread(difference, unit)
        means = (float(base.mean()), float(then.mean()), found.mean)
        rows.append((*key, *means, found.interval_low, found.interval_high))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _paired(was: FlowTotals, now: FlowTotals) -> Iterator[tuple[Key, Floats, Floats, Floats]]:
    """Give each flow in both cases with its part in the difference; what they leave over comes last."""
    left = now.level - was.level
    for key, base, then, difference in _required(was, now) if was.kind in REQUIRED else _amounts(was, now):
        left = left - difference
        yield key, base, then, difference
    size = max(1.0, float(np.abs(np.r_[was.level, now.level]).max()))
    if np.abs(left).max() > ROUNDING * size:
        yield Key(REST, "", 0, REST), np.zeros_like(left), left, left


def _amounts(was: FlowTotals, now: FlowTotals) -> Iterator[tuple[Key, Floats, Floats, Floats]]:
    none = np.zeros_like(was.level)
    if was.kind == CHANGE and (was.before != now.before).any():
        yield Key(HISTORY, "", 0, HISTORY), was.before, now.before, now.before - was.before
    for key in dict.fromkeys([*was.amounts, *now.amounts]):
        base, then = was.amounts.get(key, none), now.amounts.get(key, none)
        yield key, base, then, then - base


def _required(was: FlowTotals, now: FlowTotals) -> Iterator[tuple[Key, Floats, Floats, Floats]]:
    """Give how far each requirement is met, mean over entities, and its part in what they come to."""
    entities = list(was.factors)
    weight = np.array([was.weights[name] for name in entities])[:, None]
    keys = list(was.factors[entities[0]])
    first, second = (
        np.array([[case.factors[name][key] for name in entities] for key in keys]) for case in (was, now)
    )
    share = weight / max(float(weight.sum()), ROUNDING)
    shared_out = parts_of_product if was.kind == FACTOR else parts_of_drags
    parts = (weight * shared_out(first, second)).sum(axis=1)
    if was.kind == DRAG:
        first, second = 1.0 / (1.0 + first), 1.0 / (1.0 + second)
    for place, key in enumerate(keys):
        yield key, (share * first[place]).sum(axis=0), (share * second[place]).sum(axis=0), parts[place]


# -- In words ------------------------------------------------------------------------------


def sentences(
    table: pd.DataFrame, outcome: Outcome, *, most: int = 3, base: str = "the base", then: str = ""
) -> list[str]:
    """Say in plain words what a table of :func:`why` holds, with the names of links and levers.

    In brackets stand the 95 % Monte Carlo interval, where the runs give one, and what carries the flow. Large
    flows that all but make up for each other are told together, as what the difference is the net of.

    Parameters
    ----------
    table : DataFrame
    outcome : Outcome
    most : int
        How many flows to name that work along, and how many that work against.
    base, then : str
        What the two cases are called.
    """
    total = float(table["difference"].sum())
    size = table["difference"].abs()
    shown = table["difference"].map(lambda each: _shows(float(each), outcome, total))
    rows = table[(size > ROUNDING) & (size >= WORTH_NAMING * abs(total))]
    where = f" with {then}" if then else ""
    if rows.empty:
        return [f"{outcome.title}{where} is as with {base}: all its flows are the same."]
    rows = rows[shown[rows.index]]
    sign = 1.0 if total >= 0 else -1.0
    along, against = rows[rows["difference"] * sign > 0], rows[rows["difference"] * sign < 0]
    amount = words.change(abs(total), outcome.unit).lstrip("+")
    measure = words.shown_unit(outcome.unit, difference=True)
    does = "higher" if sign > 0 else "lower"
    text = f"{outcome.title} is {amount} {measure} {does}{where} than with {base}"
    if not against.empty and along["difference"].abs().max() > BALANCED * abs(total):
        months = " over the months" if (along["kind"] == CHANGE).all() else ""
        flows = (_named_flows(each.head(most), outcome, total) for each in (along, against))
        return [f"{text}, the net{months} of {'; and of '.join(flows)}."]
    if not along.empty:
        text += f", mostly from {_named_flows(along.head(most), outcome, total)}"
    if not against.empty:
        text += f"; against it: {_named_flows(against.head(most), outcome, total)}"
    return [f"{text}."]


def carries(link: str) -> str:
    """Name the link or lever that a flow carries: `C15, interoperability -> ...`, `lever shared-records`."""
    if not link:
        return ""
    known = load_evidence().links.get(link)
    if known is not None:
        return f"{link}, {known.link}"
    lever = load_levers().get(link)
    return link if lever is None else f"lever {lever.name}"


def in_words(flow: str) -> str:
    """Write a flow's name as readers read it."""
    return NAMES.get(flow, flow.replace("_", " "))


def _shows(size: float, outcome: Outcome, like: float) -> bool:
    """Whether a difference is more than zero with as many decimals as are shown."""
    return words.change(size, outcome.unit, like=like) != words.change(0.0, outcome.unit, like=like)


def _named_flows(rows: pd.DataFrame, outcome: Outcome, like: float) -> str:
    named = []
    for row in rows.to_dict("records"):
        carried = carries(str(row["link"]))
        size = words.change(float(row["difference"]), outcome.unit, like=like)
        ends = [float(row.get(f"interval_{end}", math.nan)) for end in ("low", "high")]
        between = " to ".join(words.change(end, outcome.unit, like=like) for end in ends)
        brackets = "; ".join(filter(None, (between if all(map(math.isfinite, ends)) else "", carried)))
        named.append(f"{in_words(str(row['flow']))} {size}{f' ({brackets})' if brackets else ''}")
    return words.listed(named)
