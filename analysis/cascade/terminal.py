"""A cascade on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.cascade.figures import BARRIER_NAMES, left_anyway
from analysis.cascade.knockouts import ANYWAY
from analysis.cascade.onsets import SINCE
from analysis.cascade.text import THROUGHOUT, percent
from analysis.report import terminal, words
from analysis.report.text import NOT_A_FORECAST, run_caption
from sim.inputs.problems import load_problems
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES

MOST_LINKS = 12


def print_cascade(out: Console, answer: Mapping[str, Any]) -> None:
    """Print the order of onset, what led to what, the barriers' shares, and a run's story."""
    out.print(Text(f"{answer['scenario']}: {answer['title']}", style="bold"))
    if answer["question"]:
        out.print(answer["question"])
    out.print(_onsets(answer, out.width))
    if answer["links"]:
        out.print(_links(answer, out.width))
    for outcome in answer["outcomes"]:
        out.print(_shares(answer, outcome, out.width))
    for sentence in answer["sentences"]:
        out.print(sentence)
    _story(out, answer)
    for line in _explained(answer):
        out.print(Text(line, style="dim"))


def _onsets(answer: Mapping[str, Any], width: int) -> Table:
    before = "at first" if answer["since"] <= SINCE else f"before {answer['since']}"
    rows = [
        [
            f"{row['order']} {row['title']}",
            f"{row['there']:.0%}",
            f"{row['begins']:.0%}",
            "" if row["onset_median"] is None else str(round(row["onset_median"])),
            "" if row["onset_median"] is None else f"{round(row['onset_low'])} to {round(row['onset_high'])}",
            f"{row['holds']:.0%}",
        ]
        for row in answer["onsets"]
        if row["there"] < THROUGHOUT or row["begins"] > 0
    ]
    columns = ["problem (order)", before, "later", "month", "5-95 %", f"month {answer['month']}"]
    return terminal.simple(columns, rows, right=(1, 2, 3, 4, 5), width=width)


def _links(answer: Mapping[str, Any], width: int) -> Table:
    problems = load_problems()
    rows = [
        [
            problems[row["from"]].title,
            problems[row["to"]].title,
            row["link"],
            f"{row['carried'] * 100:.1f}",
            f"{row['share']:.0%}",
        ]
        for row in answer["links"]
        if row["from"] != NO_PROBLEM
    ]
    return terminal.simple(
        ["what led to", "what", "link", "in 100", "share"], rows[:MOST_LINKS], right=(3, 4), width=width
    )


def _shares(answer: Mapping[str, Any], outcome: str, width: int) -> Table:
    declared = OUTCOMES[outcome]
    names = {**BARRIER_NAMES, "all": "All four", ANYWAY: left_anyway(declared)}
    rows = []
    for row in answer["shares"]:
        if row["outcome"] == outcome:
            low, high = (words.change(row[f"shapley_{end}"], declared.unit) for end in ("low", "high"))
            rows.append(
                [
                    names[row["barrier"]],
                    *(
                        "" if row[key] is None else words.change(row[key], declared.unit)
                        for key in ("alone", "last", "shapley")
                    ),
                    f"{low} to {high}",
                    *("" if row[key] is None else percent(row[key]) for key in ("of_shortfall", "of_gap")),
                ]
            )
    columns = [f"{declared.title}: removed", "alone", "last", "share", "5-95 %", "of four", "of gap"]
    return terminal.simple(columns, rows, right=(1, 2, 3, 4, 5, 6), width=width)


def _story(out: Console, answer: Mapping[str, Any]) -> None:
    told = answer["story"]
    which = "asked for" if told["asked_for"] else "the most typical"
    out.print()
    out.print(Text(f"The story of run {told['run']} ({which})", style="bold"))
    for sentence in told["sentences"]:
        out.print(sentence)
    if told["left_out"]:
        out.print(f"And {words.counted(told['left_out'], 'smaller thing')}, in data/story.")
    out.print()


def _explained(answer: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{run_caption(answer)} At first, later, month {answer['month']}: shares of runs (and of "
        "organisations) that have it from the start, in which it begins later, and that have it at the end; "
        "month and 5-95 %: when it begins later. In 100: onsets brought about in 100 places, over "
        f"{words.counted(answer['replayed'], 'run')}; share: of all its beginnings. Alone, last: removed "
        "before and after the others; share: Shapley, the mean over all orders; of four: of what all four "
        "bring; of gap: of all that lies between it and the best possible.",
        NOT_A_FORECAST,
    )
