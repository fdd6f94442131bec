"""Levels of an organisation at month 0 that somebody has measured, though most people cannot.

Such a level is known, as posts and money are: the organisation has it in every month before month 0, and
from then on moves from there. What nobody has measured comes about as it would anyway, beside what is known.
"""

from typing import NamedTuple

from sim.model.state import OrganisationState, Share

UNKNOWN = -2.0  # a level, or a disposition, that nobody has given


class Levels(NamedTuple):
    """The shares of `OrganisationState` that last from month to month, as they are known at month 0."""

    awareness_core: Share
    awareness_wider: Share
    clarity_core: Share
    clarity_wider: Share
    vision: Share
    need: Share
    commitment: Share
    tractability: Share
    engagement: Share
    sharing: Share
    senior_buy_in: Share
    own_priority: Share
    expected_benefit: Share
    appropriateness: Share
    training_relevance: Share
    clinical_skill: Share
    universal_skill: Share
    adoption: Share
    measurement_trust: Share


def with_known(state: OrganisationState, levels: Levels) -> OrganisationState:
    """Give a state the levels that are known; the ensemble's kernels write them into its place."""
    return state._replace(**{name: level for name, level in levels._asdict().items() if level >= 0.0})
