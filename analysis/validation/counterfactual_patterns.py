"""What the study implies would have been otherwise (CF): paired runs with one thing changed."""

import functools
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.statistics.barriers import BARRIERS, OBSERVED
from analysis.statistics.brought_about import BEGINS, apart, places_of, spells_in, spells_of
from analysis.statistics.paired import KEYS
from analysis.validation.cases import (
    END,
    YEAR,
    CaseRuns,
    Change,
    Floats,
    Runs,
    Truths,
    all_leaders_leave,
    as_shipped,
    case,
    cases,
    cut,
    fact_times,
    interval,
    lifted,
    nearer,
    no_coordinator_after,
    pulled,
    shock,
    sized,
    working,
    year_to,
)
from analysis.validation.check import ROUNDING, Cases, CheckResult, Numbers, all_positive, check
from analysis.validation.chosen_members import everyone, hub_and_tied, leading_hub
from analysis.validation.measures import far, mean_where, months_until, of_kind
from sim import Scenario
from sim.inputs.levers import Lever, load_levers
from sim.inputs.timing import Interval
from sim.model.new_posts import new_posts
from sim.simulation import Result

STAFFING = BARRIERS["staff"]
MEETINGS = range(27, END + 1, 3)  # of the last three years: one says little, as a member comes or stays away


def _levers() -> list[str]:
    return [each.name for each in load_levers().values()]


def _more(outcome: str, runs: Runs, more: str, less: str, month: int = END) -> Floats:
    """By how much an outcome is higher in one case than in another, (runs,)."""
    return runs[more].at(outcome, month) - runs[less].at(outcome, month)


# -- Money ---------------------------------------------------------------------------------


@check(
    "P16",
    lambda n: cases(range(1, int(n["months"]) + 1), {"annual": [], "longer": [pulled("multi-year-funding")]}),
    "A grant renewed every year costs the network neither time nor milestones.",
)
def annual_money_takes_time(runs: Runs, n: Numbers) -> CheckResult:
    """Under annual funding less core time is productive, and guidelines are endorsed later."""
    last = int(n["months"])
    time, milestones = (
        runs["longer"].over(each, 1, last) - runs["annual"].over(each, 1, last)
        for each in ("productive_share", "guidelines")
    )
    return CheckResult(all_positive(time, milestones), time, "productive core time, with longer grants")


@check(
    "P17",
    lambda n: cases(range(OBSERVED, END + 1), {"base": [], "more": [pulled("more-network-money")]}),
    "More money for the network moves too little, or no sooner.",
)
def money_moves_fronts(runs: Runs, n: Numbers) -> CheckResult:
    """More money moves three of technology, training, service development and staffing, and sooner."""
    staffing = _more("specialist_posts", runs, "more", "base") + _more("nurse_posts", runs, "more", "base")
    year = year_to(END)
    training = np.subtract(*(runs[each].over("training_reach", year[0], END) for each in ("more", "base")))
    fronts = [_more(each, runs, "more", "base") for each in ("record_access", "guidelines")]
    moved = np.sum([each > ROUNDING for each in (*fronts, training, staffing)], axis=0)
    base, more = (
        months_until(each.course("guidelines"), each.months, n["milestone"])
        for each in (runs["base"], runs["more"])
    )
    sooner = base - more
    return CheckResult(
        (moved >= n["fronts"]) & (sooner > ROUNDING), sooner, "months by which a milestone is sooner"
    )


# -- People --------------------------------------------------------------------------------


def _removal(n: Numbers) -> Cases:
    start, after = int(n["from"]), int(n["after"])
    ends = interval("coordinator", start=OBSERVED, end=start, ramp_up=0)
    leave = shock(start, leaders_leave=int(n["leaders"]))
    changes = {"kept": [pulled("coordinator")], "gone": [ends], "leaders too": [ends, leave]}
    return cases([start, start + after], changes)


