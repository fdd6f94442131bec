"""Looks through candidates, block by block, until enough are accepted; goes on where it was stopped."""

import hashlib
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from analysis.runs import executors
from analysis.validation.calibration import filter
from analysis.validation.calibration.filter import Judged
from sim.sampling.candidates import Candidates

BLOCK = 2048  # candidates judged together

Tell = Callable[[int, int], None]  # candidates looked at, accepted of them


class Search(NamedTuple):
    """What is looked for, and where what is found is kept meanwhile.

    Attributes
    ----------
    candidates : Candidates
    wanted : int
        The sets to be accepted; it stops after the block that brings the last of them.
    most : int
        The candidates after whose block it gives up.
    work : Path
        A folder of blocks that are done.
    """

    candidates: Candidates
    wanted: int
    most: int
    work: Path

    @property
    def folder(self) -> Path:
        """The folder of its blocks: another one for other candidates, priors, patterns or rules."""
        given = (
            *(self.candidates, BLOCK, filter.criteria(), filter.priors_digest()),
            filter.fingerprint(self.candidates),
        )
        return self.work / hashlib.sha256(repr(given).encode()).hexdigest()[:16]


def search(asked: Search, workers: int = 1, tell: Tell | None = None) -> Judged:
    """Look through candidates until enough are accepted, or there are no more.

    What it finds depends on neither the workers nor on how often it was stopped.
    """
    folder = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    found = dict(_kept(folder))
    blocks = [range(first, first + BLOCK) for first in range(1, asked.most + 1, BLOCK)]
    missing = ((number, sets) for number, sets in enumerate(blocks) if number not in found)
    if (enough := _enough(found, asked.wanted)) is None:
        with executors.local("ensemble", workers) as pool, closing(_judged(pool, asked, missing)) as judged:
            for number, block in judged:
                _keep(folder, number, block)
                found[number] = block
                if tell is not None:
                    looked = sum(each.candidates for each in found.values())
                    tell(looked, sum(len(each.accepted) for each in found.values()))
                if (enough := _enough(found, asked.wanted)) is not None:
                    break
    return _together([found[number] for number in range(len(blocks) if enough is None else enough)])


def _judged(
    pool: executors.Workers, asked: Search, missing: Iterable[tuple[int, range]]
) -> Generator[tuple[int, Judged], None, None]:
    return executors.spread(pool, lambda sets: filter.judge(asked.candidates, sets), missing)


def _enough(found: dict[int, Judged], wanted: int) -> int | None:
    """How many blocks, from the first on and without a gap, hold what is wanted; None if they don't yet."""
    number = accepted = 0
    while number in found:
        accepted += len(found[number].accepted)
        number += 1
        if accepted >= wanted:
            return number
    return None


def _together(blocks: Sequence[Judged]) -> Judged:
    stages = blocks[0].left if blocks else {}
    return Judged(
        sum(each.candidates for each in blocks),
        {stage: sum(each.left[stage] for each in blocks) for stage in stages},
        [number for each in blocks for number in each.accepted],
    )


def _kept(folder: Path) -> Iterator[tuple[int, Judged]]:
    for path in folder.glob("*.json"):
        yield int(path.stem), Judged(**json.loads(path.read_text(encoding="utf-8")))


def _keep(folder: Path, number: int, block: Judged) -> None:
    """Write a block whole, or not at all."""
    draft = folder / f"{number:06d}.{os.getpid()}.part"
    draft.write_text(json.dumps(block._asdict()), encoding="utf-8")
    draft.replace(folder / f"{number:06d}.json")
