"""What a name of the model means and what it rests on: plain data, for `mcn explain` and `mcn list`.

Whatever is explained is found by its readable name, its id or its dotted name, in small or capital letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from analysis.description import rules
from analysis.report.text import BASES
from sim.inputs import (
    Fault,
    Finding,
    Hop,
    Lever,
    Parameter,
    ShockKind,
    WrongInput,
    all_parameters,
    load_evidence,
    load_levers,
    load_loops,
    load_problems,
    load_readings,
    load_scenario,
    load_shocks,
    shipped_scenarios,
)
from sim.inputs.errors import number, quoted, suggestion
from sim.inputs.generate_names import size_name, symbol
from sim.inputs.problems import Problem
from sim.model.flows import FlowInfo, flows
from sim.model.outcomes import OUTCOMES
from sim.sampling.accepted import accepted_effects

ORDERS = {1: "in the setting", 2: "in the work", 3: "in the members"}
Data = dict[str, Any]
GIVEN = {"leaders": "number of leaders", "yes": "yes", "share": "share, 0-1", "months": "months"}
BEFALLS = {
    "network": "the network",
    "organisations": "all organisations, or those named",
    "named organisations": "organisations named",
}


def explain(name: str) -> Data:
    """Explain whatever has this name.

    Returns
    -------
    dict
        `kind`, `name`, `title`, `facts` (label to text or number), and lists of what it is tied to
        (`findings`, `links`, `parameters`, `levers`, `rules`, `flows`, ...), each a list of dictionaries;
        `also`, what else has this name, as `kind:name`.

    Raises
    ------
    WrongInput
        If nothing has this name; it says what was probably meant.
    """
    found = _index().get(name.strip().casefold())
    if found is None:
        raise WrongInput(Fault("NAME", f"there is nothing called {quoted(name)}", _meant(name)))
    (kind, key), *others = found
    also = [f"{other}:{proper}" for other, proper in others if other != kind]
    return {"kind": kind, "name": key, **_EXPLAINERS[kind](key), "also": also}


def listing(kind: str) -> list[Data]:
    """List everything of a kind: `scenarios`, `levers`, `outcomes`, `parameters`, `links`, `problems`, ..."""
    return list(_LISTS[kind]())


# --- finding by name --------------------------------------------------------------------------------------


@cache
def _index() -> dict[str, list[tuple[str, str]]]:
    """Kind and proper name of everything, by every name it has, and by `kind:name`.

    What shares a name stands in the order in which it is meant: levers before outcomes before the rest.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, key, *names in _all_names():
        for name in (key, *names):
            for spelling in (name.casefold(), f"{kind}:{name.casefold()}"):
                meant = found.setdefault(spelling, [])
                if (kind, key) not in meant:
                    meant.append((kind, key))
    return found


def _all_names() -> Iterator[tuple[str, ...]]:
    evidence = load_evidence()
    for lever in load_levers().values():
        yield "lever", lever.id, lever.name, lever.title, symbol(lever.name)
    for outcome in OUTCOMES.values():
        yield "outcome", outcome.name, outcome.title, outcome.name.replace("_", "-")
    for name in all_parameters():
        yield "parameter", name
    for kind, things in (
        ("link", evidence.links),
        ("finding", evidence.findings),
        ("pattern", evidence.patterns),
        ("reference", evidence.references),
    ):
        for key in things:
            yield kind, key
    for problem in load_problems().values():
        yield "problem", problem.id, problem.title
    for name in load_readings():
        yield "question", name
    for name, loop in load_loops().items():
        yield "loop", name, loop.title
    for name, shock in load_shocks().items():
        yield "shock", name, shock.title, symbol(name)
    for name in shipped_scenarios():
        yield "scenario", name, f"{name}.yaml"
    for rule in rules.rules():
        yield "rule", rule.name, f"{rule.module}.{rule.name}"
    for name in all_parameters():
        yield "parameter", name, name.rpartition(".")[2]


def _meant(name: str) -> str:
    """Say what was meant: for an id the ids there are, else the nearest name, readable ones first."""
    letter = name.strip()[:1].upper()
    numbered = [key for _, key, *_ in _all_names() if key[:1] == letter and key[1:].isdecimal()]
    if numbered and name.strip()[1:].isdecimal():
        return f"they go from {numbered[0]} to {numbered[-1]}"
    readable = [lever.name for lever in load_levers().values()]
    return suggestion(
        name, [*readable, *shipped_scenarios(), *OUTCOMES, *(key for _, key, *_ in _all_names())]
    )