@check("P18", _removal, "The network does without its coordinator, or its leaders, as well as before.")
def decline_without_coordinator(runs: Runs, n: Numbers) -> CheckResult:
    """Without the coordinator all fall below what they are with one; where leaders leave too, further."""
    end = int(n["from"]) + int(n["after"])
    outcomes = ("awareness", "information_flow", "governance")
    fall = [_more(each, runs, "kept", "gone", end) for each in outcomes]
    faster = np.mean([_more(each, runs, "gone", "leaders too", end) for each in outcomes], axis=0)
    return CheckResult(all_positive(*fall, faster), np.min(fall, axis=0), "below the twin with a coordinator")


PROGRESS = ("governance", "guidelines", "evaluation", "participation")


def _few_left(n: Numbers) -> Cases:
    leave = shock(int(n["at"]), leaders_leave=int(n["leaders"]))
    paid = pulled("core-team")
    changes = {"unpaid": [], "unpaid, gone": [leave], "paid": [paid], "paid, gone": [paid, leave]}
    return cases(range(int(n["at"]) + 1, int(n["at"]) + int(n["after"]) + 1), changes)


@check("P19", _few_left, "It matters not whether those who leave were paid for.")
def unpaid_leaders_are_missed(runs: Runs, n: Numbers) -> CheckResult:
    """Two leaders who leave cost more progress where nobody's time is bought."""

    def lost(who: str) -> Floats:
        first, last = int(n["at"]) + 1, int(n["at"]) + int(n["after"])
        kept, gone = (
            np.mean([runs[each].over(outcome, first, last) for outcome in PROGRESS], axis=0)
            for each in (who, f"{who}, gone")
        )
        fall: Floats = kept - gone
        return fall

    unpaid, paid = lost("unpaid"), lost("paid")
    return CheckResult(
        all_positive(unpaid, unpaid - paid), unpaid - paid, "progress lost with leaders, beyond a paid team's"
    )


def _upkeep(n: Numbers) -> Cases:
    months = [YEAR * year for year in range(int(n["years"]) + 1)]
    # What works to keep engagement is the flow of news, from coordinator and leaders; and champions.
    gone = no_coordinator_after(OBSERVED)
    return cases(
        months, {"work": [pulled("coordinator", "champions")], "none": [gone, all_leaders_leave(OBSERVED)]}
    )


@check("P20", _upkeep, "Engagement keeps itself, or is lost in spite of work to keep it.")
def engagement_needs_work(runs: Runs, n: Numbers) -> CheckResult:
    """Without work engagement falls year by year; with it, it holds."""
    work, none = runs["work"].course("engagement"), runs["none"].course("engagement")
    falls = (np.diff(none, axis=1) < -ROUNDING).all(axis=1)
    kept = work[:, -1] >= n["kept"] * work[:, 0]
    return CheckResult(falls & kept, work[:, -1] - none[:, -1], "engagement, with work to keep it")


def _resolved(n: Numbers) -> Cases:
    changes = {
        f"{barriers}{links}": [pulled("coordinator"), *change, cut(*links.split())]
        for links in ("", " C04", " C46")
        for barriers, change in (("stand", []), ("fall", [lifted()]))
    }
    return cases(range(int(n["from"]), int(n["to"]) + 1), changes)


@check("P21", _resolved, "Barriers left standing do not discourage members.")
def standing_barriers_discourage(runs: Runs, n: Numbers) -> CheckResult:
    """Standing barriers cost engagement: by discouraging, and not by the decay of engagement alone."""

    def lost(links: str) -> Floats:
        first, last = int(n["from"]), int(n["to"])
        fall, stand = (runs[f"{each}{links}"].over("engagement", first, last) for each in ("fall", "stand"))
        return fall - stand

    all_in, no_discouragement, no_decay = lost(""), lost(" C04"), lost(" C46")
    through = all_in - no_discouragement >= n["through"] * all_in
    return CheckResult(all_positive(all_in, no_decay) & through, all_in, "engagement, once barriers fall")


# -- Records and evaluation ----------------------------------------------------------------


