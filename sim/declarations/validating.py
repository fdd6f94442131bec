"""From plain data to checked types: field types, and pydantic's errors in plain words with their place."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from sim.declarations.faults import Fault, quoted, suggestion
from sim.declarations.reading import Keys, Marked
from sim.declarations.tables import Row

LONGEST_NAME = 200
LONGEST_PROSE = 5_000

# Characters that show nothing or turn the text round, so that two names could look alike.
_INVISIBLE = {"\u200b", "\ufeff", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}


class Declared(BaseModel):
    """Base of every declared type: frozen, no unknown keys, no conversion, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


AnyDeclared = TypeVar("AnyDeclared", bound=Declared)


def wrong(what: str, meant: str = "", key: str = "") -> PydanticCustomError:
    """Make the error a validator raises: what is wrong, what to write, and the key below if it is there."""
    return PydanticCustomError("declared", "declared", {"what": what, "meant": meant, "key": key})


def one_line(text: str) -> str:
    """Give a name in composed Unicode with the blanks at its ends off; refuse what does not print."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()
    if not text:
        raise wrong("is empty", "write a name")
    if len(text) > LONGEST_NAME:
        raise wrong(f"has {len(text):,} characters", f"write at most {LONGEST_NAME}")
    _refuse_hidden(text)
    return text


def _prose(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()
    if len(text) > LONGEST_PROSE:
        raise wrong(f"has {len(text):,} characters", f"write at most {LONGEST_PROSE:,}")
    _refuse_hidden(text.replace("\n", " "))
    return " ".join(text.split())


def _refuse_hidden(text: str) -> None:
    for each in text:
        if unicodedata.category(each) in _CONTROL or each in _INVISIBLE:
            raise wrong(
                f"{quoted(text)} holds a character that does not print (U+{ord(each):04X})", "leave it out"
            )


def as_tuple(value: object) -> object:
    """Take one text as a list of one."""
    return (value,) if isinstance(value, str) else value


Name = Annotated[str, AfterValidator(one_line)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Prose = Annotated[str, AfterValidator(_prose)]
Words = Annotated[tuple[Name, ...], BeforeValidator(as_tuple)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Pounds = Annotated[float, Field(ge=0, le=1e12)]
Kilometres = Annotated[float, Field(ge=-1_000, le=1_000)]


def validated(
    model: type[AnyDeclared],
    data: object,
    marks: Marked,
    at: Keys,
    faults: list[Fault],
    context: Mapping[str, object] | None = None,
) -> AnyDeclared | None:
    """Make a `model` of the part of a YAML file at `at`; append what is wrong to `faults`."""
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:

        def place(loc: Keys) -> str:
            return marks.place((*at, *loc))

        def written(loc: Keys) -> str | None:
            return marks.written.get((*at, *loc))

        found = [
            Fault(place(keys), f"{_dotted((*at, *keys))}: {what}" if at or keys else what, meant)
            for keys, what, meant in _explained(error, model, written)
        ]
        faults += sorted(found, key=_line)
        return None


def validated_row(model: type[AnyDeclared], row: Row, faults: list[Fault]) -> AnyDeclared | None:
    """Make a `model` of one row of a table; append what is wrong to `faults`."""
    try:
        return model.model_validate(row.cells, strict=False)
    except ValidationError as error:
        for keys, what, meant in _explained(error, model, lambda loc: None):
            faults.append(Fault(row.place(str(keys[0]) if keys else ""), what, meant))
        return None


def headings(model: type[Declared], rows: list[Row], faults: list[Fault]) -> list[Row]:
    """Check a table's headings against the fields of `model`; give the rows with the known columns only."""
    fields = {(field.alias or name): field for name, field in model.model_fields.items()}
    found = rows[0].cells
    place = f"{rows[0].file}:1"
    for name in found:
        if name not in fields:
            missing = [each for each in fields if each not in found]
            meant = suggestion(name, missing or fields) if name else ""
            faults.append(Fault(place, f"there is no column {quoted(name)}", meant))
    lost = [name for name, field in fields.items() if field.is_required() and name not in found]
    for name in lost:
        about = fields[name].description
        faults.append(Fault(place, f"column {name} is missing", f"add it: {about}" if about else "add it"))
    if lost:
        return []
    known = set(fields)
    return [
        row._replace(cells={name: cell for name, cell in row.cells.items() if name in known}) for row in rows
    ]


def _dotted(keys: Keys) -> str:
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else (f".{key}" if text else key)
    return text


