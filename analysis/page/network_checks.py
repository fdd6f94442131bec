"""How rows of a network's tables have to fit each other, and where degrees put them, translated from Python.

The module is `network/checks.js` of the page, and is written when a page is.
"""

from __future__ import annotations

from functools import cache

from analysis.page.translation import translated
from sim.inputs import network_doubts, networks
from sim.inputs.places import SYSTEMS, Origin, kilometres

CHECKS = ("_twice", "_hub_faults", "_locality_faults", "_end_faults", "_twice_tied")
DOUBTS = ("_odd_prevalence", "_far_from_all", "_more_nurses_than_staff", "_odd_places", "_small_rota")
GIVEN = ("alike", "quoted", "shortened", "suggestion", "number")  # `web/parts/errors.js` has them


@cache
def network_checks() -> str:
    """Write the module of JavaScript."""
    roots = {name.removeprefix("_"): getattr(networks, name) for name in CHECKS}
    roots |= {name.removeprefix("_"): getattr(network_doubts, name) for name in DOUBTS}
    places = {"Origin": Origin, "kilometres": kilometres, "SYSTEMS": SYSTEMS}
    return translated(
        {**roots, **places}, runtime="../engine/python.js", beside="../parts/errors.js", given=GIVEN
    )
