"""Many scenarios under the same runs, as plain arrays: what they share is run once."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.engine import arguments
from sim.engine.arguments import Notify, Progress
from sim.engine.job import Floats, Ints
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import refuse_impossible
from sim.model.schedule import KINDS, PAYERS
from sim.sampling.parameter_sets import ParameterSource


@dataclass(frozen=True)
class Each:
    """What came of each of some scenarios, under the same runs.

    Attributes
    ----------
    outcomes : array of float, (scenarios, runs, months, outcomes)
    costs : array of float, (scenarios, runs, months, payers, kinds)
        GBP since the month kept before, prices of 2020/21.
    names, payers, kinds : tuple of str
        Of the last axes.
    months : tuple of int
    runs, parameter_sets, lucks : array of int, (runs,)
        The number of each run, its parameter set and its luck.
    """

    outcomes: Floats
    costs: Floats
    names: tuple[str, ...]
    payers: tuple[str, ...]
    kinds: tuple[str, ...]
    months: tuple[int, ...]
    runs: Ints
    parameter_sets: Ints
    lucks: Ints


def simulate_each(
    scenarios: Iterable[Scenario],
    runs: int | Sequence[int] = 256,
    seed: int = 1,
    *,
    parameters: ParameterSource = "prior",
    lucks: int = 1,
    months: Iterable[int] | None = None,
    outcomes: Iterable[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    tell: Notify | None = None,
) -> Each:
    """Run many scenarios, such as all bundles of some levers, under the same runs.

    The months before scenarios differ are run once, and each goes on from there: the numbers are those that
    `simulate` gives for each of them alone. Give them in slices of a few hundred, which is what memory is
    taken up for.

    Parameters
    ----------
    scenarios : iterable of Scenario
        All with the same horizon. They share the more the later they differ, and nothing where networks,
        parameters or links do.
    runs, seed, parameters, lucks, months, workers, progress, tell
        As in `simulate`; `progress` counts the runs of all scenarios.
    outcomes : iterable of str, optional
        The names of those that are kept; left out, all of them.

    Returns
    -------
    Each

    Raises
    ------
    WrongInput
        If a number is out of its range, an outcome is not known, or the horizons differ.

    Examples
    --------
    >>> from sim import load_scenario, simulate_each
    >>> base = load_scenario("baseline")
    >>> futures = [base, base.with_levers(shared_records={"start": 0})]
    >>> each = simulate_each(futures, runs=4, months=[60], outcomes=["cover_24_7"])
    >>> each.outcomes.shape  # scenarios, runs, months, outcomes
    (2, 4, 1, 1)
    """
    every = _checked(scenarios)
    job = arguments.job_of(every[0], runs, seed, parameters, lucks, months, "ensemble", workers)
    names = arguments.outcomes(outcomes)

    from sim.engine import branching, ensemble

    threads = int(workers or os.cpu_count() or 1)
    values, costs = branching.run_each(every, job, names, threads, progress=progress, tell=tell)
    for scenario, own in zip(every, values, strict=True):
        refuse_impossible(own, names, scenario.name)
    return Each(
        outcomes=values,
        costs=costs,
        names=names,
        payers=PAYERS,
        kinds=KINDS,
        months=job.months,
        runs=job.luck_of_runs,
        parameter_sets=ensemble.sets_of(job),
        lucks=job.luck_of_runs,
    )


def _checked(scenarios: Iterable[Scenario]) -> list[Scenario]:
    every = list(scenarios)
    for each in every:
        arguments.check_scenario(each)
    horizons = sorted({each.horizon for each in every})
    if len(horizons) != 1:
        what = f"they end in months {horizons[0]} and {horizons[-1]}" if horizons else "none is given"
        meant = "let all end in one month: with_horizon" if horizons else "give at least one"
        raise WrongInput(Fault("scenarios", what, meant))
    return every
