"""What a page knows of its room: the network, the switches, the words, and where each of them comes from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from analysis.cascade.story import clauses
from analysis.page.settings import COSTS, MEMBERS, PLACES, QUANTILES, Base, Runs, years
from analysis.page.switches import PROBLEMS, Board, Switch
from analysis.report.notices import STUDY
from analysis.report.text import BASES, WARNING
from analysis.runs import provenance
from analysis.statistics.barriers import BARRIERS
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import Lever, load_levers
from sim.inputs.networks import Network
from sim.inputs.packaged import packaged
from sim.inputs.parameters import Parameter
from sim.inputs.problems import load_problems
from sim.inputs.timing import FIRST_MONTH, Interval
from sim.inputs.yaml_files import read_yaml
from sim.model.cascade import leads
from sim.model.outcomes import OUTCOMES
from sim.model.problems import watched
from sim.model.structure import structure_of

FORMAT = 1
TIES = ("attachment", "hubs", "shared_locality", "declared")  # what is drawn; others may only come to be
Data = dict[str, Any]


def room(board: Board, base: Base, runs: Runs, mode: str) -> Data:
    """Say all that holds for every setting.

    Parameters
    ----------
    board : Board
    base : Base
    runs : Runs
    mode : {"file", "server"}
        Whether the page holds its settings, or asks a server for them.

    Returns
    -------
    dict
        Plain data, as JSON takes it.
    """
    scenario = board.scenario
    return {
        "format": FORMAT,
        "mode": mode,
        "warning": WARNING,
        "program": provenance.versions().get("hubspoke", ""),
        "scenario": _fields(scenario, "name", "title", "question"),
        "months": {"first": FIRST_MONTH, "last": scenario.horizon, "years": years(scenario.horizon)},
        "runs": {**_fields(runs, "number", "seed", "parameters"), "told": base.typical},
        "quantiles": list(QUANTILES),
        "costs": list(COSTS),
        "network": _network(scenario.network),
        "switches": [_switch(each) for each in board.switches],
        "prepared": [each.__dict__ for each in board.prepared],
        "outcomes": [
            {**each.model_dump(mode="json"), "kept": each.name in runs.outcomes} for each in OUTCOMES.values()
        ],
        "kept": list(runs.outcomes),
        "members": list(MEMBERS),
        "places": list(PLACES),
        "measures": [{"name": name, **_measures()[name]} for name in (*MEMBERS, *PLACES)],
        "problems": [_problem(name) for name in load_problems()],
        "held": [
            [list(load_problems()).index(each.problem.id), each.organisation]
            for each in watched(scenario.network)
        ],
        "leads": _leads(),
        "links": [
            {"id": each.id, "text": each.link, **_fields(each, "sign", "basis", "findings")}
            for each in load_evidence().links.values()
        ],
        "findings": {
            each.id: {"text": each.paraphrase, "where": each.locator, "basis": each.basis}
            for each in load_evidence().findings.values()
        },
        "bases": BASES,
        "study": STUDY,
    }


def _network(network: Network) -> Data:
    structure = structure_of(network)
    names = [each.name for each in network.organisations]
    places = [each.name for each in network.localities]
    return {
        "title": network.title,
        "centre": {"x": network.centre.x_km, "y": network.centre.y_km},
        "organisations": [
            {
                **_fields(each, "name", "role", "sector", "kind"),
                "x": each.x_km,
                "y": each.y_km,
                "locality": places.index(each.locality),
                "hub": names.index(each.hub) if each.hub else None,
                "distance": facts.distance,
            }
            for each, facts in zip(network.organisations, structure.organisations, strict=True)
        ],
        "localities": [
            {"name": each.name, "x": each.x_km, "y": each.y_km, "children": each.children_llc}
            for each in network.localities
        ],
        "ties": [
            {"ends": [a, b], **{each: getattr(facts, each) for each in TIES}}
            for a, b, facts in structure.ties
            if any(getattr(facts, each) for each in TIES)
        ],
    }


def _switch(switch: Switch) -> Data:
    levers = [load_levers()[each] for each in switch.intervals]
    findings = list(dict.fromkeys(finding for lever in levers for finding in lever.findings))
    return {
        **_fields(switch, "name", "kind", "title"),
        "levers": [lever_data(each, switch.intervals[each.id]) for each in levers],
        "findings": findings,
        "problem": PROBLEMS.get(switch.name) if switch.name in BARRIERS else None,
    }


def lever_data(lever: Lever, intervals: Iterable[Interval]) -> Data:
    """Say all that a page tells of a lever, and when it is pulled."""
    cost = lever.cost
    return {
        **_fields(lever, "id", "name", "title", "question", "changes"),
        "cost": {
            **_fields(cost, "per", "payer"),
            "once": [cost.one_off.low, cost.one_off.value, cost.one_off.high],
            "yearly": [cost.yearly.low, cost.yearly.value, cost.yearly.high],
            "grade": cost.yearly.grade,
            "sources": _references((*cost.one_off.source, *cost.yearly.source)),
        },
        **_fields(lever, "findings", "links", "note"),
        "spells": [each.model_dump(mode="json") for each in intervals],
    }


def parameter_data(parameter: Parameter) -> Data:
    """Say of a parameter what a page needs to set it; where it has no bound, that is null."""
    return {
        "name": parameter.name,
        "what": parameter.what.rstrip("."),
        **_fields(parameter, "value", "low", "high"),
        "domain": [each if math.isfinite(each) else None for each in parameter.domain],
        **_fields(parameter, "unit", "grade"),
        "findings": [each for each in parameter.source if each in load_evidence().findings],
        "sources": _references(parameter.source),
    }


def _references(sources: Iterable[str]) -> list[str]:
    """Give titles of what a number rests on besides the study; brackets are for titles that are ours."""
    references = load_evidence().references
    titles = [references[each].get("title") for each in dict.fromkeys(sources) if each in references]
    return [each.strip("[]") for each in titles]


def _problem(name: str) -> Data:
    problem = load_problems()[name]
    return {
        **_fields(problem, "id", "title", "order", "holder", "findings", "wording"),
        "mark": _fields(problem, "direction", "threshold", "unit", "grade"),
        **clauses().get(name, {}),
    }


def _fields(thing: object, *names: str) -> Data:
    """Give what bears these names, as the page calls it too."""
    return {name: getattr(thing, name) for name in names}


def _leads() -> list[list[int]]:
    """Which problem may lead to which along which link, each by its place."""
    problems, ways = list(load_problems()), list(load_evidence().links)
    return [[problems.index(a), problems.index(b), ways.index(link)] for a, b, link in leads()]


@cache
def _measures() -> Mapping[str, Data]:
    found = read_yaml(packaged("analysis.page", "measures.yaml")).data
    return {str(key): dict(value) for key, value in found.items()}
