"""What rivals and the model are compared by: outcomes, and parts of them that a mean may hide."""

from sim.model.outcomes import OUTCOMES, Outcome

CONTROL = "the model, other draws"  # what chance does by itself
RANKED_BY = (
    "cover_24_7",
    "specialist_access",
    "care_coordination",
    "equity_cover",
    "equity_access",
    "engagement",
    "participation",
    "adoption",
    "record_access",
    "workaround_hours",
)
# Those whom a mean over the network may hide, each with the outcome that it is a part of.
GROUPS = {
    "cover_at_the_edge": "cover_24_7",
    "access_at_the_edge": "specialist_access",
    "cover_where_thinnest": "cover_24_7",
    "engagement_of_the_least_engaged": "engagement",
}
GROUP_TITLES = {
    "cover_at_the_edge": "24/7 cover at the edge",
    "access_at_the_edge": "Specialists at the edge",
    "cover_where_thinnest": "24/7 cover, thinnest localities",
    "engagement_of_the_least_engaged": "Engagement, least engaged",
}
MEASURES = (*RANKED_BY, *GROUPS)


def outcome_of(measure: str) -> Outcome:
    """The outcome that a measure is, or is a part of."""
    return OUTCOMES[GROUPS.get(measure, measure)]


def title_of(measure: str) -> str:
    """What people call a measure."""
    return GROUP_TITLES.get(measure) or outcome_of(measure).title
