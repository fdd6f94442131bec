"""The page's scripts joined into one: each module has its own scope, and runs before those that import it."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType

from sim.inputs.packaged import packaged

EMPTY: Mapping[str, str] = MappingProxyType({})
WEB = packaged("analysis.page", "web")
IMPORT = re.compile(r"^import (\{[^}]*\}) from \"([^\"]+)\";\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=((?:async )?function|const|let|class)\*? (\w+))", re.MULTILINE)


def joined(entry: str, folder: Path = WEB, made: Mapping[str, str] = EMPTY) -> str:
    """Join a module and all that it imports into one script.

    Parameters
    ----------
    entry : str
        The module that is run last, such as ``page.js``, as it lies in the folder.
    folder : Path
        Of the modules; each imports as in ``import { make } from "./elements.js";``.

    made : mapping of str to str
        The texts of modules that lie in no file, by their names.

    Raises
    ------
    ValueError
        If modules import one another in a circle, or one imports or exports in another way.
    """
    sources = dict(_read(entry, folder, made))
    needed = {name: [_path(name, each) for _, each in IMPORT.findall(text)] for name, text in sources.items()}
    try:
        order = list(TopologicalSorter(needed).static_order())
    except CycleError as error:
        raise ValueError(f"modules import one another in a circle: {' > '.join(error.args[1])}") from None
    return (
        '"use strict";\n{\nconst modules = {};\n'
        + "".join(_scoped(each, sources[each]) for each in order)
        + "}\n"
    )


def _read(entry: str, folder: Path, made: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    waiting, known = [entry], {entry}
    while waiting:
        name = waiting.pop()
        text = made[name] if name in made else (folder / name).read_text(encoding="utf-8")
        yield name, text
        new = {_path(name, each) for _, each in IMPORT.findall(text)} - known
        known |= new
        waiting += sorted(new)


def _path(name: str, imported: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


def _scoped(name: str, text: str) -> str:
    """Write a module as a function that is called at once and gives what it exports."""
    exports = [each[1] for each in EXPORT.findall(text)]
    body = EXPORT.sub("", IMPORT.sub(lambda each: _taken(name, each), text))
    if found := re.search(r"^(import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"{name}: {found[0]!r} is no import or export that can be joined")
    given = f"return {{ {', '.join(exports)} }};\n" if exports else ""
    return f"modules[{json.dumps(name)}] = (() => {{\n{body}{given}}})();\n"


def _taken(name: str, found: re.Match[str]) -> str:
    names = found[1].replace(" as ", ": ")
    return f"const {names} = modules[{json.dumps(_path(name, found[2]))}];\n"
