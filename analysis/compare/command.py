"""What `mcn compare` and `mcn run` do once their questions are read; imported only when one runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from analysis.compare.folder_tables import AnswerSettings
from analysis.compare.output import fill_comparison
from analysis.compare.question import Question, RunQuestion
from analysis.compare.single import fill_run
from analysis.runs import session
from analysis.runs.batch import Batch, BatchResult, run_batch
from analysis.runs.folder import Folder
from analysis.statistics.comparison import MAIN
from analysis.statistics.precision import precision_of, sizes_of
from sim.inputs.errors import Fault, WrongInput
from sim.model.outcomes import Outcome

MOST_RUNS = 100_000  # where a precision gives up
Fill = Callable[[Folder, Batch, BatchResult, AnswerSettings], None]


def compare_scenarios(question: Question) -> None:
    """Compare the first scenario with the others: run, write the folder, print the answer."""
    precision = _precision(question)
    sizes, rate = sizes_of(question.worthwhile, "--worthwhile"), _rate(question.discount)
    most = max(question.runs, question.most_runs or MOST_RUNS) if precision else question.runs
    _answer(
        question,
        [question.base, *question.alternatives],
        AnswerSettings(_shown(question), worthwhile=sizes, discount=rate, workers=question.threads),
        fill_comparison,
        most,
        precision=precision,
        most_runs=most if precision else None,
        worthwhile=sizes,
        discount=rate,
    )


def run_scenario(question: RunQuestion) -> None:
    """Run one scenario, write the folder with a page of figures, print its levels."""
    settings = AnswerSettings(_shown(question), workers=question.threads)
    _answer(question, [question.scenario], settings, fill_run, question.runs)


def _shown(question: Question | RunQuestion) -> tuple[Outcome, ...]:
    return tuple(session.chosen(question.outcomes, MAIN))


def _precision(question: Question) -> dict[str, float]:
    """Read which Monte Carlo error is asked for, by outcome; its limit neither alone nor below the runs."""
    precision = precision_of(question.precision)
    if question.most_runs is None:
        return precision
    if not precision:
        raise WrongInput(Fault("--most-runs", "is the limit of a precision", "give --precision too"))
    if question.most_runs < question.runs:
        what = f"{question.most_runs} is less than --runs, {question.runs}"
        raise WrongInput(Fault("--most-runs", what, ""))
    return precision


def _rate(discount: float) -> float:
    """Read a discount rate in per cent a year."""
    if not 0 <= discount <= 100:
        what = f"{discount:g} is not a number from 0 to 100"
        raise WrongInput(Fault("--discount", what, "write 3.5 for 3.5 % a year, 0 for none"))
    return discount / 100


def _answer(
    question: Question | RunQuestion,
    names: Sequence[str],
    settings: AnswerSettings,
    fill: Fill,
    most: int,
    precision: dict[str, float] | None = None,
    **settled: Any,
) -> None:
    """Run scenarios in chunks, and let `fill` make the rest of the folder.

    `settled`: what fields of the question came to.
    """
    scenarios = session.load(names, question.horizon)
    lucks = question.lucks_of_a_set
    batch = Batch(tuple(scenarios), most, question.seed, question.source, question.engine, lucks)
    shown = replace(settings, hypothesis=session.hypothesis(question, scenarios))

    def fill_folder(folder: Folder) -> None:
        with session.evaluator(question, folder, len(scenarios) * question.runs) as evaluate:
            result = run_batch(folder, batch, evaluate, question.runs, precision)
        fill(folder, batch, result, shown)

    inputs = session.inputs_of(
        question,
        scenarios,
        lucks=lucks,
        runs_in_a_chunk=batch.size,
        outcomes=[outcome.name for outcome in settings.shown],
        **({"precision": precision} if precision else {}),
        **settled,
    )
    session.answer(question, inputs, [question.command, *(each.name for each in scenarios)], fill_folder)
