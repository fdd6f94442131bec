"""What the folder of a calibration holds: the sets kept, tables, figures and the answer."""

from __future__ import annotations

from typing import Any

from analysis.calibrate import figures, text
from analysis.calibrate.analysis import Calibration
from analysis.calibrate.document import document_of
from analysis.report import words
from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme, write_tables
from analysis.statistics.comparison import records
from analysis.statistics.informed import panels

MOST_PANELS, MOST_PARAMETERS = 12, 12
TABLES = {
    "sets": "the parameter sets kept: --parameters FOLDER runs anything with them",
    "targets": "each figure, and what runs of prior and kept sets show of it",
    "parameters": "what was varied: prior against kept, and whether the figures informed it",
    "tied": "pairs of parameters that the figures tie to each other",
    "waves": "how the tolerance came down",
    "courses": "5, 50 and 95 % of runs of prior and kept sets, month by month",
    "judged/": "mean and variance over lucks of each figure, for every set tried",
}


@boxes_for_missing_signs()
def fill(folder: Folder, found: Calibration, hypothesis: str = "", asked: str = "") -> None:
    """Write the sets, tables, figures and the answer of a calibration of a scenario, as it was named."""
    write_readme(folder, TABLES)
    write_tables(folder, TABLES, found)
    drawn = _draw(folder, found)
    document = document_of(found, drawn, hypothesis, str(folder.path), asked)
    write_answer(folder, answer_of(found), document)


def answer_of(found: Calibration) -> dict[str, Any]:
    """Give what `answer.json` holds."""
    experiment = found.experiment
    return {
        "kind": "calibrate",
        "scenario": experiment.scenario.name,
        "parameters": experiment.source,
        "cutoff": experiment.cutoff,
        "sets": experiment.sets,
        "lucks": experiment.lucks,
        "seed": experiment.seed,
        "runs": found.runs,
        "worth": found.worth,
        "prior_agree": found.prior_agree,
        "agree_again": found.agree_again,
        "waves": records(found.waves),
        "targets": records(found.targets),
        "informed": records(found.parameters[found.parameters["informed"]]),
        "tied": records(found.tied),
    }


def _draw(folder: Folder, found: Calibration) -> tuple[Figure, ...]:
    """Draw what there is to draw, and describe each figure."""
    caption = text.caption(found)
    described = [_draw_targets(folder, found, caption)]
    known = found.parameters[found.parameters["informed"]]["parameter"].head(MOST_PARAMETERS).tolist()
    if known:
        described.append(_draw_parameters(folder, found, known))
    return tuple(described)


def _draw_targets(folder: Folder, found: Calibration, caption: str) -> Figure:
    series = found.experiment.series[:MOST_PANELS]
    keys = {(each.quantity, each.organisation) for each in series}
    rows = found.targets
    shown = rows[[key in keys for key in zip(rows["quantity"], rows["organisation"], strict=True)]]
    title = f"What was seen, and what agrees with it: {found.experiment.scenario.title}"
    more = len(found.experiment.series) - len(series)
    left = f" The first {len(series)} of {len(series) + more} are drawn." if more else ""
    under = f"Figures with 90 % intervals of their own error. {caption}{left}"
    draw(folder, "targets", figures.targets(found.courses, shown, title=title, caption=under))
    within = int(rows["within"].sum())
    said = f"{within} of {len(rows)} figures lie within 5-95 % of what the kept sets predict of them."
    return Figure(name="targets", title=title, caption=under, alternative=said)


def _draw_parameters(folder: Folder, found: Calibration, known: list[str]) -> Figure:
    experiment = found.experiment
    count = int(found.parameters["informed"].sum())
    title = f"What the figures say of {words.counted(len(known), 'parameter')}"
    most = f"The {len(known)} informed most of {count}" if count > len(known) else "All that are informed"
    under = (
        f"{most}: the share of sets in each twentieth of the prior's range. {experiment.sets:,} kept sets, "
        f"worth {found.worth:,.0f} independent ones; {words.counted(found.runs, 'run')} of "
        f"{experiment.scenario.name}, seed {experiment.seed}."
    )
    drawn = figures.parameters(
        panels(known, found.shares, experiment.space.priors), title=title, caption=under
    )
    draw(folder, "parameters", drawn)
    rows = found.parameters.head(text.NAMED).to_dict("records")
    said = "; ".join(
        f"{row['parameter']} from {row['prior_median']:.3g} to {row['accepted_median']:.3g} (medians)"
        for row in rows
    )
    return Figure(name="parameters", title=title, caption=under, alternative=f"{said}.")
