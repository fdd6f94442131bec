"""Which rules use which parameter, link and lever, and which flows carry a link: read off the model."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.inputs.evidence import load_evidence
from sim.inputs.generate_names import size_name
from sim.inputs.levers import all_parameters
from sim.model.flows import flows

if TYPE_CHECKING:
    from sim.inputs.evidence import Hop, Link
    from sim.model.rules import RuleInfo

# They import every rule.
MODULES = (
    "sim.model.month",
    "sim.model.initial",
    "sim.model.aggregates",
    "sim.model.onsets",
    "sim.model.rules.levers",
)
GROUPS = ("p", "dial", "lever", "lever_a", "lever_b")


class Rule(NamedTuple):
    """A rule of the model, what it rests on and what it reads.

    `parameters` are dotted names (`people.engagement_decay`), `dials` ids of links, `levers` the names that
    rules use (`shared_records`).
    """

    name: str
    module: str
    summary: str
    findings: tuple[str, ...]
    links: tuple[str, ...]
    parameters: tuple[str, ...]
    dials: tuple[str, ...]
    levers: tuple[str, ...]
    function: Callable[..., object]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the model, module by module, in order of definition, whichever was imported first."""
    from sim.model import rules as shared

    for name in MODULES:
        import_module(name)
    pairs = zip(shared.registry(), shared.registered(), strict=True)
    own = [pair for pair in pairs if pair[0].module.startswith("sim.")]
    own.sort(key=lambda pair: (pair[0].module, pair[1].__code__.co_firstlineno))
    return tuple(_rule(info, function) for info, function in own)


def parameter_names(rule: Rule) -> list[str]:
    """Dotted names of what a rule reads, those of levers' sizes as `levers.more-staff.share_of_gap`."""
    sizes = {
        f"levers.{size_name(each)}": name for name, each in all_parameters().items() if "levers." in name
    }
    return [sizes.get(name, name) for name in rule.parameters]


def implemented(link: Link) -> Literal["yes", "in part", "not yet"]:
    """Whether the model carries a link: all of its steps, some, or none (and no rule reads its dial)."""
    steps = [_carried(hop, link.id) for hop in link.hops]
    if all(steps):
        return "yes"
    return "in part" if any(steps) or any(link.id in rule.dials for rule in rules()) else "not yet"


def _carried(hop: Hop, link: str) -> bool:
    """Whether a flow of this link moves the step's target, or a flow of another link is the same step."""
    if any(flow.link == link and flow.stock.startswith(hop.target) for flow in flows()):
        return True
    step = (hop.source, hop.target)
    return any(step == (other.source, other.target) for other in _labelled())


@cache
def _labelled() -> tuple[Hop, ...]:
    """The steps that flows name."""
    links = load_evidence().links
    return tuple(links[flow.link].hops[flow.hop - 1] for flow in flows() if flow.hop)


def _rule(info: RuleInfo, function: Callable[..., object]) -> Rule:
    found = sorted(set(_reads(function)))
    dials = tuple(name for kind, name in found if kind == "dial")
    return Rule(
        name=info.name,
        module=info.module,
        summary=info.summary,
        findings=info.findings,
        links=tuple(dict.fromkeys((*info.links, *dials))),
        parameters=tuple(name for kind, name in found if kind == "p"),
        dials=dials,
        levers=tuple(name for kind, name in found if kind == "lever"),
        function=function,
    )


def _reads(function: Callable[..., object]) -> Iterator[tuple[str, str]]:
    """Give what a rule reads: `("p", "people.engagement_decay")`, `("dial", "C18")`, `("lever", ...)`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    aliases: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            aliases.update(_aliases(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield from _named(_chain(node, aliases))


def _aliases(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Names that an assignment gives to parts of a view: `p, dial = member.p.people, member.dial`."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
    else:
        pairs = zip([target], [value], strict=True)
    for name, given in pairs:
        if isinstance(name, ast.Name) and isinstance(given, ast.Attribute):
            yield name.id, given


def _chain(node: ast.expr, aliases: dict[str, ast.expr]) -> list[str]:
    """Spell an attribute out: `p.core_informed` with its alias is `[member, p, people, core_informed]`."""
    parts: list[str] = []
    seen: set[str] = set()
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Name) and node.id in aliases and node.id not in seen:
            seen.add(node.id)
            node = aliases[node.id]
        else:
            parts.append(node.id if isinstance(node, ast.Name) else "")
            return parts[::-1]


def _named(chain: list[str]) -> Iterator[tuple[str, str]]:
    for place, part in enumerate(chain[:2]):
        rest = chain[place + 1 :]
        if part == "p" and len(rest) == 2:
            yield "p", ".".join(rest)
        elif part in GROUPS[1:] and len(rest) == 1:
            yield part[:5] if part.startswith("lever") else part, rest[0]
