"""What the study saw in its network (CAL, VAL): levels at month 0, and what had led to them."""

from collections.abc import Sequence

import numpy as np

from analysis.statistics.barriers import OBSERVED
from analysis.validation.cases import (
    ENABLERS,
    END,
    LAUNCH,
    START,
    CaseRuns,
    Floats,
    Runs,
    Truths,
    as_shipped,
    case,
    cases,
    cut,
    facts,
    lifted,
    without,
    year_to,
)
from analysis.validation.check import ROUNDING, CheckResult, Numbers, all_positive, check
from analysis.validation.measures import correlation, far, mean_where
from sim.simulation import Result

BEFORE = LAUNCH - 1
QUARTER = 3  # months from one meeting to the next


def _meetings(first: int, last: int) -> list[int]:
    """The months from `first` to `last` in which the network meets."""
    return [month for month in range(first, last + 1) if month % QUARTER == 0]


def _last_year() -> tuple[int, int]:
    return year_to(END)[0], END


def _came(runs: CaseRuns, months: Sequence[int]) -> Truths:
    """Who came to which meeting, (runs, meetings, organisations)."""
    return np.stack([runs.member("participation", month) > 0.5 for month in months], axis=1)


def _engaged(runs: CaseRuns) -> Truths:
    """Which organisations are no less engaged than the median one of their run, (runs, organisations)."""
    engagement = runs.member("engagement", OBSERVED)
    engaged: Truths = engagement >= np.median(engagement, axis=1, keepdims=True)
    return engaged


def _known(runs: CaseRuns) -> Floats:
    """Awareness of core and other staff, halfway between the two, (runs, organisations)."""
    known: Floats = (runs.member("awareness_core", OBSERVED) + runs.member("awareness_wider", OBSERVED)) / 2
    return known


@check(
    "P01",
    lambda n: {
        "base": case(months=[BEFORE, OBSERVED]),
        "twin": case(without("coordinator"), months=[OBSERVED]),
    },
    "The coordinator does not make governance formal, as nearly all said.",
)
def governance_formal(runs: Runs, n: Numbers) -> CheckResult:
    """More formal than before the coordinator, and than without one."""
    now = runs["base"].at("governance", OBSERVED)
    before = now - runs["base"].at("governance", BEFORE)
    twin = now - runs["twin"].at("governance", OBSERVED)
    holds = all_positive(before, twin)
    return CheckResult(holds, np.minimum(before, twin), "governance, above before and above its twin")


@check(
    "P02",
    lambda n: cases(
        [END],
        {
            "base": [],
            "none": [without("coordinator"), cut(*ENABLERS)],
            "lifted": [as_shipped("barriers-lifted")],
        },
    ),
    "Enablers alone bring cover, which the study denies.",
)
def enablers_not_sufficient(runs: Runs, n: Numbers) -> CheckResult:
    """Cover stays nearer to what it is without the enablers than to what it is without the barriers."""
    cover = runs["base"].at("cover_24_7", END)
    to_none = np.abs(cover - runs["none"].at("cover_24_7", END))
    to_lifted = np.abs(runs["lifted"].at("cover_24_7", END) - cover)
    holds = (cover <= n["most"]) & (2 * to_none < to_lifted)
    return CheckResult(holds, to_lifted - to_none, "24/7 cover, nearer to no enablers")


@check(
    "P03",
    lambda n: {"base": case(months=[OBSERVED])},
    "Governance and evaluation do not come apart as they did.",
)
def formal_but_not_evaluated(runs: Runs, n: Numbers) -> CheckResult:
    """Governance is formal while success cannot be judged."""
    governance, evaluation = (runs["base"].at(each, OBSERVED) for each in ("governance", "evaluation"))
    holds = (evaluation <= n["low"]) & (governance >= n["high"])
    return CheckResult(holds, governance - evaluation, "governance above evaluation")


