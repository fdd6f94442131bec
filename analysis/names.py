"""Names of packages: each imported when it is asked for; and those of version 0.1.0, for one release."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

FORMER = {
    "analysis.answers": "analysis.compare.text",
    "analysis.asking": "analysis.compare.former",
    "analysis.cascades": "analysis.cascade",
    "analysis.commands": "analysis.compare.former",
    "analysis.frames": "analysis.statistics.summaries",
    "analysis.pairing": "analysis.statistics.paired",
    "analysis.patterns": "analysis.validation",
    "analysis.planning": "analysis.plan",
    "analysis.plots": "analysis.report.charts",
    "analysis.reasons": "analysis.statistics.attribution",
    "analysis.reporting": "analysis.html_report",
    "analysis.running": "analysis.compare.former",
    "analysis.sensitivity.whole": "analysis.sensitivity.analysis",
    "analysis.words": "analysis.report.words",
    "analysis.workshop": "analysis.page",
}  # as the guide and the notebooks named them


def exports(
    package: str, former: Mapping[str, str] | None = None, **homes: tuple[str, ...]
) -> Callable[[str], Any]:
    """Give a package's `__getattr__`: what it exports, by the modules in which these names stand.

    So that a light module of a package, such as its question, is imported without the rest. `former`: names
    of version 0.1.0, with those of today.
    """
    places = {name: f"{package}.{module}" for module, names in homes.items() for name in names}

    def get(name: str) -> Any:
        now = (former or {}).get(name, name)
        if now not in places:
            raise AttributeError(f"{package} exports no {name!r}")
        if now != name:
            warnings.warn(f"{package}.{name} is now {package}.{now}", DeprecationWarning, stacklevel=2)
        return getattr(import_module(places[now]), now)

    return get


class _Former(MetaPathFinder, Loader):
    """Finds a module under its former name, and says how it is called now."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        for former, now in FORMER.items():
            if fullname == former or fullname.startswith(f"{former}."):
                name = now + fullname.removeprefix(former)
                module = import_module(name)
                warnings.warn(f"{fullname} is now {name}", DeprecationWarning, stacklevel=2)
                return ModuleSpec(fullname, self, loader_state=(module, module.__spec__))
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = spec.loader_state[0]
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module as it is, under its own name too."""
        state = getattr(module.__spec__, "loader_state", None)
        if state is not None:
            module.__spec__ = state[1]


def find_former_names() -> None:
    """Let modules be imported under their former names, and not a second time in their folder."""
    sys.meta_path.insert(0, _Former())
