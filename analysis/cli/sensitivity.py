"""The command that asks which assumptions drive an answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import (
    Force,
    Horizon,
    Hypothesis,
    Json,
    Out,
    Outcomes,
    Parameters,
    Resume,
    Seed,
    Sets,
    Workers,
)

MOST_SAMPLES = 1 << 16


class Methods(StrEnum):
    """Methods of sensitivity analysis."""

    sobol = "sobol"
    morris = "morris"
    fast = "fast"
    rbd_fast = "rbd-fast"
    delta = "delta"
    pawn = "pawn"
    dgsm = "dgsm"
    hdmr = "hdmr"
    ff = "ff"


@app.command(short_help="Ask which assumptions drive an answer, and why.")
def sensitivity(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario's name, or a file.")] = "baseline",
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="BASE",
            help="Ask about the paired difference from it: what drives the answer of mcn compare.",
        ),
    ] = None,
    method: Annotated[
        Methods, typer.Option("--method", help="How it is asked; the guide says which suits what.")
    ] = Methods.sobol,
    outcomes: Outcomes = "main",
    months: Annotated[
        str | None,
        typer.Option(
            "--months",
            metavar="LIST",
            help="Parted by commas; factors are ranked by the last.  [default: each year's end]",
            show_default=False,
        ),
    ] = None,
    factors: Annotated[
        list[str] | None,
        typer.Option(
            "--factors",
            metavar="NAMES",
            help=(
                "What is varied: used (parameters that the scenarios use), parameters, links, levers, all, a "
                "dimension, names, wildcards such as people.*; parted by commas or repeated.  [default: used]"
            ),
            show_default=False,
        ),
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--groups",
            metavar="GROUPS",
            help="dimension, kind, or NAME=people.*,C18: indices of groups (sobol, morris); repeatable.",
        ),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            "--samples",
            metavar="N",
            min=1,
            max=MOST_SAMPLES,
            help="Base sample, as the method counts.  [default: the method's own]",
            show_default=False,
        ),
    ] = None,
    second_order: Annotated[
        bool,
        typer.Option("--second-order", help="Indices of pairs too, of the factors that a screening keeps."),
    ] = False,
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep", metavar="K", min=2, help="Screen with Morris first, and keep the K that matter most."
        ),
    ] = None,
    seed: Seed = 1,
    horizon: Horizon = None,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    json: Json = False,
    workers: Workers = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
) -> None:
    """Vary assumptions over their ranges: which matter, how much, when, and through which flows."""
    from analysis.runs.running import FEW_RUNS, Options, cores
    from analysis.runs.session import Output
    from analysis.sensitivity.command import Wanted, find_what_matters

    wanted = Wanted(
        scenario, against, method.value, outcomes, months, factors or ["used"], groups or [], samples,
        second_order, keep,
    )  # fmt: skip
    share = workers or cores(FEW_RUNS + 1)
    find_what_matters(
        wanted,
        Options(1, seed, parameters.value, horizon, share),
        Output(out, force, json, resume, hypothesis),
    )
