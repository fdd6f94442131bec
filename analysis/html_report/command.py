"""`mcn report`: a folder's report, written as one file: a page, a Word file or a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from analysis.html_report.result_folder import ResultFolder, read
from analysis.runs import files
from analysis.runs.folder import FULL
from sim.inputs.errors import Fault, WrongInput

Form = Literal["html", "docx", "pdf"]


def write_report(
    folder: Path, output: Path | None, *, form: Form = "html", force: bool = False
) -> tuple[Path, str]:
    """Write the report of a folder.

    Parameters
    ----------
    folder : Path
    output : Path, optional
        The file; left out, `report.html` (`.docx`, `.pdf`) in the folder.
    form : str
        A page of HTML (`html`); a page for a board and the long report behind it as a Word file (`docx`) or
        as printed by a browser (`pdf`).
    force : bool
        Whether a file that is no report of ours is replaced.

    Returns
    -------
    tuple of Path and str
        The file, and a word of warning where another version of the program made the folder; else nothing.

    Raises
    ------
    FolderError
        As :func:`analysis.html_report.result_folder.read` does.
    WrongInput
        If the file named is a folder, or is not ours; or if there is no browser to print a PDF.
    """
    target = output or folder / f"report.{form}"
    results = read(folder)
    try:
        _check(target, folder, force=force)
        content = _content(results, form)
        files.write_whole(target, lambda draft: draft.write_bytes(content))
    except OSError as error:
        if error.errno in FULL:
            raise
        what = f"{target} cannot be written ({error.strerror})"
        raise WrongInput(Fault("--output", what, "name another file")) from None
    if results.same_program:
        return target, ""
    return target, f"{folder} was made with another version of hubspoke; the report says what that one found."


def _content(results: ResultFolder, form: Form) -> bytes:
    if form == "docx":
        from analysis.report.word import word_file

        return word_file(results.document, results.pictures(), results.origin)
    if form == "pdf":
        from analysis.html_report.pdf import pdf

        return pdf(results)
    from analysis.html_report.page import page

    return page(results).encode()


def _check(target: Path, folder: Path, *, force: bool) -> None:
    """Refuse a place where a report would take that of something else."""
    if target.is_dir():
        raise WrongInput(Fault("--output", f"{target} is a folder", "name a file, such as report.html"))
    if not target.exists() or files.is_report(target):
        return
    if target.resolve().is_relative_to(folder.resolve()):
        raise WrongInput(Fault("--output", f"{target} is part of the results", "name another file"))
    if not force:
        what = f"{target} is there and is no report of this command"
        raise WrongInput(Fault("--output", what, "name another file, or replace it with --force"))