# --- explanations -----------------------------------------------------------------------------------------


def _lever(key: str) -> Data:
    lever = load_levers()[key]
    return {
        "title": lever.title,
        "facts": {
            "question": lever.question,
            "name in scenarios": lever.name,
            "changes": ", ".join(lever.changes),
            "moves": ", ".join(lever.moves),
            "for": scope(lever),
            "dose": dose(lever),
            "cost for each": lever.cost.per,
            "paid by": lever.cost.payer,
            "note": lever.note,
        },
        "numbers": [_number(each) for each in lever.parameters().values()],
        "findings": _findings(lever.findings),
        "links": _links(lever.links),
        "flows": _flows(lambda flow: flow.link == key),
        "rules": _rules(lambda rule: symbol(lever.name) in rule.levers),
        "references": _sources(name for each in lever.parameters().values() for name in each.source)[
            "references"
        ],
    }


def _outcome(key: str) -> Data:
    outcome = OUTCOMES[key]
    return {
        "title": outcome.title,
        "facts": {
            "what": outcome.what,
            **_fields(outcome, "unit", "better"),
            "smallest difference worth having": outcome.worthwhile,
            "Proctor's outcome": outcome.proctor,
            "RE-AIM": outcome.re_aim,
        },
        "findings": _findings(outcome.findings),
        "flows": _flows(lambda flow: flow.stock == key),
        "rules": _rules(lambda rule: rule.name == key),
    }


def _parameter(key: str) -> Data:
    parameter = all_parameters()[key]
    size = f"levers.{size_name(parameter)}" if key.startswith("levers.") else ""
    return {
        "title": parameter.what,
        "facts": {
            **_fields(parameter, "value", *(("low", "high") if parameter.uncertain else ()), "unit"),
            "drawn": _drawn(parameter),
            "calibrated": _calibrated(parameter),
            "grade": f"{parameter.grade}: {BASES[parameter.grade]}",
            "to fix it in a scenario": f"parameters: {{{key}: {parameter.value:g}}}",
        },
        **_sources(parameter.source),
        "rules": _rules(lambda rule: key in rule.parameters or size in rule.parameters),
    }


def _drawn(parameter: Parameter) -> str:
    if parameter.like:
        return f"in proportion to {parameter.like}, whose uncertainty it shares"
    if not parameter.uncertain:
        return "not at all: it has no range"
    return f"{parameter.shape} over its range, with --parameters prior"


def _link(key: str) -> Data:
    link = load_evidence().links[key]
    return {
        "title": link.link,
        "facts": {
            "sign": link.sign,
            "basis": _basis(link.basis),
            "implemented": rules.implemented(link),
            "dial": f"1 as the study states it, 0 cut; in a scenario  links: {{{key}: 0}}",
        },
        "hops": [_step(hop) for hop in link.hops],
        "flows": _flows(lambda flow: flow.link == key),
        "findings": _findings(link.findings),
        "rules": _rules(lambda rule: key in rule.links),
        "parameters": _parameters(key),
        "levers": _levers(lambda lever: key in lever.links),
    }


def _finding(key: str) -> Data:
    evidence = load_evidence()
    finding = evidence.findings[key]
    return {
        "title": finding.paraphrase,
        "facts": {
            "in the study": finding.locator,
            "basis": _basis(finding.basis),
            "dimension": finding.sst,
            "acts on": finding.state,
            "members": finding.members,
            "order": finding.order,
            "wording": "our paraphrase of the study (Papworth, Fraser and Taylor 2020, CC BY 4.0)",
        },
        "links": _links(link.id for link in evidence.links.values() if key in link.findings),
        "parameters": _parameters(key),
        "levers": _levers(lambda lever: key in lever.findings),
        "rules": _rules(lambda rule: key in rule.findings),
        "outcomes": [_fields(each, "name", "title") for each in OUTCOMES.values() if key in each.findings],
        "problems": [
            {"name": each.id, "title": each.title}
            for each in load_problems().values()
            if key in each.findings
        ],
        "patterns": [
            _fields(each, "id", "output") for each in evidence.patterns.values() if key in each.tied_to
        ],
    }


