"""`mcn describe`: the documents written to a folder."""

from __future__ import annotations

from operator import methodcaller
from pathlib import Path

from analysis.description.documents import MADE_BY, Format, documents
from analysis.runs.files import write_whole
from sim.inputs.errors import Fault, WrongInput

FOLDER = Path("mcn-results") / "description"


def write_description(out: Path | None, form: Format) -> list[Path]:
    """Write the documents; gives their paths.

    Raises
    ------
    WrongInput
        If the folder is a file, or holds a file of one of their names that is not ours.
    """
    folder = out or FOLDER
    if folder.exists() and not folder.is_dir():
        raise WrongInput(Fault("--out", f"{folder} is not a folder", "name a folder"))
    found = {folder / name: text for name, text in documents(form).items()}
    foreign = [path for path in found if path.exists() and not _is_ours(path)]
    if foreign:
        what = f"{foreign[0]} is there and was not written by this command"
        raise WrongInput(Fault("--out", what, "name another folder"))
    for path, text in found.items():
        write_whole(path, methodcaller("write_bytes", text.encode()))
    return list(found)


def _is_ours(path: Path) -> bool:
    return path.is_file() and MADE_BY.encode() in path.read_bytes()[:500]
