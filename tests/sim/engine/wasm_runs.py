"""Runs in the module of WebAssembly, laid out as a page lays them out, in a runtime that is no browser."""

from functools import cache

import numpy as np
import wasmtime

from sim.engine import wasm
from sim.engine.arrays import (
    Arrays,
    arrays_of,
    prior_of,
    selection_of,
    space_of,
    structure_arrays,
)
from sim.engine.ensemble import sets_of
from sim.engine.job import Job
from sim.model.schedule import schedule_of


@cache
def _module(file: str) -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(wasm.FOLDER / file))


def imports(file: str = wasm.MODULE) -> list[str]:
    """What the module asks for from outside."""
    return [each.name or "" for each in _module(file)[1].imports]


def run(job: Job, file: str = wasm.MODULE) -> Arrays:
    """Run some runs, all in one instance of the module."""
    engine, module = _module(file)
    store = wasmtime.Store(engine)
    exports = wasmtime.Instance(store, module, []).exports(store)
    memory, start = exports["memory"], exports["__heap_base"].value(store)
    structure, (prior, varied) = structure_arrays(job.scenario.network), prior_of(job)
    selection, arrays = selection_of(job), arrays_of(job, 0)
    calls = np.zeros(wasm.form()["called"], np.int64)
    given = (
        calls,
        space_of(structure, 0, len(selection.problems.sign)),
        *(job.seed, 0, len(job.runs), sets_of(job), job.luck_of_runs, prior, varied, structure),
        *(schedule_of(job.scenario), selection, arrays),
    )
    # Numba's own first two arguments: where what is returned goes, and what is raised.
    laid = wasm.laid((0, 0, *given), start + 2 * wasm.LINE)
    slots = np.array([start, start + wasm.LINE, *laid.slots[2:]], np.int64)
    assert len(slots) == wasm.form()["arguments"]
    at = -(-laid.end // wasm.LINE) * wasm.LINE
    short = at + slots.nbytes - memory.data_len(store)
    if short > 0:
        memory.grow(store, -(-short // wasm.PAGE))
    for place, array in laid.places:
        memory.write(store, array.tobytes(), place)
    memory.write(store, slots.tobytes(), at)
    exports["addresses"](store, laid.places[0][0])
    assert exports["run"](store, at) == 0
    read = (
        np.frombuffer(memory.read(store, place, place + each.nbytes), each.dtype).reshape(each.shape)
        for place, each in laid.places[-len(arrays) :]  # what is kept comes last
    )
    return Arrays(*read)
