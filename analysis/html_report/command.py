"""`mcn report`: a folder's report, written as one file."""

from __future__ import annotations

from pathlib import Path

from analysis.html_report.page import page
from analysis.html_report.result_folder import read
from analysis.runs import files
from analysis.runs.folder import FULL, REPORT
from sim.inputs.errors import Fault, WrongInput


def write_report(folder: Path, output: Path | None, *, force: bool = False) -> tuple[Path, str]:
    """Write the report of a folder.

    Parameters
    ----------
    folder : Path
    output : Path, optional
        The file; left out, `report.html` in the folder.
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
        If the file named is a folder, or is not ours.
    """
    target = output or folder / REPORT
    results = read(folder)
    content = page(results).encode()
    try:
        _check(target, folder, force=force)
        files.write_whole(target, lambda draft: draft.write_bytes(content))
    except OSError as error:
        if error.errno in FULL:
            raise
        what = f"{target} cannot be written ({error.strerror})"
        raise WrongInput(Fault("--output", what, "name another file")) from None
    if results.same_program:
        return target, ""
    return target, f"{folder} was made with another version of hubspoke; the report says what that one found."


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
