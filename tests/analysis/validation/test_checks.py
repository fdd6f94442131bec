"""Checks can fail: a pattern goes where the link that carries it is cut, or what is read is turned round."""

import numpy as np
import pytest

from analysis import validation
from analysis.runs.batch import Evaluator
from analysis.validation import (
    CHECKS,
    Check,
    CheckResult,
    cal_checks,
    held_by_class,
    numbers_of,
    run_checks,
    verdicts_of,
)
from analysis.validation.cases import CaseRuns, Runs, case, cut, pulled, sized
from analysis.validation.check import LUCKS, Numbers
from analysis.validation.evaluate import CaseSet
from analysis.validation.measures import correlation, mean_where, months_until
from sim import load_scenario, simulate
from sim.inputs import load_evidence
from sim.model.outcomes import OUTCOMES

FEW = 6
PATTERNS = load_evidence().patterns


def runs_of(name: str) -> dict[str, CaseRuns]:
    """A check's cases, run."""
    cases = CHECKS[name].own_cases()
    block = next(CaseSet(load_scenario("baseline"), cases.values()).blocks(FEW, 2, "prior", Evaluator()))
    return {key: block(each) for key, each in cases.items()}


def turned(ran: CaseRuns, outcome: str, value: float) -> CaseRuns:
    """The same runs with an outcome at one value throughout."""
    outcomes = ran.outcomes.copy()
    outcomes[:, :, list(OUTCOMES).index(outcome)] = value
    return ran._replace(outcomes=outcomes)


def levelled(ran: CaseRuns) -> CaseRuns:
    """The same runs, every organisation like every other."""
    assert ran.members is not None
    means = ran.members.mean(axis=2, keepdims=True)
    return ran._replace(members=np.broadcast_to(means, ran.members.shape))


@pytest.mark.parametrize(
    ("name", "outcome", "value"),
    [
        ("P01", "governance", 0.3),  # as formal before as after
        ("P02", "cover_24_7", 0.9),
        ("P03", "evaluation", 0.8),
        ("P04", "clarity", 0.9),
        ("P09", "guidelines", 0.0),
        ("P11", "skill_gap", 0.2),
        ("P12", "senior_buy_in", 0.2),
    ],
)
def test_fails_where_an_outcome_does_not_say_so(name: str, outcome: str, value: float) -> None:
    runs = {key: turned(ran, outcome, value) for key, ran in runs_of(name).items()}
    assert not CHECKS[name].result(runs).holds.any()


@pytest.mark.parametrize(
    "name", ["P05", "P08", "P09", "P10", "P14", "P51", "P53", "P54", "P55", "P60", "P62", "P67"]
)
def test_fails_where_members_are_all_alike(name: str) -> None:
    runs = {key: levelled(ran) for key, ran in runs_of(name).items()}
    assert not CHECKS[name].result(runs).holds.any()


# Whatever is changed, members come and take up guidelines on other days: in a few runs that is enough to
# make these differ either way.
BY_CHANCE = {"P31": 1 / 3, "P39": 1 / 3}

# The link that carries the pattern: without it, nothing is left to see.
CARRIED_BY = {
    "P16": ("C01",),
    "P22": ("C17",),
    "P24": ("C20",),
    "P26": ("C12", "C05"),
    "P28": ("C47",),
    "P32": ("C26",),
    "P39": ("C40",),
}


@pytest.mark.parametrize("name", CARRIED_BY)
def test_fails_where_the_link_that_carries_it_is_cut(name: str) -> None:
    result = run_checks([CHECKS[name]], FEW, seed=2, rival=cut(*CARRIED_BY[name]))[name]
    assert result.holds.mean() <= BY_CHANCE.get(name, 0.0)


HOLD_SOMEWHERE = (*CARRIED_BY, "P10", "P19", "P42", "P53", "P54", "P55", "P57", "P58", "P59", "P60", "P63")


@pytest.mark.parametrize("name", [*HOLD_SOMEWHERE, "P67", "P68", "P69"])
def test_holds_somewhere_where_it_is_not(name: str) -> None:
    runs = {"P69": 10 * FEW}.get(name, FEW)  # seldom do both of the two that it is about join
    assert run_checks([CHECKS[name]], runs, seed=2)[name].holds.any()


UNTIED = sized({"culture.ties_frozen_at": 0.0})


@pytest.mark.parametrize("name", ["P59", "P60"])
def test_fails_where_nothing_ties_members(name: str) -> None:
    assert not run_checks([CHECKS[name]], FEW, seed=2, rival=UNTIED)[name].holds.any()


# Cases that are to differ, and what each is put in the place of.
SAME = {
    "P42": {"both": "relieved"},
    "P58": {"two": "one", "two, gone": "one, gone"},
    "P60": {"leaves": "stays"},
    "P63": {"fewest": "most"},
    "P65": {"leave": "stay"},
    "P68": {"linked": "apart"},
    "P69": {"own, apart": "hub's, apart", "own, shared": "hub's, shared"},
}


