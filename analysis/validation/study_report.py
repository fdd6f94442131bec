"""The study's own numbers of people and organisations, and what the virtual study makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd

from analysis.statistics.comparison import records
from analysis.validation.virtual_study import ENDS, PHASES, Study, phase_rates, terms_declared
from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.evidence import load_evidence
from sim.inputs.fields import Count, Declared, Name, parted
from sim.inputs.messages import validated_rows
from sim.inputs.packaged import packaged
from sim.inputs.scenarios import Scenario
from sim.inputs.tables import read_table
from sim.sampling.parameter_sets import ParameterSource

BAND = (0.05, 0.95)
BOTH = "both"
EVERYBODY = "all"

IN_WORDS = {("2", "unable"): "several"}  # F53: in words where the study gives no number

NO_FIT = (
    "The study chose its people on purpose, and the network here is another one, so numbers that agree are "
    "no fit. Led by the tables above, and so no test of the model, are how many people of which "
    "organisations sit in the structures of the shipped region, that managers and clinicians do so most, and "
    "that those of phase 1 suggest others for phase 2."
)
ASSUMED = (
    "How people are asked and how readily they consent the study hardly says: those numbers are assumptions, "
    "with their ranges, in analysis/validation/study.yaml."
)
SHARES = {
    "at hubs": ("place", ("hub NHS", "hub non-NHS")),
    "outside the NHS": ("place", ("hub non-NHS", "spoke non-NHS")),
    "in management": ("role", ("management",)),
}


class StudyNumber(Declared):
    """A number of people or organisations that the study gives."""

    phase: Literal["1", "2", "both"]
    by: Literal["place", "role", "organisations"]
    group: Name
    number: Count
    findings: Annotated[tuple[Name, ...], parted(";")]


@cache
def study_numbers() -> tuple[StudyNumber, ...]:
    """The numbers of the study's Tables 3 and 4 and of its text, as packaged."""
    return load_study_numbers(packaged("sim.model", "evidence", "participants.csv"))


def load_study_numbers(path: Path) -> tuple[StudyNumber, ...]:
    """Load such numbers from a table.

    Raises
    ------
    WrongInput
        With everything wrong in the table.
    """
    faults: list[Fault] = []
    known = load_evidence().findings
    numbers: list[StudyNumber] = []
    for row, each in validated_rows(StudyNumber, read_table(path), faults):
        numbers.append(each)
        faults += [
            Fault(row.place("findings"), f"{quoted(name)} is no finding", suggestion(name, known))
            for name in each.findings
            if name not in known
        ]
    if faults:
        raise WrongInput(*faults)
    return tuple(numbers)


def compared(study: Study) -> pd.DataFrame:
    """Set the study's numbers beside those of the virtual study.

    Returns
    -------
    DataFrame
        ``by`` (place, role or organisations), ``phase``, ``group``, ``observed``, ``findings``; ``mean``,
        ``median``, ``low`` and ``high`` (5 and 95 %) over the runs, and whether the observed number lies
        ``within`` them. Group ``all`` is the sum over the groups of its table.
    """
    counts = _counts(study)
    rows = [
        {
            "by": each.by,
            "phase": each.phase,
            "group": each.group,
            "observed": each.number,
            "findings": list(each.findings),
            **_beside(each.number, counts[each.by, each.phase, each.group]),
        }
        for each in _with_sums()
    ]
    return pd.DataFrame(rows)


def _with_sums() -> Iterator[StudyNumber]:
    """The study's numbers, table by table, with the sum over the groups of each."""
    for by, phase in dict.fromkeys((each.by, each.phase) for each in study_numbers()):
        own = [each for each in study_numbers() if (each.by, each.phase) == (by, phase)]
        yield from own
        if by != "organisations":
            yield StudyNumber(
                phase=phase,
                by=by,
                group=EVERYBODY,
                number=sum(each.number for each in own),
                findings=tuple(dict.fromkeys(name for each in own for name in each.findings)),
            )


def _beside(observed: float, values: pd.Series[Any]) -> dict[str, Any]:
    spread = summary(values)
    return {**spread, "within": bool(spread["low"] <= observed <= spread["high"])}


