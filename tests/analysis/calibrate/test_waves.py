"""The search by itself, with judges whose answer is known on paper."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from analysis.calibrate.space import Space, space_of
from analysis.calibrate.waves import searched
from analysis.statistics.informed import LEVEL, informed, worth
from sim import load_scenario
from sim.inputs.levers import all_parameters
from sim.sampling.own import OwnPriors

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def space() -> Space:
    return space_of(load_scenario("baseline"))


def line(figure: float, error: float) -> Callable[[str, Floats], Floats]:
    """A judge that sees the sum of the first two scores over the square root of 2, which is normal."""

    def judge(name: str, scores: Floats) -> Floats:
        seen = (scores[:, 0] + scores[:, 1]) / np.sqrt(2.0)
        return np.abs(seen - figure)[:, None] / error

    return judge


@pytest.mark.heavy
def test_kept_sets_are_draws_from_the_prior_given_that_they_agree(space: Space) -> None:
    search = searched(space, line(2.0, 0.1), 500, 3.0, 1)
    assert search.agrees
    seen = (search.scores[:, 0] + search.scores[:, 1]) / np.sqrt(2.0)
    expected = stats.truncnorm(1.7, 2.3)
    count = worth(space.idle(search.scores))
    assert count > 150
    assert stats.kstwo.sf(stats.kstest(seen, expected.cdf).statistic, round(count)) > 0.01
    # Across the line nothing was seen, and both stay as the prior has them.
    across = (search.scores[:, 0] - search.scores[:, 1]) / np.sqrt(2.0)
    assert stats.kstwo.sf(stats.kstest(across, "norm").statistic, round(count)) > 0.01


def test_what_one_in_a_million_draws_shows_is_found_by_waves(space: Space) -> None:
    """Two such figures at once: a search among draws alone would need ten million of them."""

    def judge(name: str, scores: Floats) -> Floats:
        return np.abs(scores[:, :2] - 2.5) / 0.01

    search = searched(space, judge, 200, 3.0, 1)
    assert search.agrees
    assert np.abs(search.scores[:, :2] - 2.5).max() <= 0.03 + 1e-12
    assert (search.prior_off.max(axis=1) <= 3.0).sum() == 0
    assert [wave.tolerance for wave in search.waves] == sorted(
        (wave.tolerance for wave in search.waves), reverse=True
    )
    assert search.waves[-1].sets < 30_000


def test_parameters_that_the_model_does_not_know_tell_what_copies_are_worth(space: Space) -> None:
    first = space.first(1, 400)
    assert worth(space.idle(first)) > 300
    assert worth(space.idle(first[np.arange(400) % 40])) == pytest.approx(40, rel=0.3)
    # So copies are not taken for evidence: nothing is informed that nothing informed.
    copies = space.shares(first)[np.arange(400) % 40]
    priors = list(space.priors)
    assert informed(copies, priors)["informed"].sum() > 5
    assert informed(copies, priors, worth(space.idle(first[np.arange(400) % 40])))["informed"].sum() <= 1
    assert LEVEL == 0.01


def test_a_search_that_gets_no_nearer_gives_up(space: Space) -> None:
    def judge(name: str, scores: Floats) -> Floats:
        return 5.0 + 0.01 * np.abs(scores[:, :1])

    search = searched(space, judge, 50, 3.0, 1)
    assert not search.agrees
    assert len(search.waves) <= 5
    assert search.nearest.tolist() == pytest.approx([5.0], abs=0.01)


def test_the_same_seed_searches_alike_and_another_does_not(space: Space) -> None:
    one, same = (searched(space, line(1.0, 0.2), 50, 3.0, 1).scores for _ in range(2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, searched(space, line(1.0, 0.2), 50, 3.0, 2).scores)


def test_correlated_priors_stay_correlated_where_nothing_is_seen_of_them() -> None:
    one, other, third = [
        each
        for each in all_parameters().values()
        if each.low < each.high and not each.name.startswith("levers")
    ][:3]
    own = OwnPriors.of("mine", {}, [one.name, other.name], [[1.0, 0.0], [0.8, 0.6]])
    space = space_of(load_scenario("baseline"), own)
    places = [space.names.index(each.name) for each in (one, other, third)]

    def judge(name: str, scores: Floats) -> Floats:
        return np.abs(space.shares(scores)[:, places[2:]] - 0.9) / 0.02

    search = searched(space, judge, 500, 3.0, 1)
    shares = space.shares(search.scores)[:, places]
    assert shares[:, 2].min() >= 0.84 - 1e-9
    rank = stats.spearmanr(shares[:, 0], shares[:, 1]).statistic
    assert rank == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.1)


def test_what_is_at_rest_or_fixed_is_not_varied(space: Space) -> None:
    base = load_scenario("baseline")
    assert space.names
    assert not any(name.startswith("levers.champions.") for name in space.names)
    name = space.names[0]
    assert name not in space_of(base.with_parameters({name: all_parameters()[name].value})).names
    pulled = space_of(load_scenario("champions"))
    assert any(each.startswith("levers.champions.") for each in pulled.names)
