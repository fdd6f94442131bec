"""What is varied: each factor, the values it runs through, and how a share of its range becomes a value.

Every method works on the unit cube. A factor turns a share of its range into a value, so that a prior that is
not uniform is honoured: half of the shares lie below a parameter's median, whatever its shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.inputs import all_parameters, load_evidence, load_levers
from sim.sampling.accepted import accepted_effects, load_accepted
from sim.sampling.candidates import Candidates
from sim.sampling.own import OwnSource

Floats = NDArray[np.float64]
Kind = Literal["parameter", "link", "lever", "chance", "dummy"]
Range: TypeAlias = Literal["prior", "accepted"] | OwnSource

LUCK, DUMMY = "luck", "dummy"
GROUP_OF_KIND = {"link": "links", "lever": "efforts", "chance": "chance", "dummy": "dummy"}


@dataclass(frozen=True)
class Factor:
    """Something that is varied from run to run.

    Attributes
    ----------
    name : str
        As `simulate` knows it: a parameter's dotted name, a link's or a lever's id, `luck`; or `dummy`.
    kind : {"parameter", "link", "lever", "chance", "dummy"}
    title, unit : str
    grade, source : str
        What its range rests on; empty for what is no parameter.
    quantiles : tuple of float
        Values at equal shares, for a parameter that is varied as calibration accepted it, or as a user's own
        source has it; else empty.
    """

    name: str
    kind: Kind
    title: str
    unit: str
    grade: str = ""
    source: str = ""
    quantiles: tuple[float, ...] = ()

    @property
    def dimension(self) -> str:
        """The dimension of a parameter (`people`, `levers`, ...), or what else it belongs with."""
        return GROUP_OF_KIND.get(self.kind) or self.name.partition(".")[0]

    def at(self, shares: Floats) -> Floats:
        """Give the values below which these shares of its range lie."""
        if self.kind != "parameter":
            return shares
        if self.quantiles:
            return np.interp(shares, np.linspace(0, 1, len(self.quantiles)), self.quantiles)
        return all_parameters()[self.name].at_all(shares)

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest value that it takes."""
        low, high = self.at(np.array([0.0, 1.0])).tolist()
        return low, high


def parameter_factors(ranges: Range) -> dict[str, Factor]:
    """Give every parameter that has a range, by name.

    Parameters
    ----------
    ranges : {"prior", "accepted"} or OwnSource
        With `accepted`, what the study's patterns inform runs through its accepted values, and with a user's
        own what it holds through its own; all else, and with `prior` everything, through its prior.
    """
    others = _own_quantiles(ranges) if isinstance(ranges, OwnSource) else {}
    if ranges == "accepted":
        others = _accepted_quantiles()
    return {
        name: Factor(
            name, "parameter", _title(each.what), each.unit, str(each.grade), ", ".join(each.source),
            others.get(name, ()),
        )
        for name, each in all_parameters().items()
        if each.uncertain
    }  # fmt: skip


def all_factors(ranges: Range) -> dict[str, Factor]:
    """Give everything that can be varied, by name.

    Beside :func:`parameter_factors` every link's dial, from 0 (cut) to 1 (as the study states it), the effort
    put into every lever, from 0 (left out) to 1 (as the scenario pulls it), and chance.
    """
    links = {
        name: Factor(name, "link", f"Link {name}: {_title(link.link)}", "dial", link.basis, name)
        for name, link in load_evidence().links.items()
    }
    levers = {
        name: Factor(name, "lever", f"Effort: {lever.title}", "share of its strength")
        for name, lever in load_levers().items()
    }
    return {**parameter_factors(ranges), **links, **levers, LUCK: CHANCE}


CHANCE = Factor(LUCK, "chance", "Chance (the luck of a run)", "draws")
NOTHING = Factor(DUMMY, "dummy", "Nothing (a factor that the model does not know)", "share")
QUANTILES = 201


def _own_quantiles(source: OwnSource) -> Mapping[str, tuple[float, ...]]:
    """Values at equal shares, of the parameters that a user's own source does not take from the priors."""
    places = np.linspace(0, 1, QUANTILES)
    spreads = {name: source.spread(name, places) for name in all_parameters()}
    return {name: tuple(each.tolist()) for name, each in spreads.items() if each is not None}


@cache
def _accepted_quantiles() -> Mapping[str, tuple[float, ...]]:
    """Accepted values at equal shares, of the parameters that calibration informed."""
    accepted, declared = load_accepted(), all_parameters()
    informed = [name for name, effect in accepted_effects().items() if effect.informed and name in declared]
    shares = dict(zip(declared, Candidates(accepted.seed, 1).shares(accepted.sets).T, strict=True))
    places = np.linspace(0, 1, QUANTILES)
    return {
        name: tuple(np.quantile(declared[name].at_all(shares[name]), places).tolist()) for name in informed
    }


def _title(what: str) -> str:
    return " ".join(what.split()).rstrip(".")
