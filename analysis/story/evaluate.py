"""The run that a story is told of."""

from __future__ import annotations

from analysis.story.analysis import Life
from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.members import Organisation
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import simulate


def organisation_of(network: Network, name: str) -> Organisation:
    """Find an organisation by its name, or by a part of it that no other has.

    Raises
    ------
    WrongInput
        If there is none, or there are several.
    """
    asked, names = name.casefold(), [each.name for each in network.organisations]
    found = [each for each in network.organisations if each.name.casefold() == asked]
    found = found or [each for each in network.organisations if asked in each.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        what = f"{quoted(name)} names {len(found)} organisations"
        raise WrongInput(Fault("NAME", what, f"say which: {', '.join(each.name for each in found)}"))
    raise WrongInput(Fault("NAME", f"there is no organisation {quoted(name)}", suggestion(name, names)))


def life_of(
    scenario: Scenario, name: str, run: int = 0, seed: int = 1, parameters: ParameterSource = "accepted"
) -> Life:
    """Run one run with all that a story needs.

    It is run agent by agent: one run is soon done, and needs no compiling.
    """
    organisation = organisation_of(scenario.network, name)
    result = simulate(
        scenario,
        [run],
        seed,
        parameters=parameters,
        engine="mesa",
        organisations=True,
        ties=True,
        problems=True,
        flows=[run],
    )
    return Life(result, organisation, run)
