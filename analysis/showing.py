"""What `mcn show` says of a folder: what it is, how far it is, what is damaged, how to go on."""

from __future__ import annotations

import math
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis import provenance, store, tables, words, writing
from analysis.output import print_json

FINISHED, UNFINISHED, DAMAGED = "finished", "unfinished", "damaged"


def print_folder(path: Path, *, as_json: bool) -> None:
    """Print what a folder is; without a change to it.

    Raises
    ------
    FolderError
        If it is no folder of ours.
    """
    found = looked_at(path)
    if as_json:
        print_json(found)
        return
    out = tables.console()
    inputs = found["inputs"]
    names = ", ".join(each["name"] for each in inputs["scenarios"])
    out.print(f"{path}: mcn {inputs['command']}: {names}", soft_wrap=True)
    asked = "".join(f", {key} to {size:g}" for key, size in inputs.get("precision", {}).items())
    fewest = "at least " if asked else ""
    out.print(
        f"{fewest}{words.counted(inputs['runs'], 'run')} of each{asked}; seed {inputs['seed']}, "
        f"engine {inputs['engine']}, parameters {inputs['parameters']}"
    )
    of = f" of {found['chunks']}" if found["chunks"] is not None else ""
    out.print(f"{found['state']}: {found['done']}{of} chunks done")
    for name in found["damaged"]:
        out.print(f"damaged: {name}", soft_wrap=True)
    if found["being_written"]:
        out.print("It is being written now, by another process.")
    elif found["go_on"]:
        out.print(f"Go on with: {found['go_on']}", soft_wrap=True)


def looked_at(path: Path) -> dict[str, Any]:
    """Look at a folder, and hold every file in it to its digest.

    Returns
    -------
    dict
        `folder, state` (finished, unfinished, damaged), `chunks` (None where a precision decides), `done`,
        `damaged` (names of files and chunks), `being_written`, `go_on` (a command line, or None), `inputs`,
        `versions`, `sessions`.
    """
    manifest, mark = writing.read_ours(path / store.MANIFEST), writing.read_ours(path / store.UNFINISHED)
    earlier = manifest or mark
    if earlier is None or earlier.get("format") != store.FORMAT:
        what = "there is no such folder" if not path.is_dir() else "not a folder of mcn compare or mcn run"
        raise store.FolderError(f"{path}: {what}")
    recorded = dict(store.chunks_in(path, str(earlier["inputs_digest"])))
    damaged = [f"chunk {name}" for name, digests in recorded.items() if digests is None]
    held_already = {name for digests in recorded.values() for name in digests or ()}
    damaged += [
        name
        for name, digest in (manifest or {}).get("files", {}).items()
        if name not in held_already and not writing.agree(path, {name: digest})
    ]
    sessions = (writing.read_ours(path / store.MADE) or {}).get("sessions", [])
    begun = mark or (sessions[0] if sessions else {})
    state = UNFINISHED if manifest is None else DAMAGED if damaged else FINISHED
    return {
        "folder": str(path),
        "state": state,
        "chunks": _chunks(earlier["inputs"], manifest),
        "done": sum(digests is not None for digests in recorded.values()),
        "damaged": damaged,
        "being_written": store.being_written(path),
        "go_on": None if state == FINISHED else _go_on(path, begun),
        "inputs": earlier["inputs"],
        "versions": earlier.get("versions", {}),
        "sessions": sessions,
    }


def _chunks(inputs: dict[str, Any], manifest: dict[str, Any] | None) -> int | None:
    """How many chunks there are in all; with a precision nobody knows before the end."""
    if manifest is not None:
        return sum(str(name).startswith(f"{store.CHUNKS}/") for name in manifest["files"])
    if "precision" in inputs:
        return None
    chunks: int = math.ceil(inputs["runs"] / inputs["runs_in_a_chunk"]) * len(inputs["scenarios"])
    return chunks


def _go_on(path: Path, begun: Mapping[str, Any]) -> str | None:
    """Give the command that goes on: from where the first one was given, as files are named from there."""
    if not begun.get("command"):
        return None
    back = (path / str(begun.get("from", "."))).resolve()
    words_given = shlex.split(str(begun["command"]))
    if back == Path.cwd().resolve():
        return shlex.join(provenance.going_on(words_given, str(path)))
    command = shlex.join(provenance.going_on(words_given, os.path.relpath(path.resolve(), back)))
    return f"cd {shlex.quote(str(back))} && {command}"
