"""From a user's figures to the parameter sets that agree with them, and what these say: frames out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.calibrate import evaluate
from analysis.calibrate.evaluate import How
from analysis.calibrate.space import Floats, Space, space_of
from analysis.calibrate.targets import Series, Target, read_targets
from analysis.calibrate.waves import Search, searched
from analysis.runs.batch import Evaluator, Task
from analysis.runs.folder import NothingToTell
from analysis.statistics.informed import informed, worth
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario
from sim.sampling.own import OwnPriors
from sim.sampling.sources import ParameterSource, source_of

BAND = (0.05, 0.5, 0.95)
PRIOR, KEPT = "prior", "kept"
MOST_TIED = 12  # pairs of parameters that are told


@dataclass(frozen=True)
class Experiment:
    """What is to be shown and what is varied, as :func:`ask` puts it together.

    Attributes
    ----------
    scenario : Scenario
    targets : tuple of Target
    space : Space
    source : ParameterSource
        What the search begins from.
    cutoff : float
    sets, lucks, seed : int
    workers : int
    """

    scenario: Scenario
    targets: tuple[Target, ...]
    space: Space
    source: ParameterSource
    cutoff: float
    sets: int
    lucks: int
    seed: int
    workers: int = 1

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The figures that sets have to agree with."""
        return tuple(each for each in self.targets if each.use == "fit")

    @property
    def series(self) -> tuple[Series, ...]:
        """What the figures are of."""
        return tuple(dict.fromkeys(each.series for each in self.targets))


@dataclass(frozen=True)
class Calibration:
    """What came of it.

    Attributes
    ----------
    experiment : Experiment
    sets : DataFrame
        ``set`` and a column for each parameter that was varied: the sets kept.
    targets : DataFrame
        A row for each figure: what it is, and 5, 50 and 95 % of what runs of prior and kept sets show;
        ``chance_sd``, of a history about a kept set's average; ``off``, by how many standard deviations the
        median kept set is off it; ``rank``, the share of what the kept sets predict that lies below the
        figure; ``within``, whether that is from 5 to 95 %.
    parameters : DataFrame
        As :func:`analysis.statistics.informed.informed` gives it, with the ``unit`` of each.
    tied : DataFrame
        ``one``, ``other``, ``rank_correlation``: pairs of parameters that the figures tie to each other most.
    waves : DataFrame
        A row for each :class:`analysis.calibrate.waves.Wave`.
    courses : DataFrame
        ``source`` (prior, kept), ``quantity``, ``organisation``, ``month``, ``low``, ``median``, ``high``.
    worth : float
        How many independent sets the kept ones are worth.
    agree_again : float
        The share of the kept sets that agree in lucks that had no part in keeping them.
    prior_agree : float
        The share of the first draws from the priors that agreed.
    runs : int
    """

    experiment: Experiment
    sets: pd.DataFrame
    targets: pd.DataFrame
    parameters: pd.DataFrame
    tied: pd.DataFrame
    waves: pd.DataFrame
    courses: pd.DataFrame
    worth: float
    agree_again: float
    prior_agree: float
    runs: int
    shares: Floats


def ask(
    scenario: Scenario,
    targets: Path | str | Sequence[Target],
    *,
    check: float = 0.0,
    cutoff: float = 3.0,
    sets: int = 1000,
    lucks: int = 8,
    seed: int = 1,
    parameters: ParameterSource | str = "prior",
    workers: int = 1,
) -> Experiment:
    """Put a calibration together, and refuse what cannot be answered.

    Parameters
    ----------
    scenario : Scenario
        In which the figures were seen.
    targets : Path, str or sequence of Target
        The figures, or a table of them (:mod:`analysis.calibrate.targets`).
    check : float
        The share of them that is left out, where the table does not say which.
    cutoff : float
        How many standard deviations off any of the figures a set still agrees.
    sets, lucks : int
        How many sets are kept, and in how many lucks each is run.
    seed : int
    parameters : {"prior"} or OwnPriors
        What the search begins from.
    workers : int

    Raises
    ------
    WrongInput
    """
    source = source_of(parameters)
    if source != PRIOR and not isinstance(source, OwnPriors):
        what = f"{source} is no prior, which a search begins from"
        raise WrongInput(Fault("--parameters", what, "write prior, or name a .yaml file of priors"))
    if not 0 < cutoff < np.inf:
        raise WrongInput(Fault("--cutoff", f"{cutoff:g} is no number above 0", "write one such as 3"))
    if isinstance(targets, Path | str):
        targets = read_targets(Path(targets), scenario, check, seed)
    own = source if isinstance(source, OwnPriors) else None
    space = space_of(scenario, own)
    return Experiment(scenario, tuple(targets), space, source, cutoff, sets, lucks, seed, workers)


