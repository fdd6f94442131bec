"""Where the files lie that come with the package, and the one way in which they are loaded once."""

import functools
from collections.abc import Callable
from copy import copy
from importlib.resources import files
from pathlib import Path
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Loaded = TypeVar("Loaded")


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


def loaded_once(load: Callable[Given, Loaded]) -> Callable[Given, Loaded]:
    """Have a loader that is given nothing read the packaged files once; a dictionary of its is a copy."""
    packaged_once = functools.cache(load)

    @functools.wraps(load)
    def loader(*args: Given.args, **kwargs: Given.kwargs) -> Loaded:
        if args or kwargs:
            return load(*args, **kwargs)
        loaded = packaged_once()
        return copy(loaded) if isinstance(loaded, dict) else loaded

    return loader
