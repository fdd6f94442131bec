"""The answer of a comparison alone: which option wins on what was asked, how surely, at what cost to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.compare import text
from analysis.compare.options_table import key, table
from analysis.compare.question import NOTHING_TYPED, Asked
from analysis.report import words
from analysis.report.document import Answer, NextStep
from analysis.report.text import sets_in_words
from analysis.statistics.comparison import Comparison, records
from analysis.statistics.costs import ALL
from analysis.statistics.groups import LOCALITY
from analysis.statistics.verdicts import BETTER, NO_DIFFERENCE, TOO_FEW, WHOLE, WORSE

LIKELY = ((0.95, "Very likely"), (0.8, "Likely"), (0.6, "More likely than not"), (0.0, "Open"))
PAYERS = {"commissioner": "the commissioner", "national": "national bodies"}
MOSTLY = 0.95  # of the money: who pays so much of it pays it
NEXT_TO_NOTHING = 0.005  # of what the base costs
NAMED = 2  # outcomes named of what gets worse, and alternatives by themselves


def answer_of(comparison: Comparison, question: str, asked: Asked = NOTHING_TYPED) -> Answer:
    """Give the answer of a comparison.

    Parameters
    ----------
    comparison : Comparison
    question : str
        As the scenarios ask it; empty where they do not, or each asks its own.
    asked : Asked
        For the commands that come next; without scenarios none are given.
    """
    winner = _winner(comparison)
    said = (
        _meanwhile(comparison),
        _cost(comparison, winner["scenario"] if winner else _dearest(comparison)),
        _worse(comparison),
        _others(comparison),
        " ".join(comparison.unreached),
    )
    return Answer(
        question=_question(comparison) if comparison.place else question or _question(comparison),
        recommendation=_recommendation(comparison, winner),
        sentences=tuple(filter(None, said)),
        table=table(comparison, ordered(comparison)),
        key=key(comparison),
        confidence=_confidence(comparison, winner),
        unknown=_unknown(comparison),
        next_steps=tuple(_next_steps(comparison, winner, asked)),
    )


# -- Who wins ------------------------------------------------------------------------------


def _rows(comparison: Comparison, outcome: str) -> list[dict[str, Any]]:
    """Give the alternatives' differences of an outcome, the best first."""
    table = comparison.differences
    rows = [{str(key): item for key, item in row.items()} for row in table.to_dict("records")]
    mine = [row for row in rows if row["outcome"] == outcome]
    return sorted(mine, key=lambda row: row["difference"] * (1.0 if row["better"] == "lower" else -1.0))


def _winner(comparison: Comparison) -> dict[str, Any] | None:
    """Find the best option of the first headline in which one is better than the base."""
    for outcome in comparison.headlines:
        rows = _rows(comparison, outcome)
        if rows and rows[0]["verdict"] == BETTER:
            return rows[0]
    return None


def ordered(comparison: Comparison) -> list[str]:
    """Give the alternatives, the best on the first headline outcome first."""
    return [row["scenario"] for row in _rows(comparison, comparison.headlines[0])] or list(
        comparison.alternatives
    )


def _question(comparison: Comparison) -> str:
    names = comparison.alternatives
    options = (
        words.listed([comparison.called(name) for name in names], "or")
        if len(names) <= text.NAMED
        else f"one of {len(names)} options"
    )
    where = f" {comparison.place}" if comparison.place else ""
    return f"What changes{where} with {options} against {comparison.called(comparison.base)}?"


def _of(comparison: Comparison, outcome: str) -> str:
    """Name an outcome as it is titled there, which may be of a place alone."""
    titles = comparison.differences.loc[comparison.differences["outcome"] == outcome, "title"]
    return words.lowered(str(titles.iloc[0]))


def _change(row: dict[str, Any]) -> str:
    measure = words.shown_unit(row["unit"], difference=True)
    return f"{words.change(row['difference'], row['unit'])} {measure}"


def _recommendation(comparison: Comparison, winner: dict[str, Any] | None) -> str:
    if winner is None:
        return _no_winner(comparison)
    first, outcome = comparison.headlines[0], winner["outcome"]
    unit, like = winner["unit"], max(abs(winner["base_mean"]), abs(winner["mean"]))
    levels = [words.value(winner[end], unit, like=like) for end in ("mean", "base_mean")]
    none = "None is" if len(comparison.alternatives) > 1 else "It is not"
    not_first = f"{none} better for {_of(comparison, first)} by a difference worth having; for"
    lead = "For" if outcome == first else not_first
    verb = "favour" if round(winner["probability_better"], 2) >= LIKELY[1][0] else "lean towards"
    said = (
        f"{lead} {_of(comparison, outcome)} the numbers {verb} {comparison.called(winner['scenario'])}: "
        f"{levels[0]} at month {comparison.month} instead of {levels[1]} "
        f"({_change(winner)}{_places(comparison, winner)})"
    )
    return f"{said}{_ahead(comparison, winner)}."


