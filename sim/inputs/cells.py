"""Cells of tables as people write them, given as their columns read them: 250,000 and 98% are numbers."""

import functools
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, get_args

from sim.inputs.errors import Fault, gathered, quoted
from sim.inputs.fields import Declared, alike, literals, unwrapped
from sim.inputs.packaged import packaged
from sim.inputs.sheets import DateCell, NumberCell, UnsavedCell
from sim.inputs.tables import Row, UnreadCell
from sim.inputs.yaml_files import read_yaml

_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:([,. '])[0-9]{3})(?:\1[0-9]{3})*")
_GROUPED_WITH_DECIMALS = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:([,. '])[0-9]{3})+([,.])[0-9]+")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")
_PERCENT = re.compile(r"(.*[0-9.,]) ?%")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|Err:[0-9]{3}")
_FEW = 10_000  # three digits after the mark of a number of at most so many are decimals
_THIN = str.maketrans({"\u2009": " ", "\u202f": " ", "\u2212": "-", "’": "'"})


class Misread(ValueError):  # noqa: N818 (it names what is wrong: the cell)
    """A cell that cannot be read, or only by guessing; cells of one `sort` share a mistake."""

    def __init__(self, sort: str, what: str, meant: str) -> None:
        super().__init__(what)
        self.sort, self.what, self.meant = sort, what, meant


class Sort(NamedTuple):
    """What a column holds, as its field declares it.

    Attributes
    ----------
    of : type or None
        int, float, bool, str or tuple; None: something else, which is left as it is written.
    most : float
        The most that a number may be: where that is 1, 98% may stand there.
    may_be_empty : bool
    words : mapping of str to str
        Of a column with few values: what people write for each.
    prose, dated : bool
        Whether anything may stand there, and a date.
    """

    of: type | None
    most: float
    may_be_empty: bool
    words: Mapping[str, str]
    prose: bool
    dated: bool


class Words(NamedTuple):
    """What people write for values, for nothing and for a row that adds up others."""

    values: Mapping[str, Mapping[str, str]]
    nothing: frozenset[str]
    totals: frozenset[str]


@functools.cache
def words() -> Words:
    """Read what people write."""
    data = read_yaml(packaged("sim.inputs", "values.yaml")).data
    values = {
        column: {alike(word): value for value, also in each.items() for word in (value, *also)}
        for column, each in data["values"].items()
    }
    return Words(values, frozenset(map(alike, data["nothing"])), frozenset(map(alike, data["totals"])))


@functools.cache
def sorts_of(model: type[Declared]) -> Mapping[str, Sort]:
    """Say what each column of a table holds, whose rows are of `model`."""
    return {name: _sort(name, field) for name, field in model.by_key().items()}


def _sort(name: str, field: Any) -> Sort:
    kind = unwrapped(field.annotation)
    allowed = [each for each in literals(kind) if isinstance(each, str)] if get_args(kind) else []
    origin: Any = getattr(kind, "__origin__", kind)
    of = origin if origin in (int, float, bool, str, tuple) else None
    words_for = {alike(each): each for each in allowed}
    if allowed:
        words_for |= words().values.get(name, {})
    may_be_empty = not field.is_required() or name == "hub"
    return Sort(of, _most(field), may_be_empty, words_for, name == "note", name == "month")


def _most(field: Any) -> float:
    """The most that a number may be, wherever in the annotation that stands."""
    stack = [*field.metadata, field.annotation]
    while stack:
        each = stack.pop()
        if (most := getattr(each, "le", None)) is not None:
            return float(most)
        stack += [*getattr(each, "__metadata__", ()), *getattr(each, "metadata", ()), *get_args(each)]
    return math.inf


def read_cell(cell: str, sort: Sort, mark: str | None) -> str:
    """Give a cell as its column reads it.

    Parameters
    ----------
    cell : str
    sort : Sort
        What the column holds.
    mark : {'.', ',', None}
        The table's decimal mark; None: not known. See `decimal_mark`.

    Raises
    ------
    Misread
        If it holds an error, a formula without a value, a date for a name, or a number that may be two.
    """
    if sort.prose or not cell:
        return cell
    if isinstance(cell, UnsavedCell):
        what = f"holds the formula {quoted(str(cell))}, whose value the file lacks"
        raise Misread("formula", what, "open it in Excel and save it again, or write the value")
    if _ERROR.fullmatch(cell):
        raise Misread("error", f"holds an error, {cell}", "mend its formula, or write what it should be")
    if alike(cell) in words().nothing and sort.of is not None:
        if sort.may_be_empty:
            return ""
        number = "write a number, 0 where there is none"
        meant = {int: number, float: number, bool: "write yes or no"}.get(sort.of, "write what it is")
        raise Misread("nothing", f"{quoted(cell)} says nothing", meant)
    if isinstance(cell, DateCell) and sort.of in (str, tuple) and not sort.dated:
        meant = "format the column as text and write again what stood there, such as Mar-1"
        raise Misread("date", f"holds the date {cell}", meant)
    if sort.words:
        return sort.words.get(alike(cell), cell)
    if sort.of in (int, float):
        return read_number(cell, mark, whole=sort.of is int, most=sort.most)
    return cell


def read_number(text: str, mark: str | None, whole: bool = False, most: float = _FEW) -> str:
    """Give a number with a decimal point and nothing else, or `text` where it is none.

    Parameters
    ----------
    text : str
    mark : {'.', ',', None}
        The table's decimal mark; None: not known.
    whole : bool
        Whether it counts something.
    most : float
        The most that it may be. Of what may be many thousands, three digits after a mark are asked about; of
        what may not, they are decimals.

    Raises
    ------
    Misread
        If it may be one number or another, as 250.000 may.

    Examples
    --------
    >>> read_number("£1,250,000", None), read_number("98%", None, most=1), read_number("2,5", None)
    ('1250000', '0.98', '2.5')
    """
    if isinstance(text, NumberCell):
        near = round(float(text)) if whole and math.isfinite(float(text)) else 0  # 0.29 * 100 is 29
        return str(near) if whole and 0 < abs(float(text) - near) < 1e-9 * max(1, abs(near)) else text
    if text.isdecimal():
        return text
    bare = text.translate(_THIN).strip().removeprefix("£").removeprefix("GBP").strip()
    if most == 1 and (percent := _PERCENT.fullmatch(bare)):
        number = read_number(percent[1], mark)
        return f"{float(number) / 100:.12g}" if _PLAIN.fullmatch(number) else text
    if grouped := _GROUPED.fullmatch(bare):
        separator = grouped[1]
        without, decimals = bare.replace(separator, ""), bare.replace(",", ".")
        if separator in " '" or bare.count(separator) > 1 or mark not in (None, separator):
            return without
        if whole and separator == "," and mark is None:
            return without
        if not whole and most <= _FEW and separator == (mark or "."):
            return decimals
        meant = f"write {without} without a sign in it" + ("" if whole else f", or {float(decimals):g}")
        raise Misread("number", f"{quoted(text)} may be {without} or {float(decimals):g}", meant)
    if both := _GROUPED_WITH_DECIMALS.fullmatch(bare):
        if both[1] != both[2]:
            return bare.replace(both[1], "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(bare):
        return bare.replace(",", ".")
    return bare if _PLAIN.fullmatch(bare) else text


def decimal_mark(cells: Iterable[tuple[str, bool]], usual: str | None = None) -> str | None:
    """Find the decimal mark of a table from its numbers.

    Parameters
    ----------
    cells : iterable of (str, bool)
        Cells of columns of numbers, each with whether the column is of whole numbers.
    usual : str, optional
        The mark where nothing tells.

    Returns
    -------
    {'.', ',', None}
        None where nothing tells, or one cell says this and another that.

    Examples
    --------
    >>> decimal_mark([("250,000", True), ("1,650", False)]), decimal_mark([("1.5", False), ("1,5", False)])
    ('.', None)
    """
    marks, thousands = set(), False
    for cell, whole in cells:
        if isinstance(cell, NumberCell) or cell.isdecimal():
            continue
        bare = cell.translate(_THIN).strip().lstrip("-+£ ").rstrip("% ")
        if both := _GROUPED_WITH_DECIMALS.fullmatch(bare):
            marks.add(both[2])
        elif grouped := _GROUPED.fullmatch(bare):
            if grouped[1] in ",." and bare.count(grouped[1]) > 1:
                marks.add("," if grouped[1] == "." else ".")
            thousands |= whole and grouped[1] == ","  # of whole numbers, which have no decimals
        elif _DECIMAL_COMMA.fullmatch(bare):
            marks.add(",")
        elif _PLAIN.fullmatch(bare) and "." in bare:
            marks.add(".")
    if not marks:
        return "." if thousands else usual
    return marks.pop() if len(marks) == 1 else None


def read_cells(
    model: type[Declared],
    rows: list[Row],
    faults: list[Fault],
    notes: list[Fault] | None = None,
    usual: str | None = None,
) -> list[Row]:
    """Give the rows of a table as their columns read them.

    Parameters
    ----------
    model : type
        What its rows are.
    rows : list of Row
    faults, notes : list of Fault
        Where to say what cannot be read, and what was read as another word.
    usual : {'.', ','}, optional
        The decimal mark where nothing tells; then three digits after it are decimals, too.
    """
    sorts = {name: sort for name, sort in sorts_of(model).items() if rows and name in rows[0].cells}
    if usual is not None:
        sorts = {name: sort._replace(most=min(sort.most, _FEW)) for name, sort in sorts.items()}
    numbers = [(name, sort.of is int) for name, sort in sorts.items() if sort.of in (int, float)]
    mark = decimal_mark(((row.cells[name], whole) for row in rows for name, whole in numbers), usual)
    wrong: list[tuple[Any, int | str, Fault]] = []
    other: list[tuple[Any, int | str, Fault]] = []
    read: list[Row] = []
    for row in rows:
        cells = dict(row.cells)
        for name, sort in sorts.items():
            try:
                cells[name] = read_cell(cells[name], sort, mark)
            except Misread as error:
                cells[name] = UnreadCell(cells[name])
                fault = Fault(row.place(name), error.what, error.meant)
                wrong.append(((name, error.sort), row.label, fault))
            if sort.words and alike(row.cells[name]) != alike(cells[name]):
                what = f"{quoted(row.cells[name])} is read as {cells[name] or 'nothing'}"
                other.append(((name, what), row.label, Fault(row.place(name), what)))
        read.append(row._replace(cells=cells))
    faults += gathered(wrong)
    if notes is not None:
        notes += gathered(other)
    return read
