"""A calibration's answer on one screen: what agrees, whether it predicts, and what was learnt."""

from __future__ import annotations

import pandas as pd

from analysis.calibrate import text
from analysis.calibrate.analysis import Calibration
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Answer, NextStep, Table

MOST_ROWS = 4


def telling(found: Calibration, most: int) -> pd.DataFrame:
    """Give figures: those left out come before those fitted, and of either first what the kept sets miss."""
    return found.targets.sort_values(["use", "within"], kind="stable").head(most)


def answer_of(found: Calibration, targets: Table, place: str = "", asked: str = "") -> Answer:
    """Give the answer alone.

    Parameters
    ----------
    found : Calibration
    targets : Table
        Of the figures.
    place, asked : str
        Where the sets lie, and the scenario as it was named, for the next command; empty: none is given.
    """
    informed, *_ = text.told(found)
    use = NextStep("To use them", f"mcn run {words.typed([asked, '--parameters', place])}")
    return Answer(
        question=text.question_sentence(found),
        recommendation=text.kept(found),
        sentences=(text.predicted(found)[0], informed),
        table=excerpt(
            targets,
            telling(found, MOST_ROWS),
            {
                "figure": "{title}",
                "month": "{month}",
                "use": "{use}",
                "seen": "{value}",
                "kept sets, 5-95 %": "{kept_low} to {kept_high}",
                "within": "{within}",
            },
        ),
        confidence=words.lowered(text.again(found)),
        unknown="how far chance made the one history that was seen; nor are kept sets estimates.",
        next_steps=(use,) if place and asked else (),
    )
