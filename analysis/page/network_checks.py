"""How rows of a network's tables have to fit each other, and where degrees put them, translated from Python.

The module is `network/checks.js` of the page, and is written when a page is.
"""

from __future__ import annotations

from functools import cache

from analysis.page.translation import translated
from sim.inputs import networks
from sim.inputs.places import SYSTEMS, Origin, kilometres

CHECKS = ("_twice", "_hub_faults", "_locality_faults", "_end_faults", "_twice_tied")
GIVEN = ("alike", "quoted", "shortened", "suggestion")  # `web/network/given.js` has them


@cache
def network_checks() -> str:
    """Write the module of JavaScript."""
    roots = {name.removeprefix("_"): getattr(networks, name) for name in CHECKS}
    places = {"Origin": Origin, "kilometres": kilometres, "SYSTEMS": SYSTEMS}
    return translated({**roots, **places}, runtime="../engine/python.js", given=GIVEN)
