"""What one thing brings about, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.cascade.by_cause.analysis import ByCause, comes_back
from analysis.cascade.by_cause.names import ITSELF, ends_of, named, states_in_words, step_ends
from analysis.cascade.story import clause
from analysis.cascade.text import Row, percent, rows_by, rows_of, title_of, told_by_runs
from analysis.report import words
from analysis.statistics.brought_about import STAYS
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import load_levers

MOST = 14  # steps of a chain that are told
TOLD = 3  # problems, or steps, that sentences name
ORDERS = {1: "first", 2: "second", 3: "third"}


def findings(found: ByCause) -> Iterator[str]:
    """Say whether anything came of it, how much, how deep, how far, how fast, and what lasts."""
    by = rows_by(found.measures, "measure")
    runs = words.counted(found.experiment.runs, "run")
    if by["nothing"]["mean"] == 1.0:
        yield (
            f"Nothing came of it in {runs}: no problem begins that would not have begun anyway, or only "
            "months later, and none stays that would have been over."
        )
        return
    yield (
        f"Something comes of it in {percent(1 - by['nothing']['mean'])} of {runs}{_interval(by['nothing'])}, "
        "and nothing in the others."
    )
    yield (
        f"In a run {_number(by['onsets'])} problems begin that without it would not, or only three months "
        f"or more later, and {_number(by['stays'])} stay where they would be over; "
        f"{_number(by['kept_away'])} begin only without it. It reaches {_number(by['organisations'])} "
        f"organisations and the care of {_number(by['localities'])} of the localities (means; in brackets "
        "5-95 %)."
    )
    if by["after"]["runs"]:
        yield (
            f"Where any begin, half of them have {_plain(by['after']['mean'])} months after "
            f"({_plain(by['after']['low'])} to {_plain(by['after']['high'])}); "
            f"{percent(by['lasting']['mean'])} last to the end, and {percent(by['never']['mean'])} would "
            "otherwise never have begun."
        )
    yield from _orders(found)


def _interval(row: Row) -> str:
    low, high = 1 - row["mean_high"], 1 - row["mean_low"]
    if not told_by_runs(low, high):
        return ""
    return f" (95 % Monte Carlo interval {percent(max(0.0, low))} to {percent(min(1.0, high))})"


def _number(row: Row) -> str:
    if row["mean"] == 0:
        return "none"
    band = f" ({_plain(row['low'])} to {_plain(row['high'])})" if row["low"] != row["high"] else ""
    return f"{_plain(row['mean'])}{band}"


def _plain(value: float) -> str:
    if 0 < value < 0.05:
        return "under 0.1"
    return f"{value:.1f}" if abs(value) < 10 and abs(value - round(value)) >= 0.05 else f"{value:.0f}"


def _orders(found: ByCause) -> Iterator[str]:
    """Say of each order what is brought about most, and when."""
    for order, name in ORDERS.items():
        mine = found.problems[found.problems["order"] == order]
        most = rows_of(mine.sort_values("runs", ascending=False, kind="stable").head(TOLD))
        parts = [
            f"{named(row['problem'], row['how'])} (in {percent(row['runs'])} of runs, month "
            f"{row['month']:.0f}, 5-95 % {row['month_low']:.0f} to {row['month_high']:.0f})"
            for row in most
        ]
        more = len(mine) - len(most)
        if parts:
            yield f"Of the {name} order: {'; '.join(parts)}{f'; and {more} more' if more else ''}."


def further(found: ByCause) -> Iterator[str]:
    """Say how one leads to the next, and whether it comes back to the setting."""
    by = rows_by(found.measures, "measure")
    if not by["hops"]["runs"]:
        return
    yield (
        f"Followed back in the first {words.counted(found.apart.followed, 'run')}: the farthest problem is "
        f"{_number(by['hops'])} {'step' if by['hops']['mean'] == 1 else 'steps'} from {ITSELF}, and each "
        f"leads to {by['further']['mean']:.2f} further ones."
    )
    back = comes_back(found.apart.traced)
    if back.empty:
        yield "In none of them does it come back to a fault in the setting by way of the work or of members."
        return
    names = [title_of(str(each)) for each in back["problem"].value_counts().index]
    yield (
        f"In {percent(by['back']['mean'])} of those in which something comes of it, it comes back to a "
        f"fault in the setting by way of the work or of members: {words.listed(names)}."
    )


def steps(found: ByCause, most: int = TOLD) -> Iterator[str]:
    """Say which steps are seen in most runs."""
    for row in rows_of(found.steps.head(most)):
        source, target = step_ends(row)
        yield (
            f"From {source} to {target}{_through(row)}{_carried(row['link'])}: in {percent(row['runs'])} of "
            "the runs followed back."
        )


def _through(row: Row) -> str:
    states = states_in_words(row["through"])
    return f", through {states}" if states else ""


def _carried(link: str) -> str:
    known = load_evidence().links.get(link)
    if known is not None:
        return f" ({link}; {', '.join(known.findings)})"
    return f" ({load_levers()[link].name})" if link in load_levers() else ""


def chain(found: ByCause) -> list[str]:
    """Tell what came of it in one run, in the order of time; what came alike is told together."""
    if found.told.empty:
        return [f"Nothing came of it in run {found.run}."] if found.run >= 0 else []
    alike = ["month", "order", "problem", "how", "because", "because_how", "because_month", "link"]
    holder = np.where(found.told["organisation"] != "", 2, np.where(found.told["locality"] != "", 1, 0))
    told_by = found.told.assign(holder=holder).groupby([*alike, "holder"], sort=True, dropna=False)
    groups = [part for _, part in told_by]
    told = [_event(part, found) for part in groups[:MOST]]
    more = int(sum(len(part) for part in groups[MOST:]))
    return [*told, *([f"And {more} more, in data/traced."] if more else [])]


def _event(part: pd.DataFrame, found: ByCause) -> str:
    """Tell of one problem that begins, or stays, in the same month and for the same reason in some places."""
    row = rows_of(part)[0]
    places = [each["organisation"] or each["locality"] for each in rows_of(part)]
    who = places[0] if len(places) == 1 else f"{places[0]} and {words.counted(len(places) - 1, 'other')}"
    if row["how"] == STAYS:
        what = f"{title_of(row['problem'])}: this stays, and would be over"
    else:
        what = clause(row["problem"], "begins")
        if len(places) == 1:
            never = np.isnan(row["otherwise"])
            what = f"{what} (otherwise {'never' if never else 'in month ' + format(row['otherwise'], '.0f')})"
    ties = set(part["tie"])
    return (
        f"Month {row['month']}{f', {who}' if who else ''}: {what}. From {_source(row, places)}{_through(row)}"
        f"{_along(ties, found)}{_carried(row['link'])}."
    )


def _source(row: Row, places: list[str]) -> str:
    """What an event hangs on, and whose that is."""
    if not row["because"]:
        return ITSELF
    whose = row["because_organisation"] or row["because_locality"]
    at = "" if not whose or len(places) > 1 else " there" if whose in places else f" at {whose}"
    does = "stays from" if row["because_how"] == STAYS else "began in"
    return f"{title_of(row['because'])}{at}, which {does} month {row['because_month']:.0f}"


def _along(ties: set[str], found: ByCause) -> str:
    if ties == {""}:
        return ""
    if len(ties) > 1:
        return f", along {words.counted(len(ties - {''}), 'tie')}"
    one, other = ends_of(next(iter(ties)), found.experiment.pair.one.network)
    return f", along the tie of {one} and {other}"
