"""What one thing brings about, of histories made by hand and of the model's own."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.brought_about import Spells, apart, brought_about, places_of, spells_of
from sim import load_scenario, simulate
from sim.inputs.timing import FIRST_MONTH

MONTHS = 85


@pytest.fixture(scope="module")
def base():
    return load_scenario("baseline")


def run(scenario, runs=24):
    return simulate(scenario, runs, parameters="accepted", problems=True, localities=True)


@pytest.fixture(scope="module")
def as_it_is(base):
    return run(base)


def history(base, *spells):
    """A history of one run; each spell says a place, an onset and an end, by months; None: it lasts."""
    rows = [(place, onset, MONTHS if end is None else end, end is None) for place, onset, end in spells]
    place, onset, end, lasts = (np.array(column) for column in zip(*rows, strict=True)) if rows else [[]] * 4
    keys = pd.DataFrame({"run": [7], "parameter_set": [3], "luck": [7]})
    whole = (np.asarray(each, np.int64) for each in (np.zeros(len(rows)), place, onset, end))
    return Spells(keys, places_of(base.network), *whole, np.asarray(lasts, np.bool_), MONTHS)


def test_equal_histories_bring_about_exactly_nothing(base, as_it_is):
    assert brought_about(as_it_is, run(base)).empty


def test_a_poke_after_all_that_is_told_brings_about_nothing(base, as_it_is):
    late = base.with_shocks({"month": base.horizon, "coordinator-leaves": True})
    assert brought_about(run(late), as_it_is).empty


def test_a_poke_brings_about_nothing_before_it(base, as_it_is):
    poked = run(base.with_shocks({"month": 30, "coordinator-leaves": True}))
    table = brought_about(poked, as_it_is)
    assert len(table)
    # Of the three months by which one begins, or is over, two may lie before.
    assert table["month"].min() >= 28
    dated = brought_about(poked, as_it_is, since=30)
    assert dated["month"].min() >= 30
    assert len(dated) == len(table)
    assert table[["run", "month", "order"]].apply(tuple, axis=1).is_monotonic_increasing


@pytest.mark.parametrize(
    ("other", "otherwise"),
    [
        ((), None),  # never
        ([(5, 43, None)], 43),  # three months later
        ([(5, 20, 38)], None),  # over by then, and not again
        ([(6, 40, None)], None),  # somebody else
    ],
)
def test_what_begins_elsewhere_never_or_months_later_is_brought_about(base, other, otherwise):
    (row,) = apart(history(base, (5, 40, 50)), history(base, *other)).to_dict("records")
    assert row["run"] == 7
    assert (row["month"], row["over"]) == (40 + FIRST_MONTH, 50 + FIRST_MONTH)
    assert row["problem"] == places_of(base.network)[5].problem.id
    assert np.isnan(row["otherwise"]) if otherwise is None else row["otherwise"] == otherwise + FIRST_MONTH


@pytest.mark.parametrize(
    ("own", "other", "over"),
    [
        ((5, 0, None), (5, 0, 40), None),  # there from the start in both
        ((5, 10, 43), (5, 12, 40), 43),  # three months longer
    ],
)
def test_what_is_over_elsewhere_and_goes_on_stays(base, own, other, over):
    (row,) = apart(history(base, own), history(base, other)).to_dict("records")
    assert (row["how"], row["month"]) == ("stays", 40 + FIRST_MONTH)
    assert np.isnan(row["over"]) if over is None else row["over"] == over + FIRST_MONTH


def test_what_is_over_within_two_months_does_not_stay(base):
    assert apart(history(base, (5, 10, 42)), history(base, (5, 10, 40))).empty


@pytest.mark.parametrize("other", [(5, 42, None), (5, 38, None), (5, 0, None), (5, 10, 39)])
def test_what_begins_within_two_months_or_holds_already_is_not(base, other):
    assert apart(history(base, (5, 40, 50)), history(base, other)).empty


def test_of_the_last_months_it_cannot_be_told(base):
    nothing = history(base)
    assert apart(history(base, (5, MONTHS - 4, None)), nothing).empty
    assert len(apart(history(base, (5, MONTHS - 5, None)), nothing)) == 1


def test_care_in_localities_is_looked_at_too(base, as_it_is):
    spells = spells_of(as_it_is)
    of_network = {each.problem.id for each in spells.places if not each.organisation and not each.locality}
    in_places = {each.problem.id for each in spells.places if each.locality}
    assert in_places == {"stalled-24-7", "weak-coordination"}
    assert in_places < of_network
    held = spells.holds
    first = next(n for n, each in enumerate(spells.places) if each.locality)
    where = spells.places[first]
    cover = as_it_is.localities
    cover = cover[cover["locality"] == where.locality][where.problem.state.partition(".")[2]].to_numpy()
    marked = (cover < where.problem.threshold).reshape(len(held), MONTHS)
    # Beyond the threshold in all of the last three months: it holds; in none of them: it does not.
    assert held[marked[:, -3:].all(axis=1), first, -1].all()
    assert not held[~marked[:, -3:].any(axis=1), first, -1].any()


def test_other_runs_are_refused(base, as_it_is):
    with pytest.raises(ValueError, match="same"):
        brought_about(as_it_is, run(base, runs=23))
    with pytest.raises(ValueError, match="problems=True"):
        spells_of(simulate(base, 2))


def test_two_ensembles_of_256_runs_and_their_comparison_take_less_than_a_second(base):
    """Of the processors' time, so that other work on the machine does not count."""
    poked = base.with_shocks({"month": 12, "coordinator-leaves": True})
    brought_about(run(poked, 8), run(base, 8))  # compiled by now
    began = time.process_time()
    assert len(brought_about(run(poked, 256), run(base, 256)))
    assert time.process_time() - began < 1.0
