"""Care in some places alone: weighted by children there, by hand; which places there are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.comparison import compare
from analysis.statistics.groups import OF_LOCALITIES
from analysis.statistics.places import Place, PlaceColumns, comparison_there, place_of
from analysis.statistics.results import columns_of
from sim.inputs.errors import WrongInput
from sim.inputs.networks import load_network
from sim.inputs.reach import periphery


def test_care_in_places_is_weighted_by_their_children(three):
    runs = columns_of(three[0])
    rows = [
        {"run": run, "locality": name, **dict.fromkeys(OF_LOCALITIES, share + run / 1000)}
        for run in range(60)
        for name, share in (("Moorside", 0.1), ("Quay", 0.4), ("Elsewhere", 0.9))
    ]
    place = Place("in Moorside and Quay", {"Moorside": 20.0, "Quay": 10.0})
    care = PlaceColumns(runs, pd.DataFrame(rows), place, 60)
    np.testing.assert_allclose(care.column("cover_24_7", 60), 0.2 + np.arange(60) / 1000)
    assert care.months() == {60}
    assert len(care.keys(60)) == len(care.spent(60)) == 60


def test_what_is_compared_there_keeps_the_rest_of_the_network(three, outcomes):
    names = ("cover_24_7", "engagement")
    whole = compare(three[0], three[1:], outcomes=[outcomes[name] for name in names], headlines=names)
    care = [each.localities.assign(specialist_access=0.1, care_coordination=0.1) for each in three]
    at_the_end = [rows[rows["month"] == 60] for rows in care]
    place = Place("in Moorside", {"Moorside": 20.0})
    there = comparison_there(whole, [columns_of(each) for each in three], at_the_end, place, outcomes)
    assert there.headlines == names
    assert there.place == "in Moorside"
    titles = dict(there.differences[["outcome", "title"]].to_numpy())
    assert titles == {
        "cover_24_7": "24/7 cover in Moorside",
        "engagement": whole.differences["title"].iloc[1],
    }
    means = [rows.query("locality == 'Moorside'")["cover_24_7"].mean() for rows in at_the_end]
    found = there.differences.query("outcome == 'cover_24_7'")["difference"]
    assert found.tolist() == pytest.approx([means[1] - means[0], means[2] - means[0]])


def test_the_edge_is_what_lies_beyond_the_periphery_and_other_names_are_refused():
    network = load_network("study-region")
    edge, centre = place_of(("edge",), network), place_of(("centre",), network)
    far = {
        each.name for each in network.localities
        if np.hypot(each.x_km - network.centre.x_km, each.y_km - network.centre.y_km) >= periphery()
    }  # fmt: skip
    assert set(edge.children) == far
    assert set(edge.children) | set(centre.children) == {each.name for each in network.localities}
    assert (edge.name, place_of(("Penstowe",), network).name) == ("at the edge", "in Penstowe")
    assert place_of((), network) is None
    with pytest.raises(WrongInput, match="there is no locality 'Penstow'; did you mean Penstowe"):
        place_of(("Penstow",), network)
