"""A validation's answer on one screen: how many patterns hold, which fail, what that means for a planner."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.report import words
from analysis.report.document import Answer, Excerpt, NextStep
from analysis.report.judged import of_the_study
from analysis.runs.question import options_given
from analysis.validation.analysis import Verdict, held_by_class
from analysis.validation.patterns import known_failures
from analysis.validation.question import ValidationQuestion
from sim.inputs.scenarios import Scenario

CLASSES = {
    "CAL": "of those that may set parameters",
    "VAL": "of those held out",
    "CF": "of paired what-ifs",
    "EXT": "of what other sources report",
}
# What it means for a planner that patterns of a class fail.
MEANS = {
    "CAL": "rely on no number, since what parameters were set by is not met",
    "VAL": "levels may be off, so that differences between options say more",
    "CF": "hang no choice on what these name alone",
    "EXT": "read off no level of one place or late year",
}
MOST_ROWS = 6


def answer_of(
    verdicts: Sequence[Verdict], base: Scenario | None = None, asked: ValidationQuestion | None = None
) -> Answer:
    """Give the answer alone.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Those that fail first.
    base : Scenario, optional
        On which patterns were looked for; left out, that of the study.
    asked : ValidationQuestion, optional
        As the command has it, for the commands that come next.
    """
    failing = [each for each in verdicts if not each.holds]
    return Answer(
        question=question(base),
        recommendation=_recommendation(verdicts),
        sentences=(_for_planners(failing),),
        table=_table(failing) if failing else None,
        confidence=_confidence(verdicts),
        unknown=_unknown(base),
        next_steps=(_full(asked),) if asked else (),
    )


def question(base: Scenario | None) -> str:
    """Give what was asked in a sentence."""
    on = f", on \u201c{base.title}\u201d" if base is not None and not of_the_study(base) else ""
    return f"Does the model show what the study and other sources report{on}?"


def _recommendation(verdicts: Sequence[Verdict]) -> str:
    held = sum(each.holds for each in verdicts)
    classes = [
        f"{CLASSES[kind]} {number} of {of} ({kind})" for kind, (number, of) in held_by_class(verdicts).items()
    ]
    return f"{held} of {words.counted(len(verdicts), 'pattern')} hold: {words.listed(classes)}."


def _for_planners(failing: Sequence[Verdict]) -> str:
    """Say what the failures mean for who compares options."""
    classes = {each.pattern.kind for each in failing}
    said = [f"{means} ({kind})" for kind, means in MEANS.items() if kind in classes]
    if not said:
        return "For a planner: directions rest on what was seen; sizes stay assumptions with ranges."
    return f"For a planner: {'; '.join(said)}."


def _table(failing: Sequence[Verdict]) -> Excerpt:
    """Set beside each pattern that fails in how many runs it holds, and what is thought of it."""
    known = known_failures()
    shown = failing if len(failing) <= MOST_ROWS else failing[: MOST_ROWS - 1]
    rows = [
        (
            each.pattern.id,
            f"{100 * each.share:.0f}%",
            known.get(each.pattern.id, "") or each.if_it_fails.rstrip("."),
        )
        for each in shown
    ]
    if len(shown) < len(failing):
        rows.append(("", "", f"and {len(failing) - len(shown)} more, which --full prints"))
    return Excerpt(
        columns=("fails", "of runs", "what that means"),
        numeric=(False, True, False),
        rows=tuple(rows),
        tones=tuple("worse" for _ in rows),
    )


def _confidence(verdicts: Sequence[Verdict]) -> str:
    runs = words.counted(max(each.runs for each in verdicts), "run")
    return f"{runs} of each case; how many must show it was set beforehand."


def _unknown(base: Scenario | None) -> str:
    if base is not None and not of_the_study(base):
        return "whether one that fails is a fault of the model, or how this network differs from the study's."
    return "whether sizes hold where you are: patterns are directions."


def _full(asked: ValidationQuestion) -> NextStep:
    scenario = [asked.scenario] if asked.scenario != type(asked).scenario else []
    again = words.typed(["mcn", asked.command, *scenario, *options_given(asked, "scenario"), "--full"])
    return NextStep("All that was found, and what patterns ask", again)
