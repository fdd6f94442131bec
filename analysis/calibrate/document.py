"""The document of a calibration."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.calibrate import text
from analysis.calibrate.analysis import Calibration
from analysis.calibrate.answer import answer_of, telling
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Column, Document, Excerpt, Figure, Paragraphs, Table
from analysis.report.text import CONDITIONAL, NO_FAMILIES

SHOWN_TARGETS, SHOWN_PARAMETERS = 12, 8


def document_of(
    found: Calibration, figures: Sequence[Figure], hypothesis: str = "", place: str = "", asked: str = ""
) -> Document:
    """Write the document; `place`, `asked`: where sets lie, and of which scenario, for what comes next."""
    targets, parameters = _tables(found)
    shown = telling(found, SHOWN_TARGETS)
    informed = found.parameters[found.parameters["informed"]].head(SHOWN_PARAMETERS)
    again = (f"Use them with --parameters {place}.",) if place else ()
    left = len(found.targets) - len(shown)
    more = (f"{words.counted(left, 'more figure')} in data/targets.csv.",) if left else ()
    return Document(
        kind="calibrate",
        title=f"What agrees with figures seen in {found.experiment.scenario.title}",
        question=text.question_sentence(found),
        hypothesis=hypothesis,
        answer=answer_of(found, targets, place, asked),
        blocks=(
            Paragraphs(
                "findings",
                tuple(text.findings(found)),
                heading=f"{found.experiment.scenario.name}: {len(found.targets)} figures",
            ),
            excerpt(
                targets,
                shown,
                {
                    "figure": "{title}",
                    "month": "{month}",
                    "use": "{use}",
                    "seen": "{value}",
                    "sd": "{sd}",
                    "prior, 5-95 %": "{prior_low} to {prior_high}",
                    "kept, 5-95 %": "{kept_low} to {kept_high}",
                    "within": "{within}",
                },
            ),
            Paragraphs("key", more, tone="note", medium="screen"),
            *_informed(parameters, informed),
            Paragraphs("uncertainty", tuple(text.uncertainty(found))),
            Paragraphs("limits", (CONDITIONAL, *text.limits()), tone="note"),
            Paragraphs("limits", (NO_FAMILIES,), medium="page"),
            Paragraphs("method", tuple(text.method(found)), medium="page"),
            Paragraphs("key", again, medium="screen"),
            *figures,
            targets,
            parameters,
        ),
    )


def _informed(table: Table, rows: pd.DataFrame) -> tuple[Excerpt, ...]:
    """Set what was informed beside what it was before, where anything was."""
    columns = {
        "informed most": "{parameter}",
        "KS": "{ks}",
        "prior, 5-95 %": "{prior_low} to {prior_high}",
        "kept, 5-95 %": "{accepted_low} to {accepted_high}",
    }
    return (excerpt(table, rows, columns),) if len(rows) else ()


def _tables(found: Calibration) -> tuple[Table, Table]:
    runs = words.counted(found.experiment.sets, "run")
    return (
        Table(
            "targets",
            "Figures, and what prior and kept sets show",
            f"5-95 % over {runs}, chance included; within: the figure lies within 5-95 % of what kept sets "
            "predict of it, with its own error.",
            columns=(
                Column("title", "figure"),
                Column("month", "month", whole=True),
                Column("use", "use"),
                Column("value", "seen", unit_in="unit"),
                Column("sd", "sd", unit_in="unit"),
                Column("prior_low", "prior 5 %", unit_in="unit"),
                Column("prior_high", "prior 95 %", unit_in="unit"),
                Column("kept_low", "kept 5 %", unit_in="unit"),
                Column("kept_high", "kept 95 %", unit_in="unit"),
                Column("within", "within"),
            ),
        ),
        Table(
            "parameters",
            "Parameters, prior against kept",
            "KS: how far the two distributions come apart, 0 not at all, 1 wholly; most informed first.",
            columns=(
                Column("parameter", "parameter"),
                Column("ks", "KS"),
                Column("informed", "informed"),
                Column("prior_low", "prior 5 %", unit_in="unit"),
                Column("prior_median", "prior 50 %", unit_in="unit"),
                Column("prior_high", "prior 95 %", unit_in="unit"),
                Column("accepted_low", "kept 5 %", unit_in="unit"),
                Column("accepted_median", "kept 50 %", unit_in="unit"),
                Column("accepted_high", "kept 95 %", unit_in="unit"),
            ),
        ),
    )
