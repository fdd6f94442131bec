"""The gain of each reinforcing loop, and whether a network stays low or high as it started.

A push (a shock, or levels at the start that are halved) makes a difference that fades. A loop hands part of
it back, so that it lasts the longer: how much longer than with the loop cut is what the loop amplifies.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.runs.batch import Evaluator
from analysis.validation.cases import START, Case, CaseRuns, Change, Floats, case, sized
from analysis.validation.evaluate import CaseSet
from sim import Scenario
from sim.inputs.levers import all_parameters
from sim.inputs.loops import Loop, load_loops
from sim.model.outcomes import OUTCOMES
from sim.sampling.parameter_sets import ParameterSource

AFTER = 36  # months for which a push is followed
LEAST = 1e-9  # a push that moves less moves nothing
STARTED = "engagement"  # in which a network that started low is held against one that started high
STARTS = (
    *(f"people.{each}_at_start" for each in ("engagement", "awareness_core", "awareness_wider")),
    *(f"people.{each}_at_start" for each in ("commitment", "tractability")),
    *(f"culture.{each}_at_start" for each in ("trust", "appropriateness")),
)
STUDIED, LATER = 0, (60, 120)
STAYING = 0.5  # of the gap in month 0
MODELS = ("as it is", "all loops cut")
ENDS = ("low", "high")

Cases = dict[str, Case]
Runs = Mapping[str, CaseRuns]


class Loops(NamedTuple):
    """What came of it.

    Attributes
    ----------
    gains : DataFrame
        ``loop``, ``title``, ``watched``, ``sets`` (in which the push moved it), the medians over them of
        ``lasts`` and ``lasts_cut`` (months) and ``gain``, and its ``low`` and ``high`` (5 and 95 %).
    starts : DataFrame
        ``model`` (as it is, all loops cut), ``month``, the median ``gap`` in engagement between a network
        started high and one started low, and ``stays``: the share of sets in which at least half of the gap
        of month 0 is left, and enough to be worth having (NaN before).
    """

    gains: pd.DataFrame
    starts: pd.DataFrame


def measured_loops(
    scenario: Scenario,
    runs: int,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    evaluator: Evaluator | None = None,
) -> Loops:
    """Measure every loop in a scenario, each run another parameter set."""
    evaluate = evaluator or Evaluator()
    last = _last(scenario)
    pushes = {name: _pushed(name, loop, last) for name, loop in load_loops().items()}
    starts = {model: _started(model, last) for model in MODELS}
    asked = {**pushes, **starts}
    distinct = CaseSet(scenario, (each for own in asked.values() for each in own.values()))
    evaluate.total = max(evaluate.total, runs * len(distinct.scenarios))
    found: dict[str, list[Any]] = {name: [] for name in asked}
    for block in distinct.blocks(runs, seed, parameters, evaluate):
        to_come = dict(asked)
        for name, own in asked.items():
            of_block = {key: block(each) for key, each in own.items()}
            found[name].append(_lasting(load_loops()[name], of_block) if name in pushes else _gaps(of_block))
            del to_come[name]
            block.keep(each for more in to_come.values() for each in more.values())
    values = {name: np.concatenate(parts) for name, parts in found.items()}
    return Loops(
        pd.DataFrame([_gain(name, loop, values[name]) for name, loop in load_loops().items()]),
        pd.DataFrame([row for model in MODELS for row in _stays(model, values[model])]),
    )


def _last(scenario: Scenario) -> int:
    """The last month in which the scenario begins something: it must not lie beyond the horizon."""
    pulled = [each.start for intervals in scenario.levers.values() for each in intervals]
    return max([AFTER, *pulled, *(each.month for each in scenario.shocks)])


# -- Gains ---------------------------------------------------------------------------------


def _pushed(name: str, loop: Loop, last: int) -> Cases:
    """The cases of a loop: pushed or not, as it is or cut."""
    kept, shock = (*range(START, AFTER + 1), last), loop.shock

    def push(base: Scenario) -> Scenario:
        return base if shock is None else base.with_shocks(shock)

    def cut(base: Scenario) -> Scenario:
        return base.with_loops({name: 0})

    halved = dict.fromkeys(loop.halved, 0.5)
    return {
        "pushed": case(push, months=kept, times=halved),
        "not": case(months=kept),
        "pushed, cut": case(push, cut, months=kept, times=halved),
        "not, cut": case(cut, months=kept),
    }


def _lasting(loop: Loop, runs: Runs) -> Floats:
    """For how many months the push lasts as the loop is, and with it cut, (runs, 2)."""
    return np.stack([_lasts(loop, runs[f"pushed{each}"], runs[f"not{each}"]) for each in ("", ", cut")], 1)


def _lasts(loop: Loop, pushed: CaseRuns, not_pushed: CaseRuns) -> Floats:
    """The difference over the months after a push, for each point of it at first; NaN where there is none."""
    begins, months = (STUDIED if loop.shock else START), pushed.months
    difference = pushed.course(loop.watched) - not_pushed.course(loop.watched)
    first = difference[:, months == begins].sum(axis=1)
    after = difference[:, (months > begins) & (months <= begins + AFTER)].sum(axis=1)
    lasts: Floats = np.divide(after, first, out=np.full(len(first), np.nan), where=np.abs(first) > LEAST)
    return lasts


def _gain(name: str, loop: Loop, lasting: Floats) -> dict[str, Any]:
    """The part of a push that comes back once round: 0 none, 1 all of it, so that it would never fade."""
    moved = lasting[np.isfinite(lasting).all(axis=1) & (lasting[:, 0] != 0)]
    gains = 1 - moved[:, 1] / moved[:, 0]
    low, gain, high = np.quantile(gains, (0.05, 0.5, 0.95)) if len(moved) else [np.nan] * 3
    lasts, lasts_cut = np.median(moved, axis=0) if len(moved) else [np.nan] * 2
    known = {"loop": name, "title": loop.title, "watched": loop.watched, "sets": len(moved)}
    return {**known, "lasts": lasts, "lasts_cut": lasts_cut, "gain": gain, "low": low, "high": high}


# -- Starts --------------------------------------------------------------------------------


def _started(model: str, last: int) -> Cases:
    """The cases of two starts: what members know and feel of the network at either end of its ranges."""
    known, kept = all_parameters(), (START, STUDIED, last, *LATER)

    def cut(base: Scenario) -> Scenario:
        return base.with_loops(dict.fromkeys(load_loops(), 0))

    changes: tuple[Change, ...] = () if model == MODELS[0] else (cut,)
    return {
        end: case(sized({name: getattr(known[name], end) for name in STARTS}), *changes, months=kept)
        for end in ENDS
    }


def _gaps(runs: Runs) -> Floats:
    """How much more engagement there is after a high start than after a low one, (runs, months)."""
    months = (START, STUDIED, *LATER)
    return np.stack([runs["high"].at(STARTED, each) - runs["low"].at(STARTED, each) for each in months], 1)


def _stays(model: str, gaps: Floats) -> Iterator[dict[str, Any]]:
    enough = OUTCOMES[STARTED].worthwhile
    for place, month in enumerate((START, STUDIED, *LATER)):
        left = (gaps[:, place] >= STAYING * gaps[:, 1]) & (gaps[:, place] >= enough)
        stays = float(left.mean()) if month in LATER else np.nan
        yield {"model": model, "month": month, "gap": float(np.median(gaps[:, place])), "stays": stays}
