"""Plain sentences that say what a comparison found, with its doubt, what got worse named first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import words
from analysis.compare import BETTER, HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW, WORSE, Comparison, records
from analysis.costs import ALL, COVER, DEFINED, SAVES
from sim.values import ParameterSource

NOT_A_FORECAST = (
    "These are comparisons under stated assumptions, not forecasts: the study gives directions, "
    "the sizes are assumptions with ranges."
)
MOST_RUNS = 10_000  # more than this is not advised: the difference is next to the worthwhile one
CONDITIONAL = (
    "What follows from stated assumptions, not a forecast: the study gives directions, the sizes are "
    "assumptions with ranges."
)
NAMED = 3  # how many outcomes a sentence names before it counts the rest


def answer(comparison: Comparison, alternative: str) -> list[str]:
    """Say in a few sentences what an alternative changes and what it costs.

    Parameters
    ----------
    comparison : Comparison
        Its `differences` may be cut down to the outcomes that are of interest.
    alternative : str
        One of `comparison.alternatives`.
    """
    rows = comparison.differences[comparison.differences["scenario"] == alternative]
    said = [_changes(rows, comparison), _unclear(rows, comparison), _cost(comparison, alternative)]
    return [sentence for sentence in said if sentence]


def headline(comparison: Comparison) -> str:
    """One line for a figure's title: what each alternative changes most, or that nothing changes clearly."""
    if len(comparison.alternatives) > NAMED:
        return f"What is different from {comparison.base} at month {comparison.month}?"
    found = []
    for name in comparison.alternatives:
        rows = comparison.differences[comparison.differences["scenario"] == name]
        clear = _largest_first(rows[rows["verdict"].isin([BETTER, WORSE])])
        if not clear.empty:
            row = clear.iloc[0]
            does = "raises" if row["difference"] > 0 else "lowers"
            found.append(f"{name} {does} {_lower(str(row['title']))} most")
    if not found:
        return f"No clear difference from {comparison.base} at month {comparison.month}"
    return f"At month {comparison.month}, {words.listed(found)}"


def caption(comparison: Comparison) -> str:
    """Say what was compared: runs, parameter sets, seed, months."""
    over = sets_in_words(comparison.parameters, comparison.parameter_sets)
    return (
        f"{words.counted(comparison.runs, 'run')} of each scenario over {over}; run by run the same "
        f"parameters and luck in every scenario (seed {comparison.seed}); base: {comparison.base}; "
        f"month {comparison.month} after the study's observation. {NOT_A_FORECAST}"
    )


def sets_in_words(parameters: ParameterSource, number: int) -> str:
    """Say how many parameter sets there are, and where they come from."""
    if parameters == "central":
        return "one parameter set (central values)"
    source = "drawn from their ranges" if parameters == "prior" else "that agree with the study"
    return f"{words.counted(number, 'parameter set')} {source}"


def run_caption(answer: Mapping[str, Any]) -> str:
    """Say how one scenario was run."""
    over = sets_in_words(answer["parameters"], answer["parameter_sets"])
    return f"{words.counted(answer['runs'], 'run')} over {over}, seed {answer['seed']}."


def cover_found(comparison: Comparison) -> str:
    """Say what share of children has 24/7 cover in each scenario, for the map's title."""
    rows = comparison.differences[comparison.differences["outcome"] == COVER]
    if rows.empty or len(rows) > NAMED:
        return f"Where is there 24/7 cover at month {comparison.month}?"
    base = words.value(float(rows["base_mean"].iloc[0]), "share")
    others = [
        f"{words.value(float(row['mean']), 'share')} in {row['scenario']}" for _, row in rows.iterrows()
    ]
    said = words.listed([f"{base} of children in {comparison.base}", *others])
    return f"24/7 cover at month {comparison.month}: {said}"


def versus(names: Sequence[str]) -> str:
    """Name a base and its alternatives: `baseline against fund-coordinator and shared-records`."""
    if len(names) > NAMED + 1:
        return f"{names[0]} against {len(names) - 1} other scenarios"
    return f"{names[0]} against {words.listed(names[1:])}"


def more_runs(rows: pd.DataFrame, runs: int) -> int | None:
    """Guess how many runs would settle every "too few runs to tell".

    The Monte Carlo error halves with four times as many runs. None when there is nothing to settle, or it
    would take over 10,000.
    """
    needed = 0.0
    for _, row in rows[rows["verdict"] == TOO_FEW].iterrows():
        half = (row["interval_high"] - row["interval_low"]) / 2
        gap = abs(abs(row["difference"]) - row["worthwhile"])
        if not math.isfinite(half) or gap <= 0:
            return None
        needed = max(needed, runs * (half / gap) ** 2)
    if not 0 < needed <= MOST_RUNS:
        return None
    step = 10 ** max(1, math.floor(math.log10(needed)))
    return int(math.ceil(1.2 * needed / step) * step)


