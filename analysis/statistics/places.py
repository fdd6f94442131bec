"""A comparison of what care comes to in some places alone: the edge of a region, or localities by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.statistics.comparison import Comparison, compare
from analysis.statistics.groups import LOCALITY, OF_LOCALITIES
from analysis.statistics.paired import Floats
from analysis.statistics.results import Columns
from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.reach import periphery

if TYPE_CHECKING:
    from sim.inputs.networks import Network
    from sim.model.outcomes import Outcome

EDGE, CENTRE = "edge", "centre"


@dataclass(frozen=True)
class Place:
    """Localities looked at together.

    Attributes
    ----------
    name : str
        As it stands after "24/7 cover": `at the edge`, `in Penstowe`.
    children : mapping of str to float
        By locality, the children with a life-limiting condition, by whom care is weighted.
    """

    name: str
    children: Mapping[str, float]


def place_of(where: Sequence[str], network: Network, option: str = "--where") -> Place | None:
    """Find the localities of `edge`, of `centre`, or of these names; None where none are named.

    Raises
    ------
    WrongInput
        If there are no such localities.
    """
    if not where:
        return None
    far = {
        each.name: np.hypot(each.x_km - network.centre.x_km, each.y_km - network.centre.y_km) >= periphery()
        for each in network.localities
    }
    sorts = {EDGE: [name for name in far if far[name]], CENTRE: [name for name in far if not far[name]]}
    named = dict.fromkeys(name for each in where for name in sorts.get(each, [each]))
    faults = [
        Fault(option, f"there is no locality {quoted(name)}", suggestion(name, [*sorts, *far]))
        for name in named
        if name not in far
    ]
    if faults or not named:
        raise WrongInput(*(faults or [Fault(option, f"no locality lies at the {where[0]}", "name one")]))
    children = {each.name: float(each.children_llc) for each in network.localities if each.name in named}
    name = f"at the {where[0]}" if tuple(where) in ((EDGE,), (CENTRE,)) else f"in {' and '.join(where)}"
    return Place(name, children)


class PlaceColumns(Columns):
    """The runs of a scenario of which localities were kept: care in some places, and money as it is.

    Parameters
    ----------
    runs : Columns
    localities : DataFrame
        `run, locality` and the outcomes of localities, at one month.
    place : Place
    month : int
    """

    def __init__(self, runs: Columns, localities: pd.DataFrame, place: Place, month: int) -> None:
        self.scenario, self.seed, self.parameters = runs.scenario, runs.seed, runs.parameters
        rows = localities[localities[LOCALITY].isin(place.children)]
        weights = rows[LOCALITY].map(place.children).to_numpy(dtype=float)
        weighted = pd.DataFrame({name: rows[name].to_numpy(dtype=float) * weights for name in OF_LOCALITIES})
        sums = weighted.groupby(rows["run"].to_numpy()).sum()
        self._care = sums / weights[: (rows["run"] == rows["run"].iloc[0]).sum()].sum()
        self._runs, self._month = runs, month

    def months(self) -> set[int]:
        """Give the month at which localities were kept."""
        return {self._month}

    def keys(self, month: int) -> pd.DataFrame:
        """`parameter_set, luck` of the runs of which localities were kept."""
        keys = self._runs.keys(month)
        return keys.loc[keys.index.isin(self._care.index)]

    def column(self, outcome: str, month: int) -> Floats:
        """One outcome of care in each run, weighted by children."""
        values: Floats = self._care[outcome].to_numpy(dtype=float)
        return values

    def spent(self, month: int, discount: float = 0.0) -> pd.DataFrame:
        """Pounds spent in these runs, wherever."""
        spent = self._runs.spent(month, discount)
        return spent.loc[spent.index.isin(self._care.index)]


def comparison_there(
    whole: Comparison,
    runs: Sequence[Columns],
    localities: Sequence[pd.DataFrame],
    place: Place,
    outcomes: Mapping[str, Outcome],
) -> Comparison:
    """Compare care in a place, and keep of the whole network what else there is.

    Parameters
    ----------
    whole : Comparison
    runs, localities
        Of each scenario, the base first, as :class:`PlaceColumns` takes them.
    place : Place
    outcomes : mapping of str to Outcome

    Returns
    -------
    Comparison
        Its outcomes of care are those of the place, and say so in their titles; they lead its headlines.
    """
    care = [name for name in whole.headlines if name in OF_LOCALITIES] or list(OF_LOCALITIES)
    titled = [
        outcomes[name].model_copy(update={"title": f"{outcomes[name].title} {place.name}"}) for name in care
    ]
    there = [
        PlaceColumns(each, rows, place, whole.month) for each, rows in zip(runs, localities, strict=True)
    ]
    found = compare(there[0], there[1:], whole.month, titled, whole.discount, care)

    def joined(name: str) -> pd.DataFrame:
        mine: pd.DataFrame = getattr(found, name)
        others: pd.DataFrame = getattr(whole, name)
        if "outcome" not in others:
            return others
        return pd.concat([mine, others[~others["outcome"].isin(care)]], ignore_index=True)

    members = whole.members
    return replace(
        whole,
        place=place.name,
        runs=found.runs,
        parameter_sets=found.parameter_sets,
        lucks=found.lucks,
        headlines=(*care, *(name for name in whole.headlines if name not in care)),
        differences=joined("differences"),
        between=joined("between"),
        years=joined("years"),
        members=members[members["group"].isin(place.children)] if len(members) else members,
    )
