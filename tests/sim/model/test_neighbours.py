"""The nearest of a group are the same whether all are compared or a tree is asked, however they crowd."""

import random

import pytest

from sim.inputs.members import Organisation
from sim.inputs.networks import load_network
from sim.model import neighbours

MEMBERS = load_network("study-region").organisations


def crowded(side: int, rng: random.Random) -> list[Organisation]:
    """The region's organisations on a few points, in any order."""
    moved = [
        each.model_copy(update={"x_km": 0.1 * rng.randint(1, side), "y_km": 0.1 * rng.randint(1, side)})
        for each in MEMBERS
    ]
    return rng.sample(moved, len(moved))


@pytest.mark.parametrize("case", range(10))
@pytest.mark.parametrize(("side", "most"), [(1, 2), (2, 2), (2, 7), (3, 3), (6, 7), (6, 40)])
def test_a_tree_finds_whom_comparing_all_finds(
    side: int, most: int, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = crowded(side, random.Random(case))
    group = random.Random(case).sample(range(len(members)), random.Random(case).randint(1, len(members)))
    expected = dict(neighbours.nearest(members, group, most))
    for number, near in expected.items():
        here, others = members[number], (members[each] for each in group if each != number)
        away = sorted(
            ((each.x_km - here.x_km) ** 2 + (each.y_km - here.y_km) ** 2, each.name) for each in others
        )
        assert [(squared, name) for squared, name, _ in near] == away[:most]
        assert all(members[each].name == name for _, name, each in near)
    monkeypatch.setattr(neighbours, "_SMALL", 0)
    assert dict(neighbours.nearest(members, group, most)) == expected
