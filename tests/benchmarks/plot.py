"""The figures: how fast each contender is, and how time grows with the network."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.benchmarks.timing import rounded

LIMIT = "the machine's own limit, two threads"


def draw_all(found: dict[str, Any], folder: Path) -> None:
    """Draw both, as SVG whose bytes follow from the figures alone."""
    with mpl.rc_context({"svg.hashsalt": "hubspoke", "svg.fonttype": "none"}):
        draw_speeds(found["engines"], folder / "speeds.svg")
        draw(found["growth"], found["machine"], folder / "growth.svg")


def draw_speeds(engines: dict[str, Any], path: Path) -> None:
    """Draw runs a second of each contender, slowest first, with the machine's limit beside them."""
    speeds = {
        name: each["runs a second"]["median"]
        for name, each in engines["contenders"].items()
        if not name.startswith("limit")
    }
    speeds[LIMIT] = engines["limit"]["runs a second"]["median"]
    names = sorted(speeds, key=speeds.__getitem__, reverse=True)
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    axes = figure.subplots()
    for place, name in enumerate(names):
        other = name == LIMIT or name.startswith("plain NumPy")
        axes.plot(speeds[name], place, "D" if other else "o", color="#777777" if other else "#0072B2")
        axes.annotate(
            rounded(speeds[name]),
            (speeds[name], place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
        )
    axes.set_yticks(range(len(names)), names)
    axes.set(xscale="log", xlabel="runs a second")
    axes.set_xlim(min(speeds.values()) / 1.5, max(speeds.values()) * 4)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="x", color="#e9e9e9")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def draw(growth: dict[str, Any], machine: dict[str, Any], path: Path) -> None:
    """Draw nanoseconds per organisation-month against the network's size, both axes logarithmic."""
    sizes = [int(size) for size in growth]
    medians = [each["ns per organisation-month"]["median"] for each in growth.values()]
    least = [each["ns per organisation-month"]["min"] for each in growth.values()]
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot(sizes, medians, "o-", color="#0072B2", label="median")
    axes.plot(sizes, least, "s:", color="#56B4E9", label="fastest")
    targets = [(int(size), each["target"] * medians[0]) for size, each in growth.items() if each["target"]]
    if targets:
        axes.plot(*zip(*targets, strict=True), "v", color="#D55E00", label="at most (target)")
    for size, median in zip(sizes, medians, strict=True):
        axes.annotate(f"{median:.3g}", (size, median), textcoords="offset points", xytext=(-8, 6), ha="right")
    axes.set(xscale="log", yscale="log", xlabel="organisations in the network")
    axes.set_ylabel("time per organisation and month (ns)")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    low, high = min(least), max([*medians, *(height for _, height in targets)])
    ticks = [tick for tick in (5, 10, 20, 50, 100, 200, 500, 1000, 2000) if low / 2.5 < tick < high * 2.5]
    axes.set_yticks(ticks, [str(tick) for tick in ticks])
    axes.set_ylim(low / 2, high * 2)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle("What an organisation-month costs, by the size of the network")
    caption = (
        "Ensemble on two threads, 85 months, only the last one kept. Networks of the study region's rows,\n"
        "two organisations to a locality, the square root of their number hubs. "
        f"{machine['processor']}, {machine['cores']} cores."
    )
    figure.supxlabel(caption, fontsize="small", x=0.01, ha="left")
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
