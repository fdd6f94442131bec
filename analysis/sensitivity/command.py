"""What `mcn sensitivity` does once its options are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.report.terminal import note
from analysis.runs import running, session
from analysis.runs.checkpoint import in_folder
from analysis.runs.session import Output
from analysis.runs.store import Folder
from analysis.sensitivity.analysis import MAIN, ask, loaded, runs_of, sensitivity
from analysis.sensitivity.evaluate import RUNS_IN_A_CHUNK, TABLE
from analysis.sensitivity.output import fill
from analysis.sensitivity.question import Question
from sim.inputs import Fault, WrongInput
from sim.inputs.errors import quoted


@dataclass(frozen=True)
class Wanted:
    """The options of the command that are its own."""

    scenario: str
    against: str | None
    method: str
    outcomes: str
    months: str | None
    factors: Sequence[str]
    groups: Sequence[str]
    samples: int | None
    second_order: bool
    keep: int | None


def find_what_matters(wanted: Wanted, options: running.Options, output: Output) -> None:
    """Ask which assumptions drive an answer: run, write the folder, print the answer."""
    question = _question(wanted, options)
    runs = runs_of(question)
    names = ["sensitivity", question.method.name, *(each.name for each in question.scenarios)]
    inputs = {
        **session.inputs_of("sensitivity", question.scenarios, replace(options, runs=runs), output),
        "against": question.against.name if question.against else None,
        "method": question.method.name,
        "outcomes": [each.name for each in question.outcomes],
        "months": list(question.months),
        "factors": [each.name for each in question.factors],
        "groups": dict(question.groups),
        "samples": question.samples,
        "second_order": question.second_order,
        "keep": question.keep,
        "runs_in_a_chunk": RUNS_IN_A_CHUNK,
    }

    def fill_folder(folder: Folder) -> None:
        session.ready(options)
        done = 0
        with session.progress(runs, "runs") as bar:

            def tell(more: int) -> None:
                nonlocal done
                done += more
                if bar is not None:
                    bar(done, runs)

            found = sensitivity(question, in_folder(folder, TABLE), tell)
        note("Writing data and figures ...")
        fill(folder, found, session.hypothesis(output, question.scenarios))

    session.answer(inputs, names, output, fill_folder)


def _question(wanted: Wanted, options: running.Options) -> Question:
    if options.parameters == "central":
        what = "central values do not vary"
        raise WrongInput(Fault("--parameters", what, "write accepted or prior"))
    shown = session.chosen(wanted.outcomes, MAIN)
    scenario, against = loaded(wanted.scenario, wanted.against, options.horizon)
    return ask(
        scenario,
        against,
        method=wanted.method,
        outcomes=[each.name for each in shown],
        months=_months(wanted.months),
        factors=_parted(wanted.factors),
        groups=wanted.groups,
        samples=wanted.samples,
        second_order=wanted.second_order,
        keep=wanted.keep,
        seed=options.seed,
        parameters=options.parameters,
        workers=options.workers,
    )


def _months(text: str | None) -> list[int] | None:
    if text is None:
        return None
    months = []
    for each in text.split(","):
        try:
            months.append(int(each))
        except ValueError:
            what = f"{quoted(each.strip())} is no month"
            raise WrongInput(Fault("--months", what, "write numbers parted by commas: 12,24,60")) from None
    return months


def _parted(given: Sequence[str]) -> list[str]:
    return [each.strip() for text in given for each in text.split(",") if each.strip()]
