"""Whether posts stay as they are known to stand, with no lever pulled."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analysis.validation.cases import Floats
from analysis.validation.regions import region
from sim.inputs.networks import Network
from sim.model.structure import structure_of
from tests.agents.runs import run
from tests.agents.table import Line, Setting, share

REGIONS = 40
LATER = 12
FAR = 3.0  # standard errors
SOME = 0.01  # of organisations, that may by chance lie farther
BIAS = 0.01  # of posts
GROUPS = {"specialist_posts": "specialist", "nurse_posts": "nurse", "other_posts": "other"}


class Drift(NamedTuple):
    """Of the organisations that have posts of one group: known, expected a year later, and by what error."""

    names: list[str]
    known: Floats
    expected: Floats
    error: Floats
    full: Floats  # 1 where no post stood vacant

    @property
    def z(self) -> Floats:
        change = self.expected - self.known
        none = np.where(np.abs(change) > 1e-9, np.inf, 0.0)
        z: Floats = np.divide(change, self.error, out=none, where=self.error > 0)
        return z


def lines(setting: Setting, regions: int = REGIONS) -> Iterator[Line]:
    """How far posts drift in a year in which nothing is done."""
    base = setting.base.with_horizon(LATER)
    networks = [base, *(region(number)(base) for number in range(regions))]
    found: dict[str, list[Drift]] = {state: [] for state in GROUPS}
    for scenario in networks:
        runs = run(setting, scenario, [LATER], members=True)
        for state, group in GROUPS.items():
            found[state].append(_drift(scenario.network, group, runs.member(state, LATER)))
    for state, drifts in found.items():
        yield from _summed(f"{state}, the shipped region", drifts[:1])
        yield from _summed(f"{state}, {regions} generated regions", drifts[1:])


def _summed(what: str, drifts: list[Drift]) -> Iterator[Line]:
    names = [name for each in drifts for name in each.names]
    if not names:
        return
    known, expected, error, full = (
        np.concatenate([getattr(each, key) for each in drifts])
        for key in ("known", "expected", "error", "full")
    )
    z = np.abs(Drift(names, known, expected, error, full).z)
    beyond = float((z > FAR).mean())
    bias = float((expected - known).sum() / known.sum())
    near = max(BIAS, FAR * float(np.sqrt((error * error).sum()) / known.sum()))
    where = f"{share(beyond)} of {len(names)}"
    yield Line(f"{what}: beyond {FAR:.0f} s.e.", where, f"at most {share(SOME)}", beyond <= SOME)
    yield Line(f"{what}: drift of all", f"{100 * bias:+.2f} %", f"within {share(near)}", abs(bias) <= near)
    for label, some in (("no post vacant", full > 0), ("posts vacant", full == 0)):
        if some.any() and known[some].sum():
            drift = (expected - known)[some].sum() / known[some].sum()
            beyond = float((z[some] > FAR).mean())
            yield Line(f"  {label} ({some.sum()})", f"{100 * drift:+.2f} %, {share(beyond)} beyond")
    worst = int(np.argmax(np.where(known > 0, np.abs(expected - known) / np.maximum(known, 1e-9), 0)))
    yield Line(f"  farthest: {names[worst]}", f"{known[worst]:.1f} > {expected[worst]:.2f}")


def _drift(network: Network, group: str, later: Floats) -> Drift:
    facts = structure_of(network).organisations
    plural = f"{group}s_known"
    known = np.array([getattr(each, plural) for each in facts])
    most = np.array([getattr(each, f"{group}_establishment") for each in facts])
    some = np.flatnonzero(most > 0)
    return Drift(
        [network.organisations[each].name for each in some],
        known[some],
        later.mean(axis=0)[some],
        later.std(axis=0, ddof=1)[some] / np.sqrt(len(later)),
        (known >= most)[some].astype(float),
    )
