"""What the sources of the model say of it: states with units, the order of a month, the text of rules."""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from analysis.description import rules
from sim.model.flows import FlowInfo, flows

_SHARED = "sim.model.rules"
_MONTH = "sim.model.month"


class Field(NamedTuple):
    """One field of what an entity holds; `note` is what stands beside it in the source."""

    name: str
    unit: str
    note: str
    anew: bool  # built anew each month, where others are carried on


class Holder(NamedTuple):
    """What an entity holds, or sees: a named tuple of `sim.model.state`."""

    name: str
    what: str
    fields: tuple[Field, ...]


class Step(NamedTuple):
    """A rule that a phase of the month calls, under the heading that stands above it."""

    heading: str
    rule: str  # goals.clarity


class Phase(NamedTuple):
    """A part of the month, for every entity of one kind."""

    name: str
    steps: tuple[Step, ...]


class RuleText(NamedTuple):
    """A rule with all that its source says."""

    rule: rules.Rule
    name: str  # goals.clarity
    doc: str
    body: str
    flows: tuple[FlowInfo, ...]


def short(module: str) -> str:
    """Name a module of rules as readers do: `goals` for `sim.model.rules.goals`, `shared` for the package."""
    return "shared" if module == _SHARED else module.rpartition(".")[2]


def module_doc(name: str) -> tuple[str, str]:
    """What a module of rules says of itself: its title, and the rest."""
    module = next(text.rule.module for text in rule_texts() if short(text.rule.module) == name)
    first, _, rest = _doc(import_module(module)).partition("\n\n")
    title, _, about = re.sub(r"[:.](?=\s)", "\0", first, count=1).partition("\0")
    about = about.strip()
    return title.rstrip("."), "\n\n".join(filter(None, (about[:1].upper() + about[1:], rest)))


# -- States --------------------------------------------------------------------------------


@cache
def holders() -> tuple[Holder, ...]:
    """Everything that `sim.model.state` declares, in its order."""
    from sim.model import state

    source = inspect.getsource(state)
    notes = _comments(source)
    return tuple(
        _holder(getattr(state, node.name), node, notes)
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef)
    )


def _holder(holder: type[Any], node: ast.ClassDef, notes: dict[int, tuple[str, bool]]) -> Holder:
    hints = get_type_hints(holder, include_extras=True)
    fields: list[Field] = []
    heading, last = "", node.lineno
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            above = [notes[line][0] for line in range(last + 1, each.lineno) if line in notes]
            heading = above[-1] if above else heading
            name, (note, _) = each.target.id, notes.get(each.lineno, ("", False))
            anew = heading.startswith("built anew") and name not in _carried_on()
            fields.append(Field(name, _unit(hints[name]), note, anew))
        last = each.end_lineno or each.lineno
    return Holder(holder.__name__, _doc(holder), tuple(fields))


@cache
def _carried_on() -> frozenset[str]:
    """States of an organisation that follow from what they were, wherever they stand in its declaration.

    The month gives each as an argument; what that is made of is followed to where it is worked out, in the
    month or in a rule.
    """
    month = ast.parse(inspect.getsource(import_module(_MONTH).member))
    made_of = {
        target.id: node.value
        for node in ast.walk(month)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    bodies = {each.name: ast.parse(_body(each.function)) for each in rules.rules()}
    given = (
        each
        for node in ast.walk(month)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "OrganisationState"
        for each in node.keywords
    )
    return frozenset(str(each.arg) for each in given if _reads(str(each.arg), each.value, made_of, bodies))


def _reads(state: str, node: ast.AST, made_of: dict[str, ast.expr], bodies: dict[str, ast.Module]) -> bool:
    """Whether an expression, or what it is made of, reads a state of the organisation."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and each.attr == state:
            owner = each.value
            if getattr(owner, "id", getattr(owner, "attr", "")) == "org":
                return True
            if state in bodies and _reads(state, bodies[state], {}, {}):
                return True
        if isinstance(each, ast.Name) and each.id in made_of:
            rest = {name: value for name, value in made_of.items() if name != each.id}
            if _reads(state, made_of[each.id], rest, bodies):
                return True
    return False


def _unit(hint: Any) -> str:
    return str(get_args(hint)[1]) if get_origin(hint) is Annotated else ""


def _comments(source: str) -> dict[int, tuple[str, bool]]:
    """Comments by line, and whether each has the line to itself."""
    found: dict[int, tuple[str, bool]] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            alone = not token.line[: token.start[1]].strip()
            found[token.start[0]] = (token.string.lstrip("# "), alone)
    return found


# -- The month -----------------------------------------------------------------------------


@cache
def phases() -> tuple[Phase, ...]:
    """The month in its order, as the functions of `sim.model.month` call the rules."""
    found = [each for each in rules.rules() if each.module == _MONTH]
    return tuple(Phase(each.name, tuple(_steps(each.function))) for each in found)


def _steps(phase: Callable[..., object]) -> Iterator[Step]:
    source = textwrap.dedent(inspect.getsource(phase))
    notes = {line: text for line, (text, alone) in _comments(source).items() if alone}
    calls = sorted(
        (node.lineno, node.col_offset, node.func.value.id, node.func.attr)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
    )
    known = {text.name for text in rule_texts()}
    for line, _, module, name in calls:
        if f"{module}.{name}" in known:
            above = [notes[each] for each in sorted(notes) if each < line]
            yield Step(above[-1].partition(":")[0] if above else "", f"{module}.{name}")


# -- Rules ---------------------------------------------------------------------------------


@cache
def rule_texts() -> tuple[RuleText, ...]:
    """Every rule of the model with docstring, body and flows, in the order of `rulebook.rules`."""
    answers = _answers()
    return tuple(
        RuleText(
            rule,
            f"{short(rule.module)}.{rule.name}",
            _doc(rule.function),
            _body(rule.function),
            tuple(_flows(rule.function, answers)),
        )
        for rule in rules.rules()
    )


def _answers() -> dict[type[Any], list[str]]:
    """Which stocks move by which kind of answer, as the flows of the phases declare it."""
    month = import_module(_MONTH)
    found: dict[type[Any], list[str]] = {}
    for name in dir(month):
        group = getattr(month, name)
        if isinstance(group, type) and name.endswith("Flows") and group.__module__ == _MONTH:
            for stock, answer in get_type_hints(group).items():
                found.setdefault(answer, []).append(stock)
    return found


def _flows(function: Callable[..., object], answers: dict[type[Any], list[str]]) -> Iterator[FlowInfo]:
    answer = get_type_hints(function).get("return")
    fields = getattr(answer, "_fields", ())
    for each in flows():
        if answer in answers and each.stock in answers[answer] and each.flow in fields:
            yield each


def _doc(thing: Any) -> str:
    return inspect.cleandoc(thing.__doc__ or "")


def _body(function: Callable[..., object]) -> str:
    """The lines of a rule below its docstring."""
    source = textwrap.dedent(inspect.getsource(function))
    node = ast.parse(source).body[0]
    if not isinstance(node, ast.FunctionDef):
        return ""
    first = node.body[0]
    start = first.end_lineno if ast.get_docstring(node) is not None else first.lineno - 1
    return textwrap.dedent("\n".join(source.splitlines()[start:])).strip("\n")
