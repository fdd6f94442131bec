"""Networks changed in Python: what comes of a change, and what is said of one that cannot be."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.inputs import Network, Scenario, WrongInput, load_scenario
from sim.inputs.network_changes import with_ties
from sim.model.structure import structure_of

CHILDREN = "Harrowmere Royal Children's Hospital"
TEACHING = "Brackenfold Teaching Hospital"
HOSPICE = "Otterbrook Children's Hospice"
KESTON = "Kestonbridge General Hospital"
HARROW_NURSES = "Harrowmere Community Children's Nurses"
KESTON_NURSES = "Kestonbridge Community Children's Nurses"
NEW: dict[str, Any] = {
    "role": "spoke",
    "sector": "charity",
    "kind": "community nursing team",
    "locality": "Penstowe",
    "hub": HOSPICE,
    "x_km": 10,
    "y_km": np.float64(12.5),
    "record_system": "Paper notes",
    "staff_core": 1,
    "staff_clinical": 0,
    "staff_nursing": np.int64(4),
    "staff_management": 0,
    "staff_other": 0,
    "specialist_establishment": 0,
    "specialist_posts": 0,
    "nurse_establishment": 4.5,
    "nurse_posts": 4,
    "statutory_share": 0.4,
    "atypicality": 0.2,
    "in_governance": False,
}


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline")


def weights(network: Network) -> dict[frozenset[str], float]:
    return {frozenset((each.start, each.to)): each.weight for each in network.ties}


def test_a_network_written_out_and_read_again_is_the_same(base: Scenario) -> None:
    assert with_ties(base.network, {}, "").canonical() == base.network.canonical()
    assert base.with_ties().digest() == base.digest()
    same = base.with_organisation(KESTON, nurse_posts=0)
    assert same.digest() == base.digest()
    assert same.network.digests == base.network.digests


def test_ties_are_declared_changed_and_cut(base: Scenario) -> None:
    pair, new = frozenset((HARROW_NURSES, KESTON_NURSES)), frozenset((HOSPICE, KESTON))
    before = weights(base.network)
    assert before[pair] == 0.3
    assert new not in before
    changed = base.with_ties({(KESTON_NURSES, HARROW_NURSES): 0.8, (HOSPICE, KESTON): np.float64(0.5)})
    assert weights(changed.network) == {**before, pair: 0.8, new: 0.5}
    cut = changed.with_ties({(HARROW_NURSES, KESTON_NURSES): 0, (HOSPICE, KESTON): 0.0})
    assert weights(cut.network) == {each: weight for each, weight in before.items() if each != pair}
    names = [each.name for each in base.network.organisations]
    declared = {
        frozenset((names[a], names[b])): facts.declared for a, b, facts in structure_of(changed.network).ties
    }
    assert (declared[pair], declared[new]) == (0.8, 0.5)


def test_ties_are_held_at_a_strength(base: Scenario) -> None:
    assert base.with_ties(frozen=0.1).parameters == {"culture.ties_frozen_at": 0.1}
    assert base.with_ties(frozen=0.1).with_ties(frozen=1).parameters == {"culture.ties_frozen_at": 1.0}


def test_columns_of_an_organisation_are_changed(base: Scenario) -> None:
    changed = base.with_organisation(CHILDREN, specialist_posts=1.5, in_governance=False, readiness=-0.5)
    found = changed.network.organisations[0]
    before = base.network.organisations[0]
    update = {"specialist_posts": 1.5, "in_governance": False, "readiness": -0.5}
    assert found == before.model_copy(update=update)
    assert changed.network.organisations[1:] == base.network.organisations[1:]
    assert changed.digest() != base.digest()
    again = changed.with_organisation(CHILDREN, readiness=None, specialist_posts=3, in_governance=True)
    assert again.digest() == base.digest()


def test_an_organisation_that_moves_serves_where_it_goes_if_it_served_its_own_place(base: Scenario) -> None:
    moved = base.with_organisation(KESTON, locality="Penstowe").network
    assert {each.name: each.serves for each in moved.organisations}[KESTON] == ("Penstowe",)
    moved = base.with_organisation(TEACHING, locality="Penstowe").network
    assert "Brackenfold" in moved.organisations[1].serves
    named = base.with_organisation(KESTON, serves=["Penstowe", "Ravelmoor"]).network
    assert {each.name: each.serves for each in named.organisations}[KESTON] == ("Penstowe", "Ravelmoor")


def test_an_organisation_is_added_and_taken_away(base: Scenario) -> None:
    more = base.with_organisation("Penstowe Nurses", **NEW)
    found = more.network.organisations[-1]
    assert (found.name, found.nurse_establishment, found.serves, found.income) == (
        "Penstowe Nurses", 4.5, ("Penstowe",), None,
    )  # fmt: skip
    assert len(structure_of(more.network).organisations) == 27
    assert more.with_organisation("Penstowe Nurses", without=True).digest() == base.digest()


def test_what_is_taken_away_takes_its_declared_ties_with_it(base: Scenario) -> None:
    fewer = base.with_organisation(HARROW_NURSES, without=True).network
    assert len(fewer.organisations) == 25
    assert not any(HARROW_NURSES in pair for pair in weights(fewer))
    assert 0 < len(fewer.ties) < len(base.network.ties)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda base: base.with_ties({(HOSPICE, "Kestonbridge General Hospitle"): 0.5}),
            f"scenario baseline: {HOSPICE} - Kestonbridge General Hospitle, column to: "
            "there is no organisation 'Kestonbridge General Hospitle'; "
            "did you mean Kestonbridge General Hospital?",
        ),
        (
            lambda base: base.with_ties({(HOSPICE, KESTON): 2}),
            f"scenario baseline: {HOSPICE} - {KESTON}, column weight: 2 is above 1; write 1 or less",
        ),
        (
            lambda base: base.with_ties({(HOSPICE, HOSPICE): 0.2}),
            f"scenario baseline: {HOSPICE} - {HOSPICE}, column to: '{HOSPICE}' is tied to itself; "
            "name another organisation",
        ),
        (
            lambda base: base.with_ties({HOSPICE: 0.2}),
            f"scenario baseline: '{HOSPICE}' does not name both ends of a tie; "
            "write {('one', 'other'): 0.5}",
        ),
        (
            lambda base: base.with_ties(frozen=1.5),
            "scenario baseline: frozen: 1.5 is above 1; write 1 or less",
        ),
        (
            lambda base: base.with_organisation("Kestonbridge General Hospitle", nurse_posts=1),
            "scenario baseline: there is no organisation 'Kestonbridge General Hospitle'; "
            "did you mean Kestonbridge General Hospital?",
        ),
        (
            lambda base: base.with_organisation("X", **{**NEW, "kind": "hospice"}),
            "scenario baseline: X, column kind: 'hospice' is not known; write one of: children's hospice, "
            "tertiary centre, acute trust, community nursing team, primary care, social care, education, "
            "umbrella body",
        ),
        (
            lambda base: base.with_organisation(
                "X", **{key: NEW[key] for key in NEW if key not in ("role", "x_km")}
            ),
            "scenario baseline: there is no organisation 'X'; to add it, give its role, x_km",
        ),
        (
            lambda base: base.with_organisation(KESTON, nurse_post=1),
            f"scenario baseline: {KESTON}: there is no column 'nurse_post'; did you mean nurse_posts?",
        ),
        (
            lambda base: base.with_organisation(KESTON, nurse_posts=3),
            f"scenario baseline: {KESTON}, column nurse_posts: 3 posts are filled of 0 in "
            "nurse_establishment; write 0 or less",
        ),
        (
            lambda base: base.with_organisation(KESTON, locality="Penstow"),
            f"scenario baseline: {KESTON}, column locality: there is no locality 'Penstow'; "
            "did you mean Penstowe?",
        ),
        (
            lambda base: base.with_organisation("Penstowe", without=True, nurse_posts=3),
            "scenario baseline: 'Penstowe' is taken away, and nurse_posts given; write one of the two",
        ),
        (
            lambda base: base.with_levers(
                champions={"start": 0, "reach": {"name": KESTON}}
            ).with_organisation(KESTON, without=True),
            f"baseline on study-region: reach: there is no organisation '{KESTON}'; ",
        ),
    ],
)
def test_a_change_that_cannot_be(base: Scenario, change: Callable[[Scenario], Any], message: str) -> None:
    with pytest.raises(WrongInput) as caught:
        change(base)
    assert str(caught.value).startswith(message)


def test_a_hub_is_not_taken_from_its_spokes(base: Scenario) -> None:
    with pytest.raises(WrongInput) as caught:
        base.with_organisation(CHILDREN, without=True)
    spokes = [each.name for each in base.network.spokes if each.hub == CHILDREN]
    assert [str(each).partition(", column hub: ")[0] for each in caught.value.faults] == [
        f"scenario baseline: {each}" for each in spokes
    ]
