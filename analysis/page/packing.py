"""Settings as bytes: numbers rounded to a stated step, what repeats taken out, compressed.

A block holds some settings. It is a deflated stream: the length of the head (four bytes, the lowest first),
the head as JSON, and the arrays one after the other, whole numbers of one byte or two (then all low bytes
before all high ones). The head says of each array its `name`, `shape`, `bytes`, the `steps` by which it was
made smaller, and the `low` and `step` with which a number is read: `low + step * number`, for each place on
the first axis a single pair, or for bands one pair a setting, so that small levels are drawn as finely as
large ones. The last axis but one is that of the settings: neighbours then look alike, which is what makes
them small. `page/data.js` reads the same.

Steps, undone in the opposite order, each on whole numbers that wrap around:

- `delta`: from one place on the last axis to the next, each is the difference from the one before;
- `lattice`: along the settings, each is the difference from what it would be if its lowest, its next and its
  highest switch worked on one another by twos at most (`terms`);
- `fold`: 0, -1, 1, -2, 2 and so on become 0, 1, 2, 3, 4, so that small differences have small high bytes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.page.settings import Many, One
from analysis.statistics.paired import Floats

Whole = NDArray[Any]  # uint8 or uint16
TYPES: Mapping[int, type[Any]] = {1: np.uint8, 2: np.uint16}
ONES = ("outcomes", "members", "places")
SHARES = 1000  # of a problem's causes: steps in a whole
FINE = 0xFFFF  # steps between the lowest and the highest number of all runs: as many as two bytes hold


class Kind(NamedTuple):
    """How an array is written: rounded to as many levels as its bytes hold, or whole numbers as they are."""

    bytes: int
    steps: tuple[str, ...]
    rounded: bool = True
    apart: bool = False  # each setting between its own lowest and highest number


KINDS: Mapping[str, Kind] = {
    "bands": Kind(1, ("delta",), apart=True),
    "chances": Kind(2, ("delta", "fold"), rounded=False),
    "runs": Kind(2, ("lattice", "fold")),
    "costs": Kind(2, ()),
    "outcomes": Kind(1, ("delta",)),
    "members": Kind(1, ("delta",)),
    "places": Kind(1, ("delta",)),
    "spells": Kind(2, (), rounded=False),
    "causes": Kind(2, (), rounded=False),
}


def pack(
    settings: Sequence[int], many: Many, ones: Sequence[One], *, levels: int = FINE, effort: int = 9
) -> bytes:
    """Write some settings as a block.

    Parameters
    ----------
    settings : sequence of int
        Their numbers: from a multiple of a power of two on, as many as that power or fewer.
    many : Many
    ones : sequence of One
        What happens in the typical run, in each.
    levels : int
        To how many the numbers of all runs are rounded; two futures are counted against each other by them.
    effort : int
        How hard it is compressed: from 1, quickly, to 9, well.
    """
    arrays = arrays_of(many, ones)
    head: list[dict[str, Any]] = []
    body: list[bytes] = []
    for name, kind in KINDS.items():
        whole, reading = _rounded(arrays[name], kind, levels if name == "runs" else 256**kind.bytes - 1)
        entry = {"name": name, "shape": whole.shape, "bytes": kind.bytes, "steps": kind.steps, **reading}
        for step in kind.steps:
            whole = STEPS[step](whole)
        head.append(entry)
        body += [(whole >> 8 * place & 255).astype(np.uint8).tobytes() for place in range(kind.bytes)]
    written = json.dumps({"settings": list(settings), "arrays": head}, separators=(",", ":")).encode()
    return zlib.compress(b"".join([len(written).to_bytes(4, "little"), written, *body]), effort)


def unpack(block: bytes) -> tuple[list[int], dict[str, Floats]]:
    """Read a block: the numbers of its settings, and its arrays, the numbers as they are shown."""
    data = zlib.decompress(block)
    at = 4 + int.from_bytes(data[:4], "little")
    head = json.loads(data[4:at])
    found: dict[str, Floats] = {}
    for entry in head["arrays"]:
        size = int(np.prod(entry["shape"], dtype=np.int64))
        planes = np.frombuffer(data, np.uint8, size * entry["bytes"], at).reshape(entry["bytes"], size)
        at += size * entry["bytes"]
        whole = sum(planes[place].astype(np.uint16) << 8 * place for place in range(entry["bytes"]))
        numbers = np.asarray(whole).astype(TYPES[entry["bytes"]]).reshape(entry["shape"])
        for step in reversed(entry["steps"]):
            numbers = UNDONE[step](numbers)
        found[entry["name"]] = _read(numbers, entry)
    return head["settings"], found


def arrays_of(many: Many, ones: Sequence[One]) -> dict[str, NDArray[Any]]:
    """Give what a block holds, by the names of `KINDS`, before anything is rounded."""
    return {
        **many._asdict(),
        **{name: np.stack([getattr(one, name) for one in ones], axis=-2) for name in ONES},
        "spells": _numbered([one.spells for one in ones]),
        "causes": _numbered([one.causes * [1, 1, 1, SHARES] for one in ones]),
    }


def _numbered(tables: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Put tables of several settings into one, columns first, the setting's place as the first of them."""
    rows = [np.column_stack([np.full(len(table), place), table]) for place, table in enumerate(tables)]
    return np.concatenate(rows).T


