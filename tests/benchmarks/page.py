"""The site's page of how fast it is, of `page.md` and `results.json`: ``python -m tests.benchmarks.page``."""

import json
from pathlib import Path
from typing import Any

from tests.benchmarks import plot
from tests.benchmarks.engines import BUNDLES, WEBASSEMBLY
from tests.benchmarks.timing import rounded

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parents[1] / "docs" / "speed.md"
ROWS = {
    "mesa.batch_run, two processes": "`mesa.batch_run`, two processes",
    "Mesa engine, two processes": "the Mesa engine through `simulate`, two processes",
    "ensemble, two threads": "the ensemble, two threads, the horizon kept",
    "ensemble, one thread": "the same, one thread",
    BUNDLES: "many scenarios at once (`simulate_each`), two threads",
    "ensemble, two threads, all months kept": "the ensemble, two threads, every month kept",
    WEBASSEMBLY: "WebAssembly in Node, one thread: a worker of the page",
    "plain NumPy, a subset": "a much smaller model in plain NumPy, one thread",
    "limit": "the machine's own limit, two threads",
}
IN_NODE = (
    "- **In a browser's engine** the same kernels take {} times the ensemble's time in one thread; the page "
    "has as many workers as there are cores.\n"
)


def results() -> dict[str, Any]:
    """The committed figures."""
    found: dict[str, Any] = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    return found


def text(found: dict[str, Any]) -> str:
    """Write the page."""
    engines, machine, start = found["engines"], found["machine"], found["start"]
    every = {**engines["contenders"], "limit": engines["limit"]}

    def ns(name: str) -> float:
        median: float = every[name]["ns per organisation-month"]["median"]
        return median

    rows = [
        f"| {title} | {rounded(every[name]['runs a second']['median'])} | {rounded(ns(name))} |"
        for name, title in ROWS.items()
        if name in every
    ]
    each, batch = engines["per operation"], ns("mesa.batch_run, two processes")
    share = engines["ratios"].get("WebAssembly to ensemble, one thread")
    load = machine["load before"]
    return (
        (FOLDER / "page.md")
        .read_text(encoding="utf-8")
        .format(
            rows="\n".join(rows),
            ensemble=rounded(every["ensemble, two threads"]["runs a second"]["median"]),
            organisations=engines["organisations"],
            months=engines["months"],
            times=rounded(engines["ratios"]["mesa.batch_run to ensemble"]["is"]),
            every=rounded(batch / ns("ensemble, two threads, all months kept")),
            limit=rounded(engines["ratios"]["ensemble to limit"]["is"]),
            repeats=every["ensemble, two threads"]["ns per organisation-month"]["repeats"],
            load=f" Other work kept {load:.1f} of the cores busy as they began."
            if load and load > 0.5
            else "",
            **{name: machine[name] for name in ("processor", "cores", "python", "mesa", "numba")},
            states=each["subset"]["states"],
            few=rounded(each["subset"]["operations per organisation-month"]),
            operations=rounded(engines["arithmetic"]["operations in all"]),
            numpy=rounded(each["ns per operation, plain NumPy, one thread"]),
            own=rounded(each["ns per operation, ensemble, one thread"]),
            in_node="" if share is None else IN_NODE.format(rounded(share["is"])),
            first=rounded(start["seconds from command to first run, cache warm"]["median"]),
            compiling=rounded(start["seconds to compile, from nothing"]["median"]),
            thousand=rounded(found["growth"]["1000"]["to the smallest"]),
            ten=rounded(found["growth"]["10000"]["to the smallest"]),
        )
    )


def write() -> None:
    """Write page and figures anew from the committed figures."""
    found = results()
    PAGE.write_text(text(found), encoding="utf-8")
    plot.draw_all(found, FOLDER)


if __name__ == "__main__":
    write()
