"""The figures of a cascade: every edge and label there, nothing over anything, edges past boxes."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.cascade import figures, knockouts, layout, problem_map, problem_map_figure
from analysis.cascade.layout import laid_out
from analysis.report import style
from sim.inputs.problems import load_problems
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES

ORDERS = {each.id: each.order for each in load_problems().values()}
EDGES = [  # from, to, link, carried
    ("underfunded-sector", "rivalry", "C07", 0.28),
    ("unlinked-records", "obstacles-too-big", "C04", 0.23),
    ("unlinked-records", "mistrust-of-measurement", "C20", 0.18),
    ("scarce-network-money", "obstacles-too-big", "C04", 0.20),
    ("no-measure-or-standards", "obstacles-too-big", "C04", 0.12),
    ("broad-definition", "obstacles-too-big", "C32", 0.09),
    ("scarce-staff", "obstacles-too-big", "C04", 0.03),
    ("workarounds", "disengagement", "C18", 0.06),
    ("slow-change", "disengagement", "C44", 0.06),
    ("rivalry", "little-sharing", "C08", 0.02),
    ("obstacles-too-big", "disengagement", "C04", 0.02),
]
CLOSE = [("scarce-staff", "obstacles-too-big", link, 0.02) for link in ("C04", "C20", "C32")]
RETURNS = [
    ("disengagement", "slow-change", "C45", 0.1),
    ("worth-not-shown", "scarce-network-money", "C12", 0.05),
]


def links_of(edges):
    rows = [
        {
            "from": source, "to": target, "link": link, "carried": carried, "share": min(1.0, 2 * carried),
            "returns": ORDERS[source] > ORDERS[target],
        }
        for source, target, link, carried in edges
    ]  # fmt: skip
    rows.append(
        {
            "from": NO_PROBLEM,
            "to": "disengagement",
            "link": "",
            "carried": 0.5,
            "share": 0.79,
            "returns": False,
        }
    )
    return pd.DataFrame(rows)


def onsets_of():
    problems = list(load_problems().values())
    there = np.linspace(0, 1, len(problems))
    return pd.DataFrame(
        {
            "order": [each.order for each in problems],
            "problem": [each.id for each in problems],
            "title": [each.title for each in problems],
            "there": there,
            "begins": (1 - there) / 2,
            "never": (1 - there) / 2,
            "onset_median": 3.0,
            "onset_low": -12.0,
            "onset_high": 40.0,
            "holds": there,
        }
    )


def drawn_map(edges):
    links = links_of(edges)
    shown = problem_map.between(links)
    return problem_map_figure.problem_map(
        shown, links, onsets_of(), month=60, since=-23, title="What leads to what", caption="Made up. " * 30
    )


def written(drawn):
    return [
        (text.get_text(), text.get_window_extent())
        for text in drawn.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text.axes is not None and not text.axes.axison
    ]


@pytest.mark.parametrize("edges", [EDGES, [*EDGES, *RETURNS], CLOSE, []])
def test_every_edge_has_its_link_and_no_label_lies_over_another_or_off_the_sheet(edges):
    drawn = drawn_map(edges)
    drawn.canvas.draw()
    labels = written(drawn)
    for source, target, link, carried in edges:
        back = "comes back: " if ORDERS[source] > ORDERS[target] else ""
        text = f"{back}{link} · {min(1.0, 2 * carried):.0%}"
        assert text in [label for label, _ in labels], (source, target)
    for text, box in labels:
        assert drawn.bbox.padded(1).contains(box.x0, box.y0), text
        assert drawn.bbox.padded(1).contains(box.x1, box.y1), text
    for (first, a), (second, b) in itertools.combinations(labels, 2):
        shared = Bbox.intersection(a, b)
        over = 0.0 if shared is None else shared.width * shared.height
        assert over <= 0.05 * min(a.width * a.height, b.width * b.height), (first, second)


def test_a_label_goes_where_no_other_is():
    ax = style.sheet(4, 3).add_axes((0, 0, 1, 1))
    spots, taken = [(0.5, 0.5), (0.5, 0.52), (0.2, 0.2)], []
    for _ in range(2):
        problem_map_figure._label(ax, spots, {"link": "C04", "share": 0.5, "returns": False}, taken)
    assert [text.get_position() for text in ax.texts] == [(0.5, 0.5), (0.2, 0.2)]


def test_every_problem_is_named_on_the_map():
    drawn = drawn_map(EDGES)
    said = " ".join(text.replace("\n", " ") for text, _ in written(drawn))
    for problem in load_problems().values():
        assert problem.title in said


def test_edges_are_as_wide_as_what_they_carried_and_those_that_return_are_dashed():
    drawn = drawn_map([*EDGES, *RETURNS])
    paths = [each for each in drawn.findobj(PathPatch) if not isinstance(each, FancyBboxPatch)]
    edges = [each for each in paths if each.get_zorder() == 2]
    widths = sorted((each.get_linewidth() for each in edges), reverse=True)
    carried = sorted((size for *_, size in (*EDGES, *RETURNS)), reverse=True)
    assert len(edges) == len(EDGES) + len(RETURNS)
    np.testing.assert_allclose(widths[:8], [15.0 * size / 0.28 for size in carried[:8]])
    assert sum(each.get_linestyle() != "-" for each in edges) == len(RETURNS)


def graph_of(edges):
    graph = nx.MultiDiGraph()
    for source, target, link, carried in edges:
        graph.add_node(source, order=ORDERS[source])
        graph.add_node(target, order=ORDERS[target])
        graph.add_edge(source, target, link=link, carried=carried)
    return graph


def test_an_edge_from_the_first_to_the_third_column_passes_no_box_of_the_second():
    found = laid_out(graph_of(EDGES))
    boxes = [y for problem, y in found.y.items() if ORDERS[problem] == 2]
    assert len(found.passes) == 6
    for edge, at in found.passes.items():
        assert min(abs(at - y) for y in boxes) >= found.room / 2, edge


def test_edges_that_need_not_cross_do_not():
    pairs = [
        ("underfunded-sector", "stalled-24-7"),
        ("scarce-staff", "slow-change"),
        ("no-obligation", "rivalry"),
        ("long-distances", "partial-adoption"),
    ]
    found = laid_out(graph_of([(*each, "C01", 0.1) for each in pairs]))
    for (a, b), (c, d) in itertools.combinations(pairs, 2):
        assert (found.y[a] - found.y[c]) * (found.y[b] - found.y[d]) > 0


def test_edges_of_the_two_gaps_are_not_taken_to_cross_and_what_need_not_cross_does_not():
    found = laid_out(graph_of([*EDGES, *RETURNS]))
    left = {each[0]: found.y[each[0]] for each in EDGES if ORDERS[each[0]] == 1}
    ends = [
        (left[source], found.passes.get((source, target, link), found.y[target]))
        for source, target, link, _ in EDGES
        if ORDERS[source] == 1
    ]
    assert [(a, b) for a, b in itertools.combinations(ends, 2) if (a[0] - b[0]) * (a[1] - b[1]) < 0] == []
    beside = abs(found.y["rivalry"] - found.y["little-sharing"])
    assert beside == min(
        abs(found.y["rivalry"] - y) for each, y in found.y.items() if ORDERS[each] == 2 and each != "rivalry"
    )


def test_the_layout_is_the_same_whatever_the_order_of_the_edges():
    once, twice = laid_out(graph_of(EDGES)), laid_out(graph_of(EDGES[::-1]))
    assert once == twice
    for column in layout.ORDERS:
        places = sorted(y for problem, y in once.y.items() if ORDERS[problem] == column)
        assert all(b - a >= once.room - 1e-9 for a, b in itertools.pairwise(places))


# -- the others ----------------------------------------------------------------------------


def overlapping(drawn):
    drawn.canvas.draw()
    for ax in drawn.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text().strip()]
        for (first, a), (second, b) in itertools.combinations(boxes, 2):
            shared = Bbox.intersection(a, b)
            if shared is not None and shared.width * shared.height > 1:
                yield first, second
        for text, box in boxes:
            if not drawn.bbox.padded(1).contains(box.x1, box.y1):
                yield text, "off the sheet"


def shares_of(outcomes):
    rng = np.random.default_rng(3)
    tables = []
    for outcome in outcomes:
        better = -1.0 if outcome.better == "lower" else 1.0
        values = {
            each: 0.2 + better * 0.02 * len(each) + 0.001 * rng.normal(size=20)
            for each in knockouts.coalitions()
        }
        tables.append(
            (
                knockouts.shares(values, np.arange(20), outcome),
                knockouts.removals(values, np.arange(20), outcome),
            )
        )
    return (pd.concat(parts) for parts in zip(*tables, strict=True))


def test_the_barriers_shares_are_drawn_one_panel_an_outcome_with_what_is_lacking_anyway():
    outcomes = [OUTCOMES[name] for name in ("cover_24_7", "nurse_posts", "gini_cover")]
    shares, removals = shares_of(outcomes)
    drawn = figures.knockout_figure(shares, removals, outcomes, title="Made up", caption="Made up.")
    assert not list(overlapping(drawn))
    ticks = [[label.get_text() for label in ax.get_yticklabels()] for ax in drawn.axes[::2]]
    assert ["Lacking anyway" in each for each in ticks] == [True, False, False]
    assert ["Above best anyway" in each for each in ticks] == [False, False, True]
    assert all("As it is" in each and "All four removed" in each for each in ticks)


def test_onsets_are_drawn_with_a_mark_where_a_problem_begins_later_and_none_where_not():
    table = onsets_of().assign(begins=0.0, onset_median=np.nan, onset_low=np.nan, onset_high=np.nan)
    none = figures.onset_figure(table, since=0, horizon=60, title="Made up", caption="Made up.")
    assert "No problem begins later in any run." in [text.get_text() for text in none.axes[1].texts]
    some = figures.onset_figure(onsets_of(), since=-23, horizon=60, title="Made up", caption="Made up.")
    marks = [line for line in some.axes[1].lines if line.get_marker() in ("o", "s", "^")]
    assert len(marks) == (onsets_of()["begins"] > 0).sum()
    assert not list(overlapping(some))


def test_figures_are_the_same_bytes_twice(tmp_path):
    for number in range(2):
        style.save(drawn_map([*EDGES, *RETURNS]), tmp_path / f"{number}.svg")
    assert (tmp_path / "0.svg").read_bytes() == (tmp_path / "1.svg").read_bytes()


def test_boxes_are_drawn_in_the_order_of_the_problems_whatever_the_seed_of_hashes():
    tied = {problem for source, target, *_ in EDGES for problem in (source, target)}
    titles = [each.title for each in load_problems().values() if each.id in tied]
    drawn = [" ".join(text.split()) for text, _ in written(drawn_map(EDGES))]
    assert [text for text in drawn if text in titles] == titles
