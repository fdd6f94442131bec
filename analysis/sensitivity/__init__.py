"""Which assumptions drive an answer: global sensitivity analysis of any outcome, and why a factor matters.

>>> from sim import load_scenario
>>> from analysis.sensitivity import ask, sensitivity
>>> experiment = ask(load_scenario("shared-records"), method="morris", samples=20)
>>> found = sensitivity(experiment)
>>> found.indices  # tidy: outcome, month, factor, other, index, value, error, low, high
"""

from typing import TYPE_CHECKING

from analysis.names import exports

if TYPE_CHECKING:
    from analysis.sensitivity.analysis import ask, sensitivity
    from analysis.sensitivity.evaluate import Experiment
    from analysis.sensitivity.question import Question
    from analysis.sensitivity.results import Reason, Sensitivity

__all__ = ["Experiment", "Question", "Reason", "Sensitivity", "ask", "sensitivity"]
__getattr__ = exports(
    __name__,
    analysis=("ask", "sensitivity"),
    evaluate=("Experiment",),
    question=("Question",),
    results=("Reason", "Sensitivity"),
)
