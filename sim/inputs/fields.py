"""The types of fields that declarations are made of, and how a validator says what is wrong."""

import unicodedata
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from sim.inputs.errors import quoted

LONGEST_NAME = 200
LONGEST_PROSE = 5_000

# Characters that show nothing or turn the text round, so that two names could look alike.
_INVISIBLE = {"\u200b", "\ufeff", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}
# Signs that show nothing, beside all of category Cf: fillers, variation selectors, an empty braille.
_EMPTY_SIGNS = {
    *map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)),
    *map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
}
# Word processors put curls and dashes where others type ' " and -.
_PLAIN = str.maketrans(
    {**dict.fromkeys("‘’‛′`´", "'"), **dict.fromkeys("“”„″", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)


class Declared(BaseModel):
    """Base of every declared type: frozen, no unknown keys, no conversion, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @classmethod
    def by_key(cls) -> dict[str, FieldInfo]:
        """The fields by what files call them."""
        return {(field.alias or name): field for name, field in cls.model_fields.items()}


def wrong(what: str, meant: str = "", key: str = "") -> PydanticCustomError:
    """Make the error a validator raises: what is wrong, what to write, and the key below if it is there."""
    return PydanticCustomError("declared", "declared", {"what": what, "meant": meant, "key": key})


def blanks_off(text: str) -> str:
    """Give a text in composed Unicode, as nobody sees the difference, with the blanks at its ends off."""
    # Spreadsheets and web pages leave no-break spaces behind, and macOS parted accents.
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()


def alike(name: str) -> str:
    """Give what a name shares with all that are read as the same: capitals, blanks, curls, widths apart."""
    if name.isascii():
        return " ".join(name.translate(_PLAIN).split()).casefold()
    seen = unicodedata.normalize("NFKC", seen_of(name))
    return " ".join(seen.translate(_PLAIN).split()).casefold()


def seen_of(name: str) -> str:
    """Give a name without the characters that show nothing."""
    return "".join(each for each in name if unicodedata.category(each) != "Cf" and each not in _EMPTY_SIGNS)


def one_line(text: str) -> str:
    """Give a name in composed Unicode with the blanks at its ends off; refuse what does not print."""
    text = blanks_off(text)
    if not text:
        raise wrong("is empty", "write a name")
    if len(text) > LONGEST_NAME:
        raise wrong(f"has {len(text):,} characters", f"write at most {LONGEST_NAME}")
    _refuse_hidden(text)
    if not seen_of(text).strip():
        raise wrong(f"{quoted(text)} shows nothing", "write a name that can be seen")
    return text


def _prose(text: str) -> str:
    text = blanks_off(text)
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


def parted(separator: str) -> BeforeValidator:
    """Take the cell of a table as a list, parted by `separator`."""

    def part(value: object) -> object:
        return tuple(filter(str.strip, value.split(separator))) if isinstance(value, str) else value

    return BeforeValidator(part)


def _hundredths(posts: float) -> float:
    """Refuse what two decimals would not say, but for what sums of such leave over."""
    if abs(posts - round(posts, 2)) > 1e-9:
        raise wrong(f"{posts:.10g} has more than two decimals", f"write {round(posts, 2):.10g}")
    return round(posts, 2)


# An empty cell of a column that may be left out, whole or in part.
EMPTY = BeforeValidator(lambda value: None if value == "" else value)

Name = Annotated[str, AfterValidator(one_line)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Prose = Annotated[str, AfterValidator(_prose)]
Words = Annotated[tuple[Name, ...], BeforeValidator(as_tuple)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Posts = Annotated[float, Field(ge=0, le=10_000), AfterValidator(_hundredths)]
Pounds = Annotated[float, Field(ge=0, le=1e12)]
Kilometres = Annotated[float, Field(ge=-1_000, le=1_000)]


def unwrapped(annotation: object) -> object:
    """Strip ``Annotated`` and ``| None`` off a type."""
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    others = [each for each in get_args(annotation) if each is not type(None)]
    if type(None) in get_args(annotation) and len(others) == 1:
        return unwrapped(others[0])
    return annotation


def literals(annotation: object) -> list[object]:
    """Give the values that a type may have, one by one."""
    args = get_args(unwrapped(annotation))
    values: list[object] = []
    for each in args:
        values += literals(each) if get_args(each) else [each]
    return values
