"""Months by their dates, and times in years: other ways to write what is counted in months from month 0."""

import re
from datetime import date
from decimal import Decimal

from pydantic import BeforeValidator, ValidationInfo

from sim.inputs.errors import quoted
from sim.inputs.fields import wrong

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_DATE = re.compile(r"([A-Za-z]{3,9})\.? +([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) *(year|month)s?")


def date_of(text: str) -> date | None:
    """Read a month such as ``Apr 2027``, ``April 2027`` or ``2027-04``; None if it is none.

    Examples
    --------
    >>> date_of("Apr 2027")
    datetime.date(2027, 4, 1)
    """
    text = text.strip()
    if match := _ISO_DATE.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _DATE.fullmatch(text):
        named = (n for n, name in enumerate(_MONTHS, 1) if name.lower().startswith(match[1].lower()))
        year, month = int(match[2]), next(named, 0)
    else:
        return None
    return date(year, month, 1) if 1 <= month <= 12 and year > 0 else None


def time_of(text: str) -> int | float | None:
    """Count the months of a time such as ``3 years`` or ``18 months``; None if it is none.

    Examples
    --------
    >>> time_of("2.5 years")
    30
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    months = Decimal(match[1]) * (12 if match[2] == "year" else 1)
    return int(months) if months == int(months) else float(months)


def dated(month: int, month_0: date) -> str:
    """Give the date of a month, such as ``Apr 2028``."""
    year, past = divmod(month_0.year * 12 + month_0.month - 1 + month, 12)
    return f"{_MONTHS[past][:3]} {year}"


def _month(value: object, info: ValidationInfo) -> object:
    """Count a date, or a time such as ``2 years``, from month 0."""
    if not isinstance(value, str):
        return value
    there = date_of(value)
    if there is None:
        months = time_of(value)
        if months is None:
            raise wrong(
                f"{quoted(value)} is no month", "write a number such as 24, or a date such as Apr 2029"
            )
        return months
    zero = (info.context or {}).get("month_0")
    if zero is None:
        what = f"{quoted(value)} is a date, and the scenario says not which month is month 0"
        raise wrong(what, "add month_0: Apr 2027, or write a number of months")
    return (there.year - zero.year) * 12 + there.month - zero.month


def _months(value: object) -> object:
    """Count how long something lasts."""
    if not isinstance(value, str):
        return value
    months = time_of(value)
    if months is None:
        raise wrong(f"{quoted(value)} is no number of months", "write one such as 36, or 3 years")
    return months


AsMonth = BeforeValidator(_month)
AsMonths = BeforeValidator(_months)
