"""The histories that a storyline is chosen from."""

from __future__ import annotations

from sim import Scenario, simulate
from sim.inputs.errors import Fault, WrongInput
from sim.model.outcomes import OUTCOMES, Outcome, no_outcome
from sim.sampling.parameter_sets import ParameterSource
from sim.simulation import Progress, Result


def outcome_of(name: str) -> Outcome:
    """Find the outcome by which runs are called lucky.

    Raises
    ------
    WrongInput
        If there is none of this name, or it is not said which way it is better.
    """
    if name not in OUTCOMES:
        raise WrongInput(no_outcome("--by", name))
    if OUTCOMES[name].better == "neither":
        what = f"of {name} it is not said whether higher or lower is better"
        raise WrongInput(Fault("--by", what, "name another outcome, such as engagement"))
    return OUTCOMES[name]


def histories(
    scenario: Scenario,
    runs: int = 500,
    seed: int = 1,
    parameters: ParameterSource = "central",
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run one scenario under one set of assumptions, again and again under other luck."""
    return simulate(
        scenario,
        runs,
        seed,
        parameters=parameters,
        lucks=runs,
        localities=True,
        problems=True,
        workers=workers,
        progress=progress,
    )
