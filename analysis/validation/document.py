"""The documents of validations, of the repeated study and of loops, as on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.report import words
from analysis.report.document import Document, Excerpt, Paragraphs, Tone
from analysis.report.judged import of_the_study
from analysis.validation import answer
from analysis.validation.analysis import Verdict, held_by_class
from analysis.validation.question import ValidationQuestion
from sim.inputs.scenarios import Scenario

PHASE_NAMES = {"1": "phase 1", "2": "phase 2", "both": "in all"}
MEASURES = {
    "invited": "phase {phase}: people invited",
    "unable": "  felt unable to comment",
    "unwilling": "  would not take part",
    "interviewed_of_invited": "  interviewed, of those invited",
    "interviewed_of_expected": "  interviewed, of the {low:.0f} to {high:.0f} expected",
}
WHAT_HOLDS = (
    "A pattern holds where it holds in so many of the runs as its check says (90 %; of what other networks "
    "showed, most), or of the parameter sets where two futures are compared (CF: means over eight runs of "
    "each), and its median effect is larger than the Monte Carlo error (--json). Under each "
    "kind of parameters: the share of runs in which it holds; the last one counts. Class: CAL may set "
    "parameters, VAL is held out, CF is a paired what-if, EXT comes from elsewhere; then its grade, and how "
    "far it follows from one rule alone (high: passing shows that the rule works, not that it is right). The "
    "numbers that words such as low stand for are in sim/model/evidence/patterns.csv; more: mcn explain P01."
)
ELSEWHERE = (
    "These are patterns that the study saw in its own network, looked for in {title}: one that does not hold "
    "may be a difference between networks as well as a fault of the model."
)
GAIN = (
    "Lasts: the difference that a push makes, over the 36 months after, for each point of it at first; "
    "cut: with the loop's dial at 0. Gain: 1 - cut / lasts, the part of a push that comes back round; at "
    "1 it would never fade. Medians over parameter sets. Cutting a loop also moves the levels that things "
    "change from: a weak one may come out a little below 0. More: mcn explain workload-and-turnover."
)
STARTS = (
    "Started low, high: what members know, feel and trust 24 months before the study is at either end of its "
    "ranges. It stays so where at least half of the gap of month 0 is left, and enough to be worth having."
)


def excerpt(columns: Sequence[str], rows: Sequence[Sequence[str]], tones: Sequence[Tone] = ()) -> Excerpt:
    """Lay out texts: whatever stands beside the first column is numbers, unless it has no heading."""
    plain: tuple[Tone, ...] = ("",)
    return Excerpt(
        columns=tuple(columns),
        numeric=tuple(bool(place and name) for place, name in enumerate(columns)),
        rows=tuple(map(tuple, rows)),
        tones=tuple(tones) or plain * len(rows),
    )


# -- Validation ----------------------------------------------------------------------------


def validation_document(
    verdicts: Sequence[Verdict], base: Scenario | None = None, asked: ValidationQuestion | None = None
) -> Document:
    """Write which patterns hold: those that fail first, with what that means.

    `base`: on which scenario they were looked for; left out, that of the study. `asked`: as the command has
    it, for the commands that come next.
    """
    held = sum(each.holds for each in verdicts)
    classes = ", ".join(f"{kind} {n} of {of}" for kind, (n, of) in held_by_class(verdicts).items())
    summary = f"{held} of {len(verdicts)} patterns hold in {_runs(verdicts)} runs: {classes}"
    failures = tuple(
        f"{each.pattern.id} fails ({100 * each.share:.1f}% of runs). {each.if_it_fails} "
        f"Expected: {each.pattern.expected}."
        for each in verdicts
        if not each.holds
    )
    others = tuple(
        f"{each.pattern.id}, {name}: {median:.2f} ({low:.2f} to {high:.2f})"
        for each in verdicts
        for name, (low, median, high) in each.also.items()
    )
    elsewhere = base is not None and not of_the_study(base)
    blocks = (
        Paragraphs("findings", (summary,), tone="chosen"),
        Paragraphs(
            "limits", (ELSEWHERE.format(title=base.title),) if base and elsewhere else (), tone="note"
        ),
        _verdict_table(verdicts),
        Paragraphs("findings", (*failures, *others)),
        Paragraphs("key", (WHAT_HOLDS,), tone="note"),
    )
    return Document(
        kind="validate",
        title="The model held against the study",
        question=answer.question(base),
        blocks=blocks,
        answer=answer.answer_of(verdicts, base, asked),
    )


def _runs(verdicts: Sequence[Verdict]) -> int:
    """Runs of each case; what is to be expected is told by fewer parameter sets."""
    return max(each.runs for each in verdicts)


def _verdict_table(verdicts: Sequence[Verdict]) -> Excerpt:
    columns = ["effect", "", *verdicts[0].shares, "median", "5-95 %", "class"]
    rows = [
        [
            f"{each.pattern.id} {each.what}",
            "holds" if each.holds else "fails",
            *(f"{100 * share:.0f}%" for share in each.shares.values()),
            f"{each.median:+.2f}",
            f"{each.low:+.2f} to {each.high:+.2f}",
            _class_of(each),
        ]
        for each in verdicts
    ]
    return excerpt(columns, rows, ["better" if each.holds else "worse" for each in verdicts])


def _class_of(verdict: Verdict) -> str:
    """Write class, grade and risk of tautology in short: ``CF O/A med``."""
    pattern = verdict.pattern
    grade, risk = (each.split(" ")[0].strip(",") for each in (pattern.grade, pattern.tautology_risk))
    return f"{pattern.kind} {grade} {risk}"


# -- The study -----------------------------------------------------------------------------


def study_document(answer: Mapping[str, Any]) -> Document:
    """Write the study repeated inside the model, beside the study: people, organisations, how it went.

    Parameters
    ----------
    answer : mapping
        As :func:`analysis.validation.study_report.answer` gives it.
    """
    title = f"The study repeated in {answer['scenario']}: {answer['title']}"
    numbers = {(row["by"], row["phase"], row["group"]): row for row in answer["numbers"]}
    shares = {("share", row["phase"], row["share"]): row for row in answer["shares"]}
    groups = {"place": "people, by organisation", "role": "people, by role", "share": "of them"}
    heard = [
        [PHASE_NAMES[phase], *_beside(row)]
        for (by, phase, _), row in numbers.items()
        if by == "organisations"
    ]
    conduct = [_conduct(row, *answer["expected"]) for row in answer["conduct"]]
    how = (
        f"{words.counted(answer['runs'], 'run')}, seed {answer['seed']}. Phase 1, phase 2, study: what the "
        "study says. Model: the mean over the runs; 5-95 %: where they lie."
    )
    return Document(
        kind="study",
        title=title,
        blocks=(
            Paragraphs("question", (title,), tone="chosen"),
            *(_phase_table(by, what, numbers | shares) for by, what in groups.items()),
            excerpt(["organisations heard", "study", "model", "5-95 %"], heard),
            excerpt(["how asking went", "study", "model", "5-95 %"], conduct),
            Paragraphs("findings", tuple(_study_findings(answer))),
            Paragraphs("limits", (how, *answer["notes"]), tone="note"),
        ),
    )


def _study_findings(answer: Mapping[str, Any]) -> Iterator[str]:
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
    outside = [
        f"those {row['share']} in phase {row['phase']} ({row['observed']:.0%}, model {row['mean']:.0%})"
        for row in answer["shares"]
        if row["mean"] is not None and not row["within"]
    ]
    if outside:
        yield f"Outside it lie these shares of the people interviewed: {words.listed(outside)}."


def _phase_table(by: str, what: str, rows: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Excerpt:
    """Lay out both phases side by side, a row for each group."""
    groups = [group for table, phase, group in rows if (table, phase) == (by, "1")]
    cells = [[group, *(cell for n in "12" for cell in _beside(rows[by, n, group]))] for group in groups]
    return excerpt([what, *(each for n in "12" for each in (PHASE_NAMES[n], "model", "5-95 %"))], cells)


def _beside(row: Mapping[str, Any]) -> list[str]:
    """Write what the study says, the model's mean and its band."""
    if row["mean"] is None:
        return [f"{row['observed']:.0%}", "nobody", ""]
    if "share" in row:
        return [f"{row['observed']:.0%}", f"{row['mean']:.0%}", _band(row, ".0%")]
    return [str(row["observed"]), f"{row['mean']:.1f}", _band(row, ".0f")]