@pytest.mark.parametrize("name", SAME)
def test_fails_where_two_cases_are_the_same(name: str) -> None:
    runs = runs_of(name)
    assert not CHECKS[name].result({**runs, **{a: runs[b] for a, b in SAME[name].items()}}).holds.any()


OTHER_WAY_ROUND = [
    *("P16", "P17", "P19", "P22", "P24", "P26", "P27", "P28", "P31", "P33", "P34", "P38", "P39"),
    *("P43", "P56", "P57", "P60", "P63", "P65", "P67", "P68"),
]


@pytest.mark.parametrize("name", OTHER_WAY_ROUND)
def test_fails_the_other_way_round(name: str) -> None:
    """A check that says which way never holds where its two cases change places."""
    runs = runs_of(name)
    names = list(runs)
    swapped = dict(zip(names, [runs[each] for each in reversed(names)], strict=True))
    assert CHECKS[name].result(swapped).holds.mean() <= BY_CHANCE.get(name, 0.0)


# -- The machinery -------------------------------------------------------------------------


def made(name: str, holds: list[bool], effect: list[float]) -> tuple[Check, CheckResult]:
    result = CheckResult(np.array(holds), np.array(effect), "an effect")

    def compare(_: Runs, __: Numbers) -> CheckResult:
        return result

    return Check(name, lambda n: {"base": case(months=[0])}, compare, "It means something."), result


@pytest.mark.parametrize(
    ("name", "holds", "effect", "verdict"),
    [
        ("P22", [True] * 9 + [False], [1.0, 2.0] * 5, True),
        ("P22", [True] * 8 + [False] * 2, [1.0, 2.0] * 5, False),  # in too few runs
        ("P22", [True] * 10, [-1.0, 1.01] * 5, False),  # an effect within its error
        ("P22", [True] * 10, [float("nan")] * 10, False),
        ("P52", [True] * 6 + [False] * 4, [0.0] * 10, True),  # a level, no effect: most runs are enough
        ("P52", [True] * 5 + [False] * 5, [0.0] * 10, True),
        ("P52", [True] * 4 + [False] * 6, [0.0] * 10, False),
    ],
)
def test_a_verdict_needs_its_share_and_an_effect(
    name: str, holds: list[bool], effect: list[float], verdict: bool
) -> None:
    check, result = made(name, holds, effect)
    (found,) = verdicts_of({name: check}, {"prior": {name: result}})
    assert found.holds is verdict
    assert found.share == sum(holds) / len(holds)


def test_of_runs_in_which_nothing_arises_a_pattern_says_nothing() -> None:
    check, result = made("P69", [True, False, True, True], [1.0, 2.0, 3.0, 4.0])
    result = result._replace(also={"other": np.arange(4.0)}).where(np.array([True, True, False, False]))
    (found,) = verdicts_of({"P69": check}, {"prior": {"P69": result}})
    assert (found.runs, found.share, found.median, found.holds) == (2, 0.5, 1.5, True)
    assert found.also["other"][1] == 0.5
    none = result.where(np.array([False, False]))
    (found,) = verdicts_of({"P69": check}, {"prior": {"P69": none}})
    assert (found.runs, found.share, found.holds) == (0, 0.0, False)
    assert np.isnan(found.median)


@pytest.mark.parametrize(
    ("name", "effect", "also", "so"),
    [
        ("P62", [0.1, 0.4, 0.6, 0.7], {"stalled or folded": [1.0, 0.0, 0.0, 0.0]}, True),
        ("P62", [0.1, 0.1, 0.2, 0.7], {"stalled or folded": [1.0, 0.0, 0.0, 0.0]}, False),  # the median
        ("P62", [0.1, 0.4, 0.6, 0.7], {"stalled or folded": [0.0, 0.0, 0.0, 0.0]}, False),  # none as a whole
        ("P62", [0.1, 0.4, 0.6, 0.7], {"stalled or folded": [1.0, 1.0, 1.0, 0.0]}, False),  # most as a whole
        ("P56", [0.3, 0.4, 0.2, 0.3], {"with": [0.1, 0.1, 0.2, 0.0]}, True),
        ("P56", [0.3, 0.4, 0.1, 0.3], {"with": [0.1, 0.1, 0.2, 0.0]}, False),  # one run loses more with it
    ],
)
def test_what_is_said_of_all_runs_must_be_so(
    name: str, effect: list[float], also: dict[str, list[float]], so: bool
) -> None:
    whole = CheckResult(np.ones(4, bool), np.array(effect), "", {k: np.array(v) for k, v in also.items()})
    parts = [whole.where(np.array(each, bool)) for each in ((1, 1, 0, 0), (0, 0, 1, 1))]
    judged = CHECKS[name].whole(parts)
    assert judged.holds.tolist() == [so] * 4
    assert judged.effect.tolist() == effect


