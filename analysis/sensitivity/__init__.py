"""Which assumptions drive an answer: global sensitivity analysis of any outcome, and why a factor matters.

>>> from sim import load_scenario
>>> from analysis.sensitivity import ask, sensitivity
>>> question = ask(load_scenario("shared-records"), method="morris", samples=20)
>>> found = sensitivity(question)
>>> found.indices  # tidy: outcome, month, factor, other, index, value, error, low, high
"""

from analysis.sensitivity.analysis import ask, sensitivity
from analysis.sensitivity.question import Question, Reason, Sensitivity

__all__ = ["Question", "Reason", "Sensitivity", "ask", "sensitivity"]