@check(
    "P22",
    lambda n: cases([END], {"apart": [], "shared": [pulled("shared-records")]}),
    "Shared records spare no detours, or do not reach care and members.",
)
def records_apart(runs: Runs, n: Numbers) -> CheckResult:
    """Records kept apart mean more workarounds, less coordination and less engagement."""
    burden = _more("workaround_hours", runs, "apart", "shared")
    coordination = _more("care_coordination", runs, "shared", "apart")
    engagement = _more("engagement", runs, "shared", "apart")
    return CheckResult(
        all_positive(burden, coordination, engagement),
        burden,
        "hours a month of workarounds, with records apart",
    )


def _hours_for_returns(runs: CaseRuns) -> Floats:
    """Hours that a complete return takes, (runs,)."""
    hours, returned = (
        runs.member_over(each, year_to(END)) for each in ("return_hours", "return_completeness")
    )
    spent: Floats = hours.sum(axis=1) / np.maximum(ROUNDING, returned.sum(axis=1))
    return spent


@check(
    "P24",
    lambda n: cases(year_to(END), {"apart": [], "shared": [pulled("shared-records")]}, members=True),
    "Data returns are no dearer or no thinner where records are apart.",
)
def returns_cost_more(runs: Runs, n: Numbers) -> CheckResult:
    """With records apart a return takes more hours, and less is returned, in the last year."""
    hours = _hours_for_returns(runs["apart"]) - _hours_for_returns(runs["shared"])
    shared, apart = (
        runs[each].member_over("return_completeness", year_to(END)) for each in ("shared", "apart")
    )
    complete = (shared - apart).mean(axis=1)
    return CheckResult(
        all_positive(hours, complete), hours, "hours for a complete return, with records apart"
    )


def _on_their_own_system(runs: CaseRuns) -> Truths:
    """Hospices, and organisations whose record system no other member has, (organisations,)."""
    systems = [each.record_system for each in runs.network.organisations]
    alone: Truths = np.array([systems.count(each) == 1 for each in systems])
    return of_kind(runs, "children's hospice") | alone


@check(
    "P25",
    lambda n: cases(year_to(END), {"rigid": [], "supported": [pulled("information-fixes")]}, members=True),
    "A template that fits, with help, brings no more data or trust.",
)
def rigid_template(runs: Runs, n: Numbers) -> CheckResult:
    """Under one rigid template those whom it does not fit return less, and trust measurement less."""
    returns, trust = (
        mean_where(
            runs["supported"].member_over(each, months) - runs["rigid"].member_over(each, months),
            _on_their_own_system(runs["rigid"]),
        )
        for each, months in (("return_completeness", year_to(END)), ("measurement_trust", [END]))
    )
    return CheckResult(
        all_positive(returns, trust), returns, "returns of hospices and the like, with support"
    )


@check(
    "P26",
    lambda n: cases(range(YEAR, END + 1), {"none": [], "measured": [pulled("outcome-set")]}),
    "An outcome measure shows no worth, or worth brings no money.",
)
def worth_needs_a_measure(runs: Runs, n: Numbers) -> CheckResult:
    """Without an outcome measure less worth is shown, and grants are smaller or fewer."""
    worth = _more("worth", runs, "measured", "none")
    money = runs["measured"].over("funding", YEAR, END) - runs["none"].over("funding", YEAR, END)
    return CheckResult(all_positive(worth, money), worth, "worth shown, with an outcome set")


@check(
    "P27",
    lambda n: cases(
        [END], {"none": [], "process": [pulled("process-data")], "outcome": [pulled("outcome-set")]}
    ),
    "Process data are worth nothing, or as much as an outcome measure.",
)
def process_data_in_between(runs: Runs, n: Numbers) -> CheckResult:
    """Evaluation from process data does better than none, and worse than an outcome measure."""
    steps = [
        _more(each, runs, *pair)
        for each in ("worth", "engagement")
        for pair in (("process", "none"), ("outcome", "process"))
    ]
    return CheckResult(
        all_positive(*steps), np.min(steps[:2], axis=0), "worth shown, at the smaller of two steps"
    )


