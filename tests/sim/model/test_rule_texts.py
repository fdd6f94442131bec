"""What stands in the rules' sources: links named, no number but a definition, no parameter idle."""

import ast
import inspect
import random
import re
from pathlib import Path
from typing import Any

import pytest

import sim.model.rules
from sim.inputs.evidence import load_evidence
from sim.inputs.generate_names import TARGET, size_name, source_text, symbol
from sim.inputs.levers import all_parameters, load_levers
from sim.inputs.scenarios import load_scenario
from sim.model import aggregates, initial
from sim.model.flows import flows
from sim.model.rules import registry
from sim.model.schedule import costs_of, schedule_of, strengths_of
from sim.model.state import Levers, Members, NetworkState, Parameters
from sim.sampling.parameter_sets import CENTRAL, parameters_of, values_of
from tests.sim.model.answers import LINKS, Answer, answers
from tests.sim.random_inputs import VIEWS, filled, hints

FOLDER = Path(sim.model.rules.__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")

# None, a half, all and twice it, the months of a year, and the hundredths in which posts are counted.
# Whatever else is a number is a parameter, or is given a name in capitals, as the stages of records are.
DEFINITIONS = {0.0, 0.5, 1.0, 2.0, 12.0, 0.01}


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.name)
def test_docstring_names_the_links_that_its_flows_carry(answer: Answer) -> None:
    carried = {flow.link for flow in flows() if flow.stock in answer.stocks and flow.link in LINKS}
    read = set(re.findall(r"\bC\d\d\b", " ".join(answer.rule.__code__.co_names)))
    info = next(each for each in registry() if each.name == answer.name)
    assert carried | read <= set(info.links)


def test_docstrings_name_only_links_and_findings_that_exist() -> None:
    evidence = load_evidence()
    for info in registry():
        assert set(info.links) <= set(evidence.links), info.name
        assert set(info.findings) <= set(evidence.findings), info.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_rules_hold_no_number_that_is_no_definition(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    positions = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    named = {
        id(each)
        for node in tree.body
        if isinstance(node, ast.Assign)
        if all(name.isupper() for target in node.targets for name in re.findall(r"\w+", ast.unparse(target)))
        for each in ast.walk(node)
    }
    found = [
        f"{path.name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        if id(node) not in positions | named
        and not isinstance(node.value, bool)
        and node.value not in DEFINITIONS
    ]
    assert found == []


def test_symbols_are_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == source_text(), "run python -m sim.inputs.generate_names"


# -- Nothing is declared in vain -----------------------------------------------------------


class Watched:
    """Stands for a named tuple, and notes each of its fields that is read."""

    def __init__(self, held: Any, read: set[str], prefix: str = "") -> None:
        self._held, self._read, self._prefix = held, read, prefix

    def __getattr__(self, name: str) -> Any:
        value, full = getattr(self._held, name), self._prefix + name
        if isinstance(value, tuple):
            return Watched(value, self._read, full + ".")
        self._read.add(full)
        return value


class WatchedValues(dict[str, float]):
    """A mapping that notes each key that is read."""

    def __init__(self, held: dict[str, float], read: set[str]) -> None:
        super().__init__(held)
        self._read = read

    def __getitem__(self, key: str) -> float:
        self._read.add(key)
        return super().__getitem__(key)


def read_in_a_month(field: str) -> set[str]:
    """What the phases of the month read of one field (`p`, `lever`) of their views."""
    rng, read = random.Random(field), set[str]()
    for phase, kind in VIEWS.items():
        for _ in range(100):
            view = filled(kind, rng)
            watched = {
                name: Watched(getattr(view, name), read)
                for name in view._fields
                if name.partition("_")[0] == field
            }
            phase(view._replace(**watched))
    return read


def read_elsewhere() -> set[str]:
    """The parameters that starts and tallies read."""
    rng, read = random.Random(1), set[str]()
    for module in (initial, aggregates):
        for function in filter(inspect.isfunction, vars(module).values()):
            kinds = hints(function)
            if kinds.get("p") is Parameters:
                given = {name: filled(kind, rng) for name, kind in kinds.items() if name != "return"}
                function(**{**given, "p": Watched(given["p"], read)})
    return read


def read_by_the_schedule() -> set[str]:
    """The parameters that the schedule and the costs read, when all levers are pulled for a while."""
    read = set[str]()
    intervals = {lever: {"start": 0, "duration": 3} for lever in load_levers()}
    scenario = load_scenario("baseline").with_levers(intervals)
    values = WatchedValues(values_of(scenario, CENTRAL, 1), read)
    schedule, rng = schedule_of(scenario), random.Random(1)
    p = Watched(parameters_of(dict(values)), read)
    strengths_of(schedule, values, p, {})
    months = [(filled(NetworkState, rng), filled(Members, rng)) for _ in schedule.turns]
    costs_of(schedule, values, p, months, {})
    # New posts are placed before a run, so what a scenario fixes is read, and no parameter set.
    of_posts = "levers.more-staff.share_of_gap"
    if (schedule_of(scenario.with_parameters({of_posts: 0.6})).here != schedule.here).any():
        read.add(of_posts)
    return read


def test_every_parameter_is_read_and_no_other() -> None:
    sizes = {
        f"levers.{size_name(size)}": size.name
        for lever in load_levers().values()
        for size in lever.numbers_in_rules().values()
    }
    read = {
        sizes.get(name, name) for name in read_in_a_month("p") | read_elsewhere()
    } | read_by_the_schedule()
    assert read == set(all_parameters())


def test_every_lever_moves_something() -> None:
    assert (
        read_in_a_month("lever")
        == set(Levers._fields)
        == {symbol(lever.name) for lever in load_levers().values()}
    )


def test_a_dial_is_read_where_a_flow_carries_its_link_and_nowhere_else() -> None:
    carried = {flow.link for flow in flows() if flow.link in LINKS}
    assert read_in_a_month("dial") == carried
