"""What `mcn show` says of a folder: what it is, how far it is, what is damaged, how to go on."""

from __future__ import annotations

import math
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from analysis.report import terminal, words
from analysis.report.document import Document, document_of
from analysis.report.terminal import print_json
from analysis.runs import folder, provenance
from analysis.runs.files import agree, read_json, read_ours
from analysis.runs.question import Question, names_recorded

FINISHED, UNFINISHED, DAMAGED = "finished", "unfinished", "damaged"


def print_folder(path: Path, *, full: bool, as_json: bool) -> None:
    """Print what a folder answers, and what it is; without a change to it.

    Parameters
    ----------
    path : Path
    full : bool
        Whether all that was found is printed, and not the answer alone.
    as_json : bool
        Whether JSON is printed: what the folder is.

    Raises
    ------
    FolderError
        If it is no folder of ours.
    """
    found = looked_at(path)
    if as_json:
        print_json(found)
        return
    out = terminal.console()
    if found["state"] == FINISHED:
        terminal.print_answer(out, read_document(path, found["sessions"]), full=full)
        out.print()
    for line in lines(found):
        out.print(line, soft_wrap=True)


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Say what :func:`looked_at` found, whatever command filled the folder."""
    inputs = found["inputs"]
    names = ", ".join(each["name"] for each in inputs.get("scenarios", ()))
    yield f"{found['folder']}: mcn {inputs['command']}" + (f": {names}" if names else "")
    yield "; ".join(_asked(inputs))
    of = f" of {found['chunks']}" if found["chunks"] is not None else ""
    yield f"{found['state']}: {found['done']}{of} chunks done"
    for name in found["damaged"]:
        yield f"damaged: {name}"
    if found["being_written"]:
        yield "It is being written now, by another process."
        return
    if not found["same_program"]:
        yield "Another version of hubspoke made it: its results stand, but this one cannot go on with it."
    if found["go_on"]:
        again = "Go on with" if found["same_program"] else "Make it again with"
        yield f"{again}: {found['go_on']}"


def _asked(inputs: Mapping[str, Any]) -> Iterator[str]:
    """What was asked, as far as a command has such a thing."""
    if "runs" in inputs:
        precision = "".join(f", {key} to {size:g}" for key, size in inputs.get("precision", {}).items())
        precision += ", until every headline verdict is clear" if "until_clear" in inputs else ""
        fewest = "at least " if precision else ""
        whole = "in all" if inputs["command"] == "sensitivity" else "of each"
        yield f"{fewest}{words.counted(inputs['runs'], 'run')} {whole}{precision}"
    for name in names_recorded(Question):
        if name in inputs and name != "runs":
            yield f"{name} {inputs[name]}"


def looked_at(path: Path) -> dict[str, Any]:
    """Look at a folder, and hold every file in it to its digest.

    Returns
    -------
    dict
        `folder, state` (finished, unfinished, damaged), `chunks` (None where nobody knows before the end),
        `done`, `damaged` (names of files and chunks), `being_written`, `same_program` (whether this version
        made it), `go_on` (a command line, or None), `inputs`, `versions`, `sessions`.

    Raises
    ------
    FolderError
        If it is no folder of ours, or one whose format this version does not read.
    """
    manifest, mark = read_ours(path / folder.MANIFEST), read_ours(path / folder.UNFINISHED)
    earlier = manifest or mark
    if earlier is None:
        what = "there is no such folder" if not path.is_dir() else "not a folder that mcn filled"
        raise folder.FolderError(f"{path}: {what}")
    sessions = folder.sessions_of(path)
    begun = mark or (sessions[0] if sessions else {})
    if fault := folder.unreadable(earlier):
        name = folder.MANIFEST if manifest else folder.UNFINISHED
        how = (
            "--resume" if earlier.get("format") == folder.FORMAT and any(folder.records(path)) else "--force"
        )
        raise folder.FolderError(f"{path / name} {fault}; {made_again(path, begun, how)}")
    recorded = dict(folder.chunks_in(path, earlier["inputs_digest"]))
    damaged = [f"chunk {name}" for name, digests in recorded.items() if digests is None]
    held_already = {name for digests in recorded.values() for name in digests or ()}
    damaged += [
        name
        for name, digest in (manifest or {}).get("files", {}).items()
        if name not in held_already and not agree(path, {name: digest})
    ]
    same = earlier["inputs"].get("program") == provenance.program_digest()
    state = UNFINISHED if manifest is None else DAMAGED if damaged else FINISHED
    return {
        "folder": str(path),
        "state": state,
        "chunks": _chunks(earlier["inputs"], manifest),
        "done": sum(digests is not None for digests in recorded.values()),
        "damaged": damaged,
        "being_written": folder.being_written(path),
        "same_program": same,
        "go_on": None if state == FINISHED else command_again(path, begun, "--resume" if same else "--force"),
        "inputs": earlier["inputs"],
        "versions": earlier.get("versions", {}),
        "sessions": sessions,
    }


def read_document(path: Path, sessions: Sequence[Mapping[str, Any]]) -> Document:
    """Read what a finished folder says.

    Raises
    ------
    FolderError
        If it is of a version whose answers cannot be read.
    """
    try:
        return document_of(read_json(path / "answer.json"))
    except (KeyError, TypeError, ValidationError):
        raise folder.FolderError(
            f"{path} was made by another version of hubspoke, whose answer this one cannot read; "
            f"{made_again(path, sessions[0] if sessions else {})}"
        ) from None


def made_again(path: Path, begun: Mapping[str, Any], how: str = "--force") -> str:
    """Say with which command a folder is made again, for the end of a sentence."""
    command = command_again(path, begun, how)
    return f"make it again with: {command}" if command else "make it again"


def command_again(path: Path, begun: Mapping[str, Any], how: str) -> str | None:
    """Give the command that filled a folder, with `--resume` or `--force`.

    It starts from where the first one was given, as files are named from there.
    """
    given = words_of(begun)
    if not given:
        return None
    back = (path / str(begun.get("from", "."))).resolve()
    if back == Path.cwd().resolve():
        return shlex.join(provenance.given_again(given, str(path), how))
    command = shlex.join(provenance.given_again(given, os.path.relpath(path.resolve(), back), how))
    return f"cd {shlex.quote(str(back))} && {command}"


def words_of(begun: Mapping[str, Any]) -> list[str]:
    """Give the words of a command that was noted down; none where there was none, or it was altered since."""
    try:
        return shlex.split(str(begun.get("command") or ""))
    except ValueError:
        return []


def _chunks(inputs: Mapping[str, Any], manifest: Mapping[str, Any] | None) -> int | None:
    """How many chunks there are in all, as far as anybody knows before the end."""
    if manifest is not None:
        return sum(str(name).startswith(f"{folder.CHUNKS}/") for name in manifest["files"])
    if inputs["command"] not in ("compare", "run") or "most_runs" in inputs:
        return None
    chunks: int = math.ceil(inputs["runs"] / inputs["runs_in_a_chunk"]) * len(inputs["scenarios"])
    return chunks
