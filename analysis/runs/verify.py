"""What `mcn verify` does: a folder's answer made again, and its bytes held to those of the folder."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.report.terminal import note, print_json
from analysis.runs import folder, provenance, status
from analysis.runs.files import digest_of_file, read_ours
from sim.inputs.errors import escaped

ELSEWHERE = ("--executor", "--scheduler")  # where runs were done: here they are done again on this machine
FIRST = ("data/", "answer.json")  # what other files are made from, and so is told of first


def in_a_process(words: Sequence[str], place: Path | None) -> int:
    """Give a command from a folder, in a process of its own; what it notes is shown, its answer is not."""
    program = [sys.executable, "-m", "analysis.cli", *words]
    return subprocess.run(program, cwd=place, stdout=subprocess.DEVNULL, check=False).returncode


def verify(path: Path, *, as_json: bool) -> bool:
    """Make a folder's answer again, in a folder that is thrown away, and say whether it is the same.

    Parameters
    ----------
    path : Path
    as_json : bool
        Whether JSON is printed.

    Returns
    -------
    bool
        Whether every file has the same bytes.

    Raises
    ------
    FolderError
        If it is no finished folder of ours, or cannot be made again.
    """
    found = status.looked_at(path)
    if found["state"] == status.UNFINISHED:
        raise folder.FolderError(f"{path} is unfinished; go on with: {found['go_on']}")
    command = _command(path, found["sessions"])
    with TemporaryDirectory(prefix="mcn-verify-") as place:
        again = Path(place) / "again"
        _make_again(path, command, found["sessions"][0], again)
        same, differ = _compared(path, again)
        first = _first_difference(path, again, differ) if differ else ""
        why = list(_reasons(path, again, found)) if differ else []
    answer = {"folder": str(path), "same": not differ, "files": same + len(differ), "differ": differ}
    if as_json:
        print_json({**answer, "first": first or None, "why": why})
    else:
        for line in _lines(path, same, differ, first, why):
            sys.stdout.write(f"{line}\n")
    return not differ


def _command(path: Path, sessions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the command that filled a folder, without where its runs were done."""
    given = status.words_of(sessions[0]) if sessions else []
    if not given:
        raise folder.FolderError(f"{path} was filled from Python, or nobody knows how: make it again there")
    kept, words = [], iter(given[1:])
    for word in words:
        if word in ELSEWHERE:
            next(words, None)
        elif not word.startswith(tuple(f"{each}=" for each in ELSEWHERE)):
            kept.append(word)
    return kept


def _make_again(path: Path, command: Sequence[str], begun: Mapping[str, Any], again: Path) -> None:
    """Give the command once more, from where it was given, as its files are named from there."""
    came_from = (path / str(begun.get("from", "."))).resolve()
    note(f"Making it again: {shlex.join(['mcn', *command])}")
    code = in_a_process(
        provenance.given_again(command, str(again)), came_from if came_from.is_dir() else None
    )
    if not (again / folder.MANIFEST).is_file():
        what = f"its command ends with exit code {code} instead of an answer"
        raise folder.FolderError(f"{path} cannot be made again: {what}; see the line above")


# -- What differs --------------------------------------------------------------------------


def _compared(path: Path, again: Path) -> tuple[int, list[str]]:
    """Count the files with the same bytes, and name the others, what is made first before what is made of it.

    Records of chunks are left out: they say of which inputs a chunk is, and which digests its tables have.
    """
    there, here = (_files(each) for each in (path, again))
    names = sorted({*there, *here}, key=lambda name: (not name.startswith(FIRST), name))
    differ = [name for name in names if there.get(name) != here.get(name)]
    return len(names) - len(differ), differ


def _files(path: Path) -> dict[str, str]:
    """Give the digest of each file as it is now; of one that its manifest names and is not there, none."""
    named: dict[str, str] = (read_ours(path / folder.MANIFEST) or {})["files"]
    kept = [name for name in named if not name.startswith(f"{folder.CHUNKS}/")]
    return {name: digest_of_file(path / name) if (path / name).is_file() else "" for name in kept}


