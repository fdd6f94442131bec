"""What each lever does by itself, and which of them a plan chooses from if nobody says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.plan.choice import money_and_changes
from analysis.plan.evaluate import ALL, Setting, gain_of, run_bundles
from analysis.plan.portfolios import Offer, free
from analysis.report import words
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES, Outcome

DEFAULT_LEVERS = 10  # 1,024 bundles: as many as are run while somebody waits
MOST_RUNS = 256


def by_themselves(
    scenario: Scenario, budget: float, objective: Outcome, runs: int, setting: Setting
) -> pd.DataFrame:
    """Pull each lever that is free by itself.

    Returns
    -------
    DataFrame
        A row a lever: `lever, title, payer`, then money and outcomes as `analysis.plan.choice.Search`
        has them in its table, and `standing`: the best rank it has in any of the objective, cover, equity
        and engagement.
    """
    offer = Offer(scenario, free(scenario))
    singles = [1 << place for place in range(len(offer.levers))]
    futures = run_bundles(offer, [0, *singles], range(min(runs, MOST_RUNS)), setting)
    table = money_and_changes(futures, offer, budget).iloc[1:].reset_index(drop=True)
    declared = {lever.name: lever for lever in load_levers().values()}
    gains = pd.DataFrame(
        {name: gain_of(table[f"{name}_change"].to_numpy(float), OUTCOMES[name]) for name in setting.outcomes}
    )
    ranks = gains.rank(ascending=False, method="min")
    table.insert(1, "title", [declared[name].title for name in table["levers"]])
    table.insert(2, "payer", [declared[name].cost.payer for name in table["levers"]])
    table = table.rename(columns={"levers": "lever"}).drop(columns=["bundle", "size"])
    return table.assign(standing=ranks.min(axis=1).astype(int), first=ranks[objective.name])


def offered(table: pd.DataFrame, most: int = DEFAULT_LEVERS) -> tuple[str, ...]:
    """Choose of the levers that alone fit the budget the ones that do most alone."""
    fit = table[table["affordable"]].sort_values(["standing", "first"], kind="stable").head(most)
    return tuple(table.loc[sorted(fit.index), "lever"])


def check_budget(table: pd.DataFrame, levers: Sequence[str], budget: float, payer: str, years: int) -> None:
    """Refuse a budget that is below every lever.

    Raises
    ------
    WrongInput
        Naming the cheapest lever, and what it costs.
    """
    rows = table[table["lever"].isin(levers)] if levers else table
    if bool(rows["affordable"].any()):
        return
    cheapest = rows.sort_values("pounds").iloc[0]
    who = "all payers" if payer == ALL else f"the {payer}" if payer == "network" else payer
    what = (
        f"{words.pounds(budget)} is below every lever: the cheapest, {cheapest['lever']}, costs {who} "
        f"{words.pounds(float(cheapest['pounds']))} over {words.counted(years, 'year')}"
    )
    step = 10 ** max(0, int(np.floor(np.log10(max(1.0, float(cheapest["pounds"]))))) - 1)
    enough = int(np.ceil(float(cheapest["pounds"]) / step) * step)
    raise WrongInput(Fault("--budget", what, f"give {enough:,} or more".replace(",", "")))
