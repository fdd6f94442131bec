"""Tables for the terminal, made for 80 columns and for wider ones; words are wrapped, never cut."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis import words

if TYPE_CHECKING:
    import pandas as pd

    from analysis.patterns import Verdict
    from analysis.patterns.rivals import Contrast

NARROW = 80  # columns when standard output is no terminal, and the fewest: a number cut is another number
GAP = 2  # blanks between columns
STYLES = {"better": "green", "worse": "red", "too few runs to tell": "yellow"}

PHASE_NAMES = {"1": "phase 1", "2": "phase 2", "both": "in all"}
MEASURES = {
    "invited": "phase {phase}: people invited",
    "unable": "  felt unable to comment",
    "unwilling": "  would not take part",
    "interviewed_of_invited": "  interviewed, of those invited",
    "interviewed_of_expected": "  interviewed, of the {low:.0f} to {high:.0f} expected",
}


def console(stream: TextIO | None = None) -> Console:
    """Give a console on standard output (or a stream): the terminal's width, or 80 columns when piped."""
    target = stream or sys.stdout
    # A notebook too gets text: there Rich would show it beside the stream, and leave the stream empty.
    out = Console(
        file=target, highlight=False, markup=False, emoji=False, soft_wrap=False, force_jupyter=False
    )
    out.width = max(NARROW, out.width) if target.isatty() else NARROW
    return out


