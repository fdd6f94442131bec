"""How problems, steps between them, states and ties are called."""

from __future__ import annotations

import pandas as pd

from analysis.cascade.text import Row, title_of
from analysis.report import words
from analysis.statistics.brought_about import STAYS
from sim.inputs.networks import Network
from sim.inputs.problems import load_problems
from sim.model.outcomes import OUTCOMES

ITSELF = "the thing itself"


def named(problem: str, how: str) -> str:
    """Name a problem that begins, or one that stays, as it stands within a sentence."""
    return f"{title_of(problem)}{' (stays)' if how == STAYS else ''}"


def called(problems: pd.DataFrame) -> list[str]:
    """The titles of problems in a table, with those that stay marked."""
    return [
        f"{title}{', stays' if how == STAYS else ''}"
        for title, how in zip(problems["title"], problems["how"], strict=True)
    ]


def step_ends(row: Row) -> tuple[str, str]:
    """Name what a step leads from, and to; the same problem is another one's, or the region's."""
    if not row["because"]:
        return ITSELF, named(row["problem"], row["how"])
    where = ""
    if row["because"] == row["problem"]:
        care = load_problems()[row["problem"]].state.startswith("region.")
        where = " over the region" if care else " elsewhere"
    return named(row["because"], row["because_how"]), f"{named(row['problem'], row['how'])}{where}"


def states_in_words(through: str) -> str:
    """List the states that something came through, from the first to the last, by title if measured."""
    titles = {each.field: words.lowered(each.title) for each in OUTCOMES.values()}
    states = dict.fromkeys(titles.get(each, each.replace("_", " ")) for each in through.split(" > ") if each)
    return words.listed(list(states))


def ends_of(tie: str, network: Network) -> tuple[str, str]:
    """Both ends of a tie by its name; their own names may hold a dash."""
    names = [each.name for each in network.organisations]
    ends = ((one, tie.removeprefix(f"{one} - ")) for one in names if tie.startswith(f"{one} - "))
    return next((one, other) for one, other in ends if other in names)
