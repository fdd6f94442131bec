"""What a page works out of a network and a scenario before it calls the model, translated from Python.

The module is `engine/preparation.js` of the page, and is written when a page is.
"""

from __future__ import annotations

from functools import cache

from analysis.page.translation import translated
from analysis.statistics.verdicts import verdict
from sim.engine.arrays import origins_of
from sim.inputs.members import Locality, Organisation
from sim.inputs.reach import Selector
from sim.inputs.timing import PAID_FROM_THE_GRANT, Interval, dosed
from sim.model import schedule, state
from sim.model.levels import Levels
from sim.model.new_posts import new_posts
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import dials_of

# What reads files in Python, or is spared much work by a tree; `web/engine/given.js` has it.
GIVEN = (
    *("load_parameters", "all_parameters", "priors", "load_usual"),
    *("load_levers", "load_shocks", "load_loops", "_around_in_a_tree"),
)


@cache
def preparation() -> str:
    """Write the module of JavaScript."""
    parts = ("whom_of", "reach_of", "turns_of", "dues_of", "terms_of", "befalls_of", "blows_of", "together")
    kinds = (
        *("OrganisationFacts", "Character", "TieFacts", "PeerFacts", "LocalityFacts"),
        *("Here", "Turn", "Due", "Terms", "Shocks"),
    )
    roots = {
        "structure_of": structure_of,
        "new_posts": new_posts,
        "dials_of": dials_of,
        "origins_of": origins_of,
        "Levels": Levels,
        "Organisation": Organisation,
        "Locality": Locality,
        "Selector": Selector,
        "Interval": Interval,
        **{name: getattr(schedule, name) for name in (*parts, "paid_by_post", "CHAMPIONS", "SHARED_RECORDS")},
        **{name: getattr(state, name) for name in kinds},
        "dosed": dosed,
        "verdict": verdict,
        "PAID_FROM_THE_GRANT": PAID_FROM_THE_GRANT,
    }
    return translated(roots, given=GIVEN)
