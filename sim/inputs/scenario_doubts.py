"""What is likely wrong with a scenario that can be read: said as warnings, refused nowhere."""

import math
from collections.abc import Iterator
from pathlib import Path

from sim.inputs.errors import Fault, number
from sim.inputs.levers import load_levers
from sim.inputs.network_doubts import doubts_of_file
from sim.inputs.overrides import beyond_ranges
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import Interval
from sim.inputs.yaml_files import Keys, Marked, read_yaml

FEWEST_MONTHS = 6  # fewer of a term, a spell or a horizon are more likely years


def doubts_of_scenario(scenario: Scenario) -> Iterator[Fault]:
    """Say what is likely wrong with a scenario, at its place in its file; nothing of one that has none."""
    if scenario.path is None:
        return
    if scenario.path.suffix.lower() == ".json":
        yield from _doubts_in_study(scenario)
        return
    marks = read_yaml(scenario.path)
    yield from doubts_of_file(marks)
    for doubt, keys in (*_few_months(scenario), *_many_posts(scenario), *_odd_numbers(scenario)):
        if keys in marks.lines:  # what it has from another scenario is that one's
            yield doubt._replace(place=marks.place(keys))
    yield from _leaders_too_many(scenario, marks)


def _doubts_in_study(scenario: Scenario) -> Iterator[Fault]:
    """Say them of a scenario of a study, where nothing comes from another one."""
    marks = Marked(Path(), {}, named=f"{scenario.path and scenario.path.name}#{scenario.name}")
    said = (*_few_months(scenario), *_many_posts(scenario), *_odd_numbers(scenario))
    yield from dict.fromkeys(doubt._replace(place=marks.place()) for doubt, _ in said)
    yield from _leaders_too_many(scenario, marks)


def _spells(scenario: Scenario) -> Iterator[tuple[str, Interval, list[Keys]]]:
    """Every spell of every lever, and the keys at which it may stand."""
    for lever, intervals in scenario.levers.items():
        for at, each in enumerate(intervals):
            names = (load_levers()[lever].name, lever)
            ways: list[Keys] = [("levers", name, *rest) for name in names for rest in ((), (at,))]
            yield names[0], each, ways


def _few_months(scenario: Scenario) -> Iterator[tuple[Fault, Keys]]:
    times: list[tuple[str, int, list[Keys]]] = [("horizon", scenario.horizon, [("horizon",)])]
    for name, each, ways in _spells(scenario):
        if each.term is not None:
            times.append((f"{name}: term", each.term, [(*keys, "term") for keys in ways]))
        if each.end is not None:
            times.append((f"{name}: duration", each.end - each.start, [(*keys, "duration") for keys in ways]))
    for what, months, ways in times:
        if months < FEWEST_MONTHS:
            years = f"{months} year{'' if months == 1 else 's'}"
            fault = Fault("", f"{what} is {months} months", f"write {years} if years are meant")
            yield from ((fault, keys) for keys in ways)


def _many_posts(scenario: Scenario) -> Iterator[tuple[Fault, Keys]]:
    members = scenario.network.organisations
    posts = math.fsum(each.nurse_establishment + each.specialist_establishment for each in members)
    for name, each, ways in _spells(scenario):
        added = each.posts or math.fsum((each.nurses or 0.0, each.specialists or 0.0))
        if added > posts:
            what = f"{name}: {number(added)} posts are more than all {number(posts)} of the members"
            fault = Fault("", what, "write a number of posts, not of pounds or hours")
            yield from ((fault, (*keys, "start")) for keys in ways)


def _odd_numbers(scenario: Scenario) -> Iterator[tuple[Fault, Keys]]:
    for name, what in beyond_ranges(scenario.parameters):
        yield Fault("", what), ("parameters", name)


def _leaders_too_many(scenario: Scenario, marks: Marked) -> Iterator[Fault]:
    leaders, leaving = scenario.network.facts.leaders.value, 0
    for at, shock in enumerate(scenario.shocks):
        if shock.kind == "leaders-leave":
            leaving += int(shock.amount)
            if leaving > leaders:
                what = f"{leaving} leaders leave by month {shock.month}, and the network has {leaders}"
                yield Fault(marks.place(("shocks", at)), what, "let no more leave than there are")
