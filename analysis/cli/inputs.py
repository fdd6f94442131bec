"""Commands about the files that people write: networks and scenarios checked, and begun."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import DONE, WRONG, app
from analysis.cli.question_options import Json


@app.command(short_help="Check networks and scenarios.")
def check(
    files: Annotated[
        list[str], typer.Argument(help="Scenario files, network folders, or tables of a network.")
    ],
    json: Json = False,
) -> None:
    """Check networks and scenarios: all that is wrong at once, each with what was meant, and warnings."""
    from analysis.cli.check import print_check

    raise typer.Exit(WRONG if print_check(files, as_json=json) else DONE)


@app.command(short_help="Write a network and two scenarios to fill in.")
def new(
    name: Annotated[
        str, typer.Argument(help="Name of the network and its folder: small letters, digits and hyphens.")
    ],
    folder: Annotated[Path, typer.Option("--folder", help="Where to write.")] = Path(),
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help="Both tables in one workbook, with lists to choose from.")
    ] = False,
) -> None:
    """Write a commented network and two scenarios on it, to be filled in."""
    from sim.inputs.skeleton import write_skeleton

    for path in write_skeleton(name, folder, workbook=xlsx):
        typer.echo(str(path))