def _places(comparison: Comparison, winner: dict[str, Any]) -> str:
    """Say which locality gains least and which most."""
    rows = comparison.members
    if rows.empty:
        return ""
    mine = rows[(rows["by"] == LOCALITY) & (rows["scenario"] == winner["scenario"])]
    mine = mine[mine["outcome"] == winner["outcome"]].sort_values("difference", kind="stable")
    if len(mine) < 2:
        return ""
    least, most = (
        f"{words.change(row['difference'], row['unit'], like=winner['difference'])} in {row['group']}"
        for row in mine.iloc[[0, -1]].to_dict("records")
    )
    return f"; {least} to {most}"


def _ahead(comparison: Comparison, winner: dict[str, Any]) -> str:
    """Say how far the winner is ahead of the next option."""
    rows = _rows(comparison, winner["outcome"])
    if len(rows) < 2:
        return ""
    other, row = (
        rows[1]["scenario"],
        _between(comparison, winner["scenario"], rows[1]["scenario"], winner["outcome"]),
    )
    after, size = comparison.called(other), words.change(abs(row["difference"]), row["unit"]).lstrip("+")
    if row["verdict"] == TOO_FEW:
        return f", though {words.counted(comparison.runs, 'run')} do not tell it from {after}"
    if row["verdict"] == NO_DIFFERENCE:
        return f", but no difference worth having to {after}{_by_cost(comparison, winner['scenario'], other)}"
    return f", {size} ahead of {after}"


def _by_cost(comparison: Comparison, one: str, other: str) -> str:
    less = _total(comparison, one)["difference"] - _total(comparison, other)["difference"]
    cheaper = "the latter" if less > 0 else "the former"
    return f", of which {cheaper} costs {words.pounds(abs(less))} less" if less else ""


def _between(comparison: Comparison, one: str, other: str, outcome: str) -> dict[str, Any]:
    """Give the paired difference of two alternatives, whichever way round the table has it."""
    rows = comparison.between
    rows = rows[rows["outcome"] == outcome]
    for name, against in ((one, other), (other, one)):
        found = rows[(rows["scenario"] == name) & (rows["against"] == against)]
        if len(found):
            return {str(key): item for key, item in found.iloc[0].to_dict().items()}
    raise KeyError(f"{one} and {other} are not compared in {outcome}")


def _no_winner(comparison: Comparison) -> str:
    """Say that no option is better in a headline outcome, and which is worse."""
    rows = comparison.differences[comparison.differences["outcome"].isin(comparison.headlines)]
    worse = text.largest_first(rows[rows["verdict"] == WORSE])
    if len(worse):
        row = records(worse)[0]
        many = len(comparison.alternatives) > 1
        return (
            f"{'No option is better than' if many else 'It is not better than'} "
            f"{comparison.called(comparison.base)}: {_of(comparison, row['outcome'])} is {_change(row)} off "
            f"with {comparison.called(row['scenario'])} at month {comparison.month}."
        )
    number = len(comparison.alternatives)
    options = {1: "It does not change", 2: "Neither changes"}.get(number, "None of the options changes")
    of = words.listed([_of(comparison, each) for each in comparison.headlines], "or")
    few = set(rows.loc[rows["verdict"] == TOO_FEW, "outcome"])
    runs, unsure = (
        words.counted(comparison.runs, "run"),
        [_of(comparison, each) for each in comparison.headlines if each in few],
    )
    doubt = f", as far as {runs} tell ({words.listed(unsure)} may change)" if unsure else ""
    return f"{options} {of} by a difference worth having at month {comparison.month}{doubt}."


# -- At what cost, what gets worse, what else ----------------------------------------------


def _total(comparison: Comparison, name: str) -> dict[str, Any]:
    rows = comparison.costs
    return dict(rows[(rows["scenario"] == name) & (rows["payer"] == ALL)].iloc[0])


def _dearest(comparison: Comparison) -> str:
    """Name the option that costs most."""
    return max(comparison.alternatives, key=lambda name: float(_total(comparison, name)["difference"]))