def _rounded(values: NDArray[Any], kind: Kind, levels: int) -> tuple[Whole, dict[str, Any]]:
    """Round to whole numbers, and say how they are read."""
    if not kind.rounded:
        return np.rint(values).astype(TYPES[kind.bytes]), {}
    settings = values.ndim - 2
    axes = tuple(axis for axis in range(1, values.ndim) if not (kind.apart and axis == settings))
    low, high = (each(axis=axes, keepdims=True) for each in (values.min, values.max))
    low, step = _short(low), _short((high - low) / levels)
    whole = np.clip(np.rint((values - low) / np.where(step > 0, step, 1)), 0, levels)
    entry = {name: each.reshape(len(values), -1).tolist() for name, each in (("low", low), ("step", step))}
    return whole.astype(TYPES[kind.bytes]), entry


def _short(numbers: Floats) -> Floats:
    """Cut numbers to nine digits, as they are written: what is read back is what was rounded to."""
    return np.array([float(f"{each:.9g}") for each in numbers.ravel()]).reshape(numbers.shape)


def _read(numbers: Whole, entry: Mapping[str, Any]) -> Floats:
    if "low" not in entry:
        return numbers.astype(np.float64)
    shape = (len(numbers), *[1] * (numbers.ndim - 3), -1, 1)
    found: Floats = np.reshape(entry["low"], shape) + np.reshape(entry["step"], shape) * numbers
    return found


def _delta(whole: Whole) -> Whole:
    return np.diff(whole, prepend=whole.dtype.type(0))


def _summed(whole: Whole) -> Whole:
    return np.cumsum(whole, axis=-1, dtype=whole.dtype)


def terms(setting: int) -> dict[int, int]:
    """Give the settings whose numbers make up what is expected of one, each with its sign; none for 0.

    With one switch that is no switch; with two, what each of them brings alone; with more, what the lowest,
    the next and the highest bring by twos and ones.
    """
    switches = [1 << place for place in range(setting.bit_length()) if setting >> place & 1]
    if len(switches) > 3:
        switches = [*switches[:2], switches[-1]]
    found: dict[int, int] = {}
    for lacking in range(1, 1 << len(switches)):
        less = sum(switch for place, switch in enumerate(switches) if lacking >> place & 1)
        found[setting - less] = 1 if lacking.bit_count() % 2 else -1
    return found


def _expected(whole: Whole, setting: int) -> Whole:
    found: Whole = np.zeros_like(whole[..., setting, :])
    for other, sign in terms(setting).items():
        found = found + whole[..., other, :] if sign > 0 else found - whole[..., other, :]
    return found


def _lattice(whole: Whole) -> Whole:
    less = whole.copy()
    for setting in range(1, whole.shape[-2]):
        less[..., setting, :] -= _expected(whole, setting)
    return less


def _unlattice(whole: Whole) -> Whole:
    found = whole.copy()
    for setting in range(1, whole.shape[-2]):
        found[..., setting, :] += _expected(found, setting)
    return found


def _fold(whole: Whole) -> Whole:
    top = whole.itemsize * 8 - 1
    return (whole << 1) ^ -(whole >> top)


def _unfold(whole: Whole) -> Whole:
    return (whole >> 1) ^ -(whole & 1)


STEPS = {"delta": _delta, "lattice": _lattice, "fold": _fold}
UNDONE = {"delta": _summed, "lattice": _unlattice, "fold": _unfold}
