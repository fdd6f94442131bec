"""Safe reading of the files users write: what is wrong is said with file and line, never a traceback."""

import codecs
import hashlib
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from sim.inputs.errors import Fault, WrongInput, escaped, quoted

MOST_BYTES = 10_000_000
MOST_NESTED = 50
MOST_ENTRIES = 2_000  # of one list, or one mapping

Keys: TypeAlias = tuple[str | int, ...]

# The C parser is some ten times faster; a PyYAML built without it still works.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Narrower than YAML 1.1 on purpose: there, 010 is eight, 1:30 is ninety and 1e5 is text.
_TRUE = {"true", "yes", "on"}
_FALSE = {"false", "no", "off"}
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_SIGNATURES = {
    b"PK\x03\x04": ("is an Excel workbook, or another archive", "give a workbook the ending .xlsx"),
    b"\xd0\xcf\x11\xe0": ("is an old Excel workbook", "give it the ending .xls"),
}
# What Windows' code page (cp1252) has no use for in names, so that the text is in another: rare signs, and
# capitals after small letters, as in "ChildrenÕs".
_NOT_WINDOWS = re.compile(rb"[\x81-\x84\x86-\x90\x98-\x9f]|[a-z\xdf-\xff][\xc0-\xde]")
_EXCEL_UTF8 = "in Excel: Save As, 'CSV UTF-8 (Comma delimited)'"


@dataclass(frozen=True)
class Marked:
    """A YAML file's plain data, and where each part of it stands.

    Attributes
    ----------
    path : Path
        The file.
    data : dict
        Mappings are dicts with text keys, lists are tuples.
    lines : mapping
        The line, from 1, of every path of keys.
    written : mapping
        The text of every plain or quoted value as it stands in the file (``no``, where data has False).
    named : str
        What to call the place instead of file and line, for data that come from no file.
    month_0 : date or None
        The month that dates in it are counted from, if it says so.
    faults : list of Fault
        What is wrong with them, as it comes to light.
    """

    path: Path
    data: dict[str, Any]
    lines: Mapping[Keys, int] = field(default_factory=dict)
    written: Mapping[Keys, str] = field(default_factory=dict)
    named: str = ""
    month_0: date | None = None
    faults: list[Fault] = field(default_factory=list)

    def place(self, keys: Keys = ()) -> str:
        """Name the file and line at which `keys`, or the nearest part above it, stands."""
        if self.named:
            return self.named
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return f"{self.path.name}:{self.lines.get(keys, 1)}"

    def fault(self, keys: Keys, what: str, meant: str = "") -> None:
        """Take note of what is wrong at `keys`, and what to write there instead."""
        self.faults.append(Fault(self.place(keys), what, meant))


def read_text(path: Path, notes: list[Fault] | None = None) -> str:
    """Read a text file in UTF-8 or, where a byte-order mark says so, UTF-16.

    Parameters
    ----------
    path : Path
    notes : list of Fault, optional
        Where to say that a file is read as Windows has written it: in its own code page, which is no UTF-8.
        Left out, and where the text would not make sense so, such a file is refused.

    Raises
    ------
    WrongInput
        If it is missing, no file, over 10 MB, or no such text.
    """
    data = read_bytes(path)
    excel = path.suffix.lower() == ".csv"
    if (foreign := _SIGNATURES.get(data[:4])) is not None:
        raise WrongInput(Fault(path.name, *foreign))
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        if wide or b"\0" in data:
            raise WrongInput(Fault(path.name, "is not a text file", "name a text file")) from None
        place = f"{path.name}:{line}"
        if notes is None or _NOT_WINDOWS.search(data):
            what = f"is not saved as UTF-8 (byte {data[error.start]:#04x})"
            raise WrongInput(Fault(place, what, _save_as(excel))) from None
        text = data.decode("cp1252")
        cell = next(each for each in re.split(r"[,;\t\r\n]", text) if not each.isascii()).strip()
        notes.append(Fault(place, f"is not saved as UTF-8, and read as Windows writes it: {quoted(cell)}"))
    if "\0" in text:
        raise WrongInput(Fault(path.name, "is not a text file", "name a text file"))
    return text


def _save_as(excel: bool) -> str:
    return _EXCEL_UTF8 if excel else "save it as UTF-8"


def read_bytes(path: Path) -> bytes:
    """Read a whole file of at most 10 MB.

    Raises
    ------
    WrongInput
        If it is missing, no ordinary file, or too large.
    """
    place = escaped(str(path))
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise WrongInput(Fault(place, "is a folder", "name a file in it"))
        if not stat.S_ISREG(status.st_mode):
            raise WrongInput(Fault(place, "is not an ordinary file", "name a file"))
        if status.st_size > MOST_BYTES:
            size = f"has {status.st_size / 1e6:,.0f} MB, and at most {MOST_BYTES / 1e6:.0f} MB are read"
            raise WrongInput(Fault(place, size, "is it the file you meant?"))
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise WrongInput(Fault(place, "there is no such file", "check the name and the folder")) from None
    except (OSError, ValueError) as error:
        if isinstance(error, WrongInput):
            raise
        # A name with a null byte is a ValueError, worded anew by every Python.
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise WrongInput(Fault(place, f"cannot be read ({reason.lower()})")) from None