def _pattern(key: str) -> Data:
    pattern = load_evidence().patterns[key]
    return {
        "title": f"{pattern.output}: {pattern.expected}",
        "facts": {
            "given": pattern.given,
            "class": pattern.kind,
            "grade": _basis(pattern.grade),
            "tautology risk": pattern.tautology_risk,
        },
        **_sources(pattern.tied_to),
    }


def _problem(key: str) -> Data:
    problem = load_problems()[key]
    part, _, field = problem.state.partition(".")
    entities = {"org": ("organisation",), "net": ("network",), "region": ("locality",)}.get(part, ())
    links = load_evidence().links.values()
    return {
        "title": problem.title,
        "facts": {
            "in a workshop": problem.wording,
            "order": f"{problem.order}: {ORDERS[problem.order]}",
            "who has it": problem.holder,
            "marked": f"{problem.state} {problem.direction} {problem.threshold:g} ({problem.unit})",
            "starts and ends": "once its mark has held, or not held, for three months",
            "threshold": f"{problem.grade}: {BASES[problem.grade]}",
            "note": problem.note,
        },
        "charged": [
            {"id": link.id, **_step(hop)} for link in links for hop in link.hops if hop.source in problem.hops
        ],
        "moved_by": _flows(lambda flow: flow.entity in entities and flow.stock == field),
        "findings": _findings(problem.findings),
    }


def _question(key: str) -> Data:
    question = load_readings()[key]
    readings = question.readings.values()
    return {
        "title": question.question,
        "facts": {
            "in a scenario": f"readings: {{{key}: {list(question.readings)[-1]}}}",
            **{name: reading.what for name, reading in question.readings.items()},
        },
        **_sources(
            (*question.findings, *question.links, *(name for each in readings for name in each.sources))
        ),
        "parameters": [_named(all_parameters()[name]) for name in question.parameters],
    }


def _loop(key: str) -> Data:
    loop = load_loops()[key]
    pushed = f"{' and '.join(loop.halved)} halved" if loop.shock is None else loop.shock.in_words()
    return {
        "title": loop.title,
        "facts": {
            "way round": " > ".join(loop.way),
            "dial": f"1 as it is, 0 cut; in a scenario  loops: {{{key}: 0}}",
            "measured by": f"{loop.watched} after a push: {pushed} (mcn loops)",
        },
        **_sources((*loop.findings, *loop.links)),
        "parameters": [_named(all_parameters()[name]) for name in loop.parameters],
    }


def _shock(key: str) -> Data:
    shock = load_shocks()[key]
    whom = {"network": "", "organisations": "", "named organisations": ", organisations: hubs"}
    given = {"leaders": "1", "yes": "yes", "share": "0.2", "months": "12"}
    return {
        "title": shock.title,
        "facts": {
            "what": shock.what,
            "given as": GIVEN[shock.unit],
            "befalls": BEFALLS[shock.befalls],
            "lasts": _lasts(shock),
            "in a scenario": f"shocks: [{{month: 12, {key}: {given[shock.unit]}{whom[shock.befalls]}}}]",
        },
        **_sources((*shock.findings, *shock.sources)),
    }


def _lasts(shock: ShockKind) -> str:
    if shock.for_good:
        return "from that month on"
    return "for those months" if shock.unit == "months" else "it happens once"


def _reference(key: str) -> Data:
    reference = load_evidence().references[key]
    fields = {name: text for name, text in reference.fields if name not in ("title", "key")}
    return {
        "title": reference.get("title"),
        "facts": {name: plain_tex(text) for name, text in fields.items()},
        "parameters": _parameters(key),
    }


