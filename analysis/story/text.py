"""The sentences of a story: all of it month by month, or a paragraph for each year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.report import words
from analysis.story.analysis import GROUPS, OUTCOME_OF, Life, years
from sim.inputs.dates import dated
from sim.inputs.levers import load_levers
from sim.inputs.problems import load_problems
from sim.inputs.timing import FIRST_MONTH

MOST, MOST_BEFORE = 4, 2  # sentences of a year, and of one before month 0, where not everything is told
CHANGED = 0.04  # engagement, from year to year
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
STAFF = {
    "specialist_posts": ("specialist", "specialists"),
    "nurse_posts": ("community nurse", "community nurses"),
    "other_posts": ("other member of staff", "other staff"),
}
BECAUSE = re.compile(r"because [^.]+")  # why it stayed away, which is not said twice
STAYED_AWAY = {
    "engagement": "it saw little reason to",
    "awareness": "hardly anybody there knew of them",
    "travel": "it was too far",
    "time": "nobody could be spared",
    "seat": "it had no seat where the network decides",
    "company": "those it works with stayed away too",
}
CAME = {"new post": " into a new post", "taking over": " to take over from another"}
TAKEN_UP = {
    "learned": "after a study day",
    "learned_on_line": "after a session on line",
    "obliged": "as it had to",
    "coached": "with help on the spot",
    "champion": "seen to by its champion",
    "peers": "as others it works with do",
}
DREW_IN = {
    "committed": "drawn in by its own commitment",
    "benefits_received": "won by what its staff learnt",
    "achievements_shared": "won by what the network achieved",
    "champion": "won by its champion",
    "known_of": "as it saw better what the network is for",
    "pull_of_peers": "taken along by those it works with",
}
DROVE_OFF = {
    "pull_of_peers": "let down by those it works with",
    "workarounds": "worn out by chasing information",
    "intractability": "as the obstacles looked too big",
    "stalled_change": "as nothing seemed to change",
    "disappointed": "as promises were not kept",
    "imposed": "as it felt told from above",
    "no_effort": "as nobody kept its interest alive",
    "lost": "all at once",
}
ENGAGED = (
    (0.1, "had as good as nothing to do with the network"),
    (0.25, "took little part in the network"),
    (0.45, "was half-hearted about the network"),
    (0.65, "took a fair part in the network"),
    (0.85, "was well engaged in the network"),
    (1.1, "was fully engaged in the network"),
)
RECORDS = {
    "preparing": "it began to prepare its records for sharing",
    "live": "its records went live for others to see",
    "stalled": "its preparations for shared records stalled",
    "withdrawn": "it withdrew from the shared records",
}
PLAIN = {
    "came": "it came to the network's meeting",
    "study day": "it sent staff to a study day",
    "session": "it joined a session on line",
    "champion": "somebody there became the network's champion",
    "no champion": "its champion for the network was gone",
    "first coordinator": "the network got a coordinator",
    "coordinator": "the network had a coordinator again",
    "no coordinator": "the network was left without a coordinator",
    "grant": "the network's grant was paid again",
    "no grant": "the network's grant was not renewed",
    "news": "news of the network began to reach it",
    "no news": "news of the network hardly reached it any more",
    "reserves gone": "its reserves were all but gone",
    "reserves back": "it had reserves again",
    "tighter": "its money was tighter than the year before",
    "easier": "its money was easier than the year before",
    "hub drifts off": "its hub, {about}, drifted off",
    "hub is back": "its hub, {about}, took an interest again",
    "spoke drifts off": "of its spokes {about} drifted off",
    "spoke is back": "of its spokes {about} took an interest again",
    "tied": "it came to work with {about}",
    "apart": "it lost touch with {about}",
    "linked": "it and {about} could now see each other's records",
    "unlinked": "it and {about} no longer saw each other's records",
    "shock": "{about}",
}
# What counts most in a year comes first here; what comes last is left out of it where not all can be told.
ORDER = (
    *("shock", "lever", "lever ends", "records", "meetings", "reserves gone", "reserves back", "nurse_posts"),
    *("specialist_posts", "first coordinator", "gaps", "bad year", "good year", "hub drifts off", "champion"),
    *("no champion", "spoke drifts off", "no news", "begins", "study day", "session", "guideline", "linked"),
    *("unlinked", "tied", "apart", "hub is back", "news", "ends", "other_posts", "tighter", "easier"),
    "spoke is back",
)


# -- Who it is -------------------------------------------------------------------------------


def introduction(life: Life) -> str:
    """Say who it is, and what could be heard there from the start."""
    it, facts = life.organisation, life.facts
    spokes = [each.name for each in life.result.scenario.network.organisations if each.hub == it.name]
    kind = f"{'An' if it.kind[0] in 'aeiou' else 'A'} {it.kind} ({it.sector}) in {it.locality}"
    place = f"its hub is {it.hub}" if it.hub else f"a hub, with {_counted(len(spokes))} spokes"
    seat = "it has a seat" if it.in_governance else "it has no seat"
    posts = [
        f"{_number(filled)} of {_number(there)} posts for {STAFF[group][1]} are filled"
        for group, filled, there in zip(
            GROUPS[:2], (facts.specialists_known, facts.nurses_known), life.posts, strict=False
        )
        if there
    ]
    problems = life.problems(life.name)
    heard = problems[problems["onset"] == FIRST_MONTH].sort_values("order", kind="stable")["problem"]
    from_the_start = f" From the start one heard there: {_quotes(list(heard)[-2:])}." if len(heard) else ""
    return (
        f"{kind}, {facts.distance:.0f} km from the centre; {place}; {seat} where the network decides"
        f"{''.join(f'; {each}' for each in posts)}.{from_the_start}"
    )


def ending(life: Life) -> str:
    """Say where it stands in the end, beside month 0."""
    shown = {
        "engagement": "engagement",
        "adoption": "guidelines in use",
        "trust": "trust in those it works with",
    }
    first, last = life.states.loc[0], life.states.iloc[-1]
    parts = [f"{what} {last[state]:.0%} (in month 0: {first[state]:.0%})" for state, what in shown.items()]
    return f"In the end: {words.listed(parts)}."


# -- Month by month --------------------------------------------------------------------------


def sentences(events: pd.DataFrame, life: Life) -> list[str]:
    """Tell every event in a sentence of its own, with its month."""
    return [f"{_when(each.month, life)}: {_plain(each)}." for each in _rows(events)]


def _plain(event: Any) -> str:
    """Say what happened, as the rest of a sentence."""
    of = {
        "stayed away": lambda: f"it missed the network's meeting, because {STAYED_AWAY[event.why]}",
        "guideline": lambda: f"it took up a guideline{_because(TAKEN_UP, event.why)}",
        "records": lambda: RECORDS[event.about],
        "left": lambda: f"{_staff(event)} left, {_number(event.level)} in post",
        "joined": lambda: f"{_staff(event)} came{CAME.get(event.why, '')}, {_number(event.level)} in post",
        "good year": lambda: _raised("a good year", event),
        "bad year": lambda: _raised("a bad year", event),
        "lever": lambda: f"new from then on: {words.lowered(load_levers()[event.about].title)}",
        "lever ends": lambda: f"no longer there: {words.lowered(load_levers()[event.about].title)}",
        "begins": lambda: f"{_heard(event.why)}: {_quotes([event.about])}",
        "ends": lambda: f"nobody said any more: {_quotes([event.about])}",
        "year": lambda: _year_ends(event),
    }
    return of[event.what]() if event.what in of else PLAIN[event.what].format(about=event.about)


def _because(reasons: dict[str, str], why: str) -> str:
    return f", {reasons[why]}" if why in reasons else ""


def _staff(event: Any) -> str:
    number = max(1, round(event.amount))
    return f"{_counted(number)} {STAFF[event.about][number > 1]}"


def _raised(year: str, event: Any) -> str:
    return f"{year} for money: it raised {words.pounds(event.amount)}, after {words.pounds(event.level)}"


def _quotes(problems: Sequence[str]) -> str:
    return words.listed([f'"{load_problems()[each].wording.strip().rstrip(".")}"' for each in problems])


def _heard(again: str) -> str:
    return "one heard again there" if again else "one began to hear there"


def _year_ends(event: Any) -> str:
    """Say how engaged it is; where that is more or less than a year ago, why."""
    if abs(event.amount) < CHANGED and event.month >= 0:
        return f"by the end of the year it was as engaged as before ({event.level:.0%})"
    state = next(text for level, text in ENGAGED if event.level < level)
    if abs(event.amount) < CHANGED:
        return f"by the end of the year it {state} ({event.level:.0%} engaged)"
    why = _because(DREW_IN if event.amount > 0 else DROVE_OFF, event.why)
    before = f"{event.level - event.amount:.0%} a year before"
    return f"by the end of the year it {state} ({event.level:.0%} engaged, {before}){why}"


# -- A paragraph for each year ---------------------------------------------------------------


def paragraphs(events: pd.DataFrame, life: Life) -> list[str]:
    """Tell each year in a paragraph, of what counts most in it."""
    told, reason = [], ""
    for spell in years(life.result.scenario.horizon):
        rows = events[events["month"].between(spell[0], spell[-1])]
        most = MOST if spell[0] >= 0 else MOST_BEFORE
        text = " ".join([f"{_year(spell, life)}:", *map(_sentence, _told(rows, life, most))])
        said = BECAUSE.search(text)
        if said and said[0] == reason:
            text = text.replace(reason, "for the same reason")
        reason = said[0] if said else ""
        told.append(text)
    return told


def _year(spell: range, life: Life) -> str:
    number = spell[0] // 12 + 1
    name = {0: "The year before", -1: "Two years before"}.get(number, f"Year {number}")
    if life.result.scenario.month_0 is None:
        return f"{name} (months {spell[0]} to {spell[-1]})"
    return f"{name} ({_when(spell[0], life)} to {_when(spell[-1], life)})"


def _told(rows: pd.DataFrame, life: Life, most: int) -> Iterator[str]:
    """What counts most in a year, in the order of time, and how it ends."""
    found: list[tuple[int, int, str]] = []
    for family, some in rows.groupby(_families(rows), sort=False):
        if family in ORDER and (text := _together(str(family), some, life)):
            found.append((ORDER.index(str(family)), int(some["month"].iloc[0]), text))
    yield from (text for *_, text in sorted(sorted(found)[:most], key=lambda each: each[1]))
    yield from (_year_ends(each) for each in _rows(rows[rows["what"] == "year"]))


def _families(rows: pd.DataFrame) -> pd.Series[str]:
    """What is told together: meetings, a group of staff, or events of one kind."""
    staff = rows["what"].isin(["left", "joined"])
    meetings = rows["what"].isin(["came", "stayed away"])
    gaps = rows["what"].isin(["no coordinator", "no grant"])
    return rows["what"].mask(staff, rows["about"]).mask(meetings, "meetings").mask(gaps, "gaps")


def _together(family: str, rows: pd.DataFrame, life: Life) -> str:
    """Tell the events of a year that belong together."""
    told: dict[str, Callable[[pd.DataFrame, Life], str]] = {
        "meetings": _meetings,
        "guideline": _guidelines,
        "study day": _training,
        "session": _training,
        "gaps": _gaps,
        **dict.fromkeys(GROUPS, _turnover),
    }
    if family in told:
        return told[family](rows, life)
    abouts = list(dict.fromkeys(rows["about"]))
    if family in ("begins", "ends"):
        again = "again" if set(rows["why"]) == {"again"} else ""
        said = "nobody said any more" if family == "ends" else _heard(again)
        return f"{said}: {_quotes(abouts[-2:])}"
    if family in ("lever", "lever ends"):
        titles = [words.lowered(load_levers()[each].title) for each in abouts]
        start = "new from then on" if family == "lever" else "no longer there"
        return f"{start} ({_months(rows['month'], life)}): {_named(titles)}"
    if family in ("shock", "records"):
        return "; ".join(f"{_plain(each)} ({_months([each.month], life)})" for each in _rows(rows))
    first = next(_rows(rows))
    return f"{_plain(first._replace(about=_named(abouts)))} ({_months(rows['month'], life)})"


def _meetings(rows: pd.DataFrame, life: Life) -> str:
    came, n = int((rows["what"] == "came").sum()), len(rows)
    meetings = f"the network's {_counted(n)} meetings" if n > 1 else "the network's meeting"
    if came == n:
        return f"it came to {'all of ' if n > 1 else ''}{meetings}"
    why = STAYED_AWAY[str(rows.loc[rows["what"] == "stayed away", "why"].mode()[0])]
    if came == 0:
        return f"nobody came to {'any of ' if n > 1 else ''}{meetings}, because {why}"
    return f"it came to {_counted(came)} of {meetings}, and missed the rest because {why}"


def _training(rows: pd.DataFrame, life: Life) -> str:
    one, several = {
        "study day": ("sent staff to a study day", "sent staff to {} study days"),
        "session": ("joined a session on line", "joined {} sessions on line"),
    }[str(rows["what"].iloc[0])]
    text = one if len(rows) == 1 else several.format(_counted(len(rows)))
    return f"it {text} ({_months(rows['month'], life)})"


def _guidelines(rows: pd.DataFrame, life: Life) -> str:
    number = "a guideline" if len(rows) == 1 else f"{_counted(len(rows))} guidelines"
    why = _because(TAKEN_UP, str(rows["why"].mode()[0]))
    return f"it took up {number} ({_months(rows['month'], life)}){why}"


def _turnover(rows: pd.DataFrame, life: Life) -> str:
    """Say who left and who came; of other staff, only where it makes a difference."""
    group, level = str(rows["about"].iloc[0]), float(rows["level"].iloc[-1])
    gone, come = (rows[rows["what"] == what] for what in ("left", "joined"))
    net = come["amount"].sum() - gone["amount"].sum()
    if group == "other_posts" and abs(net) < 0.2 * max(1.0, level - net):
        return ""
    parts: list[str] = []
    for some, verb in sorted(((gone, "left"), (come, "came")), key=lambda each: each[0]["month"].min()):
        if len(some):
            number = max(1, round(some["amount"].sum()))
            noun = "" if parts else f" {STAFF[group][number > 1]}"
            new = " into new posts" if (some["why"] == "new post").any() else ""
            parts.append(f"{_counted(number)}{noun} {verb}{new} ({_months(some['month'], life)})")
    alone = "; for a while there was nobody" if rows["level"].min() < 0.05 < level else ""
    going = ", one of whom is to take over" if rows["why"].iloc[-1] == "taking over" else ""
    return f"{' and '.join(parts)}{alone}; {_number(level)} in post at the end{going}"


def _gaps(rows: pd.DataFrame, life: Life) -> str:
    """Say for how long the network was without its coordinator or its grant."""
    parts: list[str] = []
    for each in _rows(rows):
        what = each.what.removeprefix("no ")
        later = life.outcomes[OUTCOME_OF[what]].loc[each.month :]
        back = later.index[later > 0.5]
        length = f"for {_counted(back[0] - each.month)} months" if len(back) else "from then on"
        parts.append(
            f"without its {what} {length} ({_months([each.month], life)})".replace("one months", "a month")
        )
    return f"the network was {words.listed(parts)}"


# -- Words -----------------------------------------------------------------------------------


def _rows(events: pd.DataFrame) -> Iterator[Any]:
    yield from events.itertuples(index=False)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _when(month: int, life: Life) -> str:
    zero = life.result.scenario.month_0
    return f"Month {month}" if zero is None else dated(month, zero)


def _months(months: Sequence[int] | pd.Series[int], life: Life) -> str:
    """Name months; of more than three, the first and the last."""
    each = list(dict.fromkeys(months))
    many = len(each) > 3
    if life.result.scenario.month_0 is None:
        named = [str(month) for month in each]
        start = "month " if len(each) == 1 else "months "
    else:
        named, start = [_when(month, life) for month in each], ""
    return f"{start}{named[0]} to {named[-1]}" if many else f"{start}{words.listed(named)}"


def _named(names: Sequence[str]) -> str:
    """List names; of more than three, the first two."""
    return words.listed([*names[:2], f"{_counted(len(names) - 2)} more"] if len(names) > 3 else names)


def _counted(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _number(posts: float) -> str:
    """Posts, with as many decimals as they need."""
    return f"{posts:.1f}".removesuffix(".0")
