"""What a sum a year buys of a lever: the strength to which a network can afford it."""

from analysis.validation.cases import END
from sim import Scenario
from sim.inputs.levers import Lever, load_levers
from sim.inputs.networks import Network
from sim.model.rules import nurses_needed, specialists_needed
from sim.model.structure import structure_of
from sim.sampling.parameter_sets import CENTRAL, parameters_of, values_of

YEARS = END / 12
SUM_A_YEAR = "GBP a year"


def affordable(lever: str, pounds: float, base: Scenario) -> float:
    """Give the strength, 0-1, to which so many pounds a year pay for a lever at its central cost."""
    cost = _cost_a_year(next(each for each in load_levers().values() if each.name == lever), base)
    return 1.0 if cost <= pounds else pounds / cost


def _cost_a_year(lever: Lever, base: Scenario) -> float:
    """What it costs a year at full strength, one-off costs spread over the years to the horizon."""
    units = {"network": 1.0, "organisation": float(len(base.network.organisations))}
    each = lever.cost.yearly.value + lever.cost.one_off.value / YEARS
    count = units[lever.cost.per] if lever.cost.per in units else _posts_added(lever, base.network, base)
    # A lever that is money costs that money.
    money = sum(size.value for size in lever.sizes.values() if size.unit == SUM_A_YEAR)
    return each * count + money


def _posts_added(lever: Lever, network: Network, base: Scenario) -> float:
    """The posts that a lever adds: its share of what is missing to the standard."""
    plan, parameters = structure_of(network), parameters_of(values_of(base, CENTRAL, 0))
    specialists = specialists_needed(plan.network.children_llc, parameters)
    missing = [
        max(0.0, nurses_needed(each.children_nursed, parameters) - each.nurse_establishment)
        + max(0.0, specialists * each.specialist_share - each.specialist_establishment)
        for each in plan.organisations
    ]
    return lever.sizes["share_of_gap"].value * sum(missing)