def _scenario(key: str) -> Data:
    scenario = load_scenario(key)
    levers = load_levers()
    intervals = [
        {
            "id": lever,
            "name": levers[lever].name,
            "start": interval.start,
            "end": interval.stops(scenario.horizon),
            "strength": interval.strength,
        }
        for lever, own in scenario.levers.items()
        for interval in own
    ]
    return {
        "title": scenario.title,
        "facts": {
            "question": scenario.question,
            "network": f"{scenario.network.name}: {scenario.network.title}",
            "horizon": f"month {scenario.horizon}",
            "file": str(scenario.path or ""),
        },
        "levers": intervals,
        "shocks": [shock.model_dump(exclude_defaults=True) for shock in scenario.shocks],
        "parameters": [{"name": name, "fixed at": value} for name, value in scenario.parameters.items()],
        "links": [{"id": link, "dial": dial} for link, dial in scenario.links.items()],
        "loops": [{"name": loop, "dial": dial} for loop, dial in scenario.loops.items()],
    }


def _rule(key: str) -> Data:
    rule = next(each for each in rules.rules() if each.name == key)
    parameters = all_parameters()
    return {
        "title": rule.summary,
        "facts": {"module": rule.module},
        "findings": _findings(rule.findings),
        "links": _links(rule.links),
        "parameters": [
            _named(parameters[name]) for name in rules.parameter_names(rule) if name in parameters
        ],
        "levers": _levers(lambda lever: symbol(lever.name) in rule.levers),
    }


_EXPLAINERS: Mapping[str, Callable[[str], Data]] = {
    "lever": _lever,
    "outcome": _outcome,
    "parameter": _parameter,
    "link": _link,
    "finding": _finding,
    "pattern": _pattern,
    "problem": _problem,
    "question": _question,
    "loop": _loop,
    "shock": _shock,
    "reference": _reference,
    "scenario": _scenario,
    "rule": _rule,
}


# --- lists ------------------------------------------------------------------------------------------------


def _problem_listed(problem: Problem) -> Data:
    marked = f"{problem.state} {problem.direction} {problem.threshold:g}"
    known = {"name": problem.id, **_fields(problem, "order", "title", "holder")}
    return {**known, "marked": marked, **_fields(problem, "findings")}


def _readings_listed() -> Iterator[Data]:
    for question, each in load_readings().items():
        for place, (name, reading) in enumerate(each.readings.items()):
            chosen = name if place else f"{name} (default)"
            known = {"question": question, "reading": chosen, "what": reading.what}
            yield {**known, "sets": [*reading.links, *reading.parameters]}


_LISTS: Mapping[str, Callable[[], Iterable[Data]]] = {
    "scenarios": lambda: (
        _fields(load_scenario(each), "name", "title", "question") for each in shipped_scenarios()
    ),
    "levers": lambda: (
        {
            **_fields(each, "id", "name", "title", "scope"),
            "reach": "all" if each.scope == "network" else "any",
            "dose": "" if each.dose is None else each.dose.unit,
            "pounds_a_year": each.cost.yearly.value,
            **_fields(each.cost, "per", "payer"),
        }
        for each in load_levers().values()
    ),
    "outcomes": lambda: (
        _fields(each, "name", "title", "unit", "better", "worthwhile") for each in OUTCOMES.values()
    ),
    "parameters": lambda: (
        {**_number(each), "calibrated": _calibrated(each, short=True)} for each in all_parameters().values()
    ),
    "links": lambda: (
        {
            **_fields(each, "id", "link", "sign", "findings", "basis"),
            "dial": 1.0,
            "implemented": rules.implemented(each),
        }
        for each in load_evidence().links.values()
    ),
    "findings": lambda: map(_finding_in_words, load_evidence().findings.values()),
    "problems": lambda: map(_problem_listed, load_problems().values()),
    "readings": _readings_listed,
    "loops": lambda: (
        {"name": name, "way": " > ".join(each.way), "scales": each.scaled}
        for name, each in load_loops().items()
    ),
    "shocks": lambda: (
        {"name": name, "title": each.title, "given as": GIVEN[each.unit], "befalls": BEFALLS[each.befalls]}
        for name, each in load_shocks().items()
    ),
    "patterns": lambda: (
        {**_fields(each, "id", "given", "output", "expected"), "class": each.kind}
        for each in load_evidence().patterns.values()
    ),
    "references": lambda: (
        {
            "key": each.key,
            "author": each.get("author"),
            "year": each.get("year"),
            "title": plain_tex(each.get("title")),
        }
        for each in load_evidence().references.values()
    ),
}


# --- what explanations share ------------------------------------------------------------------------------