def calibrate(experiment: Experiment, evaluator: Evaluator | None = None) -> Calibration:
    """Search for the sets that agree with the figures, judge them again, and see what they predict.

    Parameters
    ----------
    experiment : Experiment
        As :func:`ask` puts it together.
    evaluator : Evaluator, optional
        Where runs are done and kept; left out, in this process and in memory.

    Raises
    ------
    NothingToTell
        If no set agrees; it says which figure is farthest, and by how much.
    """
    judging = _Judging(experiment, evaluator or Evaluator(threads=experiment.workers))
    fitted = experiment.fitted

    def judge(name: str, scores: Floats) -> Floats:
        return judging.off(name, scores, fitted)

    search = searched(experiment.space, judge, experiment.sets, experiment.cutoff, experiment.seed)
    if not search.agrees:
        raise _nothing(experiment, search, judging)
    prior = experiment.space.first(experiment.seed, experiment.sets)
    again = judging.judged("again", search.scores, experiment.targets, second=True)
    off = judging.off_of(again, experiment.targets)
    fits = np.array([each.use == "fit" for each in experiment.targets])
    shown = {
        PRIOR: judging.courses(PRIOR, prior, 0),
        KEPT: judging.courses(KEPT, search.scores, experiment.sets),
    }
    shares = experiment.space.shares(search.scores)
    values = experiment.space.values(search.scores)
    independent = worth(experiment.space.idle(search.scores))
    return Calibration(
        experiment=experiment,
        sets=pd.DataFrame({"set": np.arange(1, experiment.sets + 1), **values}),
        targets=_targets(experiment, shown, again, off),
        parameters=_parameters(experiment.space, shares, independent),
        tied=_tied(experiment.space, shares, independent),
        waves=pd.DataFrame(search.waves),
        courses=_courses(experiment.series, shown),
        worth=independent,
        agree_again=float((off[:, fits].max(axis=1) <= experiment.cutoff).mean()),
        prior_agree=float((search.prior_off.max(axis=1) <= experiment.cutoff).mean()),
        runs=judging.runs,
        shares=shares,
    )


class _Judging:
    """Runs of sets, done and kept by an evaluator."""

    def __init__(self, experiment: Experiment, evaluator: Evaluator) -> None:
        self.experiment, self.evaluator, self.runs = experiment, evaluator, 0
        names, threads = experiment.space.names, evaluator.threads
        self.how = How(experiment.scenario, names, experiment.seed, threads)

    def off(self, name: str, scores: Floats, targets: Sequence[Target]) -> Floats:
        """How many standard deviations sets are off figures, (sets, figures)."""
        return self.off_of(self.judged(name, scores, targets), targets)

    def off_of(self, judged: pd.DataFrame, targets: Sequence[Target]) -> Floats:
        """The same, of sets that were run; one without a number agrees with nothing."""
        mean, variance = _moments(judged, len(targets))
        value, known = (np.array([getattr(each, key) for each in targets]) for key in ("value", "variance"))
        chance = variance * (1.0 + 1.0 / self.experiment.lucks)
        off: Floats = np.abs(mean - value) / np.sqrt(known + chance)
        return np.where(np.isfinite(off), off, np.inf)

    def judged(
        self, name: str, scores: Floats, targets: Sequence[Target], *, second: bool = False
    ) -> pd.DataFrame:
        """Mean and variance of each figure over the lucks, or over as many others."""
        lucks = self.experiment.lucks
        lucks_of = range(lucks, 2 * lucks) if second else range(lucks)
        given = (self.how, tuple(targets), self._values(scores), lucks_of)
        return self._done(Task(name, len(scores) * lucks, evaluate.judged, given), evaluate.JUDGED)

    def courses(self, name: str, scores: Floats, first: int) -> pd.DataFrame:
        """Every month of every series, each set in a luck of its own that had no part in keeping it."""
        begin = 2 * self.experiment.lucks + first
        given = (self.how, self.experiment.series, self._values(scores), range(begin, begin + len(scores)))
        return self._done(Task(name, len(scores), evaluate.courses, given), evaluate.COURSES)

    def _values(self, scores: Floats) -> Floats:
        return np.stack(list(self.experiment.space.values(scores).values()), axis=1)

    def _done(self, task: Task, table: str) -> pd.DataFrame:
        self.runs += task.size
        return self.evaluator.chunks.read(table, self.evaluator.run([task]))


