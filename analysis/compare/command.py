"""What `mcn compare` and `mcn run` do once their questions are read; imported only when one runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from analysis.compare.folder_tables import AnswerSettings
from analysis.compare.output import fill_comparison
from analysis.compare.question import Asked, Question, RunQuestion
from analysis.compare.single import fill_run
from analysis.runs import session
from analysis.runs.batch import Batch, BatchResult, run_batch
from analysis.runs.folder import Folder
from analysis.runs.question import options_given
from analysis.statistics.comparison import HEADLINES, MAIN
from analysis.statistics.places import place_of
from analysis.statistics.precision import precision_of, sizes_of
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario
from sim.inputs.studies import names_in
from sim.model.outcomes import OUTCOMES, Outcome

MOST_RUNS = 100_000  # where adding runs ends
Fill = Callable[[Folder, Batch, BatchResult, AnswerSettings], None]


def compare_scenarios(question: Question) -> None:
    """Compare the first scenario with the others: run, write the folder, print the answer."""
    names = [each for name in (question.base, *question.alternatives) for each in names_in(name)]
    if len(names) == 1:
        what, meant = "is one scenario, and compared with nothing", "name another (mcn compare --help)"
        raise WrongInput(Fault(names[0], what, meant))
    work = comparison_of(question, session.load(names, question.horizon))
    asked = Asked(tuple(names), options_given(question, "runs", "hypothesis", "precision"))
    named = replace(work.settings, asked=asked)
    _answer(work._replace(settings=named), fill_comparison)


def run_scenario(question: RunQuestion) -> None:
    """Run one scenario, write the folder with a page of figures, print its levels."""
    scenarios = [session.load_one(question.scenario, question.horizon)]
    settings = AnswerSettings(_shown(question), workers=question.threads, asked=Asked((question.scenario,)))
    _answer(_work(question, scenarios, settings, question.runs), fill_run)


class Work(NamedTuple):
    """What a question comes to: the runs, what is to be said of them, and all that the results follow from.

    Attributes
    ----------
    question : Question or RunQuestion
    batch : Batch
    settings : AnswerSettings
    inputs : dict
        Of the folder.
    precision : mapping of str to float
        Monte Carlo errors until which runs are added, by outcome.
    """

    question: Question | RunQuestion
    batch: Batch
    settings: AnswerSettings
    inputs: dict[str, Any]
    precision: dict[str, float]

    @property
    def to_settle(self) -> list[Outcome]:
        """Outcomes whose verdicts are to be clear."""
        asked = getattr(self.question, "until_clear", False)
        return [self.settings.outcomes[name] for name in self.settings.headlines if asked]

    @property
    def names(self) -> list[str]:
        """What a new folder is named after."""
        return [self.question.command, *(each.name for each in self.batch.scenarios)]

    def run(self, folder: Folder) -> BatchResult:
        """Do the runs that a folder does not hold yet."""
        runs = len(self.batch.scenarios) * self.question.runs
        with session.evaluator(self.question, folder, runs) as evaluate:
            how = (self.batch, evaluate, self.question.runs, self.precision)
            return run_batch(folder, *how, self.to_settle)


def comparison_of(question: Question, scenarios: Sequence[Scenario]) -> Work:
    """Give what a comparison of these scenarios comes to, the base first."""
    precision = _precision(question)
    sizes, rate = sizes_of(question.worthwhile, "--worthwhile"), _rate(question.discount)
    most = max(question.runs, question.most_runs or MOST_RUNS) if question.adds_runs else question.runs
    place = place_of(question.where, scenarios[0].network)
    settings = AnswerSettings(
        _shown(question), worthwhile=sizes, discount=rate, workers=question.threads, place=place
    )
    settled = {"most_runs": most if question.adds_runs else None, "worthwhile": sizes, "discount": rate}
    return _work(question, scenarios, settings, most, precision, **settled)


def _work(
    question: Question | RunQuestion,
    scenarios: Sequence[Scenario],
    settings: AnswerSettings,
    most: int,
    precision: dict[str, float] | None = None,
    **settled: Any,
) -> Work:
    """Put together what is run and said; `settled`: what fields of the question came to."""
    lucks = question.lucks_of_a_set
    headlines = _headlines(question, scenarios[0].network)
    shown = replace(
        settings,
        shown=tuple(dict.fromkeys([*settings.shown, *(OUTCOMES[name] for name in headlines)])),
        hypothesis=session.hypothesis(question, scenarios),
        headlines=headlines,
    )
    batch = Batch(tuple(scenarios), most, question.seed, question.source, question.engine, lucks)
    inputs = session.inputs_of(
        question,
        scenarios,
        lucks=lucks,
        runs_in_a_chunk=batch.size,
        outcomes=[outcome.name for outcome in shown.shown],
        headlines=list(headlines),
        **({"precision": precision} if precision else {}),
        **settled,
    )
    return Work(question, batch, shown, inputs, precision or {})


def _answer(work: Work, fill: Fill) -> None:
    """Do the runs in chunks, let `fill` make the rest of the folder, and print the answer."""

    def fill_folder(folder: Folder) -> None:
        fill(folder, work.batch, work.run(folder), work.settings)

    session.answer(work.question, work.inputs, work.names, fill_folder)


def _shown(question: Question | RunQuestion) -> tuple[Outcome, ...]:
    return tuple(session.chosen(question.outcomes, MAIN))


def _headlines(question: Question | RunQuestion, network: Network) -> tuple[str, ...]:
    """Give the outcomes that the answer is given in: those named, or the network's own, or the usual ones."""
    if question.outcomes not in ("main", "all"):
        return tuple(outcome.name for outcome in _shown(question))
    return network.headline_outcomes or HEADLINES


def _precision(question: Question) -> dict[str, float]:
    """Read which Monte Carlo error is asked for, by outcome; its limit neither alone nor below the runs."""
    precision = precision_of(question.precision)
    if question.most_runs is None:
        return precision
    if not question.adds_runs:
        what = "is where adding runs ends"
        raise WrongInput(Fault("--limit", what, "give --until-clear or --precision too"))
    if question.most_runs < question.runs:
        what = f"{question.most_runs} is less than --runs, {question.runs}"
        raise WrongInput(Fault("--limit", what, ""))
    return precision


def _rate(discount: float) -> float:
    """Read a discount rate in per cent a year."""
    if not 0 <= discount <= 100:
        what = f"{discount:g} is not a number from 0 to 100"
        raise WrongInput(Fault("--discount", what, "write 3.5 for 3.5 % a year, 0 for none"))
    return discount / 100
