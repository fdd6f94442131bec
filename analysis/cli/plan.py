"""The command that chooses levers within a budget."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import (
    MOST_RUNS,
    Force,
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

LONGEST_YEARS = 20


class Payer(StrEnum):
    """Whose money counts against the budget."""

    all = "all"
    network = "network"
    members = "members"
    commissioner = "commissioner"
    national = "national"


@app.command(short_help="Choose levers within a budget.")
def plan(
    budget: Annotated[
        float,
        typer.Option(
            "--budget",
            metavar="POUNDS",
            help="What may be spent over all the years together, discounted, beyond what the scenario costs.",
        ),
    ],
    scenario: Annotated[
        str, typer.Argument(help="What levers are added to: a shipped scenario's name, or a file.")
    ] = "baseline",
    years: Annotated[
        int,
        typer.Option(
            "--years",
            metavar="N",
            min=1,
            max=LONGEST_YEARS,
            help="Years that the money is for, from month 0.",
        ),
    ] = 5,
    payer: Annotated[
        Payer, typer.Option("--payer", help="Whose money counts against the budget; the others' is shown.")
    ] = Payer.all,
    levers: Annotated[
        str | None,
        typer.Option(
            "--levers",
            metavar="NAMES",
            help="Levers to choose from, parted by commas, at most 14.  [default: 10 that do most alone]",
        ),
    ] = None,
    objective: Annotated[
        str, typer.Option("--objective", metavar="OUTCOME", help="What the money is to improve.")
    ] = "cover_24_7",
    discount: Annotated[
        float,
        typer.Option(
            "--discount", metavar="PERCENT", help="By which money a year later counts less; 0: not at all."
        ),
    ] = 3.5,
    runs: Runs = 256,
    futures: Annotated[
        int,
        typer.Option(
            "--futures",
            metavar="N",
            min=1,
            max=MOST_RUNS,
            help="Further runs of the few best bundles, to choose among them and see where the choice fails.",
        ),
    ] = 4000,
    seed: Seed = 1,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    json: Json = False,
    workers: Workers = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
) -> None:
    """Choose levers within a budget: every bundle of them over many futures, and which choice holds up."""
    from analysis import plan as planning
    from analysis.plan.command import Wanted
    from analysis.runs.running import Options, cores
    from analysis.runs.session import Output

    planning.plan_budget(
        Wanted(scenario, budget, years, payer.value, levers, objective, discount, futures),
        Options(runs, seed, parameters.value, None, workers or cores(MOST_RUNS)),
        Output(out, force, json, resume, hypothesis),
    )
