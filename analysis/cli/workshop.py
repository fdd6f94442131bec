"""Commands for a room of people: a page in one file, and the same page live."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.options import answers
from analysis.cli.workshop_mesa import mesa
from analysis.page.question import ExportQuestion, ServeQuestion

workshop = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A page for a room of people: switch levers and barriers, and see what comes of it.",
    epilog="Start with: mcn workshop open",
)
app.add_typer(workshop, name="workshop", short_help="A page for a workshop: one file, or live.")


@answers(workshop, ExportQuestion, "Write a workshop's page: one file, every setting in it.")
def export(question: ExportQuestion) -> None:
    """Write a page that opens by double click, without a network, with every setting of the switches in it.

    Every setting is run beforehand, as `mcn compare` runs it. If it is stopped, the same command goes on.
    `--outcomes` are those of which every run is in the page, so that any two futures can be compared run by
    run; of the others it has bands and chances.
    """
    from analysis.page.command import export

    export(question)


@answers(workshop, ServeQuestion, "Serve a workshop's page to this computer: any lever, parameter, network.")
def serve(question: ServeQuestion) -> None:
    """Serve a workshop's page to this computer alone: any lever, parameter and network; Ctrl-C ends it."""
    from analysis.page.startup import serve

    serve(question)


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
