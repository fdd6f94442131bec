"""Names of the last release, which go on for one more and say what they are called now."""

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any


def former_names(module: str, **names: str) -> Callable[[str], Any]:
    """Give a module's ``__getattr__`` that finds things under their former names, with a warning.

    Parameters
    ----------
    module : str
        Its dotted name.
    **names : str
        For each former name, the dotted name of what it stands for.
    """

    def attribute(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home, _, new = names[name].rpartition(".")
        warnings.warn(f"{module}.{name} is now {home}.{new}", DeprecationWarning, stacklevel=2)
        return getattr(import_module(home), new)

    return attribute
