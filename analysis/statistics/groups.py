"""Kinds of members and localities: who gains and who loses behind a mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.differences import difference_row
from analysis.statistics.paired import Floats

if TYPE_CHECKING:
    from sim.inputs.networks import Network
    from sim.model.outcomes import Outcome

BY = ("role", "kind", "sector", "distance")
LOCALITY = "locality"
NEAR, FAR = "near the centre", "far from the centre"
FROM = "infrastructure.peripheral_from"
# What is measured in each kind of member, as the outcome of the same name is measured over all members.
OF_MEMBERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "engagement": (("engagement", "one"),),
    "participation": (("participation", "one"),),
    "awareness": (("awareness_core", "core"), ("awareness_wider", "wider")),
    "clarity": (("clarity_core", "core"), ("clarity_wider", "wider")),
    "adoption": (("adoption", "one"),),
    "workaround_hours": (("workaround_hours", "one"),),
}
OF_LOCALITIES = ("cover_24_7", "specialist_access", "care_coordination")
KEYS = ["by", "group", "members"]


class Group(NamedTuple):
    """Members that are alike in something: which of the network's organisations they are."""

    by: str
    name: str
    members: NDArray[np.int64]


def groups_of(network: Network) -> list[Group]:
    """Tell a network's members apart by role, kind, sector, and nearness to its centre."""
    from sim.model.structure import structure_of

    edge = peripheral_from()
    distances = [facts.distance for facts in structure_of(network).organisations]
    values = {by: [str(getattr(each, by)) for each in network.organisations] for by in BY[:-1]}
    values["distance"] = [FAR if distance >= edge else NEAR for distance in distances]
    return [
        Group(by, name, np.flatnonzero([value == name for value in values[by]]))
        for by in BY
        for name in dict.fromkeys(values[by])
    ]


def peripheral_from() -> float:
    """Kilometres from the centre at which the periphery begins, by the best guess."""
    from sim.inputs import all_parameters

    return float(all_parameters()[FROM].value)


def group_means(organisations: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Average members by group in each run.

    Parameters
    ----------
    organisations : DataFrame
        `Result.organisations` at one month.
    network : Network

    Returns
    -------
    DataFrame
        `run, by, group, members` (how many) and a column for each of `OF_MEMBERS`.
    """
    runs = organisations["run"].to_numpy()[:: len(network.organisations)]
    weights, states = _weights(network), _states(organisations, OF_MEMBERS, len(network.organisations))
    frames = []
    for group in groups_of(network):
        columns: dict[str, object] = {"run": runs, "by": group.by, "group": group.name}
        columns["members"] = len(group.members)
        for name, parts in OF_MEMBERS.items():
            columns[name] = _mean(parts, states, weights, group.members)
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def member_means(
    organisations: pd.DataFrame, network: Network, members: NDArray[np.int64], outcome: str
) -> Floats:
    """Average one of `OF_MEMBERS` over some members, in each run and month of `Result.organisations`."""
    states = _states(organisations, [outcome], len(network.organisations))
    return _mean(OF_MEMBERS[outcome], states, _weights(network), members)


def _weights(network: Network) -> dict[str, Floats]:
    """What members are weighted by: each as one, by its core staff, or by its other staff."""
    core = np.array([each.staff_core for each in network.organisations], dtype=float)
    staff = np.array([each.staff for each in network.organisations], dtype=float)
    return {"one": np.ones_like(core), "core": core, "wider": staff - core}


def _states(organisations: pd.DataFrame, outcomes: Iterable[str], members: int) -> dict[str, Floats]:
    """The states that outcomes are made of, (runs and months, members)."""
    stocks = dict.fromkeys(stock for name in outcomes for stock, _ in OF_MEMBERS[name])
    return {name: organisations[name].to_numpy(dtype=float).reshape(-1, members) for name in stocks}


def _mean(
    parts: Sequence[tuple[str, str]],
    states: Mapping[str, Floats],
    weights: Mapping[str, Floats],
    members: NDArray[np.int64],
) -> Floats:
    """Average states over some members, weighted as the network's outcome is."""
    total = sum(states[stock][:, members] @ weights[counted][members] for stock, counted in parts)
    return np.asarray(total) / max(1.0, float(sum(weights[counted][members].sum() for _, counted in parts)))


def group_differences(
    base: tuple[pd.DataFrame, pd.DataFrame],
    alternatives: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    outcomes: Mapping[str, Outcome],
    unit: NDArray[np.int64],
) -> pd.DataFrame:
    """Compare kinds of members, and localities, paired by run.

    Parameters
    ----------
    base, alternatives
        For each scenario what :func:`group_means` gives, and `run, locality` with a column for each of
        `OF_LOCALITIES`, at the month compared.
    outcomes : mapping of str to Outcome
        With the differences worth having.
    unit : array of int, shape (runs,)
        Unit of replication of each run.

    Returns
    -------
    DataFrame
        `scenario, by, group, members` (how many; 0 of a locality) and what
        :func:`analysis.statistics.differences.difference_row` gives; of groups that both networks have.
    """
    first = dict(_columns(*base))
    rows = []
    for name, tables in alternatives.items():
        for (by, group, members, measure), now in _columns(*tables):
            was = first.get((by, group, members, measure))
            if was is None or measure not in outcomes:
                continue
            said = {"scenario": name, "by": by, "group": group, "members": members}
            rows.append({**said, **difference_row(was, now, unit, outcomes[measure])})
    return pd.DataFrame(rows)


def _columns(
    members: pd.DataFrame, localities: pd.DataFrame
) -> Iterator[tuple[tuple[str, str, int, str], Floats]]:
    """Give each group's measures as arrays over runs."""
    for (by, group, count), rows in members.groupby(KEYS, sort=False):
        for measure in OF_MEMBERS:
            yield (str(by), str(group), int(str(count)), measure), rows[measure].to_numpy(dtype=float)
    for place, rows in localities.groupby(LOCALITY, sort=False):
        for measure in OF_LOCALITIES:
            yield (LOCALITY, str(place), 0, measure), rows[measure].to_numpy(dtype=float)
