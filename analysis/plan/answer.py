"""A plan's answer on one screen: the favourite, what was tried, what it costs whom, what is next best."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.plan import text
from analysis.plan.analysis import Plan
from analysis.plan.portfolios import NOTHING
from analysis.plan.question import Question
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Answer, Excerpt, NextStep, Table

MOST_WORSE = 3
OFTEN = 0.2  # of the futures, in which the favourite costs more than the budget


def answer_of(plan: Plan, table: Table, question: Question | None = None) -> Answer:
    """Give the answer alone; with the question as a command has it, what to do next as commands."""
    chosen = plan.choice.favourite != NOTHING
    return Answer(
        question=text.question(plan),
        considered=text.considered(plan),
        recommendation=_recommendation(plan) if chosen else text.findings(plan)[0],
        sentences=(f"{_paid(plan)} {_worse(plan)}",) if chosen else (),
        table=_options(plan, table),
        key=_key(plan),
        confidence=_confidence(plan) if chosen else "",
        next_steps=tuple(_steps(plan, question)),
    )


def _recommendation(plan: Plan) -> str:
    choice, outcome = plan.choice, plan.experiment.objective
    row, base = choice.row(choice.favourite), choice.row(NOTHING)
    level, was = (words.value(float(each[outcome.name]), outcome.unit) for each in (row, base))
    size = float(row[f"{outcome.name}_change"])
    low, high = (float(row[f"{outcome.name}_band_{end}"]) for end in ("low", "high"))
    ends = [words.change(end, outcome.unit, like=size) for end in (low, high)]
    change = f"{words.change(size, outcome.unit)} {text.points(plan)}, 5-95 % {' to '.join(ends)}"
    said = (
        f"{titled(plan, choice.favourite)}, {text.overrun(plan)}: {words.lowered(outcome.title)} {level} "
        f"instead of {was} after {words.counted(text.years_of(plan), 'year')} ({change}), for "
        f"{text.cost(plan, choice.favourite)}."
    )
    if abs(size) >= outcome.worthwhile:
        return said
    return f"No bundle gains {text.worthwhile(plan)}, the least worth having. Most comes of: {said}"


def titled(plan: Plan, bundle: int) -> str:
    """Write a bundle in a sentence with the titles of its levers."""
    first, *others = [each.titled for each in plan.experiment.offer.members(bundle)] or ["Nothing more"]
    return words.listed([first, *map(words.lowered, others)])


def _worse(plan: Plan) -> str:
    named = text.worse(plan)
    if not named:
        return text.unintended(plan)[0]
    shown = named[:MOST_WORSE]
    more = len(named) - len(shown)
    return f"What gets worse: {words.listed(shown)}{f'; {more} more outcomes' if more else ''}."


def second(plan: Plan) -> int:
    """Give the bundle that is regretted least after the favourite."""
    table = plan.choice.table
    rest = table[table["bundle"] != plan.choice.favourite].sort_values(["regret", "pounds"], kind="stable")
    return int(rest["bundle"].iloc[0]) if len(rest) else NOTHING


def _paid(plan: Plan) -> str:
    paid = [" ".join(each) for each in text.paid_by(plan)]
    if not paid:
        return "It costs nobody more."
    rate = ", discounted" if plan.experiment.setting.discount else ""
    return f"Paid over {words.counted(text.years_of(plan), 'year')}{rate}: {words.listed(paid)}."


def _options(plan: Plan, table: Table) -> Excerpt:
    """The favourite, the next best and the cheapest near it; nothing more, where that is all there is."""
    choice = plan.choice
    marks = {choice.as_good: "as good", second(plan): "next best", choice.favourite: "favourite"}
    if choice.favourite != NOTHING:
        marks.pop(NOTHING, None)
    rows = pd.concat([choice.row(bundle).to_frame().T for bundle in reversed(marks)]).infer_objects()
    rows = rows.assign(mark=[f"{marks[int(bundle)]}: " for bundle in rows["bundle"]])
    money = "£ a year" if plan.experiment.setting.yearly else "cost"
    return excerpt(
        table,
        rows,
        {
            "bundle": "{mark}{levers}", money: "{pounds}", "over budget": "{overrun}",
            "gain": f"{{{plan.experiment.objective.name}_change}}",
        },
        tones=["chosen" if bundle == choice.favourite else "" for bundle in rows["bundle"]],
    )  # fmt: skip


def _key(plan: Plan) -> str:
    """Say what is as good, where something is."""
    choice = plan.choice
    if choice.as_good in (choice.favourite, second(plan), NOTHING):
        return ""
    return f"As good: the cheapest that is at most {text.worthwhile(plan)} behind the favourite."


def _confidence(plan: Plan) -> str:
    choice, outcome = plan.choice, plan.experiment.objective
    row, fails = choice.row(choice.favourite), plan.failing
    futures = words.counted(choice.values(outcome).shape[1], "future")
    return (
        f"It does most in {row['best']:.0%} of {futures}; in {fails.too_little:.0%} it gains less than "
        f"{text.worthwhile(plan)} over nothing more, in {fails.beaten:.0%} another is ahead by more."
    )


def _steps(plan: Plan, question: Question | None) -> list[NextStep]:
    if question is None:
        return []
    steps = []
    if plan.signposts["holds"].eq(True).any():
        steps.append(NextStep("What tells in time that it fails", question.as_command("--signposts")))
    row = plan.choice.row(plan.choice.favourite)
    if row["overrun"] > OFTEN:
        less = float(f"{plan.experiment.budget**2 / float(row['pounds_high']):.2g}")
        yearly = plan.experiment.setting.yearly
        again = replace(question, a_year=less) if yearly else replace(question, budget=less)
        steps.append(NextStep("Surer of the budget", again.as_command()))
    found = plan.information[plan.information["found"].eq(True)]["parameter"].tolist()
    if found:
        steps.append(NextStep("What to find out first", f"mcn explain {found[0]}"))
    return steps
