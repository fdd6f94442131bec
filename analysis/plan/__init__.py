"""Choosing levers within a budget: every bundle, the efficient ones, regret, what is worth finding out.

>>> from sim import load_scenario
>>> from analysis.plan import ask, plan
>>> experiment, alone = ask(load_scenario("baseline"), 500_000, levers="outreach,obligation")
>>> found = plan(experiment, alone)
>>> found.choice.table  # the contenders, in further futures
"""

from typing import TYPE_CHECKING

from analysis.names import exports

if TYPE_CHECKING:
    from analysis.plan.analysis import Plan, ask, plan
    from analysis.plan.choice import Choice, Experiment, Failing, Search
    from analysis.plan.question import Question

__all__ = ["Choice", "Experiment", "Failing", "Plan", "Question", "Search", "ask", "plan"]
__getattr__ = exports(
    __name__,
    {"Asked": "Experiment"},
    analysis=("Plan", "ask", "plan"),
    choice=("Choice", "Experiment", "Failing", "Search"),
    question=("Question",),
)