def _cost(comparison: Comparison, name: str) -> str:
    """Say what an option costs more than the base, and who pays it."""
    row = _total(comparison, name)
    who, size = comparison.called(name), float(row["difference"])
    years = f"over months 0 to {comparison.month}"
    if abs(size) < NEXT_TO_NOTHING * float(row["base_mean"]) or size == 0:
        return f"{who} costs about the same as {comparison.called(comparison.base)} {years}."
    more = "more" if size > 0 else "less"
    parts = [f"{words.pounds(float(row['a_year']))} a year"] if abs(row["recurring"]) >= 1 else []
    parts += [f"{words.pounds(float(row['one_off']))} once"] if abs(row["one_off"]) >= 1 else []
    return (
        f"{who} costs {words.pounds(abs(size))} {more} {years} ({words.listed(parts)}); "
        f"{_payers(comparison, name, size)}."
    )


def _payers(comparison: Comparison, name: str, size: float) -> str:
    rows = comparison.costs
    rows = rows[(rows["scenario"] == name) & (rows["payer"] != ALL)]
    shares = {str(row["payer"]): float(row["difference"]) for row in rows.to_dict("records")}
    ordered = sorted(shares, key=lambda payer: -abs(shares[payer]))
    if abs(shares[ordered[0]]) >= MOSTLY * abs(size):
        return f"nearly all of it falls to {PAYERS.get(ordered[0], ordered[0])}"
    parts = [
        f"{PAYERS.get(payer, payer)} {words.pounds(shares[payer])}"
        for payer in ordered
        if abs(shares[payer]) >= (1 - MOSTLY) * abs(size)
    ]
    return f"it falls to {words.listed(parts)}"


def _worse(comparison: Comparison) -> str:
    """Say with which option what gets worse; one sentence for all of them."""
    rows = comparison.unintended
    parts, none = [], []
    for name in comparison.alternatives:
        mine = rows[rows["scenario"] == name] if len(rows) else rows
        if mine.empty:
            none.append(name)
        else:
            leading = mine["outcome"].isin(comparison.headlines)
            mine = pd.concat([mine[leading], mine[~leading]])
            parts.append(f"with {comparison.called(name)} {_worst(mine)}")
    if not parts:
        looked = text.looked_at(comparison.looked_at)
        return f"Nothing gets worse by a difference worth having, of {looked}."
    if len(parts) > NAMED:
        parts = [*parts[:NAMED], f"something with {len(parts) - NAMED} more"]
    if none and len(none) <= NAMED:
        parts.append(f"nothing with {words.listed([comparison.called(name) for name in none], 'or')}")
    return f"What gets worse: {'; '.join(parts)}."


def _worst(rows: pd.DataFrame) -> str:
    of_all = rows[rows["by"] == WHOLE]
    shown = records((of_all if len(of_all) else rows).head(NAMED))
    named = [
        f"{words.lowered(row['title'])}{text.of_whom(row)} ({words.change(row['difference'], row['unit'])})"
        for row in shown
    ]
    rest = len(of_all if len(of_all) else rows) - len(shown)
    return words.listed([*named, *([f"{rest} more"] if rest else [])])


def _others(comparison: Comparison) -> str:
    """Say what options change most for the better that do so in no headline outcome."""
    parts = []
    for name in comparison.alternatives:
        mine = comparison.differences[comparison.differences["scenario"] == name]
        clear = text.largest_first(mine[mine["verdict"] == BETTER])
        if len(clear) and not clear["outcome"].isin(comparison.headlines).any():
            most = [
                f"{words.lowered(row['title'])} ({words.change(row['difference'], row['unit'])})"
                for row in records(clear.head(NAMED))
            ]
            parts.append(f"with {comparison.called(name)} {words.listed(most)}")
    if not parts or len(parts) > NAMED:
        return ""
    return f"Better elsewhere: {'; '.join(parts)}."


def _meanwhile(comparison: Comparison) -> str:
    """Say what levers did that have ended, and shocks a year after them, and what is left of it."""
    parts: dict[str, list[str]] = {}
    for name in comparison.alternatives:
        for event in comparison.events.get(name, ())[-1:]:
            rows = comparison.years[comparison.years["scenario"] == name]
            then = rows[rows["month"] == event.told]
            if len(then):  # or that month was not kept
                last = rows[rows["month"] == comparison.month]
                which = f"with {comparison.called(name)} {_then_and_now(comparison, then, last)}"
                parts.setdefault(event.when, []).append(which)
    said = [f"{when}, {words.listed(each)}" for when, each in parts.items()][:NAMED]
    return words.raised(f"{'; '.join(said)}.") if said else ""


