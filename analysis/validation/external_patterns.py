"""What other networks and programmes showed (EXT): levels of the model beside numbers of other sources.

Each source is one case beside many runs, so it is enough that most runs lie where it lay.
"""

import numpy as np

from analysis.statistics.barriers import OBSERVED
from analysis.validation.cases import (
    END,
    LAUNCH,
    CaseRuns,
    Floats,
    Runs,
    Truths,
    case,
    cases,
    facts,
    lasting,
    pulled,
    sized,
    year_to,
)
from analysis.validation.check import Cases, CheckResult, Numbers, check
from analysis.validation.measures import mean_where
from analysis.validation.regions import MAPPED, region
from sim.model.outcomes import OUTCOMES
from sim.model.rules.technology import LIVE

PRINCIPLES = ("governance", "guidelines", "evaluation", "participation")
# What a network would count of its care and of its work: clinical and process indicators.
INDICATORS = [
    each
    for each in OUTCOMES.values()
    if (each.re_aim == "effectiveness" or each.proctor in ("adoption", "fidelity"))
    and each.better != "neither"
]
# They count what members do in a month, or do not: what matters is how often in a year.
BY_THE_YEAR = ("participation", "return_completeness")
EDUCATION = ("study-days", "virtual-training")


def _level(runs: CaseRuns, outcome: str, month: int) -> Floats:
    """An outcome in a month, or over the year up to it, (runs,)."""
    return runs.over(outcome, year_to(month)[0] if outcome in BY_THE_YEAR else month, month)


def _within(values: Floats, least: float, most: float) -> Truths:
    within: Truths = (values >= least) & (values <= most)
    return within


@check(
    "P45",
    lambda n: cases(
        year_to(LAUNCH + int(n["months"])),
        {"base": [facts(leaders=int(n["leaders"])), sized({"culture.rivalry_at_start": n["rivalry"]})]},
    ),
    "Amid rivalry and weak leadership the network still becomes all that it should be.",
)
def principles_missed(runs: Runs, n: Numbers) -> CheckResult:
    """Three years on, some networks are not formal, agreed, evaluated and attended all at once."""
    month = LAUNCH + int(n["months"])
    missed = np.sum([_level(runs["base"], each, month) < n["met"] for each in PRINCIPLES], axis=0)
    return CheckResult(missed > 0, missed / len(PRINCIPLES), "principles not met")


@check(
    "P46",
    lambda n: {"base": case(months=[*year_to(LAUNCH), *year_to(LAUNCH + int(n["months"]))])},
    "In its first year the network improves most of what it would count.",
)
def first_year_changes_little(runs: Runs, n: Numbers) -> CheckResult:
    """A year after its launch fewer than half of the indicators are better by a difference worth having."""
    before, after = LAUNCH, LAUNCH + int(n["months"])
    base = runs["base"]
    better = [
        (1 if each.better == "higher" else -1)
        * (_level(base, each.name, after) - _level(base, each.name, before))
        >= each.worthwhile
        for each in INDICATORS
    ]
    share: Floats = np.mean(better, axis=0)
    return CheckResult(share < n["most"], share, f"of {len(INDICATORS)} indicators, those improved")


@check(
    "P47",
    lambda n: cases([END], {"base": [], **{each: [pulled(each)] for each in EDUCATION}}),
    "Training redesigns services, or does not change simple practice.",
)
def training_changes_simple_practice(runs: Runs, n: Numbers) -> CheckResult:
    """Training moves what staff do by themselves, such as use of a guideline, and not 24/7 cover."""
    simple, redesign = (
        np.mean([runs[lever].at(each, END) - runs["base"].at(each, END) for lever in EDUCATION], axis=0)
        for each in ("adoption", "cover_24_7")
    )
    holds = (simple >= n["least"]) & (simple >= n["clearly"] * redesign) & (redesign <= n["nil"])
    return CheckResult(holds, simple - redesign, "use of guidelines above 24/7 cover, by training")


@check(
    "P51",
    lambda n: cases(year_to(END), {"base": [], "virtual": [pulled("virtual-training")]}, members=True),
    "Sessions are attended too well, too badly or too evenly, or teach those who come no more.",
)
def sessions_half_attended(runs: Runs, n: Numbers) -> CheckResult:
    """About half of a year's sessions are attended, very unevenly; those who come more often learn more."""
    attended = runs["virtual"].member_over("training_attendance", year_to(END))
    learnt = runs["virtual"].member("clinical_skill", END) - runs["base"].member("clinical_skill", END)
    often = attended >= n["half"]
    more = mean_where(learnt, often) - mean_where(learnt, ~often)
    mean = attended.mean(axis=1)
    holds = _within(mean, n["least"], n["most"]) & (attended.std(axis=1) >= n["spread"]) & (more > 0)
    return CheckResult(holds, mean, "sessions attended", {"spread of attendance": attended.std(axis=1)})


def _records(n: Numbers) -> Cases:
    months = int(n["months"])
    return {"shared": case(pulled("shared-records"), lasting(months), months=[months], members=True)}


@check("P52", _records, "A shared record reaches far more, or far fewer, than one did.")
def records_reach_some(runs: Runs, n: Numbers) -> CheckResult:
    """Twelve years on a shared record is live in most localities, and links those of fewer children."""
    live, recorded = _reached(runs["shared"], int(n["months"]), n["live"])
    holds = _within(live, n["least"], n["most"]) & _within(recorded, n["recorded-least"], n["recorded-most"])
    return CheckResult(holds, live, "localities with a live record", {"children recorded": recorded})


def _reached(runs: CaseRuns, month: int, level: float) -> tuple[Floats, Floats]:
    """Localities where a record is live, and children whose records are linked, as shares, (runs,).

    It is live where enough of those who serve are; children count by the links between them.
    """
    served = [
        (place.children_llc, members)
        for place in runs.network.localities
        if (members := [n for n, each in enumerate(runs.network.organisations) if place.name in each.serves])
    ]

    def means(values: Floats) -> Floats:
        return np.stack([values[:, members].mean(axis=1) for _, members in served], axis=1)

    live = means((runs.member("records_stage", month) == LIVE).astype(float))
    linked = means(runs.member("record_access", month))
    children = [each for each, _ in served]
    return (live >= level).mean(axis=1), np.average(linked, axis=1, weights=children)


@check(
    "M01",
    lambda n: cases([OBSERVED], {str(number): [region(number)] for number in range(MAPPED)}),
    "Regions of the model have more, or less, 24/7 cover than those of the country had.",
)
def regions_mapped(runs: Runs, n: Numbers) -> CheckResult:
    """Of as many regions as were mapped, few meet the standard in full, and some in part."""
    cover = np.stack([own.at("cover_24_7", OBSERVED) for own in runs.values()], axis=1)
    full = (cover >= n["full"]).sum(axis=1)
    part = (cover >= n["part"]).sum(axis=1) - full
    unmet = (len(runs) - full - part).astype(float)
    holds = _within(full, n["full-least"], n["full-most"]) & _within(part, n["part-least"], n["part-most"])
    counts = {"in full": full.astype(float), "in part": part.astype(float)}
    return CheckResult(holds, unmet, f"of {len(runs)} regions, those not meeting the standard", counts)
