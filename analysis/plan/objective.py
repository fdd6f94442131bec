"""What the money is spent for: an outcome of the network, or of a place or a kind of member of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from analysis.plan.whom import selector_of
from analysis.statistics.groups import OF_LOCALITIES, OF_MEMBERS, member_means
from analysis.statistics.own_outcomes import OwnOutcome, with_outcomes
from analysis.statistics.paired import Floats
from analysis.statistics.places import CENTRE, EDGE, Place, place_of
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.networks import Network
from sim.inputs.reach import Selector
from sim.model.outcomes import OUTCOMES, Outcome, no_outcome
from sim.simulation import Result

OPTION = "--objective"
AT = "@"


def objective_of(written: str | OwnOutcome, network: Network) -> Outcome:
    """Read an objective: an outcome, or one at a place or of a kind of member, `cover_24_7@edge`.

    Parameters
    ----------
    written : str or OwnOutcome
        An outcome of one's own, or an outcome's name; after an `@`, of care: a locality, `edge` or `centre`;
        of members: `hubs`, `spokes`, `edge`, `centre`, or a kind, sector or organisation.
    network : Network

    Returns
    -------
    Outcome
        With the name as written and a title that says where.

    Raises
    ------
    WrongInput
        With what there is instead.
    """
    if isinstance(written, OwnOutcome):
        return written
    name, at, word = written.partition(AT)
    if name not in OUTCOMES:
        raise WrongInput(no_outcome(OPTION, name))
    outcome = OUTCOMES[name]
    if outcome.better == "neither":
        what = f"{name} is better neither higher nor lower"
        raise WrongInput(Fault(OPTION, what, "name another outcome (mcn list outcomes)"))
    if not at:
        return outcome
    local = [*OF_LOCALITIES, *OF_MEMBERS]
    if name not in local:
        what = f"{name} is not told apart by place or member"
        raise WrongInput(Fault(OPTION, what, f"write {name}, or one of: {', '.join(local)}"))
    selector = selector_of(word, network, OPTION)
    where = _place(name, selector, network).name if name in OF_LOCALITIES else _whose(selector)
    return outcome.model_copy(update={"name": written, "title": f"{outcome.title} {where}"})


def is_local(name: str) -> bool:
    """Whether an objective is of a place or a kind of member."""
    return AT in name


def values_of(written: str, network: Network) -> Callable[[Result], Floats]:
    """Give what reads an objective of a place or a kind of member off a result, (runs, months)."""
    name, _, word = written.partition(AT)
    selector = selector_of(word, network, OPTION)
    if name in OF_LOCALITIES:
        children = _place(name, selector, network).children
        weights = np.array([children.get(each.name, 0.0) for each in network.localities])

        def of_places(result: Result) -> Floats:
            assert result.localities is not None
            states = result.localities[name].to_numpy(float).reshape(-1, len(weights))
            means: Floats = (states @ (weights / math.fsum(weights))).reshape(result.runs, -1)
            return means

        return of_places
    members = np.flatnonzero(selector.selected(network))

    def of_members(result: Result) -> Floats:
        assert result.organisations is not None
        return member_means(result.organisations, network, members, name).reshape(result.runs, -1)

    return of_members


def _place(name: str, selector: Selector, network: Network) -> Place:
    """Give the localities that are meant."""
    words = [selector.place] if selector.place else [*selector.locality]
    place = place_of(words, network, OPTION)
    if place is None:
        places = ", ".join([EDGE, CENTRE, *(each.name for each in network.localities)])
        what = f"{name} is of localities, and {selector.in_words()} is none"
        raise WrongInput(Fault(OPTION, what, f"write one of: {places}"))
    return place


def _whose(selector: Selector) -> str:
    """Say after a title of whom it is."""
    if selector.place:
        return f"at the {selector.place}"
    return f"of {selector.role[0]}s" if selector.role else f"({selector.in_words()})"


def own_values_of(outcome: OwnOutcome) -> Callable[[Result], Floats]:
    """Give what reads an objective of a user's own off a result, (runs, months)."""

    def of_frames(result: Result) -> Floats:
        values: Floats = with_outcomes(result, [outcome]).outcomes[outcome.name].to_numpy(float)
        return values.reshape(result.runs, -1)

    return of_frames
