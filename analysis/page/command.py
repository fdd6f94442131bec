"""What `mcn workshop export` and `mcn workshop open` do once their options are read."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import asdict
from pathlib import Path

from analysis.page.html import BUILT, is_page
from analysis.page.question import ExportQuestion
from analysis.report.terminal import print_json
from analysis.runs import session
from analysis.statistics.comparison import MAIN
from sim.inputs.errors import Fault, WrongInput

ENOUGH = 256  # runs of each setting


def export(question: ExportQuestion) -> None:
    """Write a page of the first scenario, the others as prepared futures, and say what was written.

    Raises
    ------
    WrongInput
        If a scenario, a switch or an outcome is not to be had, or the file is something else.
    """
    from analysis.page.export import export
    from analysis.page.settings import Runs
    from analysis.page.switches import board

    base, *others = session.load(question.scenarios, question.horizon)
    laid = board(base, others, question.switches)
    kept = tuple(each.name for each in session.chosen(question.outcomes, MAIN))
    _check(question.output, force=question.force)
    session.ready(question, flows=True)
    runs = Runs(question.runs, question.seed, question.source, kept, question.threads)
    with session.progress(laid.count, "settings") as progress:
        done = export(laid, runs, question.output, progress)
    few = ""
    if question.runs < ENOUGH:
        steps = f"chances come in steps of {100 / question.runs:.2g} in a hundred"
        few = f"{question.runs} runs are few: {steps} ({ENOUGH} are usual)."
    if question.json:
        print_json({**asdict(done), "path": str(done.path), "warning": few or None})
        return
    said = f"{done.settings:,} settings of {len(done.switches)} switches, {done.runs:,} runs of each"
    sys.stdout.write(f"{said}; {done.bytes / 1e6:.1f} MB\n{done.rounding['said']}\n{done.path}\n")
    if few:
        sys.stderr.write(few + "\n")


def open_page(*, show: bool) -> None:
    """Open the page that comes with the package, and print where it lies.

    Raises
    ------
    FileNotFoundError
        If it was not built.
    """
    if not BUILT.is_file():
        raise FileNotFoundError(f"{BUILT} is not there; build it with: python -m analysis.page.build")
    if show and not webbrowser.open(BUILT.as_uri()):
        sys.stderr.write("No browser was found; open this file in one:\n")
    sys.stdout.write(f"{BUILT}\n")


def _check(target: Path, *, force: bool) -> None:
    """Refuse a place where the page would take that of something else, or that cannot be."""
    try:
        target.exists()
    except OSError as error:  # its name is too long, above all
        raise WrongInput(Fault("--output", f"{target}: {error.strerror}", "name another file")) from None
    if target.is_dir():
        raise WrongInput(Fault("--output", f"{target} is a folder", "name a file, such as workshop.html"))
    if target.exists() and not force and not is_page(target):
        what = f"{target} is there and is no page of this command"
        raise WrongInput(Fault("--output", what, "name another file, or replace it with --force"))
