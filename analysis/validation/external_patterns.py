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
    all_leaders_leave,
    case,
    cases,
    facts,
    lasting,
    no_coordinator_after,
    pulled,
    sized,
    year_to,
)
from analysis.validation.check import Cases, CheckResult, Numbers, check
from analysis.validation.measures import mean_where
from analysis.validation.regions import MAPPED, copied, region
from sim.model.outcomes import OUTCOMES
from sim.model.rules.technology import LIVE, NOT_JOINED, STALLED, WITHDRAWN

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


@check(
    "P53",
    lambda n: {"base": case(months=[END], members=True)},
    "Members use guidelines too much alike, where providers differ widely.",
)
def use_differs(runs: Runs, n: Numbers) -> CheckResult:
    """Members differ in their use of guidelines as much as providers do elsewhere."""
    used = runs["base"].member("adoption", END)
    spread, widest = used.std(axis=1), np.ptp(used, axis=1)
    holds = (spread >= n["spread"]) & (widest >= n["range"])
    return CheckResult(holds, spread, "standard deviation of use over members", {"best less worst": widest})


@check(
    "P54",
    lambda n: {"base": case(months=year_to(END), members=True)},
    "Members train too much alike, or only a few do.",
)
def training_is_unequal(runs: Runs, n: Numbers) -> CheckResult:
    """What training members have attended over a year is very unequal."""
    attended = runs["base"].member_over("training_attendance", year_to(END))
    mean = attended.mean(axis=1)
    varies = np.divide(attended.std(axis=1), mean, out=np.zeros_like(mean), where=mean > 0)
    return CheckResult(
        _within(varies, n["least"], n["most"]), varies, "coefficient of variation of training over members"
    )


def _abandoned(n: Numbers) -> Cases:
    # What works to keep members is the flow of news, from coordinator and leaders.
    ended = [no_coordinator_after(OBSERVED), all_leaders_leave(OBSERVED)]
    return cases(year_to(int(n["month"])), {"kept": [pulled("coordinator")], "ended": ended}, members=True)


def _none_lost_by_help(whole: CheckResult, n: Numbers) -> bool:
    return bool((whole.effect >= whole.also["with"]).all())


@check(
    "P56",
    _abandoned,
    "Members stay without anybody's work, or go in spite of it.",
    over_runs=_none_lost_by_help,
)
def members_gone(runs: Runs, n: Numbers) -> CheckResult:
    """Three years after the coordinator's work has ended many members are in effect gone, and few with it."""

    def gone(name: str) -> Floats:
        year = [runs[name].member("engagement", month) for month in year_to(int(n["month"]))]
        share: Floats = (np.max(year, axis=0) < n["gone"]).mean(axis=1)
        return share

    ended, kept = gone("ended"), gone("kept")
    holds = _within(ended, n["without-least"], n["without-most"]) & (kept <= n["with-most"])
    return CheckResult(holds, ended, "members gone without a coordinator", {"with": kept})


def _odds(runs: CaseRuns, outcome: str, month: int) -> Floats:
    share = runs.at(outcome, month)
    odds: Floats = np.divide(share, 1.0 - share, out=np.full_like(share, np.nan), where=share < 1.0)
    return odds


@check(
    "P57",
    lambda n: cases(
        [int(n["month"])],
        {"helped": [pulled("coordinator", "outreach")], "left": [no_coordinator_after(OBSERVED)]},
    ),
    "Visits by a coordinator bring guidelines into use far less, or more, than they did in trials.",
)
def use_by_facilitation(runs: Runs, n: Numbers) -> CheckResult:
    """A coordinator who visits raises the odds that a guideline is used, as facilitators did in trials."""
    helped, left = (_odds(runs[each], "adoption", int(n["month"])) for each in ("helped", "left"))
    ratio = np.divide(helped, left, out=np.full_like(helped, np.nan), where=left > 0)
    return CheckResult(_within(ratio, n["least"], n["most"]), ratio, "odds ratio of use of guidelines")


def _larger(n: Numbers) -> Cases:
    times = copied(int(n["copies"]))
    kept, gone = pulled("coordinator"), no_coordinator_after(OBSERVED)
    changes = {"one": [kept], "one, gone": [gone], "two": [times, kept], "two, gone": [times, gone]}
    return cases([int(n["month"])], changes)


@check("P58", _larger, "A coordinator does as much for each of many members as for each of few.")
def coordinator_spread_thin(runs: Runs, n: Numbers) -> CheckResult:
    """A coordinator engages each member less where there are twice as many."""
    one, two = (
        runs[each].at("engagement", int(n["month"])) - runs[f"{each}, gone"].at("engagement", int(n["month"]))
        for each in ("one", "two")
    )
    return CheckResult(one - two > 0.0, one - two, "engagement by a coordinator, less with twice as many")


def _records_after(n: Numbers) -> Cases:
    return cases([int(n["month"])], {"shared": [pulled("shared-records")]}, members=True)


def _median_and_stalled(whole: CheckResult, n: Numbers) -> bool:
    stalled = whole.also["stalled or folded"].mean()
    return bool(
        n["least"] <= np.median(whole.effect) <= n["most"] and n["whole-least"] <= stalled <= n["whole-most"]
    )


@check(
    "P62",
    _records_after,
    "Three years on a shared record is all done, or not begun, and never fails as a whole.",
    over_runs=_median_and_stalled,
)
def records_unfinished(runs: Runs, n: Numbers) -> CheckResult:
    """After three years some are live and some not; and in some runs most who began have given up."""
    stage = runs["shared"].member("records_stage", int(n["month"]))
    live = (stage == LIVE).mean(axis=1)
    began, gave_up = (stage != NOT_JOINED).sum(axis=1), np.isin(stage, (STALLED, WITHDRAWN)).sum(axis=1)
    folded = (began > 0) & (gave_up >= n["whole"] * began)
    return CheckResult(
        (live > 0) & (live < 1), live, "members live", {"stalled or folded": folded.astype(float)}
    )


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
