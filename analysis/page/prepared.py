"""Scenarios of the shipped region as arrays, until the page makes them of any."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.arrays import prior_of, structure_arrays
from sim.engine.ensemble import sets_of
from sim.engine.job import Job
from sim.inputs.scenarios import load_scenario
from sim.model.schedule import schedule_of

NAMES = ("baseline", "fund-coordinator", "shared-records", "more-staff", "barriers-lifted")


def prepared() -> dict[str, Any]:
    """Give what runs of these are called with."""
    scenarios = {}
    for name in NAMES:
        job = Job(load_scenario(name), range(4096), seed=1, months=(0,), parameters="accepted")
        schedule, prior = schedule_of(job.scenario), prior_of(job)[0]
        scenarios[name] = {
            "schedule": {name: _leaf(each) for name, each in schedule._asdict().items()},
            "prior": {name: _leaf(each) for name, each in prior._asdict().items()},
        }
    structure = structure_arrays(job.scenario.network)._asdict()
    return {
        "network": {name: _leaf(each) for name, each in structure.items()},
        "scenarios": scenarios,
        "sets": sets_of(job).tolist(),
    }


def _leaf(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return int(value)
    kind = "f8" if value.dtype == np.float64 else "i8"
    return {
        "kind": kind,
        "shape": value.shape,
        "count": value.size,
        "at": 0,
        "values": value.ravel().tolist(),
    }
