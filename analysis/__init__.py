"""Runs scenarios, compares them and says what was found."""

from importlib.util import find_spec
from pathlib import Path

from analysis.names import find_former_names


def _refuse_strangers() -> None:
    """Refuse to begin where `sim` or `scenarios` would be other people's: the names are common."""
    here = Path(__file__).resolve().parents[1]
    for name in ("sim", "scenarios"):
        found = find_spec(name)
        place = here if found is None or found.origin is None else Path(found.origin).resolve().parents[1]
        if place != here:
            raise ImportError(
                f"another package named {name!r}, in {place}, is found before that of hubspoke, in {here}; "
                "install hubspoke into an environment of its own, or start Python from another folder"
            )


_refuse_strangers()
find_former_names()
