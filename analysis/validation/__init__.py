"""Holds the model against patterns of the study: what is run, what is compared, what is expected.

Each check is a few lines: it names its cases, variants of one base, and compares their runs, paired by
run: whether the pattern holds there, and how large its effect is. The numbers that words such as "low" or
"intermediate" stand for are in the column `check` of `sim/model/evidence/patterns.csv`, where they were set
before anything was run. A pattern that fails is reported as failing.
"""

from typing import TYPE_CHECKING

from analysis.names import exports

if TYPE_CHECKING:
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
__getattr__ = exports(
    __name__,
    {"see": "run_checks", "judged": "verdicts_of"},
    analysis=("Verdict", "frame_of", "held_by_class", "verdicts_of"),
    check=("Check", "CheckResult", "numbers_of"),
    evaluate=("run_checks", "validate"),
    patterns=("CHECKS", "cal_checks"),
)