def test_failures_come_first_and_the_last_source_counts() -> None:
    good, bad = [True] * 10, [False] * 10
    effect = [1.0, 2.0] * 5
    checks = {name: made(name, good, effect)[0] for name in ("P22", "P24")}
    prior = {"P22": made("P22", bad, effect)[1], "P24": made("P24", good, effect)[1]}
    accepted = {"P22": made("P22", good, effect)[1], "P24": made("P24", bad, effect)[1]}
    first, second = verdicts_of(checks, {"prior": prior, "accepted": accepted})
    assert (first.pattern.id, first.holds, dict(first.shares)) == ("P24", False, {"prior": 1, "accepted": 0})
    assert (second.pattern.id, second.holds) == ("P22", True)
    assert held_by_class([first, second]) == {"CF": (1, 2)}


LEAST = {  # the share of runs that a pattern needs, where it is not that of its class
    "P43": 0.1,  # in part of parameter space
    "P45": 0.15,  # not rare
    "P55": 0.5,  # seen in another programme
    **dict.fromkeys(("P60", "P63", "P65", "P67"), 0.75),  # single members differ by chance
    "P62": 0.9,  # the pattern's own number
    **dict.fromkeys(("P69", "P70"), 0.5),  # said of single members, or of few runs
}


def test_every_threshold_a_check_reads_is_in_the_evidence() -> None:
    for name, check in CHECKS.items():
        numbers = numbers_of(PATTERNS[name])
        least = LEAST.get(name, 0.5 if PATTERNS[name].kind == "EXT" else 0.9)
        assert numbers["share"] == least, name
        assert check.cases(numbers), name


def test_calibration_sees_no_pattern_that_is_held_out() -> None:
    assert {PATTERNS[name].kind for name in cal_checks()} == {"CAL"}


def test_one_scenario_is_run_once_whoever_asks() -> None:
    cases = [case(months=[0]), case(pulled("champions"), months=[60]), case(months=[-12, 60])]
    distinct = CaseSet(load_scenario("baseline"), cases)
    assert [each.months for each in distinct.scenarios.values()] == [(-12, 0, 60), (60,)]


def test_a_case_has_its_own_months_and_the_runs_of_simulate() -> None:
    now = case(months=[0])
    distinct = CaseSet(load_scenario("baseline"), [now, case(months=[-12, 60])])
    ran = next(distinct.blocks(3, 1, "prior", Evaluator()))(now)
    result = simulate(load_scenario("baseline"), 3, 1, months=[0])
    assert ran.months.tolist() == [0]
    assert ran.course("engagement").ravel().tolist() == result.outcomes["engagement"].tolist()


def test_what_members_do_is_read_over_months() -> None:
    kept = case(months=[0, 3, 6], members=True)
    ran = next(CaseSet(load_scenario("baseline"), [kept]).blocks(3, 1, "prior", Evaluator()))(kept)
    each = [ran.member("participation", month) for month in (3, 6)]
    assert np.array_equal(ran.member_over("participation", [3, 6]), np.mean(each, axis=0))
    assert set(np.unique(each)) == {0.0, 1.0}
    with pytest.raises(ValueError, match="kept no month 5"):
        ran.member_over("participation", [5, 6])


def test_blocks_do_not_change_what_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    check = CHECKS["P22"]
    whole = run_checks([check], 20)["P22"]
    monkeypatch.setattr("analysis.validation.evaluate.BLOCK", LUCKS)
    assert run_checks([check], 20)["P22"].effect.tolist() == whole.effect.tolist()


def test_parameters_are_multiplied_run_by_run() -> None:
    name = "processes.governance_by_coordinator"
    plain, twice = case(months=[0]), case(months=[0], times={name: 2.0})
    ran = next(CaseSet(load_scenario("baseline"), [plain, twice]).blocks(4, 1, "prior", Evaluator()))
    assert (ran(twice).at("governance", 0) > ran(plain).at("governance", 0)).all()


# -- Reading -------------------------------------------------------------------------------


def test_months_until_a_level_is_reached() -> None:
    months = np.array([0, 1, 2, 3])
    courses = np.array([[0.0, 0.2, 0.6, 0.9], [0.5, 0.5, 0.5, 0.5], [0.0, 0.1, 0.2, 0.3]])
    assert months_until(courses, months, 0.4).tolist() == pytest.approx([1.5, 0.0, 3.0])


def test_means_over_some_and_over_none() -> None:
    values = np.array([[1.0, 2.0, 6.0]])
    assert mean_where(values, np.array([True, False, True])).tolist() == [3.5]
    assert np.isnan(mean_where(values, np.array([False, False, False]))).all()


def test_correlation_of_rows() -> None:
    a = np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    assert correlation(a, np.array([[2.0, 4.0, 7.0], [1.0, 2.0, 3.0]])).tolist() == pytest.approx(
        [np.corrcoef([1, 2, 3], [2, 4, 7])[0, 1], 0.0]
    )


@pytest.mark.parametrize(("old", "new"), [("see", run_checks), ("judged", verdicts_of)])
def test_old_names_still_serve(old: str, new: object) -> None:
    with pytest.warns(DeprecationWarning, match=f"{old} is now"):
        assert getattr(validation, old) is new
