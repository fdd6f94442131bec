"""What all commands that run the model have in common: a folder filled once, progress, an answer printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from analysis.report import terminal
from analysis.report.document import document_of
from analysis.report.terminal import note, print_json
from analysis.runs import executors, files, provenance
from analysis.runs.batch import Evaluator, Memory
from analysis.runs.folder import Folder, opened
from analysis.runs.question import BatchQuestion, FolderQuestion, Question
from analysis.runs.question import inputs_of as question_inputs
from sim.inputs.errors import Fault, WrongInput, escaped, refuse
from sim.inputs.fields import Prose
from sim.inputs.overrides import beyond_ranges
from sim.inputs.scenarios import Scenario
from sim.inputs.studies import load_study, scenario_named
from sim.inputs.study_files import is_study
from sim.model.outcomes import OUTCOMES, Outcome, no_outcome
from sim.sampling.parameter_sets import digests_of
from sim.simulation import Progress


def answer(
    question: FolderQuestion,
    inputs: dict[str, Any],
    names: Sequence[str],
    fill: Callable[[Folder], None],
    section: str = "",
) -> None:
    """Let `fill` put into a folder what it does not hold yet, and print the answer once that is written.

    Other files may still follow then; they are written even if nobody reads on. As JSON it is printed when
    the folder is whole, as programs go on to read that.

    Parameters
    ----------
    question : FolderQuestion
    inputs : dict
        Everything that the results follow from, as `inputs_of` gives it.
    names : sequence of str
        The command and the scenarios, after which a new folder is named.
    fill : callable
        Given the folder while it is held against other processes.
    section : str
        The heading of what alone is printed, in place of the answer.

    Raises
    ------
    WrongInput
        If options exclude each other.
    FolderError, Stopped
        As :func:`analysis.runs.folder.opened` does.
    """
    if question.force and question.resume:
        raise WrongInput(Fault("--resume", "goes on with what --force throws away", "give one of them"))
    command, how = provenance.command_line(), {"force": question.force, "resume": question.resume}
    unread: list[BaseException] = []

    def show() -> None:
        try:
            _print_answer(folder, full=question.full, section=section)
            sys.stdout.flush()
        except (OSError, SystemExit) as error:  # the reader has gone, at which Rich ends the program
            unread.append(error)
        note("Writing data and figures ...")

    with opened(question.out, inputs, names, command, **how) as folder:
        if not folder.finished:
            if not question.json:
                folder.answered = show
            fill(folder)
    if unread:
        raise unread[0]
    if question.json:
        print_json({**_found(folder), "folder": str(folder.path)})
        return
    if folder.finished:
        note("These inputs were run before; this is what that folder holds.")
        _print_answer(folder, full=question.full, section=section)
    terminal.print_rest(terminal.console(), document_of(_found(folder)), str(folder.path), full=question.full)


def inputs_of(question: FolderQuestion, scenarios: Sequence[Scenario], **settled: Any) -> dict[str, Any]:
    """Give what the results of a command follow from: its question, the scenarios as they are, the program.

    `settled`: what fields of the question came to, and what else results follow from.
    """
    return {
        "command": question.command,
        "scenarios": [
            {"name": each.name, "title": each.title, "network": each.network.name, "digest": each.digest()}
            for each in scenarios
        ],
        **question_inputs(question, hypothesis=hypothesis(question, scenarios), **settled),
        **digests_of(question.source),
        "program": provenance.program_digest(),
    }


def hypothesis(question: FolderQuestion, scenarios: Sequence[Scenario]) -> str:
    """Give what was expected: what the command was told, or what the scenarios' files say.

    Raises
    ------
    WrongInput
        If the command was told what a file may not say.
    """
    try:
        given = TypeAdapter(Prose).validate_python(question.hypothesis)
    except ValidationError as error:
        said = error.errors()[0].get("ctx", {})
        raise WrongInput(Fault("--hypothesis", said["what"], said["meant"])) from None
    return given or " ".join(dict.fromkeys(each.hypothesis for each in scenarios)).strip()


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
    refuse(no_outcome("--outcomes", name) for name in names if name not in OUTCOMES)
    return [OUTCOMES[name] for name in dict.fromkeys(names)]


def load(names: Sequence[str], horizon: int | None = None) -> list[Scenario]:
    """Load scenarios by name or path, at another horizon if one is given; of a study's file, all.

    Raises
    ------
    WrongInput
        With everything wrong in all of them.
    """
    found: list[Scenario] = []
    faults: list[Fault] = []
    for name in names:
        try:
            scenarios = load_study(name).scenarios if is_study(name) else (scenario_named(name),)
            found += [each if horizon is None else each.with_horizon(horizon) for each in scenarios]
        except WrongInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
    refuse(faults)
    for scenario in found:
        for _, what in beyond_ranges(scenario.parameters):
            sys.stderr.write(f"warning: {escaped(scenario.name)}: {what}\n")
    return found


def load_one(name: str, horizon: int | None = None) -> Scenario:
    """Load one scenario by name or path; of a study's file, its only one, or that which is named."""
    (scenario,) = load([f"{name}#{scenario_named(name).name}" if is_study(name) else name], horizon)
    return scenario


def ready(question: Question, *, flows: bool = False) -> None:
    """Have the model compiled, if it will be run here and is not yet; say so while it lasts.

    `flows`: also what tells the flows of a run, which a cascade is read from.
    """
    if question.engine != "ensemble" or getattr(question, "scheduler", None) is not None:
        return
    from sim.engine import ensemble

    with Console(stderr=True).status("") if sys.stderr.isatty() else nullcontext() as status:
        for each in (False, True) if flows else (False,):
            ensemble.ready(flows=each, tell=status.update if status else note)


@contextmanager
def evaluator(
    question: BatchQuestion, folder: Folder | None, runs: int, *, large: bool = False
) -> Iterator[Evaluator]:
    """Have runs done, of the model compiled and with a progress bar; then say what comes next.

    Parameters
    ----------
    question : BatchQuestion
        Says where they are done.
    folder : Folder, optional
        Where what comes of them is kept; without one, in memory.
    runs : int
        How many there are in all, as far as is known beforehand.
    large : bool
        On this machine chunks are done one after the other, each with all the threads.
    """
    ready(question)
    threads = 1
    place: AbstractContextManager[executors.Workers] = executors.local(question.engine, question.threads)
    if question.scheduler is not None:
        place = executors.dask(question.scheduler)
    elif large:
        place, threads = nullcontext(executors.HERE), question.threads
    with progress(runs, "runs") as bar, place as workers:
        yield Evaluator(Memory() if folder is None else folder, workers, threads, bar, runs)
    if folder is not None:
        note("Working out the answer ...")


@contextmanager
def progress(total: int, what: str, doing: str = "simulating") -> Iterator[Progress | None]:
    """Show a progress bar with the time left on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn(what))
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, all_of_them: bar.update(task, completed=done, total=all_of_them)


def _found(folder: Folder) -> Any:
    return files.read_json(folder.path / "answer.json")


def _print_answer(folder: Folder, *, full: bool, section: str) -> None:
    """Print the answer a folder holds."""
    out, document = terminal.console(), document_of(_found(folder))
    if section:
        terminal.print_document(out, document.section(section))
    else:
        terminal.print_answer(out, document, full=full)
