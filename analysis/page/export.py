"""A room as one file: every setting run, part by part, packed, read again, and joined to the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analysis.page import rounding
from analysis.page.html import page
from analysis.page.packing import FINE, arrays_of, pack
from analysis.page.parts import Parts, parts_of
from analysis.page.room import room
from analysis.page.rounding import Error, Errors
from analysis.page.settings import Base, Many, Runs, run_base, run_many, run_one, years
from analysis.page.switches import Board
from analysis.runs import executors, files, provenance
from sim.inputs.scenarios import Scenario
from sim.sampling.parameter_sets import digests_of
from sim.simulation import Progress

LARGEST_BLOCK = 64  # settings; the more, the smaller the file, and the longer a page takes to read one
FEWEST_BLOCKS = 2  # so that processes can share them
AT_ONCE = 4096  # runs of all settings that are in memory, month by month
MOST_FINE = 10_000_000  # numbers of all runs that are written as FINE; more would make too large a file
COARSE = 0xFFF  # to how many levels they are rounded where they are more


@dataclass(frozen=True)
class PageFile:
    """What was written: the settings, their runs, and how far its numbers are rounded."""

    path: Path
    settings: int
    switches: tuple[str, ...]
    runs: int
    bytes: int
    rounding: Mapping[str, Any]


class Block(NamedTuple):
    """Settings that are run and packed together, by their numbers."""

    board: Board
    runs: Runs
    settings: range


def export(board: Board, runs: Runs, target: Path, progress: Progress | None = None) -> PageFile:
    """Run every setting and write the page; what is done is kept until it is whole.

    Parameters
    ----------
    board : Board
    runs : Runs
        `workers` are processes; the bytes do not depend on them.
    target : Path
        The file; whether it may be replaced is for the caller to say.
    progress : callable, optional
        Called with settings done and settings in all.

    Raises
    ------
    FolderError, Stopped
        As :func:`analysis.page.parts.parts_of` does.
    Imprecise
        If a number of the page is not under half a point in a hundred of what was computed.
    """
    blocks, made = list(blocks_of(board, runs)), made_from(board, runs)
    with parts_of(target, files.digest_of(made), len(blocks)) as parts:
        done = dict(_done(blocks, parts, runs.workers, progress))
        packed, measured = zip(*(done[number] for number in range(len(blocks))), strict=True)
        rounded = rounding.summary(rounding.together(measured), runs)
        known = {**room(board, _base(board, runs), runs, "file"), "rounding": rounded, "made": made}
        html = page(known, packed).encode()
        # Where the target is a link, what it leads to is written, and the link stays.
        files.write_whole(target.resolve(), lambda draft: draft.write_bytes(html))
    names = tuple(each.name for each in board.switches)
    return PageFile(target, board.count, names, runs.number, len(html), rounded)


def made_from(board: Board, runs: Runs) -> dict[str, Any]:
    """Say everything that a page follows from, ready for JSON."""
    return {
        "scenario": {"name": board.scenario.name, "digest": board.scenario.digest()},
        "switches": {
            switch.name: {
                lever: [each.model_dump(mode="json") for each in intervals]
                for lever, intervals in switch.intervals.items()
            }
            for switch in board.switches
        },
        "runs": runs.number,
        "seed": runs.seed,
        "parameters": runs.parameters,
        **digests_of(runs.parameters),
        "outcomes": list(runs.outcomes),
        "program": provenance.program_digest(),
        "versions": provenance.versions(),
    }


def blocks_of(board: Board, runs: Runs) -> Iterator[Block]:
    """Part the settings into blocks, each a power of two."""
    number = max(1, min(LARGEST_BLOCK, board.count // FEWEST_BLOCKS))
    for first in range(0, board.count, number):
        yield Block(board, runs, range(first, first + number))


def run_block(block: Block) -> tuple[bytes, Errors]:
    """Run and pack a block, and measure how far what it holds is rounded."""
    alone = replace(block.runs, workers=1)  # a thread in each process
    base = _base(block.board, alone)
    scenarios = [block.board.scenario_of(each) for each in block.settings]
    many, ones = _many(scenarios, base, alone), [run_one(each, base, alone) for each in scenarios]
    packed = pack(block.settings, many, ones, levels=levels_for(block.board, alone))
    return packed, rounding.errors(packed, arrays_of(many, ones), alone.outcomes)


def levels_for(board: Board, runs: Runs) -> int:
    """Choose to how many levels every run is rounded: by these, two futures are counted run by run."""
    numbers = board.count * runs.number * len(runs.outcomes) * len(years(board.scenario.horizon))
    return FINE if numbers <= MOST_FINE else COARSE


def _many(scenarios: list[Scenario], base: Base, runs: Runs) -> Many:
    """Run settings a few at a time: all outcomes of every run in every month take much memory."""
    few = max(1, AT_ONCE // runs.number)
    found = [run_many(scenarios[at : at + few], base, runs) for at in range(0, len(scenarios), few)]
    return Many(*(np.concatenate(each, axis=-2) for each in zip(*found, strict=True)))


@lru_cache(maxsize=1)
def _base(board: Board, runs: Runs) -> Base:
    """Run the scenario with every switch off, once in each process."""
    return run_base(board, runs)


def _done(
    blocks: list[Block], parts: Parts, workers: int, progress: Progress | None
) -> Iterator[tuple[int, tuple[bytes, Errors]]]:
    """Give every block with its place, those that were kept first."""
    tell = progress or (lambda done, all_of_them: None)
    missing = []
    for number, block in enumerate(blocks):
        held = parts.read(number)
        if held is None:
            missing.append((number, block))
        else:
            yield number, _opened(held)
    total = sum(len(block.settings) for block in blocks)
    done = total - sum(len(block.settings) for _, block in missing)
    tell(done, total)
    with (
        executors.in_processes(min(workers, len(missing)) or 1) as processes,
        closing(executors.spread(processes, run_block, missing)) as each,
    ):
        for number, (packed, measured) in each:
            parts.write(number, _sealed(packed, measured))
            done += len(blocks[number].settings)
            tell(done, total)
            yield number, (packed, measured)


def _sealed(packed: bytes, measured: Errors) -> bytes:
    """Write what was measured of a block on a line before it."""
    return json.dumps(measured).encode() + b"\n" + packed


def _opened(part: bytes) -> tuple[bytes, Errors]:
    measured, packed = part.split(b"\n", 1)
    return packed, {name: [Error(*each) for each in errors] for name, errors in json.loads(measured).items()}
