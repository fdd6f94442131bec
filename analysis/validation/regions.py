"""Regions generated from the study region: as many as a national mapping had, each with its own make-up.

Populations, posts and money are drawn within ranges that national sources give; where none does, the range is
an assumption. Draws are keyed by the region's number and by what is drawn.
"""

from typing import NamedTuple

from analysis.validation.cases import Change
from sim import Scenario
from sim.inputs.members import Locality, Organisation
from sim.inputs.networks import Network
from sim.inputs.timing import FIRST_MONTH
from sim.model.usual import with_usual
from sim.sampling.random_numbers import Purpose, draw, entity_key

MAPPED = 42  # areas in the national mapping of 2021 (S11)
SEED = 2021
CHILDREN_MAPPED = 9600.0  # with a life-limiting condition, in the study region
NURSES_MAPPED = 0.15  # of the standard, in the study region


class Range(NamedTuple):
    """Between which two numbers something is drawn, and where they come from."""

    low: float
    high: float
    source: str


RANGES = {
    "children with a life-limiting condition": Range(4000, 14000, "S03, S05: a ninth of England; derived"),
    "children of a locality": Range(0.7, 1.3, "assumption"),
    "rate in a locality": Range(55e-4, 72e-4, "S05"),
    "distances": Range(0.5, 1.5, "assumption"),
    "nurses, of the standard": Range(
        0.05, 0.6, "S07, S08, S12: 0.10 to 0.20 in all; S19: hospices' money a child from 28 to 511; derived"
    ),
    "on the region's own record system": Range(0.0, 0.7, "S31: live in 42 to 67 % of places; derived"),
    "specialists": Range(0.5, 1.5, "S07, S08: 15 to 18 where 40 to 60 are needed; spread assumption"),
    "posts vacant": Range(0.10, 0.186, "S07-S10"),
    "statutory share of charities": Range(0.16, 0.33, "S17, S23"),
    "reserves of charities": Range(3, 12, "burland: none to more than a year's; bounds assumption"),
    "sector funding": Range(0.2, 0.5, "S16, S19: 300 of 385 million a year are missing; spread assumption"),
}


def region(number: int) -> Change:
    """Put the base into a generated region."""

    def change(base: Scenario) -> Scenario:
        return base.model_copy(update={"network": generated(base.network, number)})

    return change


def copied(times: int) -> Change:
    """Let each member and each locality of the base stand so many times, every copy with ties of its own.

    What is known of the network as a whole, its money and its leaders, stays as it is.
    """

    def change(base: Scenario) -> Scenario:
        copies = [base.network, *(_numbered(base.network, number) for number in range(2, times + 1))]
        parts = {
            part: tuple(each for copy in copies for each in getattr(copy, part))
            for part in ("organisations", "localities", "ties")
        }
        return base.with_network(base.network.model_copy(update=parts))

    return change


def _numbered(network: Network, number: int) -> Network:
    """Add a number to the name of every member and locality of a network, wherever it stands."""

    def here(name: str) -> str:
        return f"{name} {number}" if name else ""

    return network.model_copy(
        update={
            "organisations": tuple(
                each.model_copy(
                    update={
                        "name": here(each.name),
                        "hub": here(each.hub),
                        "locality": here(each.locality),
                        "serves": tuple(here(name) for name in each.serves),
                    }
                )
                for each in network.organisations
            ),
            "localities": tuple(
                each.model_copy(update={"name": here(each.name)}) for each in network.localities
            ),
            "ties": tuple(
                each.model_copy(update={"start": here(each.start), "to": here(each.to)})
                for each in network.ties
            ),
        }
    )


def generated(network: Network, number: int) -> Network:
    """Generate region `number` from a network."""

    def at(what: str, whose: str = "") -> float:
        low, high, _ = RANGES[what]
        key = entity_key("region", f"{what}\x00{whose}")
        return low + (high - low) * draw(SEED, number, FIRST_MONTH, key, Purpose.REGION)

    def evenly_by_ratio(what: str) -> float:
        """As many regions between one ratio and its double as between the double and its own."""
        low, high, _ = RANGES[what]
        share = (at(what) - low) / (high - low)
        return float(low * (high / low) ** share)

    def here(name: str) -> str:
        return f"{name} {number}" if name else ""

    def locality(each: Locality) -> Locality:
        children = max(1, round(each.children * larger * at("children of a locality", each.name)))
        return each.model_copy(
            update={
                "name": here(each.name),
                "x_km": each.x_km * farther,
                "y_km": each.y_km * farther,
                "children": children,
                "children_llc": children * at("rate in a locality", each.name),
            }
        )

    def organisation(each: Organisation) -> Organisation:
        nurses = round(each.nurse_establishment * larger * nursed)
        specialists = round(each.specialist_establishment * larger * at("specialists", each.name))
        others = round((with_usual(each).other_establishment or 0.0) * larger, 2)
        charity = each.sector == "charity"
        joins = draw(SEED, number, FIRST_MONTH, entity_key("region", f"joins\x00{each.name}"), Purpose.REGION)
        return each.model_copy(
            update={
                "name": here(each.name),
                "hub": here(each.hub),
                "locality": here(each.locality),
                "serves": tuple(here(name) for name in each.serves),
                "x_km": each.x_km * farther,
                "y_km": each.y_km * farther,
                "record_system": here("Region") if joins < on_one else each.record_system,
                "nurse_establishment": nurses,
                "nurse_posts": round(nurses * filled),
                "specialist_establishment": specialists,
                "specialist_posts": round(specialists * filled),
                "other_establishment": others,
                "other_posts": round(others * filled, 2),
                "statutory_share": at("statutory share of charities", each.name)
                if charity
                else each.statutory_share,
                "reserves_months": at("reserves of charities", each.name)
                if charity
                else each.reserves_months,
                "income": None if each.income is None else each.income * larger,
            }
        )

    larger = at("children with a life-limiting condition") / CHILDREN_MAPPED
    farther, filled = at("distances"), 1.0 - at("posts vacant")
    nursed = evenly_by_ratio("nurses, of the standard") / NURSES_MAPPED
    on_one = at("on the region's own record system")
    return network.with_facts({"sector_funding": at("sector funding")}).model_copy(
        update={
            "name": here(network.name),
            "organisations": tuple(organisation(each) for each in network.organisations),
            "localities": tuple(locality(each) for each in network.localities),
            "ties": tuple(
                each.model_copy(update={"start": here(each.start), "to": here(each.to)})
                for each in network.ties
            ),
        }
    )
