"""Holds the model against patterns of the study: what is run, what is compared, what is expected.

Each check is a few lines: it takes the runs of four scenarios, paired by run, and tells for every
run whether the pattern holds and how large its effect is. The numbers that words such as "low" or
"intermediate" stand for are in the column `check` of `sim/evidence/patterns.csv`, where they were
set before anything was run. A pattern that fails is reported as failing.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim import Scenario, load_scenario, simulate
from sim.declarations.evidence import Pattern, load_evidence
from sim.simulation import Progress, Result
from sim.values import ParameterSource

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Numbers = Mapping[str, float]

TWINS = 4
ROUNDING = 1e-9  # no difference is smaller
OBSERVED = 0  # the month in which the study observed
BEFORE = -13  # the last month before there was a coordinator
ENABLERS = dict.fromkeys(("C27", "C28", "C29", "C54", "C55"), 0.0)


class Twins(NamedTuple):
    """The same runs, under the same luck, with and without what the patterns turn on."""

    baseline: Result
    no_coordinator: Result
    no_enablers: Result
    barriers_lifted: Result


class Seen(NamedTuple):
    """What a check saw: in which runs the pattern holds, and its effect (`what`) in each."""

    holds: Truths
    effect: Floats
    what: str


class Verdict(NamedTuple):
    """A pattern's verdict over all runs."""

    pattern: Pattern
    runs: int
    share: float  # of runs in which it holds
    median: float  # effect
    low: float
    high: float
    monte_carlo_error: float  # of the median effect
    holds: bool
    what: str
    if_it_fails: str


def numbers_of(pattern: Pattern) -> dict[str, float]:
    """The thresholds of a pattern's check: ``low=0.3; high=0.5``."""
    pairs = (each.partition("=") for each in pattern.check.split(";") if each.strip())
    return {name.strip(): float(value) for name, _, value in pairs}


def run_twins(
    base: Scenario | None = None,
    runs: int = 200,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    workers: int = 1,
    progress: Progress | None = None,
) -> Twins:
    """Run what the checks compare: the baseline (or `base`) and three twins of it.

    The twins are without a coordinator; without all four enablers (no coordinator, and the links
    that carry what coordinator, leaders, governance and vision bring, cut); and with the barriers
    lifted.
    """
    base = load_scenario("baseline") if base is None else base
    lifted = load_scenario("barriers-lifted").levers
    added: dict[str, Any] = {name: spells for name, spells in lifted.items() if name not in base.levers}
    without = base.with_levers(coordinator=False)
    # The coordinator's twin is looked at in the month of the study alone.
    twins = (base, without.with_horizon(1), without.with_links(ENABLERS), base.with_levers(**added))
    results: list[Result] = []
    for number, scenario in enumerate(twins):
        before = number * runs

        def counted(done: int, _: int, before: int = before) -> None:
            if progress is not None:
                progress(before + done, len(twins) * runs)

        results.append(
            simulate(
                scenario,
                runs,
                seed,
                parameters=parameters,
                months=sorted({BEFORE, OBSERVED, scenario.horizon}),
                organisations=number == 0,
                workers=workers,
                progress=counted,
            )
        )
    return Twins(*results)


# -- Reading runs --------------------------------------------------------------------------


def _at(result: Result, outcome: str, month: int = OBSERVED) -> Floats:
    """An outcome of every run in one month, (runs,)."""
    frame = result.outcomes
    values: Floats = frame.loc[frame["month"] == month, outcome].to_numpy(float)
    return values


def _members(result: Result, state: str, month: int = OBSERVED) -> Floats:
    """A state of every organisation in one month, (runs, organisations)."""
    frame = result.organisations
    if frame is None:
        raise ValueError("these runs kept no organisations")
    values: Floats = frame.loc[frame["month"] == month, state].to_numpy(float)
    return values.reshape(result.runs, -1)


def _far(result: Result) -> Truths:
    """Which organisations lie at the geographical edge, (organisations,): 50 km from the centre and more."""
    network = result.scenario.network
    x, y = network.centre.x_km, network.centre.y_km
    return np.array([np.hypot(each.x_km - x, each.y_km - y) >= 50.0 for each in network.organisations])