@check(
    "P28",
    lambda n: cases(
        range(int(n["from"]), int(n["to"]) + 1), {"silent": [], "shared": [pulled("early-achievements")]}
    ),
    "Members do not care for what was achieved, or there is nothing to share.",
)
def achievements_shared(runs: Runs, n: Numbers) -> CheckResult:
    """Sharing achievements keeps engagement up."""
    first, last = int(n["from"]), int(n["to"])
    more = runs["shared"].over("engagement", first, last) - runs["silent"].over("engagement", first, last)
    return CheckResult(more > ROUNDING, more, "engagement, with achievements shared")


@check(
    "P30",
    lambda n: cases(
        range(int(n["at"]), END + 1),
        {
            "none": [],
            "promise": [shock(OBSERVED, big_promise=n["promise"])],
            "managed": [pulled("managed-expectations")],
        },
    ),
    "A promise that cannot be kept costs nothing later.",
)
def promise_disappoints(runs: Runs, n: Numbers) -> CheckResult:
    """After a big promise engagement is lower, both than with expectations managed and than without it."""
    later = {name: own.over("engagement", int(n["at"]), END) for name, own in runs.items()}
    managed, none = later["managed"] - later["promise"], later["none"] - later["promise"]
    return CheckResult(all_positive(managed, none), managed, "later engagement, with expectations managed")


# -- Reach and fit -------------------------------------------------------------------------


def _edge_to_centre(runs: CaseRuns) -> Floats:
    """How often those at the edge come to meetings, over how often those at the centre do, (runs,)."""
    taking_part = runs.member_over("participation", MEETINGS)
    edge, centre = mean_where(taking_part, far(runs)), mean_where(taking_part, ~far(runs))
    return edge / np.maximum(ROUNDING, centre)


@check(
    "P31",
    lambda n: cases(
        MEETINGS,
        {"central": [], "rotating": [pulled("outreach")], "virtual": [pulled("virtual-training")]},
        members=True,
    ),
    "The edge takes no more part when meetings come to it, or go on line.",
)
def central_meetings_lose_the_edge(runs: Runs, n: Numbers) -> CheckResult:
    """With central meetings alone the edge takes less part, as against the centre."""
    central = _edge_to_centre(runs["central"])
    rotating, virtual = (_edge_to_centre(runs[each]) - central for each in ("rotating", "virtual"))
    return CheckResult(
        all_positive(rotating, virtual), np.minimum(rotating, virtual), "participation, edge to centre"
    )


@check(
    "P32",
    lambda n: cases([END], {"uniform": [], "adapted": [pulled("local-adaptation")]}, members=True),
    "Standards are used no more where they may be adapted.",
)
def uniform_standards_fit_few(runs: Runs, n: Numbers) -> CheckResult:
    """Where local ways are unlike the rest, a uniform standard is used less than an adaptable one."""
    unlike = np.array([each.atypicality for each in runs["uniform"].network.organisations])
    more = runs["adapted"].member("adoption", END) - runs["uniform"].member("adoption", END)
    effect = mean_where(more, unlike >= np.quantile(unlike, n["atypical"]))
    return CheckResult(effect > ROUNDING, effect, "use of guidelines in atypical places, if adaptable")


@check(
    "P33",
    lambda n: cases(range(OBSERVED, END + 1), {"greater": [], "smaller": [nearer(n["more"])]}),
    "Differences between NHS and others hold nothing up.",
)
def differences_hold_up(runs: Runs, n: Numbers) -> CheckResult:
    """The greater the distance, the longer it takes to agree, and the less clear the purpose.

    Over what is agreed by and by, the time that it takes is what is missing of it, month by month.
    """
    missing = [
        np.sum(runs["smaller"].course(each) - runs["greater"].course(each), axis=1)
        for each in ("governance", "record_access", "guidelines")
    ]
    clarity = _more("clarity", runs, "smaller", "greater")
    longer = np.mean(missing, axis=0)
    return CheckResult(all_positive(longer, clarity), longer, "months longer to agree, with greater distance")


