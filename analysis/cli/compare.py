"""Commands that run scenarios and fill folders."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import (
    MOST_RUNS,
    Engine,
    Engines,
    Executors,
    Force,
    Horizon,
    Hypothesis,
    Json,
    Lucks,
    Out,
    Outcomes,
    Parameters,
    Resume,
    Runs,
    Scheduler,
    Seed,
    Sets,
    Where,
    Workers,
)


@app.command(short_help="Compare scenarios with a base scenario.")
def compare(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="Scenario to compare with: a shipped name or a file.")
    ],
    alternatives: Annotated[list[str], typer.Argument(help="One or more scenarios.", metavar="ALT...")],
    runs: Runs = 4000,
    seed: Seed = 1,
    horizon: Horizon = None,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    outcomes: Outcomes = "main",
    json: Json = False,
    workers: Workers = None,
    lucks: Lucks = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
    engine: Engines = Engine.ensemble,
    executor: Executors = Where.local,
    scheduler: Scheduler = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            "--precision",
            metavar="OUTCOME=SIZE",
            help="Add runs until the Monte Carlo error of this outcome's change is that small; repeatable.",
        ),
    ] = None,
    most_runs: Annotated[
        int | None,
        typer.Option(
            "--most-runs",
            metavar="N",
            min=1,
            max=MOST_RUNS,
            help="Where --precision gives up.  [default: 100000]",
        ),
    ] = None,
    worthwhile: Annotated[
        list[str] | None,
        typer.Option(
            "--worthwhile",
            metavar="OUTCOME=SIZE",
            help="The smallest difference of this outcome that you care about, in its unit; repeatable.",
        ),
    ] = None,
    discount: Annotated[
        float,
        typer.Option(
            "--discount",
            metavar="PERCENT",
            help="A year's discount on money: 3.5 as in the UK Treasury's Green Book, 0 for none.",
        ),
    ] = 3.5,
) -> None:
    """Compare scenarios with a base: what changes, how surely, what it costs and who pays."""
    from analysis.compare import command
    from analysis.runs.running import Options, cores, lucks_for
    from analysis.runs.session import Output

    wanted = command.precision(precision or [], most_runs, runs)
    address = command.scheduler(executor.value, scheduler)
    share = workers or cores(most_runs or MOST_RUNS if wanted else runs)
    command.compare_scenarios(
        [base, *alternatives],
        Options(
            runs,
            seed,
            parameters.value,
            horizon,
            share,
            engine.value,
            address,
            **wanted,
            lucks=lucks_for(runs, lucks),
        ),
        outcomes,
        Output(out, force, json, resume, hypothesis),
        worthwhile or [],
        discount,
    )


@app.command(short_help="Run one scenario.")
def run(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario's name, or a file.")],
    runs: Runs = 4000,
    seed: Seed = 1,
    horizon: Horizon = None,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    outcomes: Outcomes = "main",
    json: Json = False,
    workers: Workers = None,
    lucks: Lucks = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
    engine: Engines = Engine.ensemble,
    executor: Executors = Where.local,
    scheduler: Scheduler = None,
) -> None:
    """Run one scenario: its course over time, and a page of figures."""
    from analysis.compare import command
    from analysis.runs.running import Options, cores, lucks_for
    from analysis.runs.session import Output

    address = command.scheduler(executor.value, scheduler)
    command.run_scenario(
        scenario,
        Options(
            runs,
            seed,
            parameters.value,
            horizon,
            workers or cores(runs),
            engine.value,
            address,
            lucks=lucks_for(runs, lucks),
        ),
        outcomes,
        Output(out, force, json, resume, hypothesis),
    )
