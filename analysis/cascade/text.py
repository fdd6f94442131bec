"""What the cascade found, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.cascade.knockouts import ANYWAY
from analysis.cascade.onsets import SINCE
from analysis.cascade.problem_map import Step, between
from analysis.report import words
from analysis.statistics.barriers import BARRIERS
from analysis.statistics.verdicts import WORSE, verdict
from sim.inputs.problems import load_problems
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES, Outcome

THROUGHOUT = 0.95  # of runs and places: there from the start, as good as everywhere
WORTH_TELLING = 0.02  # of runs and places
NOTABLE = 0.1  # of what all barriers bring, for their interplay to be told
TOLD = 4  # problems that a sentence names
STANDS_FOR = {  # the problem that each barrier is
    "money": "scarce-network-money",
    "records": "unlinked-records",
    "standards": "no-measure-or-standards",
    "staff": "scarce-staff",
}

Row = Mapping[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Give all rows, in their order."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def rows_by(frame: pd.DataFrame, column: str) -> dict[str, Row]:
    """Give all rows by what they have in a column."""
    return {str(row[column]): row for row in rows_of(frame)}


def title_of(problem: str) -> str:
    """Give the title of a problem as it stands within a sentence."""
    return words.lowered(load_problems()[problem].title)


def percent(share: float) -> str:
    """Write a share as a whole per cent; what rounds to nothing has no sign."""
    text = f"{share:.0%}"
    return "0%" if text == "-0%" else text


def onset_sentences(onsets: pd.DataFrame, since: int) -> list[str]:
    """Say what was there from the start, and what began later in which order."""
    start = "from the start" if since <= SINCE else f"before month {since}"
    throughout = onsets[onsets["there"] >= THROUGHOUT]
    said = []
    if len(throughout):
        names = [title_of(str(each)) for each in throughout["problem"]]
        said.append(
            f"{len(throughout)} of {len(onsets)} problems are there {start} as good as everywhere, so that "
            f"nothing can be said of what brought them about: {'; '.join(names)}."
        )
    later = onsets[onsets["begins"] >= WORTH_TELLING].sort_values("onset_median", kind="stable")
    if later.empty:
        said.append("No problem begins later in more than a few runs.")
        return said
    parts = [_onset(row) for row in rows_of(later)]
    said.append(f"What begins later, by the median month of its onset: {'; '.join(parts)}.")
    return said


def _onset(row: Row) -> str:
    of = "organisations and runs" if row["holder"] == "organisation" else "runs"
    return (
        f"{title_of(row['problem'])} (month {round(row['onset_median'])}, 5-95 % "
        f"{round(row['onset_low'])} to {round(row['onset_high'])}, in {row['begins']:.0%} of {of})"
    )


def link_sentences(links: pd.DataFrame, most: int = 4) -> list[str]:
    """Say of the problems into which other problems carried most where their beginnings came from."""
    said = []
    inner = between(links)
    sizes = inner.groupby("to", sort=False)["carried"].sum().sort_values(ascending=False, kind="stable")
    for target in sizes.index[:most]:
        rows = links[links["to"] == target]
        parts = [
            f"{row['share']:.0%} came from {title_of(row['from'])} ({row['link']})"
            for row in rows_of(rows[(rows["from"] != NO_PROBLEM) & (rows["share"] >= WORTH_TELLING)])
        ]
        rest = float(rows.loc[rows["from"] == NO_PROBLEM, "share"].sum())
        if rest >= WORTH_TELLING:
            parts.append(f"{rest:.0%} came from no other problem")
        said.append(f"Of the beginnings of {title_of(str(target))}: {'; '.join(parts)}.")
    return said


def chain_sentence(chain: Sequence[Step]) -> str:
    """Say a chain of problems, step by step."""
    steps = [
        f"{title_of(step.target)} ({step.link}, {step.share:.0%} of what brought it about)" for step in chain
    ]
    return f"{title_of(chain[0].source)}, then {', then '.join(steps)}"


def knockout_sentences(shares: pd.DataFrame, removals: pd.DataFrame) -> Iterator[str]:
    """Say of each outcome what removing the barriers brings, and what is lacking anyway."""
    for name in dict.fromkeys(shares["outcome"]):
        outcome = OUTCOMES[str(name)]
        mine = rows_by(shares[shares["outcome"] == name], "barrier")
        levels = rows_of(removals[removals["outcome"] == name])
        yield from _knockouts(outcome, mine, levels)


def _knockouts(outcome: Outcome, mine: Mapping[str, Row], levels: Sequence[Row]) -> Iterator[str]:
    unit = outcome.unit
    was, then = (words.value(levels[place]["mean"], unit) for place in (0, -1))
    whole = mine["all"]
    change = words.change(whole["shapley"], unit)
    if not told_by_runs(whole["interval_low"], whole["interval_high"]):
        yield (
            f"{outcome.title} is {was} as it is and {then} with all four barriers removed ({change}) in one "
            "run, which does not tell whether they make a difference; the shares are that run's alone."
        )
    elif whole["interval_low"] <= 0 <= whole["interval_high"]:
        yield (
            f"{outcome.title} is {was} as it is and {then} with all four barriers removed: no clear "
            "difference, and so nothing to share out."
        )
    else:
        band = " to ".join(words.change(whole[f"shapley_{end}"], unit) for end in ("low", "high"))
        ranked = sorted(BARRIERS, key=lambda each: -abs(mine[each]["shapley"]))
        parts = [f"{each} {percent(mine[each]['of_shortfall'])}" for each in ranked]
        yield (
            f"{outcome.title} is {was} as it is and {then} with all four barriers removed ({change}, 5-95 % "
            f"{band}). Shared out between the barriers: {words.listed(parts)}."
        )
        yield from _together(mine, unit)
    if ANYWAY in mine and math.isfinite(mine[ANYWAY]["of_gap"]):
        yield _anyway(outcome, mine[ANYWAY])


def told_by_runs(low: float, high: float) -> bool:
    """Whether there were runs enough for an interval at all: one run has none."""
    return math.isfinite(low) and math.isfinite(high)


def _anyway(outcome: Outcome, left: Row) -> str:
    """Say what keeps an outcome from its best with all barriers removed."""
    size = words.margin(abs(left["shapley"]), outcome.unit, like=left["shapley"])
    lower = outcome.better == "lower"
    still, now = ("remain above", "above it") if lower else ("are still lacking to", "lacking")
    return (
        f"With all four removed {size} {words.shown_unit(outcome.unit, difference=True)} {still} the best "
        f"possible: {percent(left['of_gap'])} of all that is {now} as it is, which would have "
        f"{'remained' if lower else 'been lacking'} anyway."
    )


def _together(mine: Mapping[str, Row], unit: str) -> Iterator[str]:
    """Say where barriers hold each other up, or do the same twice."""
    interplay = {each: mine[each]["last"] - mine[each]["alone"] for each in BARRIERS}
    barrier = max(interplay, key=lambda each: abs(interplay[each]))
    if abs(interplay[barrier]) < NOTABLE * abs(mine["all"]["shapley"]):
        return
    row = mine[barrier]
    more = abs(row["last"]) > abs(row["alone"])
    how = "Barriers hold each other up" if more else "Barriers do in part the same"
    alone, last = (words.change(row[name], unit) for name in ("alone", "last"))
    yield f"{how}: removing {barrier} brings {alone} alone, and {last} once the other three are gone."


def who(removed: str) -> str:
    """Name what is removed as it stands within a sentence."""
    barriers = removed.split("+")
    return "all four barriers" if len(barriers) == len(BARRIERS) else words.listed(barriers)


def prevented_sentences(no_longer: pd.DataFrame) -> Iterator[str]:
    """Say with each barrier removed which problems no longer begin, and which are gone at the end."""
    if len(no_longer) and not told_by_runs(
        no_longer["prevented_low"].min(), no_longer["prevented_high"].max()
    ):
        yield "One run does not tell which problems cease to begin or to hold without a barrier."
        return
    for removed in dict.fromkeys(no_longer["removed"]):
        own = [STANDS_FOR[each] for each in str(removed).split("+")]
        rows = no_longer[(no_longer["removed"] == removed) & ~no_longer["problem"].isin(own)]
        begins = _largest(rows, "prevented", "begins")
        gone = _largest(rows, "resolved", "holds")
        if begins:
            yield f"Without {who(str(removed))}, these no longer begin from month 0 on: {'; '.join(begins)}."
        if gone:
            yield f"Without {who(str(removed))}, these are over at the end: {'; '.join(gone)}."
        if not begins and not gone:
            yield f"Without {who(str(removed))}, no problem clearly ceases to begin or to hold."


def _largest(rows: pd.DataFrame, what: str, of: str) -> list[str]:
    clear = rows[(rows[f"{what}_low"] >= WORTH_TELLING / 2) & (rows[what] >= WORTH_TELLING)]
    largest = clear.sort_values(what, ascending=False, kind="stable")
    return [
        f"{title_of(row['problem'])} ({row[what]:.0%}, where it {of} in {row[of]:.0%})"
        for row in rows_of(largest.head(TOLD))
    ]


def unintended_sentences(no_longer: pd.DataFrame, removals: pd.DataFrame) -> Iterator[str]:
    """Say which problems begin only because a barrier is removed, and which outcomes get clearly worse.

    By a difference worth having, as `mcn compare` judges it.
    """
    for removed in dict.fromkeys(no_longer["removed"]):
        rows = no_longer[(no_longer["removed"] == removed) & (no_longer["brought"] >= WORTH_TELLING / 2)]
        parts = [f"{title_of(row['problem'])} ({row['brought']:.1%})" for row in rows_of(rows)]
        if parts:
            yield (
                f"Without {who(str(removed))}, these begin in a few runs and places where they otherwise do "
                f"not: {'; '.join(parts)}."
            )
    for row in rows_of(removals[removals["barriers"] == 1]):
        outcome = OUTCOMES[row["outcome"]]
        low, high = row["interval_low"], row["interval_high"]
        if verdict(low, high, outcome.worthwhile, outcome.better) == WORSE:
            change, *ends = (
                words.change(each, outcome.unit, like=row["gain"]) for each in (row["gain"], low, high)
            )
            yield (
                f"Removing {row['removed']} alone makes {words.lowered(outcome.title)} worse: {change} (95 % "
                f"Monte Carlo interval {' to '.join(ends)})."
            )


def removed_how_far(no_longer: pd.DataFrame) -> str:
    """Say how far each barrier is gone at the end where its levers are pulled."""
    parts = []
    for barrier, problem in STANDS_FOR.items():
        row = rows_by(no_longer[no_longer["removed"] == barrier], "problem")[problem]
        then = row["holds"] - row["resolved"]
        parts.append(f"{title_of(problem)} {row['holds']:.0%} before, {then:.0%} then")
    return (
        "A barrier is removed as far as the levers against it go, which is not all the way. How widely each "
        f"still holds at the end: {'; '.join(parts)}."
    )


def weak_links_sentence(without: pd.DataFrame, chain: Sequence[Step], names: Mapping[str, str]) -> str:
    """Say what becomes of the main chain with each weak link cut."""
    base = [_carried(without, next(iter(names)), step, "as_it_is") for step in chain]
    steps = [
        f"{size:.1f} by {step.link} into {title_of(step.target)}"
        for step, size in zip(chain, base, strict=True)
    ]
    parts = []
    for link, name in names.items():
        now = [f"{_carried(without, link, step, 'carried'):.1f}" for step in chain]
        parts.append(f"{words.listed(now)} without {link} ({name})")
    return (
        f"The strongest chain carries, in onsets in 100 places, {words.listed(steps)}. With weak links of "
        f"the study cut it carries: {'; '.join(parts)}."
    )


def _carried(without: pd.DataFrame, cut: str, step: Step, column: str) -> float:
    key = pd.Series({"cut": cut, "from": step.source, "to": step.target, "link": step.link})
    return 100 * float(without.loc[(without[key.index] == key).all(axis=1), column].sum())
