"""What an organisation has where its network's file leaves it out: money and other staff."""

import functools

from sim.inputs.members import Organisation
from sim.inputs.packaged import packaged
from sim.inputs.parameters import Parameter, load_quantities


@functools.cache
def load_usual() -> dict[str, Parameter]:
    """Load what is usual, keyed by dotted name: ``usual.vacancies``."""
    return load_quantities(packaged("sim.model", "usual.yaml"))


def with_usual(organisation: Organisation) -> Organisation:
    """Fill in the money and the other staff that an organisation's row leaves out."""
    established, filled = _other_posts(organisation)
    reserves, income = organisation.reserves_months, organisation.income
    return organisation.model_copy(
        update={
            "other_establishment": established,
            "other_posts": filled,
            "reserves_months": _reserves(organisation) if reserves is None else reserves,
            "income": _income(organisation, established) if income is None else income,
        }
    )


def _value(name: str) -> float:
    return load_usual()[f"usual.{name}"].value


def _other_posts(organisation: Organisation) -> tuple[float, float]:
    """Posts beside specialists' and nurses', established and filled.

    The staff columns count people who work there, so that what is left of them are posts filled, and
    vacancies come on top. One whole-time post each, as no table says who works part of the time.
    """
    established, posts = organisation.other_establishment, organisation.other_posts
    share_filled = 1.0 - _value("vacancies")
    if posts is None:
        named = organisation.specialist_posts + organisation.nurse_posts
        left = max(0.0, organisation.staff - named)
        posts = round(left if established is None else established * share_filled, 2)
    return round(posts / share_filled, 2) if established is None else established, posts


def _reserves(organisation: Organisation) -> float:
    if organisation.public:
        return 0.0
    return _value("reserves_of_a_charity" if organisation.sector == "charity" else "reserves_of_others")


def _income(organisation: Organisation, other_establishment: float) -> float:
    """What pays for all posts there should be; a hospice keeps a house as well."""
    hospice = organisation.kind == "children's hospice"
    return (
        organisation.specialist_establishment * _value("income_a_specialist")
        + organisation.nurse_establishment * _value("income_a_nurse")
        + other_establishment * _value("income_a_hospice_post" if hospice else "income_a_post")
    )