def _line(fault: Fault) -> int:
    number = fault.place.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def _explained(
    error: ValidationError, model: type[Declared], written: Callable[[Keys], str | None]
) -> Iterator[tuple[Keys, str, str]]:
    for each in error.errors(include_url=False):
        keys: Keys = each["loc"]
        details = each.get("ctx", {})
        kind = each["type"]
        if kind == "declared":
            keys = (*keys, details["key"]) if details["key"] else keys
            yield keys, details["what"], details["meant"]
        elif kind == "extra_forbidden":
            allowed = _fields_at(model, keys[:-1])
            yield keys, "there is no such key", suggestion(str(keys[-1]), allowed)
        elif kind == "missing":
            about = _fields_at(model, keys[:-1]).get(str(keys[-1]))
            yield keys, "is missing", f"add it: {about}" if about else "add it"
        else:
            text = written(keys)
            shown = quoted(each["input"] if text is None else text)
            yield keys, *_in_words(kind, shown, each["input"], details, _annotation_at(model, keys))


def _in_words(
    kind: str, shown: str, given: object, details: Mapping[str, Any], annotation: object
) -> tuple[str, str]:
    empty = given is None or given == ""
    if kind.startswith(("int_", "float_", "finite_", "bool_")):
        wanted = "a whole number" if kind.startswith("int_") else "a number"
        wanted = "yes or no" if kind.startswith("bool_") else wanted
        if kind == "finite_number":
            return f"{shown} is not a finite number", "write an ordinary number"
        return ("is empty" if empty else f"{shown} is not {wanted}"), f"write {wanted}"
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return _out_of_range(kind, shown, details)
    if kind == "literal_error":
        allowed = [str(each) for each in _literals(annotation)]
        return ("is empty" if empty else f"{shown} is not known"), suggestion(str(given), allowed)
    if kind == "string_type":
        if empty:
            return "is empty", "write a text"
        is_word = isinstance(given, bool)
        meant = (
            f'put it in quotes if you mean the word: "{shown.strip(chr(39))}"' if is_word else "write a text"
        )
        return (f"{shown} is read as {'yes or no' if is_word else 'something else'}, not as text"), meant
    if kind == "string_pattern_mismatch":
        return f"{shown} is not a short name", "write small letters, digits and hyphens, such as my-network"
    if kind.startswith("string_too"):
        return f"has {len(str(given)):,} characters", f"write at most {details.get('max_length', 1)}"
    if kind == "too_short":
        return "is an empty list", "write at least one"
    if kind.startswith(("tuple", "list")):
        return ("is empty" if empty else f"{shown} is not a list"), "write a list: [one, two]"
    if kind.startswith(("dict", "model", "mapping")):
        return (
            "is empty" if empty else f"{shown} is not made of keys and values"
        ), "write keys: {key: value}"
    return f"{shown} cannot stand here", ""


def _out_of_range(kind: str, shown: str, details: Mapping[str, Any]) -> tuple[str, str]:
    limit = f"{next(iter(details.values())):g}"
    shown = shown.strip("'")
    if kind.startswith("greater"):
        beyond = f"{shown} is below {limit}" if kind.endswith("equal") else f"{shown} is not above {limit}"
        return beyond, f"write {limit} or more" if kind.endswith("equal") else f"write more than {limit}"
    beyond = f"{shown} is above {limit}" if kind.endswith("equal") else f"{shown} is not below {limit}"
    return beyond, f"write {limit} or less" if kind.endswith("equal") else f"write less than {limit}"


def _fields_at(model: type[Declared], keys: Keys) -> dict[str, str | None]:
    """Give the keys allowed at `keys` below `model`, each with what it is."""
    found = model if not keys else _annotation_at(model, keys)
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        return {}
    return {(field.alias or name): field.description for name, field in found.model_fields.items()}


def _annotation_at(model: type[BaseModel], keys: Keys) -> object:
    found: object = model
    for key in keys:
        if isinstance(key, str) and isinstance(found, type) and issubclass(found, BaseModel):
            fields = {(field.alias or name): field.annotation for name, field in found.model_fields.items()}
            found = _unwrapped(fields.get(key))
        elif get_args(found):
            found = _unwrapped(get_args(found)[-1 if isinstance(key, str) else 0])
    return found


def _unwrapped(annotation: object) -> object:
    """Strip ``Annotated`` and ``| None`` off a type."""
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    others = [each for each in get_args(annotation) if each is not type(None)]
    if type(None) in get_args(annotation) and len(others) == 1:
        return _unwrapped(others[0])
    return annotation


def _literals(annotation: object) -> list[object]:
    args = get_args(_unwrapped(annotation))
    found: list[object] = []
    for each in args:
        found += _literals(each) if get_args(each) else [each]
    return found
