"""Screen the uncertain numbers: what each moves most wherever it can act, in worthwhile differences.

    python -m analysis.sensitivity.screening [--trajectories N] [--lucks N] [--work FOLDER] [--out FILE]

Elementary effects after Morris: each number with a range is moved along it while all others lie anywhere in
theirs, in every scenario that can bring it to bear: as studied, barriers lifted, each lever pulled and let
go, everything at once, each shock. What is looked at are all outcomes, the spread over members of each of
their states, and what each payer spends, at several months. Both ends of a step have the same lucks, over
which the effect is averaged. It says how far it is, and goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.sensitivity.factors import LUCK, Factor, parameter_factors
from analysis.sensitivity.sample import Problem, morris
from analysis.sensitivity.screening_table import TABLE, Moved
from sim.engine import compile
from sim.inputs import Scenario, all_parameters, load_levers, load_scenario, load_shocks
from sim.inputs.parameters import Parameter
from sim.model.outcomes import load_outcomes
from sim.model.schedule import KINDS, PAYERS
from sim.model.state import OrganisationState
from sim.sampling.parameter_sets import priors_digest
from sim.simulation import simulate

Floats = npt.NDArray[np.float64]

MONTHS = (0, 12, 36, 60)
LET_GO = 30  # the month in which a lever ends: its full strength and its fading are both seen
BEFALLS = 6  # the month of a shock
SEED = 15
LEAST = 0.1  # of a smallest worthwhile difference: what moves nothing by it need not be uncertain
IN_MOST = 0.25  # of trajectories, ordered by their effect: the rest have a larger one
MUCH = 4.0  # times its variance, chance seldom makes up by itself

# Differences worth having in the spread over members (standard deviation), by the unit of the state.
WORTHWHILE_SPREAD = {
    "share": 0.02, "0 or 1": 0.05, "0 not joined": 0.1, "difference": 0.02, "whole-time": 0.5, "hours": 2.0,
    "GBP": 5000.0, "months": 0.2,
}  # fmt: skip
WORTHWHILE_COST = 5000.0  # GBP a year, as for the network's funding
AMOUNTS = {"leaders": 2, "yes": True, "share": 0.5, "months": 12}


class Quantity(NamedTuple):
    """Something that may move.

    Attributes
    ----------
    name : str
        An outcome's; ``spread of engagement``; ``cost to network``.
    worthwhile : float
        The smallest difference worth having, in its unit.
    """

    name: str
    worthwhile: float


class Effects(NamedTuple):
    """Elementary effects over whole ranges, in smallest worthwhile differences.

    Attributes
    ----------
    names : tuple of str
        The numbers that were moved.
    halves : array of float, (2, trajectories, numbers, months, quantities)
        Means over the one and over the other half of the lucks.
    """

    names: tuple[str, ...]
    halves: Floats

    def squares(self, trajectories: slice) -> Floats:
        """Effects squared, (trajectories, numbers, months, quantities), clear of what chance adds.

        The square of a mean over a few lucks is too large by its variance; the product of two means over
        other lucks is not, and may be below 0.
        """
        one, other = self.halves[:, trajectories].astype(float)
        squares: Floats = one * other
        return squares

    def chance(self) -> Floats:
        """The variance of effects by the lucks alone, (numbers, months, quantities)."""
        one, other = self.halves.astype(float)
        chance: Floats = ((one - other) ** 2 / 4).mean(axis=0)
        return chance


# -- What is run ---------------------------------------------------------------------------


def scenarios() -> dict[str, Scenario]:
    """Every scenario in which a number may act, by a name for people."""
    base, lifted = load_scenario("baseline"), load_scenario("barriers-lifted")
    found = {each.name: each for each in (base, lifted, load_scenario("everything"))}
    found["dense ties hinder"] = base.with_readings({"dense-ties": "hinder"})
    for lever in load_levers().values():
        pulled = {"start": 0, "end": LET_GO}
        found[f"{lever.name}, let go"] = base.with_levers({lever.name: pulled})
    for name, kind in load_shocks().items():
        named = {"organisations": "hubs"} if kind.befalls == "named organisations" else {}
        shock = {"month": BEFALLS, name: AMOUNTS[kind.unit], **named}
        found[name] = base.with_shocks(shock)
        found[f"{name}, barriers lifted"] = lifted.with_shocks(shock)
    return found


def movable(scenario: Scenario) -> list[Factor]:
    """The numbers with a range that may act in a scenario: all but those of levers that it does not pull."""
    idle = {lever.name for key, lever in load_levers().items() if key not in scenario.levers}
    return [
        each
        for each in parameter_factors("prior").values()
        if not (each.name.startswith("levers.") and each.name.split(".")[1] in idle)
        and each.name not in scenario.parameters
    ]


@cache
def quantities() -> tuple[Quantity, ...]:
    """All that is looked at, in the order of the arrays."""
    outcomes = [Quantity(each.name, each.worthwhile) for each in load_outcomes().values()]
    hints = get_type_hints(OrganisationState, include_extras=True)
    spreads = [Quantity(f"spread of {name}", _worthwhile(hint)) for name, hint in hints.items()]
    return (*outcomes, *spreads, *(Quantity(f"cost to {payer}", WORTHWHILE_COST) for payer in PAYERS))


def _worthwhile(hint: Any) -> float:
    unit = hint.__metadata__[0]
    return next(size for begins, size in WORTHWHILE_SPREAD.items() if unit.startswith(begins))


# -- Running -------------------------------------------------------------------------------


class Screen(NamedTuple):
    """How much is run, and where what is done is kept meanwhile."""

    trajectories: int
    lucks: int
    work: Path
    threads: int

    @property
    def model(self) -> tuple[str, str]:
        """What else the effects follow from: the rules, and the priors."""
        return compile.digest(), priors_digest()

    def effects(self, scenario: Scenario) -> Iterator[Effects]:
        """Elementary effects in one scenario, trajectory after trajectory."""
        factors = movable(scenario)
        names = tuple(each.name for each in factors)
        for number in range(self.trajectories):
            rows = morris(Problem(names), 1, SEED + number, False).points()
            given = (*self.model, names, scenario.digest(), SEED, number, self.lucks, rows.tobytes())
            digest = hashlib.sha256(repr(given).encode()).hexdigest()[:16]
            path = self.work / f"{digest}.npy"
            if not path.exists():
                halves = self._trajectory(scenario, factors, rows, number)
                draft = path.with_suffix(f".{os.getpid()}.part")
                with draft.open("wb") as file:
                    np.save(file, halves.astype(np.float32))
                draft.replace(path)
            yield Effects(names, np.load(path)[:, None])

    def _trajectory(self, scenario: Scenario, factors: Sequence[Factor], rows: Floats, number: int) -> Floats:
        """Effects along one trajectory, (halves of the lucks, numbers, months, quantities)."""
        varied = {each.name: each.at(rows[:, place]) for place, each in enumerate(factors)}
        halves = np.zeros((2, len(factors), len(MONTHS), len(quantities())))
        steps = np.diff(rows, axis=0)
        moved = np.abs(steps).argmax(axis=1)
        each_step = np.take_along_axis(steps, moved[:, None], axis=1)[:, :, None]
        for luck in range(self.lucks):
            lucks = np.full(len(rows), number * self.lucks + luck)
            values = _run(scenario, {**varied, LUCK: lucks}, self.threads)
            halves[luck % 2, moved] += np.diff(values, axis=0) / each_step
        worthwhile = np.array([each.worthwhile for each in quantities()])
        effects: Floats = halves / (self.lucks / 2) / worthwhile
        return effects


def _run(scenario: Scenario, varied: Mapping[str, npt.NDArray[Any]], threads: int) -> Floats:
    """All quantities of each run, (runs, months, quantities)."""
    runs = len(varied[LUCK])
    found = simulate(
        scenario, runs, SEED, parameters="central", varied=varied, months=MONTHS, organisations=True,
        workers=threads,
    )  # fmt: skip
    assert found.organisations is not None
    outcomes = found.outcomes[list(load_outcomes())].to_numpy(float).reshape(runs, len(MONTHS), -1)
    states = list(OrganisationState._fields)
    members = found.organisations[states].to_numpy(float).reshape(runs, len(MONTHS), -1, len(states))
    pounds = found.costs["pounds"].to_numpy(float).reshape(runs, len(MONTHS), len(PAYERS), len(KINDS))
    years = np.diff(MONTHS, prepend=-24)[:, None] / 12
    return np.concatenate([outcomes, members.std(axis=2), pounds.sum(axis=3) / years], axis=2)


# -- What each moves most ------------------------------------------------------------------


def table(found: Mapping[str, Effects], declared: Mapping[str, Parameter]) -> pd.DataFrame:
    """What each number moves most: ``parameter``, ``moves``, ``scenario``, ``month``, ``by``.

    The largest of many effects, each with some chance in it, is too large. So what is moved most is chosen
    by every second trajectory, as that which is moved in most of them and by more than chance, and how much
    it is moved is told by the others; and the other way round.

    Parameters
    ----------
    found : mapping of str to Effects
        By scenario.
    declared : mapping of str to Parameter
        Those that get a row.
    """
    ways = [_largest(found, slice(0, None, 2), slice(1, None, 2))]
    ways.append(_largest(found, slice(1, None, 2), slice(0, None, 2)))
    rows = [max((way[name] for way in ways if name in way), key=lambda row: row.by) for name in declared]
    return pd.DataFrame(rows, columns=list(Moved._fields))


def _largest(found: Mapping[str, Effects], chosen_by: slice, told_by: slice) -> dict[str, Moved]:
    rows: dict[str, Moved] = {}
    largest: dict[str, float] = {}
    for scenario, effects in found.items():
        sure = np.quantile(effects.squares(chosen_by), IN_MOST, axis=0) - MUCH * effects.chance()
        told = np.sqrt(np.maximum(0.0, effects.squares(told_by).mean(axis=0)))
        for name, each, other in zip(effects.names, sure, told, strict=True):
            month, quantity = np.unravel_index(each.argmax(), each.shape)
            if each[month, quantity] > largest.get(name, -np.inf):
                largest[name] = float(each[month, quantity])
                moved = quantities()[int(quantity)].name
                by = float(other[month, quantity])
                rows[name] = Moved(name, moved, scenario, MONTHS[int(month)], by)
    return rows


# -- The command ---------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Screen as asked; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m analysis.sensitivity.screening", description=__doc__)
    parser.add_argument("--trajectories", type=int, default=8, help="of each scenario")
    parser.add_argument("--lucks", type=int, default=8, help="over which an effect is averaged; even")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="threads; same answer")
    parser.add_argument("--work", type=Path, default=Path("mcn-results/screening"), help="what is done")
    parser.add_argument("--out", type=Path, default=TABLE, help="the table")
    options = parser.parse_args(arguments)
    screen = Screen(options.trajectories, options.lucks, options.work, options.workers)
    screen.work.mkdir(parents=True, exist_ok=True)
    every, begun = scenarios(), time.monotonic()
    halves: dict[str, list[Effects]] = {}
    for done, (name, scenario) in enumerate(every.items(), 1):
        halves[name] = list(screen.effects(scenario))
        _say(f"{done} of {len(every)} scenarios; {time.monotonic() - begun:,.0f} s: {name}")
    found = {
        name: Effects(each[0].names, np.concatenate([e.halves for e in each], axis=1))
        for name, each in halves.items()
    }
    ranged = {name: each for name, each in all_parameters().items() if each.uncertain}
    table(found, ranged).to_csv(options.out, index=False, float_format="%.3g", lineterminator="\n")
    return 0


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
