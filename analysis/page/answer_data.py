"""What the page's answer takes over from Python: words, thresholds, what members and money are told by."""

from __future__ import annotations

from typing import Any

from analysis.compare.answer import LIKELY, PAYERS
from analysis.compare.question import ENOUGH_SETS, LUCKS
from analysis.report.judged import BASELINE, judged_on
from analysis.report.text import ELSEWHERE
from analysis.statistics import verdicts
from analysis.statistics.comparison import HEADLINES, MAIN
from analysis.statistics.discounting import DISCOUNT
from analysis.statistics.groups import FAR, NEAR, OF_LOCALITIES, OF_MEMBERS, peripheral_from
from analysis.statistics.options import YEARS
from analysis.statistics.paired import student
from sim.inputs.scenarios import load_scenario

TABLED = 100  # numbers of units for which Student's t is given; beyond, the page has a series for it


def answer_data() -> dict[str, Any]:
    """Give what the page's answer is worded and judged by."""
    return {
        "better": verdicts.BETTER,
        "worse": verdicts.WORSE,
        "no_difference": verdicts.NO_DIFFERENCE,
        "too_few": verdicts.TOO_FEW,
        "likely": [list(each) for each in LIKELY],
        "payers": dict(PAYERS),
        "headlines": list(HEADLINES),
        "main": list(MAIN),
        "years": list(YEARS),
        "discount": DISCOUNT,
        # Whether accepted sets were judged with this model; a page looks itself whether on its network.
        "judged": judged_on(load_scenario(BASELINE)),
        "elsewhere": ELSEWHERE,
        # How many runs share a parameter set, where so many sets are left.
        "lucks": {"many": LUCKS, "enough": ENOUGH_SETS},
        "of_members": {name: [list(each) for each in parts] for name, parts in OF_MEMBERS.items()},
        "of_localities": list(OF_LOCALITIES),
        "distance": {"near": NEAR, "far": FAR, "from": peripheral_from()},
        # By the number of units; of none and one it is infinite.
        "student": [student(units) for units in range(2, TABLED)],
    }