def simple(
    columns: Sequence[str],
    rows: Sequence[Sequence[str | Text]],
    *,
    right: Sequence[int] = (),
    names: bool = False,
    width: int | None = None,
) -> Table:
    """Build a plain table.

    Parameters
    ----------
    columns, rows
        Headings, and cells as text.
    right : sequence of int
        Columns of numbers, set to the right and kept whole.
    names : bool
        Whether the first column, of names, is kept whole too.
    width : int, optional
        Of the console, where longer texts are wrapped: at blanks, as far as there is room for the words.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    whole = {*right, *([0] if names else [])}
    cells = [[name, *(str(row[place]) for row in rows)] for place, name in enumerate(columns)]
    for place, (name, room) in enumerate(zip(columns, _widths(cells, whole, width or NARROW), strict=True)):
        justify: Literal["left", "right"] = "right" if place in right else "left"
        table.add_column(name, justify=justify, overflow="fold", width=room)
    for row in rows:
        table.add_row(*row)
    return table


def _widths(columns: Sequence[Sequence[str]], whole: set[int], width: int) -> list[int]:
    """Share the width out: to each column its longest word, or in `whole` ones cell, then to the fullest."""
    full = [max(map(cell_len, cells)) for cells in columns]
    words_of = [" ".join(cells).split() for cells in columns]
    found = [
        full[n] if n in whole else max(map(cell_len, words_of[n]), default=0) for n in range(len(columns))
    ]
    wrapped = [n for n in range(len(columns)) if n not in whole]
    spare = width - GAP * len(columns) - sum(found)
    while spare < 0 and any(found[n] > 1 for n in wrapped):
        found[max(wrapped, key=found.__getitem__)] -= 1
        spare += 1
    while spare > 0 and any(found[n] < full[n] for n in wrapped):
        found[max(wrapped, key=lambda n: full[n] / max(1, found[n]))] += 1
        spare -= 1
    return found


def print_answer(out: Console, answer: Mapping[str, Any]) -> None:
    """Print what an `answer.json` holds, whichever command wrote it."""
    if answer["kind"] == "comparison":
        from analysis.compare import Comparison
        from analysis.comparing.printing import print_comparison

        print_comparison(out, Comparison.from_dict(answer))
    elif answer["kind"] == "cascade":
        from analysis.cascades.printing import print_cascade

        print_cascade(out, answer)
    elif answer["kind"] == "plan":
        from analysis.planning.printing import print_plan

        print_plan(out, answer)
    elif answer["kind"] == "sensitivity":
        from analysis.sensitivity.printing import print_sensitivity

        print_sensitivity(out, answer)
    else:
        print_run(out, answer)


def print_verdicts(out: Console, verdicts: Sequence[Verdict]) -> None:
    """Print which patterns hold: those that fail first, with what that means."""
    from analysis.patterns import held_by_class

    held = sum(each.holds for each in verdicts)
    out.print(
        Text(f"{held} of {len(verdicts)} patterns hold in {verdicts[0].runs} runs", style="bold"),
        ", ".join(f"{kind} {n} of {m}" for kind, (n, m) in held_by_class(verdicts).items()),
        sep=": ",
    )
    sources = list(verdicts[0].shares)
    rows: list[list[str | Text]] = [
        [
            f"{each.pattern.id} {each.what}",
            Text("holds" if each.holds else "fails", style="green" if each.holds else "red"),
            *(f"{100 * each.shares[source]:.0f}%" for source in sources),
            f"{each.median:+.2f}",
            f"{each.low:+.2f} to {each.high:+.2f}",
            _kind_of(each),
        ]
        for each in verdicts
    ]
    columns = ["effect", "", *sources, "median", "5-95 %", "class"]
    out.print(simple(columns, rows, right=range(1, 5 + len(sources)), width=out.width))
    for each in verdicts:
        if not each.holds:
            out.print(
                f"{each.pattern.id} fails ({100 * each.share:.1f}% of runs). {each.if_it_fails} "
                f"Expected: {each.pattern.expected}."
            )
    for each in verdicts:
        for name, (low, median, high) in each.also.items():
            out.print(f"{each.pattern.id}, {name}: {median:.2f} ({low:.2f} to {high:.2f})")
    out.print(
        "\nA pattern holds where it holds in so many of the paired runs as its check says (90 %; of what "
        "other networks showed, most) and its median effect is larger than the Monte Carlo error (--json). "
        "Under each kind of parameters: the share of runs in which it holds; the last one counts. Class: CAL "
        "may set parameters, VAL is held out, CF is a paired what-if, EXT comes from elsewhere; then its "
        "grade, and how far it follows from one rule alone (high: passing shows that the rule works, not "
        "that it is right). The numbers that words such as low stand for are in sim/evidence/patterns.csv; "
        "more: mcn explain P01."
    )


def _kind_of(verdict: Verdict) -> str:
    """Write class, grade and risk of tautology in short: ``CF O/A med``."""
    pattern = verdict.pattern
    grade, risk = (each.split(" ")[0].strip(",") for each in (pattern.grade, pattern.tautology_risk))
    return f"{pattern.kind} {grade} {risk}"


def print_study(out: Console, answer: Mapping[str, Any]) -> None:
    """Print the study repeated inside the model, beside the study: people, organisations, and how it went."""
    out.print(Text(f"The study repeated in {answer['scenario']}: {answer['title']}", style="bold"))
    numbers = {(row["by"], row["phase"], row["group"]): row for row in answer["numbers"]}
    shares = {("share", row["phase"], row["share"]): row for row in answer["shares"]}
    for by, what in (("place", "people, by organisation"), ("role", "people, by role"), ("share", "of them")):
        out.print(_phase_table(by, what, numbers | shares))
    heard = [
        [PHASE_NAMES[phase], *_beside_cells(row)]
        for (by, phase, _), row in numbers.items()
        if by == "organisations"
    ]
    out.print(simple(["organisations heard", "study", "model", "5-95 %"], heard, right=(1, 2, 3)))
    went = [_conduct_cells(row, *answer["expected"]) for row in answer["conduct"]]
    out.print(simple(["how asking went", "study", "model", "5-95 %"], went, right=(1, 2, 3)))
    for sentence in _study_in_words(answer):
        out.print(sentence)
    run = words.counted(answer["runs"], "run")
    out.print(
        Text(f"{run}, seed {answer['seed']}. Phase 1, phase 2, study: what the study says.", style="dim"),
        Text("Model: the mean over the runs; 5-95 %: where they lie.", style="dim"),
    )
    for note in answer["notes"]:
        out.print(Text(note, style="dim"))


def _study_in_words(answer: Mapping[str, Any]) -> Iterator[str]:
    """Say how phase 2 ended, and where the model and the study part."""
    ended, numbers = answer["ended"], answer["numbers"]
    yield (
        f"Phase 2 ended in {ended['nobody left']:.0%} of the runs because nobody was left to ask, in "
        f"{ended['saturation']:.0%} because nothing new came up, and in {ended['expected']:.0%} because as "
        "many as expected had taken part."
    )
    yield (
        f"{sum(row['within'] for row in numbers)} of the study's {len(numbers)} numbers of people and "
        "organisations lie in 5-95 %. That is wide: people are few, and how they were asked is hardly known."
    )
    parted = [
        f"those {row['share']} in phase {row['phase']} ({row['observed']:.0%}, model {row['mean']:.0%})"
        for row in answer["shares"]
        if row["mean"] is not None and not row["within"]
    ]
    if parted:
        yield f"Outside it lie these shares of the people interviewed: {words.listed(parted)}."


def _phase_table(by: str, what: str, rows: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Table:
    """Lay out both phases side by side, a row for each group."""
    groups = [group for table, phase, group in rows if (table, phase) == (by, "1")]
    cells = [[group, *(cell for n in "12" for cell in _beside_cells(rows[by, n, group]))] for group in groups]
    columns = [what, *(each for n in "12" for each in (PHASE_NAMES[n], "model", "5-95 %"))]
    return simple(columns, cells, right=range(1, len(columns)))


def _beside_cells(row: Mapping[str, Any]) -> list[str]:
    """Write what the study says, the model's mean and its band."""
    if row["mean"] is None:
        return [f"{row['observed']:.0%}", "nobody", ""]
    if "share" in row:
        return [f"{row['observed']:.0%}", f"{row['mean']:.0%}", _band(row, ".0%")]
    return [str(row["observed"]), f"{row['mean']:.1f}", _band(row, ".0f")]


