"""A what-if asked from Python: the answer that `mcn compare` gives, as an object.

>>> from sim import load_scenario
>>> from analysis.what_if import what_if
>>> base = load_scenario("baseline")
>>> what_if(base, base.with_levers(shared_records={"start": 6}), runs=500)  # shows the answer
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from analysis.compare.command import Work, comparison_of
from analysis.compare.document import document_of
from analysis.compare.output import comparison_in, drawing_of_differences, fill_comparison, shown_of
from analysis.compare.question import Asked, Question
from analysis.report import style, terminal
from analysis.report.document import Document
from analysis.runs import question as limits
from analysis.runs.folder import Folder, opened
from analysis.runs.inputs_table import inputs_frame, sets_of_runs
from analysis.statistics.comparison import Comparison
from analysis.statistics.own_outcomes import OwnOutcome
from sim.engine import arguments
from sim.inputs.errors import Fault, quoted, refuse
from sim.inputs.scenarios import Scenario, code_of
from sim.inputs.studies import scenario_named
from sim.sampling.sources import ParameterSource, source_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 100  # columns of what is printed


@dataclass(frozen=True, repr=False)
class WhatIf:
    """An answer: it shows itself in ten lines, and printed is the screen of `mcn compare`.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The base first.
    comparison : Comparison
        All that was found, as tidy frames.
    document : Document
        The same in words.
    """

    scenarios: tuple[Scenario, ...]
    comparison: Comparison
    document: Document
    _work: Work
    _runs: Path  # deleted with it

    def __repr__(self) -> str:
        if self.document.answer is None:
            return str(self)
        return terminal.in_short(self.document.answer, WIDTH)

    def __str__(self) -> str:
        return terminal.in_text(lambda page: terminal.print_answer(page, self.document), WIDTH).rstrip()

    def _repr_html_(self) -> str | None:
        if self.document.answer is None:
            return None
        from analysis.html_report.page import answer_alone

        return answer_alone(self.document)

    def table(self) -> pd.DataFrame:
        """Give a row for each alternative and outcome: base, change, intervals, verdict.

        Returns
        -------
        DataFrame
            As `Comparison.differences` has it, of all outcomes, in their own units.
        """
        return self.comparison.differences.copy()

    def inputs(self) -> pd.DataFrame:
        """Give what the runs were given: a row for each scenario and parameter set, as in the folder."""
        batch = self._work.batch
        scenarios = dict(zip(batch.labels, batch.scenarios, strict=True))
        sets = sets_of_runs(self.comparison.runs, batch.parameters, batch.lucks, batch.seed)
        return inputs_frame(scenarios, sets, batch.seed, batch.parameters)

    def plot(self) -> Figure:
        """Draw what differs, in the outcomes that the answer is about."""
        shown = shown_of(self.comparison, self._work.settings.shown)
        with style.boxes_for_missing_signs():
            return drawing_of_differences(shown).drawn()

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Fill the folder that `mcn compare` fills: data, figures, workbook, answer.

        Parameters
        ----------
        folder : str or Path
        force : bool
            Whether other results in it are replaced.

        Raises
        ------
        FolderError
            If it holds other things, or cannot be written to.
        """
        out, work = Path(folder), self._work
        with opened(out, work.inputs, work.names, (), force=force, resume=not force) as filled:
            if not filled.finished:
                filled.take(self._runs)
                fill_comparison(filled, work.batch, work.run(filled), work.settings)
        return out

    def to_word(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the page for a board, and the report behind it, as `mcn report --docx` does.

        Parameters
        ----------
        path : str or Path
            The file, such as ``records.docx``.
        force : bool
            Whether a file that is no report is replaced.

        Raises
        ------
        WrongInput
            If it cannot be written there.
        """
        from analysis.html_report.command import write_report

        with tempfile.TemporaryDirectory() as place:
            return write_report(self.save(Path(place) / "folder"), Path(path), form="docx", force=force)[0]


def what_if(
    base: Scenario | str,
    *alternatives: Scenario | str,
    runs: int = 500,
    seed: int = 1,
    parameters: ParameterSource | str = "accepted",
    lucks: int | None = None,
    outcomes: str | Iterable[str] = "main",
    worthwhile: Mapping[str, float] | None = None,
    discount: float = 3.5,
    hypothesis: str = "",
    horizon: int | None = None,
    own: Iterable[OwnOutcome] = (),
    workers: int | None = None,
) -> WhatIf:
    """Compare scenarios with a base, as `mcn compare` does.

    Parameters
    ----------
    base, *alternatives : Scenario or str
        As `load_scenario` gives them, or what it is given.
    runs, seed : int
        Of each scenario. Run `r` has the same parameter set and luck in all of them.
    parameters : {"accepted", "prior", "central"}, str or OwnSource
        As in `sim.simulate`.
    lucks : int, optional
        Runs that share a parameter set; left out, 8, and with fewer than 800 runs 1.
    outcomes : str or iterable of str
        Those that the answer is about: ``"main"``, ``"all"``, or names.
    worthwhile : mapping of str to float, optional
        The smallest difference of an outcome that counts, in its unit.
    discount : float
        Per cent a year.
    hypothesis : str
        What is expected.
    horizon : int, optional
        Months after month 0; left out, each scenario's own.
    own : iterable of OwnOutcome
        Outcomes of one's own, in `table` beside the others
        (:func:`analysis.statistics.own_outcomes.own_outcome`). All states are kept for them, which takes
        much memory.
    workers : int, optional
        Threads; left out, one a core.

    Raises
    ------
    WrongInput
        If something given cannot be used.

    Examples
    --------
    >>> found = what_if("baseline", "shared-records", runs=500)
    >>> found.plot().savefig("records.svg")
    >>> folder = found.save("records")
    """
    scenarios = [_loaded(each, horizon) for each in (base, *alternatives)]
    mine = tuple(arguments.listed(own))
    question = Question(
        base=scenarios[0].name,
        alternatives=tuple(each.name for each in scenarios[1:]),
        runs=arguments.python_int(runs),
        seed=arguments.python_int(seed),
        parameters=source_of(parameters),
        lucks=arguments.python_int(lucks),
        outcomes=outcomes if isinstance(outcomes, str) else ",".join(outcomes),
        worthwhile=tuple(f"{name}={size!r}" for name, size in (worthwhile or {}).items()),
        discount=discount,
        hypothesis=hypothesis,
        horizon=horizon,
        workers=arguments.python_int(workers),
    )
    refuse(_faults(question, mine))
    given = (base, *alternatives)
    asked = tuple(str(each) for each in given if isinstance(each, str))
    work = _with_own(comparison_of(question, scenarios), mine)
    if len(asked) == len(given):  # then commands can be named that ask on
        work = work._replace(settings=replace(work.settings, asked=Asked(asked)))
    folder = Folder(Path(tempfile.mkdtemp(prefix="hubspoke-")), work.inputs)
    try:
        whole = comparison_in(folder, work.batch, work.run(folder), work.settings)
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    shown = shown_of(whole, work.settings.shown)
    document = document_of(shown, scenarios, work.settings.hypothesis, (), work.settings.asked)
    found = WhatIf(tuple(scenarios), whole, document, work, folder.path)
    weakref.finalize(found, shutil.rmtree, folder.path, ignore_errors=True)
    return found


def _faults(question: Question, own: tuple[Any, ...]) -> Iterator[Fault]:
    """Say what the command line refuses before a question is asked."""
    if not question.alternatives:
        yield Fault("what_if", "there is nothing to compare with the base", "give at least one scenario")
    yield from arguments.whole("runs", question.runs, 1, limits.MOST_RUNS)
    yield from arguments.whole("seed", question.seed, 0, limits.LARGEST_SEED)
    if question.lucks is not None:
        yield from arguments.whole("lucks", question.lucks, 1, limits.MOST_RUNS)
    if question.workers is not None:
        yield from arguments.whole("workers", question.workers, 1, limits.MOST_WORKERS)
    rate, expected = cast("tuple[object, object]", (question.discount, question.hypothesis))
    if not isinstance(rate, int | float):
        yield Fault("discount", f"{quoted(rate)} is not a number", "write 3.5 for 3.5 % a year")
    if not isinstance(expected, str):
        yield Fault("hypothesis", f"{quoted(expected)} is no text", "write what you expect")
    for each in own:
        if not isinstance(each, OwnOutcome):
            yield Fault("own", f"{quoted(each)} is no outcome of your own", "make it with own_outcome")


def _with_own(work: Work, own: tuple[OwnOutcome, ...]) -> Work:
    if not own:
        return work
    batch, settings = replace(work.batch, own=own), replace(work.settings, own=own)
    inputs = {**work.inputs, "own_outcomes": {each.name: code_of(each.function) for each in own}}
    return work._replace(batch=batch, settings=settings, inputs=inputs)


def _loaded(given: Scenario | str, horizon: int | None) -> Scenario:
    scenario = scenario_named(given) if isinstance(given, str | Path) else given
    arguments.check_scenario(scenario)
    return scenario if horizon is None else scenario.with_horizon(horizon)
