"""What is declared, not computed: evidence, parameters, levers, networks and scenarios, each checked."""

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.evidence import Evidence, Finding, Hop, Link, Pattern, Reference, load_evidence
from sim.inputs.levers import Cost, Lever, all_parameters, load_levers
from sim.inputs.loops import Loop, load_loops
from sim.inputs.members import Locality, NetworkFacts, Organisation, Tie
from sim.inputs.networks import Network, load_network, shipped_networks
from sim.inputs.parameters import Parameter, Quantity, load_parameters
from sim.inputs.problems import Problem, load_problems
from sim.inputs.reach import Selector
from sim.inputs.readings import Question, Reading, load_readings
from sim.inputs.scenarios import Scenario, load_scenario, shipped_scenarios
from sim.inputs.shocks import Shock, ShockKind, load_shocks
from sim.inputs.studies import Study, load_study
from sim.inputs.timing import Interval

__all__ = [
    "Cost",
    "Evidence",
    "Fault",
    "Finding",
    "Hop",
    "Interval",
    "Lever",
    "Link",
    "Locality",
    "Loop",
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
    "ShockKind",
    "Study",
    "Tie",
    "WrongInput",
    "all_parameters",
    "load_evidence",
    "load_levers",
    "load_loops",
    "load_network",
    "load_parameters",
    "load_problems",
    "load_readings",
    "load_scenario",
    "load_shocks",
    "load_study",
    "shipped_networks",
    "shipped_scenarios",
]
