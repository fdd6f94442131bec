"""Choosing levers within a budget: every bundle, the efficient ones, regret, what is worth finding out."""

from analysis.plan.analysis import Plan, ask, plan
from analysis.plan.choice import Asked, Choice, Failing, Search
from analysis.plan.command import plan_budget

__all__ = ["Asked", "Choice", "Failing", "Plan", "Search", "ask", "plan", "plan_budget"]