def _engaged(result: Result) -> Truths:
    """Which organisations are no less engaged than the median one of their run, (runs, organisations)."""
    engagement = _members(result, "engagement")
    engaged: Truths = engagement >= np.median(engagement, axis=1, keepdims=True)
    return engaged


def _mean_where(values: Floats, where: Truths) -> Floats:
    """Means over the organisations where `where`, (runs,); 0 where there are none."""
    count = np.maximum(1, where.sum(axis=1))
    means: Floats = np.where(where, values, 0.0).sum(axis=1) / count
    return means


# -- The patterns --------------------------------------------------------------------------


def _governance_formal(twins: Twins, _: Numbers) -> Seen:
    now = _at(twins.baseline, "governance")
    before = now - _at(twins.baseline, "governance", month=BEFORE)
    twin = now - _at(twins.no_coordinator, "governance")
    return Seen(
        (before > ROUNDING) & (twin > ROUNDING),
        np.minimum(before, twin),
        "governance, above before and above its twin",
    )


def _enablers_not_sufficient(twins: Twins, n: Numbers) -> Seen:
    end = twins.baseline.scenario.horizon
    cover = _at(twins.baseline, "cover_24_7", end)
    to_none = np.abs(cover - _at(twins.no_enablers, "cover_24_7", end))
    to_lifted = np.abs(_at(twins.barriers_lifted, "cover_24_7", end) - cover)
    closer = to_lifted - to_none
    return Seen((cover <= n["most"]) & (2 * to_none < to_lifted), closer, "24/7 cover, nearer to no enablers")


def _formal_but_not_evaluated(twins: Twins, n: Numbers) -> Seen:
    governance, evaluation = _at(twins.baseline, "governance"), _at(twins.baseline, "evaluation")
    holds = (evaluation <= n["low"]) & (governance >= n["high"])
    return Seen(holds, governance - evaluation, "governance above evaluation")


def _vision_without_clarity(twins: Twins, n: Numbers) -> Seen:
    vision = _at(twins.baseline, "vision")
    everyone = vision - _at(twins.baseline, "clarity")
    core = vision - _at(twins.baseline, "clarity_core")
    return Seen(
        (everyone >= n["large"]) & (core >= n["large"]), np.minimum(everyone, core), "vision above clarity"
    )


def _awareness_thins_out(twins: Twins, _: Numbers) -> Seen:
    base = twins.baseline
    core, wider = _members(base, "awareness_core"), _members(base, "awareness_wider")
    in_between = (core + wider) / 2
    near = ~_far(base) & _engaged(base)
    gradient = _mean_where(in_between, near) - _mean_where(in_between, ~near)
    gap = core.mean(axis=1) - wider.mean(axis=1)
    return Seen(
        (gap > ROUNDING) & (gradient > ROUNDING),
        np.minimum(gap, gradient),
        "awareness, core to other and centre to edge",
    )


def _change_seen_by_some(twins: Twins, n: Numbers) -> Seen:
    base = twins.baseline
    used, attended = _members(base, "adoption"), _members(base, "training_attendance")
    sees = np.maximum(used, attended) >= n["sees"]
    talk = (~sees & (_members(base, "participation") >= n["sees"])).mean(axis=1)
    share: Floats = sees.mean(axis=1)
    holds = (share >= n["least"]) & (share <= n["most"]) & (talk > 0) & (talk <= n["talk"])
    return Seen(holds, share, "members seeing change")


def _endorsed_not_adopted(twins: Twins, n: Numbers) -> Seen:
    base = twins.baseline
    endorsed, used = _at(base, "guidelines"), _members(base, "adoption")
    awareness = (_members(base, "awareness_core") + _members(base, "awareness_wider")) / 2
    known = awareness * _members(base, "engagement")
    with np.errstate(invalid="ignore", divide="ignore"):  # none where all use them alike: it does not hold
        correlation = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(used, known, strict=True)])
    lag = endorsed - used.mean(axis=1)
    holds = (
        (endorsed >= n["high"])
        & (lag >= n["lag"])
        & (used.std(axis=1) >= n["spread"])
        & (correlation >= n["correlation"])
    )
    return Seen(holds, lag, "guidelines endorsed above used")


