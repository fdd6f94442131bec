"""Choosing levers within a budget: every bundle, the efficient ones, regret, what is worth finding out."""

from analysis.planning.choosing import Asked, Choice, Failing, Search
from analysis.planning.command import plan_budget
from analysis.planning.whole import Plan, ask, plan

__all__ = ["Asked", "Choice", "Failing", "Plan", "Search", "ask", "plan", "plan_budget"]
