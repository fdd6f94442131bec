"""Holds the model with a weak link cut, and three simpler rivals, against the patterns that it shows.

The five weak links are cited, implied, recommended or called a risk in the study, and not observed. The
rivals leave out what makes this a model of a network: ties, members unlike each other, and levers that do
what their evidence says. Each goes through the same checks; the model earns its place where they fail.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from analysis.runs.batch import Evaluator
from analysis.statistics.barriers import WEAK_LINKS
from analysis.validation.analysis import Verdict, held_by_class, verdicts_of
from analysis.validation.cases import END, case, cut, pulled
from analysis.validation.check import Check
from analysis.validation.evaluate import CaseSet, Rival, cases_of, run_checks
from sim import Scenario, load_scenario
from sim.inputs.levers import load_levers
from sim.inputs.timing import FIRST_MONTH, PAID_FROM_THE_GRANT
from sim.model.state import Character
from sim.model.structure import structure_of
from sim.model.usual import with_usual
from sim.sampling.parameter_sets import ParameterSource
from sim.sampling.random_numbers import Purpose, draw, entity_key

MODEL = "the model"
RANKED_BY = ("engagement", "cover_24_7")
SEED = 1  # of the rival whose levers are drawn at random


class Contrast(NamedTuple):
    """A variant beside the model.

    Attributes
    ----------
    name : str
    verdicts : list of Verdict
    lost, won : tuple of str
        Patterns that hold in the model alone, and in the variant alone.
    effects : DataFrame
        ``lever`` and, for each outcome that levers are ranked by, its mean change at the horizon.
    tau : mapping of str to float
        Kendall's tau of the levers' ranks with the model's, by outcome; NaN where all levers are alike.
    """

    name: str
    verdicts: list[Verdict]
    lost: tuple[str, ...]
    won: tuple[str, ...]
    effects: pd.DataFrame
    tau: Mapping[str, float]


def variants() -> dict[str, Rival | None]:
    """Name the model, the model without each weak link, and its rivals: what makes a scenario theirs."""
    return {
        MODEL: None,
        **{f"without {link}: {what}": cut(link) for link, what in WEAK_LINKS.items()},
        "no ties between organisations": untied,
        "one average organisation": averaged,
        "levers drawn at random": shuffled,
    }


def contrasts(
    checks: Mapping[str, Check],
    runs: int,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    workers: int = 1,
    evaluator: Evaluator | None = None,
) -> list[Contrast]:
    """Hold the model and each variant against the same checks; the model comes first."""
    evaluate = evaluator or Evaluator(threads=workers)
    of_each = len(cases_of(checks.values())[1].scenarios) + 1 + len(load_levers())
    evaluate.total = runs * of_each * len(variants())
    models: list[Contrast] = []
    for name, rival in variants().items():
        results = run_checks(checks.values(), runs, seed, parameters, rival=rival, evaluator=evaluate)
        verdicts = verdicts_of(checks, {parameters: results})
        effects = lever_effects(runs, seed, parameters, rival=rival, evaluator=evaluate)
        held = {each.pattern.id for each in verdicts if each.holds}
        if rival is None:
            held_by_model, ranks = held, effects
        lost, won = (tuple(sorted(each)) for each in (held_by_model - held, held - held_by_model))
        models.append(Contrast(name, verdicts, lost, won, effects, agreement(effects, ranks)))
    return models


def agreement(effects: pd.DataFrame, ranks: pd.DataFrame) -> dict[str, float]:
    """Kendall's tau of two rankings of the levers, by outcome: 1 the same, 0 no relation, -1 the reverse."""
    return {each: float(kendalltau(effects[each], ranks[each]).statistic) for each in RANKED_BY}


def lever_effects(
    runs: int,
    seed: int = 1,
    parameters: ParameterSource = "prior",
    *,
    rival: Rival | None = None,
    evaluator: Evaluator | None = None,
) -> pd.DataFrame:
    """Give each lever's mean effect, pulled by itself from month 0 on, at the horizon."""
    names = [each.name for each in load_levers().values()]
    base = case(months=[END])
    cases = {each: case(pulled(each), months=[END]) for each in names}
    distinct = CaseSet(load_scenario("baseline"), [base, *cases.values()], rival)
    changes = []
    for block in distinct.blocks(runs, seed, parameters, evaluator or Evaluator()):
        before = np.array([block(base).at(each, END) for each in RANKED_BY])
        changes.append(
            [
                np.array([block(pulled_case).at(each, END) for each in RANKED_BY]) - before
                for pulled_case in cases.values()
            ]
        )
    means = np.concatenate(changes, axis=-1).mean(axis=-1)
    return pd.DataFrame({"lever": names, **dict(zip(RANKED_BY, means.T, strict=True))})


