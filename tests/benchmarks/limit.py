"""The machine's own limit: how fast compiled vector loops do a month's mix of operations, and nothing else.

The limit is the time that this machine takes, on as many threads as the ensemble has, for a made-up month:

- It does as many operations of each kind for each organisation as `counting` counts in the real month:
  additions, multiplications, divisions, negations, minima and maxima, comparisons with a choice, and the
  generator's multiplications, shifts, and so on, of words, which are steps of Philox wired at random.
- It reads as many rows of the shared workspace and of records as the real month does, and writes as many.
  Arrays are as large as the ensemble's and laid out alike: rows of `sim.engine.layout.LANES` numbers, one
  workspace and a record for each organisation, which live in the nearest two caches. Facts, which are the
  same in all lanes, are constants in the code.
- What is worked out are trees of operations drawn at random, one for each row that is written. Leaves are the
  rows read, each at least once; of the others half are rows again and half are constants.
- The fastest of several sizes of loops counts (`SIZES`).
- It is compiled by Numba just as the ensemble is, through the same accessors, without fused operations.

So it has the month's work without its order: no phases, no calls, no short loops over ties and localities, no
waits for what another organisation does. `peak` is another figure, for comparison only: multiplications and
additions of numbers that never leave the registers, which nothing that reads its operands can reach.
"""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numba import njit

from sim.engine.layout import LANES, ORGANISATION, WORKSPACE, size
from sim.engine.memory import accessors
from sim.model.state import OrganisationLuck
from tests.benchmarks.counting import Arithmetic

# Trees worked out in one loop over lanes: few, and little has to leave the registers; many, and rows are read
# less often. With many more than 16 the compiler gives up its vectors.
SIZES = (2, 4, 8, 16)


