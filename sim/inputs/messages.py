"""From plain data to checked types: pydantic's errors in plain words, each with its place."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from sim.inputs.dates import date_of, time_of
from sim.inputs.errors import Fault, gathered, nearest, number, quoted, shortened, suggestion
from sim.inputs.fields import Declared, literals, unwrapped
from sim.inputs.tables import Row, UnreadCell
from sim.inputs.yaml_files import Keys, Marked

AnyDeclared = TypeVar("AnyDeclared", bound=Declared)

MOST_STRANGE = 200
MOST_EMPTY = 3  # more empty cells of one row are said in one line

_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")


def validated(
    model: type[AnyDeclared],
    data: object,
    marks: Marked,
    at: Keys = (),
    context: Mapping[str, object] | None = None,
) -> AnyDeclared | None:
    """Make a `model` of the part of a YAML file at `at`; what is wrong is noted in `marks`."""
    try:
        return model.model_validate(data, context={"month_0": marks.month_0, **(context or {})})
    except ValidationError as error:
        for loc, what, meant in _explained(error, model, lambda loc: marks.written.get((*at, *loc))):
            keys = (*at, *loc)
            marks.fault(keys, f"{_dotted(keys)}: {what}" if keys else what, meant)
        return None


def validated_rows(
    model: type[AnyDeclared], rows: list[Row], faults: list[Fault], notes: list[Fault] | None = None
) -> list[tuple[Row, AnyDeclared]]:
    """Make a `model` of each row of a table, as far as they can be.

    What is wrong is appended to `faults`, one mistake once, however many rows have it; columns that are not
    known are too, or to `notes` where they are given and no column is missing that might be meant.
    """
    checked = []
    wrong: list[tuple[Hashable, int | str, Fault]] = []
    for row in _under_headings(model, rows, faults, notes) if rows else ():
        try:
            checked.append((row, model.model_validate(row.cells, strict=False)))
        except ValidationError as error:
            wrong += ((key, row.label, fault) for key, fault in _wrong_cells(error, model, row))
    faults += gathered(wrong)
    return checked


def _wrong_cells(error: ValidationError, model: type[Declared], row: Row) -> Iterator[tuple[Hashable, Fault]]:
    """What is wrong in a row, each with what it shares with the same mistake in others."""
    empty = []
    for keys, what, meant in _explained(error, model, lambda loc: None):
        column = next((key for key in reversed(keys) if isinstance(key, str)), "")
        if row.cells.get(column, "").endswith("%"):
            meant = "write the number itself"  # where a share is meant, it was read
        about = model.by_key()[column].description if column in model.by_key() else None
        if about and (" is above " in what or " is below " in what):
            meant = f"{meant}: {about}"
        fault = Fault(row.place(column), what, meant)
        if isinstance(row.cells.get(column), UnreadCell):
            continue
        if what == "is empty":
            empty.append((column, fault))
        else:
            # Cells that are no numbers, or too large, share their mistake; of words each is its own.
            cell, _, sort = what.partition(" is ")
            shared = sort != "not known" and cell in (quoted(row.cells[column]), shortened(row.cells[column]))
            yield (column, sort if shared else what), fault
    if len(empty) > MOST_EMPTY:
        filled = [name for name, cell in row.cells.items() if cell]
        if len(filled) == 1:
            what = f"only {filled[0]} is filled, with {quoted(row.cells[filled[0]])}"
            yield what, Fault(row.place(), what, "fill the row, or delete it")
            return
        columns = ", ".join(column for column, _ in empty[:MOST_EMPTY])
        what = f"{len(empty)} cells are empty: {columns}, ..."
        yield len(empty), Fault(row.place(), what, "fill them, or delete the row")
    else:
        yield from ((("is empty", column), fault) for column, fault in empty)


def _under_headings(
    model: type[Declared], rows: list[Row], faults: list[Fault], notes: list[Fault] | None
) -> list[Row]:
    """Check a table's headings against the fields of `model`; give the rows with the known columns only."""
    fields = model.by_key()
    head = rows[0].cells
    place = f"{rows[0].file}:{rows[0].head}"
    missing = [each for each in fields if each not in head]
    lost = [name for name in missing if fields[name].is_required()]
    misspelt: set[str] = set()
    unread: list[str] = []
    for name in (each for each in head if each not in fields):
        near = nearest(name, missing) if notes is None or lost else _nearly(name, missing)
        if near or notes is None:
            misspelt |= {near} if near else set()
            meant = f"did you mean {near}?" if near else "leave it out, or write what it says into note"
            faults.append(Fault(place, f"there is no column {quoted(name)}", meant))
        else:
            unread.append(quoted(name))
        if len(unread) + len(misspelt) > MOST_STRANGE:
            faults.append(
                Fault(place, f"has more than {MOST_STRANGE} columns that are not known", "leave them out")
            )
            return []
    if unread and notes is not None:
        columns, are = ("column", "is") if len(unread) == 1 else ("columns", "are")
        notes.append(Fault(place, f"{columns} {' and '.join(unread)} {are} not read"))
    lost_alone = [name for name in lost if name not in misspelt]
    if len(lost_alone) == 1:
        about = fields[lost_alone[0]].description
        faults.append(
            Fault(place, f"column {lost_alone[0]} is missing", f"add it: {about}" if about else "add it")
        )
    elif lost_alone:
        listed = f"{', '.join(lost_alone[:-1])} and {lost_alone[-1]}"
        about = next(filter(None, (fields[name].description for name in lost_alone)), None)
        meant = f"add them: {about}" if about else "add them"
        faults.append(Fault(place, f"columns {listed} are missing", meant))
    if lost:
        return []
    return [
        row._replace(cells={key: cell for key, cell in row.cells.items() if key in fields}) for row in rows
    ]


