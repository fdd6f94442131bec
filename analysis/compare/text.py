"""Plain sentences that say what a comparison found, with its doubt, what got worse named first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.report import words
from analysis.report.text import NOT_A_FORECAST, sets_in_words
from analysis.statistics import attribution
from analysis.statistics.comparison import Comparison, records
from analysis.statistics.costs import ALL, COVER, DEFINED, SAVES
from analysis.statistics.groups import LOCALITY
from analysis.statistics.verdicts import BETTER, HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW, WHOLE, WORSE
from sim.inputs.evidence import load_evidence
from sim.model.outcomes import OUTCOMES

MOST_RUNS = 10_000  # more than this is not advised: the difference is next to the worthwhile one
WORTH_SAYING = 2  # times the runs, that pairing saves
NAMED = 3  # how many outcomes a sentence names before it counts the rest
GROUPS = {"kind": "By kind of member", "distance": "By distance", LOCALITY: "By locality"}


def answer(comparison: Comparison, alternative: str) -> list[str]:
    """Say in a few sentences what an alternative changes and what it costs, what gets worse first.

    Parameters
    ----------
    comparison : Comparison
        Its `differences` may be cut down to the outcomes that are of interest.
    alternative : str
        One of `comparison.alternatives`.
    """
    return [
        *gets_worse(comparison, alternative),
        *changes(comparison, alternative),
        *doubts(comparison, alternative),
        *costs(comparison, alternative),
    ]


def changes(comparison: Comparison, alternative: str) -> list[str]:
    """Say what an alternative makes better or otherwise, and what the runs do not tell."""
    rows = comparison.differences[comparison.differences["scenario"] == alternative]
    return list(filter(None, (_changes(rows, comparison), _unclear(rows, comparison))))


def gets_worse(comparison: Comparison, alternative: str) -> list[str]:
    """Say what gets worse, of all that was looked at and not of what is printed alone."""
    rows = comparison.unintended
    mine = rows[rows["scenario"] == alternative] if len(rows) else rows
    looked = looked_at(comparison.looked_at)
    unclear = comparison.unclear.get(alternative, 0)
    runs = words.counted(comparison.runs, "run")
    doubt = [f"For {words.counted(unclear, 'difference')} {runs} are too few to tell."] if unclear else []
    if mine.empty:
        far = f", as far as {runs} can tell" if unclear else ""
        return [f"None of {looked} gets worse by a difference worth having{far}.", *doubt]
    of_all, of_some = mine[mine["by"] == WHOLE], mine[mine["by"] != WHOLE]
    others = of_some[~of_some["outcome"].isin(of_all["outcome"])]
    said = []
    if not of_all.empty:
        said.append(f"Worse: {_listed_rows(of_all, comparison)}.")
    if not others.empty:
        lead = "Worse for some" if said else "No outcome of the whole network gets worse, but for some"
        said.append(f"{lead}: {_listed_rows(others, comparison)}.")
    same = len(of_some) - len(others)
    if same:
        said.append(
            f"What gets worse for the whole network does so in {same} of the differences by kind of member "
            "and by locality."
        )
    return [*said, *doubt]


def looked_at(numbers: Mapping[str, int]) -> str:
    """Say of how many outcomes, kinds of members and localities it is known what gets worse."""
    names = {
        "outcomes": ("outcome", "outcomes"),
        "kinds": ("kind of member", "kinds of members"),
        "localities": ("locality", "localities"),
    }
    return words.listed([words.counted(numbers[key], *names[key]) for key in names if numbers.get(key)])


def _listed_rows(rows: pd.DataFrame, comparison: Comparison) -> str:
    named = [_named(row, comparison, first=place == 0) for place, row in enumerate(records(rows.head(NAMED)))]
    return _with_rest(named, len(rows))


def _with_rest(named: Sequence[str], number: int) -> str:
    """List the first of so many, and count the rest."""
    rest = number - len(named)
    return words.listed([*named, *([f"{rest} more"] if rest else [])])


def headline(comparison: Comparison) -> str:
    """One line for a figure's title: what each alternative changes most, or that nothing changes clearly."""
    if len(comparison.alternatives) > NAMED:
        return f"What is different from {comparison.called(comparison.base)} at month {comparison.month}?"
    found = []
    for name in comparison.alternatives:
        rows = comparison.differences[comparison.differences["scenario"] == name]
        clear = largest_first(rows[rows["verdict"].isin([BETTER, WORSE])])
        if not clear.empty:
            row = clear.iloc[0]
            does = "raises" if row["difference"] > 0 else "lowers"
            found.append(f"{comparison.called(name)} {does} {words.lowered(str(row['title']))} most")
    if not found:
        return f"No clear difference from {comparison.called(comparison.base)} at month {comparison.month}"
    return f"At month {comparison.month}, {words.listed(found)}"


