"""What is wrong with an input, said in one line a reader can act on."""

import difflib
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

LONGEST_QUOTE = 60
MOST_NAMED = 12
MOST_LINES = 5
MOST_SAID = 20  # faults, of however many
MOST_SUGGESTED = 100

Suggest: TypeAlias = Callable[[str, Collection[str]], str]

_FILE_AND_LINE = re.compile(r"(.*):([0-9]+)(?:, column .*)?$")


class Fault(NamedTuple):
    """One mistake in an input.

    Attributes
    ----------
    place : str
        Where it stands: ``"file.yaml:12"`` or ``"organisations.csv:7, column nurse_posts"``.
    what : str
        What is wrong there.
    meant : str
        What to write instead; empty where there is nothing to suggest.
    """

    place: str
    what: str
    meant: str = ""

    def __str__(self) -> str:
        line = f"{self.place}: {self.what}"
        return escaped(f"{line}; {self.meant}" if self.meant else line)


class WrongInput(ValueError):  # noqa: N818 (it names what is wrong: the input)
    """Input that cannot be used; `faults` holds everything wrong with it, file by file and line by line.

    Parameters
    ----------
    *faults : Fault
        At least one.

    Examples
    --------
    >>> from sim import WrongInput, load_scenario
    >>> try:
    ...     load_scenario("basline")
    ... except WrongInput as wrong:
    ...     print(wrong)
    basline: there is no scenario of this name; did you mean baseline?
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults: tuple[Fault, ...] = _by_line(faults)

    def __str__(self) -> str:
        return "\n".join(said(self.faults))


class ImpossibleResult(WrongInput):
    """Input of which comes what cannot be, such as a share above 1: every number in it may have a meaning."""


def said(faults: Sequence[object]) -> list[str]:
    """Give the first twenty of some faults, each as a line, and a line that says how many more there are."""
    lines = [str(fault) for fault in faults[:MOST_SAID]]
    if more := len(faults) - len(lines):
        lines.append(f"... and {more:,} more")
    return lines


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `WrongInput` with these faults, if there are any."""
    if faults := tuple(faults):
        raise WrongInput(*faults)


def gathered(faults: Iterable[tuple[Hashable, int | str, Fault]]) -> list[Fault]:
    """Say each mistake once: the first fault of each key, with the other rows that have it.

    Parameters
    ----------
    faults : iterable of (key, row, Fault)
        In the order of the rows, each with its line, or what it is called.
    """
    first: dict[Hashable, Fault] = {}
    rows: dict[Hashable, dict[int | str, None]] = {}
    for key, row, fault in faults:
        first.setdefault(key, fault)
        rows.setdefault(key, {})[row] = None
    return [fault._replace(what=fault.what + _also(list(rows[key])[1:])) for key, fault in first.items()]


def _also(rows: list[int | str]) -> str:
    if not rows:
        return ""
    named = [shortened(str(row)) for row in rows[:MOST_LINES]]
    if more := len(rows) - len(named):
        named.append(f"{more} more")
    listed = ", ".join(named[:-1]) + (" and " if named[:-1] else "") + named[-1]
    lines = "" if isinstance(rows[0], str) else "line " if len(rows) == 1 else "lines "
    return f" (likewise {lines}{listed})"


def _by_line(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    files: dict[str, list[tuple[int, Fault]]] = {}
    for fault in faults:
        match = _FILE_AND_LINE.match(fault.place)
        file, line = (match[1], int(match[2])) if match else (fault.place, 0)
        files.setdefault(file, []).append((line, fault))
    return tuple(fault for lines in files.values() for _, fault in sorted(lines, key=lambda each: each[0]))


def escaped(text: str) -> str:
    """Give `text` with everything that does not print written as an escape."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text
    )


def shortened(text: str, most: int = LONGEST_QUOTE) -> str:
    """Give what a user wrote, escaped and shortened to 60 characters, or so many."""
    text = escaped(text[: most + 1])
    return text if len(text) <= most else text[: most - 3] + "..."


def quoted(value: object) -> str:
    """Quote what a user wrote, escaped and shortened to 60 characters."""
    return f"'{shortened(value)}'" if isinstance(value, str) else shortened(_plain(value))


def number(value: float) -> str:
    """Write a number as people do: 1,000,000 and 0.05."""
    return f"{value:,.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:g}"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Find the allowed word that `word` was most likely meant to be, if any is near."""
    return _nearest(word, tuple(allowed))


@lru_cache(maxsize=256)
def _nearest(word: str, allowed: tuple[str, ...]) -> str | None:
    """Find it once for all rows in which it is written."""
    known: dict[str, str] = {}
    for each in allowed:
        known.setdefault(each.casefold(), each)
        known.setdefault(each.casefold().rpartition(".")[2], each)
    spelt = word[:200].casefold().strip()
    for spelling in (spelt, spelt.replace("_", "-"), spelt.replace("-", "_").replace(" ", "_")):
        if spelling in known:
            return known[spelling]
    close = difflib.get_close_matches(spelt, known, n=1, cutoff=0.6)
    return known[close[0]] if close else None


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """Say what `word` was meant to be, or else what may stand there."""
    words = list(allowed)
    near = nearest(word, words)
    if near is not None:
        return f"did you mean {shortened(near)}?"
    if not words:
        return ""
    named = ", ".join(map(shortened, words[:MOST_NAMED]))
    return f"write one of: {named}" + (", ..." if len(words) > MOST_NAMED else "")


def suggestions() -> Suggest:
    """Give `suggestion`, which among many names takes long, for the first of many mistakes alone."""
    left = iter(range(MOST_SUGGESTED))
    return lambda word, allowed: "" if next(left, None) is None else suggestion(word, allowed)
