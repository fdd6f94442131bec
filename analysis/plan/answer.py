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
    if plan.choice.favourite == NOTHING:
        return Answer(
            question=text.question(plan),
            recommendation=text.findings(plan)[0],
            sentences=(text.considered(plan),),
            table=_options(plan, table),
            next_steps=tuple(_steps(plan, question)),
        )
    return Answer(
        question=text.question(plan),
        recommendation=_recommendation(plan),
        sentences=(text.considered(plan), _paid(plan), _worse(plan), _next_best(plan), _signpost(plan)),
        table=_options(plan, table),
        key="beyond: share of runs that cost more than the budget; best: of futures in which it does most.",
        confidence=_confidence(plan),
        next_steps=tuple(_steps(plan, question)),
    )


def _recommendation(plan: Plan) -> str:
    choice, outcome = plan.choice, plan.experiment.objective
    row, base = choice.row(choice.favourite), choice.row(NOTHING)
    level, was = (words.value(float(each[outcome.name]), outcome.unit) for each in (row, base))
    size = float(row[f"{outcome.name}_change"])
    low, high = (float(row[f"{outcome.name}_band_{end}"]) for end in ("low", "high"))
    ends = [words.change(end, outcome.unit, like=size) for end in (low, high)]
    small = abs(size) < outcome.worthwhile
    less = (
        f" That is less than {text.worthwhile(plan)}, the smallest difference worth having." if small else ""
    )
    return (
        f"{titled(plan, choice.favourite)}: {words.lowered(outcome.title)} {level} instead of {was} after "
        f"{words.counted(text.years_of(plan), 'year')} ({words.change(size, outcome.unit)} "
        f"{text.points(plan)}, 5-95 % {' to '.join(ends)}), for {text.cost(plan, choice.favourite)}; "
        f"{text.overrun(plan)}.{less}"
    )


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


def _next_best(plan: Plan) -> str:
    choice, other = plan.choice, second(plan)
    said = [f"Next best: bundle {other}, {text.behind(plan, other)}."]
    if choice.as_good not in (choice.favourite, other, NOTHING):
        less = float(choice.row(choice.favourite)["pounds"] - choice.row(choice.as_good)["pounds"])
        lag = text.behind(plan, choice.as_good)
        said.append(f"For {words.pounds(less)} less bundle {choice.as_good} is only {lag}.")
    return " ".join(said)


def _signpost(plan: Plan) -> str:
    if text.unsought(plan):
        return f"Where it {plan.failing.what} {text.unsought(plan)}."
    rows = plan.signposts[plan.signposts["holds"].eq(True)]
    if rows.empty:
        return text.signposts(plan)[0]
    row = rows.iloc[0]
    then = "no other bundle tried gains by taking its place then"
    if row["switch_to"] >= 0:
        then = f"then switch to bundle {row['switch_to']}"
    return (
        f"Signpost: where by month {row['month']} {text.signal(row)}, it {plan.failing.what} in "
        f"{row['precision']:.0%} of futures instead of {row['share']:.0%}; {then}."
    )


def _options(plan: Plan, table: Table) -> Excerpt:
    """The favourite, the next best, the cheapest near it, the signpost's other bundle, nothing more."""
    choice = plan.choice
    held = plan.signposts[plan.signposts["holds"].eq(True)]["switch_to"].tolist()[:1]
    marks = {
        NOTHING: "",
        **{bundle: "if it rings" for bundle in held if bundle >= 0},
        choice.as_good: "as good",
        second(plan): "next best",
        choice.favourite: "favourite",
    }
    rows = pd.concat([choice.row(bundle).to_frame().T for bundle in reversed(marks)]).infer_objects()
    rows = rows.assign(
        mark=[f"{mark}: " if (mark := marks[int(bundle)]) else "" for bundle in rows["bundle"]]
    )
    money = "£ a year" if plan.experiment.setting.yearly else "cost"
    return excerpt(
        table,
        rows,
        {
            "no.": "{bundle}", "bundle": "{mark}{levers}", money: "{pounds}", "beyond": "{overrun}",
            "gain": f"{{{plan.experiment.objective.name}_change}}", "best": "{best}",
        },
        tones=["chosen" if bundle == choice.favourite else "" for bundle in rows["bundle"]],
    )  # fmt: skip


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
        steps.append(NextStep("More signposts", question.as_command("--signposts")))
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