def caption(comparison: Comparison) -> str:
    """Say what was compared: runs, parameter sets, seed, months."""
    over = sets_in_words(comparison.parameters, comparison.parameter_sets, judged=comparison.judged)
    return (
        f"{words.counted(comparison.runs, 'run')} of each scenario over {over}; run by run the same "
        f"parameters and luck in every scenario (seed {comparison.seed}); base: "
        f"{comparison.called(comparison.base)}; month {comparison.month} after the study's observation. "
        f"{NOT_A_FORECAST}"
    )


Marks = dict[int, list[str]]  # by month: what happens in it, and with which scenario


def marks(comparison: Comparison) -> Marks:
    """Give what happens in the courses: levers that end and shocks, month by month."""
    found: Marks = {}
    for name, events in comparison.events.items():
        for event in events:
            what = f"{'end of ' if event.ends else ''}{event.what}"
            found.setdefault(event.month, []).append(f"{what} ({comparison.title(name)})")
    return dict(sorted(found.items()))


def marks_in_words(found: Marks) -> str:
    """Say what the numbered lines of a course mean; nothing where there are none."""
    said = [f"{n}: month {month}, {'; '.join(what)}" for n, (month, what) in enumerate(found.items(), 1)]
    return f"Dotted lines: {'; '.join(said)}. " if said else ""


def cover_found(comparison: Comparison) -> str:
    """Say what share of children has 24/7 cover in each scenario, for the map's title."""
    rows = comparison.differences[comparison.differences["outcome"] == COVER]
    if rows.empty or len(rows) > NAMED:
        return f"Where is there 24/7 cover at month {comparison.month}?"
    base = words.value(float(rows["base_mean"].iloc[0]), "share")
    others = [
        f"{words.value(row['mean'], 'share')} with {comparison.called(row['scenario'])}"
        for row in records(rows)
    ]
    said = words.listed([f"{base} of children with {comparison.called(comparison.base)}", *others])
    return f"24/7 cover at month {comparison.month}: {said}"


def versus(comparison: Comparison) -> str:
    """Name a base and its alternatives: `“As studied” against “Join up the records” and “Champions”`."""
    base, others = comparison.called(comparison.base), comparison.alternatives
    if len(others) > NAMED:
        return f"{base} against {len(others)} other scenarios"
    return f"{base} against {words.listed([comparison.called(name) for name in others])}"


def more_runs(rows: pd.DataFrame, runs: int) -> int | None:
    """Guess how many runs would settle every "too few runs to tell".

    The Monte Carlo error halves with four times as many runs. None when there is nothing to settle, or it
    would take over 10,000.
    """
    few = rows[rows["verdict"] == TOO_FEW]
    half = (few["interval_high"] - few["interval_low"]) / 2
    gap = (few["difference"].abs() - few["worthwhile"]).abs()
    needed = float((runs * (half / gap) ** 2).max())
    if not 0 < needed <= MOST_RUNS:
        return None
    step = 10 ** max(1, math.floor(math.log10(needed)))
    return int(math.ceil(1.2 * needed / step) * step)


def _changes(rows: pd.DataFrame, comparison: Comparison) -> str:
    parts = []
    for word in (BETTER, HIGHER, LOWER):
        mine = largest_first(rows[rows["verdict"] == word])
        if not mine.empty:
            parts.append(f"{word}: {_listed_rows(mine, comparison)}")
    if not parts:
        worse = (rows["verdict"] == WORSE).any()
        return "Nothing is clearly better." if worse else "Nothing is clearly better or worse."
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _named(row: Mapping[str, Any], comparison: Comparison, first: bool) -> str:
    """Name an outcome with its difference and band; the first one says what the numbers are."""
    unit, size = row["unit"], row["difference"]
    low, high = (words.change(row[f"difference_{end}"], unit, like=size) for end in ("low", "high"))
    measure = words.shown_unit(unit, difference=True)
    text = f"{words.lowered(row['title'])}{of_whom(row)} {words.change(size, unit)} {measure}"
    if not first:
        return f"{text} ({low} to {high})"
    sets = comparison.parameter_sets
    of = words.counted(sets, "parameter set") if sets > 1 else words.counted(comparison.runs, "run")
    middle = words.change(row["difference_median"], unit, like=size)
    return f"{text} (median {middle}, 5-95 % {low} to {high}{_chances(row, of)})"


