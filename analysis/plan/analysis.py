"""A whole plan: asked in a line, found in one go, in memory or in a folder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.plan import parameters as named
from analysis.plan.choice import DETAILED_RUNS, Choice, Experiment, Failing, Search, choose, failing, search
from analysis.plan.courses import courses_of, run_courses, with_switches
from analysis.plan.doses import LeverDose, doses_written, usual_doses
from analysis.plan.evaluate import ALL, Setting
from analysis.plan.objective import is_local, objective_of
from analysis.plan.portfolios import NOTHING, at_work_already, chosen, free, offer_of
from analysis.plan.prim import peelings
from analysis.plan.scenario_discovery import conditions
from analysis.plan.signposts import signposts
from analysis.plan.single_levers import (
    DEAR,
    DOMINATED,
    LESSER,
    SLACK,
    by_themselves,
    check_budget,
    check_count,
    chosen_from,
)
from analysis.plan.value_of_information import information, perfect_information
from analysis.runs import former
from analysis.runs.batch import Evaluator
from analysis.statistics import attribution
from analysis.statistics.comparison import compare
from analysis.statistics.own_outcomes import OwnOutcome
from sim.inputs.errors import Fault, WrongInput, quoted, refuse, suggestion
from sim.inputs.levers import Lever
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES
from sim.model.schedule import PAYERS
from sim.sampling.sources import ParameterSource, source_of
from sim.simulation import Progress

AXES = ("cover_24_7", "equity_cover", "engagement")  # what is weighed against the money
MONTHS_A_YEAR = 12
MOST_BUNDLE_RUNS = 50_000_000  # an hour, more or less
MOST_POUNDS = 1e12  # as in the files of levers
BESIDE_RUNS = 1000  # of the favourite and of no lever, in which every outcome is looked at


@dataclass(frozen=True)
class Plan:
    """What was found.

    Attributes
    ----------
    experiment : Experiment
    alone : DataFrame
        Each lever by itself (:func:`analysis.plan.single_levers.by_themselves`).
    search : Search
        Every bundle.
    choice : Choice
        The contenders in further futures, and the one chosen.
    failing : Failing
    conditions : DataFrame
        Rules under which it fails (:func:`analysis.plan.scenario_discovery.conditions`).
    peelings : DataFrame
        The same by PRIM, step by step (:func:`analysis.plan.prim.peelings`).
    information : DataFrame
        What each parameter would be worth knowing (:func:`analysis.plan.value_of_information.information`).
    everything : float
        What it would be worth to know all of them, and chance: the mean regret of the favourite.
    beside : DataFrame
        Every outcome under the favourite against no lever
        (`analysis.statistics.comparison.Comparison.differences`).
    reasons : DataFrame
        Which flows bring the favourite's gain (:func:`analysis.statistics.attribution.why`); empty where
        none explain it.
    courses : DataFrame
        The favourite and no lever, month by month (:func:`analysis.plan.courses.run_courses`).
    signposts : DataFrame
        What tells in time that the favourite fails (:func:`analysis.plan.signposts.signposts`), and to which
        bundle to switch then (:func:`analysis.plan.courses.with_switches`).
    """

    experiment: Experiment
    alone: pd.DataFrame
    search: Search
    choice: Choice
    failing: Failing
    conditions: pd.DataFrame
    peelings: pd.DataFrame
    information: pd.DataFrame
    everything: float
    beside: pd.DataFrame
    reasons: pd.DataFrame
    courses: pd.DataFrame
    signposts: pd.DataFrame


def ask(
    scenario: Scenario,
    budget: float | None = None,
    years: int = 5,
    *,
    a_year: float | None = None,
    payer: str = ALL,
    levers: str | None = None,
    doses: Sequence[str] = (),
    objective: str | OwnOutcome = "cover_24_7",
    discount: float = 3.5,
    runs: int = 256,
    futures: int = DETAILED_RUNS,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> tuple[Experiment, pd.DataFrame]:
    """Check what is asked of a plan, pull each dose of a lever by itself, and choose those to plan with.

    Parameters
    ----------
    scenario : Scenario
        What levers are added to; its horizon is set to the years.
    budget, a_year : float, optional
        One of the two, in GBP, for what is added to the scenario: over months 0 to the horizon together,
        discounted; or in each year.
    years : int
    payer : str
        Whose money counts: `all`, or one of `sim.model.schedule.PAYERS`.
    levers : str, optional
        Names parted by commas; left out, those that do most by themselves.
    doses : sequence of str
        How much of which lever, for whom and from when, as :func:`analysis.plan.doses.doses_written` reads
        it: `nurses=2,4,6@edge`. Of levers that are named without, and of all where nothing is named, those of
        :func:`analysis.plan.doses.usual_doses`.
    objective : str or OwnOutcome
        What the money is to improve, as :func:`analysis.plan.objective.objective_of` reads it; one of one's
        own takes far longer, as every state is kept for it.
    discount : float
        Per cent a year.
    runs, futures : int
        Of every bundle; and further ones of the few contenders.
    seed : int
    parameters : {"accepted", "prior", "central"}
    workers : int
        Threads.

    Returns
    -------
    Experiment
    DataFrame
        Each dose by itself, with the rule by which it is left out, if it is.

    Raises
    ------
    WrongInput
        With what is wrong, or if the budget is below every lever.
    """
    whole = scenario.with_horizon(MONTHS_A_YEAR * years)
    money = _checked(budget, a_year, payer, discount)
    outcome = objective_of(objective, whole.network)
    if not free(whole):
        what = f"{whole.name} pulls every lever already"
        raise WrongInput(Fault("SCENARIO", what, "name one that leaves some, such as baseline"))
    outcomes = (outcome, *(OUTCOMES[name] for name in AXES if name != outcome.name))
    names = tuple(each.name for each in outcomes)
    yearly, own = a_year is not None, outcome if isinstance(outcome, OwnOutcome) else None
    setting = Setting(seed, source_of(parameters), names, payer, discount, yearly, workers, own)
    written = _written(whole, doses)
    others = chosen(whole, levers) if levers is not None else () if written else free(whole)
    every = _doses(whole, others, written, money if yearly else money / years)
    table = by_themselves(whole, every, money, outcomes, runs, setting)
    check_budget(table, money, setting, years)
    named = [each.name for each in others] if levers is not None else []
    table = chosen_from(table, every, outcomes, money, written, named)
    kept = np.flatnonzero(table["left_out"].eq("").to_numpy())
    costs = table["pounds"].iloc[kept].tolist()
    offer = offer_of(whole, [every[place] for place in kept], costs, SLACK * money)
    _check_work(offer.count, runs)
    left_out = {
        rule: tuple(table.loc[table["left_out"] == rule, "dose"])
        for rule in (DEAR, DOMINATED, LESSER)
        if table["left_out"].eq(rule).any()
    }
    return Experiment(offer, money, outcome, setting, runs, futures, left_out), table


def _written(scenario: Scenario, lines: Sequence[str]) -> tuple[LeverDose, ...]:
    doses = doses_written(scenario, lines)
    refuse(at_work_already(scenario, [each.lever for each in doses], "--dose"))
    return doses


def _doses(
    scenario: Scenario, levers: Sequence[Lever], written: Sequence[LeverDose], a_year: float
) -> tuple[LeverDose, ...]:
    """Give the doses that are written, and the usual ones of other levers; in the levers' order."""
    others = [lever for lever in levers if lever.id not in {each.key for each in written}]
    usual = [dose for lever in others for dose in usual_doses(scenario, lever, a_year)]
    return tuple(sorted([*written, *usual], key=lambda each: each.key))


