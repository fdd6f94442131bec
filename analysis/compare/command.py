"""What the commands of `mcn` do once their options are read; imported only when one runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from analysis.compare.single import fill_run
from analysis.compare.tables import Wanted
from analysis.report.terminal import note
from analysis.runs import running, session, store
from analysis.runs.batch import Work
from analysis.runs.session import Output, ready
from analysis.statistics.comparison import MAIN
from analysis.statistics.discounting import DISCOUNT
from analysis.statistics.precision import precision_of, sizes_of
from sim.inputs.errors import Fault, WrongInput

Fill = Callable[[store.Folder, Work, running.Ran, Wanted], None]


def compare_scenarios(
    names: Sequence[str],
    options: running.Options,
    outcomes: str,
    output: Output,
    worthwhile: Sequence[str] = (),
    discount: float = 100 * DISCOUNT,
) -> None:
    """Compare the first scenario with the others: run, write the folder, print the answer.

    `worthwhile` has the smallest differences worth having as typed, `discount` is in per cent a year.
    """
    from analysis.compare.output import fill_comparison

    sizes = sizes_of(worthwhile, "--worthwhile")
    wanted = Wanted(
        tuple(session.chosen(outcomes, MAIN)),
        worthwhile=sizes,
        discount=_rate(discount),
        workers=options.workers,
    )
    own = {"worthwhile": sizes, "discount": wanted.discount}
    _answer("compare", names, options, wanted, output, fill_comparison, own)


def run_scenario(name: str, options: running.Options, outcomes: str, output: Output) -> None:
    """Run one scenario, write the folder with a page of figures, print its levels."""
    wanted = Wanted(tuple(session.chosen(outcomes, MAIN)), workers=options.workers)
    _answer("run", [name], options, wanted, output, fill_run, {})


def _rate(discount: float) -> float:
    """Read a discount rate in per cent a year.

    Raises
    ------
    WrongInput
        If it is no number from 0 to 100.
    """
    if not 0 <= discount <= 100:
        what = f"{discount:g} is not a number from 0 to 100"
        raise WrongInput(Fault("--discount", what, "write 3.5 for 3.5 % a year, 0 for none"))
    return discount / 100


def _answer(
    kind: str,
    names: Sequence[str],
    options: running.Options,
    wanted: Wanted,
    output: Output,
    fill: Fill,
    own: dict[str, Any],
) -> None:
    """Run scenarios in chunks, and let `fill` make the rest of the folder; `own` are inputs of its own."""
    scenarios = running.load(names, options.horizon)
    work = running.work_of(scenarios, options)
    told = replace(wanted, hypothesis=session.hypothesis(output, scenarios))

    def fill_folder(folder: store.Folder) -> None:
        ready(options)
        with session.progress(len(scenarios) * options.runs, "runs") as tell:
            ran = running.fill(folder, work, options, tell)
        note("Writing data and figures ...")
        fill(folder, work, ran, told)

    asked = {"precision": dict(options.precision), "most_runs": work.runs} if options.precision else {}
    inputs = {
        **session.inputs_of(kind, scenarios, options, output),
        "lucks": options.lucks,
        "runs_in_a_chunk": work.size,
        **asked,
        **own,
        "outcomes": [outcome.name for outcome in wanted.shown],
    }
    session.answer(inputs, [kind, *(each.name for each in scenarios)], output, fill_folder)


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
