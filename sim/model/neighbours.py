"""Who of a group is nearest to whom, at a cost that grows with the group and never with its pairs."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from sim.inputs.members import Organisation

Near = list[tuple[float, str, int]]  # squared distance, name and number, the nearest first


class Placed(Protocol):
    """What lies somewhere."""

    @property
    def x_km(self) -> float: ...  # noqa: D102

    @property
    def y_km(self) -> float: ...  # noqa: D102


# To compare everyone with everyone is quicker in groups no larger than this, and spares the import of SciPy.
_SMALL = 64


def nearest(members: Sequence[Organisation], group: Sequence[int], most: int) -> Iterator[tuple[int, Near]]:
    """Give for each of a group, by number, at most so many others nearest to it.

    Where two are as near, the name decides and never the place in the file, so that the order of a table
    changes nothing.
    """
    for number, around in _around(members, group, most):
        here = members[number]
        others = [
            (squared(here, members[each]), members[each].name, each) for each in around if each != number
        ]
        yield number, sorted(others)[:most]


def squared(a: Placed, b: Placed) -> float:
    """Give the square of the distance between two places, in km2."""
    # In plain Python, which rounds alike on every platform.
    east, north = a.x_km - b.x_km, a.y_km - b.y_km
    return east * east + north * north


def _around(
    members: Sequence[Organisation], group: Sequence[int], most: int
) -> Iterator[tuple[int, Sequence[int]]]:
    """Each of a group with a few others, the nearest among them."""
    if len(group) <= max(_SMALL, most + 1):
        yield from ((number, group) for number in group)
    else:
        yield from _around_in_a_tree(members, group, most)


def _around_in_a_tree(
    members: Sequence[Organisation], group: Sequence[int], most: int
) -> Iterator[tuple[int, Sequence[int]]]:
    from scipy.spatial import cKDTree

    sites: dict[tuple[float, float], list[int]] = {}
    for number in sorted(group, key=lambda each: members[each].name):
        sites.setdefault((members[number].x_km, members[number].y_km), []).append(number)
    places, here = list(sites), list(sites.values())
    tree, wanted = cKDTree(places), min(most + 1, len(places))
    # As many sites besides one's own hold as many others at least. All that lie no farther are looked at, as
    # the tree's choice among equals would be its own.
    farthest = tree.query(places, wanted)[0].reshape(len(places), wanted)[:, -1]
    for site, found in zip(here, tree.query_ball_point(places, farthest * (1.0 + 1e-9)), strict=True):
        around = [number for each in found for number in here[each][: most + 1]]
        yield from ((number, around) for number in site)
