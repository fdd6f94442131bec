"""Runs of the model and its rivals: patterns checked, and what each thing that planners rank changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.runs.batch import Evaluator, Tables, Task
from analysis.statistics.discounting import DISCOUNT, discount_factors
from analysis.validation.cases import END, Change, Floats
from analysis.validation.check import CheckResult
from analysis.validation.evaluate import run_checks
from analysis.validation.patterns import CHECKS
from analysis.validation.rivals.measures import GROUPS, MEASURES, RANKED_BY
from analysis.validation.rivals.models import Rival, rivals
from analysis.validation.rivals.questions import (
    LEVERS,
    Question,
    bundles_question,
    horizon_of,
    questions,
)
from sim import Scenario, load_scenario, simulate, simulate_each
from sim.inputs.levers import load_levers
from sim.inputs.reach import periphery
from sim.model.outcomes import OUTCOMES
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import ParameterSource

BUDGETS = (500_000, 2_000_000, 5_000_000)  # GBP over five years, discounted, whoever pays
BOUGHT_FOR = ("cover_24_7", "care_coordination", "equity_cover", "engagement", "adoption")
SLICE = 128  # scenarios at a time
CASES_OF_A_CHECK = 4  # roughly; for the bar that shows how far it is
THIRD = 3

Bundle = tuple[str, ...]


class Setting(NamedTuple):
    """Which runs are done of everything: how many, and under which seed and parameters."""

    runs: int
    seed: int
    parameters: ParameterSource


class RivalRuns(NamedTuple):
    """What came of a rival.

    Attributes
    ----------
    checks : mapping of str to CheckResult
        By pattern.
    changes : mapping of str to array, (items, runs, measures)
        By question: how each item changes each measure at the horizon, NaN where it is not looked at.
    parts : tuple of range
        The runs of each of its versions.
    """

    checks: Mapping[str, CheckResult]
    changes: Mapping[str, Floats]
    parts: tuple[range, ...]


def parts_of(rival: Rival, runs: int) -> tuple[range, ...]:
    """Share runs out among a rival's versions, in whole stretches."""
    bounds = [runs * n // len(rival.versions) for n in range(len(rival.versions) + 1)]
    return tuple(range(*each) for each in pairwise(bounds))


def run_rivals(
    patterns: Sequence[str],
    setting: Setting,
    evaluator: Evaluator,
    names: Sequence[str] | None = None,
) -> tuple[dict[str, RivalRuns], dict[str, Question]]:
    """Run the model and its rivals; the bundles that are ranked are those that anyone would buy who used one.

    Parameters
    ----------
    patterns : sequence of str
        Ids of the patterns that are checked.
    setting : Setting
    evaluator : Evaluator
    names : sequence of str, optional
        Rivals; left out, all of them. The model is always run.

    Returns
    -------
    by_name : dict
        What came of each rival, the model first.
    asked : dict
        The questions, by name.
    """
    chosen = [each for each in rivals() if names is None or not each.part or each.name in names]
    asked = questions(load_scenario("baseline"))
    # Bundles take two models' scenarios more or less: about as many as are bought for.
    most = len(BUDGETS) * len(BOUGHT_FOR)
    scenarios = sum(len(each.items) + 1 for each in asked.values()) + most
    evaluator.total = setting.runs * len(chosen) * (scenarios + len(patterns) * CASES_OF_A_CHECK)
    tasks = [
        *(task for each in chosen for task in _check_tasks(each, patterns, setting, evaluator.threads)),
        *(
            task
            for each in chosen
            for question in asked
            for task in _question_tasks(each, question, (), setting, evaluator.threads)
        ),
    ]
    evaluator.run(tasks)
    changes = {each.name: _changes(each, asked, setting, evaluator) for each in chosen}
    bundles = bought(changes.values(), setting, evaluator.threads)
    last = bundles_question(bundles)
    evaluator.run(
        [
            task
            for each in chosen
            for task in _question_tasks(each, last.name, bundles, setting, evaluator.threads)
        ]
    )
    asked = {**asked, last.name: last}
    by_name = {
        each.name: RivalRuns(
            _checks(each, patterns, evaluator),
            _changes(each, asked, setting, evaluator),
            parts_of(each, setting.runs),
        )
        for each in chosen
    }
    return by_name, asked


# -- Tasks ---------------------------------------------------------------------------------


def _check_tasks(rival: Rival, patterns: Sequence[str], setting: Setting, threads: int) -> Iterator[Task]:
    for n, part in enumerate(parts_of(rival, setting.runs)):
        how = (rival.name, n, tuple(patterns), part, setting, threads)
        size = len(part) * len(patterns) * CASES_OF_A_CHECK
        yield Task(f"checks-{_slug(rival)}-{n}", size, checks_of, how)


def _question_tasks(
    rival: Rival, question: str, bundles: Sequence[Bundle], setting: Setting, threads: int
) -> Iterator[Task]:
    items = len(_question(question, bundles).items) + 1
    for n, part in enumerate(parts_of(rival, setting.runs)):
        how = (rival.name, n, question, tuple(bundles), part, setting, threads)
        yield Task(f"{_table(question)}-{_slug(rival)}-{n}", len(part) * items, changes_of, how)


def _slug(rival: Rival) -> str:
    return rival.name.replace(" ", "-").replace(",", "")


def _table(question: str) -> str:
    return question.replace(" ", "_")


def _question(name: str, bundles: Sequence[Bundle]) -> Question:
    every = questions(load_scenario("baseline"))
    return every[name] if name in every else bundles_question(bundles)


def _version(rival: str, version: int) -> tuple[Change, int]:
    (found,) = (each for each in rivals() if each.name == rival)
    return found.versions[version], found.seed_added


def checks_of(
    rival: str, version: int, patterns: Sequence[str], part: range, setting: Setting, threads: int
) -> Tables:
    """Check patterns in some runs of a rival's version: in which runs each holds, and its effect."""
    change, added = _version(rival, version)
    checks = [CHECKS[each] for each in patterns]
    results = run_checks(
        checks, part, setting.seed + added, setting.parameters, rival=change, workers=threads
    )
    frames = [
        pd.DataFrame({"pattern": name, "holds": each.holds, "effect": each.effect, "what": each.what})
        for name, each in results.items()
    ]
    return {"checks": pd.concat(frames, ignore_index=True)}


def changes_of(
    rival: str,
    version: int,
    question: str,
    bundles: Sequence[Bundle],
    part: range,
    setting: Setting,
    threads: int,
) -> Tables:
    """Run what a question asks in some runs of a rival's version: what each item changes at the horizon."""
    change, added = _version(rival, version)
    asked = _question(question, bundles)
    base = load_scenario("baseline")
    scenarios = [change(horizon_of(each)) for each in (base, *(item(base) for item in asked.items.values()))]
    how = setting._replace(seed=setting.seed + added)
    values = (_with_groups if asked.groups else _outcomes)(scenarios, part, how, threads)
    changes = values[1:] - values[:1]
    rows = pd.DataFrame(changes.reshape(-1, len(MEASURES)), columns=list(MEASURES))
    rows.insert(0, "item", np.repeat(np.arange(len(changes), dtype=np.int16), len(part)))
    return {_table(question): rows}


def _outcomes(scenarios: Sequence[Scenario], part: range, setting: Setting, threads: int) -> Floats:
    """Outcomes at the horizon, (scenarios, runs, measures); of groups nothing."""
    parts = [
        simulate_each(
            scenarios[at : at + SLICE],
            part,
            setting.seed,
            parameters=setting.parameters,
            months=[END],
            outcomes=RANKED_BY,
            workers=threads,
        )
        for at in range(0, len(scenarios), SLICE)
    ]
    values = np.concatenate(
        [each.outcomes[:, :, -1, [each.names.index(name) for name in RANKED_BY]] for each in parts]
    )
    nothing = np.full((*values.shape[:2], len(GROUPS)), np.nan)
    return np.concatenate([values, nothing], axis=2)


def _with_groups(scenarios: Sequence[Scenario], part: range, setting: Setting, threads: int) -> Floats:
    """Outcomes at the horizon with those of groups, which are formed in month 0 of the first scenario."""
    rows, groups = [], None
    for each in scenarios:
        result = simulate(
            each,
            part,
            setting.seed,
            parameters=setting.parameters,
            months=[0, END],
            organisations=True,
            workers=threads,
        )
        assert result.organisations is not None
        assert result.localities is not None
        members, places = (
            {
                name: table[name].to_numpy(float).reshape(len(part), 2, -1)
                for name in ("engagement", "cover_24_7", "specialist_access")
                if name in table
            }
            for table in (result.organisations, result.localities)
        )
        outcomes = result.outcomes[list(RANKED_BY)].to_numpy(float).reshape(len(part), 2, -1)[:, 1]
        if groups is None:
            groups = _Groups.of(each, places["cover_24_7"][:, 0], members["engagement"][:, 0])
        of_groups = [
            _weighted(places["cover_24_7"][:, 1], groups.edge),
            _weighted(places["specialist_access"][:, 1], groups.edge),
            _weighted(places["cover_24_7"][:, 1], groups.thinnest),
            _weighted(members["engagement"][:, 1], groups.least_engaged),
        ]
        rows.append(np.column_stack([outcomes, *of_groups]))
    return np.stack(rows)


class _Groups(NamedTuple):
    """Weights of localities, or of members, that make up a group, (runs, localities or members)."""

    edge: Floats
    thinnest: Floats
    least_engaged: Floats

    @classmethod
    def of(cls, scenario: Scenario, cover: Floats, engagement: Floats) -> _Groups:
        """Form groups: the edge by distance, the others by how things stand in each run."""
        structure = structure_of(scenario.network)
        children = np.array([each.children_llc for each in structure.localities])
        far = np.array([each.distance >= periphery() for each in structure.localities])
        # Where no place lies at the edge, or all do, the edge is as everywhere.
        edge = np.broadcast_to(children * (far if far.any() else True), cover.shape)
        return cls(edge, children * _least(cover), _least(engagement))


def _least(values: Floats) -> Floats:
    """Mark the lowest third in each row; of equals, the first."""
    many = -(-values.shape[1] // THIRD)
    marks = np.zeros(values.shape)
    np.put_along_axis(marks, np.argsort(values, axis=1, kind="stable")[:, :many], 1.0, axis=1)
    return marks


def _weighted(values: Floats, weights: Floats) -> Floats:
    means: Floats = (values * weights).sum(axis=1) / weights.sum(axis=1)
    return means


# -- What came of them ---------------------------------------------------------------------


def _names(table: str, rival: Rival, evaluator: Evaluator) -> list[str]:
    return [f"{table}-{_slug(rival)}-{n}" for n in range(len(rival.versions))]


def _checks(rival: Rival, patterns: Sequence[str], evaluator: Evaluator) -> dict[str, CheckResult]:
    frame = evaluator.chunks.read("checks", _names("checks", rival, evaluator))
    return {name: _result(frame[frame["pattern"] == name]) for name in patterns}


def _result(rows: pd.DataFrame) -> CheckResult:
    # A pattern that arises in no run has no rows.
    what = str(rows["what"].iloc[0]) if len(rows) else ""
    return CheckResult(rows["holds"].to_numpy(bool), rows["effect"].to_numpy(float), what)


def _changes(
    rival: Rival, asked: Mapping[str, Question], setting: Setting, evaluator: Evaluator
) -> dict[str, Floats]:
    found = {}
    for name, question in asked.items():
        frame = evaluator.chunks.read(_table(name), _names(_table(name), rival, evaluator))
        # Versions follow each other, and have all items each.
        order = np.argsort(frame["item"].to_numpy(), kind="stable")
        values = frame[list(MEASURES)].to_numpy(float)[order]
        found[name] = values.reshape(len(question.items), setting.runs, len(MEASURES))
    return found


# -- Bundles -------------------------------------------------------------------------------


def bought(changes: Iterable[Mapping[str, Floats]], setting: Setting, threads: int) -> list[Bundle]:
    """Give the bundles that planners would buy who used any of the models, at the prices of the model.

    For each budget and outcome they take levers in the order of what each, pulled by itself, gains for a
    pound, as long as the money lasts.
    """
    levers = list(load_levers().values())
    pounds = prices(setting, threads)
    found: dict[Bundle, None] = {}
    for each in changes:
        for outcome in BOUGHT_FOR:
            sign = -1.0 if OUTCOMES[outcome].better == "lower" else 1.0
            gains = sign * each[LEVERS][:, :, MEASURES.index(outcome)].mean(axis=1)
            worth = gains / np.maximum(pounds, 1.0)
            order = [int(place) for place in np.argsort(-worth, kind="stable") if gains[place] > 0]
            for budget in BUDGETS:
                bundle, left = [], float(budget)
                for place in order:
                    if pounds[place] <= left:
                        bundle.append(place)
                        left -= max(0.0, float(pounds[place]))
                if bundle:
                    found[tuple(levers[place].name for place in sorted(bundle))] = None
    return list(found)


def prices(setting: Setting, threads: int) -> Floats:
    """What each lever costs over five years more than none, GBP, discounted; the mean over runs."""
    base = load_scenario("baseline")
    items = questions(base)[LEVERS].items.values()
    months = [-1, *range(0, END + 1, 12)]
    each = simulate_each(
        [horizon_of(base), *(horizon_of(item(base)) for item in items)],
        range(min(setting.runs, SLICE)),
        setting.seed,
        parameters=setting.parameters,
        months=months,
        outcomes=RANKED_BY[:1],
        workers=threads,
    )
    spent = np.einsum("srmpk,m->sr", each.costs, discount_factors(each.months, DISCOUNT)).mean(axis=1)
    more: Floats = spent[1:] - spent[0]
    return more
