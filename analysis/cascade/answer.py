"""A cascade's answer on one screen: which barrier keeps most from happening, along which chain."""

from __future__ import annotations

import pandas as pd

from analysis.cascade import text
from analysis.cascade.analysis import Cascade
from analysis.report import words
from analysis.report.document import Answer, Excerpt, NextStep
from analysis.statistics.barriers import BARRIERS


def answer_of(cascade: Cascade, table: Excerpt, surely: str, asked: str = "") -> Answer:
    """Give the answer alone.

    Parameters
    ----------
    cascade : Cascade
    table : Excerpt
        The barriers' shares of the first outcome.
    surely : str
        How well they are known.
    asked : str
        The scenario as it was named, for the commands that come next; empty: none are given.
    """
    scenario = cascade.experiment.scenario
    first, *others = text.knockout_sentences(*_of_first(cascade))  # the last of them stands in the table
    chains = [f"The strongest chain: {text.chain_sentence(each)}." for each in cascade.chains[:1]]
    worse = list(text.unintended_sentences(cascade.no_longer, cascade.removals))
    return Answer(
        question=scenario.question or f"How does one problem bring about the next in “{scenario.title}”?",
        recommendation=first,
        sentences=(*others[:1], *chains, *worse[:1]),
        table=table,
        key="Share: the mean over all orders of removal; of gap: of all that lacks to the best possible.",
        confidence=surely,
        unknown=_unknown(cascade),
        next_steps=_steps(cascade, asked) if asked else (),
    )


def _of_first(cascade: Cascade) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give shares and removals of the first outcome."""
    name = cascade.outcomes[0].name
    shares, removals = cascade.shares, cascade.removals
    return shares[shares["outcome"] == name], removals[removals["outcome"] == name]


def _unknown(cascade: Cascade) -> str:
    there = int((cascade.onsets["there"] >= text.THROUGHOUT).sum())
    return (
        f"what brought about the {there} of {len(cascade.onsets)} problems that are there from the start; "
        "where a problem begins is an assumption, its threshold."
    )


def _steps(cascade: Cascade, asked: str) -> tuple[NextStep, ...]:
    shares, _ = _of_first(cascade)
    mine = shares[shares["barrier"].isin(BARRIERS)]
    largest = str(mine["barrier"].iloc[int(mine["shapley"].abs().to_numpy().argmax())])
    command = f"mcn cascade {words.typed([asked, '--lift', largest])}"
    return (NextStep(f"To see what the barrier of {largest} brings about", command),)
