"""What the page fills in as usual is what an organisation may have."""

from __future__ import annotations

import pytest

from analysis.page.network_data import TABLES, tables_data
from sim.inputs.members import Organisation
from sim.inputs.networks import load_network


@pytest.mark.parametrize("kind", [kind for kind in tables_data()["usual"] if kind])
def test_what_is_usual_of_a_kind_is_sound(kind: str) -> None:
    (one, *_) = load_network("study-region").spokes
    row = one.model_dump() | tables_data()["usual"][kind] | {"kind": kind}
    assert Organisation.model_validate(row).kind == kind


def test_every_column_is_in_a_group_and_has_a_note() -> None:
    data = tables_data()
    grouped = [column for group in data["groups"] for column in group["columns"]]
    assert sorted(grouped) == sorted(TABLES["organisations"].by_key())
    assert all(each["note"] for table in data["tables"].values() for each in table["columns"])
