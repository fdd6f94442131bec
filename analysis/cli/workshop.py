"""Commands for a room of people: a page in one file, and the same page live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.question_options import answers
from analysis.page.question import ExportQuestion, ServeQuestion

workshop = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A page for a room of people: switch levers and barriers, and see what comes of it.",
    epilog="Start with: mcn workshop open",
)
app.add_typer(workshop, name="workshop", short_help="A page for a workshop: one file, or live.")


@app.command("open", short_help="Open the model in one page: your network, your scenarios, the answer.")
def open_page(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            show_default=False,
            help="Scenarios (the first is the base), a network, or a folder of results.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the page there, to be passed on."),
    ] = None,
    only_print: Annotated[
        bool, typer.Option("--print", help="Print where the page lies, and open nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is no such page.")] = False,
) -> None:
    """Open the whole model as one page in your browser: it needs no Python, no server and no network.

    Without a name it is the page of the study region, which ships. With `--output` it is a file that opens by
    double click on any computer, or from any web server.
    """
    from analysis.page.opening import open_page

    open_page(names or [], output, show=not only_print, force=force)


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


@workshop.command(short_help="Show one run in Mesa's own viewer (needs hubspoke[mesa-viz]).")
def mesa(
    scenario: Annotated[
        str, typer.Argument(help="What it begins with: a shipped scenario, or a .yaml file.")
    ] = "baseline",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="N", min=0, max=65535, help="On this computer; 0 takes any that is free."
        ),
    ] = 8521,  # Mesa's viewers have long been found there
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only say the page's address.")] = False,
) -> None:
    """Show one run in Mesa's own viewer, played month by month: the region as a map, the network's means.

    The page is for this computer alone and needs no internet. It needs the extra hubspoke[mesa-viz].
    """
    from analysis.mesa_viewer import serve

    def ready(address: str) -> None:
        typer.echo(address)
        typer.echo("Ctrl-C ends it.", err=True)
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    serve(scenario, port, ready)


@workshop.command("open", short_help="Open the page that comes with it: the study region, six switches.")
def open_built(
    only_print: Annotated[
        bool, typer.Option("--print", help="Print where the file lies, and open nothing.")
    ] = False,
) -> None:
    """Open the page of the study region in your browser; print where it lies."""
    from analysis.page import command

    command.open_page(show=not only_print)
