"""What a difference comes to in words, and what gets worse, whatever the question was."""

from __future__ import annotations

import pandas as pd

BETTER, WORSE = "better", "worse"
HIGHER, LOWER = "higher", "lower"
NO_DIFFERENCE, TOO_FEW = "no difference worth having", "too few runs to tell"
KEPT = (
    *("outcome", "title", "unit", "worthwhile", "base_mean", "mean"),
    *("difference", "difference_median", "difference_low", "difference_high"),
    *("interval_low", "interval_high", "probability_better", "probability_worse"),
)
WHOLE = "network"  # what is true of all members, not of one kind of them


def verdict(interval_low: float, interval_high: float, worthwhile: float, better: str) -> str:
    """Say in words what a difference comes to.

    Parameters
    ----------
    interval_low, interval_high : float
        95 % Monte Carlo interval of the mean difference.
    worthwhile : float
        Smallest difference worth having, in the outcome's unit.
    better : str
        `higher`, `lower` or `neither`.

    Returns
    -------
    str
        `better`, `worse` (for `neither`: `higher`, `lower`), `no difference worth having` when the whole
        interval lies nearer to zero than the worthwhile difference, `too few runs to tell` when the
        interval straddles it.
    """
    up, down = {"higher": (BETTER, WORSE), "lower": (WORSE, BETTER), "neither": (HIGHER, LOWER)}[better]
    if interval_low == interval_high == 0 or (-worthwhile < interval_low and interval_high < worthwhile):
        return NO_DIFFERENCE
    if interval_low >= worthwhile:
        return up
    if interval_high <= -worthwhile:
        return down
    return TOO_FEW


def worsened(differences: pd.DataFrame, members: pd.DataFrame | None = None) -> pd.DataFrame:
    """Pick what gets worse by a difference worth having.

    Parameters
    ----------
    differences : DataFrame
        `Comparison.differences`, of every outcome there is.
    members : DataFrame, optional
        The same by kind of member and locality, from :func:`analysis.statistics.groups.group_differences`.

    Returns
    -------
    DataFrame
        `scenario`, `by` (`network`, or by what members are told apart), `group`, `members` (how many), and
        what the difference is; outcomes of the network first, the worst first.
    """
    every = [differences.assign(by=WHOLE, group="", members=0)]
    if members is not None and not members.empty:
        every.append(members)
    columns = ["scenario", "by", "group", "members", *KEPT]
    rows = pd.concat([each[each["verdict"] == WORSE][columns] for each in every], ignore_index=True)
    names = {name: place for place, name in enumerate(dict.fromkeys(differences["scenario"]))}
    order = rows.assign(
        place=rows["scenario"].map(names),
        inside=rows["by"] != WHOLE,
        size=-(rows["difference"] / rows["worthwhile"]).abs(),
    ).sort_values(["place", "inside", "size"], kind="stable")
    return rows.loc[order.index].reset_index(drop=True)


def undecided(differences: pd.DataFrame, members: pd.DataFrame | None = None) -> dict[str, int]:
    """Count, by alternative, the differences of which the runs do not tell whether they are for the worse.

    The Monte Carlo interval of such a difference reaches beyond the smallest one worth having, on the bad
    side; one that may be better, or else nothing much, is not counted.
    """
    found = {str(name): 0 for name in dict.fromkeys(differences["scenario"])}
    for rows in (differences, members):
        if rows is None or rows.empty:
            continue
        worst = rows["interval_low"].where(rows["better"] == "higher", -rows["interval_high"])
        may = (rows["verdict"] == TOO_FEW) & (rows["better"] != "neither") & (worst <= -rows["worthwhile"])
        for name in rows.loc[may, "scenario"]:
            found[str(name)] += 1
    return found