def summary(values: pd.Series[Any]) -> dict[str, float]:
    """Mean, median and 5-95 % of what the runs gave, those without a value left out."""
    there = values.dropna().to_numpy(float)
    if not len(there):
        return dict.fromkeys(("mean", "median", "low", "high"), np.nan)
    low, high = np.quantile(there, BAND)
    return {"mean": there.mean(), "median": np.median(there), "low": low, "high": high}


def shares(study: Study) -> pd.DataFrame:
    """Who the people interviewed were, as shares of them, whatever their number.

    Returns
    -------
    DataFrame
        ``phase``, ``share`` (at hubs, outside the NHS, in management), ``observed``; ``mean``, ``median``,
        ``low`` and ``high`` (5 and 95 %) over the runs in which the phase interviewed anybody, and whether
        the observed share lies ``within`` them.
    """
    rows = []
    for share, (by, groups) in SHARES.items():
        frame = study.places if by == "place" else study.roles
        for phase in PHASES:
            own = [each for each in study_numbers() if (each.by, each.phase) == (by, str(phase))]
            part = sum(each.number for each in own if each.group in groups)
            counts = frame[frame["phase"] == phase].pivot(index="run", columns=by, values="people")
            values = counts[list(groups)].sum(axis=1) / counts.sum(axis=1)
            observed = part / sum(each.number for each in own)
            named = {"phase": str(phase), "share": share, "observed": observed}
            rows.append({**named, **_beside(observed, values)})
    return pd.DataFrame(rows)


def _counts(study: Study) -> Mapping[tuple[str, str, str], pd.Series[Any]]:
    """What every run gave, by table, phase and group."""
    counts: dict[tuple[str, str, str], pd.Series[Any]] = {}
    for by, frame in (("place", study.places), ("role", study.roles)):
        for (phase, group), rows in frame.groupby(["phase", by]):
            counts[by, str(phase), str(group)] = rows["people"]
    for phase, rows in study.phases.groupby("phase"):
        counts["organisations", str(phase), EVERYBODY] = rows["organisations"]
        for by in ("place", "role"):
            counts[by, str(phase), EVERYBODY] = rows["interviewed"]
    counts["organisations", BOTH, EVERYBODY] = study.runs["organisations"]
    return counts


def conduct(study: Study) -> pd.DataFrame:
    """How asking people went.

    Returns
    -------
    DataFrame
        ``phase``, ``measure`` (people invited, unable to comment, unwilling; the share of those invited who
        were interviewed; in phase 2 the share of those expected), ``unit``; ``mean``, ``median``, ``low``
        and ``high`` (5 and 95 %) over the runs; ``observed_low`` and ``observed_high``, NaN where the study
        gives no number; ``observed_words``, what it says then, if anything.
    """
    rates = phase_rates(study)
    rows: list[dict[str, Any]] = []
    for phase in PHASES:
        own = study.phases[study.phases["phase"] == phase]
        rows += [
            {"phase": str(phase), "measure": each, "unit": "people", **summary(own[each])}
            for each in ("invited", "unable", "unwilling")
        ]
        rate = summary(rates[f"phase{phase}_rate"])
        rows.append({"phase": str(phase), "measure": "interviewed_of_invited", "unit": "share", **rate})
    achieved = summary(rates["achieved_of_expected"])
    expected = terms_declared()["expected"]
    reached = sum(each.number for each in study_numbers() if (each.phase, each.by) == ("2", "role"))
    ends = {"observed_low": reached / expected.high, "observed_high": reached / expected.low}
    rows.append({"phase": "2", "measure": "interviewed_of_expected", "unit": "share", **achieved, **ends})
    written = [IN_WORDS.get((row["phase"], row["measure"]), "") for row in rows]
    return pd.DataFrame(rows).assign(observed_words=written)


def answer(study: Study, scenario: Scenario, seed: int, parameters: ParameterSource) -> dict[str, Any]:
    """Give all of it as plain data, as `mcn study --json` prints it."""
    ended = study.runs["ended"].value_counts(normalize=True)
    return {
        "kind": "study",
        "scenario": scenario.name,
        "title": scenario.title,
        "runs": len(study.runs),
        "seed": seed,
        "parameters": parameters,
        "expected": [terms_declared()["expected"].low, terms_declared()["expected"].high],
        "numbers": records(compared(study)),
        "shares": records(shares(study)),
        "conduct": records(conduct(study)),
        "ended": {why: float(ended.get(why, 0.0)) for why in ENDS},
        "notes": [NO_FIT, ASSUMED],
    }