def _check_work(bundles: int, runs: int) -> None:
    check_count(bundles)
    if bundles * runs > MOST_BUNDLE_RUNS:
        what, most = f"{bundles:,} bundles of {runs:,} runs are too many", MOST_BUNDLE_RUNS // bundles
        raise WrongInput(Fault("--runs", what, f"give at most {most}, or fewer levers"))


def _checked(budget: float | None, a_year: float | None, payer: str, discount: float) -> float:
    """Check the money, and give it."""
    faults = []
    given = {"--budget": budget, "--a-year": a_year}
    money = next((each for each in given.values() if each is not None), 0.0)
    if budget is None and a_year is None:
        meant = "write --budget 500000 for all the years together, or --a-year 100000"
        faults.append(Fault("--budget", "says how much may be spent, and is missing", meant))
    elif budget is not None and a_year is not None:
        faults.append(Fault("--a-year", "is given beside --budget", "give one of them"))
    for option, each in given.items():
        if each is not None and not 0 <= each <= MOST_POUNDS:
            faults.append(Fault(option, f"{each:g} is no sum of money", "write pounds, such as 500000"))
    if not (math.isfinite(discount) and 0 <= discount <= 100):
        faults.append(Fault("--discount", f"{discount:g} is not a rate from 0 to 100", "write 3.5, or 0"))
    if payer != ALL and payer not in PAYERS:
        faults.append(Fault("--payer", f"{quoted(payer)} pays nothing", suggestion(payer, [ALL, *PAYERS])))
    refuse(faults)
    return money


