"""Sentences that every answer shares: what it is not, and over what it was worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.report import words

NOT_A_FORECAST = (
    "These are comparisons under stated assumptions, not forecasts: the study gives directions, "
    "the sizes are assumptions with ranges."
)
WARNING = "A comparison under stated assumptions, not a forecast"  # on every page


CONDITIONAL = (
    "What follows from stated assumptions, not a forecast: the study gives directions, the sizes are "
    "assumptions with ranges."
)


NO_FAMILIES = (
    "It says nothing of outcomes for children or their families: the study, which the rules come from, asked "
    "professionals, in one network."
)


ELSEWHERE = "accepted for the study's own network and model, and judged on no other"


def sets_in_words(parameters: str, number: int, *, judged: bool = True) -> str:
    """Say how many parameter sets there are, and where they come from.

    `judged`: whether accepted sets were judged on the network and the model at hand
    (:func:`analysis.report.judged.judged_on`).
    """
    if parameters == "central":
        return "one parameter set (central values)"
    agree = "agrees" if number == 1 else "agree"
    sources = {
        "prior": "drawn from their ranges",
        "accepted": f"that {agree} with the study" if judged else ELSEWHERE,
    }
    source = sources.get(parameters, f"from {parameters}")
    return f"{words.counted(number, 'parameter set')} {source}"


def run_caption(answer: Mapping[str, Any]) -> str:
    """Say how one scenario was run."""
    over = sets_in_words(answer["parameters"], answer["parameter_sets"], judged=answer["judged"])
    return f"{words.counted(answer['runs'], 'run')} over {over}, seed {answer['seed']}."


BASES = {
    "O": "reported by the study's participants",
    "A": "inferred by the study's authors",
    "L": "taken by the study from other literature",
    "R": "recommended by the study, not tested in it",
    "D": "derived by us",
    "assumption": "no source gives the number",
}
