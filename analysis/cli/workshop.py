"""Commands that open the page, or write it for others, and Mesa's own viewer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import app

workshop = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The page for a room of people, and one run in Mesa's own viewer.",
    epilog="Start with: mcn open",
)
app.add_typer(workshop, name="workshop", short_help="The page for a room of people; Mesa's viewer.")


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


@workshop.command(short_help="Write the page with scenarios and networks in it, to be passed on.")
def export(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            help="Scenarios (the base, and up to six futures of it), and networks to choose among.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file.")] = Path(
        "workshop.html"
    ),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is no such page.")] = False,
) -> None:
    """Write a page that opens by double click, without Python or a network, with these scenarios in it.

    Nothing is run beforehand: the page runs what the room asks. The questions are those of the scenarios. It
    opens with the network of the first; others, each with its own scenarios, are chosen under My network.
    """
    from analysis.page.opening import open_page

    open_page(scenarios, output, show=False, force=force)


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


@workshop.command("open", short_help="Open the page that comes with it: the same as mcn open.")
def open_built(
    only_print: Annotated[
        bool, typer.Option("--print", help="Print where the file lies, and open nothing.")
    ] = False,
) -> None:
    """Open the page of the study region in your browser; print where it lies."""
    open_page(only_print=only_print)