def _nearly(name: str, columns: Iterable[str]) -> str | None:
    """Find the column that is misspelt, rather than another that is like it."""
    near = nearest(name, columns)
    close = near is not None and SequenceMatcher(None, name.casefold(), near).ratio() >= 0.85
    return near if close else None


def _dotted(keys: Keys) -> str:
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else (f".{key}" if text else key)
    return text


def _explained(
    error: ValidationError, model: type[Declared], written: Callable[[Keys], str | None]
) -> Iterator[tuple[Keys, str, str]]:
    """Where something is wrong, what it is, and what is meant."""
    errors = error.errors(include_url=False)
    misspelt = {
        (*each["loc"][:-1], nearest(str(each["loc"][-1]), _fields_at(model, each["loc"][:-1])))
        for each in errors
        if each["type"] == "extra_forbidden"
    }
    for each in errors:
        keys: Keys = each["loc"]
        details = each.get("ctx", {})
        kind = each["type"]
        if kind == "declared":
            below = (details["key"],) if details["key"] else ()
            yield (*keys, *below), details["what"], details["meant"]
        elif kind == "extra_forbidden":
            meant = suggestion(str(keys[-1]), _fields_at(model, keys[:-1]))
            yield keys, "there is no such key", meant
        elif kind == "missing" and keys not in misspelt:
            about = _fields_at(model, keys[:-1]).get(str(keys[-1]))
            yield keys, "is missing", f"add {keys[-1]}: {about or '...'}"
        elif kind != "missing":
            text = written(keys)
            given = each["input"] if text is None else text
            what, meant = _in_words(kind, given, each["input"], details, _annotation_at(model, keys))
            yield keys, what, meant


def _in_words(
    kind: str, given: object, read: object, details: Mapping[str, Any], annotation: object
) -> tuple[str, str]:
    """Say what is wrong with a value: `given` as it was written, `read` as it was understood."""
    family = kind.partition("_")[0]
    shown = quoted(given)
    sort = _SORTS.get(family)
    # A date, or a time in years, was counted in months.
    counted = f" ({read} months)" if date_of(str(given)) or time_of(str(given)) else ""
    if kind == "literal_error" and given == "":
        return "is empty", suggestion("", map(str, literals(annotation)))
    if kind == "literal_error":
        return f"{shown} is not known", suggestion(str(given), map(str, literals(annotation)))
    if kind in ("greater_than_equal", "less_than_equal"):
        side = "below" if family == "greater" else "above"
        limit = number(next(iter(details.values())))
        meant = f"write {limit} or {'more' if side == 'below' else 'less'}"
        if side == "above" and limit == "1" and 5 <= (of_100 := float(str(read))) <= 100:
            meant += f" ({of_100:g} of 100 is {of_100 / 100:g})"
        return f"{shown.strip(chr(39))}{counted} is {side} {limit}", meant
    if kind == "finite_number":
        return f"{shown} is not a finite number", "write an ordinary number"
    if kind == "string_pattern_mismatch":
        return f"{shown} is not a short name", "write small letters, digits and hyphens, such as my-network"
    if kind.startswith("string_too"):
        return f"has {len(str(given)):,} characters", f"write at most {details.get('max_length', 1)}"
    if sort is None:
        return f"{shown} cannot stand here", ""
    if read is None or read == "":
        return "is empty", f"write {_SUCH_AS.get(family, sort)}"
    if family == "string" and isinstance(given, str):
        other = "yes or no" if isinstance(read, bool) else "a number"
        return (
            f"{shown} is read as {other}, not as text",
            f'if it is meant as text, put it in quotes: "{given}"',
        )
    return (
        f"{shown}{counted} is not {sort}",
        f"write {_number_meant(str(given)) or _SUCH_AS.get(family, sort)}",
    )


_SORTS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "yes or no",
    "string": "a text",
    "tuple": "a list",
    "dict": "made of keys and values",
    "model": "made of keys and values",
}
_SUCH_AS = {"tuple": "a list, such as [one, two]", "dict": "{key: value}", "model": "{key: value}"}


def _number_meant(text: str) -> str:
    """Find the number in what people and spreadsheets make of it: 70,000 or 22 %."""
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    percent = _PERCENT.fullmatch(text)
    return f"{float(percent[1]) / 100:g}" if percent else ""


def _fields_at(model: type[Declared], keys: Keys) -> dict[str, str | None]:
    """Give the keys allowed at `keys` below `model`, each with what it is."""
    annotation = model if not keys else _annotation_at(model, keys)
    if not (isinstance(annotation, type) and issubclass(annotation, Declared)):
        return {}
    return {key: field.description for key, field in annotation.by_key().items()}


def _annotation_at(model: type[Declared], keys: Keys) -> object:
    annotation: object = model
    for key in keys:
        if isinstance(key, str) and isinstance(annotation, type) and issubclass(annotation, Declared):
            field = annotation.by_key().get(key)
            annotation = None if field is None else unwrapped(field.annotation)
        elif get_args(annotation):
            annotation = unwrapped(get_args(annotation)[-1 if isinstance(key, str) else 0])
    return annotation
