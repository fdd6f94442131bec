"""What the commands of `mcn` do once their options are read; imported only when one runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from analysis import asking, contents, running, store, tables
from analysis.asking import Output, ready
from analysis.chunks import Work
from analysis.compare import MAIN, records
from analysis.output import note, print_json
from analysis.precision import precision_of
from sim.declarations.faults import Fault, WrongInput
from sim.outcomes import Outcome

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
    """Run scenarios in chunks, and let `fill` make the rest of the folder."""
    shown = asking.chosen(outcomes, MAIN)
    scenarios = running.load(names, options.horizon)
    work = running.work_of(scenarios, options)

    def fill_folder(folder: store.Folder) -> None:
        ready(options)
        with asking.progress(len(scenarios) * options.runs, "runs") as tell:
            ran = running.fill(folder, work, options, tell)
        note("Writing data and figures ...")
        fill(folder, work, ran, shown)

    asked = {"precision": dict(options.precision), "most_runs": work.runs} if options.precision else {}
    inputs = {
        **asking.inputs_of(kind, scenarios, options, output),
        "runs_in_a_chunk": work.size,
        **asked,
        "outcomes": [outcome.name for outcome in shown],
    }
    asking.answer(inputs, [kind, *(each.name for each in scenarios)], output, fill_folder)


def validate_model(options: running.Options, *, as_json: bool) -> None:
    """Check the patterns of the study, and print the verdicts, failures first."""
    from analysis import patterns

    ready(options)
    with asking.progress(options.runs, "runs") as tell:
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

    ready(options)
    with asking.progress(options.runs, "runs") as tell:
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
    ready(options)
    with asking.progress(options.runs, "runs") as tell:
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
