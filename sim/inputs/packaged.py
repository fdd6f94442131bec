"""Where the files lie that come with the package: evidence, parameters, levers, outcomes, scenarios."""

from importlib.resources import files
from pathlib import Path


def packaged(package: str, *names: str) -> Path:
    """Give the path of a packaged file or folder.

    Parameters
    ----------
    package : str
        Dotted name of the package that holds it, such as ``sim.model``.
    *names : str
        The way to it from there; none is the package's own folder.

    Examples
    --------
    >>> packaged("sim.model", "evidence", "links.csv").name
    'links.csv'
    """
    return Path(str(files(package))).joinpath(*names)
