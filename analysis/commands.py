"""What the commands of `mcn` do once their options are read; imported only when one runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from analysis import contents, provenance, running, store, tables, writing
from analysis.chunks import Work
from analysis.compare import MAIN, records
from analysis.output import note, print_json
from analysis.precision import precision_of
from sim.accepted import accepted_digest
from sim.declarations.faults import Fault, WrongInput, quoted, suggestion
from sim.outcomes import OUTCOMES, Outcome


@dataclass(frozen=True)
class Output:
    """Where a command's output goes."""

    out: Path | None = None
    force: bool = False
    as_json: bool = False
    resume: bool = False


Fill = Callable[[store.Folder, Work, running.Ran, list[Outcome]], None]


def compare_scenarios(names: Sequence[str], options: running.Options, outcomes: str, output: Output) -> None:
    """Compare the first scenario with the others: run, write the folder, print the answer."""
    _answer("compare", names, options, outcomes, output, contents.fill_comparison)


def run_scenario(name: str, options: running.Options, outcomes: str, output: Output) -> None:
    """Run one scenario, write the folder with a page of figures, print its levels."""
    _answer("run", [name], options, outcomes, output, contents.fill_run)


def _answer(
    kind: str, names: Sequence[str], options: running.Options, outcomes: str, output: Output, fill: Fill
) -> None:
    """Run what a folder does not hold yet, let `fill` make the rest of it, and print its answer."""
    if output.force and output.resume:
        raise WrongInput(Fault("--resume", "goes on with what --force throws away", "give one of them"))
    shown = chosen(outcomes)
    scenarios = running.load(names, options.horizon)
    work = running.work_of(scenarios, options)
    with store.opened(
        output.out,
        _inputs(kind, work, options, shown),
        [kind, *(each.name for each in scenarios)],
        provenance.command_line(),
        force=output.force,
        resume=output.resume,
    ) as folder:
        if folder.found is store.Found.NEW:
            _compile(options)
            with _progress(len(scenarios) * options.runs, "runs") as tell:
                ran = running.fill(folder, work, options, tell)
            note("Writing data and figures ...")
            fill(folder, work, ran, shown)
    _show(folder, output)


def validate_model(options: running.Options, *, as_json: bool) -> None:
    """Check the patterns of the study, and print the verdicts, failures first."""
    from analysis import patterns

    _compile(options)
    with _progress(options.runs, "runs") as tell:
        verdicts = patterns.validate(
            options.runs, options.seed, options.parameters, workers=options.workers, progress=tell
        )
    if as_json:
        print_json(_validation(options, patterns=records(patterns.frame_of(verdicts))))
    else:
        tables.print_verdicts(tables.console(), verdicts)


def ablate_model(options: running.Options, *, as_json: bool) -> None:
    """Hold the model without each weak link, and its rivals, against the same patterns."""
    from analysis import patterns
    from analysis.patterns import rivals

    _compile(options)
    with _progress(options.runs, "runs") as tell:
        found = rivals.contrasts(
            patterns.CHECKS,
            options.runs,
            options.seed,
            options.parameters,
            workers=options.workers,
            progress=tell,
        )
    if as_json:
        effects = [{"model": each.name, **row} for each in found for row in records(each.effects)]
        print_json(
            _validation(
                options,
                models=records(rivals.summary_of(found)),
                patterns=records(rivals.frame_of_contrasts(found)),
                levers=effects,
            )
        )
    else:
        tables.print_contrasts(tables.console(), found)


def _validation(options: running.Options, **tables_of_it: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "validation",
        "runs": options.runs,
        "seed": options.seed,
        "parameters": options.parameters,
        **tables_of_it,
    }


def repeat_study(name: str, options: running.Options, *, as_json: bool) -> None:
    """Repeat the study in month 0 of a scenario, and print what came of it beside what the study found."""
    from analysis import participants, study
    from sim import simulate

    (scenario,) = running.load([name])
    _compile(options)
    with _progress(options.runs, "runs") as tell:
        result = simulate(
            scenario,
            options.runs,
            options.seed,
            parameters=options.parameters,
            months=[study.MONTH],
            organisations=True,
            workers=options.workers,
            progress=tell,
        )
    answer = participants.answer(study.virtual_study(result), result)
    if as_json:
        print_json(answer)
    else:
        tables.print_study(tables.console(), answer)


