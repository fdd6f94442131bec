"""How numbers, units and lists are written for readers."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence

PRICE_YEAR = "2020/21"
PENNY = 0.01
LARGE = ((1e9, "bn"), (1e6, "m"))
UNDEFINED = "not defined"
MINUS = "-"  # the plain hyphen: it survives every terminal, file and spreadsheet


def is_share(unit: str) -> bool:
    """Whether an outcome of this unit is a share (0-1), which readers see as per cent."""
    return unit.split(" ")[0] == "share"


def scale(unit: str) -> float:
    """Give what a value of this unit is multiplied by before it is shown: 100 for shares."""
    return 100.0 if is_share(unit) else 1.0


def shown_unit(unit: str, *, difference: bool = False) -> str:
    """Name of the unit as shown: per cent, percentage points, or the unit itself."""
    if is_share(unit):
        return "percentage points" if difference else "%"
    return unit


def one(unit: str) -> str:
    """Name one of a unit: ``hours a month`` is ``hour a month``; a share's is a percentage point."""
    if is_share(unit):
        return "percentage point"
    counted_in = {
        "hours a month": "hour a month",
        "posts": "post",
        "people": "person",
        "GBP a year": "pound a year",
    }
    return counted_in.get(unit, f"unit ({unit})")


def decimals(unit: str, size: float) -> int:
    """Give the number of decimals that suits a shown value of this unit and size."""
    if is_share(unit):
        return 1
    if unit.startswith("GBP") or abs(size) >= 100:
        return 0
    return 1 if abs(size) >= 10 else 2


def value(amount: float, unit: str, *, like: float | None = None) -> str:
    """Write a level: `0.123` of a share becomes `12.3%`, `7123` GBP becomes `7,123`.

    `like` is another level of the same row whose number of decimals this one takes.
    """
    return _like(amount, unit, like) + ("%" if is_share(unit) else "") if math.isfinite(amount) else UNDEFINED


def change(amount: float, unit: str, *, like: float | None = None) -> str:
    """Write a difference with its sign, in percentage points for shares.

    `like` is another difference of the same row whose number of decimals this one takes.
    """
    if not math.isfinite(amount):
        return UNDEFINED
    text = _like(amount, unit, like)
    return text if text.startswith(MINUS) or float(text.replace(",", "")) == 0 else f"+{text}"


def margin(amount: float, unit: str, *, like: float) -> str:
    """Write a half width: a difference's Monte Carlo error, without a sign."""
    return _like(amount, unit, like) if math.isfinite(amount) else "?"


def pounds(amount: float, *, signed: bool = False) -> str:
    """Write money in GBP to three figures: `£359,000`, `-£1,250`, `£1.25m`."""
    if not math.isfinite(amount):
        return UNDEFINED
    rounded = three_figures(amount) if abs(amount) >= PENNY / 2 else 0.0
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    size = abs(rounded)
    for unit, name in LARGE:
        if size >= unit:
            digits = max(0, 2 - math.floor(math.log10(size / unit)))
            return f"{sign}£{size / unit:,.{digits}f}{name}"
    return f"{sign}£{size:,.0f}" if size >= 100 or size == 0 else f"{sign}£{size:,.2f}"


def tick(amount: float, unit: str = "", *, signed: bool = False) -> str:
    """Write a number beside an axis, short and with a true minus sign: `£1.4m`, `+20`, `1,500,000`."""
    size, large = abs(amount), ""
    sign = "\N{MINUS SIGN}" if amount < 0 else "+" if signed and amount > 0 else ""
    pound = "£" if unit.startswith("GBP") else ""
    if pound:
        size, large = next(((size / each, name) for each, name in LARGE if size >= each), (size, ""))
    return f"{sign}{pound}{f'{size:,.10f}'.rstrip('0').rstrip('.')}{large}"


def three_figures(amount: float) -> float:
    """Round to three significant figures."""
    if amount == 0 or not math.isfinite(amount):
        return amount
    return round(amount, 2 - math.floor(math.log10(abs(amount))))


def lowered(title: str) -> str:
    """Write a title as it stands within a sentence: begun small, unless with letters such as NHS."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def raised(text: str) -> str:
    """Begin a sentence with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does: `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def typed(words: Sequence[str]) -> str:
    """Write words as they are typed after a command."""
    return shlex.join(words)


def counted(number: int, thing: str, things: str | None = None) -> str:
    """Write a number with its noun: `1 run`, `200 runs`."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def _like(amount: float, unit: str, like: float | None) -> str:
    """Write an amount with as many decimals as `like` has, or as suit it; what rounds to 0 has no sign."""
    digits = decimals(unit, (amount if like is None else like) * scale(unit))
    text = f"{amount * scale(unit):,.{digits}f}"
    return text[1:] if text.startswith("-") and float(text.replace(",", "")) == 0 else text
