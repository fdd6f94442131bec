"""Looks through candidates, block by block, until enough are accepted; goes on where it was stopped."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from analysis.runs import executors
from analysis.validation.calibration import filter
from analysis.validation.calibration.filter import Acceptance
from sim.sampling import parameter_sets
from sim.sampling.candidates import Candidates

BLOCK = 2048  # candidates judged together

Tell = Callable[[int, int], None]  # candidates looked at, accepted of them


class Search(NamedTuple):
    """What is looked for, and where what is done is kept meanwhile.

    Attributes
    ----------
    candidates : Candidates
    sets : int
        The sets to be accepted; it stops after the block that brings the last of them.
    most : int
        The candidates after whose block it gives up.
    work : Path
        A folder of blocks that are done.
    """

    candidates: Candidates
    sets: int
    most: int
    work: Path

    @property
    def folder(self) -> Path:
        """The folder of its blocks: another one for other candidates, priors, patterns or rules."""
        given = (
            *(self.candidates, BLOCK, filter.criteria(), parameter_sets.priors_digest()),
            filter.fingerprint(self.candidates),
        )
        return self.work / hashlib.sha256(repr(given).encode()).hexdigest()[:16]


def search(task: Search, workers: int = 1, tell: Tell | None = None) -> Acceptance:
    """Look through candidates until enough are accepted, or there are no more.

    What it finds depends on neither the workers nor on how often it was stopped.
    """
    folder = task.folder
    folder.mkdir(parents=True, exist_ok=True)
    done = dict(_blocks_done(folder))
    blocks = [range(first, first + BLOCK) for first in range(1, task.most + 1, BLOCK)]
    missing = ((number, sets) for number, sets in enumerate(blocks) if number not in done)
    if (enough := _enough(done, task.sets)) is None:
        with (
            executors.local("ensemble", workers) as pool,
            closing(
                executors.spread(pool, lambda sets: filter.judge(task.candidates, sets), missing)
            ) as results,
        ):
            for number, block in results:
                _keep(folder, number, block)
                done[number] = block
                if tell is not None:
                    looked = sum(each.candidates for each in done.values())
                    tell(looked, sum(len(each.accepted) for each in done.values()))
                if (enough := _enough(done, task.sets)) is not None:
                    break
    return _together([done[number] for number in range(len(blocks) if enough is None else enough)])


def _enough(done: dict[int, Acceptance], sets: int) -> int | None:
    """How many blocks, from the first on and without a gap, hold what is wanted; None if they don't yet."""
    number = accepted = 0
    while number in done:
        accepted += len(done[number].accepted)
        number += 1
        if accepted >= sets:
            return number
    return None


def _together(blocks: Sequence[Acceptance]) -> Acceptance:
    stages = blocks[0].left if blocks else {}
    return Acceptance(
        sum(each.candidates for each in blocks),
        {stage: sum(each.left[stage] for each in blocks) for stage in stages},
        [number for each in blocks for number in each.accepted],
    )


def _blocks_done(folder: Path) -> Iterator[tuple[int, Acceptance]]:
    for path in folder.glob("*.json"):
        yield int(path.stem), Acceptance(**json.loads(path.read_text(encoding="utf-8")))


def _keep(folder: Path, number: int, block: Acceptance) -> None:
    """Write a block whole, or not at all."""
    draft = folder / f"{number:06d}.{os.getpid()}.part"
    draft.write_text(json.dumps(block._asdict()), encoding="utf-8")
    draft.replace(folder / f"{number:06d}.json")