@check(
    "P34",
    lambda n: cases([END], {"base": [], "poorer": [fact_times("sector_funding", n["times"])]}, members=True),
    "A poorer sector shares and competes as before.",
)
def scarcity_breeds_rivalry(runs: Runs, n: Numbers) -> CheckResult:
    """With less money in the sector members share less, and are more of rivals."""
    shared = (runs["base"].member("sharing", END) - runs["poorer"].member("sharing", END)).mean(axis=1)
    rivalry = _more("rivalry", runs, "poorer", "base")
    return CheckResult(all_positive(shared, rivalry), shared, "shared, with the sector's money as it is")


def _definitions(n: Numbers) -> Cases:
    def agreed(tiers: float) -> Change:
        sizes = {"narrowed": n["narrowed"], "tiers": tiers}
        return sized({f"levers.agreed-definition.{name}": size for name, size in sizes.items()})

    narrow = pulled("agreed-definition")
    changes = {"broad": [], "narrow": [narrow, agreed(0.0)], "tiered": [narrow, agreed(n["tiers"])]}
    return cases([END], changes, members=True)


@check("P35", _definitions, "A narrow definition costs or gains nothing, or tiers do not make up for it.")
def narrow_or_broad(runs: Runs, n: Numbers) -> CheckResult:
    """A narrow definition is clearer, looks more feasible and fits fewer; tiers make up for that.

    Feasible is what members take for tractable.
    """
    fits = {
        name: mean_where(
            own.member("appropriateness", END),
            of_kind(own, "children's hospice", "social care", "education"),
        )
        for name, own in runs.items()
    }
    clarity = _more("clarity", runs, "narrow", "broad")
    feasible = _more("tractability", runs, "narrow", "broad")
    both = {name: own.at("clarity", END) + fits[name] for name, own in runs.items()}
    tiers = both["tiered"] - np.maximum(both["narrow"], both["broad"])
    unfit = fits["broad"] - fits["narrow"]
    return CheckResult(
        all_positive(clarity, feasible, unfit, tiers), tiers, "clarity and fit together, with tiers"
    )


# -- Staff, training, obligation -----------------------------------------------------------


def _without_staffing(n: Numbers) -> Cases:
    others = [each for each in _levers() if each not in STAFFING]
    singly = {each: [pulled(each)] for each in others}
    return cases([END], {**singly, "all others": [pulled(*others)]})


@check("P36", _without_staffing, "Cover rises without staff, or without working differently.")
def staff_is_the_ceiling(runs: Runs, n: Numbers) -> CheckResult:
    """However many other levers are pulled, cover stays below a ceiling."""
    highest = np.max([own.at("cover_24_7", END) for own in runs.values()], axis=0)
    return CheckResult(highest <= n["ceiling"], n["ceiling"] - highest, "24/7 cover, below the ceiling")


@check(
    "P38",
    lambda n: cases([END], {"core": [], "tailored": [pulled("tailored-training")]}, members=True),
    "Tailored training does not narrow the gap, or costs specialists nothing.",
)
def tailored_training(runs: Runs, n: Numbers) -> CheckResult:
    """Training for others narrows the gap, and specialists learn a little less from the same money."""
    narrower = _more("skill_gap", runs, "core", "tailored")
    specialists = np.array([each.specialist_establishment > 0 for each in runs["core"].network.organisations])
    deep, shallow = (
        mean_where(runs[each].member("clinical_skill", END), specialists) for each in ("core", "tailored")
    )
    lost = deep - shallow
    return CheckResult(all_positive(narrower, lost), narrower, "skill gap, narrower with tailored training")


@check(
    "P39",
    lambda n: cases([END], {"voluntary": [], "agreed": [pulled("obligation")]}),
    "An agreed obligation makes no one use the guidelines.",
)
def obligation_is_followed(runs: Runs, n: Numbers) -> CheckResult:
    """Guidelines are used more where members agree to; engagement may go either way."""
    more = _more("adoption", runs, "agreed", "voluntary")
    return CheckResult(more > ROUNDING, more, "use of guidelines, if agreed to be binding")


# -- What is worth doing -------------------------------------------------------------------

