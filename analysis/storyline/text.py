"""The sentences of a storyline: a paragraph for each year of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.report import words
from sim.inputs.dates import dated
from sim.inputs.levers import load_levers
from sim.inputs.problems import load_problems
from sim.inputs.scenarios import Scenario
from sim.model.outcomes import OUTCOMES, Outcome

YEAR = 12  # months
MOST = 5  # sentences of a year beside how it ends
MANY = 3  # names that are given; of more, their number
ENDS_WITH = ("engagement", "participation", "adoption", "nurse_posts", "cover_24_7")
# What is told together, what counts most first.
TOLD = {
    "no coordinator": "the network was left without a coordinator",
    "coordinator": "a coordinator was found",
    "no grant": "the network's grant was not renewed",
    "grant": "the network's grant was paid again",
    "leader left": "{number} of its unpaid leaders left",
    "begins": "people began to say: {quotes}",
    "drifts off": "{names} drifted off",
    "standard in full": "{names} came to meet the standard of care at home in full",
    "standard in part": "{names} came to meet the standard of care at home in part",
    "standard lost": "{names} no longer met the standard of care at home as before",
    "records live": "records of {number} went live for others to see",
    "records given up": "{number} gave up sharing records",
    "is back": "{names} took an interest again",
    "ends": "nobody said any more: {quotes}",
    "leader found": "{number} came to lead it unpaid",
}
# What undoes what: of what is back by the end of a year where it was, nothing is told.
UNDO = (
    ({"drifts off"}, {"is back"}),
    ({"standard in full", "standard in part"}, {"standard lost"}),
    ({"begins"}, {"ends"}),
)


class Storyline(NamedTuple):
    """One run to tell, beside all runs.

    Attributes
    ----------
    which : str
        usual, lucky or unlucky.
    run : int
    events : DataFrame
        Its own.
    shares : Series
        In what share of all runs the same happens, by `what` and `about`.
    ends : DataFrame
        Outcomes at the ends of years, of all runs.
    scenario : Scenario
    """

    which: str
    run: int
    events: pd.DataFrame
    shares: pd.Series[float]
    ends: pd.DataFrame
    scenario: Scenario


def rule(outcome: Outcome, runs: int) -> str:
    """Say how the runs were chosen."""
    measured = words.lowered(outcome.title)
    return (
        f"{runs} runs of one set of assumptions stand in order of their mean {measured} from month 0 on. The "
        "usual run is in the middle; a tenth of the runs do worse than the unlucky one, and a tenth better "
        "than the lucky one. They differ in luck alone. In brackets: in how many of all runs the same "
        "happens at some time; and between what all runs lie, but for the tenth at either end."
    )


def introduction(scenario: Scenario, ends: pd.DataFrame) -> str:
    """Say what all runs begin from, and what the scenario has in store."""
    network = scenario.network
    levers = [
        words.lowered(load_levers()[lever].title)
        for lever, intervals in scenario.levers.items()
        if any(each.start >= 0 for each in intervals)
    ]
    shocks = [f"in month {each.month} {each.in_words()}" for each in scenario.shocks]
    new = f" New from month 0 on: {_named(levers)}." if levers else ""
    befalls = f" What befalls it: {words.listed(shocks)}." if shocks else ""
    size = f"{len(network.hubs)} hubs, {len(network.spokes)} spokes, {len(network.localities)} localities."
    middle = {name: float(ends.loc[pd.IndexSlice[:, 0], name].median()) for name in ENDS_WITH}
    return f"{size} In month 0, in the middle of all runs: {_levels(middle)}.{new}{befalls}"


def paragraphs(storyline: Storyline) -> list[str]:
    """Tell each year from month 0 on in a paragraph: what counts most in it, and how it ends."""
    told = []
    for spell in years_told(storyline.scenario):
        own = storyline.events[storyline.events["month"].between(spell[0], spell[-1])]
        sentences = [_sentence(text) for text in _told(own, storyline)][:MOST]
        quiet = [] if sentences else ["Nothing much happened."]
        told.append(
            " ".join(
                [f"{_year(spell, storyline.scenario)}:", *sentences, *quiet, _ending(spell[-1], storyline)]
            )
        )
    return told


def years_told(scenario: Scenario) -> list[range]:
    """The years from month 0 on, by their months; a rest of less than half a year belongs to the last."""
    begins = [*range(0, max(1, scenario.horizon + 1 - YEAR // 2), YEAR)]
    return [range(a, b) for a, b in zip(begins, [*begins[1:], scenario.horizon + 1], strict=True)]


# -- A year --------------------------------------------------------------------------------


def _told(own: pd.DataFrame, storyline: Storyline) -> Iterator[str]:
    """What happened in a year, kind by kind, what counts most first."""
    lasting = own.drop(index=list(_undone(own)))
    for what, words_for in TOLD.items():
        some = lasting[lasting["what"] == what]
        if len(some):
            abouts = list(dict.fromkeys(some["about"]))
            number = _number(what, some["amount"].sum())
            text = words_for.format(names=_named(abouts), number=number, quotes=_quotes(abouts))
            when = _months(list(some["month"]), storyline.scenario)
            yield f"{text} ({when}; {_often(what, abouts, storyline)})"


def _undone(own: pd.DataFrame) -> Iterator[int]:
    """The events of a year, by their rows, that others of it undo, and those that only led up to the last."""
    for there, back in UNDO:
        of_kind = own[own["what"].isin(there | back)]
        for _, some in of_kind.groupby("about"):
            away = int(some["what"].isin(there).sum())
            yield from some.index if 2 * away == len(some) else some.index[:-1]


def _often(what: str, abouts: Sequence[str], storyline: Storyline) -> str:
    """In what share of all runs it happens too: to one, or from the least usual of several to the most."""
    shares = [float(storyline.shares[what, about]) for about in abouts]
    low, high = f"{100 * min(shares):.0f}", f"{100 * max(shares):.0f}"
    return f"{low}% of runs" if low == high else f"{low} to {high}% of runs"


def _ending(month: int, storyline: Storyline) -> str:
    """How a year ends, beside all runs."""
    every = storyline.ends.loc[pd.IndexSlice[:, month], :]
    now = {name: float(storyline.ends[name][storyline.run, month]) for name in ENDS_WITH}
    return f"By its end: {_levels(now, every)}."


def _levels(now: Mapping[str, float], every: pd.DataFrame | None = None) -> str:
    """Outcomes in words, with what they are in all runs but for the tenth at either end."""
    parts = []
    for name, value in now.items():
        each = OUTCOMES[name]
        text = f"{words.lowered(each.title)} {words.value(value, each.unit)}"
        if every is not None:
            low, high = (words.value(float(every[name].quantile(at)), each.unit) for at in (0.1, 0.9))
            text += f" ({low} to {high})"
        parts.append(text)
    return words.listed(parts)


# -- Words ---------------------------------------------------------------------------------


def _number(what: str, amount: float) -> str:
    if what.startswith("records"):
        return words.counted(round(amount), "organisation") if amount > 0 else ""
    return words.counted(round(amount), "person", "people") if what == "leader found" else f"{amount:.0f}"


def _named(names: Sequence[str]) -> str:
    return words.listed([*names[:MANY], f"{len(names) - MANY} more"] if len(names) > MANY + 1 else names)


def _quotes(problems: Sequence[str]) -> str:
    known = load_problems()
    return _named([f'"{known[each].wording.strip().rstrip(".")}"' for each in problems if each in known])


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _year(spell: range, scenario: Scenario) -> str:
    number = spell[0] // YEAR + 1
    return f"Year {number} ({_when(spell[0], scenario)} to {_when(spell[-1], scenario)})"


def _months(months: Sequence[int], scenario: Scenario) -> str:
    each = sorted(set(months))
    return (
        _when(each[0], scenario)
        if len(each) == 1
        else f"{_when(each[0], scenario)} to {_when(each[-1], scenario)}"
    )


def _when(month: int, scenario: Scenario) -> str:
    return f"month {month}" if scenario.month_0 is None else dated(month, scenario.month_0)
