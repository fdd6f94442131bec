"""What is said of a calibration, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.calibrate.analysis import BAND, Calibration
from analysis.report import words

NAMED = 3
EXPECTED = BAND[2] - BAND[0]  # of the figures lie within 5-95 % of what is predicted, if the sets are right


def question_sentence(found: Calibration) -> str:
    """Say the question in a sentence."""
    return f"Which assumptions agree with {_count(found.targets, 'figure')} seen in {_title(found)}?"


def _title(found: Calibration) -> str:
    return f"\u201c{found.experiment.scenario.title}\u201d"


def _count(rows: pd.DataFrame, thing: str) -> str:
    return words.counted(len(rows), thing)


def findings(found: Calibration) -> list[str]:
    """Say what was kept, what is predicted, and what the figures informed."""
    return [kept(found), *predicted(found), *told(found)]


def kept(found: Calibration) -> str:
    """Say how many sets were kept, out of how rare a kind."""
    experiment, last = found.experiment, found.waves.iloc[-1]
    rare = (
        f"{100 * found.prior_agree:.3g} % of draws from the priors do"
        if found.prior_agree
        else f"none of the first {experiment.sets:,} draws from the priors does"
    )
    waves = words.counted(len(found.waves), "wave")
    return (
        f"{experiment.sets:,} parameter sets are kept, which agree with all "
        f"{words.counted(len(experiment.fitted), 'fitted figure')}, after {waves} and "
        f"{int(last['sets']):,} sets tried; {rare}."
    )


def predicted(found: Calibration) -> list[str]:
    """Say whether the kept sets predict what was left out."""
    out = found.targets[found.targets["use"] == "check"]
    if out.empty:
        return ["No figure was left out, so that nothing says whether the kept sets predict any."]
    within = int(out["within"].sum())
    prior, kept_ = (out[f"{name}_high"] - out[f"{name}_low"] for name in ("prior", "kept"))
    width = float((kept_ / prior).median())
    missed = out[~out["within"].astype(bool)]
    said = [
        f"Of {_count(out, 'figure')} left out, {within} {'lies' if within == 1 else 'lie'} within 5-95 % of "
        f"what the kept sets predict, where about {EXPECTED * len(out):.0f} should; the band is "
        f"{100 * width:.0f} % as wide as the prior's, by the median."
    ]
    rows = missed.head(NAMED).to_dict("records")
    for row in rows:
        side = "above" if row["rank"] > BAND[1] else "below"
        said.append(
            f"{row['title']} at month {row['month']}, {_written(row, 'value')}, lies {side} the "
            f"{_written(row, 'kept_low')} to {_written(row, 'kept_high')} of the kept runs."
        )
    if len(missed) > NAMED:
        said.append(f"{len(missed) - NAMED} more lie outside; the table has them.")
    return said


def _written(row: Mapping[Any, Any], key: str) -> str:
    unit = str(row["unit"])
    amount = float(row[key])
    return words.value(amount, unit) + ("" if words.is_share(unit) else f" ({unit})")


def told(found: Calibration) -> list[str]:
    """Say which parameters the figures inform, and which they tie together."""
    known = found.parameters[found.parameters["informed"]]
    every = len(found.parameters)
    if known.empty:
        return [f"The figures inform none of the {every} parameters that were varied by itself."]
    named = [
        "{} (median {}, from {})".format(
            row["parameter"], *(_written(row, f"{of}_median") for of in ("accepted", "prior"))
        )
        for row in known.head(NAMED).to_dict("records")
    ]
    most = ", most of all " if len(known) > NAMED else ": "
    said = [
        f"The figures inform {len(known)} of the {every} parameters that were varied{most}"
        f"{words.listed(named)}; the other {every - len(known)} stay at their priors."
    ]
    pairs = [
        f"{row['one']} and {row['other']} ({row['rank_correlation']:+.2f})"
        for row in found.tied.head(NAMED).to_dict("records")
    ]
    if pairs:
        said.append(f"They tie together {words.listed(pairs)}: rank correlations over the kept sets.")
    return said


def uncertainty(found: Calibration) -> list[str]:
    """Say how sure that is."""
    experiment = found.experiment
    return [
        f"The kept sets are worth {found.worth:,.0f} independent ones, by how unevenly parameters that the "
        "model does not know end up; what is said to be informed is judged by that number.",
        again(found),
        f"A set agrees where it is off no figure by more than {experiment.cutoff:g} standard deviations of "
        "what may stand between them: how sure the figure is, the discrepancy declared, and chance. All that "
        "do are kept alike, the near and the far, so that bands are too wide rather than too narrow.",
    ]


def again(found: Calibration) -> str:
    """Say how many kept sets agree in other lucks."""
    return (
        f"Judged again in {found.experiment.lucks} lucks that had no part in keeping them, "
        f"{100 * found.agree_again:.0f} % of the kept sets agree with all fitted figures."
    )


def limits() -> Sequence[str]:
    """Say what it does not say."""
    return (
        "Kept sets are not estimates: they are the assumptions that the figures do not contradict, within "
        "the ranges that were allowed.",
        "They agree with these figures, and may or may not agree with the patterns that the study saw.",
        "One history was seen, and chance had its part in it.",
    )


def method(found: Calibration) -> list[str]:
    """Say how it was done."""
    experiment = found.experiment
    source = "the declared priors" if experiment.source == "prior" else str(experiment.source)
    return [
        f"{len(experiment.space.priors)} parameters of {experiment.scenario.name} were varied, drawn from "
        f"{source}; each set was run in {experiment.lucks} lucks, the same for all.",
        "Filtering by the measure of history matching, without an emulator, with the tolerance let down in "
        "waves (subset simulation): in each, the sets that are least off are copied and moved through the "
        "priors, and a move counts where it keeps to the tolerance.",
        f"{words.counted(found.runs, 'run')} in all, seed {experiment.seed}.",
    ]


def caption(found: Calibration) -> str:
    """Say what bands are and over how many runs."""
    experiment = found.experiment
    return (
        f"Bands: 5-95 % over {words.counted(experiment.sets, 'run')}, each of another parameter set and "
        f"luck, of {experiment.scenario.name}, seed {experiment.seed}."
    )
