"""Where runs are kept and who is told of them, as version 0.1.0 was given both, for one release."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from analysis.runs.batch import Evaluator, Tables
from analysis.runs.executors import HERE, Here, Workers
from sim.simulation import Progress

Keep = Callable[[str, Callable[[], Tables]], Tables]


def evaluator_of(
    evaluator: Evaluator | None, keep: Keep | None, tell: Progress | None, threads: int
) -> Evaluator | None:
    """Give the evaluator, or one made of `keep` and `tell`, with a warning to who called the caller."""
    if keep is None and tell is None:
        return evaluator
    warnings.warn("keep and tell are now evaluator=Evaluator(...)", DeprecationWarning, stacklevel=3)
    workers = HERE if keep is None else Workers(_Kept(keep), lambda: 1)
    return Evaluator(workers=workers, threads=threads, progress=tell)


class _Kept(Here):
    """Lets what is kept take the place of what would be done."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(self._keep, args[0].name, partial(fn, *args, **kwargs))


def since(tell: Callable[[int], None] | None) -> Progress | None:
    """Turn what is told runs done since it was told last into what is told runs done, and in all."""
    if tell is None:
        return None
    before = 0

    def progress(done: int, total: int) -> None:
        nonlocal before
        tell(done - before)
        before = done

    return progress
