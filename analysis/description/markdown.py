"""Text and tables as Markdown; whatever is not marked as Markdown is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_SIGNS = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])")
_CODE = re.compile(r"``(.+?)``|`(.+?)`", re.S)


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


class Table(NamedTuple):
    """A table; the first cell of a row says what the row is about."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def escaped(text: object) -> Markdown:
    """Text of which no sign means anything in Markdown or HTML, on one line; Markdown as it is."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_SIGNS.sub(r"\\\g<0>", re.sub(r"\s+", " ", str(text).replace("->", "→"))))


def code(text: str) -> Markdown:
    """A name as it is typed."""
    return Markdown(f"`{' '.join(text.replace('`', chr(39)).replace('|', '/').split())}`") if text else _NONE


def prose(text: str) -> Markdown:
    """A docstring: paragraphs stay, what stands between backticks is code, the rest is escaped."""
    return Markdown("\n\n".join(_paragraph(each) for each in re.split(r"\n\s*\n", text.strip())))


def joined(parts: Iterable[str], sign: str = ", ") -> Markdown:
    """Parts in a row, each escaped unless it is Markdown."""
    return Markdown(sign.join(escaped(part) for part in parts))


def block(source: str) -> Markdown:
    """Lines of a program."""
    fence = "`" * max(3, 1 + max((len(each) for each in re.findall(r"`+", source)), default=0))
    return Markdown(f"{fence}python\n{source.rstrip()}\n{fence}")


def table(given: Table, number: int) -> Markdown:
    """A table under its numbered caption."""
    lines = [_line(given.headings), _line([Markdown("---")] * len(given.headings))]
    lines += [_line(row) for row in given.rows]
    return Markdown(f"{caption(given.caption, number)}\n\n" + "\n".join(lines))


def caption(text: str, number: int) -> Markdown:
    """What stands above a table."""
    return Markdown(f"**Table {number}.** {escaped(text)}")


_NONE = Markdown("")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(cell).strip() for cell in cells)} |"


def _paragraph(text: str) -> str:
    parts: list[str] = []
    at = 0
    for match in _CODE.finditer(text):
        parts += [escaped(text[at : match.start()]), code(match[1] or match[2])]
        at = match.end()
    return "".join([*parts, escaped(text[at:])]).strip()
