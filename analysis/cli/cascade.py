"""The command that follows problems through a network."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import (
    LONGEST,
    Force,
    Horizon,
    Hypothesis,
    Json,
    Out,
    Parameters,
    Resume,
    Runs,
    Seed,
    Sets,
    Workers,
)


@app.command(short_help="Show how one problem brings about the next.")
def cascade(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario's name, or a file.")],
    runs: Runs = 2000,
    seed: Seed = 1,
    horizon: Horizon = None,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="NAMES",
            help="Whose shortfall is shared out between the barriers: one, or several parted by commas.",
        ),
    ] = "cover_24_7",
    run: Annotated[
        int | None,
        typer.Option(
            "--run", metavar="R", min=0, help="Whose story is told.  [default: the most typical run's]"
        ),
    ] = None,
    since: Annotated[
        int,
        typer.Option(
            "--since",
            metavar="M",
            min=-LONGEST,
            max=LONGEST,
            help="Tell onsets from this month on; 0: what begins after the study.",
        ),
    ] = -23,
    json: Json = False,
    workers: Workers = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
) -> None:
    """Show how problems bring about one another: order, map, one run's story, and barriers removed."""
    from analysis.cascade import command
    from analysis.runs.running import Options, cores
    from analysis.runs.session import Output

    options = Options(runs, seed, parameters.value, horizon, workers or cores(runs))
    command.cascade(scenario, options, outcome, run, since, Output(out, force, json, resume, hypothesis))
