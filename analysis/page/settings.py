"""Settings run: what each comes to over many runs, and what happens in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.cascade.story import typical
from analysis.page.switches import Board
from analysis.statistics.comparison import MAIN
from analysis.statistics.paired import Floats
from sim.inputs.evidence import load_evidence
from sim.inputs.networks import Network
from sim.inputs.problems import load_problems
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.many_scenarios import Each, simulate_each
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES
from sim.model.problems import watched
from sim.model.schedule import KINDS, PAYERS
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import simulate

Ints = NDArray[np.int64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
COSTS = ("all", "one-off", *PAYERS)  # what is spent in all, what of it once, and by whom
MEMBERS = (  # states of organisations that the map shows
    "engagement",
    "awareness_core",
    "awareness_wider",
    "meetings_attended",
    "clarity_core",
    "trust",
    "adoption",
    "record_access",
    "workaround_hours",
    "workload",
    "strain",
)
PLACES = ("cover_24_7", "specialist_access", "care_coordination", "nurse_presence")
LASTS = 0xFFFF  # the end of a problem that lasts


@dataclass(frozen=True)
class Runs:
    """How settings are run, the same for all of them.

    Attributes
    ----------
    number, seed : int
    parameters : {"accepted", "prior", "central"}
    outcomes : tuple of str
        Those of which every run is kept, at the end of each year.
    workers : int
        Threads.
    """

    number: int = 256
    seed: int = 1
    parameters: ParameterSource = "accepted"
    outcomes: tuple[str, ...] = MAIN
    workers: int = 1


class Base(NamedTuple):
    """The scenario with every switch off: what settings are held against, and the typical run.

    Attributes
    ----------
    outcomes : array, (outcomes, months, runs)
    costs : array, (runs, costs)
        GBP over months 0 to the horizon.
    typical : int
        The run that lies nearest to the medians, of how things stand and of what switches change.
    """

    outcomes: Floats
    costs: Floats
    typical: int


class Many(NamedTuple):
    """What settings come to over all runs.

    Attributes
    ----------
    bands : array, (outcomes, quantiles, settings, months)
    chances : array of int, (outcomes, 2, settings, months)
        Runs in which it is at least as much better, and worse, than the base as is worth having.
    runs : array, (outcomes kept, years, settings, runs)
        At months 12, 24 and so on.
    costs : array, (costs, settings, 3)
        GBP over months 0 to the horizon beyond what the base costs: mean, 5 and 95 %.
    """

    bands: Floats
    chances: Ints
    runs: Floats
    costs: Floats


class One(NamedTuple):
    """What happens in the typical run.

    Attributes
    ----------
    outcomes : array, (outcomes, months)
    members : array, (measures, organisations, months)
    places : array, (measures, localities, months)
    spells : array of int, (spells, 3)
        Place among `sim.model.problems.watched`, month of onset and first month without, counted from the
        first month (`LASTS`: it lasts).
    causes : array of float, (causes, 4)
        Which spell, the problem that had a share in it, the link it came along, the share.
    """

    outcomes: Floats
    members: Floats
    places: Floats
    spells: Ints
    causes: Floats


def years(horizon: int) -> list[int]:
    """Months in which every run is kept: the end of each year, and the horizon."""
    return [*range(12, horizon, 12), horizon]


def run_base(board: Board, runs: Runs) -> Base:
    """Run the scenario with every switch off, and choose the typical run.

    For that, each switch is run by itself too, and all of them together.
    """
    each = _each([board.scenario], runs)
    places = [each.names.index(name) for name in MAIN]
    on = dict.fromkeys([*(1 << place for place in range(len(board.switches))), board.count - 1])
    ends = _each([board.scenario_of(setting) for setting in on], runs, [board.scenario.horizon])
    chosen = typical_run(list(each.runs), each.outcomes[0, :, -1, places].T, ends.outcomes[:, :, 0, places])
    return Base(_by_outcome(each)[0], _spent(each)[0], chosen)


def typical_run(runs: Sequence[int], off: Floats, on: Floats) -> int:
    """Choose the run that lies nearest to the medians, counted in interquartile ranges.

    A run may stand in the middle with every switch off, and yet go far out once one is on.

    Parameters
    ----------
    runs : sequence of int
        Their numbers.
    off : array, (runs, outcomes)
        At the horizon, with every switch off: the outcomes of `MAIN`.
    on : array, (settings, runs, outcomes)
        The same with some switches on. What a setting changes has a say where it is worth having, for better
        or worse, in a quarter of the runs.
    """
    worthwhile = np.array([OUTCOMES[name].worthwhile for name in MAIN])
    changes = [each - off for each in on]
    has_a_say = [np.quantile(np.abs(each), 0.75, axis=0) >= worthwhile for each in changes]
    columns = np.concatenate(
        [off, *(each[:, large] for each, large in zip(changes, has_a_say, strict=True))], axis=1
    )
    names = [str(number) for number in range(columns.shape[1])]
    return typical(pd.DataFrame(columns, columns=names).assign(run=runs), names)


def run_many(scenarios: Sequence[Scenario], base: Base, runs: Runs) -> Many:
    """Run settings over all runs."""
    return _many(_each(scenarios, runs), base, runs)


def run_first(scenario: Scenario, of: Scenario, typical: int, runs: Runs) -> tuple[Base, Many]:
    """Run a setting and what it is held against together, which is quicker: the months they share run once.

    Parameters
    ----------
    scenario, of : Scenario
        The setting, and what it is held against; they may be the same.
    typical : int
        The typical run.
    runs : Runs
    """
    each = _each([of] if scenario == of else [of, scenario], runs)
    base = Base(_by_outcome(each)[0], _spent(each)[0], typical)
    return base, _many(replace(each, outcomes=each.outcomes[-1:], costs=each.costs[-1:]), base, runs)


def _many(each: Each, base: Base, runs: Runs) -> Many:
    kept = [each.months.index(month) for month in years(each.months[-1])]
    places = [each.names.index(name) for name in runs.outcomes]
    lying = _by_outcome(each)
    chances = np.stack([_chances(own, base.outcomes) for own in lying], axis=-2)
    kept_runs = lying[:, places][:, :, kept].transpose(1, 2, 0, 3)
    lying.sort(axis=-1)
    bands = _quantiles(lying).transpose(1, 3, 0, 2)
    more = _spent(each) - base.costs
    low, high = np.quantile(more, [QUANTILES[0], QUANTILES[-1]], axis=1)
    costs = np.stack([more.mean(axis=1), low, high], axis=-1).transpose(1, 0, 2)
    return Many(bands, chances, kept_runs, costs)


def _by_outcome(each: Each) -> Floats:
    """Copy outcomes with the runs of a month side by side, (scenarios, outcomes, months, runs)."""
    return each.outcomes.transpose(0, 3, 2, 1).copy(order="C")


def run_one(scenario: Scenario, base: Base, runs: Runs) -> One:
    """Run the typical run once more, with everything that happens in it."""
    result = simulate(
        scenario,
        [base.typical],
        runs.seed,
        parameters=runs.parameters,
        organisations=True,
        problems=True,
        cascade=[base.typical],
        workers=1,
    )
    assert result.organisations is not None
    assert result.localities is not None
    assert result.problems is not None
    assert result.cascade is not None
    months = len(result.outcomes)
    spells, causes = _spells_and_causes(scenario.network, result.problems, result.cascade)
    return One(
        result.outcomes[list(OUTCOMES)].to_numpy(np.float64).T,
        _states(result.organisations, MEMBERS, months),
        _states(result.localities, PLACES, months),
        spells,
        causes,
    )


def _each(scenarios: Sequence[Scenario], runs: Runs, months: Sequence[int] | None = None) -> Each:
    return simulate_each(
        scenarios, runs.number, runs.seed, parameters=runs.parameters, months=months, workers=runs.workers
    )


def _spent(each: Each) -> Floats:
    """GBP over months 0 to the horizon, (scenarios, runs, costs)."""
    since = each.months.index(0)
    spent = each.costs[:, :, since:].sum(axis=2)
    once = spent[..., KINDS.index("one-off")].sum(axis=-1)
    return np.concatenate([spent.sum(axis=(2, 3))[..., None], once[..., None], spent.sum(axis=3)], axis=-1)


def _quantiles(ordered: Floats) -> Floats:
    """Quantiles over the last axis, which is in order; as `numpy.quantile` has them."""
    last = ordered.shape[-1] - 1
    at = np.array(QUANTILES) * last
    below = np.floor(at).astype(np.int64)
    above = np.minimum(below + 1, last)
    share = at - below
    found: Floats = ordered[..., below] * (1 - share) + ordered[..., above] * share
    return found


def _chances(own: Floats, base: Floats) -> Ints:
    """Runs in which each outcome is worthwhile better and worse than in the base, (outcomes, 2, months)."""
    # One outcome after the other: what is between stays small enough to be at hand.
    return np.stack([sides(its - of, name) for its, of, name in zip(own, base, OUTCOMES, strict=True)])


def sides(more: Floats, name: str) -> Ints:
    """Count, over the last axis, where a change of an outcome is worthwhile better, and worse, (2, ...).

    Of an outcome of which neither way is better, better means higher.
    """
    outcome = OUTCOMES[name]
    gain = -more if outcome.better == "lower" else more
    better, worse = gain >= outcome.worthwhile, gain <= -outcome.worthwhile
    return np.stack([np.count_nonzero(each, axis=-1) for each in (better, worse)])


def _states(frame: pd.DataFrame, names: Sequence[str], months: int) -> Floats:
    """States as an array, (states, holders, months)."""
    values = frame[list(names)].to_numpy(np.float64)
    return values.reshape(months, -1, len(names)).transpose(2, 1, 0)


def _spells_and_causes(
    network: Network, problems: pd.DataFrame, cascade: pd.DataFrame
) -> tuple[Ints, Floats]:
    """Spells and causes by number, as `One` has them."""
    names = ["", *(each.name for each in network.organisations)]
    places = {(each.problem.id, names[each.organisation + 1]): n for n, each in enumerate(watched(network))}
    number = {name: n for n, name in enumerate(load_problems())}
    links = {name: n for n, name in enumerate(load_evidence().links)}
    spells: list[tuple[int, int, int]] = []
    which: dict[tuple[str, str, int], int] = {}
    had = problems[["problem", "organisation", "onset", "end"]]
    for problem, holder, onset, end in had.itertuples(index=False, name=None):
        which[problem, holder, onset] = len(spells)
        until = LASTS if np.isnan(end) else int(end) - FIRST_MONTH
        spells.append((places[problem, holder], onset - FIRST_MONTH, until))
    shares = cascade[["to", "organisation", "onset", "from", "link", "share"]]
    causes = [
        (which[to, holder, onset], number[source], links[link], share)
        for to, holder, onset, source, link, share in shares.itertuples(index=False, name=None)
        if source != NO_PROBLEM
    ]
    return np.array(spells, np.int64).reshape(-1, 3), np.array(causes, np.float64).reshape(-1, 4)