def precision(asked: Sequence[str], most_runs: int | None, runs: int) -> dict[str, Any]:
    """Read the options of a precision, as fields of `running.Options`.

    Raises
    ------
    WrongInput
        If an outcome is unknown, a size is none, or the limit stands alone or below the runs.
    """
    if not asked:
        if most_runs is not None:
            raise WrongInput(Fault("--most-runs", "is the limit of a precision", "give --precision too"))
        return {}
    wanted = precision_of(asked)
    if most_runs is None:
        return {"precision": wanted}
    if most_runs < runs:
        raise WrongInput(Fault("--most-runs", f"{most_runs} is less than --runs, {runs}", ""))
    return {"precision": wanted, "most_runs": most_runs}


def scheduler(executor: str, address: str | None) -> str | None:
    """Give the address of a Dask scheduler, if that is where runs are done.

    Raises
    ------
    WrongInput
        If one of the two options stands without the other.
    """
    if executor == "dask" and not address:
        raise WrongInput(Fault("--executor dask", "needs the address of a scheduler", "give --scheduler"))
    if executor != "dask" and address is not None:
        raise WrongInput(Fault("--scheduler", "is for a Dask cluster", "give --executor dask too"))
    return address


def chosen(outcomes: str) -> list[Outcome]:
    """Give the outcomes named: `main`, `all`, or names parted by commas.

    Raises
    ------
    WrongInput
        If a name is not an outcome's.
    """
    if outcomes == "all":
        return list(OUTCOMES.values())
    names = list(MAIN) if outcomes == "main" else [name.strip() for name in outcomes.split(",")]
    wrong = [name for name in names if name not in OUTCOMES]
    if wrong:
        raise WrongInput(
            *(
                Fault("--outcomes", f"{quoted(name)} is no outcome", suggestion(name, OUTCOMES))
                for name in wrong
            )
        )
    return [OUTCOMES[name] for name in dict.fromkeys(names)]


def _inputs(kind: str, work: Work, options: running.Options, shown: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that the results follow from."""
    accepted = {"accepted": accepted_digest()} if options.parameters == "accepted" else {}
    asked = {"precision": dict(options.precision), "most_runs": work.runs} if options.precision else {}
    return {
        "command": kind,
        "scenarios": [
            {"name": each.name, "title": each.title, "network": each.network.name, "digest": each.digest()}
            for each in work.scenarios
        ],
        "runs": options.runs,
        "seed": options.seed,
        "parameters": options.parameters,
        **accepted,
        "horizon": options.horizon,
        "engine": options.engine,
        "runs_in_a_chunk": work.size,
        **asked,
        "outcomes": [outcome.name for outcome in shown],
        "program": provenance.program_digest(),
    }


def _compile(options: running.Options) -> None:
    """Have the model compiled, if it will be run here and is not yet; say so while it lasts."""
    if options.engine != "ensemble" or options.scheduler is not None:
        return
    from sim import ensemble

    with Console(stderr=True).status("") as status:
        ensemble.ready(tell=status.update if sys.stderr.isatty() else note)


@contextmanager
def _progress(total: int, what: str) -> Iterator[running.Progress | None]:
    """Show a progress bar with the time left on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TextColumn(what))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, all_of_them: bar.update(task, completed=done, total=all_of_them)


def _show(folder: store.Folder, output: Output) -> None:
    """Print the answer a folder holds, and name the folder on the last line."""
    answer = writing.read_json(folder.path / "answer.json")
    if output.as_json:
        print_json({**answer, "folder": str(folder.path)})
        return
    out = tables.console()
    if folder.found is store.Found.SAME:
        note("These inputs were run before; this is what that folder holds.")
    tables.print_answer(out, answer)
    out.print()
    out.print(f"Data, figures and manifest: {folder.path}", soft_wrap=True)
