"""What a page knows of the model: layouts of arrays, and the texts, units and ranges of all it can set."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable
from typing import Any

from analysis.page.answer_data import answer_data
from analysis.page.assumptions import assumptions_data, dimension
from analysis.page.cascade_data import cascade_data
from analysis.page.network_data import tables_data
from analysis.page.study_data import settings_data
from analysis.report.text import BASES, WARNING
from analysis.runs import provenance
from sim.engine import layout, wasm
from sim.engine.arrays import Marks, prior_of, selection_of
from sim.engine.job import Job
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import Lever, all_parameters, load_levers, priors
from sim.inputs.parameters import Parameter
from sim.inputs.problems import Problem, load_problems
from sim.inputs.scenarios import load_scenario
from sim.inputs.shocks import load_shocks
from sim.inputs.timing import FIRST_MONTH, LONGEST_HORIZON
from sim.model.outcomes import load_outcomes
from sim.model.schedule import KINDS, PAYERS, payer_of
from sim.model.state import LocalityState, OrganisationState, TieState
from sim.model.usual import load_usual
from sim.sampling.accepted import load_accepted
from sim.sampling.random_numbers import Purpose

Data = dict[str, Any]


def model_data() -> Data:
    """Say all that a page needs to know of the model, whatever the network."""
    return {
        "program": provenance.versions().get("hubspoke", ""),
        "warning": WARNING,
        "module": {
            "form": wasm.form(),
            **{
                name: base64.b64encode((wasm.FOLDER / file).read_bytes()).decode()
                for name, file in (("vectors", wasm.MODULE), ("scalar", wasm.SCALAR))
            },
        },
        "layout": layout_data(),
        "months": {"first": FIRST_MONTH, "longest": LONGEST_HORIZON},
        "outcomes": [each.model_dump(mode="json") for each in load_outcomes().values()],
        "costs": {"payers": list(PAYERS), "kinds": list(KINDS)},
        "levers": [lever_data(each) for each in load_levers().values()],
        "problems": [problem_data(each) for each in load_problems().values()],
        "cascade": cascade_data(),
        "bases": BASES,
        "tables": tables_data(),
        "answer": answer_data(),
        "settings": settings_data(),
        "parameters": [parameter_data(each) for each in all_parameters().values()],
        "usual": {name: {"value": each.value} for name, each in load_usual().items()},
        "shocks": [{"name": name, **each.model_dump(mode="json")} for name, each in load_shocks().items()],
        **assumptions_data(),
        "accepted": {
            **_fields(load_accepted(), "seed", "sets"),
            "purpose": int(Purpose.PRIOR),
        },
    }


def layout_data() -> Data:
    """Say how the arrays are laid out that the model is called with."""
    job = Job(load_scenario("baseline"), range(1), months=(0,), problems=True)
    selection, prior = selection_of(job), prior_of(job)[0]
    return {
        "lanes": layout.LANES,
        "first_month": FIRST_MONTH,
        "rows_of": {
            "workspace": layout.WORKSPACE.rows,
            "organisation": layout.ORGANISATION.rows,
            "tie": layout.TIE_ROWS,
            "levers": len(load_levers()) * layout.LEVER_ROWS,
            "place": layout.PLACE.rows,
            "ranked": layout.RANKED_ROWS,
            "problem": layout.PROBLEM_ROWS,
        },
        "rows": selection.rows.tolist(),
        "costs": len(PAYERS) * len(KINDS),
        "payers": [list(payer_of(each)) for each in load_levers()],
        "numbers": list(layout.numbers()),
        "number_keys": prior.keys.tolist(),
        "lever_rows": prior.levers.tolist(),
        "states": {
            "organisation": OrganisationState._fields,
            "locality": LocalityState._fields,
            "tie": TieState._fields,
        },
        "problems": _marks(selection.problems),
    }


def _marks(marks: Marks) -> Data:
    """Say what marks each problem of the network's core, and of an organisation: those of any are alike."""
    core = zip(marks.core_fact, marks.core_row, marks.sign, marks.threshold, strict=False)
    own = slice(len(marks.core_fact), None)
    member = zip(marks.member_fact, marks.member_row, marks.sign[own], marks.threshold[own], strict=False)
    names = ("fact", "row", "sign", "threshold")
    kinds = {"core": core, "member": member}
    return {kind: [dict(zip(names, map(float, each), strict=True)) for each in kinds[kind]] for kind in kinds}


def lever_data(lever: Lever) -> Data:
    """Say all that a page tells of a lever."""
    cost, dose = lever.cost, lever.dose
    return {
        **_fields(lever, "id", "name", "title", "question", "changes", "moves", "scope", "whole"),
        "dimension": dimension(lever),
        "most": lever.most if math.isfinite(lever.most) else None,
        "by_post": lever.by_post,
        "dose": dose
        and {**_fields(dose, "unit", "full"), "most": dose.limit if math.isfinite(dose.limit) else None},
        "ramp_up": quantity_data(lever.ramp_up),
        "fade": quantity_data(lever.fade),
        "cost": {
            **_fields(cost, "per", "payer"),
            "once": quantity_data(cost.one_off),
            "yearly": quantity_data(cost.yearly),
        },
        **_fields(lever, "findings", "links", "note"),
    }


def quantity_data(quantity: Any) -> Data:
    """Say of an uncertain number its value, range, unit, grade and where it comes from; no bound is null."""
    return {
        **_fields(quantity, "value", "low", "high", "unit", "grade"),
        "domain": [each if math.isfinite(each) else None for each in quantity.domain],
        "findings": [each for each in quantity.source if each in load_evidence().findings],
        "sources": _references(quantity.source),
    }


def parameter_data(parameter: Parameter) -> Data:
    """Say of a parameter what a page needs to set it."""
    return {
        **_fields(parameter, "name", "like"),
        "prior": _fields(priors()[parameter.name], "shape", "low", "value", "high"),
        "what": parameter.what.rstrip("."),
        **quantity_data(parameter),
    }


def problem_data(problem: Problem) -> Data:
    """Say all that a page tells of a problem."""
    return {
        **_fields(problem, "id", "title", "order", "holder", "findings", "wording"),
        "mark": _fields(problem, "direction", "threshold", "unit", "grade"),
    }


def _references(sources: Iterable[str]) -> list[str]:
    """Give titles of what a number rests on besides the study; brackets are for titles that are ours."""
    references = load_evidence().references
    titles = [references[each].get("title") for each in dict.fromkeys(sources) if each in references]
    return [each.strip("[]") for each in titles]


def _fields(thing: object, *names: str) -> Data:
    """Give what bears these names, as the page calls it too."""
    return {name: getattr(thing, name) for name in names}
