"""Sentences of a comparison that the terminal, the account and the workbook share."""

from __future__ import annotations

import pandas as pd

from analysis.report import words
from analysis.statistics import attribution as flows
from analysis.statistics.comparison import NO_DIFFERENCE, TOO_FEW, Comparison
from analysis.statistics.groups import LOCALITY
from sim.model.outcomes import OUTCOMES

MOST = 3
GROUPS = {"kind": "By kind of member", "distance": "By distance", LOCALITY: "By locality"}


def reasons(comparison: Comparison, name: str, most: int = MOST) -> list[str]:
    """Say which flows made the outcomes differ that changed most."""
    rows = comparison.reasons
    if rows.empty:
        return []
    said = []
    mine = rows[rows["scenario"] == name]
    for outcome in list(dict.fromkeys(mine["outcome"]))[:most]:
        table = mine[mine["outcome"] == outcome]
        said += flows.sentences(table, OUTCOMES[str(outcome)], most=2, base=comparison.base, then=name)
    return said


def members(comparison: Comparison, name: str) -> list[str]:
    """Say for whom what changes most changes most and least."""
    rows = comparison.members
    if rows.empty:
        return []
    mine = rows[(rows["scenario"] == name) & ~rows["verdict"].isin([NO_DIFFERENCE, TOO_FEW])]
    said = []
    for by in GROUPS:
        clear = mine[mine["by"] == by]
        if clear.empty:
            continue
        size = (clear["difference"] / clear["worthwhile"]).abs()
        outcome = str(clear["outcome"].iloc[int(size.to_numpy().argmax())])
        every = rows[(rows["scenario"] == name) & (rows["by"] == by) & (rows["outcome"] == outcome)]
        if len(every) > 1:
            said.append(_from_to(by, every))
    return said


def _from_to(by: str, rows: pd.DataFrame) -> str:
    """Say between which groups a change lies."""
    ordered = rows.sort_values("difference", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    unit, title = str(most["unit"]), str(most["title"])
    like = float(most["difference"])
    ends = [
        f"{words.change(float(row['difference']), unit, like=like)} ({row['group']})" for row in (least, most)
    ]
    measure = words.shown_unit(unit, difference=True)
    return f"{GROUPS[by]}, {words.lowered(title)} changes by {ends[0]} to {ends[1]} {measure}."


def replayed(comparison: Comparison) -> int:
    """How many runs are replayed for reasons: of parameter sets one each, so that none counts twice."""
    return min(
        flows.RUNS, comparison.runs if comparison.parameters == "central" else comparison.parameter_sets
    )


def replayed_in_words(comparison: Comparison) -> str:
    """Say which runs were replayed."""
    number = words.counted(replayed(comparison), "run")
    each = "" if comparison.parameters == "central" else ", one for each parameter set"
    return f"{number} replayed with every flow{each}"


def money(comparison: Comparison) -> str:
    """Say what the sums of money are."""
    rate = (
        f"discounted at {100 * comparison.discount:g} % a year (in full to month 12, once to month 24, ...)"
        if comparison.discount
        else "not discounted"
    )
    return (
        f"months 0 to {comparison.month}, GBP at {words.PRICE_YEAR} prices; once: spent one time, a year: "
        f"what recurs; costs of a unit gained are {rate}."
    )
