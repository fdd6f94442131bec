"""A sensitivity analysis from question to findings, wherever its chunks are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.runs import former
from analysis.runs.batch import Evaluator
from analysis.runs.folder import NothingToTell
from analysis.sensitivity import convergence, factor_choice, methods
from analysis.sensitivity.evaluate import Experiment, outcomes_of
from analysis.sensitivity.factors import CHANCE, LUCK, Factor, Floats
from analysis.sensitivity.question import MOST_SAMPLES
from analysis.sensitivity.reasons import reasons_of
from analysis.sensitivity.results import Sensitivity
from analysis.sensitivity.sample import Design
from analysis.statistics.own_outcomes import OwnOutcome
from sim.engine import arguments
from sim.inputs import Fault, Scenario, WrongInput, all_parameters
from sim.inputs.errors import refuse
from sim.model.outcomes import OUTCOMES, Outcome
from sim.sampling.random_numbers import LARGEST_SEED
from sim.sampling.sources import ParameterSource, source_of

MAIN = ("cover_24_7", "care_coordination", "engagement")
SCREENING_TRAJECTORIES = 50
KEEP = 12
COLUMNS = ["outcome", "month", "factor", "other", "index", "value", "error", "low", "high"]


def ask(
    scenario: Scenario,
    against: Scenario | None = None,
    *,
    method: str = "sobol",
    outcomes: str | Outcome | Sequence[str | Outcome] = MAIN,
    months: int | Sequence[int] | None = None,
    factors: Sequence[str] = (factor_choice.USED,),
    groups: Sequence[str] = (),
    samples: int | None = None,
    second_order: bool = False,
    keep: int | None = None,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> Experiment:
    """Put a question together, and refuse what cannot be answered.

    Parameters
    ----------
    scenario, against : Scenario
        What is run; with `against`, what is asked about is the paired difference from it.
    method : str
        `sobol`, `morris`, `fast`, `rbd-fast`, `delta`, `pawn`, `dgsm`, `hdmr` or `ff`.
    outcomes : str, OwnOutcome, or sequence of them
        Names, and outcomes of one's own (:func:`analysis.statistics.own_outcomes.own_outcome`).
    months : sequence of int, optional
        Left out: each twelfth month and the last; the last alone where a method takes long.
    factors, groups : sequence of str
        As :func:`analysis.sensitivity.factor_choice.choose` and
        :func:`~analysis.sensitivity.factor_choice.groups_of` read them.
    samples : int, optional
        As the method counts; left out, its own default.
    second_order : bool
        Indices of pairs, of the factors that a screening keeps.
    keep : int, optional
        How many factors a Morris screening keeps; with second order 12 where nothing is said.
    seed, workers : int
    parameters : {"accepted", "prior"} or OwnSource
        What ranges parameters run through.

    Raises
    ------
    WrongInput
    """
    arguments.check_scenario(scenario)
    if against is not None:
        arguments.check_scenario(against, "against")
    looked_at = _outcomes([outcomes] if isinstance(outcomes, Outcome) else arguments.listed(outcomes))
    samples, keep, seed = (arguments.python_int(each) for each in (samples, keep, seed))
    refuse(
        [
            *arguments.whole("seed", seed, 0, LARGEST_SEED),
            *arguments.whole("workers", arguments.python_int(workers), 1, arguments.MOST_WORKERS),
            *([] if samples is None else arguments.whole("samples", samples, 1, MOST_SAMPLES)),
            *([] if keep is None else arguments.whole("keep", keep, 2, len(all_parameters()))),
        ]
    )
    if against is not None and against.digest() == scenario.digest():
        what = f"{against.name} is the scenario itself"
        raise WrongInput(Fault("--against", what, "name another, or leave it out"))
    ranges = source_of(parameters)
    if ranges == "central":
        what = "central values do not vary"
        raise WrongInput(Fault("--parameters", what, "write accepted or prior"))
    how = methods.method_of(method)
    both = [scenario] if against is None else [against, scenario]
    if second_order and keep is None and how.pairs:
        keep = min(KEEP, how.most_pairs)
    wanted = [str(each) for each in arguments.listed(factors)]
    chosen = _with_chance(factor_choice.choose(wanted, both, ranges), how.chance)
    _check_keep(keep, chosen, how)
    count = samples or how.samples
    in_groups = factor_choice.groups_of([str(each) for each in arguments.listed(groups)], chosen)
    kept = len(chosen) if keep is None else min(len(chosen), keep + 1)
    methods.check(how, count, kept, grouped=bool(groups), second_order=second_order)
    return Experiment(
        scenario,
        against,
        how,
        looked_at,
        _months(months, both, dear=how.dear),
        tuple(chosen),
        in_groups,
        count,
        second_order,
        keep if keep is not None and keep < len(chosen) - 1 else None,
        seed,
        ranges,
        workers,
    )


def sensitivity(
    question: Experiment,
    evaluator: Evaluator | None = None,
    *,
    why: bool = True,
    keep: former.Keep | None = None,
    tell: Callable[[int], None] | None = None,
) -> Sensitivity:
    """Answer a question: run its design, work the indices out, and say why the largest are large.

    Parameters
    ----------
    question : Experiment
        As :func:`ask` puts it together.
    evaluator : Evaluator, optional
        Where parts of the design are done and kept; left out, in this process and in memory.
    why : bool
        Whether to follow the flows that the most important factors move.
    keep, tell : callable, optional
        Instead of `evaluator`, as in version 0.1.0, for one release; `tell` is told runs done since.

    Raises
    ------
    NothingToTell
        If a run has no number for an outcome, or an outcome does not vary.
    """
    evaluator = former.evaluator_of(evaluator, keep, former.since(tell), question.workers)
    experiment, screening, before = _screened(question, evaluator)
    design = experiment.design()
    y = outcomes_of(experiment, design, "rows", evaluator)
    varying, notes = _varying(experiment, y)
    indices = _indices(experiment, design, y, varying)
    return Sensitivity(
        experiment,
        indices,
        _levels(experiment, y),
        convergence.grown(experiment, design, y, indices),
        screening,
        reasons_of(experiment, indices) if why else (),
        before + design.runs * len(experiment.scenarios),
        notes,
    )


def runs_of(question: Experiment) -> int:
    """How many runs answering takes, the screening's among them."""
    first = _screening(question).design().runs if question.keep else 0
    if question.keep:
        names = [each for each in question.factors if each.name != LUCK][: question.keep]
        question = replace(question, factors=tuple(_with_chance(names, question.method.chance)), keep=None)
    return (first + question.design().runs) * len(question.scenarios)