def _changes(rows: pd.DataFrame, comparison: Comparison) -> str:
    parts = []
    for word, say in ((WORSE, "worse"), (BETTER, "better"), (HIGHER, "higher"), (LOWER, "lower")):
        mine = _largest_first(rows[rows["verdict"] == word])
        if mine.empty:
            continue
        largest = enumerate(records(mine.head(NAMED)))
        named = [_named(row, comparison, first=place == 0) for place, row in largest]
        rest = len(mine) - len(named)
        named += [f"{rest} more"] if rest else []
        parts.append(f"{say}: {words.listed(named)}")
    if not parts:
        return "Nothing is clearly better or worse."
    text = "; ".join(parts)
    lead = "" if (rows["verdict"] == WORSE).any() else "Nothing is clearly worse; "
    return f"{lead}{text if lead else text[0].upper() + text[1:]}."


def _named(row: Mapping[str, Any], comparison: Comparison, first: bool) -> str:
    """Name an outcome with its difference and band; the first one says what the band and the share are."""
    unit, size = row["unit"], row["difference"]
    low, high = (words.change(row[f"difference_{end}"], unit, like=size) for end in ("low", "high"))
    measure = words.shown_unit(unit, difference=True)
    text = f"{_lower(row['title'])} {words.change(size, unit)} {measure}"
    if not first:
        return f"{text} ({low} to {high})"
    sets = comparison.parameter_sets
    of = words.counted(sets, "parameter set") if sets > 1 else words.counted(comparison.runs, "run")
    return f"{text} (5-95 % {low} to {high}; enough to matter in {100 * row['reached']:.0f} % of {of})"


def _unclear(rows: pd.DataFrame, comparison: Comparison) -> str:
    parts = []
    none = int((rows["verdict"] == NO_DIFFERENCE).sum())
    if none:
        parts.append(f"No difference worth having in {none} of {words.counted(len(rows), 'outcome')}")
    few = rows[rows["verdict"] == TOO_FEW]
    if not few.empty:
        start = "too few runs to tell for " if parts else "Too few runs to tell for "
        named = [_lower(str(title)) for title in few["title"].head(NAMED)]
        rest = len(few) - len(named)
        named += [f"{rest} more"] if rest else []
        advice = more_runs(rows, comparison.runs)
        about = f" (--runs {advice} would probably do)" if advice else ""
        parts.append(f"{start}{words.listed(named)}{about}")
    return "; ".join(parts) + "." if parts else ""


def _cost(comparison: Comparison, alternative: str) -> str:
    costs = comparison.costs
    row = costs[(costs["scenario"] == alternative) & (costs["payer"] == ALL)].iloc[0]
    size = float(row["difference"])
    band = (float(row["difference_low"]), float(row["difference_high"]))
    years = f"over months 0 to {comparison.month}"
    if size == 0 and band == (0.0, 0.0):
        return f"It costs the same as {comparison.base} {years}."
    more = "more" if size > 0 else "less"
    low, high = sorted(abs(x) for x in band) if band[0] * band[1] > 0 else band
    text = (
        f"It costs {words.pounds(abs(size))} {more} than {comparison.base} {years} "
        f"(5-95 % {words.pounds(low)} to {words.pounds(high)})"
    )
    return f"{text}{_per_child(comparison, alternative)}."


def _per_child(comparison: Comparison, alternative: str) -> str:
    rows = comparison.cost_per_gain
    mine = rows[(rows["scenario"] == alternative) & rows["per"].str.startswith("extra child")]
    if mine.empty:
        return ""
    row = mine.iloc[0]
    if row["status"] == SAVES:
        return ", and more children are covered round the clock"
    if row["status"] != DEFINED:
        return "; a cost per extra child covered is not defined, as the gain in cover may be zero"
    if _verdict(comparison, alternative, COVER) == NO_DIFFERENCE:
        return "; too few more children are covered round the clock for a cost per child to mean much"
    high = row["band_high"]
    end = "no gain" if high is None or high != high else words.pounds(float(high))
    band = f"5-95 % {words.pounds(float(row['band_low']))} to {end}"
    price = words.pounds(float(row["pounds"]))
    return f": {price} ({band}) for each extra child covered round the clock at the end"


def _verdict(comparison: Comparison, alternative: str, outcome: str) -> str | None:
    rows = comparison.differences
    mine = rows[(rows["scenario"] == alternative) & (rows["outcome"] == outcome)]
    return None if mine.empty else str(mine["verdict"].iloc[0])


def _largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Order by size, counted in worthwhile differences."""
    size = (rows["difference"] / rows["worthwhile"]).abs()
    return rows.loc[size.sort_values(ascending=False, kind="stable").index]


def _lower(title: str) -> str:
    """Start a title in lower case unless its first word is a name, a number or letters."""
    first = title.split(" ")[0]
    return title if not first[:1].isalpha() or first.isupper() else title[0].lower() + title[1:]
