"""New posts: as many as are paid for, to those who lack most first, whatever the order of the files."""

import random

import pytest

from sim.inputs.networks import Network, load_network
from sim.inputs.reach import Selector
from sim.inputs.timing import Interval
from sim.model.new_posts import NewPosts, new_posts
from sim.model.structure import gaps


@pytest.fixture(scope="module")
def region() -> Network:
    return load_network("study-region")


def placed(network: Network, share: float = 0.3, **interval: object) -> NewPosts:
    return new_posts(network, Interval(start=0, **interval), share)  # type: ignore[arg-type]


def by_name(network: Network, posts: tuple[float, ...]) -> dict[str, float]:
    names = [each.name for each in network.organisations]
    return {name: each for name, each in zip(names, posts, strict=True) if each}


def lacking(network: Network) -> dict[str, float]:
    """The share of the nurses that the standard asks of it that each organisation lacks."""
    return {
        each.name: gap.nurses / (gap.nurses + each.nurse_establishment)
        for each, gap in zip(network.organisations, gaps(network), strict=True)
        if gap.nurses > 0.0
    }


def test_the_thinnest_get_posts_first(region: Network) -> None:
    share = lacking(region)
    one = by_name(region, placed(region, nurses=1).nurses)
    assert one == {min(share, key=lambda name: (-share[name], name)): 1.0}
    # Where many come, nobody who got some is left better off than somebody who got none.
    many = by_name(region, placed(region, nurses=60).nurses)
    asked = {
        each.name: gap.nurses + each.nurse_establishment
        for each, gap in zip(region.organisations, gaps(region), strict=True)
    }
    before_the_last = [share[name] - (posts - 1.0) / asked[name] for name, posts in many.items()]
    assert min(before_the_last) >= max(share[name] for name in share if name not in many)


@pytest.mark.parametrize(
    ("given", "nurses", "specialists"),
    [
        ({"nurses": 6.0}, 6.0, 0.0),
        ({"specialists": 2.5}, 0.0, 2.5),
        ({"nurses": 6.0, "specialists": 2.0}, 6.0, 2.0),
        ({"nurses": 900.0}, 900.0, 0.0),  # More than are lacking.
    ],
)
def test_so_many_are_placed_as_are_paid_for(
    region: Network, given: dict[str, float], nurses: float, specialists: float
) -> None:
    posts = placed(region, **given)
    assert (sum(posts.nurses), sum(posts.specialists)) == (nurses, specialists)


def test_posts_of_either_sort_are_parted_as_they_are_lacking(region: Network) -> None:
    posts = placed(region, posts=100.0)
    nurses, specialists = (sum(each) for each in zip(*gaps(region), strict=True))
    assert sum(posts.nurses) + sum(posts.specialists) == 100.0
    assert sum(posts.specialists) == pytest.approx(100.0 * specialists / (nurses + specialists), abs=0.25)


def test_half_as_many_go_to_the_same_ones_first(region: Network) -> None:
    whole, half = placed(region, strength=1.0), placed(region, strength=0.5)
    for more, fewer in zip(whole, half, strict=True):
        assert all(a <= b for a, b in zip(fewer, more, strict=True))
        assert sum(fewer) == pytest.approx(sum(more) / 2, abs=0.5)


def test_posts_go_where_the_scenario_says(region: Network) -> None:
    team = next(each for each in region.organisations if "Larkhollow Community" in each.name)
    at_one = placed(region, nurses=4, reach=Selector(name=(team.name,)))
    assert by_name(region, at_one.nurses) == {team.name: 4.0}
    edge = placed(region, nurses=20, reach=Selector(place="edge"))
    selected = Selector(place="edge").selected(region)
    assert sum(edge.nurses) == 20
    assert all(here for here, posts in zip(selected, edge.nurses, strict=True) if posts)
    # Whoever lacks none gets them too, if it alone is named.
    school = next(each for each in region.organisations if each.kind == "education")
    named = placed(region, nurses=2, specialists=1, reach=Selector(name=(school.name,)))
    assert by_name(region, named.nurses) == {school.name: 2.0}
    assert by_name(region, named.specialists) == {school.name: 1.0}


def test_the_order_of_the_organisations_does_not_matter(region: Network) -> None:
    rng = random.Random(1)
    for amount in ({"strength": 1.0}, {"posts": 37.5}, {"nurses": 11.0}):
        expected = [by_name(region, each) for each in placed(region, **amount)]
        for _ in range(3):
            order = list(region.organisations)
            rng.shuffle(order)
            shuffled = region.model_copy(update={"organisations": tuple(order)})
            assert [by_name(shuffled, each) for each in placed(shuffled, **amount)] == expected