def _then_and_now(comparison: Comparison, then: pd.DataFrame, last: pd.DataFrame) -> str:
    """Say what was most different then, of all that was clearly so, and by how much it is in the end."""
    clear = text.largest_first(then[then["verdict"].isin([BETTER, WORSE])])
    if clear.empty:
        return "nothing had changed by a difference worth having"
    first = clear[clear["outcome"] == comparison.headlines[0]]
    row = records(first if len(first) else clear)[0]
    now = float(last.loc[last["outcome"] == row["outcome"], "difference"].iloc[0])
    left = words.change(now, row["unit"], like=row["difference"])
    of = words.lowered(row["title"])
    return f"{of} had changed by {_change(row)} ({left} at month {comparison.month})"


# -- How surely ----------------------------------------------------------------------------


def _confidence(comparison: Comparison, winner: dict[str, Any] | None) -> str:
    row = winner or _rows(comparison, comparison.headlines[0])[0]
    several = comparison.parameter_sets > 1
    over = (
        sets_in_words(comparison.parameters, comparison.parameter_sets, judged=comparison.judged)
        if several
        else words.counted(comparison.runs, "run")
    )
    unit, like, of = row["unit"], row["difference"], _of(comparison, row["outcome"])
    ends = [words.change(row[f"difference_{end}"], unit, like=like) for end in ("low", "high")]
    margin = words.margin(row["worthwhile"], unit, like=row["worthwhile"])
    measure = words.shown_unit(unit, difference=True)
    if winner is None:
        return (
            f"{comparison.called(row['scenario'])} changes {of} by {ends[0]} to {ends[1]} {measure} "
            f"(5-95 % of {over}); {margin} would be worth having."
        )
    better, worse = (f"{100 * row[f'probability_{way}']:.0f}%" for way in ("better", "worse"))
    likely = next(word for least, word in LIKELY if round(row["probability_better"], 2) >= least)
    return (
        f"{likely} under these assumptions: {of} gains at least {margin} {measure} in {better} of {over}, "
        f"and loses as much in {worse} (5-95 % {ends[0]} to {ends[1]})."
    )


def _unknown(comparison: Comparison) -> str:
    rows = comparison.differences
    few = rows[(rows["verdict"] == TOO_FEW) & rows["outcome"].isin(comparison.headlines)]
    named = [_of(comparison, str(each)) for each in dict.fromkeys(few["outcome"])]
    advice = text.more_runs(few, comparison.runs)
    enough = f" (some {advice:,} would do)" if advice else ""
    doubt = (
        f"; {words.counted(comparison.runs, 'run')} are too few to tell for {words.listed(named)}{enough}"
        if named
        else ""
    )
    return f"whether the assumed sizes hold where you are, and what children and families gain{doubt}."


def _next_steps(comparison: Comparison, winner: dict[str, Any] | None, asked: Asked) -> Iterator[NextStep]:
    if not asked.scenarios:
        return
    rows = comparison.differences
    rows = rows[rows["outcome"].isin(comparison.headlines)]
    if winner and len(comparison.between):
        pairs = comparison.between[comparison.between["outcome"] == winner["outcome"]]
        best = _rows(comparison, winner["outcome"])[:2]
        two = {row["scenario"] for row in best}
        rows = pd.concat([rows, pairs[pairs["scenario"].isin(two) & pairs["against"].isin(two)]])
    advice, few = text.more_runs(rows, comparison.runs), (rows["verdict"] == TOO_FEW).any()
    if few:
        how = f"--runs {advice}" if advice else "--until-clear"
        yield NextStep("To settle it", f"mcn compare {words.typed([*asked.scenarios, *asked.options])} {how}")
    name = winner["scenario"] if winner else comparison.alternatives[0]
    pair = pair_of(comparison, name, asked)
    yield NextStep("To see what it sets off", f"mcn cascade {pair}")
    if not few:
        yield NextStep("To see what it hangs on", f"mcn sensitivity {pair}")


def pair_of(comparison: Comparison, name: str, asked: Asked) -> str:
    """Write an alternative and the base as a command about both is given them; empty if not typed."""
    if not asked.scenarios:
        return ""
    given = dict(zip((comparison.base, *comparison.alternatives), asked.scenarios, strict=True))
    return words.typed([given[name], "--against", given[comparison.base]])
