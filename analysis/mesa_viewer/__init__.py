"""The network in Mesa's own viewer: a page in a notebook, or served on this computer alone.

What the page needs comes with the extra ``hubspoke[mesa-viz]``, which pins versions that were seen to work
together. Nothing of it is imported before it is asked for.

>>> from analysis.mesa_viewer import page
>>> page("baseline")
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.report.words import listed
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEFAULT_PORT", "LOOPBACK", "page", "serve"]

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8521  # Mesa's viewers have long been found there
VIEWER = "Mesa's viewer"
NEEDED = ("solara", "solara_assets", "ipyvuetify", "altair")
MEANT = "install what was seen to work: pip install 'hubspoke[mesa-viz]'"


def page(scenario: Scenario | str | Path = "baseline") -> Any:
    """Give the page, for a notebook to display.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What it begins with: a scenario, the name of a shipped one, or a path to a .yaml file.

    Raises
    ------
    WrongInput
        If the scenario cannot be used, or the viewer is not installed.
    """
    asked = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    _needs_viewer()
    _tell_nobody()
    from analysis.mesa_viewer.components import Cell

    return Cell(asked)


def serve(
    scenario: Scenario | str | Path = "baseline",
    port: int = DEFAULT_PORT,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page on this computer alone, until Ctrl-C.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What it begins with.
    port : int
        On 127.0.0.1; 0 takes any that is free.
    on_ready : callable, optional
        Called with the page's address as soon as it answers.

    Raises
    ------
    WrongInput
        If the scenario cannot be used, the viewer is not installed, or the port is taken.
    """
    asked = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    _needs_viewer()
    _tell_nobody()
    from analysis.mesa_viewer.server import run

    run(asked, port, on_ready)


def _needs_viewer() -> None:
    """Say what to install, in one line, where a package of the viewer is missing or draws it wrongly."""
    from importlib.metadata import version
    from importlib.util import find_spec

    missing = [each for each in NEEDED if find_spec(each) is None]
    if missing:
        raise WrongInput(Fault(VIEWER, f"it lacks {listed(missing)}", MEANT))
    found = version("ipyvuetify")
    if not found.startswith("1."):
        raise WrongInput(Fault(VIEWER, f"ipyvuetify {found} draws it wrongly", MEANT))


def _tell_nobody() -> None:
    """Keep Solara from telling its makers that it is used, in a notebook or a server."""
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"  # it is read when Solara is imported
    import solara.checks
    import solara.server.settings

    solara.server.settings.telemetry.mixpanel_enable = False  # which it may have been before
    # The first notebook of a user would ask its makers for a page, to see whether widgets work.
    solara.checks.should_perform_jupyter_check = _no_check


def _no_check() -> bool:
    return False
