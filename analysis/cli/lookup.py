"""Commands that list, explain, describe, check and begin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis.cli.app import DONE, WRONG, app
from analysis.cli.options import Json

Kind = Literal[
    "levers", "outcomes", "parameters", "links", "findings", "scenarios", "problems", "readings", "patterns",
    "references",
]  # fmt: skip


@app.command(name="list", short_help="List scenarios, levers, outcomes, ...")
def list_kind(
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = "scenarios", json: Json = False
) -> None:
    """List scenarios, levers, outcomes, parameters, links, findings, problems, readings, patterns or more."""
    from analysis.description import terminal

    terminal.print_list(kind, as_json=json)


@app.command(short_help="Explain one of them, and what it rests on.")
def explain(
    name: Annotated[
        str, typer.Argument(help="A name or id, such as coordinator, L01, C18, F57, people.engagement_decay.")
    ],
    json: Json = False,
) -> None:
    """Say what a lever, outcome, parameter, link, finding, problem or scenario is, and what it rests on."""
    from analysis.description import terminal

    terminal.print_explanation(name, as_json=json)


@app.command(short_help="Describe the model: ODD, STRESS-ABS, TRACE.")
def describe(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Folder for the pages.  [default: mcn-results/description]"
        ),
    ] = None,
    form: Annotated[
        Literal["md", "html", "both"],
        typer.Option("--format", help="md: for repositories; html: pages that stand alone."),
    ] = "both",
) -> None:
    """Describe the model from its own data: ODD 2020 with ODD+D, a STRESS-ABS checklist, a TRACE document."""
    from analysis.description import command

    for path in command.write_description(out, form):
        typer.echo(str(path))


@app.command(short_help="Check networks and scenarios.")
def check(
    files: Annotated[
        list[str], typer.Argument(help="Scenario files, network folders, or tables of a network.")
    ],
    json: Json = False,
) -> None:
    """Check networks and scenarios: everything wrong at once, with file, line and what was meant."""
    from analysis.cli import check as checking

    raise typer.Exit(WRONG if checking.print_check(files, as_json=json) else DONE)


@app.command(short_help="Write a network and two scenarios to fill in.")
def new(
    name: Annotated[
        str, typer.Argument(help="Name of the network and its folder: small letters, digits and hyphens.")
    ],
    folder: Annotated[Path, typer.Option("--folder", help="Where to write.")] = Path(),
) -> None:
    """Write a commented network and two scenarios on it, to be filled in."""
    from sim.inputs.skeleton import write_skeleton

    for path in write_skeleton(name, folder):
        typer.echo(str(path))
