"""What is likely wrong with a scenario that can be read: said as warnings, refused nowhere."""

import math
from collections.abc import Iterator

from sim.inputs.errors import Fault, number
from sim.inputs.levers import load_levers
from sim.inputs.network_doubts import doubts_of_file
from sim.inputs.overrides import beyond_ranges
from sim.inputs.scenarios import Scenario
from sim.inputs.yaml_files import Keys, Marked, read_yaml

FEWEST_MONTHS = 6  # fewer of a term, a spell or a horizon are more likely years


def doubts_of_scenario(scenario: Scenario) -> Iterator[Fault]:
    """Say what is likely wrong with a scenario, at its place in its file; nothing of one that has none."""
    if scenario.path is None:
        return
    marks = read_yaml(scenario.path)
    yield from doubts_of_file(marks)
    if scenario.horizon < FEWEST_MONTHS:
        yield _few_months(marks, ("horizon",), "horizon", scenario.horizon)
    yield from _odd_levers(scenario, marks)
    yield from _leaders_too_many(scenario, marks)
    for name, what in beyond_ranges(scenario.parameters):
        yield Fault(marks.place(("parameters", name)), what)


def _odd_levers(scenario: Scenario, marks: Marked) -> Iterator[Fault]:
    """Spells and terms of a few months, and more posts than there should be."""
    members = scenario.network.organisations
    posts = math.fsum(each.nurse_establishment + each.specialist_establishment for each in members)
    for lever, intervals in scenario.levers.items():
        name = load_levers()[lever].name
        for at, each in enumerate(intervals):
            keys: Keys = ("levers", name) if len(intervals) == 1 else ("levers", name, at)
            spell = None if each.end is None or each.end > scenario.horizon else each.end - each.start
            for key, months in (("term", each.term), ("duration", spell)):
                if months is not None and months < FEWEST_MONTHS:
                    yield _few_months(marks, (*keys, key), f"{name}: {key}", months)
            added = each.posts or math.fsum((each.nurses or 0.0, each.specialists or 0.0))
            if added > posts:
                what = f"{name}: {number(added)} posts are more than all {number(posts)} of the members"
                yield Fault(marks.place(keys), what, "write a number of posts, not of pounds or hours")


def _leaders_too_many(scenario: Scenario, marks: Marked) -> Iterator[Fault]:
    leaders, leaving = scenario.network.facts.leaders.value, 0
    for at, shock in enumerate(scenario.shocks):
        if shock.kind == "leaders-leave":
            leaving += int(shock.amount)
            if leaving > leaders:
                what = f"{leaving} leaders leave by month {shock.month}, and the network has {leaders}"
                yield Fault(marks.place(("shocks", at)), what, "let no more leave than there are")


def _few_months(marks: Marked, keys: Keys, what: str, months: int) -> Fault:
    years = f"{months} year{'' if months == 1 else 's'}"
    return Fault(marks.place(keys), f"{what} is {months} months", f"write {years} if years are meant")
