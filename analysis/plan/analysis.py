"""A whole plan: asked in a line, found in one go, in memory or in a folder."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from analysis.plan import parameters as named
from analysis.plan.choice import DETAILED_RUNS, Choice, Experiment, Failing, Search, choose, failing, search
from analysis.plan.evaluate import ALL, Setting
from analysis.plan.portfolios import NOTHING, Offer, chosen, free
from analysis.plan.scenario_discovery import conditions
from analysis.plan.single_levers import DEFAULT_LEVERS, by_themselves, check_budget, offered
from analysis.plan.value_of_information import information, perfect_information
from analysis.runs import former
from analysis.runs.batch import Evaluator
from analysis.statistics import attribution
from analysis.statistics.comparison import compare
from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES, Outcome, no_outcome
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
    """

    experiment: Experiment
    alone: pd.DataFrame
    search: Search
    choice: Choice
    failing: Failing
    conditions: pd.DataFrame
    information: pd.DataFrame
    everything: float
    beside: pd.DataFrame
    reasons: pd.DataFrame


def ask(
    scenario: Scenario,
    budget: float,
    years: int = 5,
    *,
    payer: str = ALL,
    levers: str | None = None,
    objective: str = "cover_24_7",
    discount: float = 3.5,
    runs: int = 256,
    futures: int = DETAILED_RUNS,
    seed: int = 1,
    parameters: ParameterSource = "accepted",
    workers: int = 1,
) -> tuple[Experiment, pd.DataFrame]:
    """Check what is asked of a plan, pull each lever by itself, and choose those to plan with.

    Parameters
    ----------
    scenario : Scenario
        What levers are added to; its horizon is set to the years.
    budget : float
        GBP over months 0 to the horizon, discounted, beyond what the scenario costs.
    years : int
    payer : str
        Whose money counts: `all`, or one of `sim.model.schedule.PAYERS`.
    levers : str, optional
        Names parted by commas, at most 14; left out, the ten that do most by themselves.
    objective : str
        The outcome that the money is to improve.
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
        Each lever by itself.

    Raises
    ------
    WrongInput
        With what is wrong, or if the budget is below every lever.
    """
    whole = scenario.with_horizon(MONTHS_A_YEAR * years)
    outcome = _checked(budget, payer, objective, discount)
    if not free(whole):
        what = f"{whole.name} pulls every lever already"
        raise WrongInput(Fault("SCENARIO", what, "name one that leaves some, such as baseline"))
    names = None if levers is None else chosen(whole, levers)
    bundles = 2 ** (DEFAULT_LEVERS if names is None else len(names))
    if bundles * runs > MOST_BUNDLE_RUNS:
        what, most = f"{bundles:,} bundles of {runs:,} runs are too many", MOST_BUNDLE_RUNS // bundles
        raise WrongInput(Fault("--runs", what, f"give at most {most}, or fewer levers"))
    kept = tuple(dict.fromkeys([objective, *AXES]))
    setting = Setting(seed, source_of(parameters), kept, payer, discount, workers)
    alone = by_themselves(whole, budget, outcome, runs, setting)
    check_budget(alone, names or (), budget, payer, years)
    return Experiment(Offer(whole, names or offered(alone)), budget, outcome, setting, runs, futures), alone


def _checked(budget: float, payer: str, objective: str, discount: float) -> Outcome:
    faults = []
    if not 0 <= budget <= MOST_POUNDS:
        faults.append(Fault("--budget", f"{budget:g} is no sum of money", "write pounds, such as 500000"))
    if not (math.isfinite(discount) and 0 <= discount <= 100):
        faults.append(Fault("--discount", f"{discount:g} is not a rate from 0 to 100", "write 3.5, or 0"))
    if payer != ALL and payer not in PAYERS:
        faults.append(Fault("--payer", f"{quoted(payer)} pays nothing", suggestion(payer, [ALL, *PAYERS])))
    if objective not in OUTCOMES:
        faults.append(no_outcome("--objective", objective))
    elif OUTCOMES[objective].better == "neither":
        what = f"{objective} is better neither higher nor lower"
        faults.append(Fault("--objective", what, "name another outcome (mcn list outcomes)"))
    if faults:
        raise WrongInput(*faults)
    return OUTCOMES[objective]


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
    evaluator = former.evaluator_of(evaluator, keep, tell, experiment.setting.workers)
    found = search(experiment, evaluator)
    choice = choose(experiment, found, evaluator)
    fails = failing(choice, experiment.objective)
    values = choice.values(experiment.objective)
    offer, setting = experiment.offer, experiment.setting
    levers = {name for bundle in choice.futures.bundles for name in offer.members(int(bundle))}
    names = named.varying(offer.scenario, levers)
    one_set = setting.parameters == "central"
    features = (
        pd.DataFrame(index=range(values.shape[1]))
        if one_set
        else named.values_in(names, choice.futures.sets, setting.parameters, setting.seed)
    )
    return Plan(
        experiment=experiment,
        alone=alone,
        search=found,
        choice=choice,
        failing=fails,
        conditions=conditions(features, fails.failed, setting.seed),
        information=information(features, values, setting.seed),
        everything=perfect_information(values),
        beside=_beside(experiment, choice.favourite),
        reasons=_reasons(experiment, choice.favourite),
    )


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
    if bundle == NOTHING or not attribution.explained(experiment.objective):
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
