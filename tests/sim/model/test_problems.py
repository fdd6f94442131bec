"""When problems start and end, and which of the study's are declared."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Scenario, load_scenario, simulate
from sim.inputs.evidence import load_evidence
from sim.inputs.problems import PACKAGED, load_problems
from sim.inputs.timing import FIRST_MONTH
from sim.model.onsets import UNSEEN, marked, watched_after
from sim.model.problems import PROBLEM_COLUMNS, STATES, intervals, watched

NAN = float("nan")

# The cascade in one view: what the study names of each order, by its findings.
NAMED = {
    1: {
        "scarce-network-money": ["F61"],
        "underfunded-sector": ["F90"],
        "unlinked-records": ["F73"],
        "no-measure-or-standards": ["F48", "F131"],
        "scarce-staff": ["F57", "F58", "F59"],
        "long-distances": ["F67"],
        "unlike-places": ["F67"],
        "nhs-charity-differences": ["F85", "F86"],
        "broad-definition": ["F44", "F88", "F122"],
        "no-obligation": ["F100"],
        "scarce-training": ["F103"],
    },
    2: {
        "time-lost-to-renewal": ["F63"],
        "slow-change": ["F65"],
        "workarounds": ["F77"],
        "weak-coordination": ["F75"],
        "stalled-24-7": ["F76"],
        "stalled-evaluation": ["F50", "F79", "F130"],
        "worth-not-shown": ["F49"],
        "rivalry": ["F92"],
        "little-sharing": ["F91"],
        "unclear-purpose": ["F54", "F121"],
        "meetings-hard-to-join": ["F69"],
        "training-misses-some": ["F104", "F106"],
        "partial-adoption": ["F99"],
    },
    3: {
        "obstacles-too-big": ["F66"],
        "disengagement": ["F66", "F112"],
        "mistrust-of-measurement": ["F81"],
        "left-behind": ["F105"],
        "wider-skill-gap": ["F105"],
    },
}


# -- What is declared ----------------------------------------------------------------------


def test_every_problem_of_the_study_is_there_with_its_findings() -> None:
    problems = load_problems()
    expected = {name: (order, found) for order, each in NAMED.items() for name, found in each.items()}
    assert {name: each.order for name, each in problems.items()} == {
        name: order for name, (order, _) in expected.items()
    }
    for name, (_, findings) in expected.items():
        assert set(findings) <= set(problems[name].findings), name


def test_what_marks_the_packaged_problems_exists() -> None:
    assert load_problems(PACKAGED, states=STATES) == load_problems()


def test_thresholds_of_shares_lie_within_them_and_wordings_are_sentences() -> None:
    for each in load_problems().values():
        assert not each.unit.startswith("share") or 0.0 < each.threshold < 1.0, each.id
        assert re.fullmatch(r"[A-Z].*\.", each.wording), each.id


def test_what_stands_for_a_problem_stands_for_no_other() -> None:
    charged = [hop for each in load_problems().values() for hop in each.hops]
    sources = {hop.source for link in load_evidence().links.values() for hop in link.hops}
    assert len(set(charged)) == len(charged)
    assert set(charged) <= sources


# -- Onset and end -------------------------------------------------------------------------


def found(marks: Iterable[int]) -> list[tuple[float, float]]:
    """Onset and end of each interval, where a problem is marked in these months from -24 on."""
    now, turns = UNSEEN, []
    for mark in marks:
        before, now = now, watched_after(now, float(mark))
        turns.append(int(now.holds - before.holds))
    table = intervals(np.array(turns, np.int8)[None, None], (7,))
    assert table[:, :2].tolist() == [[7.0, 0.0]] * len(table)
    return [(onset, end) for onset, end in table[:, 2:].tolist()]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([0, 0, 0, 0, 0, 0], []),
        ([1, 1, 1, 1, 1, 1], [(-24, NAN)]),  # there from the start
        ([0, 1, 1, 1, 0, 1], [(-23, NAN)]),
        ([0, 0, 0, 1, 1, 1], [(-21, NAN)]),
        ([0, 0, 0, 0, 1, 1], []),  # not for three months yet
        ([1, 1, 0, 1, 1, 0], []),  # flickers
        ([1, 1, 0, 1, 1, 1], [(-21, NAN)]),  # and then holds: from the month in which it goes on holding
        ([1, 1, 1, 0, 0, 0], [(-24, -21)]),
        ([1, 1, 1, 0, 0, 1], [(-24, NAN)]),  # away for two months only
        ([1, 1, 1, 0, 0, 1, 0, 0, 0], [(-24, -18)]),
        ([1, 1, 1, 0, 0, 0, 1, 1, 1], [(-24, -21), (-18, NAN)]),
        ([1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0], [(-24, -21), (-18, -15)]),
    ],
)
def test_a_problem_starts_and_ends_when_its_mark_has_turned_for_three_months(
    marks: list[int], expected: list[tuple[float, float]]
) -> None:
    assert str(found(marks)) == str([(float(onset), float(end)) for onset, end in expected])


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [(0.4, -1.0, 1.0), (0.5, -1.0, 0.0), (0.6, -1.0, 0.0), (0.4, 1.0, 0.0), (0.5, 1.0, 0.0), (0.6, 1.0, 1.0)],
)
def test_a_mark_is_beyond_the_threshold_not_at_it(value: float, sign: float, expected: float) -> None:
    assert marked(value, sign, 0.5) == expected


def by_hand(states: pd.Series, above: bool, threshold: float) -> list[tuple[float, float]]:
    """Spells read off a state month by month, written another way."""
    mark = ((states > threshold) if above else (states < threshold)).to_numpy()
    months, spans, holds = len(mark), [], False
    for month in range(months - 2):
        if all(mark[month : month + 3] != holds):
            holds = not holds
            if holds:
                spans.append([float(month + FIRST_MONTH), NAN])
            else:
                spans[-1][1] = float(month + FIRST_MONTH)
    return [(onset, end) for onset, end in spans]


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline")


def test_intervals_are_those_of_the_states_that_are_kept(baseline: Scenario) -> None:
    result = simulate(baseline, range(3, 6), organisations=True, problems=True)
    assert result.organisations is not None
    assert result.problems is not None
    assert tuple(result.problems.columns) == PROBLEM_COLUMNS
    checked = 0
    states: Any = result.organisations.groupby(["run", "organisation"])
    for each in load_problems().values():
        part, _, field = each.state.partition(".")
        if part == "org":
            rows = result.problems[result.problems["problem"] == each.id]
            for (run, name), kept in states:
                own = rows[(rows["run"] == run) & (rows["organisation"] == name)]
                expected = by_hand(kept[field], each.direction == "above", each.threshold)
                assert str(list(zip(own["onset"].astype(float), own["end"], strict=True))) == str(expected)
                checked += len(expected)
    assert checked > 500


def test_the_network_has_its_own_problems_and_facts_mark_from_the_start(baseline: Scenario) -> None:
    result = simulate(baseline, 2, months=[60], problems=True)
    assert result.problems is not None
    network = result.problems[result.problems["organisation"] == ""]
    own = {each.id for each in load_problems().values() if each.holder == "network"}
    assert set(network["problem"]) <= own
    assert not set(result.problems[result.problems["organisation"] != ""]["problem"]) & own
    fact = result.problems[result.problems["problem"] == "long-distances"]
    far = [each.name for each in baseline.network.organisations if np.hypot(each.x_km, each.y_km) > 50.0]
    assert sorted(fact["organisation"]) == sorted(2 * far)
    assert far
    assert set(fact["onset"]) == {FIRST_MONTH}
    assert fact["end"].isna().all()
    assert (network["problem"] == "no-obligation").sum() == 2


def test_rows_come_in_the_order_of_runs_holders_and_months(baseline: Scenario) -> None:
    result = simulate(baseline, range(3, 6), months=[60], problems=True)
    assert result.problems is not None
    held = watched(baseline.network)
    names = ["", *(each.name for each in baseline.network.organisations)]
    place = {(names[each.organisation + 1], each.problem.id): number for number, each in enumerate(held)}
    rows = result.problems
    keys = [
        (run, place[organisation, problem], onset)
        for run, organisation, problem, onset in zip(
            rows["run"], rows["organisation"], rows["problem"], rows["onset"], strict=True
        )
    ]
    assert keys == sorted(set(keys))


def test_what_is_not_asked_for_is_not_there(baseline: Scenario) -> None:
    result = simulate(baseline, 1, months=[0])
    assert result.problems is None
    assert result.cascade is None