def digest_of_file(path: Path) -> str:
    """Give the SHA-256, in hexadecimal, of a file's bytes."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def read_yaml(path: Path, faults: list[Fault] | None = None) -> Marked:
    """Read a YAML file of keys and values, as plain data with the line of each part.

    Only what a settings file needs: no anchors, aliases or tags, one document, no key twice, at most 50 deep
    and 2,000 entries long.

    Parameters
    ----------
    path : Path
    faults : list of Fault, optional
        Where to take note of what is wrong with its data; left out: in a list of its own.

    Raises
    ------
    WrongInput
        With every mistake found, each with its line.
    """
    text = read_text(path)
    builder = _Builder(path)
    try:
        data = builder.document(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise WrongInput(_syntax(path, error, text)) from None
    except yaml.YAMLError:
        what = "holds a character that no text should hold"
        raise WrongInput(Fault(path.name, what, "remove control characters")) from None
    if not builder.faults and not isinstance(data, dict):
        what = "is empty" if data is None else "is not made of keys and values"
        builder.faults.append(Fault(path.name, what, "write lines such as 'name: My network'"))
    if builder.faults:
        raise WrongInput(*builder.faults)
    return Marked(path, data, builder.lines, builder.written, faults=[] if faults is None else faults)


def read_folder(folder: Path, faults: list[Fault]) -> Iterator[Marked]:
    """Read every .yaml of a folder, by name; what is wrong goes to `faults`, whatever file it is in."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            yield read_yaml(path, faults)
        except WrongInput as error:
            faults += error.faults


def _syntax(path: Path, error: yaml.MarkedYAMLError, text: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or "it is not YAML"
    indent = re.match(r"\s*", text.splitlines()[line - 1] if line <= text.count("\n") else "")
    if indent and "\t" in indent[0]:
        meant = "indent with spaces, not with tabs"
    elif "mapping values" in problem:
        meant = "put a text that holds ': ' in quotes, and check the indentation"
    else:
        meant = "check brackets, quotation marks and indentation here and on the line above"
    return Fault(f"{path.name}:{line}", f"cannot be read as YAML ({problem})", meant)


class _Builder:
    """Builds plain data from YAML events; aliases are never followed, so nothing can swell."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Keys, int] = {}
        self.written: dict[Keys, str] = {}
        self.faults: list[Fault] = []
        self._anchor_said = False

    def document(self, events: Iterator[Any]) -> Any:
        data, documents = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, "a second document starts here", "keep one document a file")
                    break
            elif isinstance(event, yaml.NodeEvent):
                data = self._value(event, events, ())
        return data

    def _value(self, event: Any, events: Iterator[Any], keys: Keys) -> Any:
        self.lines.setdefault(keys, event.start_mark.line + 1)
        if len(keys) > MOST_NESTED:
            where = Fault(self._place(event), f"is nested more than {MOST_NESTED} deep", "write it flatter")
            raise WrongInput(*self.faults, where)
        self._refuse_extras(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, keys)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, keys)
        if isinstance(event, yaml.AliasEvent):
            return None
        self.written[keys] = event.value
        return _scalar(event.value) if event.implicit[0] else event.value

    def _mapping(self, events: Iterator[Any], keys: Keys) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if isinstance(event, yaml.ScalarEvent):
                key = event.value
                self._refuse_extras(event)
            else:
                key = "?"
                self._fault(event, "a key must be a word", "write lines such as 'name: My network'")
                self._value(event, events, (*keys, key))
            here = (*keys, key)
            self._refuse_many(event, len(data))
            if key in data:
                what = f"{quoted(key)} stands twice, first on line {self.lines[here]}"
                self._fault(event, what, "keep one of the two")
            self.lines.setdefault(here, event.start_mark.line + 1)
            data[key] = self._value(next(events), events, here)
        return data

    def _list(self, events: Iterator[Any], keys: Keys) -> tuple[Any, ...]:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            self._refuse_many(event, len(items))
            items.append(self._value(event, events, (*keys, len(items))))
        return tuple(items)

    def _refuse_many(self, event: Any, held: int) -> None:
        if held >= MOST_ENTRIES:
            what = f"is entry {held + 1:,} of a list or mapping, and at most {MOST_ENTRIES:,} are read"
            raise WrongInput(*self.faults, Fault(self._place(event), what, "is it the file you meant?"))

    def _refuse_extras(self, event: Any) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor and not self._anchor_said:
            self._anchor_said = True
            self._fault(event, f"anchors and aliases ({quoted(anchor)}) are not read", "write it out")
        if tag and tag != "!":
            self._fault(event, f"tags ({quoted(tag)}) are not read", "leave the tag out")

    def _place(self, event: Any) -> str:
        return f"{self.path.name}:{event.start_mark.line + 1}"

    def _fault(self, event: Any, what: str, meant: str) -> None:
        self.faults.append(Fault(self._place(event), what, meant))


def _scalar(text: str) -> str | int | float | bool | None:
    lower = text.lower()
    if lower in ("", "~", "null"):
        return None
    if lower in _TRUE or lower in _FALSE:
        return lower in _TRUE
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(lower.replace(".inf", "inf").replace(".nan", "nan"))
    return text
