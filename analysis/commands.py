"""What the commands of `mcn` do once their options are read; imported only when one runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
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

from analysis import contents, running, store, tables
from analysis.compare import MAIN, records
from analysis.output import note, print_json
from sim.declarations.faults import Fault, WrongInput, quoted, suggestion
from sim.declarations.scenarios import Scenario
from sim.outcomes import OUTCOMES, Outcome
from sim.simulation import Result


@dataclass(frozen=True)
class Output:
    """Where a command's output goes."""

    out: Path | None = None
    force: bool = False
    as_json: bool = False


def compare_scenarios(names: Sequence[str], options: running.Options, outcomes: str, output: Output) -> None:
    """Compare the first scenario with the others: run, write the folder, print the answer."""
    shown = chosen(outcomes)
    scenarios = running.load(names, options.horizon)
    inputs = _inputs("compare", scenarios, options, shown)
    with store.opened(
        output.out,
        inputs,
        ["compare", *(each.name for each in scenarios)],
        output.force,
        store.command_line(),
    ) as folder:
        if folder.found is store.Found.NEW:
            results = _run(scenarios, options)
            note("Writing data and figures ...")
            contents.fill_comparison(folder, results, shown)
    _show(folder, output)


def run_scenario(name: str, options: running.Options, outcomes: str, output: Output) -> None:
    """Run one scenario, write the folder with a page of figures, print its levels."""
    shown = chosen(outcomes)
    scenarios = running.load([name], options.horizon)
    inputs = _inputs("run", scenarios, options, shown)
    with store.opened(
        output.out, inputs, ["run", scenarios[0].name], output.force, store.command_line()
    ) as folder:
        if folder.found is store.Found.NEW:
            results = _run(scenarios, options)
            note("Writing data and figures ...")
            contents.fill_run(folder, results[0], shown)
    _show(folder, output)


def validate_model(options: running.Options, *, as_json: bool) -> None:
    """Check the patterns of the study that have a check, and print the verdicts, failures first."""
    from analysis import patterns

    with _progress(patterns.TWINS * options.runs, "runs") as tell:
        twins = patterns.run_twins(
            runs=options.runs,
            seed=options.seed,
            parameters=options.parameters,
            workers=options.workers,
            progress=tell,
        )
    verdicts = patterns.validate(twins)
    if as_json:
        print_json(
            {"kind": "validation", "seed": options.seed, "patterns": records(patterns.frame_of(verdicts))}
        )
    else:
        tables.print_verdicts(tables.console(), verdicts)


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


def _inputs(
    kind: str, scenarios: Sequence[Scenario], options: running.Options, shown: Sequence[Outcome]
) -> dict[str, Any]:
    """Everything that the results follow from."""
    return {
        "command": kind,
        "scenarios": [
            {"name": each.name, "title": each.title, "network": each.network.name, "digest": each.digest()}
            for each in scenarios
        ],
        **{key: value for key, value in asdict(options).items() if key != "workers"},
        "outcomes": [outcome.name for outcome in shown],
        "program": store.program_digest(),
    }


def _run(scenarios: Sequence[Scenario], options: running.Options) -> list[Result]:
    with _progress(len(scenarios) * options.runs, "run" if len(scenarios) == 1 else "runs") as tell:
        return running.run(scenarios, options, tell)


@contextmanager
def _progress(total: int, what: str) -> Iterator[running.Progress | None]:
    """Show a progress bar with the time left on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TextColumn(what))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, _: bar.update(task, completed=done)


def _show(folder: store.Folder, output: Output) -> None:
    """Print the answer a folder holds, and name the folder on the last line."""
    answer = store.read_json(folder.path / "answer.json")
    if output.as_json:
        print_json({**answer, "folder": str(folder.path)})
        return
    out = tables.console()
    if folder.found is store.Found.SAME:
        note("These inputs were run before; this is what that folder holds.")
    tables.print_answer(out, answer)
    out.print()
    out.print(f"Data, figures and manifest: {folder.path}", soft_wrap=True)