def _engagement_falls_short(twins: Twins, n: Numbers) -> Seen:
    base = twins.baseline
    engagement = _members(base, "engagement")
    promised = (_members(base, "vision") + _members(base, "trust")).mean(axis=1) / 2
    short = promised - engagement.mean(axis=1)
    far = np.broadcast_to(_far(base), engagement.shape)
    edge = _mean_where(engagement, ~far) - _mean_where(engagement, far)
    holds = (short > ROUNDING) & (edge > ROUNDING) & (engagement.std(axis=1) >= n["spread"])
    return Seen(holds, short, "engagement below vision and trust")


class Check(NamedTuple):
    """How a pattern is checked, and what it means when the check fails."""

    sees: Callable[[Twins, Numbers], Seen]
    if_it_fails: str


CHECKS: dict[str, Check] = {
    "P01": Check(_governance_formal, "The coordinator does not make governance formal, as nearly all said."),
    "P02": Check(_enablers_not_sufficient, "Enablers alone bring cover, which the study denies."),
    "P03": Check(_formal_but_not_evaluated, "Governance and evaluation do not come apart as they did."),
    "P04": Check(_vision_without_clarity, "Members who share the vision are too clear about the purpose."),
    "P05": Check(_awareness_thins_out, "Awareness does not thin out towards other staff and the edge."),
    "P08": Check(
        _change_seen_by_some, "Too many or too few members see change: the model disagrees too little."
    ),
    "P09": Check(_endorsed_not_adopted, "Guidelines are endorsed too late, or used too evenly, by month 0."),
    "P14": Check(_engagement_falls_short, "Members' engagement is too much alike: the model levels them."),
}


def validate(twins: Twins) -> list[Verdict]:
    """Check every pattern that has a check; failures come first.

    A pattern holds where it holds in 90 % of paired runs (`share` in its check) and the median effect
    is larger than its Monte Carlo error.
    """
    patterns = load_evidence().patterns
    verdicts = [_verdict(patterns[name], check, twins) for name, check in CHECKS.items()]
    return sorted(verdicts, key=lambda each: each.holds)


def _verdict(pattern: Pattern, check: Check, twins: Twins) -> Verdict:
    numbers = numbers_of(pattern)
    seen = check.sees(twins, numbers)
    low, median, high = (float(each) for each in np.quantile(seen.effect, (0.05, 0.5, 0.95)))
    # The median of n runs has 1.2533 times the standard error of their mean, were they normal.
    error = 1.2533 * float(np.std(seen.effect, ddof=1)) / float(np.sqrt(len(seen.effect)))
    share = float(seen.holds.mean())
    return Verdict(
        pattern=pattern,
        runs=len(seen.effect),
        share=share,
        median=median,
        low=low,
        high=high,
        monte_carlo_error=error,
        holds=share >= numbers["share"] and median > error,
        what=seen.what,
        if_it_fails=check.if_it_fails,
    )


def frame_of(verdicts: list[Verdict]) -> pd.DataFrame:
    """The verdicts as a tidy table."""
    return pd.DataFrame(
        {
            "pattern": [each.pattern.id for each in verdicts],
            "class": [each.pattern.kind for each in verdicts],
            "grade": [each.pattern.grade for each in verdicts],
            "tautology_risk": [each.pattern.tautology_risk for each in verdicts],
            "runs": [each.runs for each in verdicts],
            "share": [each.share for each in verdicts],
            "effect": [each.what for each in verdicts],
            "median": [each.median for each in verdicts],
            "low": [each.low for each in verdicts],
            "high": [each.high for each in verdicts],
            "monte_carlo_error": [each.monte_carlo_error for each in verdicts],
            "expected": [each.pattern.expected for each in verdicts],
            "if_it_fails": [each.if_it_fails for each in verdicts],
            "verdict": ["holds" if each.holds else "fails" for each in verdicts],
        }
    )
