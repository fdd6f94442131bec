"""The engines side by side, in the study region, with plain NumPy and the machine's own limit beside them."""

import warnings
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NamedTuple

import mesa

from sim import load_scenario, simulate, simulate_each
from sim.engine.layout import LANES
from sim.engine.mesa_model import NetworkModel
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from tests.benchmarks import limit, subset, webassembly
from tests.benchmarks.counting import Arithmetic, arithmetic
from tests.benchmarks.timing import side_by_side, summary


class Sizes(NamedTuple):
    """How much each does at a time."""

    mesa: int  # runs
    ensemble: int
    webassembly: int
    bundles: int  # of levers, at once
    subset: int
    limit: int  # months
    repeats: int
    loops: tuple[int, ...]


FULL = Sizes(12, 12_000, 2_000, bundles=64, subset=1_000, limit=10_000, repeats=5, loops=limit.SIZES)
TINY = Sizes(2, 24, 8, bundles=2, subset=2, limit=1, repeats=1, loops=(4,))

PROCESSES = 2
BUNDLES, OF_EACH = "ensemble, two threads, bundles at once", 256
WEBASSEMBLY = "WebAssembly in Node, one thread"


def _batch_run(scenario: Scenario, runs: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa's own, of what it will drop
        mesa.batch_run(
            NetworkModel,
            {"scenario": [scenario], "run": range(runs)},
            number_processes=PROCESSES,
            display_progress=False,
        )


def _bundles(base: Scenario, count: int) -> list[Scenario]:
    """Of the bundles of the first levers so many, pulled from month 0 on."""
    levers = list(load_levers())[1:]
    return [
        base.with_levers({each: {"start": 0} for place, each in enumerate(levers) if number >> place & 1})
        for number in range(count)
    ]


def measure(sizes: Sizes) -> dict[str, Any]:
    """Time all of them, round by round."""
    base = load_scenario("baseline")
    organisations, months, end = (
        len(base.network.organisations),
        base.horizon + 1 - FIRST_MONTH,
        (base.horizon,),
    )
    work = arithmetic(base)
    made_up = {trees: limit.made_up_month(work, trees) for trees in sizes.loops}
    many = sizes.ensemble
    bundles = _bundles(base, sizes.bundles)
    contenders: dict[str, tuple[int, Callable[[], Any]]] = {
        "mesa.batch_run, two processes": (sizes.mesa, lambda: _batch_run(base, sizes.mesa)),
        "Mesa engine, two processes": (
            sizes.mesa,
            lambda: simulate(base, sizes.mesa, engine="mesa", workers=PROCESSES),
        ),
        "ensemble, two threads": (many, lambda: simulate(base, many, months=end, workers=2)),
        "ensemble, one thread": (many, lambda: simulate(base, many, months=end, workers=1)),
        "ensemble, two threads, all months kept": (many // 4, lambda: simulate(base, many // 4, workers=2)),
        "ensemble, two threads, central parameters": (
            many,
            lambda: simulate(base, many, months=end, workers=2, parameters="central"),
        ),
        BUNDLES: (
            sizes.bundles * OF_EACH,
            lambda: simulate_each(bundles, OF_EACH, months=end, outcomes=["cover_24_7"], workers=2),
        ),
        "plain NumPy, a subset": (sizes.subset, lambda: subset.run(sizes.subset, organisations, months)),
    }
    rows = 2 * LANES * sizes.limit / months  # months of lanes, on two threads, as runs
    for trees, run in made_up.items():
        contenders[f"limit, {trees} trees a loop"] = (
            rows,
            lambda run=run: run(sizes.limit, organisations, 2),
        )  # type: ignore[assignment]
    with ExitStack() as started:
        if webassembly.NODE is not None:
            in_node = started.enter_context(webassembly.in_node())
            contenders[WEBASSEMBLY] = (sizes.webassembly, lambda: in_node(sizes.webassembly))
        for _, warm_up in contenders.values():
            warm_up()
        taken = side_by_side({name: run for name, (_, run) in contenders.items()}, sizes.repeats)
    found = {
        name: _figures(seconds, contenders[name][0], organisations * months)
        for name, seconds in taken.items()
    }
    limits = {name: each for name, each in found.items() if name.startswith("limit")}
    best = min(limits, key=lambda name: limits[name]["ns per organisation-month"]["median"])
    return {
        "organisations": organisations,
        "months": months,
        "contenders": found,
        "limit": {**found[best], "which": best, "definition": (limit.__doc__ or "").strip()},
        "arithmetic": _told(work),
        "per operation": _per_operation(found, best, work, organisations),
        "register peak": {
            "operations a second, two threads": limit.peak(2, 0.5 if sizes is FULL else 0.001),
            "what": "multiplications and additions that never leave the registers; for comparison only",
        },
        "ratios": _ratios(found, best),
    }


def _figures(seconds: list[float], runs: float, organisation_months: int) -> dict[str, Any]:
    per_run = summary(seconds, runs)
    return {
        "runs": runs,
        "runs a second": {"median": 1 / per_run["median"], "max": 1 / per_run["min"]},
        "ns per organisation-month": summary(seconds, runs * organisation_months, 1e9),
    }


def _told(work: Arithmetic) -> dict[str, Any]:
    return {
        "operations per organisation-month": work.operations,
        "operations in all": work.total,
        "rows read": {"workspace": work.shared, "records": work.own},
        "rows written": work.written,
        "how": "counted by calling the real functions; see tests/benchmarks/counting.py",
    }


def _per_operation(found: dict[str, Any], best: str, work: Arithmetic, organisations: int) -> dict[str, Any]:
    few = subset.operations(organisations)

    def each(name: str, operations: float) -> float:
        figure: float = found[name]["ns per organisation-month"]["median"] / operations
        return figure

    return {
        "subset": {
            "states": len(subset.STATES),
            "rules": subset.RULES,
            "parameters": subset.PARAMETERS,
            "operations per organisation-month": few,
        },
        "ns per operation, plain NumPy, one thread": each("plain NumPy, a subset", few),
        "ns per operation, ensemble, one thread": each("ensemble, one thread", work.total),
        "ns per operation, ensemble, two threads": each("ensemble, two threads", work.total),
        "ns per operation, limit, two threads": each(best, work.total),
    }


def _ratios(found: dict[str, Any], best: str) -> dict[str, Any]:
    def ns(name: str) -> float:
        figure: float = found[name]["ns per organisation-month"]["median"]
        return figure

    ensemble = ns("ensemble, two threads")
    in_node = {"WebAssembly to ensemble, one thread": {"is": ns(WEBASSEMBLY) / ns("ensemble, one thread")}}
    return {
        **(in_node if WEBASSEMBLY in found else {}),
        "mesa.batch_run to ensemble": {
            "is": ns("mesa.batch_run, two processes") / ensemble,
            "target": "at least 1000",
        },
        "Mesa engine to ensemble": {"is": ns("Mesa engine, two processes") / ensemble},
        "bundles at once to one by one": {"is": ns(BUNDLES) / ensemble},
        "ensemble to limit": {"is": ensemble / ns(best), "target": "at most 2"},
    }
