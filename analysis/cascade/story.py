"""The story of one run, month by month, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.cascade.text import rows_of
from analysis.report import words
from sim.inputs.levers import load_levers
from sim.inputs.packaged import packaged
from sim.inputs.problems import load_problems
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.inputs.yaml_files import read_yaml
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES
from sim.simulation import Result

MOST = 40  # sentences that are printed
WINDOWS = (1, 3, 6, 12)  # months told together, where there is too much to tell
NAMED = 3  # organisations that a sentence names
NOTABLE = 0.1  # share from which another reason is worth a word
FUNDING_FALLS = 0.2  # by which share the grant falls for it to be told
COLUMNS = ("month", "what", "text", "places", "problem", "from", "link", "share")
WHAT = ("start", "shock", "lever", "people", "begins", "ends", "end")  # in the order told within a month
ALWAYS = ("start", "shock", "lever", "people", "end")  # never left out


class _Event(NamedTuple):
    month: int
    what: str
    text: str
    places: int = 0
    problem: str = ""
    source: str = ""
    link: str = ""
    share: float = float("nan")


def _dated(month: int, what: str, text: str) -> _Event:
    return _Event(month, what, f"Month {month}: {text}")


def typical(outcomes: pd.DataFrame, names: Sequence[str]) -> int:
    """Choose the run that is nearest to the medians of these outcomes, counted in interquartile ranges.

    Parameters
    ----------
    outcomes : DataFrame
        One row a run, with `run`; an outcome that hardly differs between the runs has no say.
    """
    away = np.zeros(len(outcomes))
    for name in names:
        values = outcomes[name].to_numpy(dtype=float)
        low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
        if high > low:
            away = away + np.abs(values - median) / (high - low)
    return int(outcomes["run"].to_numpy()[int(np.argmin(away))])


def story(result: Result, run: int, window: int = 1) -> pd.DataFrame:
    """Tell a run: what was there from the start, what was done, what began and ended, and why.

    Parameters
    ----------
    result : Result
        With every month, problems, and the cascade of the run.
    run : int
    window : int
        Months in which onsets, and ends, of one problem are told together.

    Returns
    -------
    DataFrame
        One row a sentence, in the order of time: `month, what` (`start`, `shock`, `lever`, `people`,
        `begins`, `ends`, `end`), `text`; for problems the number of `places`, the `problem`, and the problem
        (`from`), link and share that had most to do with it.
    """
    assert result.problems is not None
    assert result.cascade is not None
    scenario = result.scenario
    problems = result.problems[result.problems["run"] == run]
    cascade = result.cascade[result.cascade["run"] == run]
    outcomes = result.outcomes[result.outcomes["run"] == run].set_index("month")
    events = [
        *_start(problems, scenario),
        *_done(scenario),
        *_people(outcomes),
        *_begun(problems, cascade, scenario, window),
        *_ended(problems, scenario, window),
        *_at_the_end(outcomes, scenario.horizon),
    ]
    events.sort(key=lambda each: (each.month, WHAT.index(each.what), -each.places))
    return pd.DataFrame(events, columns=list(COLUMNS))


def sentences(result: Result, run: int, most: int = MOST) -> tuple[list[str], int]:
    """Tell a run in so many sentences: if need be, several months together, or only what is widest.

    Returns
    -------
    list of str, int
        The sentences, and how many are left out.
    """
    for window in WINDOWS:
        table = story(result, run, window)
        if len(table) <= most:
            break
    return widest(table, most)


def widest(table: pd.DataFrame, most: int) -> tuple[list[str], int]:
    """Choose from a story what concerns most organisations, beginnings first; shocks and the like stay."""
    always = table["what"].isin(ALWAYS)
    room = max(0, most - int(always.sum()))
    weight = table["places"] + 0.5 * (table["what"] == "begins")
    chosen = weight[~always].sort_values(ascending=False, kind="stable").index[:room]
    kept = table[always | table.index.isin(chosen)]
    return [str(text) for text in kept["text"]], len(table) - len(kept)


def _start(problems: pd.DataFrame, scenario: Scenario) -> Iterator[_Event]:
    """What was there from the first month."""
    known = load_problems()
    members = len(scenario.network.organisations)
    there = problems[problems["onset"] == FIRST_MONTH]
    network = [known[each].title for each in there.loc[there["organisation"] == "", "problem"]]
    if network:
        text = f"From the start the network has: {'; '.join(map(words.lowered, network))}."
        yield _Event(FIRST_MONTH, "start", text, len(network))
    counts = there[there["organisation"] != ""].groupby("problem", sort=False).size()
    widest = [
        f"{words.lowered(known[str(key)].title)} ({'all ' if count == members else f'{count} of '}{members})"
        for key, count in counts.items()
    ]
    if widest:
        yield _Event(FIRST_MONTH, "start", f"And its members: {'; '.join(widest)}.", len(widest))


def _done(scenario: Scenario) -> Iterator[_Event]:
    """Shocks and levers, as the scenario has them."""
    for shock in scenario.shocks:
        yield _dated(shock.month, "shock", f"{shock.in_words()}.")
    names = {lever.id: words.lowered(lever.title) for lever in load_levers().values()}
    for lever, intervals in scenario.levers.items():
        for interval in intervals:
            term = f", {interval.term} months at a time" if interval.term else ""
            yield _dated(interval.start, "lever", f"the scenario begins: {names[lever]} ({lever}{term}).")
            ends = interval.stops(scenario.horizon)
            if ends <= scenario.horizon:
                yield _dated(ends, "lever", f"it ends: {names[lever]} ({lever}).")


def _people(outcomes: pd.DataFrame) -> Iterator[_Event]:
    """Coordinator and leaders who come and go, and money that falls, as the run's outcomes show it."""
    before = outcomes.iloc[0]
    for month, now in list(outcomes.iterrows())[1:]:
        at = int(str(month))
        if now["coordinator"] > before["coordinator"]:
            yield _dated(at, "people", "a coordinator takes up the post.")
        if now["coordinator"] < before["coordinator"]:
            yield _dated(at, "people", "the network is without a coordinator.")
        more = round(now["leaders"] - before["leaders"])
        if more:
            moved = words.counted(abs(more), "unpaid leader")
            text = f"{moved} {'more' if more > 0 else 'gone'}; {now['leaders']:.0f} now."
            yield _dated(at, "people", text)
        if now["funding"] < (1 - FUNDING_FALLS) * before["funding"]:
            was, then = (words.pounds(float(row["funding"])) for row in (before, now))
            yield _dated(at, "people", f"the network's money falls from {was} to {then} a year.")
        before = now


