"""What `mcn plan` does once its options are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis import asking, running
from analysis.asking import Output
from analysis.keeping import in_folder
from analysis.output import note
from analysis.planning.filling import fill
from analysis.planning.running import SLICE, TABLES
from analysis.planning.whole import ask, plan
from analysis.store import Folder


@dataclass(frozen=True)
class Wanted:
    """The options of the command that are its own."""

    scenario: str
    budget: float
    years: int
    payer: str
    levers: str | None
    objective: str
    discount: float
    futures: int


def plan_budget(wanted: Wanted, options: running.Options, output: Output) -> None:
    """Choose levers within a budget: run, write the folder, print the answer."""
    (scenario,) = running.load([wanted.scenario])
    asking.ready(options)
    asked, alone = ask(
        scenario,
        wanted.budget,
        wanted.years,
        payer=wanted.payer,
        levers=wanted.levers,
        objective=wanted.objective,
        discount=wanted.discount,
        runs=options.runs,
        futures=wanted.futures,
        seed=options.seed,
        parameters=options.parameters,
        workers=options.workers,
    )
    base = asked.offer.scenario
    inputs = {
        **asking.inputs_of("plan", [base], replace(options, horizon=base.horizon), output),
        "budget": wanted.budget,
        "payer": wanted.payer,
        "levers": list(asked.offer.levers),
        "objective": wanted.objective,
        "discount": wanted.discount,
        "futures": wanted.futures,
        "bundles_in_a_chunk": SLICE,
    }
    hypothesis = asking.hypothesis(output, [base])

    def fill_folder(folder: Folder) -> None:
        with asking.progress(asked.offer.count * asked.runs, "runs") as tell:
            found = plan(asked, alone, in_folder(folder, *TABLES), tell)
        note("Writing data and figures ...")
        fill(folder, found, hypothesis)

    asking.answer(inputs, ["plan", base.name], output, fill_folder)
