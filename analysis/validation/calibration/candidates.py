"""Candidates: parameter sets by number, and the runs of each in its own lucks."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from analysis.validation.cases import CaseRuns
from sim import Scenario
from sim.engine import ensemble
from sim.engine.job import Job
from sim.sampling.candidates import Candidates

Floats = npt.NDArray[np.float64]


def run(
    scenario: Scenario,
    candidates: Candidates,
    runs: Sequence[int],
    varied: Mapping[str, Floats],
    months: Sequence[int],
    *,
    members: bool = False,
) -> CaseRuns:
    """Run candidates, straight to arrays: tables of so many runs would take longer than the runs.

    `varied` is theirs, which scenarios share.
    """
    work = Job(
        scenario=scenario,
        runs=runs,
        seed=candidates.seed,
        lucks=candidates.lucks,
        months=tuple(months),
        varied=varied,
        organisations=members,
    )
    found = ensemble.run(work)
    return CaseRuns(scenario.network, np.array(months), found.outcomes, found.organisations, {})
