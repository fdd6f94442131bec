"""What all commands that run the model have in common: a folder filled once, progress, an answer printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from analysis.report import terminal
from analysis.report.document import document_of
from analysis.report.terminal import note, print_json
from analysis.runs import files, provenance, store
from analysis.runs.running import Options
from analysis.runs.running import Progress as Tell
from analysis.statistics.precision import no_outcome
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.fields import Prose
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES, Outcome
from sim.sampling.accepted import accepted_digest


@dataclass(frozen=True)
class Output:
    """Where a command's output goes.

    Attributes
    ----------
    out : Path, optional
        The folder; left out, a new one in `mcn-results`.
    force, resume : bool
        Whether other results in it are replaced, and whether an unfinished run is gone on with.
    as_json : bool
        Whether JSON is printed instead of tables.
    hypothesis : str
        What is expected, set down before the run; it stands over the scenarios' own.
    """

    out: Path | None = None
    force: bool = False
    as_json: bool = False
    resume: bool = False
    hypothesis: str = ""


def answer(
    inputs: dict[str, Any], names: Sequence[str], output: Output, fill: Callable[[store.Folder], None]
) -> None:
    """Let `fill` put into a folder what it does not hold yet, `answer.json` among it, and print that answer.

    Parameters
    ----------
    inputs : dict
        Everything that the results follow from, as `inputs_of` begins it.
    names : sequence of str
        The command and the scenarios, after which a new folder is named.
    output : Output
    fill : callable
        Given the folder while it is held against other processes.

    Raises
    ------
    WrongInput
        If options exclude each other.
    store.FolderError, store.Stopped
        As :func:`analysis.runs.store.opened` does.
    """
    if output.force and output.resume:
        raise WrongInput(Fault("--resume", "goes on with what --force throws away", "give one of them"))
    with store.opened(
        output.out,
        inputs,
        names,
        provenance.command_line(),
        force=output.force,
        resume=output.resume,
    ) as folder:
        if folder.found is store.Found.NEW:
            fill(folder)
    _show(folder, output)


def inputs_of(kind: str, scenarios: Sequence[Scenario], options: Options, output: Output) -> dict[str, Any]:
    """Say what the results of any command follow from; each adds what is its own."""
    expected = hypothesis(output, scenarios)
    accepted = {"accepted": accepted_digest()} if options.parameters == "accepted" else {}
    return {
        "command": kind,
        "scenarios": [
            {"name": each.name, "title": each.title, "network": each.network.name, "digest": each.digest()}
            for each in scenarios
        ],
        "runs": options.runs,
        "seed": options.seed,
        "parameters": options.parameters,
        **accepted,
        "horizon": options.horizon,
        "engine": options.engine,
        **({"hypothesis": expected} if expected else {}),
        "program": provenance.program_digest(),
    }


def hypothesis(output: Output, scenarios: Sequence[Scenario]) -> str:
    """Give what was expected: what the command was told, or what the scenarios' files say.

    Raises
    ------
    WrongInput
        If the command was told what a file may not say.
    """
    given = _checked(output.hypothesis)
    return given or " ".join(dict.fromkeys(each.hypothesis for each in scenarios)).strip()


def _checked(given: str) -> str:
    """Hold what the command was told to what a scenario's file may say."""
    try:
        return TypeAdapter(Prose).validate_python(given)
    except ValidationError as error:
        said = error.errors()[0].get("ctx", {})
        raise WrongInput(Fault("--hypothesis", said["what"], said["meant"])) from None


def chosen(outcomes: str, main: Sequence[str]) -> list[Outcome]:
    """Give the outcomes named: `main`, `all`, or names parted by commas.

    Raises
    ------
    WrongInput
        If a name is not an outcome's.
    """
    if outcomes == "all":
        return list(OUTCOMES.values())
    names = list(main) if outcomes == "main" else [name.strip() for name in outcomes.split(",")]
    wrong = [name for name in names if name not in OUTCOMES]
    if wrong:
        raise WrongInput(*(no_outcome("--outcomes", name) for name in wrong))
    return [OUTCOMES[name] for name in dict.fromkeys(names)]


def ready(options: Options, *, flows: bool = False) -> None:
    """Have the model compiled, if it will be run here and is not yet; say so while it lasts.

    `flows`: also what tells the flows of a run, which a cascade is read from.
    """
    if options.engine != "ensemble" or options.scheduler is not None:
        return
    from sim.engine import ensemble

    wanted = (False, True) if flows else (False,)
    if not sys.stderr.isatty():
        for each in wanted:
            ensemble.ready(flows=each, tell=note)
        return
    with Console(stderr=True).status("") as status:
        for each in wanted:
            ensemble.ready(flows=each, tell=status.update)


@contextmanager
def progress(total: int, what: str, doing: str = "simulating") -> Iterator[Tell | None]:
    """Show a progress bar with the time left on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn(what))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, all_of_them: bar.update(task, completed=done, total=all_of_them)


def _show(folder: store.Folder, output: Output) -> None:
    """Print the answer a folder holds, and name the folder on the last line."""
    found = files.read_json(folder.path / "answer.json")
    if output.as_json:
        print_json({**found, "folder": str(folder.path)})
        return
    out = terminal.console()
    if folder.found is store.Found.SAME:
        note("These inputs were run before; this is what that folder holds.")
    terminal.print_document(out, document_of(found))
    out.print()
    out.print(f"Data, figures and manifest: {folder.path}", soft_wrap=True)
