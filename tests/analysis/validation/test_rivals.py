"""The rivals are what they say, and generated regions differ within their ranges."""

import numpy as np
import pytest

from analysis.statistics.barriers import WEAK_LINKS
from analysis.validation import CHECKS
from analysis.validation.regions import MAPPED, RANGES, generated
from analysis.validation.rivals import averaged, contrasts, shuffled, untied, variants
from sim import load_scenario, simulate
from sim.inputs import load_evidence
from sim.inputs.levers import load_levers
from sim.model.structure import structure_of

BASE = load_scenario("baseline")


def test_every_weak_link_is_cut_by_itself() -> None:
    for link, rival in zip(WEAK_LINKS, list(variants().values())[1:], strict=False):
        assert link in load_evidence().links
        assert rival is not None
        assert dict(rival(BASE).links) == {link: 0.0}


def test_without_ties_no_one_sees_another() -> None:
    alone = simulate(untied(BASE), 2, 1, months=[60])
    same = simulate(untied(BASE).with_parameters({"people.pull_of_peers": 0.5}), 2, 1, months=[60])
    assert alone.outcomes["engagement"].tolist() == same.outcomes["engagement"].tolist()
    tied = simulate(BASE.with_parameters({"people.pull_of_peers": 0.5}), 2, 1, months=[60])
    assert alone.outcomes["engagement"].tolist() != tied.outcomes["engagement"].tolist()


def test_the_average_organisation_has_all_staff_and_children() -> None:
    merged, network = averaged(BASE).network, BASE.network
    (member,), (place,) = merged.organisations, merged.localities
    assert member.staff == sum(each.staff for each in network.organisations)
    assert member.nurse_posts == sum(each.nurse_posts for each in network.organisations)
    before, after = structure_of(network), structure_of(merged)
    (facts,) = after.organisations
    assert facts.income == pytest.approx(sum(each.income for each in before.organisations))
    assert facts.others_known == pytest.approx(sum(each.others_known for each in before.organisations))
    assert facts.children_nursed == after.network.children
    public = sum(each.income * each.statutory_share for each in before.organisations)
    assert facts.income * facts.statutory_share == pytest.approx(public)
    assert set(after.characters[0]) == {0.0}
    assert place.children == sum(each.children for each in network.localities)
    assert after.network.organisational_distance == before.network.organisational_distance


def test_both_engines_run_an_average_organisation_alike() -> None:
    one, other = (
        simulate(averaged(BASE), 2, 1, months=[0, 60], engine=each) for each in ("ensemble", "mesa")
    )
    assert one.outcomes.equals(other.outcomes)


def test_every_lever_does_what_another_does() -> None:
    found = set()
    for lever in load_levers():
        (does,) = set(shuffled(BASE.with_levers({lever: {"start": 0}})).levers) - {"L01"} or {"L01"}
        assert (does == lever) is (lever == "L01")
        found.add(does)
    assert found == set(load_levers())


def test_rivals_go_through_the_same_checks() -> None:
    checks = {name: CHECKS[name] for name in ("P14", "P28")}
    found = contrasts(checks, 4, seed=1)
    assert [each.name for each in found] == list(variants())
    assert found[0].tau == pytest.approx({"engagement": 1.0, "cover_24_7": 1.0})
    model = {each.pattern.id for each in found[0].verdicts if each.holds}
    uncaring = next(each for each in found if each.name.startswith("without C47"))
    assert "P28" in model
    assert "P28" in uncaring.lost


def test_regions_differ_within_their_ranges() -> None:
    regions = [generated(BASE.network, number) for number in range(MAPPED)]
    assert len({each.digest() for each in regions}) == MAPPED
    for each in regions:
        plan = structure_of(each)
        low, high, _ = RANGES["sector funding"]
        assert low <= plan.network.sector_funding <= high
        for place in each.localities:
            low, high, _ = RANGES["rate in a locality"]
            assert low <= place.children_llc / place.children <= high
        assert all(member.nurse_posts <= member.nurse_establishment for member in each.organisations)
        for member, facts in zip(each.organisations, plan.organisations, strict=True):
            assert 0 < facts.others_known <= facts.other_establishment
            low, high, _ = RANGES["reserves of charities"]
            assert low <= facts.reserves <= high if member.sector == "charity" else facts.reserves <= 4


def test_a_region_is_the_same_whenever_it_is_made() -> None:
    assert generated(BASE.network, 3).digest() == generated(BASE.network, 3).digest()
    organisations = structure_of(generated(BASE.network, 3)).organisations
    assert len(organisations) == len(BASE.network.organisations)
    assert np.isfinite([each.distance for each in organisations]).all()
