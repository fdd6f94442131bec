"""What checks of the model and the repeated study found, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.report import words
from analysis.report.terminal import simple
from analysis.validation.analysis import Verdict, held_by_class

if TYPE_CHECKING:
    from analysis.validation.rivals import Contrast

PHASE_NAMES = {"1": "phase 1", "2": "phase 2", "both": "in all"}


MEASURES = {
    "invited": "phase {phase}: people invited",
    "unable": "  felt unable to comment",
    "unwilling": "  would not take part",
    "interviewed_of_invited": "  interviewed, of those invited",
    "interviewed_of_expected": "  interviewed, of the {low:.0f} to {high:.0f} expected",
}


def print_verdicts(out: Console, verdicts: Sequence[Verdict]) -> None:
    """Print which patterns hold: those that fail first, with what that means."""
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
        "that it is right). The numbers that words such as low stand for are in "
        "sim/model/evidence/patterns.csv; more: mcn explain P01."
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
