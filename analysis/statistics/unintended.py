"""What gets worse: any outcome, any kind of member and any locality, whatever the question was."""

from __future__ import annotations

import pandas as pd

from analysis.statistics.differences import TOO_FEW, WORSE

KEPT = (
    *("outcome", "title", "unit", "worthwhile", "base_mean", "mean"),
    *("difference", "difference_median", "difference_low", "difference_high"),
    *("interval_low", "interval_high", "probability_better", "probability_worse"),
)
WHOLE = "network"  # what is true of all members, not of one kind of them


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
    wanted = ["scenario", "by", "group", "members", *KEPT]
    rows = pd.concat([each[each["verdict"] == WORSE][wanted] for each in every], ignore_index=True)
    names = {name: place for place, name in enumerate(dict.fromkeys(differences["scenario"]))}
    order = rows.assign(
        place=rows["scenario"].map(names),
        inside=rows["by"] != WHOLE,
        size=-(rows["difference"] / rows["worthwhile"]).abs(),
    ).sort_values(["place", "inside", "size"], kind="stable")
    return rows.loc[order.index].reset_index(drop=True)


def not_told(differences: pd.DataFrame, members: pd.DataFrame | None = None) -> dict[str, int]:
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