def _first_difference(path: Path, again: Path, differ: Sequence[str]) -> str:
    """Say where the first file that differs does so first."""
    name = differ[0]
    there, here = path / name, again / name
    for each, where in ((there, "in the folder"), (here, "made again")):
        if not each.is_file():
            return f"{name}: is not there {where}"
    try:
        place = (
            _first_cell(there, here)
            if there.suffix == ".parquet"
            else _first_line(there.read_text("utf-8"), here.read_text("utf-8"))
        )
    except (OSError, ValueError):  # no text, or no table any more
        place = _first_byte(there.read_bytes(), here.read_bytes())
    return f"{name}: {place}"


def _first_cell(there: Path, here: Path) -> str:
    import pandas as pd

    was, is_now = pd.read_parquet(there), pd.read_parquet(here)
    if list(was.columns) != list(is_now.columns) or len(was) != len(is_now):
        sizes = (f"{len(each):,} rows of {len(each.columns)} columns" for each in (was, is_now))
        return "{} in the folder, {} made again".format(*sizes)
    unlike = (was != is_now) & ~(was.isna() & is_now.isna())
    if not unlike.to_numpy().any():
        return "the same numbers, written otherwise"
    row = int(unlike.any(axis=1).to_numpy().argmax())
    column = str(unlike.columns[int(unlike.iloc[row].to_numpy().argmax())])
    cells = (each[column].iloc[row] for each in (was, is_now))
    return "row {}, {}: {} in the folder, {} made again".format(row + 1, column, *cells)


def _first_line(there: str, here: str) -> str:
    was, is_now = there.splitlines(), here.splitlines()
    for number, (one, other) in enumerate(zip(was, is_now, strict=False), 1):
        if one != other:
            return f"line {number}: {_short(one)} in the folder, {_short(other)} made again"
    return f"{len(was)} lines in the folder, {len(is_now)} made again"


def _short(line: str) -> str:
    text = escaped(line.strip())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _first_byte(there: bytes, here: bytes) -> str:
    pairs = enumerate(zip(there, here, strict=False), 1)
    at = next((number for number, (one, other) in pairs if one != other), min(len(there), len(here)) + 1)
    return f"byte {at:,} of {len(there):,}"


# -- Why -----------------------------------------------------------------------------------


def _reasons(path: Path, again: Path, found: Mapping[str, Any]) -> Iterator[str]:
    """Say what may have brought it about: files changed, another input, version or machine."""
    changed = [name for name in found["damaged"] if not name.startswith("chunk ")]
    changed += [f"the tables of {name}" for name in found["damaged"] if name.startswith("chunk ")]
    if changed:
        yield f"changed in the folder since it was written: {', '.join(changed)}"
    earlier, now = (dict(read_ours(each / folder.MANIFEST) or {}) for each in (path, again))
    there, here = (
        {each["name"]: each for each in one["inputs"].get("scenarios", ())} for one in (earlier, now)
    )
    for name in there:
        if name in here and there[name] != here[name]:
            yield f"the scenario {name}, or its network, was edited since"
    if differs := folder.differences(earlier, now["inputs"], but=("scenarios",)):
        yield differs
    machines = [one.get("platform", {}) for one in (earlier, now)]
    for name in ("system", "machine", "processor"):
        was, is_now = (each.get(name) for each in machines)
        if was != is_now:
            yield f"another {name}: {was or 'unknown'} there, {is_now or 'unknown'} here"


def _lines(path: Path, same: int, differ: Sequence[str], first: str, why: Sequence[str]) -> Iterator[str]:
    if not differ:
        yield f"{path}: made again from its inputs, and every byte of its {same} files is the same."
        return
    yield f"{path}: {len(differ)} of {same + len(differ)} files differ from those made again from its inputs."
    yield f"First: {first}"
    for each in why:
        yield f"Why: {each}"
    if not why:
        yield (
            "Why: nobody knows; inputs, program, packages and machine are the same. Please report it, with "
            "the manifest."
        )
