"""What results came from: the program, its version and those of its packages, the command."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from sim.inputs.packaged import packaged

PACKAGES = ("hubspoke", "mesa", "numpy", "pandas", "pyarrow", "numba", "matplotlib", "scipy")
DATA = (".py", ".yaml", ".csv", ".bib", ".json")


@cache
def program_digest() -> str:
    """SHA-256 over the sources and data of `sim` and `analysis`: another program, other results."""
    whole = hashlib.sha256()
    for package in ("sim", "analysis"):
        place = packaged(package)
        paths = {each.relative_to(place).as_posix(): each for each in place.rglob("*") if each.suffix in DATA}
        for name, path in sorted(paths.items()):
            whole.update(f"{package}/{name}".encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that have a hand in the bytes of a folder."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def machine() -> dict[str, str]:
    """Name the system and the processor, which have a hand in the last bits of what some packages do."""
    uname = platform.uname()
    found = {name: getattr(uname, name) for name in ("system", "release", "machine")}
    with suppress(OSError):
        models = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        found["processor"] = models[0] if models else uname.processor
    return found


def now() -> str:
    """Give the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def command_line() -> list[str]:
    """Give the command as typed, without the folder that the program lies in; nothing where Python asked."""
    return ["mcn", *sys.argv[1:]] if Path(sys.argv[0]).stem == "mcn" else []


def given_again(command: Sequence[str], out: str, how: str = "") -> list[str]:
    """Give a command for a folder: with `--resume` to go on with it, with `--force` to begin it anew."""
    end = command.index("--") if "--" in command else len(command)  # what follows are names, not options
    kept, words = [], iter(command[:end])
    for word in words:
        if word == "--out":
            next(words, None)
        elif word not in ("--force", "--resume") and not word.startswith("--out="):
            kept.append(word)
    return [*kept, "--out", out, *([how] if how else []), *command[end:]]
