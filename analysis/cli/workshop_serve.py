"""The command that serves a workshop's page."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.cli.options import Parameters, Runs, Seed, Sets, Workers


def serve(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENARIO...",
            help="A scenario; further ones are prepared futures, or rooms of their own.  [default: baseline]",
        ),
    ] = None,
    network: Annotated[
        list[str] | None,
        typer.Option(
            "--network",
            metavar="NAME",
            help="A network that the page may choose as well: a folder, or a file; may be given again.",
        ),
    ] = None,
    switches: Annotated[
        str | None,
        typer.Option(
            "--switches",
            metavar="NAMES",
            help="Levers and barriers (money, records, standards, staff), parted by commas, at most ten.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65_535,
            help="Where it is served; 0: any that is free.  [default: 8471, or the next that is free]",
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    runs: Runs = 320,
    seed: Seed = 1,
    parameters: Sets = Parameters.accepted,
    workers: Workers = None,
) -> None:
    """Serve a workshop's page to this computer alone: any lever, parameter and network; Ctrl-C ends it."""
    from analysis.page.settings import Runs as SettingRuns
    from analysis.page.startup import serve as start
    from analysis.runs.running import cores

    start(
        scenarios or ["baseline"],
        network or [],
        switches,
        SettingRuns(runs, seed, parameters.value, workers=workers or cores(runs)),
        port,
        browser=browser,
    )
