"""How levers rank by what they change, and whether that holds where every range is halved or doubled."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from analysis.validation.calibration.filter import run
from analysis.validation.cases import END, Floats, pulled
from sim import Scenario, load_scenario
from sim.inputs.levers import load_levers
from sim.sampling.candidates import Candidates

OUTCOMES = ("engagement", "cover_24_7")
RUNS = 2000  # of each lever, at least: few sets are run in several of their lucks


def effects(candidates: Candidates, sets: Sequence[int], workers: int = 1) -> pd.DataFrame:
    """Mean change by each lever, pulled from month 0 on, against the baseline at its end.

    Returns
    -------
    DataFrame
        Indexed by lever; a column an outcome.
    """
    lucks = range(min(candidates.lucks, -(-RUNS // len(sets))))
    runs = candidates.runs(sets, lucks)
    base = load_scenario("baseline")
    scenarios = [base, *(pulled(lever.name)(base) for lever in load_levers().values())]
    with ThreadPoolExecutor(workers) as pool:
        varied = candidates.varied(runs)
        reached = list(pool.map(partial(_at_the_end, candidates, runs, varied), scenarios))
    changes = np.mean(np.array(reached[1:]) - reached[0], axis=1)
    return pd.DataFrame(changes, [lever.name for lever in load_levers().values()], list(OUTCOMES))


def _at_the_end(
    candidates: Candidates, runs: Sequence[int], varied: Mapping[str, Floats], scenario: Scenario
) -> Floats:
    ran = run(scenario.with_horizon(END), candidates, runs, varied, [END])
    return np.stack([ran.at(outcome, END) for outcome in OUTCOMES], axis=1)


def agreement(tables: Mapping[str, pd.DataFrame], against: str) -> pd.DataFrame:
    """Kendall's tau of every ranking with one of them: 1 the same order, 0 no relation, -1 the reverse.

    Returns
    -------
    DataFrame
        Indexed by ranking; a column an outcome.
    """
    found = {
        name: {each: kendalltau(tables[against][each], table[each]).statistic for each in OUTCOMES}
        for name, table in tables.items()
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=list(OUTCOMES))
