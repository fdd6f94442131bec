"""Figures: drawn from made-up frames, not empty, the same bytes twice, no label over another."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib import image
from matplotlib.transforms import Bbox

from analysis.report import charts, style, words
from analysis.statistics import summaries
from analysis.statistics.comparison import MAIN, compare, labels

CAPTION = "60 runs of each scenario, seed 1. Lines: means; bands: 5-95 % of runs."


def gathered(results, table):
    """One table of several results, scenario first."""
    named = zip(labels(results), results, strict=True)
    return pd.concat(
        [getattr(result, table).assign(scenario=name) for name, result in named], ignore_index=True
    )


@pytest.fixture
def bands(three):
    return summaries.bands(gathered(three, "outcomes"), MAIN)


@pytest.fixture
def cover(three):
    return summaries.cover_by_locality(gathered(three, "localities"), 60)


@pytest.fixture
def figures(three, bands, cover, outcomes):
    """Every figure there is, by name, without a single warning (a missing glyph warns)."""
    shown = [outcomes[name] for name in MAIN]
    region = three[0].scenario.network
    geography = summaries.places(region), summaries.members(region)
    found = compare(three[0], three[1:], outcomes=shown)
    base = bands["scenario"] == "baseline"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {
            "trajectories": charts.trajectories(bands, shown, title="What changes?", caption=CAPTION),
            "differences": charts.differences(found.differences, title="What changes?", caption=CAPTION),
            "map": charts.region_map(cover, *geography, title="Where is 24/7 cover?", caption=CAPTION),
            "page": charts.page(
                bands[base],
                shown,
                cover[cover["scenario"] == "baseline"],
                *geography,
                title="?",
                caption=CAPTION,
            ),
        }


@pytest.fixture(
    params=["$x^2_$ {" + "scenario" * 25, pytest.param("long words " * 18, marks=pytest.mark.heavy)],
    ids=["long and odd", "long"],
)
def odd(request, make_result, outcomes):
    """Figures in which scenarios and a locality have an odd name."""
    name = request.param.strip()
    results = [make_result("baseline", runs=5), make_result(name, runs=5)]
    shown = [outcomes[each] for each in MAIN]
    renamed = gathered(results, "localities").replace("Moorside", name)
    region = results[0].scenario.network
    places, members = summaries.places(region).replace("Moorside", name), summaries.members(region)
    found = compare(results[0], results[1:], outcomes=shown)
    cover = summaries.cover_by_locality(renamed, 60)
    bands = summaries.bands(gathered(results, "outcomes"), MAIN)
    return {
        "trajectories": charts.trajectories(bands, shown, title=name, caption=CAPTION),
        "differences": charts.differences(found.differences, title=name, caption=CAPTION),
        "map": charts.region_map(cover, places, members, title=name, caption=CAPTION),
    }


def test_odd_names_are_drawn_as_they_are_and_stay_on_the_sheet(odd):
    for name, figure in odd.items():
        figure.canvas.draw()
        for text, box in texts(figure):
            assert figure.bbox.padded(1).contains(box.x1, box.y1), (name, text)
            assert figure.bbox.padded(1).contains(box.x0, box.y0), (name, text)


@pytest.mark.heavy
def test_figures_are_drawn_and_the_same_twice(figures, tmp_path):
    for name, figure in figures.items():
        for suffix in (".svg", ".png"):
            once, twice = tmp_path / f"{name}-1{suffix}", tmp_path / f"{name}-2{suffix}"
            style.save(figure, once)
            style.save(figure, twice)
            assert once.read_bytes() == twice.read_bytes()
        pixels = image.imread(tmp_path / f"{name}-1.png")[..., :3]
        assert (pixels.min(axis=2) < 0.9).mean() > 0.01
        assert b"<dc:date>" not in (tmp_path / f"{name}-1.svg").read_bytes()


@pytest.mark.heavy
def test_no_text_lies_over_another_or_off_the_sheet(figures):
    for name, figure in figures.items():
        figure.canvas.draw()
        sheet = figure.bbox.padded(1)
        boxes = texts(figure)
        for text, box in boxes:
            assert sheet.contains(box.x0, box.y0), (name, text)
            assert sheet.contains(box.x1, box.y1), (name, text)
        for (first, a), (second, b) in itertools.combinations(boxes, 2):
            shared = Bbox.intersection(a, b)
            over = 0.0 if shared is None else shared.width * shared.height
            assert over <= 0.12 * min(a.width * a.height, b.width * b.height), (name, first, second)


def texts(figure):
    """What is written, and the box it takes; tick labels outside the limits are never drawn."""
    unseen = {label for axes in figure.axes for label in undrawn_labels(axes)}
    found = []
    for text in figure.findobj(charts.Text):
        if text not in unseen and text.get_visible() and text.get_text().strip():
            found.append((text.get_text(), text.get_window_extent()))
    return found


def undrawn_labels(axes):
    for axis in (axes.xaxis, axes.yaxis):
        drawn = axis._update_ticks() if axes.axison else []
        for tick in (*axis.majorTicks, *axis.minorTicks):
            if tick not in drawn:
                yield from (tick.label1, tick.label2)
        if not axes.axison:
            yield from (axis.label, axis.offsetText)


def test_ends_of_lines_are_moved_apart():
    at = style.spread_apart([0.5, 0.5, 0.5, 0.1], 0.1, 0.0, 1.0)
    assert np.diff(sorted(at)).min() >= 0.1 - 1e-6
    assert at[3] == min(at)
    assert style.spread_apart([0.2, 0.8], 0.1, 0.0, 1.0) == [0.2, 0.8]


def test_many_scenarios_share_one_key(make_result, outcomes):
    results = [make_result(f"scenario-{i}", runs=5) for i in range(7)]
    shown = [outcomes["engagement"], outcomes["worth"]]
    bands = summaries.bands(gathered(results, "outcomes"), [each.name for each in shown])
    figure = charts.trajectories(bands, shown, title="Seven", caption=CAPTION)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [r.scenario.name for r in results]


def test_one_run_without_interval_is_drawn(make_result, outcomes):
    found = compare(make_result("a", runs=1), [make_result("b", runs=1)], outcomes=outcomes.values())
    figure = charts.differences(found.differences, title="One run", caption=CAPTION)
    figure.canvas.draw()


def test_bands_hold_the_mean_and_keep_the_order(bands):
    assert list(dict.fromkeys(bands["scenario"])) == ["baseline", "fund-coordinator", "shared-records"]
    assert list(dict.fromkeys(bands["outcome"])) == list(MAIN)
    assert (bands["low"] <= bands["mean"] + 1e-12).all()
    assert (bands["mean"] <= bands["high"] + 1e-12).all()


def test_bands_against_hand_worked_numbers():
    outcomes = pd.DataFrame({"scenario": "a", "run": range(5), "month": 0, "x": [0.0, 1.0, 2.0, 3.0, 4.0]})
    row = summaries.bands(outcomes, ["x"]).iloc[0]
    assert (row["mean"], row["low"], row["high"]) == (2.0, pytest.approx(0.2), pytest.approx(3.8))


def test_numbers_beside_axes_are_as_readers_know_them():
    pounds = [words.tick(each, "GBP a year", signed=True) for each in (1.43e6, -2.5e9, 250_000, 0.0)]
    assert pounds == ["+£1.43m", "\N{MINUS SIGN}£2.5bn", "+£250,000", "£0"]
    plain = [words.tick(each) for each in (1.5e6, 0.1 + 0.2, 9.6e-5, -20.0)]
    assert plain == ["1,500,000", "0.3", "0.000096", "\N{MINUS SIGN}20"]
