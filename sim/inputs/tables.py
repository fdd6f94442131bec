"""Safe reading of tables: CSV as people's spreadsheets save it, and workbooks."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.inputs.errors import MOST_NAMED, Fault, WrongInput, quoted, shortened
from sim.inputs.fields import blanks_off
from sim.inputs.headings import Headings, plain
from sim.inputs.sheets import WIDEST, Sheet, cells_named
from sim.inputs.workbooks import SUFFIXES, read_workbook
from sim.inputs.yaml_files import read_text

MOST_ROWS = 20_000
MOST_ABOVE = 40  # filled rows among which the headings are looked for
_NAMED_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\r?\n')  # a first line that tells Excel what parts the cells


class Row(NamedTuple):
    """One row of a table.

    Attributes
    ----------
    file : str
        Name of the file, and of the sheet where it has several.
    line : int
        Its line in the file (first of several), or its row in the sheet, from 1.
    cells : dict of str to str
        By column; blanks at either end are off, and an empty cell is ``""``.
    head : int
        The line of the table's headings.
    """

    file: str
    line: int
    cells: dict[str, str]
    head: int = 1

    def place(self, column: str = "") -> str:
        """Name the file, the line and, if given, the column."""
        return f"{self.file}:{self.line}" + (f", column {column}" if column else "")

    @property
    def label(self) -> int | str:
        """What it is called where only rows are named: its line."""
        return self.line

    @property
    def where(self) -> str:
        """Where it stands, at the end of a sentence."""
        return f" on line {self.line}"


class NamedRow(Row):
    """A row that has no line: its place is named by what it is about."""

    def place(self, column: str = "") -> str:
        """Name the file, what the row is about and, if given, the column."""
        return f"{self.file}: {self.label}" + (f", column {column}" if column else "")

    @property
    def label(self) -> str:
        """What it is about."""
        return self.cells.get("name") or " - ".join(self.cells[each] for each in ("from", "to"))

    @property
    def where(self) -> str:
        """Nowhere, having no line."""
        return ""


class UnreadCell(str):
    """The text of a cell that could not be read, which has been said."""

    __slots__ = ()


class _Found(NamedTuple):
    """Where a table begins: the place to name, its sheet, and which of the sheet's lines has the headings."""

    file: str
    sheet: Sheet
    first: int


def read_table(path: Path, headings: Headings | None = None, notes: list[Fault] | None = None) -> list[Row]:
    """Read a table: .xlsx, .xls or .ods, or CSV.

    CSV may be parted by commas, semicolons or tabs and may start with a byte-order mark and a line such as
    `sep=;`. Empty rows are passed over. Of a workbook, sheets that are hidden are.

    Parameters
    ----------
    path : Path
    headings : Headings, optional
        The columns that are looked for, on whichever sheet and under whatever titles they stand; left out:
        the first sheet that is seen, its headings in the first filled row.
    notes : list of Fault, optional
        Where to say what was passed over or read as something else.

    Raises
    ------
    WrongInput
        If the file cannot be read, is empty, or its rows do not fit its headings.
    """
    is_sheet = path.suffix.lower() in SUFFIXES
    if is_sheet:
        sheets = read_workbook(path, MOST_ROWS + MOST_ABOVE)
    else:
        sheets = [Sheet("", False, list(_csv_lines(path, notes)), [])]
    notes = [] if notes is None else notes
    found = _found(path.name, sheets, headings, notes)
    line, header = found.sheet.lines[found.first]
    below = [(n, cells) for n, cells in found.sheet.lines[found.first + 1 :] if cells != header]
    faults: list[Fault] = []
    if again := len(found.sheet.lines) - found.first - 1 - len(below):
        notes.append(Fault(f"{found.file}:{line}", f"the headings stand {again + 1} times; once is enough"))
    if len(below) > MOST_ROWS:
        what = f"has more than {MOST_ROWS:,} rows"
        faults.append(Fault(f"{found.file}:{below[MOST_ROWS][0]}", what, "shorten it"))
    full = sum(map(bool, header)) / 2
    for n, cells in found.sheet.lines[: found.first]:
        if sum(map(bool, cells)) > full:
            what = f"stands above the headings of line {line}, and is no title"
            faults.append(Fault(f"{found.file}:{n}", what, "put the headings above all rows"))
            break
    if not is_sheet:
        faults += _misfits(found.file, len(header), below)
    if not below:
        faults.append(Fault(found.file, "has headings and no rows", "write at least one row"))
    header = _with_merged(header, line, found.sheet)
    columns = _columns(header, f"{found.file}:{line}", headings, below, faults, notes)
    if headings is not None:
        faults += _merged(found, columns)
    if faults:
        raise WrongInput(*faults)
    return [
        Row(found.file, n, {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}, line)
        for n, cells in below
    ]