ENABLING = (  # how fast coordinator, leaders, governance and vision work
    "processes.governance_by_coordinator",
    "processes.governance_by_leaders",
    "processes.news_by_coordinator",
    "processes.news_by_leaders",
    "people.core_informed",
    "people.wider_informed",
    "culture.trust_by_governance",
    "goals.vision_carried",
)


def _relief(n: Numbers) -> Cases:
    enabled = pulled("coordinator")
    return {
        "enabled": case(enabled, months=[END]),
        "more": case(enabled, months=[END], times=dict.fromkeys(ENABLING, n["times"])),
        **{each: case(enabled, lifted(each), months=[END]) for each in BARRIERS},
    }


@check("P41", _relief, "More of the same enablers does as well as relief of what binds.")
def enablers_diminish(runs: Runs, n: Numbers) -> CheckResult:
    """More of the enablers there are adds little cover beside relief of the barrier that binds."""
    enabled = runs["enabled"].at("cover_24_7", END)
    gain = runs["more"].at("cover_24_7", END) - enabled
    relief = np.max([runs[each].at("cover_24_7", END) - enabled for each in BARRIERS], axis=0)
    holds = (relief > ROUNDING) & (gain <= n["small"] * relief)
    return CheckResult(holds, relief - gain, "24/7 cover, relief above more of the same")


@check(
    "P42",
    lambda n: cases(
        [END],
        {
            "neither": [],
            "enabled": [as_shipped("enablers-only")],
            "relieved": [lifted()],
            "both": [as_shipped("enablers-only"), lifted()],
        },
    ),
    "Enablers and relief add up, and neither needs the other.",
)
def enablers_need_relief(runs: Runs, n: Numbers) -> CheckResult:
    """Enablers and relief together bring more progress than the two alone, added up."""
    good = {
        name: np.mean([own.at(each, END) for each in ("cover_24_7", "evaluation", "engagement")], axis=0)
        for name, own in runs.items()
    }
    more = good["both"] + good["neither"] - good["enabled"] - good["relieved"]
    return CheckResult(more > ROUNDING, more, "progress, beyond the sum of the two")


@check(
    "P43",
    lambda n: cases(
        [int(n["first"]), END],
        {"high": [], "low": [shock(OBSERVED, everyone, engagement_lost=n["lost"])]},
    ),
    "However a network starts, it ends alike: its loops hold nothing up or down.",
)
def starts_last(runs: Runs, n: Numbers) -> CheckResult:
    """What half of all engagement does to progress is still there at the horizon, in some parameter sets."""
    first, last = (_more("progress", runs, "high", "low", month) for month in (int(n["first"]), END))
    holds = (last >= n["kept"] * first) & (last >= n["worthwhile"])
    return CheckResult(holds, last, "progress, for twice the engagement at first")


def _bundles() -> list[tuple[str, ...]]:
    """Single levers, and pairs of those that relieve a first-order barrier."""
    relieving = [lever for levers in BARRIERS.values() for lever in levers]
    return [*((each,) for each in _levers()), *combinations(relieving, 2)]


def _bought(bundle: tuple[str, ...], budget: float) -> Change:
    """Spend a budget on a bundle, in equal parts: each lever as strong as its part can buy."""

    def change(base: Scenario) -> Scenario:
        part = budget / len(bundle)
        return base.with_levers(
            {each: {"start": OBSERVED, "strength": affordable(each, part, base)} for each in bundle}
        )

    return change


def _binding(n: Numbers) -> Cases:
    found = {}
    for binds in BARRIERS:
        others = lifted(*(each for each in BARRIERS if each != binds))
        found[binds] = case(others, months=[END])
        for bundle in _bundles():
            bought = _bought(bundle, n["budget"])
            # What is lifted for nothing is not bought as well.
            found["|".join((binds, *bundle))] = case(bought, others, months=[END])
    return found


