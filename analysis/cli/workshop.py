"""Commands for a room of people: a page in one file, and the same page live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import Horizon, Json, Outcomes, Parameters, Seed, Sets, Workers
from analysis.cli.workshop_mesa import mesa
from analysis.cli.workshop_serve import serve

MOST_RUNS = 10_000  # all of them lie in the page

workshop = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A page for a room of people: switch levers and barriers, and see what comes of it.",
    epilog="Start with: mcn workshop open",
)
app.add_typer(workshop, name="workshop", short_help="A page for a workshop: one file, or live.")


@workshop.command(short_help="Write a workshop's page: one file, every setting in it.")
def export(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="A scenario; further ones are prepared futures of it."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file.")] = Path(
        "workshop.html"
    ),
    switches: Annotated[
        str | None,
        typer.Option(
            "--switches",
            metavar="NAMES",
            help=(
                "Levers and barriers (money, records, standards, staff), parted by commas, at most ten. "
                " [default: what the further scenarios pull, or the usual six]"
            ),
            show_default=False,
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", min=1, max=MOST_RUNS, help="Runs of each setting.")
    ] = 256,
    seed: Seed = 1,
    horizon: Horizon = None,
    parameters: Sets = Parameters.accepted,
    outcomes: Outcomes = "main",
    workers: Workers = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is no such page.")] = False,
    json: Json = False,
) -> None:
    """Write a page that opens by double click, without a network, with every setting of the switches in it.

    Every setting is run beforehand, as `mcn compare` runs it. If it is stopped, the same command goes on.
    `--outcomes` are those of which every run is in the page, so that any two futures can be compared run by
    run; of the others it has bands and chances.
    """
    from analysis.page import command
    from analysis.runs.running import Options, cores

    command.export(
        scenarios,
        switches,
        Options(runs, seed, parameters.value, horizon, workers or cores(runs)),
        outcomes,
        output,
        force=force,
        as_json=json,
    )


workshop.command(short_help="Serve a workshop's page to this computer: any lever, parameter, network.")(serve)
workshop.command(short_help="Show one run in Mesa's own viewer (needs hubspoke[mesa-viz]).")(mesa)


@workshop.command("open", short_help="Open the page that comes with it: the study region, six switches.")
def open_page(
    only_print: Annotated[
        bool, typer.Option("--print", help="Print where the file lies, and open nothing.")
    ] = False,
) -> None:
    """Open the page of the study region in your browser; print where it lies."""
    from analysis.page import command

    command.open_page(show=not only_print)
