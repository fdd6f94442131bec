"""Which factors are varied, read off names, wildcards and sets; and how they are grouped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from analysis.sensitivity.factors import GROUP_OF_KIND, Factor, Range, all_factors
from sim.inputs import Fault, Scenario, WrongInput, all_parameters, load_levers
from sim.inputs.errors import quoted, suggestion
from sim.inputs.levers import lever_id

USED, PARAMETERS, LINKS, LEVERS, ALL = "used", "parameters", "links", "levers", "all"
SETS = (USED, PARAMETERS, LINKS, LEVERS, ALL)
BY = ("dimension", "kind")


def choose(words: Sequence[str], scenarios: Sequence[Scenario], ranges: Range) -> list[Factor]:
    """Give the factors that are wanted, each once, in the order of the model.

    Parameters
    ----------
    words : sequence of str
        Each a name (`people.engagement_decay`, `C18`, `shared-records`, `luck`), a wildcard (`people.*`), a
        dimension (`people`), or a set: `used` (the parameters that the scenarios use), `parameters` (all),
        `links`, `levers` (those that the scenarios pull), `all` (used parameters, links and levers).
    scenarios : sequence of Scenario
        What they fix themselves is varied only where it is named.
    ranges : {"prior", "accepted"}

    Raises
    ------
    WrongInput
        If a name is not known, or nothing is left.
    """
    known = all_factors(ranges)
    free = set(known) - {name for each in scenarios for name in (*each.parameters, *each.links)}
    found: set[str] = set()
    faults = []
    for each in words:
        names = _meant(each, known, free, scenarios)
        if not names:
            faults.append(_fault(each, known, scenarios))
        found |= names
    if faults:
        raise WrongInput(*faults)
    return [factor for name, factor in known.items() if name in found]


def _meant(word: str, known: Mapping[str, Factor], free: set[str], scenarios: Sequence[Scenario]) -> set[str]:
    levers = load_levers()
    parameters, links = (
        {name for name in free if known[name].kind == kind} for kind in ("parameter", "link")
    )
    pulled = {key for each in scenarios for key, spells in each.levers.items() if spells}
    # The numbers of a lever that none of the scenarios pulls cannot matter.
    idle = tuple(f"levers.{lever.name}." for key, lever in levers.items() if key not in pulled)
    used = {name for name in parameters if not name.startswith(idle)}
    sets = {USED: used, PARAMETERS: parameters, LINKS: links, LEVERS: pulled, ALL: used | links | pulled}
    if word in sets:
        return sets[word]
    word = lever_id(word, levers) or word
    if word in known:
        return {word}
    if any(sign in word for sign in "*?["):
        return {name for name in free if fnmatchcase(name, word)}
    return {name for name in parameters if known[name].dimension == word}


def _fault(word: str, known: Mapping[str, Factor], scenarios: Sequence[Scenario]) -> Fault:
    if word in all_parameters():
        return Fault("--factors", f"{word} has no range to be varied over", "leave it out")
    if word == LEVERS:
        return Fault("--factors", f"{scenarios[-1].name} pulls no lever", "name a scenario that pulls some")
    if any(sign in word for sign in "*?["):
        return Fault("--factors", f"nothing is called {quoted(word)}", "see: mcn list parameters")
    names = [*SETS, *known, *(lever.name for lever in load_levers().values())]
    return Fault("--factors", f"there is no factor {quoted(word)}", suggestion(word, names))


def groups_of(texts: Sequence[str], factors: Sequence[Factor]) -> dict[str, str]:
    """Give the group of each factor by its name; empty where none is asked for.

    Parameters
    ----------
    texts : sequence of str
        `dimension` or `kind`, or groups of one's own, each `NAME=PATTERN,PATTERN,...`; factors in none are
        each their own.

    Raises
    ------
    WrongInput
        If a group is empty or takes a name twice, or two groups overlap.
    """
    if not texts:
        return {}
    if len(texts) == 1 and texts[0] in BY:
        by_kind = texts[0] == "kind"
        return {
            each.name: GROUP_OF_KIND.get(each.kind, "parameters") if by_kind else each.dimension
            for each in factors
        }
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for text in texts:
        faults += _enter(text, factors, found)
    if faults:
        raise WrongInput(*faults)
    return {each.name: found.get(each.name, each.name) for each in factors}


def _enter(text: str, factors: Sequence[Factor], found: dict[str, str]) -> Iterable[Fault]:
    """Enter one group of one's own; give what is wrong with it."""
    name, sign, rest = (part.strip() for part in text.partition("="))
    if not sign or not name or not rest:
        what = f"{quoted(text)} is no group"
        return [Fault("--groups", what, "write dimension, kind, or NAME=people.* for each of your own")]
    if name in found.values() or name in {each.name for each in factors}:
        return [Fault("--groups", f"{quoted(name)} is a name already", "give each group a name of its own")]
    patterns = rest.replace(",", " ").split()
    members = [
        each.name
        for each in factors
        if any(fnmatchcase(each.name, pattern) or each.dimension == pattern for pattern in patterns)
    ]
    if not members:
        return [Fault("--groups", f"{quoted(name)} holds none of the factors that are varied", "name some")]
    shared = [each for each in members if each in found]
    if shared:
        what = f"{quoted(name)} and {quoted(found[shared[0]])} overlap: both hold {shared[0]}"
        return [Fault("--groups", what, "put each factor into one group")]
    found.update(dict.fromkeys(members, name))
    return []
