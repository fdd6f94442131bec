"""Rules of a user in the place of the model's: which there are, where they are called, and what was altered.

The Mesa model calls rules as Python does, so that another function may take a rule's place for a while. The
ensemble is compiled from the model's own sources and knows no other: it refuses.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import io
import tokenize
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import FunctionType, ModuleType
from typing import Any

from sim.inputs.errors import Fault, quoted, suggestion
from sim.model import aggregates, flows, initial, month, onsets, rules, state
from sim.model.rules import care, culture, goals, infrastructure, levers, people, processes, technology

Rule = Callable[..., Any]

MODULES: tuple[ModuleType, ...] = (
    *(rules, care, culture, goals, infrastructure, levers, people, processes, technology),
    *(aggregates, flows, initial, month, onsets),
)
MEANT = "run it with engine='mesa'"
_SOURCES = (*MODULES, state)
_replacing = RLock()
_in_place: dict[str, Rule] = {}  # a user's own, while a Mesa model runs


def _name(function: FunctionType) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


# As they are when this is imported, which is before anything runs.
_OWN: dict[str, FunctionType] = {
    _name(each): each
    for each in rules.registered()
    if isinstance(each, FunctionType) and each.__module__.startswith("sim.model.")
}
_CODES = {name: each.__code__ for name, each in _OWN.items()}
_CALLED_AS = {each.__name__: name for name, each in _OWN.items()}


def faults_of(own: Mapping[str, Any]) -> Iterator[Fault]:
    """Say which of a user's rules cannot take the place of one of the model's."""
    for name, function in own.items():
        if name not in _OWN:
            yield Fault("rules", f"there is no rule {quoted(name)}", suggestion(name, _OWN))
        elif not callable(function):
            yield Fault("rules", f"{name}: {quoted(function)} is no function", "give a function")
        elif len(_parameters(function)) != len(wanted := _parameters(_OWN[name])):
            takes, called = len(_parameters(function)), getattr(function, "__name__", "it")
            what = f"{name}: {called} takes {takes} arguments"
            yield Fault("rules", what, f"take what the rule takes: {', '.join(wanted)}")


def _parameters(function: Rule) -> list[str]:
    return list(inspect.signature(function).parameters)


@contextmanager
def replaced(own: Mapping[str, Rule]) -> Iterator[None]:
    """Let a user's rules stand in the place of the model's, wherever Python calls these, for a while."""
    if not own or all(_in_place.get(name) is function for name, function in own.items()):
        yield
        return
    with _replacing:
        _in_place.update(own)
        try:
            for name, function in own.items():
                _put(_OWN[name], function)
            yield
        finally:
            for name, function in own.items():
                _put(function, _OWN[name])
                del _in_place[name]


def _put(there: Rule, function: Rule) -> None:
    for module in MODULES:
        for name, value in list(vars(module).items()):
            if value is there:
                setattr(module, name, function)


def altered() -> list[str]:
    """Name the rules in whose place there is another function, which nobody was told of."""
    with _replacing:
        found = [name for name, each in _OWN.items() if each.__code__ is not _CODES[name]]
        for module in MODULES:
            for name, value in vars(module).items():
                known = _CALLED_AS.get(name)
                if known is not None and not any(value is each for each in _named(name)):
                    found.append(known)
        return sorted(set(found) - set(_in_place))


@functools.cache
def _named(called: str) -> tuple[Rule, ...]:
    """The model's own rules of this name; two modules may have one each."""
    return tuple(each for each in _OWN.values() if each.__name__ == called)


def faults_of_altered() -> Iterator[Fault]:
    """Say which rules were replaced behind the model's back."""
    for name in altered():
        what = f"{name} was replaced in Python, which compiled code does not know"
        yield Fault("rules", what, f"give it to scenario.with_rules, and {MEANT}")


@functools.cache
def rules_digest() -> str:
    """SHA-256 of all rules, and of what calls them, but for comments, docstrings and layout."""
    whole = hashlib.sha256()
    for module in _SOURCES:
        whole.update(module.__name__.encode() + b"\0")
        for text in _told(Path(str(module.__file__)).read_text(encoding="utf-8")):
            whole.update(text.encode() + b"\0")
    return whole.hexdigest()


def _told(source: str) -> Iterator[str]:
    """The words of a source, without comments, docstrings and line ends."""
    left_out = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING)
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in left_out:
            continue
        if token.type == tokenize.STRING and before in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            continue  # a docstring; the end of its line follows
        if token.type in (tokenize.INDENT, tokenize.DEDENT):
            yield tokenize.tok_name[token.type]
        elif token.type != tokenize.NEWLINE:
            yield token.string
        elif before != tokenize.NEWLINE:
            yield "\n"
        before = token.type
