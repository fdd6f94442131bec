"""Parameter sets that agree with a user's own monthly figures, and what these figures say.

>>> from sim import load_scenario, simulate
>>> from analysis.calibrate import ask, calibrate
>>> experiment = ask(load_scenario("baseline"), "my-figures.csv")
>>> found = calibrate(experiment)
>>> found.sets  # a row for each set kept
>>> found.targets  # what prior and kept sets show of each figure, and of those left out
"""

from typing import TYPE_CHECKING

from analysis.names import exports

if TYPE_CHECKING:
    from analysis.calibrate.analysis import Calibration, Experiment, ask, calibrate
    from analysis.calibrate.question import Question
    from analysis.calibrate.targets import Series, Target, read_targets

__all__ = ["Calibration", "Experiment", "Question", "Series", "Target", "ask", "calibrate", "read_targets"]
__getattr__ = exports(
    __name__,
    analysis=("Calibration", "Experiment", "ask", "calibrate"),
    question=("Question",),
    targets=("Series", "Target", "read_targets"),
)