def source_text(month: Arithmetic, width: int, trees: int) -> str:
    """The source of the made-up month, with so many trees in one loop."""
    rng = random.Random(1)
    record, shared, draws = ORGANISATION.rows, WORKSPACE.rows, size(OrganisationLuck)
    others = -(-round(month.own) // record)
    bounded = min(record, round(month.operations["min or max"]) // 2)

    reads = [f"get_w(w, {rng.randrange(shared // 2) * width} + i, float)" for _ in range(round(month.shared))]
    for number in range(round(month.own)):
        block, row = divmod(number, record)
        reads.append(
            f"get_{'q' if block else 'r'}({'q' if block else 'r'}, base{block} + {row * width} + i, float)"
        )
    # Rows of records stay within 0.1 and 1. The half of the workspace that is written to is never read.
    places = [f"put_r(r, base0 + {row * width} + i, min(1.0, max(0.1, {{}})))" for row in range(bounded)]
    for number in range(round(month.written) - draws - bounded):
        places.append(f"put_w(w, {(shared // 2 + number % (shared // 2)) * width} + i, {{}})")
    kinds = _kinds(month, bounded)
    for each in (reads, places, kinds):
        rng.shuffle(each)

    lines = ["def made_up_month(months, organisations, w, r, q, luck):", "    for m in range(months):"]
    lines.append("        for o in range(organisations):")
    lines += [f"            base{n} = (o + {n}) % organisations * {record * width}" for n in range(others)]
    loops = -(-len(places) // trees)
    for number in range(loops):
        lines.append(f"            for i in range({width}):")
        parts = (each[number::loops] for each in (kinds, reads, places))
        lines += [f"                {line}" for line in _trees(*parts, rng)]
    lines.append(f"            for i in range({width}):")
    rows = [f"put_w(w, {(WORKSPACE.draws + number) * width} + i, {{}})" for number in range(draws)]
    lines += [f"                {line}" for line in _words(month, rows, rng)]
    return "\n".join(lines) + "\n"


def _kinds(month: Arithmetic, bounded: int) -> list[str]:
    """Every operation on floats, but for the last of each tree whose result is kept within bounds."""
    count = {name: round(value) for name, value in month.operations.items()}
    return (
        ["{} + {}"] * (count["add"] // 2)
        + ["{} - {}"] * (count["add"] - count["add"] // 2)
        + ["{} * {}"] * count["multiply"]
        + ["{} / {}"] * (count["divide"] - count["convert"])
        + ["min({}, {})"] * (count["min or max"] - 2 * bounded)
        + ["{} if {} > {} else {}"] * count["compare"]
        + ["-{}"] * count["negate"]
    )


def _trees(kinds: list[str], reads: list[str], places: list[str], rng: random.Random) -> Iterator[str]:
    """Read rows, work out a tree of operations for each place, and put the result there."""
    for number, read in enumerate(reads):
        yield f"x{number} = {read}"
    rows = [f"x{number}" for number in range(len(reads))]
    operands = sum(kind.count("{}") - 1 for kind in kinds) + len(places)
    again = max(0, operands - len(rows))
    leaves = (
        rows
        + rng.choices(rows, k=again // 2)
        + [repr(rng.uniform(0.2, 0.9)) for _ in range(again - again // 2)]
    )
    rng.shuffle(leaves)
    for number, place in enumerate(places):
        waiting = leaves[number :: len(places)]
        for step, kind in enumerate(kinds[number :: len(places)]):
            taken = [
                waiting.pop(rng.randrange(len(waiting))) if waiting else rng.choice(rows)
                for _ in range(kind.count("{}"))
            ]
            if not any(
                each[0] in "xt" for each in taken
            ):  # constants alone the compiler would work out itself
                taken[0] = rng.choice(rows)
            yield f"t{step} = {kind.format(*taken)}"
            waiting.append(f"t{step}")
        while len(waiting) > 1:  # what the random parting among trees left over
            waiting.append(f"{waiting.pop()} + {waiting.pop()}")
        yield place.format(waiting[0])


def _words(month: Arithmetic, places: list[str], rng: random.Random) -> Iterator[str]:
    """Steps of Philox between words paired at random; the last words become draws."""
    # Twenty multiplications, in ten rounds, make four words of four.
    turns = round(month.operations["word multiply"] / 20)
    mask, words = 0xFFFFFFFF, [f"v{number}" for number in range(4 * turns)]
    yield "k = get_luck(luck, i, float)"
    for number, word in enumerate(words):
        yield f"{word} = k ^ (o + {number})"
    for step in range(round(month.operations["word multiply"])):
        a, b = rng.sample(words, 2)
        yield f"product = {a} * {0xD2511F53 if step % 2 else 0xCD9E8D57}"
        yield f"{a} = ((product >> 32) & {mask}) ^ {b} ^ k"
        yield f"{b} = product & {mask}"
        if step % 2:
            yield f"k = (k + {0x9E3779B9}) & {mask}"
    yield "last = " + " ^ ".join(words)
    for number, place in enumerate(places):
        yield place.format(f"((v{number} ^ last) >> 1) / 2147483648.0")


def made_up_month(month: Arithmetic, trees: int) -> Callable[[int, int, int], None]:
    """Compile the made-up month: called with months, organisations and threads, each with its own arrays."""
    width = LANES
    names: dict[str, Any] = {}
    for scope in ("w", "r", "q", "luck"):
        names[f"get_{scope}"], names[f"put_{scope}"] = accessors(scope, width)
    exec(source_text(month, width, trees), names)
    kernel = njit(nogil=True, error_model="numpy", _nrt=False)(names["made_up_month"])

    def once(months: int, organisations: int) -> None:
        rng = np.random.default_rng(1)
        w = rng.uniform(0.1, 1.0, WORKSPACE.rows * width)
        r = rng.uniform(0.1, 1.0, organisations * ORGANISATION.rows * width)
        kernel(months, organisations, w, r, r, np.arange(width))

    def run(months: int, organisations: int, threads: int) -> None:
        _in_threads(lambda: once(months, organisations), threads)

    return run


CHAINS, STEPS, APART = 8, 50, 256  # chains at once, steps of each between a reading and a writing, lanes


def peak(threads: int, seconds: float) -> float:
    """Multiplications and additions a second, of numbers that all but stay in registers."""
    text = f"def spin(turns, w):\n    for turn in range(turns):\n        for i in range({APART}):\n"
    lines = [f"x{n} = get_w(w, {n * APART} + i, float)" for n in range(CHAINS)]
    for _ in range(STEPS):
        lines += [f"x{n} = x{n} * 0.999" for n in range(CHAINS)]
        lines += [f"x{n} = x{n} + 0.001" for n in range(CHAINS)]
    lines += [f"put_w(w, {n * APART} + i, x{n})" for n in range(CHAINS)]
    text += "".join(f"            {line}\n" for line in lines)
    names: dict[str, Any] = dict(zip(("get_w", "put_w"), accessors("w", 1), strict=True))
    exec(text, names)
    spin = njit(nogil=True, error_model="numpy", _nrt=False)(names["spin"])
    spin(1, np.ones(CHAINS * APART))
    turns, taken = 10, 0.0
    while taken < seconds:
        turns *= 2
        started = time.perf_counter()
        _in_threads(partial(spin, turns, np.ones(CHAINS * APART)), threads)
        taken = time.perf_counter() - started
    return 2.0 * CHAINS * STEPS * APART * turns * threads / taken


def _in_threads(work: Callable[[], None], threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for each in [pool.submit(work) for _ in range(threads)]:
            each.result()
