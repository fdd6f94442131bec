"""What `mcn plan` does once its options are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.plan.analysis import ask, plan
from analysis.plan.evaluate import SLICE, TABLES
from analysis.plan.output import fill
from analysis.report.terminal import note
from analysis.runs import running, session
from analysis.runs.checkpoint import in_folder
from analysis.runs.session import Output
from analysis.runs.store import Folder


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
    session.ready(options)
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
        **session.inputs_of("plan", [base], replace(options, horizon=base.horizon), output),
        "budget": wanted.budget,
        "payer": wanted.payer,
        "levers": list(asked.offer.levers),
        "objective": wanted.objective,
        "discount": wanted.discount,
        "futures": wanted.futures,
        "bundles_in_a_chunk": SLICE,
    }
    hypothesis = session.hypothesis(output, [base])

    def fill_folder(folder: Folder) -> None:
        with session.progress(asked.offer.count * asked.runs, "runs") as tell:
            found = plan(asked, alone, in_folder(folder, *TABLES), tell)
        note("Writing data and figures ...")
        fill(folder, found, hypothesis)

    session.answer(inputs, ["plan", base.name], output, fill_folder)
