"""What a page tells of what scenarios assume beside parameters: links, loops, facts, and their evidence."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, get_args

from analysis.page.study_data import scenario_data
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import Lever
from sim.inputs.loops import load_loops
from sim.inputs.members import FACT_DOMAINS, Kind, NetworkFacts, Role, Sector
from sim.inputs.scenarios import load_scenario, shipped_scenarios

Data = dict[str, Any]

ACROSS = "cross-cutting"  # findings that are of no dimension alone


def assumptions_data() -> Data:
    """Say what a scenario may assume beside parameters, and the words of findings."""
    evidence = load_evidence()
    return {
        "findings": {
            each.id: {"text": each.paraphrase, "grades": grades(each.basis)}
            for each in evidence.findings.values()
        },
        "links": [
            {
                "name": each.id,
                "what": each.link.replace("->", "→"),
                "findings": each.findings,
                "grades": grades(each.basis),
            }
            for each in evidence.links.values()
        ],
        "loops": [
            {
                "name": name,
                "title": each.title,
                "way": each.way,
                "findings": each.findings,
                "scaled": list(each.scaled),
            }
            for name, each in load_loops().items()
        ],
        "facts": [
            {
                "name": name,
                "title": name.replace("_", " ").capitalize(),
                "what": field.description or "",
                "domain": FACT_DOMAINS[name],
                "whole": name == "leaders",
            }
            for name, field in NetworkFacts.model_fields.items()
        ],
        "members": {"role": get_args(Role), "sector": get_args(Sector), "kind": get_args(Kind)},
        "shipped": shipped_data(),
    }


def grades(basis: str) -> list[str]:
    """Give the grades that a basis names, such as O and A of `O (nearly all)/A; periphery D`."""
    plain = re.sub(r"\([^)]*\)", "", basis).partition(";")[0]
    return [each.strip() for each in plain.split("/")]


def shipped_data() -> list[Data]:
    """Give the shipped scenarios of the shipped region, which others may begin with."""
    scenarios = [load_scenario(name) for name in shipped_scenarios()]
    return [scenario_data(each, each.network) for each in scenarios]


def dimension(lever: Lever) -> str:
    """Give the dimension of the study that most of a lever's findings are of."""
    evidence = load_evidence()
    parts = [part for name in lever.findings for part in evidence.findings[name].sst.split(" / ")]
    counted = Counter(part for part in parts if part != ACROSS)
    return counted.most_common(1)[0][0] if counted else ACROSS
