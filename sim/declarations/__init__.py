"""What is declared, not computed: evidence, parameters, levers, networks and scenarios, each checked."""

from sim.declarations.evidence import Evidence, Finding, Hop, Link, Pattern, Reference, load_evidence
from sim.declarations.faults import Fault, WrongInput
from sim.declarations.levers import Cost, Lever, all_parameters, load_levers
from sim.declarations.members import Locality, NetworkFacts, Organisation, Tie
from sim.declarations.networks import Network, load_network, shipped_networks
from sim.declarations.parameters import Parameter, Quantity, load_parameters
from sim.declarations.problems import Problem, load_problems
from sim.declarations.reach import Selector
from sim.declarations.readings import Question, Reading, load_readings
from sim.declarations.scenarios import Scenario, load_scenario, shipped_scenarios
from sim.declarations.spells import Shock, Spell

__all__ = [
    "Cost",
    "Evidence",
    "Fault",
    "Finding",
    "Hop",
    "Lever",
    "Link",
    "Locality",
    "Network",
    "NetworkFacts",
    "Organisation",
    "Parameter",
    "Pattern",
    "Problem",
    "Quantity",
    "Question",
    "Reading",
    "Reference",
    "Scenario",
    "Selector",
    "Shock",
    "Spell",
    "Tie",
    "WrongInput",
    "all_parameters",
    "load_evidence",
    "load_levers",
    "load_network",
    "load_parameters",
    "load_problems",
    "load_readings",
    "load_scenario",
    "shipped_networks",
    "shipped_scenarios",
]