def _fields(thing: object, *names: str) -> Data:
    """Some fields of a thing by name; tuples as lists, as JSON has them."""
    values = {name: getattr(thing, name) for name in names}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in values.items()}


def _basis(text: str) -> str:
    """Spell the letters of a basis out: `O (one)` is `O (one): reported by the study's participants`."""
    # Single capitals, as in `O/A` or `L (second step D: ...)`.
    letters = [letter for letter in BASES if re.search(rf"(?<![^\s/:(,]){letter}(?![^\s/:(,])", text)]
    return f"{text}: {', '.join(BASES[letter] for letter in letters)}" if letters else text


def _findings(ids: Iterable[str]) -> list[Data]:
    found = [_finding_in_words(load_evidence().findings[each]) for each in ids]
    return [{**each, "basis": _basis(each["basis"])} for each in found]


def _finding_in_words(finding: Finding) -> Data:
    said = {"finding": finding.paraphrase, "in_the_study": finding.locator}
    return {"id": finding.id, **said, "basis": finding.basis}


def _links(ids: Iterable[str]) -> list[Data]:
    return [_fields(load_evidence().links[each], "id", "link", "sign") for each in ids]


def _step(hop: Hop) -> Data:
    return {"from": hop.source, "to": hop.target, "sign": "+" if hop.sign > 0 else "-"}


def _references(keys: Iterable[str]) -> list[Data]:
    references = load_evidence().references
    return [{"key": each, "title": plain_tex(references[each].get("title"))} for each in dict.fromkeys(keys)]


def _sources(names: Iterable[str]) -> dict[str, list[Data]]:
    """What ids and keys stand for: findings, links and references."""
    evidence, every = load_evidence(), list(dict.fromkeys(names))
    return {
        "findings": _findings(each for each in every if each in evidence.findings),
        "links": _links(each for each in every if each in evidence.links),
        "references": _references(each for each in every if each in evidence.references),
    }


def _parameters(source: str) -> list[Data]:
    return [_named(each) for each in all_parameters().values() if source in each.source]


def _named(parameter: Parameter) -> Data:
    return _fields(parameter, "name", "what", "value", "unit")


def _calibrated(parameter: Parameter, *, short: bool = False) -> str:
    """Say what the patterns of the study that may set parameters did to one."""
    if not parameter.uncertain:
        return "shared" if parameter.like else "no range"
    effect = accepted_effects().get(parameter.name)
    if effect is None:
        return "not yet"
    if not effect.informed:
        return "at prior" if short else "at prior: the patterns of the study say nothing of it"
    if short:
        return "informed"
    return f"informed: {effect.low:.3g} to {effect.high:.3g} (5-95 %) in the sets that agree with the study"


def _number(parameter: Parameter) -> Data:
    return _fields(parameter, "name", "value", "low", "high", "like", "unit", "grade", "source")


def _levers(chosen: Callable[[Lever], bool]) -> list[Data]:
    return [_fields(each, "id", "name", "title") for each in load_levers().values() if chosen(each)]


def _rules(chosen: Callable[[rules.Rule], bool]) -> list[Data]:
    return [
        {**_fields(each, "name", "module"), "what": each.summary} for each in rules.rules() if chosen(each)
    ]


def _flows(chosen: Callable[[FlowInfo], bool]) -> list[Data]:
    return [_fields(each, "entity", "stock", "flow", "link", "hop") for each in flows() if chosen(each)]


def scope(lever: Lever) -> str:
    """Say whom a lever can be had for."""
    if lever.scope == "network":
        return f"the network as a whole: {lever.whole}"
    return "all organisations, or those that a scenario names with reach"


def dose(lever: Lever) -> str:
    """Say in what a lever is bought, and how much of it is its full strength."""
    if lever.dose is None:
        return "none: a scenario gives a strength from 0 to 1"
    if lever.dose.full is None:
        return f"{lever.dose.unit}, as many as a scenario says"
    most = f", at most {number(lever.dose.most)}" if lever.dose.most else ""
    return f"{number(lever.dose.full)} {lever.dose.unit} at full strength{most}"


def plain_tex(text: str) -> str:
    """Write a field of a reference without the signs of TeX."""
    return text.replace("{", "").replace("}", "").replace("\\&", "&").replace("--", "-")