def of_whom(row: Mapping[str, Any]) -> str:
    """Say whose outcome a row is, if not the whole network's."""
    by, group = row.get("by", WHOLE), row.get("group", "")
    lead = {
        WHOLE: "",
        LOCALITY: " in ",
        "role": " of members that are a ",
        "kind": " of members of the kind ",
        "sector": " of members of the sector ",
        "distance": " of members ",
    }
    return "" if by == WHOLE else f"{lead[by]}{group}"


def _chances(row: Mapping[str, Any], of: str) -> str:
    """Say in how many parameter sets a difference worth having goes one way, and in how many the other."""
    better, worse = row["probability_better"], row["probability_worse"]
    if better is None or better != better:
        reached = row.get("reached")
        return "" if reached is None else f"; enough to matter in {100 * reached:.0f} % of {of}"
    ways = [(better, "better"), (worse, "worse")]
    if worse > better:
        ways.reverse()
    (most, one), (least, other) = ways
    return f"; {one} in {100 * most:.0f} %, {other} in {100 * least:.0f} % of {of}"


def doubts(comparison: Comparison, alternative: str) -> list[str]:
    """Say what the same luck saved, and what part of the changes' spread is luck, where sets had several."""
    rows = comparison.differences[comparison.differences["scenario"] == alternative]
    return [*_saved(rows, comparison), *_luck(rows)]


def _saved(rows: pd.DataFrame, comparison: Comparison) -> list[str]:
    """Say how many times the runs it would take without the same luck; nothing where that is not many."""
    first = records(rows[rows["outcome"] == comparison.headlines[0]])
    times = (first[0]["pairing"] or 0.0) if first else 0.0
    if times < WORTH_SAYING:
        return []
    return [
        f"Run by run every scenario has the same parameters and luck: for {words.lowered(first[0]['title'])} "
        f"that is as sure as {float(format(times, '.2g')):,.0f} times the runs without."
    ]


def _luck(rows: pd.DataFrame) -> list[str]:
    judged = rows[rows["luck_share"].notna() & rows["verdict"].isin([BETTER, WORSE, HIGHER, LOWER])]
    if judged.empty:
        return []
    judged = judged.sort_values("luck_share", kind="stable")
    ends = [
        f"{100 * row['luck_share']:.0f} % ({words.lowered(row['title'])})"
        for row in records(judged.iloc[[0, -1]] if len(judged) > 1 else judged)
    ]
    return [
        f"Of the variance of a change between runs, luck makes up {' to '.join(ends)}; the rest is what "
        "nobody knows of the parameters."
    ]


def _unclear(rows: pd.DataFrame, comparison: Comparison) -> str:
    parts = []
    none = int((rows["verdict"] == NO_DIFFERENCE).sum())
    if none:
        parts.append(f"No difference worth having in {none} of {words.counted(len(rows), 'outcome')}")
    few = rows[rows["verdict"] == TOO_FEW]
    if not few.empty:
        start = "too few runs to tell for " if parts else "Too few runs to tell for "
        named = [words.lowered(str(title)) for title in few["title"].head(NAMED)]
        advice = more_runs(rows, comparison.runs)
        about = f" (--runs {advice} would probably do)" if advice else ""
        parts.append(f"{start}{_with_rest(named, len(few))}{about}")
    return "; ".join(parts) + "." if parts else ""


def costs(comparison: Comparison, alternative: str) -> list[str]:
    """Say what an alternative costs, and a child covered."""
    every = comparison.costs
    row = every[(every["scenario"] == alternative) & (every["payer"] == ALL)].iloc[0]
    size = float(row["difference"])
    band = (float(row["difference_low"]), float(row["difference_high"]))
    years = f"over months 0 to {comparison.month}"
    if size == 0 and band == (0.0, 0.0):
        return [f"It costs the same as {comparison.called(comparison.base)} {years}."]
    more = "more" if size > 0 else "less"
    low, high = sorted(abs(x) for x in band) if band[0] * band[1] > 0 else band
    text = (
        f"It costs {words.pounds(abs(size))} {more} than {comparison.called(comparison.base)} {years} "
        f"(5-95 % {words.pounds(low)} to {words.pounds(high)}): {words.pounds(float(row['one_off']))} once "
        f"and {words.pounds(float(row['recurring']))} recurring "
        f"({words.pounds(float(row['a_year']))} a year)."
    )
    per_child = _per_child(comparison, alternative, float(row["discounted"]))
    return [text, per_child] if per_child else [text]