@check("P44", _binding, "One lever is best whatever binds.")
def what_binds_decides(runs: Runs, n: Numbers) -> CheckResult:
    """Which bundle does most for cover and engagement depends on the barrier left standing."""
    best = [
        np.argmax([_good(runs["|".join((binds, *bundle))]) for bundle in _bundles()], axis=0)
        for binds in BARRIERS
    ]
    differ = functools.reduce(np.logical_or, (each != best[0] for each in best[1:]))
    different = np.array([len(set(each)) for each in zip(*best, strict=True)], float)
    return CheckResult(differ, different - 1, "bundles that are best somewhere, beyond one")


def _good(runs: CaseRuns) -> Floats:
    """What the bundles are judged by: cover and engagement, added up."""
    return runs.at("cover_24_7", END) + runs.at("engagement", END)


# -- What a fault sets off -------------------------------------------------------------------------


def _held(result: Result) -> dict[str, Truths]:
    """In which months each problem of the network and of organisations held: (runs, places, months)."""
    return {"held": spells_of(result).holds}


def _down(n: Numbers) -> Cases:
    down = shock(int(n["at"]), leading_hub, records_down=int(n["months"]))
    kept: dict[str, Any] = {"months": [END], "problems": True, "read": _held}
    return {"linked": case(working, **kept), "down": case(working, down, **kept)}


def _in_turn(months: Sequence[Floats]) -> bool:
    """Whether the medians of those that are not empty come one after the other."""
    medians = [float(np.median(each)) for each in months if len(each)]
    return all(earlier < later for earlier, later in pairwise(medians))


@check("P70", _down, "One fault sets off problems in no order or everywhere at once, or ends with the fault.")
def one_fault_sets_off_the_next(runs: Runs, n: Numbers) -> CheckResult:
    """Where records fail at a hub of a network that works, problems come in their order, and outlast it."""
    network, back = runs["down"].network, n["at"] + n["months"]
    places, held = places_of(network, localities=False), {name: runs[name].read["held"] for name in runs}
    count = len(held["down"])
    keys = pd.DataFrame({each: np.arange(count) for each in KEYS})
    down, linked = (spells_in(held[each], keys, places) for each in ("down", "linked"))
    events = apart(down, linked)
    events = events[events["how"] == BEGINS].assign(end=events["over"].fillna(END + 1.0))
    near = events["organisation"].isin(hub_and_tied(network))
    arises, holds, lasts = np.zeros(count, bool), np.zeros(count, bool), np.zeros(count)
    for run, own in events.groupby("run"):
        place, month = int(str(run)), own["month"].to_numpy(float)
        arises[place], lasts[place] = True, float(own["end"].max()) - back
        by_order = [month[own["order"] == order] for order in (1, 2, 3)]
        away = ~near[own.index] & (own["organisation"] != "")
        holds[place] = (
            _in_turn(by_order) and _in_turn([month[near[own.index]], month[away]]) and lasts[place] > 0
        )
    return CheckResult(holds, lasts, "months that what it set off lasts once records are back").where(arises)


# -- What a sum a year buys ----------------------------------------------------------------------

YEARS = END / 12
SUM_A_YEAR = "GBP a year"


def affordable(lever: str, pounds: float, base: Scenario) -> float:
    """Give the strength, 0-1, to which so many pounds a year pay for a lever at its central cost."""
    cost = _cost_a_year(next(each for each in load_levers().values() if each.name == lever), base)
    return 1.0 if cost <= pounds else pounds / cost


def _cost_a_year(lever: Lever, base: Scenario) -> float:
    """What it costs a year at full strength, one-off costs spread over the years to the horizon."""
    units = {"network": 1.0, "organisation": float(len(base.network.organisations))}
    each = lever.cost.yearly.value + lever.cost.one_off.value / YEARS
    count = units[lever.cost.per] if lever.cost.per in units else _posts_added(lever, base)
    # A lever that is money costs that money.
    money = sum(size.value for size in lever.sizes.values() if size.unit == SUM_A_YEAR)
    return each * count + money


def _posts_added(lever: Lever, base: Scenario) -> float:
    """The posts that a lever pays for at full strength."""
    posts = new_posts(base.network, Interval(start=OBSERVED), lever.sizes["share_of_gap"].value)
    return sum(posts.nurses) + sum(posts.specialists)
