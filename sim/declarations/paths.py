"""Names of files inside files: they stay within the folder of the file that names them."""

from pathlib import Path, PurePosixPath, PureWindowsPath

from sim.declarations.faults import Fault, WrongInput, quoted


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
