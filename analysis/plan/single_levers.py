"""What each dose of a lever does by itself, and which of them a plan makes bundles of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.plan.choice import money_and_changes
from analysis.plan.doses import LeverDose
from analysis.plan.evaluate import ALL, Setting, gain_of, run_bundles
from analysis.plan.portfolios import MOST_BUNDLES, alone, bundles_of
from analysis.report import words
from analysis.statistics.paired import Floats
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import Outcome

DEFAULT_BUNDLES = 1024  # as many as are run while somebody waits
BREADTH = 128  # of them for levers beside each other, before there are several doses of one
MOST_RUNS = 256
SLACK = 1.2  # of the budget: what the doses of a bundle may cost in sum, by themselves, for it to be run
Places = NDArray[np.int64]
DEAR = "over the budget by themselves"
DOMINATED = "no better than another dose of the same that costs no more"
LESSER = "doing less by themselves than those tried"


def by_themselves(
    scenario: Scenario,
    doses: Sequence[LeverDose],
    budget: float,
    outcomes: Sequence[Outcome],
    runs: int,
    setting: Setting,
) -> pd.DataFrame:
    """Pull each dose of a lever by itself.

    Returns
    -------
    DataFrame
        A row a dose: `lever, dose` (its name), `title, payer`, then money and outcomes as
        `analysis.plan.choice.Search` has them in its table, and `left_out`, empty as yet.
    """
    offer = alone(scenario, doses)
    futures = run_bundles(offer, range(offer.count), range(min(runs, MOST_RUNS)), setting)
    table = money_and_changes(futures, offer, budget, outcomes).iloc[1:].reset_index(drop=True)
    declared = load_levers()
    said = {
        "lever": [each.lever for each in doses],
        "dose": [each.name for each in doses],
        "title": [each.titled for each in doses],
        "payer": [declared[each.key].cost.payer for each in doses],
    }
    return pd.DataFrame(said).join(table.drop(columns=["bundle", "levers", "size"])).assign(left_out="")


def chosen_from(
    table: pd.DataFrame,
    doses: Sequence[LeverDose],
    outcomes: Sequence[Outcome],
    budget: float,
    written: Collection[LeverDose] = (),
    named: Collection[str] = (),
) -> pd.DataFrame:
    """Leave out doses until their bundles are few enough to be run while somebody waits.

    First those that cost more than the budget; then, of those that nobody has written, those beside which
    another dose of the same thing does as much of everything that is weighed, for no more money; then what
    does less by itself: levers come in, by their best dose, in the order of their best place in any outcome
    that is weighed, and then further doses in the order of what they do for the objective.

    Parameters
    ----------
    table : DataFrame
        As :func:`by_themselves` gives it.
    doses : sequence of LeverDose
        Of its rows.
    outcomes : sequence of Outcome
        What is weighed, the objective first.
    budget : float
    written : collection of LeverDose
        Kept whatever they do, as far as the budget allows them.
    named : collection of str
        Levers of which at least the best dose is kept.

    Returns
    -------
    DataFrame
        The table with the rule in `left_out` of what is left out.
    """
    table = table.copy()
    table.loc[~table["affordable"], "left_out"] = DEAR
    gains = np.column_stack(
        [gain_of(table[f"{each.name}_change"].to_numpy(float), each) for each in outcomes]
    )
    given = np.array([each in written for each in doses])
    levers, cost = np.array([each.lever for each in doses]), table["pounds"].to_numpy(float)
    kinds = np.array([f"{each.lever} {each.sort}" for each in doses])
    for kind in dict.fromkeys(kinds):
        places = np.flatnonzero(table["left_out"].eq("").to_numpy() & (kinds == kind) & ~given)
        table.loc[_dominated(places, gains, cost), "left_out"] = DOMINATED
    offered = np.flatnonzero(table["left_out"].eq("").to_numpy())
    best: dict[str, int] = {}
    for lever in _order(offered, gains, levers):
        mine = offered[levers[offered] == lever]
        best[lever] = int(mine[gains[mine, 0].argmax()])
    chosen = {*offered[given[offered]].tolist(), *(best[each] for each in best if each in named)}
    # The best dose of many levers first, then whichever doses do most, as long as their bundles are few.
    rest: list[int] = offered[np.argsort(-gains[offered, 0], kind="stable")].tolist()
    for bundles, candidates in ((BREADTH, [*best.values()]), (DEFAULT_BUNDLES, rest)):
        for place in candidates:
            if _count(chosen | {place}, cost, doses, budget) <= bundles:
                chosen.add(place)
    table.loc[[place for place in rest if place not in chosen], "left_out"] = LESSER
    return table


def _order(offered: Places, gains: Floats, levers: NDArray[np.str_]) -> list[str]:
    """Levers by the best place that any dose of theirs has in any outcome, then by that in the first."""
    best = pd.DataFrame(gains[offered]).groupby(levers[offered], sort=False).max()
    ranks = best.rank(ascending=False, method="min")
    order = np.lexsort((ranks[0].to_numpy(), ranks.min(axis=1).to_numpy()))
    return [str(lever) for lever in ranks.index[order]]


def _dominated(places: Places, gains: Floats, cost: Floats) -> list[int]:
    """Doses beside which another one costs no more and does no less, and is better in something."""
    found = []
    for one in places:
        for other in places:
            no_worse = cost[other] <= cost[one] and (gains[other] >= gains[one]).all()
            better = cost[other] < cost[one] or (gains[other] > gains[one]).any()
            if one != other and no_worse and better:
                found.append(int(one))
                break
    return found


def _count(places: Collection[int], cost: Floats, doses: Sequence[LeverDose], budget: float) -> int:
    """Count the bundles of some doses that would be run."""
    some = sorted(places)
    return len(bundles_of([doses[place] for place in some], cost[some].tolist(), SLACK * budget))


def check_count(count: int) -> None:
    """Refuse more bundles than can be run.

    Raises
    ------
    WrongInput
    """
    if count > MOST_BUNDLES:
        what = f"these levers and doses make more than {MOST_BUNDLES:,} bundles"
        meant = "name fewer levers or doses, or leave --levers out for those that do most by themselves"
        raise WrongInput(Fault("--levers", what, meant))


def check_budget(table: pd.DataFrame, budget: float, setting: Setting, years: int) -> None:
    """Refuse a budget that is below every lever.

    Raises
    ------
    WrongInput
        Naming the cheapest dose, and what it costs.
    """
    if bool(table["affordable"].any()):
        return
    cheapest = table.sort_values("pounds").iloc[0]
    payer = setting.payer
    who = "all payers" if payer == ALL else f"the {payer}" if payer == "network" else payer
    over = "in its dearest year" if setting.yearly else f"over {words.counted(years, 'year')}"
    what = (
        f"{words.pounds(budget)} is below every lever: the cheapest, {cheapest['dose']}, costs {who} "
        f"{words.pounds(float(cheapest['pounds']))} {over}"
    )
    step = 10 ** max(0, int(np.floor(np.log10(max(1.0, float(cheapest["pounds"]))))) - 1)
    enough = int(np.ceil(float(cheapest["pounds"]) / step) * step)
    option = "--a-year" if setting.yearly else "--budget"
    raise WrongInput(Fault(option, what, f"give {enough:,} or more".replace(",", "")))
