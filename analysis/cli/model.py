"""Commands about the model: what there is, what it rests on, the description of all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis.cli.app import app
from analysis.cli.question_options import Json

Kind = Literal[
    "levers", "outcomes", "parameters", "links", "findings", "scenarios", "problems", "readings", "loops",
    "shocks", "patterns", "references",
]  # fmt: skip


@app.command(name="list", short_help="List scenarios, levers, outcomes, ...")
def list_kind(
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = "scenarios", json: Json = False
) -> None:
    """List scenarios, levers, outcomes, parameters, links, findings, problems, loops, shocks or more."""
    from analysis.description import terminal

    terminal.print_list(kind, as_json=json)


@app.command(short_help="Explain one of them, and what it rests on.")
def explain(
    name: Annotated[
        str, typer.Argument(help="A name or id, such as coordinator, L01, C18, F57, people.engagement_decay.")
    ],
    json: Json = False,
) -> None:
    """Say what a lever, outcome, parameter, link, finding, problem, shock or scenario is and rests on."""
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
