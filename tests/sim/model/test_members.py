"""Members differ, and decide: what would not be seen in a whole network of copies of one average member.

Each test says of a rule what tells it from an average. All are of whole runs with parameters from the priors.
"""

import numpy as np
import pytest

from sim import simulate
from sim.model.structure import structure_of
from tests.sim.model.whole_runs import Runs, among, base, changed, mean_change, runs

END, STRUCK = 60, 24
MEMBERS = base().network.organisations
NUMBER = {each.name: number for number, each in enumerate(MEMBERS)}
STRUCTURE = structure_of(base().network)
CHARITIES = np.array([each.sector == "charity" for each in MEMBERS])


@pytest.fixture(scope="module")
def as_studied() -> Runs:
    return runs(base(), *range(0, END + 1, 3))


# -- Sharing by one's own means ------------------------------------------------------------


def test_some_share_and_some_do_not(as_studied: Runs) -> None:
    """Two groups, not one: those whose own money is strained share least."""
    sharing, strain = (as_studied.members(each, END) for each in ("sharing", "strain"))
    assert among(sharing, strain) < -0.3
    strained = strain > np.median(strain, axis=1, keepdims=True)
    theirs, the_others = (np.where(each, sharing, np.nan) for each in (strained, ~strained))
    assert (np.nanmean(theirs, axis=1) < np.nanmean(the_others, axis=1)).mean() > 0.85
    assert sharing.std(axis=1).mean() > 0.05


def test_one_that_loses_its_money_shares_less_and_the_others_as_before(as_studied: Runs) -> None:
    for name in ("Lanternwood Children's Hospice", "Rural Families Alliance"):
        shock = {"month": STRUCK, "income-lost": 0.6, "organisations": {"name": name}}
        struck = runs(base().with_shocks(shock), STRUCK + 12)
        lost = -mean_change(struck, as_studied, "sharing", STRUCK + 12)
        strained = mean_change(struck, as_studied, "strain", STRUCK + 12)
        others = np.arange(len(MEMBERS)) != NUMBER[name]
        assert lost[~others] > 0.02
        assert lost[~others] > 10.0 * abs(lost[others]).max()
        assert strained[~others] > 0.05
        assert strained[~others] > 10.0 * abs(strained[others]).max()


def test_an_nhs_body_has_less_to_fear_than_a_charity(as_studied: Runs) -> None:
    strained = {}
    for name in ("Harrowmere Royal Children's Hospital", "Lanternwood Children's Hospice"):
        shock = {"month": STRUCK, "income-lost": 0.6, "organisations": {"name": name}}
        struck = runs(base().with_shocks(shock), STRUCK + 12)
        strained[name] = mean_change(struck, as_studied, "strain", STRUCK + 12)[NUMBER[name]]
    hospital, hospice = strained.values()
    assert 0.0 <= hospital < 0.2 * hospice
    reserves = as_studied.members("reserves", END).mean(axis=0)
    assert (reserves[CHARITIES] > 0.0).all()
    assert not reserves[[each.sector == "NHS" for each in MEMBERS]].any()


# -- Obstacles as they look where one works ------------------------------------------------


def test_where_there_are_no_nurses_members_give_up_first(as_studied: Runs) -> None:
    present = as_studied.places("nurse_presence", END)
    here = np.stack(
        [sum(weight * present[:, place] for place, weight in served) for served in STRUCTURE.served], axis=1
    )
    nowhere = here.mean(axis=0) < 0.02
    assert 1 < nowhere.sum() < len(MEMBERS) / 2
    tractable = as_studied.members("tractability", END)
    assert (tractable[:, nowhere].mean(axis=1) < tractable[:, ~nowhere].mean(axis=1)).mean() > 0.8
    # And that is what staff do to it: what is left of it where they are not looked at.
    unseen = runs(base().with_parameters({"people.discouraged_by_staff": 0.0}), END)
    assert among(unseen.members("tractability", END) - tractable, here) < -0.2


def test_nurses_for_one_place_give_heart_to_those_who_serve_it(as_studied: Runs) -> None:
    name = "Penstowe Infirmary"
    filled = base().with_levers({"more-staff": {"start": 0, "nurses": 6, "reach": {"name": name}}})
    gained = (runs(filled, END).members("tractability", END) - as_studied.members("tractability", END)).mean(
        0
    )
    serving = np.array(["Penstowe" in each.serves for each in MEMBERS])
    assert gained[NUMBER[name]] == gained.max() > 0.02
    assert gained[serving].min() > 0.0  # little, where it serves few of them
    assert gained[serving].mean() > 5.0 * abs(gained[~serving]).max()


# -- Advice that can be exhausted ----------------------------------------------------------


