"""Ties carry what passes between members: what would not be seen if there were one mean for all.

Each test says of a rule what tells it from an average. All are of whole runs with parameters from the priors.
"""

from typing import Any

import numpy as np
import pytest

from sim import Scenario, simulate
from sim.model.structure import structure_of
from tests.sim.model.whole_runs import Floats, Runs, among, base, changed, mean_change, runs

END = 60
MEMBERS = base().network.organisations
NUMBER = {each.name: number for number, each in enumerate(MEMBERS)}
STRUCTURE = structure_of(base().network)
FACTS = [facts for _, _, facts in STRUCTURE.ties]
FROM_THE_START = np.array(
    [bool(each.attachment or each.hubs or each.shared_locality or each.declared) for each in FACTS]
)
RECORDS = {"shared-records": {"start": 0}}


@pytest.fixture(scope="module")
def as_studied() -> Runs:
    return runs(base(), 36, END)


# -- Records in pairs ----------------------------------------------------------------------


def on_one_system() -> Scenario:
    return changed(base(), [each.model_copy(update={"record_system": "One"}) for each in MEMBERS])


def linked_in_places(found: Runs) -> Floats:
    """The share of the ties among those who serve a place along which records are linked, (runs, places)."""
    linked = found.between("linked", END)
    return np.stack([linked[:, list(ties)].mean(axis=1) for ties in STRUCTURE.ties_of_places], axis=1)


def test_shared_records_make_a_patchwork(as_studied: Runs) -> None:
    shared = runs(base().with_levers(RECORDS), 36, END)
    gained = shared.places("care_coordination", END) - as_studied.places("care_coordination", END)
    linked = linked_in_places(shared) - linked_in_places(as_studied)
    # Care is joined up in those places in which both ends of ties are live, and not in the region at large.
    assert among(gained, linked) > 0.5
    assert 0.1 < (linked > 0.0).mean() < 0.9
    nothing = linked == 0.0
    assert abs(gained[nothing]).mean() < 0.2 * gained[~nothing].mean()
    spread = [each.places("care_coordination", END).std(axis=1).mean() for each in (as_studied, shared)]
    assert spread[1] > spread[0]


def test_some_are_live_and_some_are_not(as_studied: Runs) -> None:
    shared = runs(base().with_levers(RECORDS), 36, END)
    live = shared.members("records_stage", END) == 2.0
    assert (live.any(axis=1) & ~live.all(axis=1)).mean() > 0.5
    assert not (as_studied.members("records_stage", END) == 2.0).any()
    both = np.array([live[:, a] & live[:, b] for a, b, _ in STRUCTURE.ties]).T
    same = np.array([bool(each.same_system) for each in FACTS])
    linked = shared.between("linked", END)
    # A tie sees the stages of a month ago, so that what went live this month is not linked yet.
    assert (linked[:, ~same] > 0.0).mean() <= both[:, ~same].mean()
    assert ((linked > 0.0) <= (both | same)).mean() > 0.99


def test_who_has_one_system_has_linked_records_already(as_studied: Runs) -> None:
    same, with_lever = runs(on_one_system(), END), runs(on_one_system().with_levers(RECORDS), END)
    shared = runs(base().with_levers(RECORDS), 36, END)
    for outcome in ("care_coordination", "cover_24_7", "record_access"):
        assert (same.outcome(outcome, END) > as_studied.outcome(outcome, END)).mean() > 0.95, outcome
        # What is linked already gains next to nothing by a shared record.
        gained = with_lever.outcome(outcome, END) - same.outcome(outcome, END)
        apart = shared.outcome(outcome, END) - as_studied.outcome(outcome, END)
        assert abs(gained.mean()) < 0.3 * apart.mean(), outcome


def test_where_nothing_is_unlinked_the_problem_does_not_hold() -> None:
    for scenario, there in ((base(), True), (on_one_system(), False)):
        problems = simulate(scenario, 5, months=[0], problems=True).problems
        assert problems is not None
        assert (problems["problem"] == "unlinked-records").any() == there


