"""The document of the model beside its rivals: what is lost without each part, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.report import words
from analysis.report.document import Document, Excerpt, Paragraphs
from analysis.validation.analysis import held_by_class
from analysis.validation.document import excerpt
from analysis.validation.rivals.analysis import Contrast, Ranking
from analysis.validation.rivals.measures import outcome_of, title_of
from analysis.validation.rivals.questions import LEVERS, Question

SHOWN = {  # the measures whose rankings of levers are printed, in short
    "cover_24_7": "cover",
    "care_coordination": "coord.",
    "equity_cover": "equity",
    "engagement": "engag.",
    "adoption": "adopt.",
    "cover_at_the_edge": "edge",
    "cover_where_thinnest": "thin",
    "engagement_of_the_least_engaged": "least",
}
RANK = (
    "Tau: how far levers, each pulled by itself, keep their order at the horizon (Kendall: 1 the same, 0 no "
    "relation, -1 the reverse), by 24/7 cover, care coordination, equity of cover, engagement, guidelines in "
    "use, cover at the edge and in the thinnest third of localities, and engagement of the least engaged "
    "third. Levers that hardly differ change places by chance: set it beside the model under other draws."
)
MOVED = (
    "Change of rank: of the things that differ from one by a smallest worthwhile difference or more in the "
    "model, the largest number that it passes, or is passed by, in the rival; the largest over all outcomes. "
    "With *: a planner who chose by the rival would clearly lose a difference worth having, by some outcome. "
    "none: it cannot tell them apart."
)
COUNTED = (
    "A pattern is lost, or won, where the verdict differs, and the share of runs by more than chance of the "
    "runs (two standard errors); a pair is turned round where the rival has it the other way by as much. "
    "More, outcome by outcome: --json."
)


def rivals_document(found: Sequence[Contrast], asked: Mapping[str, Question]) -> Document:
    """Write what is lost in each rival: patterns, rankings, choices."""
    model, *others = found
    runs = max(each.runs for each in model.verdicts)
    title = f"The model beside simpler rivals, {words.counted(runs, 'run')} of each case"
    return Document(
        kind="validate",
        title=title,
        blocks=(
            Paragraphs("findings", (title,), tone="chosen"),
            _pattern_table(found),
            _tau_table(found),
            _change_table(found, asked),
            Paragraphs("findings", tuple(_findings(others))),
            Paragraphs("key", (RANK, MOVED, COUNTED), tone="note"),
        ),
    )


def _pattern_table(found: Sequence[Contrast]) -> Excerpt:
    kinds = held_by_class(found[0].verdicts)
    rows = [
        [
            each.rival.name,
            *(f"{held}/{of}" for held, of in held_by_class(each.verdicts).values()),
            str(len(each.lost)),
            str(len(each.won)),
        ]
        for each in found
    ]
    return excerpt(["patterns that hold", *kinds, "lost", "won"], rows)


def _tau_table(found: Sequence[Contrast]) -> Excerpt:
    rows = []
    for each in found:
        taus = {ranking.measure: ranking.tau for ranking in each.rankings if ranking.question == LEVERS}
        shown = (taus[measure] for measure in SHOWN)
        rows.append([each.rival.name, *("none" if tau != tau else f"{tau:.2f}" for tau in shown)])
    return excerpt(["levers: tau by", *SHOWN.values()], rows)


def _change_table(found: Sequence[Contrast], asked: Mapping[str, Question]) -> Excerpt:
    rows = [
        [each.rival.name, *(_change(each, name) for name in asked)] for each in found if each is not found[0]
    ]
    return excerpt(["change of rank", *(each.short for each in asked.values())], rows)


def _change(each: Contrast, question: str) -> str:
    if question in each.silent:
        return "none"
    rankings = [ranking for ranking in each.rankings if ranking.question == question]
    worse = any(ranking.lost for ranking in rankings)
    return f"{max(ranking.moved for ranking in rankings)}{'*' if worse else ''}"


def _findings(others: Sequence[Contrast]) -> Iterator[str]:
    for each in others:
        if not each.loses_nothing:
            yield f"{each.rival.name}: {'; '.join(_lost(each))}."
    as_good = [each.rival.name for each in others if each.rival.part and not (each.losses or each.silent)]
    if as_good:
        yield (
            "A planner who chose by one of these would clearly lose no difference worth having, in anything "
            f"asked: {words.listed(as_good)}."
        )
    nothing = [each.rival.name for each in others if each.loses_nothing and each.rival.part]
    if nothing:
        yield (
            "No pattern, no ranking that a planner would care about and no choice is lost in these: "
            f"{words.listed(nothing)}. What they lack is not earned by any of this."
        )


def _lost(each: Contrast) -> Iterator[str]:
    """Say what is lost in a rival: patterns, then where planners would go wrong most."""
    if each.lost:
        yield f"loses {words.listed(each.lost)}"
    if each.won:
        yield f"shows {words.listed(each.won)}, which the model does not"
    if each.silent:
        yield f"has no answer to {words.listed(each.silent)}"
    if each.turns:
        worst = max(each.turns, key=lambda ranking: ranking.moved)
        yield (
            f"turns round {worst.turned} of {worst.differing} pairs that differ in {worst.question} by "
            f"{_title(worst)}, where {_item(worst.mover)} changes places with {worst.moved}"
        )
    if each.losses:
        worst = max(each.losses, key=lambda ranking: ranking.loss / outcome_of(ranking.measure).worthwhile)
        gap = words.value(worst.loss, outcome_of(worst.measure).unit)
        yield (
            f"of {worst.question} puts {_item(worst.chosen)} first, where {_item(worst.best)} does better by "
            f"{gap} in {_title(worst)}"
        )


def _item(name: str) -> str:
    """Write an item; of many levers together, how many they are."""
    levers = name.split(" + ")
    return name if len(levers) <= 2 else f"{levers[0]} and {len(levers) - 1} other levers"


def _title(ranking: Ranking) -> str:
    return words.lowered(title_of(ranking.measure))
