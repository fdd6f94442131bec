"""How levers rank by what they change, and whether that holds where every range is halved or doubled."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pandas as pd
from scipy import stats

from analysis.calibration.candidates import Candidates, Floats, run
from analysis.patterns.cases import END, pulled
from sim import Scenario, load_scenario
from sim.declarations.levers import load_levers

OUTCOMES = ("engagement", "cover_24_7")


def effects(candidates: Candidates, sets: Sequence[int], workers: int = 1) -> pd.DataFrame:
    """Mean change by each lever, pulled from month 0 on, against the baseline at its end.

    Returns
    -------
    DataFrame
        Indexed by lever; a column an outcome.
    """
    runs = candidates.runs(sets, range(1))
    base = load_scenario("baseline")
    scenarios = [base, *(pulled(lever.name)(base) for lever in load_levers().values())]
    with ThreadPoolExecutor(workers) as pool:
        reached = list(pool.map(partial(_at_the_end, candidates, runs), scenarios))
    changes = np.mean(np.array(reached[1:]) - reached[0], axis=1)
    return pd.DataFrame(changes, [lever.name for lever in load_levers().values()], list(OUTCOMES))


def _at_the_end(candidates: Candidates, runs: Sequence[int], scenario: Scenario) -> Floats:
    ran = run(scenario.with_horizon(END), candidates, runs, [END])
    return np.stack([ran.at(outcome, END) for outcome in OUTCOMES], axis=1)


def agreement(tables: Mapping[str, pd.DataFrame], against: str) -> pd.DataFrame:
    """Kendall's tau of every ranking with one of them: 1 the same order, 0 no relation, -1 the reverse.

    Returns
    -------
    DataFrame
        Indexed by ranking; a column an outcome.
    """
    return pd.DataFrame(
        {
            outcome: {
                name: float(stats.kendalltau(tables[against][outcome], table[outcome]).statistic)
                for name, table in tables.items()
            }
            for outcome in OUTCOMES
        }
    )