def test_two_on_one_system_spare_each_other_workarounds(as_studied: Runs) -> None:
    """Who shares children with somebody on the same system has a lighter burden than the rest."""
    children = np.zeros((2, len(MEMBERS)))
    for number, peers in enumerate(STRUCTURE.peers):
        for tie, _, facts in peers:
            children[int(FACTS[tie].same_system), number] += facts.children_shared
    same = children[1] / np.maximum(1.0, children.sum(axis=0))
    burden = as_studied.members("workaround_burden", END).mean(axis=0)
    assert (same > 0.0).sum() > 2
    assert burden[same > 0.0].mean() < burden[same == 0.0].mean() - 0.05
    assert np.corrcoef(burden, same)[0, 1] < -0.9


# -- As far as a tie is strong -------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "least"),
    [("engagement", 0.03), ("awareness", 0.03), ("adoption", 0.03), ("care_coordination", 0.02)],
)
def test_ties_at_a_tenth_and_ties_in_full_differ(outcome: str, least: float) -> None:
    weak, strong = (
        runs(base().with_parameters({"culture.ties_frozen_at": at}), END).outcome(outcome, END)
        for at in (0.1, 1.0)
    )
    assert (strong - weak).mean() > least
    assert (strong > weak).mean() > 0.9


def test_frozen_ties_are_as_strong_as_said() -> None:
    frozen = runs(base().with_parameters({"culture.ties_frozen_at": 0.1}), END)
    assert (frozen.between("strength", END) == 0.1).all()


def test_tied_members_are_more_alike_than_they_would_be_without_ties(as_studied: Runs) -> None:
    """In what chance makes of them: what each is on average over runs is taken out, and what runs are."""
    alike = {}
    for strength in (0.0, 0.6):
        scenario = base().with_parameters({"culture.ties_frozen_at": strength})
        found = simulate(scenario, 300, months=[END], parameters="central", organisations=True)
        assert found.organisations is not None
        values = found.organisations["engagement"].to_numpy().reshape(300, -1)
        left = values - values.mean(axis=1, keepdims=True)
        left = left - left.mean(axis=0)
        correlated = np.corrcoef(left, rowvar=False)
        tied = np.zeros(correlated.shape, bool)
        for a, b, _ in STRUCTURE.ties:
            tied[a, b] = True
        untied = np.triu(~tied, 1) & ~tied.T
        alike[strength] = float(correlated[tied].mean() - correlated[untied].mean())
    assert alike[0.6] > alike[0.0] + 0.05


def test_ties_form_where_two_meet_and_lapse_where_they_do_not(as_studied: Runs) -> None:
    """Some that were none at first come to be; and of two between whom nothing passes, none."""
    first = runs(base(), -24).between("strength", -24)
    now = as_studied.between("strength", END)
    assert (first[:, ~FROM_THE_START] < 0.05).all()
    formed = now[:, ~FROM_THE_START]
    assert formed.mean() > 0.05
    assert formed.std(axis=1).mean() > 0.03  # some more than others
    passes = ("training", "meeting", "design", "children")
    nothing = {f"culture.ties_by_{each}": 0.0 for each in passes} | {"culture.ties_on_line": 0.0}
    lapsed = runs(base().with_parameters(nothing), END).between("strength", END)
    assert (lapsed[first > 0.0] < first[first > 0.0]).all()
    assert (lapsed[first == 0.0] == 0.0).all()


# -- Hubs relay ----------------------------------------------------------------------------


def spokes_and_others(hub: str) -> tuple[Any, Any]:
    own = np.array([each.hub == hub for each in MEMBERS])
    return own, np.array([each.role == "spoke" and each.hub != hub for each in MEMBERS])


