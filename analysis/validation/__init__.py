"""Holds the model against patterns of the study: what is run, what is compared, what is expected.

Each check is a few lines: it names its cases, variants of one base, and compares their runs, paired by
run: whether the pattern holds there, and how large its effect is. The numbers that words such as "low" or
"intermediate" stand for are in the column `check` of `sim/model/evidence/patterns.csv`, where they were set
before anything was run. A pattern that fails is reported as failing.
"""

import warnings
from typing import Any

from analysis.validation.analysis import Verdict, frame_of, held_by_class, verdicts_of
from analysis.validation.check import Check, CheckResult, numbers_of
from analysis.validation.evaluate import run_checks, validate
from analysis.validation.patterns import CHECKS, cal_checks

__all__ = [
    "CHECKS",
    "Check",
    "CheckResult",
    "Verdict",
    "cal_checks",
    "frame_of",
    "held_by_class",
    "numbers_of",
    "run_checks",
    "validate",
    "verdicts_of",
]

_RENAMED = {"see": run_checks, "judged": verdicts_of}


def __getattr__(name: str) -> Any:
    """Give what is renamed under its old name, for one release."""
    if name in _RENAMED:
        message = f"analysis.validation.{name} is now {_RENAMED[name].__name__}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return _RENAMED[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
