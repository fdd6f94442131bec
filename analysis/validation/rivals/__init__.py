"""The model beside simpler rivals, which lack one of its parts each: patterns, rankings and choices lost.

`models` has the rivals, `questions` what planners rank, `evaluate` the runs, `analysis` what is lost.
"""

from typing import TYPE_CHECKING

from analysis.names import exports

if TYPE_CHECKING:
    from analysis.validation.rivals.analysis import Contrast, contrasts
    from analysis.validation.rivals.evaluate import Setting, run_rivals
    from analysis.validation.rivals.models import Rival, rivals

__all__ = ["Contrast", "Rival", "Setting", "contrasts", "rivals", "run_rivals"]
__getattr__ = exports(
    __name__,
    analysis=("Contrast", "contrasts"),
    evaluate=("Setting", "run_rivals"),
    models=("Rival", "rivals"),
)