@pytest.mark.parametrize("hub", [each.name for each in base().network.hubs])
@pytest.mark.parametrize("what", [{"leaves": True}, {"engagement-lost": 0.9}], ids=["leaves", "drifts-off"])
def test_a_hub_that_is_not_engaged_darkens_its_own_spokes(
    hub: str, what: dict[str, Any], as_studied: Runs
) -> None:
    when, then = (24, 36) if "leaves" in what else (33, 36)
    struck = runs(base().with_shocks({"month": when, **what, "organisations": {"name": hub}}), then)
    own, others = spokes_and_others(hub)
    for state, times in (("news", 5.0), ("awareness_core", 2.0), ("engagement", 2.0)):
        lost = -mean_change(struck, as_studied, state, then)
        assert lost[own].mean() > 0.0, state
        assert lost[own].mean() > times * abs(lost[others].mean()), state


def test_the_more_members_one_coordinator_has_the_thinner_the_direct_line(as_studied: Runs) -> None:
    """A spoke whose hub is silent lives on the direct line, which many share."""
    silent = {"people.relay_needs_engagement": 1.0, "people.pull_of_peers": 0.0}
    alone = base().with_parameters({**silent, "culture.ties_frozen_at": 0.0})
    many = alone.with_parameters({"people.members_reached_directly": 200.0})
    few = alone.with_parameters({"people.members_reached_directly": 5.0})
    spokes = [number for number, each in enumerate(MEMBERS) if each.role == "spoke"]
    hubs = [number for number, each in enumerate(MEMBERS) if each.role == "hub"]
    reached, thin = (runs(each, 0).members("news", 0) for each in (many, few))
    assert (reached[:, spokes] > thin[:, spokes]).mean() > 0.99
    assert (reached[:, spokes].mean(axis=1) < reached[:, hubs].mean(axis=1)).all()


# -- Rivals --------------------------------------------------------------------------------


def test_rivals_are_those_who_seek_the_same_money(as_studied: Runs) -> None:
    rivalry, trust = as_studied.between("rivalry", END), as_studied.between("trust", END)
    same = np.array([each.same_money > 0.5 for each in FACTS])
    other = np.array([each.same_money == 0.0 for each in FACTS])
    assert rivalry[:, same].mean() > 0.15
    assert rivalry[:, other].mean() < 0.02
    contested = np.array([each.same_money * each.overlap for each in FACTS])
    assert np.corrcoef(rivalry[:, same].mean(axis=0), contested[same])[0, 1] > 0.4
    # Trust lies lower between them than it would if they did not compete.
    without = runs(base().with_links({"C08": 0.0}), END).between("trust", END)
    assert (without - trust)[:, same].mean() > 5.0 * abs((without - trust)[:, other].mean())


def test_sharing_is_least_where_rivalry_is_felt(as_studied: Runs) -> None:
    peace = runs(base().with_links({"C08": 0.0}), END)
    withheld = peace.members("sharing", END) - as_studied.members("sharing", END)
    felt = as_studied.members("rivalry", END)
    assert among(withheld, felt) > 0.4
    assert among(as_studied.members("sharing", END), felt) < 0.0


def test_the_smaller_of_two_rivals_suffers_more(as_studied: Runs) -> None:
    """A hospice of a third of the staff beside its peers feels more rivalry, and shares less."""
    name = "Otterbrook Children's Hospice"
    staff = ("staff_clinical", "staff_nursing", "staff_management", "staff_other")
    one = MEMBERS[NUMBER[name]]
    small = one.model_copy(update={each: (getattr(one, each) + 2) // 3 for each in staff})
    smaller = changed(base(), [small if each.name == name else each for each in MEMBERS])
    found, here = runs(smaller, END), NUMBER[name]
    more = found.members("rivalry", END)[:, here] - as_studied.members("rivalry", END)[:, here]
    assert more.mean() > 0.02
    assert (more > 0.0).mean() > 0.9