def plan(
    experiment: Experiment,
    alone: pd.DataFrame,
    evaluator: Evaluator | None = None,
    *,
    keep: former.Keep | None = None,
    tell: Progress | None = None,
) -> Plan:
    """Search, choose, and say where the choice fails and what would be worth knowing.

    Parameters
    ----------
    experiment, alone
        As :func:`ask` gives them.
    evaluator : Evaluator, optional
        Where slices of runs are done and kept; left out, in this process and in memory.
    keep, tell : callable, optional
        Instead of it, as in version 0.1.0, for one release.
    """
    given = former.evaluator_of(evaluator, keep, tell, experiment.setting.workers)
    evaluator = given or Evaluator(threads=experiment.setting.workers)
    found = search(experiment, evaluator)
    choice = choose(experiment, found, evaluator)
    fails = failing(choice, experiment.objective)
    values = choice.values(experiment.objective)
    offer, setting = experiment.offer, experiment.setting
    levers = {dose.lever for bundle in choice.futures.bundles for dose in offer.members(int(bundle))}
    names = named.varying(offer.scenario, levers)
    one_set = setting.parameters == "central"
    features = (
        pd.DataFrame(index=range(values.shape[1]))
        if one_set
        else named.values_in(names, choice.futures.sets, setting.parameters, setting.seed)
    )
    courses, posts = _signposts(experiment, choice, fails, evaluator)
    return Plan(
        experiment=experiment,
        alone=alone,
        search=found,
        choice=choice,
        failing=fails,
        conditions=conditions(features, fails.failed, setting.seed),
        peelings=peelings(features, fails.failed, setting.seed),
        information=information(features, values, setting.seed),
        everything=perfect_information(values),
        beside=_beside(experiment, choice.favourite),
        reasons=_reasons(experiment, choice.favourite),
        courses=courses,
        signposts=posts,
    )


def _signposts(
    experiment: Experiment, choice: Choice, fails: Failing, evaluator: Evaluator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Repeat the favourite's further runs month by month; say what tells where it fails, and what helps."""
    table = run_courses(experiment, choice.favourite, evaluator)
    courses = courses_of(table, choice)
    told = fails.failed if choice.favourite != NOTHING else np.zeros_like(fails.failed)
    found = signposts(courses, told, experiment.setting.seed)
    return table, with_switches(found, experiment, choice, fails.failed, courses, evaluator)


def _beside(experiment: Experiment, bundle: int) -> pd.DataFrame:
    """Compare a bundle with no lever in every outcome, in the first of the contenders' futures."""
    from sim import simulate

    setting, month = experiment.setting, experiment.offer.scenario.horizon
    runs = range(experiment.runs, experiment.runs + min(experiment.detailed, BESIDE_RUNS))
    base, then = (
        simulate(
            experiment.offer.scenario_of(each).renamed(name),
            runs,
            setting.seed,
            parameters=setting.parameters,
            months=[month],
            workers=setting.workers,
        )
        for each, name in ((NOTHING, "base"), (bundle, "favourite"))
    )
    return compare(base, [then], month).differences


def _reasons(experiment: Experiment, bundle: int) -> pd.DataFrame:
    """Replay a few runs with and without a bundle, and say which flows make its gain."""
    objective = experiment.objective
    if bundle == NOTHING or is_local(objective.name) or not attribution.explained(objective):
        return pd.DataFrame(columns=list(attribution.COLUMNS))
    return attribution.why(
        attribution.Experiment(experiment.offer.scenario),
        attribution.Experiment(experiment.offer.scenario_of(bundle)),
        experiment.objective,
        experiment.offer.scenario.horizon,
        runs=min(attribution.RUNS, experiment.detailed),
        seed=experiment.setting.seed,
        parameters=experiment.setting.parameters,
        workers=experiment.setting.workers,
    )
