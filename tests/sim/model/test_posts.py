"""Posts: people come and go one at a time, from and to somewhere, and of themselves posts stay as entered."""

import random
from statistics import fmean, stdev
from typing import Any, NamedTuple

import pytest

from sim import load_scenario
from sim.model.rules import hundredths, people
from sim.model.state import Core, Levers, Member, NetworkLuck
from sim.sampling.parameter_sets import CENTRAL, parameters_of, values_of
from tests.sim.model.answers import nurse_posts, other_posts, specialist_posts
from tests.sim.random_inputs import filled

P = parameters_of(values_of(load_scenario("baseline"), CENTRAL, 1))


class Case(NamedTuple):
    """Posts of nurses as they were entered."""

    established: float
    known: float


def usual(case: Case, **character: float) -> Member:
    """A member in usual circumstances, after month 0: all as it was, nothing pulled and nobody lost."""
    view: Member = filled(Member, random.Random(1))
    zeros = view.character._replace(**dict.fromkeys(view.character._fields, 0.0))
    facts = view.facts._replace(
        nurse_establishment=case.established,
        nurses_known=case.known,
        specialist_establishment=0.0,
        specialists_known=0.0,
        other_establishment=0.0,
        others_known=0.0,
        children_nursed=0.0,
    )
    org = view.org._replace(
        nurse_posts=case.known, new_nurses=0.0, specialist_posts=0.0, other_posts=0.0, strain=0.4
    )
    member = view._replace(
        facts=facts,
        org=org._replace(usual_strain=0.4),
        character=zeros._replace(**character),
        net=view.net._replace(granted=90_000.0, nurse_pool=1.0),
        network=view.network._replace(grant=90_000.0),
        peers=view.peers._replace(missed=0.0),
        lever=Levers(*(0.0 for _ in Levers._fields)),
        here=view.here._replace(**dict.fromkeys(view.here._fields, 0.0)),
        terms=view.terms._replace(history=0.0),
        p=P,
        dial=view.dial._replace(C02=1.0),
    )
    return with_posts(member, case.known)


def with_posts(member: Member, posts: float) -> Member:
    return member._replace(
        org=member.org._replace(nurse_posts=posts, workload=people.workload(member, 0.0, posts, 0.0))
    )


def changed(member: Member, leave: float, join: float) -> people.PostsChanged:
    """What becomes of nurses' posts; a test holds it to the month."""
    easy = people.hiring(member) * member.net.nurse_pool
    luck, usual = people.StaffLuck(leave, join), people.usual_workload(member)
    return people.posts_changed(member, people.nurses(member), luck, easy, usual)


def after(member: Member, changes: people.PostsChanged) -> float:
    return hundredths(member.org.nurse_posts + sum(changes))


def mean_change(member: Member, field: str, draws: int = 1000) -> float:
    """What one kind of change comes to over all luck."""
    steps = [(number + 0.5) / draws for number in range(draws)]
    return fmean(getattr(changed(member, u, u), field) for u in steps)


def test_what_is_tested_here_is_what_the_month_does() -> None:
    rng = random.Random(5)
    for _ in range(100):
        member: Member = filled(Member, rng)
        here = changed(member, member.luck.nurses_leave, member.luck.nurses_join)
        assert here == nurse_posts(member)


# -- A steady state ------------------------------------------------------------------------

ENTERED = [
    Case(20.0, 18.0),
    Case(3.0, 1.0),
    Case(12.5, 12.5),
    Case(2.0, 2.0),
    Case(0.4, 0.4),
    Case(40.0, 12.3),
]


