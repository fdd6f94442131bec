"""The invented region has the make-up it claims. Read with plain csv, so that no loader is trusted here."""

import csv
from math import hypot
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "scenarios" / "study-region"
NURSES_A_CHILD = 20 / 50_000  # the standard for community children's nurses (S08)
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ORGANISATIONS = table("organisations.csv")
LOCALITIES = table("localities.csv")
TIES = table("ties.csv")
HUBS = [row for row in ORGANISATIONS if row["role"] == "hub"]
SPOKES = [row for row in ORGANISATIONS if row["role"] == "spoke"]


def total(rows: list[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows)


def served(row: Row) -> set[str]:
    return set(row["serves"].split("|")) if row["serves"] else {row["locality"]}


def km_out(row: Row) -> float:
    return hypot(float(row["x_km"]), float(row["y_km"]))


def test_tables_hold_together() -> None:
    names = {row["name"] for row in ORGANISATIONS}
    places = {row["name"] for row in LOCALITIES}
    assert len(names) == len(ORGANISATIONS)
    assert len(places) == len(LOCALITIES)
    assert all({row["locality"], *served(row)} <= places for row in ORGANISATIONS)
    assert {row["hub"] for row in SPOKES} <= {row["name"] for row in HUBS}
    assert all(row["hub"] == "" for row in HUBS)
    assert all({tie["from"], tie["to"]} <= names and 0 < float(tie["weight"]) <= 1 for tie in TIES)


def test_size_and_sectors() -> None:
    assert 24 <= len(ORGANISATIONS) <= 28
    assert len(LOCALITIES) == 13
    assert len(HUBS) == 7
    assert sum(row["sector"] == "charity" for row in HUBS) > len(HUBS) / 2
    assert sum(row["sector"] == "NHS" for row in SPOKES) > len(SPOKES) / 2
    assert {row["kind"] for row in SPOKES} >= {"social care", "education", "primary care", "umbrella body"}


def test_four_hospices_and_two_tertiary_centres_among_the_hubs() -> None:
    assert sum(row["kind"] == "children's hospice" for row in HUBS) == 4
    assert sum(row["kind"] == "tertiary centre" for row in HUBS) == 2
    assert not any(row["kind"] in {"children's hospice", "tertiary centre"} for row in SPOKES)


def test_every_hub_has_a_record_system_of_its_own() -> None:
    assert len({row["record_system"] for row in HUBS}) == len(HUBS)
    assert len({row["record_system"] for row in SPOKES}) > 3


def test_children() -> None:
    children, with_condition = total(LOCALITIES, "children"), total(LOCALITIES, "children_llc")
    assert with_condition == pytest.approx(9_600, rel=0.01)
    assert 10_000 * with_condition / children == pytest.approx(66, abs=1)


def test_dense_centre_and_thin_edge() -> None:
    centre = [row for row in LOCALITIES if km_out(row) <= 30]
    edge = [row for row in LOCALITIES if 50 <= km_out(row) <= 130]
    assert len(centre) >= 5
    assert len(edge) >= 3
    assert max(km_out(row) for row in LOCALITIES) <= 130
    assert total(centre, "children") > 4 * total(edge, "children")
    edge_names = {row["name"] for row in edge}
    at_edge = [float(row["atypicality"]) for row in ORGANISATIONS if row["locality"] in edge_names]
    elsewhere = [float(row["atypicality"]) for row in ORGANISATIONS if row["locality"] not in edge_names]
    assert min(at_edge) > max(elsewhere)


def test_nurses_are_a_tenth_to_a_fifth_of_the_standard_and_absent_in_places() -> None:
    standard = NURSES_A_CHILD * total(LOCALITIES, "children")
    assert 0.10 <= total(ORGANISATIONS, "nurse_posts") / standard <= 0.20
    vacancy = 1 - total(ORGANISATIONS, "nurse_posts") / total(ORGANISATIONS, "nurse_establishment")
    assert vacancy == pytest.approx(0.12, abs=0.01)
    reached: set[str] = set()
    for row in ORGANISATIONS:
        assert int(row["nurse_posts"]) <= int(row["nurse_establishment"])
        assert int(row["nurse_posts"]) <= int(row["staff_nursing"])
        if int(row["nurse_posts"]) > 0:
            reached |= served(row)
    assert 2 <= len({row["name"] for row in LOCALITIES} - reached) <= 3


def test_few_specialists_and_most_of_them_at_two_hubs() -> None:
    posts = sorted((int(row["specialist_posts"]) for row in ORGANISATIONS), reverse=True)
    assert 5 <= sum(posts) <= 10
    assert posts[0] + posts[1] > sum(posts) / 2
    assert total(SPOKES, "specialist_posts") == 0
    assert all(int(row["specialist_posts"]) <= int(row["specialist_establishment"]) for row in ORGANISATIONS)


def test_core_is_at_least_that_of_the_study() -> None:
    core = [row for row in ORGANISATIONS if int(row["staff_core"]) > 0]
    assert len(core) >= 15
    assert total(core, "staff_core") >= 33
    roles = ("staff_clinical", "staff_nursing", "staff_management", "staff_other")
    assert all(0 < sum(int(row[role]) for role in roles) >= int(row["staff_core"]) for row in ORGANISATIONS)


def test_statutory_income() -> None:
    assert {row["statutory_share"] for row in HUBS if row["kind"] == "children's hospice"} == {"0.22"}
    assert all(float(row["statutory_share"]) >= 0.95 for row in ORGANISATIONS if row["sector"] == "NHS")


def test_governance_takes_in_hubs_and_most_spokes() -> None:
    assert all(row["in_governance"] == "yes" for row in HUBS)
    outside = [row for row in SPOKES if row["in_governance"] == "no"]
    assert 0 < len(outside) < len(SPOKES) / 2


def test_the_edge_by_distance_is_not_the_edge_by_engagement() -> None:
    outside = [row for row in SPOKES if row["in_governance"] == "no"]
    inside = [row for row in ORGANISATIONS if row["in_governance"] == "yes"]
    assert any(km_out(row) <= 30 for row in outside)
    assert any(km_out(row) >= 50 for row in inside)