@check(
    "P04",
    lambda n: {"base": case(months=[OBSERVED])},
    "Members who share the vision are too clear about the purpose.",
)
def vision_without_clarity(runs: Runs, n: Numbers) -> CheckResult:
    """The vision is shared, in the core too, and the purpose is not clear."""
    vision = runs["base"].at("vision", OBSERVED)
    everyone = vision - runs["base"].at("clarity", OBSERVED)
    core = vision - runs["base"].at("clarity_core", OBSERVED)
    holds = (everyone >= n["large"]) & (core >= n["large"])
    return CheckResult(holds, np.minimum(everyone, core), "vision above clarity")


@check(
    "P05",
    lambda n: {"base": case(months=[OBSERVED], members=True)},
    "Awareness does not thin out towards other staff and the edge.",
)
def awareness_thins_out(runs: Runs, n: Numbers) -> CheckResult:
    """Core staff know more than others, and the near and engaged more than the rest."""
    base = runs["base"]
    near = ~far(base) & _engaged(base)
    gradient = mean_where(_known(base), near) - mean_where(_known(base), ~near)
    core, wider = (base.member(f"awareness_{staff}", OBSERVED) for staff in ("core", "wider"))
    gap = core.mean(axis=1) - wider.mean(axis=1)
    holds = all_positive(gap, gradient)
    return CheckResult(holds, np.minimum(gap, gradient), "awareness, core to other and centre to edge")


@check(
    "P08",
    lambda n: {"base": case(months=year_to(OBSERVED), members=True)},
    "Too many or too few members see change: the model disagrees too little.",
)
def change_seen_by_some(runs: Runs, n: Numbers) -> CheckResult:
    """Some members use guidelines or train in a year, and see change; a few take part and see none."""
    used = runs["base"].member("adoption", OBSERVED)
    attended, taking_part = (
        runs["base"].member_over(each, year_to(OBSERVED)) for each in ("training_attendance", "participation")
    )
    sees = np.maximum(used, attended) >= n["sees"]
    talk = (~sees & (taking_part >= n["sees"])).mean(axis=1)
    share: Floats = sees.mean(axis=1)
    holds = (share >= n["least"]) & (share <= n["most"]) & (talk > 0) & (talk <= n["talk"])
    return CheckResult(holds, share, "members seeing change")


@check(
    "P09",
    lambda n: {"base": case(months=[OBSERVED], members=True)},
    "Guidelines are endorsed too late, or used too evenly, by month 0.",
)
def endorsed_not_adopted(runs: Runs, n: Numbers) -> CheckResult:
    """Guidelines are endorsed early; use lags, differs, and goes with awareness and engagement."""
    base = runs["base"]
    endorsed, used = base.at("guidelines", OBSERVED), base.member("adoption", OBSERVED)
    known = _known(base) * base.member("engagement", OBSERVED)
    lag = endorsed - used.mean(axis=1)
    holds = (
        (endorsed >= n["high"])
        & (lag >= n["lag"])
        & (used.std(axis=1) >= n["spread"])
        & (correlation(used, known) >= n["correlation"])
    )
    return CheckResult(holds, lag, "guidelines endorsed above used")


@check(
    "P10",
    lambda n: {"base": case(months=_meetings(START + 1, OBSERVED), members=True)},
    "Governance is complete, or members never come, as a real one is and does not.",
)
def partly_governed(runs: Runs, n: Numbers) -> CheckResult:
    """Nearly all came at least once, no meeting had all, and most came to some meetings and not to others."""
    came = _came(runs["base"], _meetings(START + 1, OBSERVED))
    often = came.mean(axis=1)
    ever, partly = (often > 0).mean(axis=1), ((often > 0) & (often < 1)).mean(axis=1)
    never_full = (came.mean(axis=2) < 1.0).all(axis=1)
    holds = (ever >= n["complete"]) & never_full & (partly >= n["half"])
    return CheckResult(holds, partly, "members who came to some meetings and not to others", {"ever": ever})


