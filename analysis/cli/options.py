"""Options that several commands of `mcn` share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

MOST_RUNS, LONGEST, MOST_WORKERS, LARGEST_SEED = 1_000_000, 240, 64, 2**32 - 1


class Parameters(StrEnum):
    """Which parameter sets the runs use."""

    accepted = "accepted"
    prior = "prior"
    central = "central"


class Engine(StrEnum):
    """What runs the model."""

    ensemble = "ensemble"
    mesa = "mesa"


class Where(StrEnum):
    """Where chunks of runs are done."""

    local = "local"
    dask = "dask"


class Format(StrEnum):
    """What documents are written as."""

    md = "md"
    html = "html"
    both = "both"


class Kind(StrEnum):
    """What can be listed."""

    levers = "levers"
    outcomes = "outcomes"
    parameters = "parameters"
    links = "links"
    findings = "findings"
    scenarios = "scenarios"
    problems = "problems"
    readings = "readings"
    patterns = "patterns"
    references = "references"


Runs = Annotated[
    int,
    typer.Option(
        "--runs", metavar="N", min=1, max=MOST_RUNS, help="Runs of each scenario; more runs, less error."
    ),
]
Lucks = Annotated[
    int | None,
    typer.Option(
        "--lucks",
        metavar="N",
        min=1,
        max=1000,
        help="Runs that share a parameter set and differ in luck.  [default: 8; with few runs 1]",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", metavar="S", min=0, max=LARGEST_SEED, help="Same seed, same luck: repeat a run exactly."
    ),
]
Horizon = Annotated[
    int | None,
    typer.Option(
        "--horizon", metavar="M", min=1, max=LONGEST, help="Months after month 0.  [default: the scenario's]"
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder for data and figures.  [default: a new one in mcn-results]"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace other results in the folder.")]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with an unfinished run: in --out, or the latest of the same in mcn-results."
    ),
]
Engines = Annotated[
    Engine, typer.Option("--engine", help="ensemble: compiled, fast; mesa: agent by agent, the same numbers.")
]
Executors = Annotated[
    Where, typer.Option("--executor", help="Where runs are done: on this machine, or on a Dask cluster.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster, such as tcp://host:8786."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table.")]
Sets = Annotated[
    Parameters,
    typer.Option(
        "--parameters",
        help=(
            "accepted: sets that reproduce what the study saw; prior: draw a set for each run from the "
            "ranges; central: best guesses."
        ),
    ),
]
Outcomes = Annotated[
    str, typer.Option("--outcomes", metavar="NAMES", help="main, all, or names parted by commas.")
]
Hypothesis = Annotated[
    str,
    typer.Option(
        "--hypothesis",
        metavar="TEXT",
        help="What you expect, set down before the run and kept with it.  [default: the scenarios' own]",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=MOST_WORKERS,
        help="Threads or processes that share the runs; the answer is the same.  [default: one a core]",
    ),
]
