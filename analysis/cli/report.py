"""Commands about folders of results: what one holds, its report, and whether it can be made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.app import app
from analysis.cli.question_options import Json


@app.command(short_help="Write a folder's report: HTML, Word or PDF.")
def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that a command filled.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The file.  [default: report.html in the folder]"
        ),
    ] = None,
    docx: Annotated[
        bool, typer.Option("--docx", help="A Word file: one page for a board, the long report behind it.")
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="The same as a PDF, printed by a browser: Chrome, Edge or Chromium.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is no report.")] = False,
    json: Json = False,
) -> None:
    """Write what a folder holds as one page of HTML, which opens without a network; or for Word, or as PDF.

    In it are the question, what was expected, what was found, what gets worse, why, how sure that is and what
    it does not say, with figures, tables and what it was made from.
    """
    from analysis.html_report.command import Form, write_report
    from analysis.report.terminal import print_json

    if docx and pdf:
        raise typer.BadParameter("is given beside --docx; give one of the two", param_hint="'--pdf'")
    form: Form = "docx" if docx else "pdf" if pdf else "html"
    path, warning = write_report(folder, output, form=form, force=force)
    if json:
        print_json({"report": str(path), "warning": warning or None})
        return
    typer.echo(str(path))
    if warning:
        typer.echo(warning, err=True)


@app.command(short_help="Print a folder's answer, and how far it is.")
def show(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that a command filled.")],
    full: Annotated[
        bool, typer.Option("--full", help="Print all that was found, not the answer alone.")
    ] = False,
    json: Json = False,
) -> None:
    """Print what a folder of results answers, how far it is, what in it is damaged, and how to go on."""
    from analysis.runs import status

    status.print_folder(folder, full=full, as_json=json)


@app.command(short_help="Make a folder's answer again: is it the same?")
def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that a command filled.")],
    json: Json = False,
) -> None:
    """Make a folder's answer again from its inputs, elsewhere, and say whether every byte is the same.

    Or else where they first differ, and why: an edited input, another version, another processor. The folder
    stays as it is. It takes as long as the command that filled it. Exit codes: 0 the same, 1 not the same,
    2 it cannot be made again.
    """
    from analysis.runs.verify import verify as made_again

    if not made_again(folder, as_json=json):
        raise typer.Exit(1)
