"""Commands that hold the model against the study."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import MOST_RUNS, Json, Parameters, Runs, Seed, Sets, Workers


@app.command(short_help="Hold the model against the study.")
def validate(
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="N",
            min=2,
            max=MOST_RUNS,
            help="Of each case.  [default: 2000; with --ablate 300]",
        ),
    ] = None,
    seed: Seed = 1,
    parameters: Sets = Parameters.accepted,
    ablate: Annotated[
        bool,
        typer.Option("--ablate", help="Cut the weak links one by one, and try simpler rivals."),
    ] = False,
    json: Json = False,
    workers: Workers = None,
) -> None:
    """Check every pattern of the study: which hold, in what share of paired runs, and which fail."""
    from analysis.runs.running import Options, cores
    from analysis.validation import command

    count = runs or (300 if ablate else 2000)
    options = Options(count, seed, parameters.value, None, workers or cores(count))
    answer = command.ablate_model if ablate else command.validate_model
    answer(options, as_json=json)


@app.command(short_help="Repeat the study inside the model.")
def study(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario's name, or a file.")] = "baseline",
    runs: Runs = 2000,
    seed: Seed = 1,
    parameters: Sets = Parameters.prior,
    json: Json = False,
    workers: Workers = None,
) -> None:
    """Repeat the study in month 0: who would have taken part, beside those who did."""
    from analysis.runs.running import Options, cores
    from analysis.validation import command

    command.repeat_study(
        scenario, Options(runs, seed, parameters.value, None, workers or cores(runs)), as_json=json
    )
