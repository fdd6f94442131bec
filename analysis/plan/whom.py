"""Who is meant by one word after an `@`: the edge, hubs, hospices, a locality, an organisation."""

from __future__ import annotations

from typing import Any

from sim.inputs.errors import Fault, WrongInput, quoted, suggestion
from sim.inputs.networks import Network
from sim.inputs.reach import Selector

WORDS: dict[str, dict[str, Any]] = {
    "all": {},
    "hubs": {"role": "hub"},
    "spokes": {"role": "spoke"},
    "edge": {"place": "edge"},
    "centre": {"place": "centre"},
}


def selector_of(word: str, network: Network, place: str) -> Selector:
    """Find who is meant by a word, in any case, in the singular or the plural, or by a part of a name.

    Parameters
    ----------
    word : str
        `all`, `hubs`, `spokes`, `edge`, `centre`, or a locality, kind, sector or organisation of the network.
    network : Network
    place : str
        Where the word stands, for the message.

    Raises
    ------
    WrongInput
        If nobody of the network is meant by it, or several are.

    Examples
    --------
    >>> selector_of("hospice", network, "--objective").in_words()
    "children's hospice"
    """
    sorts, members = _sorts(network), {each.name: {"name": (each.name,)} for each in network.organisations}
    known = members | sorts
    meant = [name for name in known if _plain(name) == _plain(word)]
    for names in (sorts, members):  # a kind of member stands over those that have it in their name
        meant = meant or [name for name in names if _plain(word) and _plain(word) in _plain(name)]
    if len(meant) == 1:
        selector = Selector.model_validate(known[meant[0]])
        if any(selector.selected(network)) or selector.locality:
            return selector
    if len(meant) > 1:
        what, near = f"{quoted(word)} is {len(meant)} of {network.name}", f"write one of: {', '.join(meant)}"
    else:
        what, near = f"{network.name} has no {quoted(word)}", suggestion(word, [*sorts, *members])
    raise WrongInput(Fault(place, what, near))


def _sorts(network: Network) -> dict[str, dict[str, Any]]:
    """What may be written beside single members, with what it selects; a later one stands over others."""
    sorts: dict[str, dict[str, Any]] = {
        **{each.sector: {"sector": each.sector} for each in network.organisations},
        **{each.kind: {"kind": each.kind} for each in network.organisations},
        **{each.name: {"locality": (each.name,)} for each in network.localities},
    }
    return WORDS | sorts | WORDS


def _plain(word: str) -> str:
    return word.casefold().strip().replace("\u2019", "'").removesuffix("s")