def frame_of_contrasts(models: Sequence[Contrast]) -> pd.DataFrame:
    """The contrasts as a tidy table: a row for each model and each pattern."""
    return pd.DataFrame(
        [
            {
                "model": each.name,
                "pattern": verdict.pattern.id,
                "class": verdict.pattern.kind,
                "share": verdict.share,
                "median": verdict.median,
                "verdict": "holds" if verdict.holds else "fails",
            }
            for each in models
            for verdict in sorted(each.verdicts, key=lambda verdict: verdict.pattern.id)
        ]
    )


def summary_of(models: Sequence[Contrast]) -> pd.DataFrame:
    """Sum the contrasts up, a row for each model."""
    return pd.DataFrame(
        [
            {
                "model": each.name,
                **{kind: held for kind, (held, _) in held_by_class(each.verdicts).items()},
                **{f"tau_{outcome}": tau for outcome, tau in each.tau.items()},
                "lost": list(each.lost),
                "won": list(each.won),
            }
            for each in models
        ]
    )


# -- The rivals ----------------------------------------------------------------------------


def untied(scenario: Scenario) -> Scenario:
    """Cut all ties, those that might form as well: no organisation sees another."""
    return scenario.with_parameters({"culture.ties_frozen_at": 0.0})


def averaged(scenario: Scenario) -> Scenario:
    """Merge all members into one average organisation, in one place, with all staff, money and children."""
    network, structure = scenario.network, structure_of(scenario.network)
    members = tuple(map(with_usual, network.organisations))
    income = sum(each.income or 0.0 for each in members)

    def mean(name: str) -> float:
        return float(sum(getattr(each, name) for each in members) / len(members))

    def mean_by_income(name: str) -> float:
        amounts = [float((each.income or 0.0) * getattr(each, name)) for each in members]
        return sum(amounts) / income if income else mean(name)

    def commonest(name: str) -> str:
        return str(Counter(getattr(each, name) for each in members).most_common(1)[0][0])

    # As far from the centre as members are on average.
    away = network.centre.x_km + sum(each.distance for each in structure.organisations) / len(members)
    here: dict[str, Any] = {"x_km": away, "y_km": network.centre.y_km}
    place = network.localities[0].model_copy(
        update={
            "name": "The region",
            "children": sum(each.children for each in network.localities),
            "children_llc": sum(each.children_llc for each in network.localities),
            **here,
        }
    )
    counts = [f"staff_{role}" for role in ("core", "clinical", "nursing", "management", "other")]
    posts = [
        f"{group}_{what}" for group in ("specialist", "nurse", "other") for what in ("establishment", "posts")
    ]
    member = members[0].model_copy(
        update={
            "name": "The average organisation",
            "role": "hub",
            "sector": commonest("sector"),
            "kind": commonest("kind"),
            "locality": place.name,
            "hub": "",
            "record_system": "Its own",
            "income": income,
            "statutory_share": mean_by_income("statutory_share"),
            "reserves_months": mean_by_income("reserves_months"),
            "atypicality": mean("atypicality"),
            "in_governance": True,
            "serves": (place.name,),
            **here,
            **{name: sum(getattr(each, name) for each in members) for name in counts},
            **{name: round(sum(getattr(each, name) for each in members), 2) for name in posts},
            # It differs in nothing from what is usual.
            **dict.fromkeys(Character._fields, 0.0),
        }
    )
    merged = network.model_copy(update={"organisations": (member,), "localities": (place,), "ties": ()})
    # What lies between NHS and others stays what it is among the members.
    merged = merged.with_facts({"organisational_distance": structure.network.organisational_distance})
    return scenario.model_copy(update={"network": merged})


def shuffled(scenario: Scenario) -> Scenario:
    """Let every lever do what another does, whichever is drawn; the coordinator alone stays itself."""
    others = [each for each in load_levers() if each != PAID_FROM_THE_GRANT]
    drawn = sorted(
        others, key=lambda each: draw(SEED, 0, FIRST_MONTH, entity_key("lever", each), Purpose.RIVAL)
    )
    # Each does what the next in the order drawn does, so that none is left as it is.
    does = dict(zip(drawn, [*drawn[1:], drawn[0]], strict=True))
    intervals: dict[str, Any] = {
        does.get(lever, lever): list(intervals) for lever, intervals in scenario.levers.items()
    }
    return scenario.with_levers(dict.fromkeys(scenario.levers, False)).with_levers(intervals)
