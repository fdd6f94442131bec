"""Names of files inside files: they stay within the folder of the file that names them."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from sim.inputs.errors import Fault, WrongInput, quoted, suggestion


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; no, if it cannot be looked for, as with a name too long."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; no, if it cannot be looked for."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def inside(folder: Path, name: str, place: str) -> Path:
    """Give the path of `name` relative to `folder`, links followed.

    Raises
    ------
    WrongInput
        At `place`, if it leads out of the folder.
    """
    meant = "put the file into the folder and give its name there"
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        raise WrongInput(Fault(place, f"{quoted(name)} is not within the folder of this file", meant))
    path = folder / name.replace("\\", "/")
    try:
        within = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        raise WrongInput(Fault(place, f"{quoted(name)} is not the name of a file", meant)) from None
    if not within:
        raise WrongInput(Fault(place, f"{quoted(name)} leads out of the folder of this file", meant))
    return path


def named(value: str, file: str, folder: Path, shipped: Path, names: Sequence[str], place: str) -> Path:
    """Find what a scenario builds on: a path within its folder, or something shipped.

    Parameters
    ----------
    value : str
        What is written: a path, a name of a file or folder beside the scenario, or one of `names`.
    file : str
        The file or folder that a bare name stands for.
    folder, shipped : Path
        That of the scenario, and that of the shipped things.
    names : sequence of str
        The shipped ones.
    place : str
        Where it is written.

    Raises
    ------
    WrongInput
        If there is no such thing, it lies outside the folder, or a shipped name stands for two things.
    """
    if value.endswith((".yaml", ".yml")) or "/" in value or "\\" in value:
        path = inside(folder, value, place)
    elif value in names:
        local = folder / file
        if exists(local) and local.resolve() != (shipped / file).resolve():
            what = f"{quoted(value)} is shipped, and stands beside this file too"
            raise WrongInput(Fault(place, what, f"write ./{file} for yours, or rename it"))
        return shipped / file
    else:
        path = inside(folder, file, place)
    if not exists(path):
        raise WrongInput(
            Fault(place, f"nothing here or shipped is called {quoted(value)}", suggestion(value, names))
        )
    return path