# -- Steps ---------------------------------------------------------------------------------


def _with_chance(factors: Sequence[Factor], chance: bool) -> list[Factor]:
    return [*(each for each in factors if each.name != LUCK), *([CHANCE] if chance else [])]


def _check_keep(keep: int | None, chosen: Sequence[Factor], how: methods.Method) -> None:
    if keep is not None and keep < 2:
        raise WrongInput(Fault("--keep", f"{keep} factors are too few to compare", "keep 2 or more"))
    if len(chosen) < 2:
        what = f"{len(chosen)} factor is too few for {how.name}"
        raise WrongInput(Fault("--factors", what, "name 2 or more, or a set such as used"))


def _outcomes(given: Sequence[Any]) -> tuple[Outcome, ...]:
    """The outcomes that are asked about: by name, or of a user's own."""
    every = list(dict.fromkeys(given))
    named = [each for each in every if not isinstance(each, OwnOutcome)]
    if named or not every:
        arguments.outcomes(named)
    return tuple(each if isinstance(each, OwnOutcome) else OUTCOMES[each] for each in every)


def _months(
    months: int | Sequence[int] | None, scenarios: Sequence[Scenario], *, dear: bool
) -> tuple[int, ...]:
    last = min(each.horizon for each in scenarios)
    if months is None:
        return (last,) if dear else tuple(sorted({*range(12, last, 12), last}))
    return arguments.some_months(months, 0, last, "--months")


def _screening(question: Experiment) -> Experiment:
    """The Morris screening that comes first."""
    return replace(
        question,
        method=methods.METHODS["morris"],
        months=(question.month,),
        factors=tuple(_with_chance(question.factors, True)),
        groups={},
        samples=SCREENING_TRAJECTORIES,
        second_order=False,
        keep=None,
    )


def _screened(question: Experiment, evaluator: Evaluator | None) -> tuple[Experiment, pd.DataFrame, int]:
    """Keep the factors that matter most for any of the outcomes."""
    if question.keep is None:
        return question, pd.DataFrame(columns=COLUMNS), 0
    first = _screening(question)
    design = first.design()
    y = outcomes_of(first, design, "screening", evaluator)
    varying, _ = _varying(first, y)
    found = _indices(first, design, y, varying)
    sizes = found[(found["index"] == "mu_star") & (found["factor"] != LUCK)]
    largest = sizes.groupby("outcome")["value"].transform("max").replace(0, 1)
    scores = sizes.assign(score=sizes["value"] / largest).groupby("factor")["score"].max()
    order = scores.sort_values(ascending=False, kind="stable").index[: question.keep]
    factors = tuple(each for each in question.factors if each.name in set(order) or each.name == LUCK)
    groups = {each.name: question.groups[each.name] for each in factors} if question.groups else {}
    runs = design.runs * len(question.scenarios)
    return replace(question, factors=factors, groups=groups), found, runs


def _varying(question: Experiment, y: Floats) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Which outcomes vary at which months, (months, outcomes), and what is left out."""
    varying = np.ptp(y, axis=0) > 0
    faults, notes = [], []
    for place, outcome in enumerate(question.outcomes):
        if not varying[-1, place]:
            what = f"{outcome.name} does not vary at month {question.month}, whatever is varied"
            faults.append(Fault("--outcomes", what, "ask for another outcome or month, or vary more factors"))
        still = [month for m, month in enumerate(question.months) if not varying[m, place]]
        notes += [f"{outcome.title} does not vary at month {month}; no index is given." for month in still]
    if faults:
        raise NothingToTell(*faults)
    return varying, tuple(notes)


def _indices(question: Experiment, design: Design, y: Floats, varying: NDArray[np.bool_]) -> pd.DataFrame:
    """Every index of each outcome at each month in which it varies."""
    parts = [
        question.method.analyse(design, y[:, m, o], question.seed, question.second_order).assign(
            outcome=outcome.name, month=month
        )
        for o, outcome in enumerate(question.outcomes)
        for m, month in enumerate(question.months)
        if varying[m, o]
    ]
    found = pd.concat(parts, ignore_index=True)
    ends = {"low": found["value"] - found["error"], "high": found["value"] + found["error"]}
    return found.assign(**ends)[COLUMNS]


def _levels(question: Experiment, y: Floats) -> pd.DataFrame:
    rows = []
    for o, outcome in enumerate(question.outcomes):
        for m, month in enumerate(question.months):
            values = y[:, m, o]
            low, high = np.quantile(values, [0.05, 0.95]).tolist()
            rows.append((outcome.name, month, float(values.mean()), float(values.std()), low, high))
    return pd.DataFrame(rows, columns=["outcome", "month", "mean", "sd", "low", "high"])