def _begun(
    problems: pd.DataFrame, cascade: pd.DataFrame, scenario: Scenario, window: int
) -> Iterator[_Event]:
    later = problems[problems["onset"] > FIRST_MONTH]
    for problem, rows, lead in _together(later, "onset", scenario, window):
        charged = cascade[(cascade["to"] == problem) & cascade["onset"].isin(rows["onset"])]
        why, source, link, share = _reason(charged)
        month, text = int(rows["onset"].min()), f"{lead}{clause(problem, 'begins')}{why}."
        yield _Event(month, "begins", text, _size(rows, scenario), problem, source, link, share)


def _ended(problems: pd.DataFrame, scenario: Scenario, window: int) -> Iterator[_Event]:
    over = problems[problems["end"].notna() & (problems["end"] <= scenario.horizon)]
    for problem, rows, lead in _together(over.astype({"end": int}), "end", scenario, window):
        text = f"{lead}{clause(problem, 'ends')}."
        yield _Event(int(rows["end"].min()), "ends", text, _size(rows, scenario), problem)


def _together(
    problems: pd.DataFrame, when: str, scenario: Scenario, window: int
) -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Intervals of one problem that begin, or end, in the same months, and when and where that is."""
    groups = problems.assign(months=problems[when] // window)
    for _, rows in groups.groupby(["months", "problem"], sort=True):
        first, last = int(rows[when].min()), int(rows[when].max())
        months = f"Month {first}" if first == last else f"Months {first} to {last}"
        lead = f"{months}: {_where(list(rows['organisation']), scenario)}"
        yield str(rows["problem"].iloc[0]), rows, lead


def _at_the_end(outcomes: pd.DataFrame, horizon: int) -> Iterator[_Event]:
    shown = [OUTCOMES[name] for name in ("cover_24_7", "care_coordination", "engagement", "adoption")]
    parts = [
        f"{words.lowered(each.title)} {words.value(float(outcomes[each.name].iloc[-1]), each.unit)}"
        for each in shown
    ]
    yield _Event(horizon, "end", f"Month {horizon}, where it ends: {words.listed(parts)}.")


def _reason(charged: pd.DataFrame) -> tuple[str, str, str, float]:
    """Say what had most to do with onsets: the clause, the problem, the link and its share."""
    whole = float(charged["share"].sum())
    from_problems = charged[charged["from"] != NO_PROBLEM]
    nothing = ("", NO_PROBLEM, "", float("nan"))
    if whole <= 0 or from_problems.empty:
        return nothing
    sums = from_problems.groupby(["from", "link"], sort=True)["share"].sum().reset_index()
    first = rows_of(sums.sort_values("share", ascending=False, kind="stable"))[0]
    source, link, share = str(first["from"]), str(first["link"]), float(first["share"]) / whole
    if share < NOTABLE:
        return nothing
    rest = 1 - float(sums["share"].sum()) / whole
    much = "mostly" if share > 0.5 else "most of all" if share > rest else "in part"
    return f", {much} because {clause(source, 'because')} ({link}, {share:.0%})", source, link, share


def _where(organisations: Sequence[str], scenario: Scenario) -> str:
    names = list(dict.fromkeys(each for each in organisations if each))
    members = len(scenario.network.organisations)
    if not names:
        return ""
    if len(names) == members:
        return f"at all {members} organisations "
    if len(names) > NAMED:
        return f"at {len(names)} organisations, {words.listed(names[:2])} among them, "
    return f"at {words.listed(names)} "


def _size(rows: pd.DataFrame, scenario: Scenario) -> int:
    """How many organisations an event concerns: one of the network concerns all."""
    of_network = (rows["organisation"] == "").any()
    return len(scenario.network.organisations) if of_network else rows["organisation"].nunique()


def clause(problem: str, which: str) -> str:
    """Say that a problem begins (`begins`) or `ends`, or that something is `because` of it."""
    title = words.lowered(load_problems()[problem].title)
    default = {
        "begins": f"it comes to this: {title}",
        "ends": f"this is over: {title}",
        "because": f"of {title}",
    }
    return clauses().get(problem, {}).get(which) or default[which]


@cache
def clauses() -> Mapping[str, Mapping[str, str]]:
    """What is said of each problem: that it begins, that it ends, that something is because of it."""
    found = read_yaml(packaged("analysis.cascade", "clauses.yaml")).data
    return {str(key): dict(value) for key, value in found.items()}