@check(
    "P55",
    lambda n: {"base": case(months=_meetings(*_last_year()), members=True)},
    "Members come to meetings all alike: no minority is idle, or too large a one.",
)
def some_are_idle(runs: Runs, n: Numbers) -> CheckResult:
    """Over a year some members come to few meetings and some to most."""
    often = _came(runs["base"], _meetings(*_last_year())).mean(axis=1)
    few, many = (often < n["few"]).mean(axis=1), (often > n["many"]).mean(axis=1)
    holds = (few >= n["few-least"]) & (few <= n["few-most"])
    holds &= (many >= n["many-least"]) & (many <= n["many-most"])
    return CheckResult(holds, few, "members who came to few meetings", {"to most": many})


@check(
    "P11",
    lambda n: {"base": case(months=[START, *year_to(END)], members=True)},
    "Training aimed at the core does not widen the gap, or does not teach those who come.",
)
def skill_gap_widens(runs: Runs, n: Numbers) -> CheckResult:
    """The gap between clinical and other staff grows while those learn who attend most in the last year."""
    base = runs["base"]
    widens = base.at("skill_gap", END) - base.at("skill_gap", START)
    attendance = base.member_over("training_attendance", year_to(END))
    attends = attendance >= np.median(attendance, axis=1, keepdims=True)
    rises = mean_where(base.member("clinical_skill", END) - base.member("clinical_skill", START), attends)
    return CheckResult(
        (widens >= n["widens"]) & (rises >= n["rises"]), widens, "skill gap, wider than at first"
    )


@check(
    "P12",
    # No coordinator and no leaders, and nothing that coordinator, leaders, governance and vision bring.
    lambda n: cases(
        [OBSERVED], {"base": [], "none": [without("coordinator"), facts(leaders=0), cut(*ENABLERS)]}
    ),
    "The network wins no backing among its members' seniors.",
)
def seniors_back_it(runs: Runs, n: Numbers) -> CheckResult:
    """Seniors back the work more than where there is no network."""
    more = runs["base"].at("senior_buy_in", OBSERVED) - runs["none"].at("senior_buy_in", OBSERVED)
    return CheckResult(more > ROUNDING, more, "senior buy-in above no network")


@check(
    "P14",
    lambda n: {"base": case(months=[OBSERVED], members=True)},
    "Members' engagement is too much alike: the model levels them.",
)
def engagement_falls_short(runs: Runs, n: Numbers) -> CheckResult:
    """Less engaged than vision and trust would have it, unevenly so, and least at the edge."""
    base = runs["base"]
    engagement, vision, trust = (base.member(each, OBSERVED) for each in ("engagement", "vision", "trust"))
    short = (vision + trust).mean(axis=1) / 2 - engagement.mean(axis=1)
    edge = mean_where(engagement, ~far(base)) - mean_where(engagement, far(base))
    holds = all_positive(short, edge) & (engagement.std(axis=1) >= n["spread"])
    return CheckResult(holds, short, "engagement below vision and trust")


# -- What is read off the whole of a run -----------------------------------------------------


def _recruited(result: Result) -> dict[str, Floats]:
    """How the study itself, repeated in month 0, would have recruited, (runs,) each."""
    from analysis.validation.virtual_study import phase_rates, virtual_study

    rates = phase_rates(virtual_study(result))
    return {str(name): values.to_numpy(float) for name, values in rates.items()}


@check(
    "P06",
    lambda n: {"base": case(months=[OBSERVED], members=True, read=_recruited)},
    "Staff outside the structures take part in the study as readily as those within, or hardly at all.",
)
def few_take_part(runs: Runs, n: Numbers) -> CheckResult:
    """Fewer of those invited take part in phase 2 than in phase 1, and about half of those expected."""
    first, second, of_expected = (
        runs["base"].read[each] for each in ("phase1_rate", "phase2_rate", "achieved_of_expected")
    )
    lower = second <= (1.0 - n["materially"]) * first
    holds = lower & (of_expected >= n["least"]) & (of_expected <= n["most"])
    return CheckResult(
        holds, first - second, "those taking part, phase 1 above 2", {"of expected": of_expected}
    )