@pytest.mark.parametrize("name", [each.name for each in MEMBERS if each.specialist_posts])
def test_specialists_who_go_are_missed_most_by_those_who_turned_to_them(name: str, as_studied: Runs) -> None:
    gone = {"month": STRUCK, "organisations": {"name": name}}
    without = base().with_shocks({**gone, "staff-lost": 1.0}, {**gone, "posts-frozen": 24})
    lost = (
        as_studied.members("advice", END - 24) - runs(without, END - 24).members("advice", END - 24)
    ).mean(0)
    here = NUMBER[name]
    tied = [other for _, other, _ in STRUCTURE.peers[here]]
    others = [number for number in range(len(MEMBERS)) if number not in (*tied, here)]
    assert lost[here] == lost.max() > 0.05
    assert lost[tied].mean() > 0.01
    assert lost[tied].mean() > 5.0 * abs(lost[others]).max()


def test_a_post_that_nobody_fills_gives_no_advice(as_studied: Runs) -> None:
    given = []
    for established, filled in ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0)):
        more = [
            each.model_copy(
                update={
                    "specialist_establishment": each.specialist_establishment + established,
                    "specialist_posts": each.specialist_posts + filled,
                }
            )
            for each in MEMBERS
        ]
        given.append(runs(changed(base(), more), -24).members("advice_given", -24))
    assert (given[0] == given[1]).all()
    assert (given[0] < given[2]).all()


# -- Posts stay as entered -----------------------------------------------------------------


def test_what_is_typed_in_of_posts_neither_heals_nor_wears_away() -> None:
    """With no lever pulled; a team on the coast with one of three posts filled keeps one."""
    name = "Saltenhurst Coast Hospital"
    coast = MEMBERS[NUMBER[name]].model_copy(update={"nurse_establishment": 3.0, "nurse_posts": 1.0})
    entered = changed(base(), [coast if each.name == name else each for each in MEMBERS])
    found = simulate(entered, 300, months=[12, END], organisations=True).organisations
    assert found is not None
    facts = structure_of(entered.network).organisations
    entered_as = {
        "nurse_posts": [each.nurses_known for each in facts],
        "specialist_posts": [each.specialists_known for each in facts],
        "other_posts": [each.others_known for each in facts],
    }
    for month in (12, END):
        for group, posts_known in entered_as.items():
            known = np.array(posts_known)
            posts = found.loc[found["month"] == month, group].to_numpy(float).reshape(300, -1)
            apart, error = abs(posts.mean(axis=0) - known), posts.std(axis=0) / 300**0.5
            assert (apart <= 4.0 * error + 0.01 * known + 0.02).all(), (month, group)
            assert posts[:, known > 0.0].std(axis=0).min() > 0.0


# -- Decisions are events ------------------------------------------------------------------


def test_a_members_part_changes_from_quarter_to_quarter(as_studied: Runs) -> None:
    came = np.stack([as_studied.members("participation", month) for month in range(0, END + 1, 3)])
    assert set(np.unique(came)) == {0.0, 1.0}
    assert 0.15 < (came[1:] != came[:-1]).mean() < 0.6
    # Most sometimes come and sometimes do not, and some come much oftener than others.
    often = came.mean(axis=0)
    assert ((often > 0.0) & (often < 1.0)).mean() > 0.8
    assert often.std(axis=1).mean() > 0.1


@pytest.mark.parametrize(
    ("state", "most"),
    [("adoption", 0.8), ("awareness_core", 0.9), ("clinical_skill", 0.9), ("engagement", 0.97)],
)
def test_ranks_of_members_cross(state: str, most: float, as_studied: Runs) -> None:
    first, last = (
        as_studied.members(state, month).argsort(axis=1).argsort(axis=1).astype(float) for month in (0, END)
    )
    assert among(first, last) < most
    # And which of two members ranks higher is not the same in all runs.
    above = (last[:, :, None] > last[:, None, :]).mean(axis=0)
    assert (np.minimum(above, 1.0 - above) > 0.1).mean() > 0.5


def test_members_of_one_run_differ_in_what_they_are(as_studied: Runs) -> None:
    for state in (
        "awareness_core",
        "engagement",
        "adoption",
        "trust",
        "clinical_skill",
        "workload",
        "strain",
    ):
        for month in (0, END):
            assert as_studied.members(state, month).std(axis=1).mean() > 0.02, (state, month)


def test_whom_something_befell_is_the_only_one_it_befalls(as_studied: Runs) -> None:
    """In the month itself; what follows for others comes along ties, later."""
    name = "Dunmarsh Community Children's Nurses"
    shock = {"month": STRUCK, "staff-lost": 0.5, "organisations": {"name": name}}
    struck = runs(base().with_shocks(shock), STRUCK)
    for state in ("nurse_posts", "other_posts", "workload"):
        before, now = as_studied.members(state, STRUCK), struck.members(state, STRUCK)
        assert (before != now).any(axis=0).nonzero()[0].tolist() == [NUMBER[name]]
