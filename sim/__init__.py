"""An agent-based simulation of how a hub-and-spoke managed clinical network comes to work.

>>> from sim import load_scenario, simulate
>>> base = load_scenario("baseline")
>>> result = simulate(base, runs=200, seed=1)
>>> result.outcomes  # tidy: run, parameter_set, luck, month, one column an outcome
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.inputs.errors import WrongInput
    from sim.inputs.networks import load_network
    from sim.inputs.scenarios import Scenario, load_scenario
    from sim.inputs.studies import load_study
    from sim.many_scenarios import Each, simulate_each
    from sim.simulation import Result, simulate

__all__ = [
    "Each",
    "Result",
    "Scenario",
    "WrongInput",
    "load_network",
    "load_scenario",
    "load_study",
    "simulate",
    "simulate_each",
]

_HOMES = {
    "WrongInput": "sim.inputs",
    "load_network": "sim.inputs",
    "Scenario": "sim.inputs",
    "load_scenario": "sim.inputs",
    "load_study": "sim.inputs",
    "Result": "sim.simulation",
    "simulate": "sim.simulation",
    "Each": "sim.many_scenarios",
    "simulate_each": "sim.many_scenarios",
}


def __getattr__(name: str) -> Any:
    """Import each name on first use, so that ``import sim`` costs nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