def _per_child(comparison: Comparison, alternative: str, discounted: float) -> str:
    rows = comparison.cost_per_gain
    lead = f"{discounted_in_words(comparison.discount)} that is {words.pounds(discounted)}"
    mine = rows[(rows["scenario"] == alternative) & rows["per"].str.startswith("extra child")]
    if mine.empty:
        return f"{lead}." if comparison.discount else ""
    row = mine.iloc[0]
    if row["status"] == SAVES:
        return f"{lead}, and more children are covered round the clock."
    if row["status"] != DEFINED:
        return f"{lead}; a cost per extra child covered is not defined, as the gain in cover may be zero."
    of_cover = comparison.differences[comparison.differences["outcome"] == COVER].set_index("scenario")
    if of_cover["verdict"].get(alternative) == NO_DIFFERENCE:
        return f"{lead}; too few more children are covered round the clock for a cost per child to mean much."
    high = row["band_high"]
    end = "no gain" if high is None or high != high else words.pounds(float(high))
    band = f"5-95 % {words.pounds(float(row['band_low']))} to {end}"
    price = words.pounds(float(row["pounds"]))
    return f"{lead}: {price} ({band}) for each extra child covered round the clock at the end."


def discounted_in_words(discount: float) -> str:
    """Begin a sentence about money: how it is discounted."""
    return f"Discounted at {100 * discount:g} % a year" if discount else "Not discounted,"


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Order by size, counted in worthwhile differences."""
    size = (rows["difference"] / rows["worthwhile"]).abs()
    return rows.loc[size.sort_values(ascending=False, kind="stable").index]


def reasons(comparison: Comparison, name: str, most: int = NAMED) -> list[str]:
    """Say which flows made the outcomes differ that changed most."""
    rows = comparison.reasons
    if rows.empty:
        return []
    said = []
    called = {"base": comparison.called(comparison.base), "then": comparison.called(name)}
    mine = rows[rows["scenario"] == name]
    for outcome in list(dict.fromkeys(mine["outcome"]))[:most]:
        table = mine[mine["outcome"] == outcome]
        said += attribution.sentences(table, OUTCOMES[str(outcome)], most=2, **called)
    return said


def to_tell_apart(comparison: Comparison, name: str, pair: str) -> list[str]:
    """Give the command that tells the two largest reasons apart, or finds the assumption most worth knowing.

    Parameters
    ----------
    comparison : Comparison
    name : str
        An alternative.
    pair : str
        It and the base as `mcn sensitivity` is given them; empty: no command is given.
    """
    rows = comparison.reasons
    mine = rows[rows["scenario"] == name] if len(rows) else rows
    if mine.empty or not pair:
        return []
    outcome = str(mine["outcome"].iloc[0])
    links = mine.loc[(mine["outcome"] == outcome) & mine["link"].isin(load_evidence().links), "link"]
    two = list(dict.fromkeys(links))[:2]
    command, of = f"mcn sensitivity {pair} --outcomes {outcome}", words.lowered(OUTCOMES[outcome].title)
    if len(two) == 2:
        return [f"To tell which of {' and '.join(two)} {of} hangs on: {command} --factors {','.join(two)}"]
    return [f"To find the assumption most worth knowing for {of}: {command}"]


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
        outcome = str(largest_first(clear)["outcome"].iloc[0])
        every = rows[(rows["scenario"] == name) & (rows["by"] == by) & (rows["outcome"] == outcome)]
        if len(every) > 1:
            said.append(_from_to(by, every))
    return said


def _from_to(by: str, rows: pd.DataFrame) -> str:
    """Say between which groups a change lies."""
    ordered = rows.sort_values("difference", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    unit, like = str(most["unit"]), float(most["difference"])
    ends = [
        f"{words.change(float(row['difference']), unit, like=like)} ({row['group']})" for row in (least, most)
    ]
    measure = words.shown_unit(unit, difference=True)
    return f"{GROUPS[by]}, {words.lowered(str(most['title']))} changes by {ends[0]} to {ends[1]} {measure}."


def replayed(comparison: Comparison) -> int:
    """How many runs are replayed for reasons: of parameter sets one each, so that none counts twice."""
    return min(
        attribution.RUNS, comparison.runs if comparison.parameters == "central" else comparison.parameter_sets
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
