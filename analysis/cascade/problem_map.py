"""The map of problems: what each carried into the others, read off the flows of runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from analysis.statistics.paired import spread
from sim.inputs.networks import Network
from sim.inputs.problems import load_problems
from sim.model.cascade import NO_PROBLEM
from sim.model.problems import watched

LINK_COLUMNS = (
    *("from", "to", "link", "hops", "carried", "carried_low", "carried_high"),
    *("share", "onsets", "runs", "returns"),
)
LEAST = 0.01  # of all that is carried between problems: what carries less is left out of the drawing


class Step(NamedTuple):
    """A step of a chain: what a problem carried into another along a link."""

    source: str
    target: str
    link: str
    carried: float
    share: float


def links(cascade: pd.DataFrame, network: Network, unit: Mapping[int, int], since: int) -> pd.DataFrame:
    """Add up what each problem had in the onsets of each other, link by link.

    Parameters
    ----------
    cascade : DataFrame
        As `Result.cascade` has it.
    network : Network
    unit : mapping of int to int
        All runs whose flows were read, each with its unit of replication.
    since : int
        The first month whose onsets count.

    Returns
    -------
    DataFrame
        `from, to, link, hops`; `carried`, the onsets in a run that it brought about, by place that may have
        the problem (1: one in every place; half of the push towards one counts as half of it), with its 95 %
        Monte Carlo interval; `share`, its share of all onsets of `to`, of which there were `onsets`; `runs`,
        the share of runs in which it carried anything; `returns`, whether it goes back to an earlier order.
        What came from no problem is a row too, with no link. Those that carried most come first.
    """
    problems = load_problems()
    places = Counter(each.problem.id for each in watched(network))
    counted = cascade[cascade["onset"] >= since]
    onsets = counted.groupby("to")["share"].sum()
    rows = []
    for key, part in counted.groupby(["from", "to", "link"], sort=True):
        source, target, link = (str(each) for each in key)
        sums = part.groupby("run")["share"].sum()
        values = sums.reindex(list(unit), fill_value=0.0).to_numpy(dtype=float)
        found = spread(values / places[target], np.array(list(unit.values()), np.int64))
        begun = float(onsets[target])
        if not values.any():
            continue
        back = source in problems and problems[source].order > problems[target].order
        rows.append(
            {
                "from": source,
                "to": target,
                "link": link,
                "hops": ", ".join(str(hop) for hop in sorted(set(part["hop"])) if hop),
                **found.interval("carried"),
                "share": float(values.sum()) / begun,
                "onsets": round(begun),
                "runs": float((values > 0).mean()),
                "returns": back,
            }
        )
    table = pd.DataFrame(rows, columns=list(LINK_COLUMNS))
    return table.sort_values(["carried", "from", "to"], ascending=[False, True, True], ignore_index=True)


def between(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of `links` that lead from one problem to another."""
    return table[table["from"] != NO_PROBLEM].reset_index(drop=True)


def drawn(table: pd.DataFrame, least: float = LEAST) -> tuple[pd.DataFrame, float]:
    """Leave out of `links` what comes from no problem and what carries little.

    Returns
    -------
    DataFrame, float
        The rows that carried at least `least` of all that was carried between problems, and the share that
        the others carried together.
    """
    inner = between(table)
    whole = float(inner["carried"].sum())
    if whole <= 0:
        return inner, 0.0
    kept = inner["carried"] >= least * whole
    return inner[kept].reset_index(drop=True), float(inner.loc[~kept, "carried"].sum()) / whole


def graph(shown: pd.DataFrame, onsets: pd.DataFrame) -> nx.MultiDiGraph:
    """Put problems and what they carried into a graph: nodes as in `onsets`, edges as in `links`."""
    whole: nx.MultiDiGraph = nx.MultiDiGraph()
    whole.add_nodes_from(onsets.set_index("problem").to_dict("index").items())
    whole.add_edges_from((row["from"], row["to"], row) for row in shown.to_dict("records"))
    return whole


def chains(shown: pd.DataFrame, most: int = 3) -> list[list[Step]]:
    """Find the chains of problems along which most was carried, strongest first.

    A chain begins in the setting, at a problem of the first order, and goes on as far as something was
    carried. It is as strong as the weakest of its steps; those that reach the members come first, and those
    of one step alone last.
    """
    problems = load_problems()
    steps = [
        Step(str(row["from"]), str(row["to"]), str(row["link"]), float(row["carried"]), float(row["share"]))
        for row in shown.to_dict("records")
    ]
    found: list[list[Step]] = []

    def follow(path: list[Step]) -> None:
        seen = {path[0].source, *(step.target for step in path)}
        onward = [each for each in steps if each.source == path[-1].target and each.target not in seen]
        if not onward:
            found.append(path)
        for each in onward:
            follow([*path, each])

    for each in steps:
        if problems[each.source].order == 1:
            follow([each])
    found.sort(
        key=lambda path: (
            len(path) < 2,
            problems[path[-1].target].order < 3,
            -min(step.carried for step in path),
        )
    )
    return found[:most]