def _band(row: Mapping[str, Any], form: str) -> str:
    low, high = (format(row[end], form) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _conduct_cells(row: Mapping[str, Any], low: float, high: float) -> list[str]:
    form = ".0%" if words.is_share(row["unit"]) else ".0f"
    what = MEASURES[row["measure"]].format(phase=row["phase"], low=low, high=high)
    seen = {end: row[f"observed_{end}"] for end in ("low", "high")}
    said = row["observed_words"] or "not said" if None in seen.values() else _band(seen, form)
    if row["mean"] is None:
        return [what, said, "nobody asked", ""]
    return [what, said, format(row["mean"], form), _band(row, form)]


def print_contrasts(out: Console, found: Sequence[Contrast]) -> None:
    """Print how the model fares without its weak links, and beside its rivals."""
    from analysis.patterns import held_by_class

    model, *others = found
    runs = model.verdicts[0].runs
    out.print(Text(f"Patterns that hold in each model, {runs} runs of each case", style="bold"))
    kinds = held_by_class(model.verdicts)
    rows: list[list[str | Text]] = [
        [
            each.name.partition(":")[0],
            *(f"{held}/{of}" for held, of in held_by_class(each.verdicts).values()),
            *(f"{tau:.2f}" for tau in each.tau.values()),
        ]
        for each in found
    ]
    columns = ["", *kinds, *(f"rank by {outcome.partition('_')[0]}" for outcome in model.tau)]
    out.print(simple(columns, rows, right=range(1, len(columns)), names=True, width=out.width))
    for each in others:
        lost, won = (", ".join(names) or "none" for names in (each.lost, each.won))
        out.print(f"{each.name}: fails where the model holds: {lost}; holds where it fails: {won}")
    for outcome in model.tau:
        best = model.effects.sort_values(outcome, ascending=False)["lever"].head(5)
        out.print(f"Levers that move {outcome.replace('_', ' ')} most in the model: {', '.join(best)}")
    out.print(
        "\nRank: how far the levers, each pulled by itself, keep their order by that outcome at the horizon "
        "(Kendall's tau with the model's order: 1 the same, 0 no relation, -1 the reverse)."
    )


def print_run(out: Console, answer: Mapping[str, Any]) -> None:
    """Print one scenario: its outcomes at month 0 and at the horizon, and what was spent."""
    from analysis import answers

    out.print(Text(f"{answer['scenario']}: {answer['title']}", style="bold"))
    if answer["question"]:
        out.print(answer["question"])
    rows = [_level_cells(row) for row in answer["levels"]]
    out.print(simple(["outcome", "month 0", f"month {answer['month']}", "5-95 %"], rows, right=(1, 2, 3)))
    spent = [
        [
            {"all": "all together"}.get(row["payer"], row["payer"]),
            words.pounds(row["mean"]),
            f"{words.pounds(row['low'])} to {words.pounds(row['high'])}",
        ]
        for row in answer["costs"]
    ]
    out.print(simple([f"spent, months 0 to {answer['month']}, by", "mean", "5-95 %"], spent, right=(1, 2)))
    line = (
        f"{answers.run_caption(answer)} Shares in %. 5-95 %: where the level at month {answer['month']} "
        f"lies. Money in GBP at {words.PRICE_YEAR} prices, not discounted."
    )
    for text in (line, answers.CONDITIONAL):
        out.print(Text(text, style="dim"))


def _level_cells(row: Mapping[str, Any]) -> list[str | Text]:
    unit = row["unit"]
    level = max(abs(row["month_0"]), abs(row["mean"]))
    start, end, low, high = (
        words.value(row[key], unit, like=level) for key in ("month_0", "mean", "low", "high")
    )
    return [label_of(row), start, end, f"{low} to {high}"]


def label_of(row: Mapping[str, Any] | pd.Series[Any]) -> Text:
    """Write an outcome's title, with its unit and which way is better where that is not plain."""
    label = Text(str(row["title"]))
    unit = str(row["unit"])
    asides = [] if words.is_share(unit) else [unit]
    asides += ["lower is better"] if row["better"] == "lower" else []
    if asides:
        label.append(f" ({', '.join(asides)})", style="dim")
    return label
