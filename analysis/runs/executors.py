"""Where chunks are done: in this process, in threads or processes of this machine, or on a Dask cluster.

Wherever that is, results come back to the process that gave out the chunks, which alone writes the folder.
Only a bounded number of chunks is under way at once, so that memory is bounded too.
"""

from __future__ import annotations

import logging
import pickle
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from sim.inputs.errors import Fault, WrongInput
from sim.simulation import processes

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")
A_WORKER = 2  # chunks under way for each worker: one in work, one waiting
MOST_UNDER_WAY = 64
PATIENCE = "10s"  # for a scheduler to answer
LOOKED_AFTER = 20.0  # seconds in which nothing is done, and again after as many


class Workers(NamedTuple):
    """Who does chunks.

    Attributes
    ----------
    pool : Executor
    most : callable
        Gives how many chunks may be under way at the moment.
    look : callable
        Called while nothing gets done, now and then: it says why, where it can tell.
    """

    pool: Executor
    most: Callable[[], int]
    look: Callable[[], object] = int


class Here(Executor):
    """Does everything at once in this process, so that Ctrl-C ends it at once too."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do it now."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


HERE = Workers(Here(), lambda: 1)


class Sealed(Executor):
    """Sends what is to be done as bytes, opened where it is done: what lacks there is then said, not deadly.

    Parameters
    ----------
    pool : Executor
        Of processes that need not know this program, such as a scheduler's.
    """

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Let the pool open it; to open it is to do it."""
        future: Future[T] = self._pool.submit(pickle.loads, pickle.dumps(_Call(fn, args)), **kwargs)
        return future


class _Call:
    """A call that is made when it is read from its bytes."""

    def __init__(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.made = fn, args

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.made


@contextmanager
def local(engine: str, workers: int) -> Iterator[Workers]:
    """Share chunks among workers of this machine: threads for compiled code, processes for Mesa."""
    if workers == 1 or engine == "mesa":
        with in_processes(workers) as pool:
            yield pool
    else:
        threads = ThreadPoolExecutor(workers)
        try:
            yield Workers(threads, lambda: A_WORKER * workers)
        finally:
            threads.shutdown(cancel_futures=True)


@contextmanager
def in_processes(workers: int) -> Iterator[Workers]:
    """Share chunks among processes of this machine; a single worker is this process."""
    if workers == 1:
        yield HERE
        return
    with processes(workers) as pool:
        yield Workers(pool, lambda: A_WORKER * workers)


@contextmanager
def dask(address: str) -> Iterator[Workers]:
    """Hand chunks to the cluster of a Dask scheduler; workers may come and go.

    Raises
    ------
    WrongInput
        If the package is not installed, here or there, or no scheduler answers, or does no more.
    """
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
    except ImportError as error:
        how = "install it: pip install 'hubspoke[dask]'"
        raise WrongInput(Fault("--executor dask", "needs the package distributed", how)) from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        fault = Fault("--scheduler", f"no Dask scheduler answers at {address}", "see that it runs")
        raise WrongInput(fault) from error
    logging.getLogger("tornado.application").addFilter(_is_no_late_answer)
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is said below
    with client, client.get_executor(pure=False) as pool:
        cluster = _Cluster(client, address)
        try:
            yield Workers(Sealed(pool), cluster.most, cluster.look)
        except ImportError as error:
            what = f"the cluster lacks something that hubspoke needs ({error})"
            raise WrongInput(Fault("--scheduler", what, "install hubspoke on it")) from error
        except (CommClosedError, CancelledError) as error:
            raise _lost(address) from error


def _lost(address: str) -> WrongInput:
    return WrongInput(Fault("--scheduler", f"the Dask scheduler at {address} was lost", "see that one runs"))


def _is_no_late_answer(record: logging.LogRecord) -> bool:
    """Whether a record tells of something else than an answer that comes after its chunk was given up."""
    return not (record.exc_info and isinstance(record.exc_info[1], InvalidStateError))


class _Cluster:
    """A cluster whose workers come and go, and what is said when there are none."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address, self._said = client, address, ""

    def most(self) -> int:
        """Two chunks for each core, of which there may be none yet."""
        try:
            cores = self._cores()
        except (OSError, TimeoutError) as error:
            raise _lost(self._address) from error
        return min(MOST_UNDER_WAY, A_WORKER * max(1, cores))

    def look(self) -> None:
        """Say once that there is nobody to work, and once that there is somebody again."""
        try:
            what = "" if self._cores() else "has no workers"
        except (OSError, TimeoutError):
            what = "does not answer"
        if what and what != self._said:
            kept = "what is done is kept, and it goes on once there are some, or ends with Ctrl-C"
            sys.stderr.write(f"The Dask cluster at {self._address} {what}; {kept}\n")
            sys.stderr.flush()
        self._said = what

    def _cores(self) -> int:
        return sum(self._client.ncores().values())


def spread(
    workers: Workers, do: Callable[[T], R], items: Iterable[tuple[K, T]]
) -> Generator[tuple[K, R], None, None]:
    """Do something to every item, and give its key with what came of it as each is done.

    Parameters
    ----------
    workers : Workers
        Its pool can send `do`, the items and what comes of them.
    """
    pool, most, look = workers
    waiting = iter(items)
    under_way: dict[Future[R], K] = {}
    try:
        while True:
            for _, (key, item) in zip(range(most() - len(under_way)), waiting, strict=False):
                under_way[pool.submit(do, item)] = key
            if not under_way:
                return
            while not (done := wait(under_way, LOOKED_AFTER, FIRST_COMPLETED).done):
                look()
            for future in done:
                yield under_way.pop(future), future.result()
    except BaseException:
        for future in under_way:
            future.cancel()
        raise