def _found(file: str, sheets: list[Sheet], headings: Headings | None, notes: list[Fault]) -> _Found:
    """Find the sheet and the row of the headings."""
    filled = [each for each in sheets if each.lines]
    seen = [each for each in filled if not each.hidden]
    if not filled:
        raise WrongInput(Fault(file, "is empty", "write a row of headings and the rows under it"))

    def found(sheet: Sheet, first: int) -> _Found:
        return _Found(f"{file}, sheet {shortened(sheet.name)}" if len(filled) > 1 else file, sheet, first)

    if not seen:
        what = f"its only sheet {quoted(filled[0].name)} is hidden"
        raise WrongInput(Fault(file, what, "unhide it, or name another file"))
    if headings is None:
        return found(seen[0], 0)
    placed = [(*_headed(each, headings), each) for each in filled]
    best = max(score for score, _, each in placed if not each.hidden)
    hidden = [each.name for score, _, each in placed if each.hidden and score >= max(best, 2)]
    if hidden and best < max(score for score, _, each in placed if each.hidden):
        what = f"the sheet {quoted(hidden[0])} with the table is hidden"
        raise WrongInput(Fault(file, what, "unhide it, or name another file"))
    if best < 2:
        where = f" on its sheets {', '.join(quoted(each.name) for each in seen)}" if len(seen) > 1 else ""
        what = f"has no row of headings such as {', '.join(headings.needed[:4])}{where}"
        raise WrongInput(Fault(file, what, "write them in one row above the table"))
    for name in hidden:
        notes.append(Fault(file, f"the hidden sheet {quoted(name)} is not read"))
    which = [(each, first) for score, first, each in placed if score == best and not each.hidden]
    if len(which) > 1:
        names = " and ".join(quoted(each.name) for each, _ in which)
        raise WrongInput(Fault(file, f"the sheets {names} have the same headings", "hide all but one"))
    return found(*which[0])


def _headed(sheet: Sheet, headings: Headings) -> tuple[int, int]:
    """Count the columns that a sheet's best row of headings names, and say which of its lines that is."""
    best = (0, 0)
    for at, (_, cells) in enumerate(sheet.lines[:MOST_ABOVE]):
        count = len({headings.column(cell) for cell in cells if len(cell) < 100} - {None})
        best = max(best, (count, -at))
    return best[0], -best[1]


def _columns(
    header: list[str],
    place: str,
    headings: Headings | None,
    below: list[tuple[int, list[str]]],
    faults: list[Fault],
    notes: list[Fault],
) -> dict[str, int]:
    """Say at which place in its rows each column stands."""
    names = [(at, name) for at, name in enumerate(header) if name]
    if headings is not None:
        names = _renamed(names, headings, place, faults, notes)
    without = set(range(max((len(cells) for _, cells in below), default=0))) - {at for at, _ in names}
    filled = {at for _, cells in below for at, cell in enumerate(cells) if cell and at in without}
    between = without & set(range(names[-1][0]))
    needed = set() if headings is None else set(headings.needed) - {name for _, name in names}
    if headings is None or needed:
        faults += [Fault(place, f"heading {at + 1} is empty", "name it") for at in sorted(filled | between)]
    elif filled:
        numbers = ", ".join(str(at + 1) for at in sorted(filled)[:MOST_NAMED])
        notes.append(Fault(place, f"what stands under no heading is not read: column {numbers}"))
    twice = {name for name, count in Counter(name for _, name in names).items() if count > 1}
    if headings is not None:
        twice &= set(headings.names.values())
    faults += [Fault(place, f"column {quoted(name)} stands twice", "keep one") for name in sorted(twice)]
    columns: dict[str, int] = {}
    for at, name in names:
        columns.setdefault(name, at)
    return columns