@pytest.mark.parametrize("steadiness", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("case", ENTERED, ids=str)
def test_posts_stay_as_entered_but_for_chance(case: Case, steadiness: float) -> None:
    rng = random.Random(f"{case} {steadiness}")
    start, ends = usual(case, steadiness=steadiness), []
    for _ in range(250):
        member = start
        for _ in range(18):
            member = with_posts(member, after(member, changed(member, rng.random(), rng.random())))
        ends.append(member.org.nurse_posts)
    error = stdev(ends) / len(ends) ** 0.5
    assert stdev(ends) > 0.0
    assert fmean(ends) == pytest.approx(case.known, abs=3.5 * error + 0.02 * case.known)


@pytest.mark.parametrize("case", ENTERED, ids=str)
def test_as_many_are_expected_to_come_as_to_leave(case: Case) -> None:
    member = usual(case)
    assert mean_change(member, "joined") == pytest.approx(-mean_change(member, "left"), rel=0.02, abs=0.002)
    assert mean_change(member, "new_posts") == mean_change(member, "network_money") == 0.0


def test_where_nobody_was_nobody_comes() -> None:
    """What is entered as missing does not heal."""
    member = usual(Case(5.0, 0.0))
    assert all(changed(member, u / 50, u / 50) == (0.0, 0.0, 0.0, 0.0, 0.0) for u in range(50))


def test_what_is_empty_fills_up_again_and_no_more_than_was_usual() -> None:
    fewer, as_usual, more = (with_posts(usual(Case(20.0, 18.0)), posts) for posts in (15.0, 18.0, 20.0))
    joined = [mean_change(each, "joined") for each in (fewer, as_usual, more)]
    left = [-mean_change(each, "left") for each in (fewer, as_usual, more)]
    assert joined[0] > joined[1] > joined[2] == 0.0  # no room at all
    assert joined[0] - left[0] > 0.0 > joined[2] - left[2]


# -- One at a time -------------------------------------------------------------------------


def test_people_come_and_go_whole() -> None:
    rng = random.Random(1)
    member = usual(Case(20.0, 18.3))
    for _ in range(300):
        changes = changed(member, rng.random(), rng.random())
        assert -changes.left in (0.0, 1.0, 2.0)
        assert changes.joined in (0.0, 1.0, pytest.approx(1.7))  # at most what stands empty
        assert after(member, changes) * 100.0 == pytest.approx(
            round(after(member, changes) * 100.0), abs=1e-9
        )


def test_where_less_than_one_post_is_one_person_has_it_all() -> None:
    member = usual(Case(0.4, 0.4))
    assert {-changed(member, u / 1000, 0.999).left for u in range(1000)} == {0.0, 0.4}


def test_no_more_leave_than_there_are_and_no_more_come_than_stand_empty() -> None:
    rng = random.Random(2)
    for _ in range(300):
        member: Member = filled(Member, rng)
        for group, changes in (
            (people.specialists(member), specialist_posts(member)),
            (people.nurses(member), nurse_posts(member)),
            (people.others(member), other_posts(member)),
        ):
            came = sum(changes) - changes.left - changes.lost
            assert came >= -1e-9
            assert min(-changes.left, -changes.lost) >= 0.0
            assert -(changes.left + changes.lost) <= group.posts + 1e-9
            room = max(0.0, group.established - group.posts + group.new)
            anew = max(0.0, group.established_anew - group.new)
            # Where none stood empty, a successor may come before somebody goes.
            assert came <= max(room + anew, 1.0) + 1e-9


def test_before_month_0_posts_are_known_and_only_what_befalls_takes_any() -> None:
    member = usual(Case(20.0, 18.0))
    member = member._replace(terms=member.terms._replace(history=1.0))
    assert changed(member, 0.0, 0.0) == (0.0, 0.0, 0.0, 0.0, 0.0)
    struck = member._replace(here=member.here._replace(staff_lost=0.5))
    assert changed(struck, 0.0, 0.0) == (0.0, 0.0, 0.0, 0.0, -9.0)


# -- What moves how many ---------------------------------------------------------------------


def raised(member: Member, holder: str, **fields: float) -> Member:
    return member._replace(**{holder: getattr(member, holder)._replace(**fields)})


MORE_OR_FEWER: dict[str, tuple[str, dict[str, float], str, int]] = {
    "strained": ("org", {"strain": 0.8}, "joined", -1),
    "no more strained than usual": ("org", {"strain": 0.2}, "joined", 0),
    "frozen": ("here", {"posts_frozen": 1.0}, "joined", -1),
    "a fuller pool": ("net", {"nurse_pool": 1.5}, "joined", 1),
    "an empty pool": ("net", {"nurse_pool": 0.0}, "joined", -1),
    "neighbours miss nurses": ("peers", {"missed": 0.5}, "left", -1),
    "neighbours have more than usual": ("peers", {"missed": -0.5}, "left", 1),
    "money for the field": ("lever", {"sector_funding": 1.0}, "joined", 1),
    "more work": ("org", {"workload": 0.6}, "left", -1),
    "less work": ("org", {"workload": 0.0}, "left", 1),
    "steady": ("character", {"steadiness": 1.0}, "left", 1),
    "unsteady": ("character", {"steadiness": -1.0}, "left", -1),
    "a larger grant": ("net", {"granted": 180_000.0}, "network_money", 1),
    "new posts": ("here", {"new_nurses": 4.0}, "new_posts", 0),  # by a lever that is not pulled
}


@pytest.mark.parametrize("name", MORE_OR_FEWER)
def test_what_fills_and_what_empties_posts(name: str) -> None:
    holder, fields, kind, sign = MORE_OR_FEWER[name]
    plain = usual(Case(20.0, 14.0))
    before, now = mean_change(plain, kind), mean_change(raised(plain, holder, **fields), kind)
    assert (now > before) - (now < before) == sign, (before, now)


def test_new_posts_are_filled_the_sooner_the_more_there_are_and_not_beyond() -> None:
    plain = raised(usual(Case(20.0, 18.0)), "lever", more_staff=1.0)
    some, more = (raised(plain, "here", new_nurses=posts) for posts in (2.0, 6.0))
    assert mean_change(more, "new_posts") > mean_change(some, "new_posts") > 0.0
    full = raised(raised(some, "org", new_nurses=2.0), "org", nurse_posts=20.0)
    assert mean_change(full, "new_posts") == 0.0
    # The posts of the lever stand apart from what stood empty before.
    assert mean_change(full, "joined") == pytest.approx(mean_change(plain, "joined"), rel=0.2)


def test_work_grows_as_staff_go_and_children_come() -> None:
    rng = random.Random(3)
    for _ in range(200):
        member: Member = filled(Member, rng)
        at = [people.workload(member, posts, posts, posts) for posts in (0.0, 2.0, 5.0, 50.0)]
        assert at == sorted(at, reverse=True)
        assert all(0.0 <= each <= 1.0 for each in at)
        more = raised(member, "facts", children_nursed=member.facts.children_nursed + 50_000.0)
        assert people.workload(more, 2.0, 2.0, 2.0) >= people.workload(member, 2.0, 2.0, 2.0)


# -- Where nurses come from, and where they go ---------------------------------------------


def pool(members: dict[str, float], at: float = 1.0, **changed: Any) -> people.NursePool:
    core: Core = filled(Core, random.Random(1))
    core = core._replace(
        net=core.net._replace(nurse_pool=at),
        facts=core.facts._replace(nurses_known=85.0),
        members=core.members._replace(**members),
        terms=core.terms._replace(history=0.0),
        luck=NetworkLuck(*(0.5 for _ in NetworkLuck._fields)),
        p=P,
    )
    return people.nurse_pool(core._replace(**changed))


def test_whoever_is_hired_comes_out_of_the_pool_and_leavers_stay_in_part() -> None:
    """Counted in nurses, and against months in which as many come and go as usual."""
    here = P.people.pool_against_posts * 85.0
    month = P.people.nurse_turnover / 12.0 * 85.0
    as_usual = pool({"nurses_left": month, "nurses_joined": month})
    assert sum(as_usual) == pytest.approx(0.0, abs=1e-15)
    hired = pool({"nurses_left": month, "nurses_joined": month + 3.0})
    assert hired.hired * here == pytest.approx(-3.0)
    assert hired.left_their_posts == pytest.approx(0.0)
    left = pool({"nurses_left": month + 2.0, "nurses_joined": month})
    assert left.left_their_posts * here == pytest.approx(2.0 * P.people.leavers_stay)
    assert left.hired == pytest.approx(0.0)


def test_a_pool_comes_back_to_what_it_was() -> None:
    month = P.people.nurse_turnover / 12.0 * 85.0
    for at in (0.2, 1.0, 1.8):
        come_and_gone = pool({"nurses_left": month, "nurses_joined": month}, at).come_and_gone
        assert come_and_gone * (1.0 - at) >= 0.0
        assert abs(come_and_gone) <= abs(1.0 - at)