def _moments(judged: pd.DataFrame, count: int) -> tuple[Floats, Floats]:
    """Mean and variance of each figure, (sets, figures) each."""
    mean, variance = (
        judged[[f"{key}_{n}" for n in range(count)]].to_numpy(float) for key in ("mean", "variance")
    )
    return mean, variance


# -- Nothing agrees ------------------------------------------------------------------------


def _nothing(experiment: Experiment, search: Search, judging: _Judging) -> NothingToTell:
    """Say which figure is farthest from all sets that were run, and by how much."""
    fitted = experiment.fitted
    alone = int(search.nearest.argmax())
    best = int(search.off.max(axis=1).argmin())
    by_itself = search.nearest[alone] > experiment.cutoff
    place = alone if by_itself else int(search.off[best].argmax())
    target = fitted[place]
    off = float(search.nearest[alone] if by_itself else search.off[best, place])
    tried = f"of {judging.runs // experiment.lucks:,} sets tried none comes"
    how = "by itself" if by_itself else "together with the others"
    seen = f"{target.named(experiment.scenario.month_0)}, {target.value:g}"
    what = (
        f"no set agrees: {tried} nearer to {seen}, {how} than"
        f" {off:.1f} standard deviations, and {experiment.cutoff:g} are allowed"
    )
    meant = "see whether value, sd and month are right; give a discrepancy, or wider ranges with --parameters"
    return NothingToTell(Fault(target.place, what, meant))


# -- Frames --------------------------------------------------------------------------------


def _targets(
    experiment: Experiment, shown: dict[str, pd.DataFrame], again: pd.DataFrame, off: Floats
) -> pd.DataFrame:
    """Each figure beside what prior and kept sets show."""
    _, variance = _moments(again, len(experiment.targets))
    rows = []
    for n, each in enumerate(experiment.targets):
        column = f"series_{experiment.series.index(each.series)}"
        runs = {
            name: table.loc[table["month"] == max(each.month, -1), column].to_numpy(float)
            for name, table in shown.items()
        }
        rank = float(special.ndtr((each.value - runs[KEPT]) / np.sqrt(each.variance)).mean())
        row: dict[str, Any] = {
            "quantity": each.series.quantity,
            "organisation": each.series.organisation,
            "title": each.series.title,
            "unit": each.series.unit,
            "month": each.month,
            "use": each.use,
            **{key: getattr(each, key) for key in ("value", "sd", "discrepancy")},
            "chance_sd": float(np.sqrt(np.median(variance[:, n]))),
        }
        for name, values in runs.items():
            ends = zip(("low", "median", "high"), np.quantile(values, BAND).tolist(), strict=True)
            row |= {f"{name}_{end}": value for end, value in ends}
        row |= {"off": float(np.median(off[:, n])), "rank": rank, "within": BAND[0] <= rank <= BAND[2]}
        rows.append(row)
    return pd.DataFrame(rows)


def _parameters(space: Space, shares: Floats, independent: float) -> pd.DataFrame:
    """Prior against kept values of each parameter."""
    found = informed(shares, space.priors, independent)
    return found.assign(unit=found["parameter"].map({each.name: each.unit for each in space.priors}))


def _courses(series: Sequence[Series], shown: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Quantiles over runs, month by month."""
    parts = []
    for name, table in shown.items():
        for n, each in enumerate(series):
            found = table.groupby("month")[f"series_{n}"].quantile(np.array(BAND)).unstack()
            found.columns = pd.Index(["low", "median", "high"])
            keys = {"source": name, "quantity": each.quantity, "organisation": each.organisation}
            parts.append(found.reset_index().assign(**keys))
    columns = ["source", "quantity", "organisation", "month", "low", "median", "high"]
    return pd.concat(parts, ignore_index=True)[columns]


def _tied(space: Space, shares: Floats, independent: float) -> pd.DataFrame:
    """The pairs of parameters whose ranks go together most, beyond what their priors say and chance does."""
    ranks = stats.rankdata(shares, axis=0)
    correlations = np.corrcoef(ranks, rowvar=False)
    one, other = np.triu_indices(len(space.priors), 1)
    rank = correlations[one, other]
    # Chance brings about none beyond this in one of a hundred searches, whatever number of pairs there is.
    limit = stats.norm.isf(0.005 / max(1, len(rank))) / np.sqrt(max(2.0, independent))
    order = np.argsort(-np.abs(rank), kind="stable")[:MOST_TIED]
    rows = [
        (space.names[one[n]], space.names[other[n]], float(rank[n])) for n in order if abs(rank[n]) > limit
    ]
    return pd.DataFrame(rows, columns=["one", "other", "rank_correlation"])