def _band(row: Mapping[str, Any], form: str) -> str:
    low, high = (format(row[end], form) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _conduct(row: Mapping[str, Any], low: float, high: float) -> list[str]:
    form = ".0%" if words.is_share(row["unit"]) else ".0f"
    what = MEASURES[row["measure"]].format(phase=row["phase"], low=low, high=high)
    observed = {end: row[f"observed_{end}"] for end in ("low", "high")}
    said = row["observed_words"] or "not said" if None in observed.values() else _band(observed, form)
    if row["mean"] is None:
        return [what, said, "nobody asked", ""]
    return [what, said, format(row["mean"], form), _band(row, form)]


# -- Loops ---------------------------------------------------------------------------------


def loops_document(answer: Mapping[str, Any]) -> Document:
    """Write the gain of each loop, the strongest first, and whether a network stays as it started.

    Parameters
    ----------
    answer : mapping
        What `mcn loops --json` prints.
    """
    title = f"Reinforcing loops in {answer['scenario']}: {answer['title']}"
    gains = sorted(answer["loops"], key=lambda row: -(row["gain"] or 0.0))
    starts: dict[str, list[Mapping[str, Any]]] = {}
    for row in answer["starts"]:
        starts.setdefault(row["model"], []).append(row)
    months = [f"month {row['month']}" for row in next(iter(starts.values()))]
    gaps = [[model, *(f"{row['gap']:.2f}" for row in rows)] for model, rows in starts.items()]
    how = f"{words.counted(answer['runs'], 'run')}, seed {answer['seed']}, {answer['parameters']} parameters."
    return Document(
        kind="loops",
        title=title,
        blocks=(
            Paragraphs("question", (title,), tone="chosen"),
            excerpt(["a push on", "lasts", "cut", "gain", "5-95 %"], list(map(_gain, gains))),
            excerpt(["engagement, started high less low", *months], gaps),
            Paragraphs("findings", (_staying(answer["starts"]),)),
            Paragraphs("limits", (GAIN, STARTS, how), tone="note"),
        ),
    )


def _gain(row: Mapping[str, Any]) -> list[str]:
    loop = words.lowered(row["title"])
    if row["gain"] is None:
        return [loop, "moves nothing", "", "", ""]
    # Rounded to 0, a number has no sign.
    low, gain, high = (f"{round(row[each], 2) + 0.0:.2f}" for each in ("low", "gain", "high"))
    return [loop, f"{row['lasts']:.1f}", f"{row['lasts_cut']:.1f}", gain, f"{low} to {high}"]


def _staying(starts: Sequence[Mapping[str, Any]]) -> str:
    """Say in what share of the parameter sets a network stays as it started."""
    shares = []
    for month in dict.fromkeys(row["month"] for row in starts if row["stays"] is not None):
        model, cut = (row["stays"] for row in starts if row["month"] == month)
        shares.append(f"until month {month} in {model:.0%} of the parameter sets (all loops cut: {cut:.0%})")
    return f"Started low, it stays low where it stays high if started high {words.listed(shares)}."
