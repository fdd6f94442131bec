"""The methods, a row of data each: what they ask, what they cost, what they cannot do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from analysis.sensitivity import analyze, sample
from analysis.sensitivity.factors import Floats
from analysis.sensitivity.sample import Design, Problem, Sampler
from sim.inputs import Fault, WrongInput
from sim.inputs.errors import quoted, suggestion

Estimate = Callable[[Design, Floats, int, int, bool], pd.DataFrame]


@dataclass(frozen=True)
class Method:
    """A method of sensitivity analysis.

    Attributes
    ----------
    name, title : str
    asks : str
        What its main index says, in a sentence.
    main : str
        The index that factors are ranked by.
    indices : mapping of str to str
        Every index that it gives, and what it is called.
    samples : int
        What is taken where nothing is said; `counted` says of what.
    counted : str
    least : int
        The fewest samples it works with.
    sampler, estimate : callable
    doubles : bool
        Whether samples must be a power of two.
    groups, pairs, signed : bool
        Whether it takes groups, gives second order, and has a main index with a sign.
    dummy : bool
        Whether nothing scores more than zero, so that a dummy factor has to show how much.
    shares : bool
        Whether its main index is a share of the variance.
    averaged : int
        Lucks that each point is averaged over, where chance is no factor; else 1.
    most, most_pairs : int
        The most factors it can take, alone and with second order.
    resamples : int
    dear : bool
        Whether working its indices out takes long, so that one month is enough unless more are asked for.
    """

    name: str
    title: str
    asks: str
    main: str
    indices: dict[str, str]
    samples: int
    counted: str
    sampler: Sampler
    estimate: Estimate
    least: int = 2
    doubles: bool = False
    groups: bool = False
    pairs: bool = False
    signed: bool = False
    dummy: bool = False
    shares: bool = False
    averaged: int = 1
    most: int = 2000
    most_pairs: int = 100
    resamples: int = 100
    dear: bool = False

    @property
    def chance(self) -> bool:
        """Whether chance is one of its factors."""
        return self.averaged == 1

    def sample(self, problem: Problem, samples: int, seed: int, second_order: bool = False) -> Design:
        """Make its design.

        Parameters
        ----------
        problem : Problem
        samples : int
        seed : int
            Any whole number from 0 on; what SALib is given is never 0, which it takes for none.
        second_order : bool
        """
        design = self.sampler(problem, samples, seed + 1, second_order)
        return replace(design, repeats=self.averaged)

    def analyse(
        self, design: Design, y: Floats, seed: int, second_order: bool = False, resamples: int | None = None
    ) -> pd.DataFrame:
        """Give its indices from the outcome of each row: `factor, other, index, value, error`."""
        return self.estimate(design, y, resamples or self.resamples, seed + 1, second_order)


ORDERS = {
    "S1": "first order: alone",
    "ST": "total order: with all interactions",
    "S2": "second order: the pair",
}
HANGS_ON = "the share of the variance that hangs on it, alone or together with others"
METHODS = {
    each.name: each
    for each in (
        Method(
            "sobol", "Sobol indices", HANGS_ON,
            "ST", ORDERS, 512, "base points", sample.sobol, analyze.sobol, doubles=True,
            groups=True, pairs=True, shares=True,
        ),
        Method(
            "morris", "Morris screening",
            "the mean size of the change that a step brings, scaled to the factor's whole range",
            "mu_star", {"mu_star": "mean size of effects", "mu": "mean effect", "sigma": "spread of effects"},
            100, "trajectories", sample.morris, analyze.morris, groups=True,
        ),
        Method(
            "fast", "Extended FAST", HANGS_ON,
            "ST", ORDERS, 129, "points on a curve", sample.fast, analyze.fast, least=65,
            dummy=True, shares=True,
        ),
        Method(
            "rbd-fast", "RBD-FAST", "the share of the variance that the factor explains alone",
            "S1", ORDERS, 4096, "points", sample.latin_hypercube, analyze.rbd_fast, least=64,
            dummy=True, shares=True, resamples=50,
        ),
        Method(
            "delta", "Delta (moment-independent)",
            "how far the whole distribution shifts once the factor is known",
            "delta", {"delta": "shift of the distribution", "S1": ORDERS["S1"]}, 2048, "points",
            sample.latin_hypercube, analyze.delta, least=64, dummy=True, most=400, resamples=20, dear=True,
        ),
        Method(
            "pawn", "PAWN (distances of distributions)",
            "how far the cumulative distribution shifts within a slice of the factor's range",
            "median", {"median": "median distance", "maximum": "largest distance"}, 4096, "points",
            sample.latin_hypercube, analyze.pawn, least=64, dummy=True, resamples=20, dear=True,
        ),
        Method(
            "dgsm", "Derivative-based measures", "a bound of the total order index, from squared derivatives",
            "dgsm", {"dgsm": "bound of the total order", "vi": "mean squared derivative"}, 64, "base points",
            sample.derivatives, analyze.dgsm, doubles=True, averaged=8,
        ),
        Method(
            "hdmr", "HDMR (a fitted surrogate)", "the share of the variance that the factor explains alone",
            "S1", ORDERS, 2048, "points", sample.latin_hypercube, analyze.hdmr, least=600, pairs=True,
            dummy=True, shares=True, most=60, most_pairs=10, resamples=20, dear=True,
        ),
        Method(
            "ff", "Fractional factorial design",
            "half of the mean difference between the factor's high end and its low one",
            "ME", {"ME": "main effect"}, 4, "replicates", sample.two_level, analyze.fractional_factorial,
            least=1, dummy=True, signed=True, most=512,
        ),
    )
}  # fmt: skip


def method_of(name: str) -> Method:
    """Find a method by its name.

    Raises
    ------
    WrongInput
        If there is none.
    """
    if name not in METHODS:
        raise WrongInput(Fault("--method", f"{quoted(name)} is no method", suggestion(str(name), METHODS)))
    return METHODS[name]


def check(method: Method, samples: int, factors: int, *, grouped: bool, second_order: bool) -> None:
    """Refuse what a method cannot do.

    Raises
    ------
    WrongInput
        In one line for each mistake, with what to do.
    """
    faults = []
    if samples < method.least:
        what = f"{samples} {method.counted} are too few for {method.name}"
        faults.append(Fault("--samples", what, f"give {method.least} or more"))
    elif method.doubles and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        what = f"{samples} is not a power of two, which {method.name} needs"
        faults.append(Fault("--samples", what, f"write {below} or {2 * below}"))
    if grouped and not method.groups:
        can = " or ".join(each.name for each in METHODS.values() if each.groups)
        faults.append(Fault("--groups", f"{method.name} has no indices of groups", f"use --method {can}"))
    if second_order and not method.pairs:
        can = " or ".join(each.name for each in METHODS.values() if each.pairs)
        faults.append(Fault("--second-order", f"{method.name} has none", f"use --method {can}"))
    most = method.most_pairs if second_order else method.most
    if factors > most:
        with_pairs = " with --second-order" if second_order else ""
        what = f"{factors} factors are more than the {most} that {method.name} can take{with_pairs}"
        faults.append(Fault("--factors", what, "name fewer, or screen them first with --keep 12"))
    if faults:
        raise WrongInput(*faults)