def _renamed(
    names: list[tuple[int, str]], headings: Headings, place: str, faults: list[Fault], notes: list[Fault]
) -> list[tuple[int, str]]:
    """Give columns their own names; another word counts where the column's own is not there."""
    own = {headings.names.get(plain(name)) for _, name in names}
    renamed: list[tuple[int, str]] = []
    said: dict[str, str] = {}
    for at, name in names:
        column = headings.column(name)
        if column is not None and plain(name) not in headings.names:
            if column in own:
                column = None
            elif column in said:
                what = f"columns {quoted(said[column])} and {quoted(name)} both say {column}"
                faults.append(Fault(place, what, f"name one of them {column}"))
            else:
                said[column] = name
        renamed.append((at, column or name))
    if other := [(name, column) for column, name in said.items() if plain(name) != plain(column)]:
        listed = ", ".join(f"{quoted(name)} as {column}" for name, column in other)
        notes.append(Fault(place, listed.replace(" as ", " is read as ", 1)))
    there = {name for _, name in renamed}
    for _, name in renamed:
        may_be = [each for each in headings.either.get(plain(name), ()) if each not in there]
        if set(may_be) & set(headings.needed):
            what = f"column {quoted(name)} may be {' or '.join(may_be)}"
            faults.append(Fault(place, what, "name it so"))
    return renamed


def _with_merged(header: list[str], line: int, sheet: Sheet) -> list[str]:
    """Fill headings that are merged with the row above."""
    texts = dict(sheet.lines)
    header = list(header)
    for first, last, top, bottom in sheet.merged:
        if top < line <= bottom and first == last and first <= len(header) and not header[first - 1]:
            above = texts.get(top, [])
            header[first - 1] = above[first - 1] if first <= len(above) else ""
    return header


def _merged(found: _Found, columns: dict[str, int]) -> Iterator[Fault]:
    """Refuse merged cells among the rows: whether the value is each one's or all theirs cannot be told."""
    line = found.sheet.lines[found.first][0]
    read = [at + 1 for at in columns.values()]
    ranges = [
        cells_named((first, last), (top, bottom))
        for first, last, top, bottom in found.sheet.merged
        if bottom > line and top >= line and any(first <= each <= last for each in read)
    ]
    if ranges:
        more = f" and {len(ranges) - 1} more ranges" if len(ranges) > 1 else ""
        meant = "unmerge them, and write in each cell what holds for its own row"
        yield Fault(found.file, f"cells {ranges[0]}{more} are merged", meant)


def _misfits(file: str, columns: int, below: list[tuple[int, list[str]]]) -> Iterator[Fault]:
    """Say that rows have other cells than the headings."""
    wrong = [(line, len(cells)) for line, cells in below if len(cells) != columns]
    if wrong:
        line, count = wrong[0]
        meant = "put a cell that holds the separator in quotes, and give every row all its cells"
        more = f" (and {len(wrong) - 1} more rows do not fit)" if len(wrong) > 1 else ""
        yield Fault(f"{file}:{line}", f"has {count} cells under {columns} headings{more}", meant)


def _csv_lines(path: Path, notes: list[Fault] | None) -> Iterator[tuple[int, list[str]]]:
    text = read_text(path, notes)
    named = _NAMED_SEPARATOR.match(text)
    separator = named[1] if named else _separator(text)
    first = named.end() if named else 0
    reader = csv.reader(io.StringIO(text[first:], newline=""), delimiter=separator, strict=True)
    above = 1 if named else 0  # the line that is not read counts
    line = 1 + above
    try:
        for cells in reader:
            if len(cells) > WIDEST:
                what = f"has a row of more than {WIDEST:,} cells"
                raise WrongInput(Fault(f"{path.name}:{line}", what, "is it the file you meant?"))
            stripped = [blanks_off(cell) for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1 + above
    except csv.Error:
        what = "its quotation marks do not pair"
        raise WrongInput(Fault(f"{path.name}:{line}", what, 'write one inside a cell twice, as ""')) from None


def _separator(text: str) -> str:
    """Find what parts the cells: what most of the first lines have the same number of."""
    lines = [line for line in text.splitlines()[:MOST_ABOVE] if line.strip()]
    outside = ["".join(line.split('"')[::2]) for line in lines]

    def lines_alike(separator: str) -> tuple[int, int]:
        counts = Counter(line.count(separator) for line in outside)
        del counts[0]
        return max(((alike, count) for count, alike in counts.items()), default=(0, 0))

    return max(",;\t", key=lines_alike)
