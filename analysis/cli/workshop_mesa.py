"""`mcn workshop mesa`: the network in Mesa's own viewer."""

from __future__ import annotations

from typing import Annotated

import typer

DEFAULT_PORT = 8521  # Mesa's viewers have long been found there

Port = Annotated[
    int,
    typer.Option("--port", metavar="N", min=0, max=65535, help="On this computer; 0 takes any that is free."),
]


def mesa(
    scenario: Annotated[
        str, typer.Argument(help="What it begins with: a shipped scenario, or a .yaml file.")
    ] = "baseline",
    port: Port = DEFAULT_PORT,
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