ORDERS = (1, 2, 3)


def _appearing(result: Result) -> dict[str, Floats]:
    """When problems of each order first appear, and how many of each order hold month by month.

    ``onset 1``: (runs, holders, problems of order 1), NaN where one never appears; a problem of the network
    is every organisation's. ``held 1``: (runs, months), the mean number over organisations.
    """
    frame, names = result.problems, [each.name for each in result.scenario.network.organisations]
    if frame is None:
        raise ValueError("these runs kept no problems")
    members = {name: place for place, name in enumerate(names)}
    first = int(result.outcomes["run"].iloc[0])
    months = np.arange(START, result.scenario.horizon + 1)
    found: dict[str, Floats] = {}
    for order in ORDERS:
        own = frame[frame["order"] == order]
        problems = {name: place for place, name in enumerate(sorted(own["problem"].unique()))}
        onset = np.full((result.runs, len(names), len(problems)), np.nan)
        earliest = own.groupby(["run", "organisation", "problem"], as_index=False)["onset"].min()
        for run, whose, problem, month in earliest.itertuples(index=False):
            # Nobody's name stands for the network, and so for everybody.
            onset[run - first, members.get(whose, slice(None)), problems[problem]] = month
        held = np.zeros((result.runs, len(months) + 1))
        runs, weight = own["run"].to_numpy() - first, np.where(own["organisation"] == "", 1.0, 1 / len(names))
        begin, end = own["onset"].to_numpy(int), own["end"].fillna(months[-1] + 1).to_numpy(int)
        np.add.at(held, (runs, begin - START), weight)
        np.add.at(held, (runs, end - START), -weight)
        found[f"onset {order}"] = onset
        found[f"held {order}"] = np.cumsum(held, axis=1)[:, :-1]
    return found


def _in_order(earlier: Floats, later: Floats) -> Floats:
    """Of the pairs of problems that appear at one organisation, those in which the earlier order is first."""
    first, second = earlier[:, :, :, None], later[:, :, None, :]
    right, wrong = (first < second).sum(axis=(1, 2, 3)), (first > second).sum(axis=(1, 2, 3))
    share: Floats = right / np.maximum(1, right + wrong)
    return share


def _brings(earlier: Floats, later: Floats, lag: int) -> Truths:
    """Whether, some months after there are more problems of one order, there are more of the next.

    Both are differences between two histories under the same luck, with the faults in the setting and with
    these lifted: so what comes later comes of them, where a correlation could come of anything.
    """
    more, then = earlier[:, :-lag] > ROUNDING, later[:, lag:]
    brings: Truths = ~more.any(axis=1) | (np.where(more, then, 0.0).sum(axis=1) > ROUNDING)
    return brings


@check(
    "P13",
    lambda n: {
        "base": case(months=[END], problems=True, read=_appearing),
        "lifted": case(lifted(), months=[END], problems=True, read=_appearing),
    },
    "Problems of the members come before those of the work, or these before faults in the setting.",
)
def one_order_after_another(runs: Runs, n: Numbers) -> CheckResult:
    """Faults in the setting come first, then what they do to the work, then what that does to members."""
    read, relieved = runs["base"].read, runs["lifted"].read
    steps = [(1, 2), (2, 3)]
    shares = [_in_order(read[f"onset {a}"], read[f"onset {b}"]) for a, b in steps]
    more = {order: read[f"held {order}"] - relieved[f"held {order}"] for order in ORDERS}
    brings = [_brings(more[a], more[b], int(n["lag"])) for a, b in steps]
    least = np.min(shares, axis=0)
    holds = (least > n["most"]) & np.all(brings, axis=0)
    return CheckResult(holds, least - n["most"], "pairs of problems in order, above half")
