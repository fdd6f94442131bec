"""The network in Mesa's own viewer: a page in a notebook, or served to this computer alone.

What the page needs comes with the extra ``hubspoke[mesa-viz]``; nothing of it is imported before a page is.

>>> from analysis.mesa_viewer import page
>>> page("baseline")
"""

from __future__ import annotations

import functools
import os
import socket
import threading
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from analysis.report.style import CMAP, COLOURS, DASHES, FAINT, HALO, INK, STYLE
from analysis.report.words import listed
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import LeverChange, Scenario, load_scenario
from sim.inputs.timing import FIRST_MONTH
from sim.model.outcomes import load_outcomes
from sim.model.state import OrganisationState
from sim.sampling.sources import SHIPPED

if TYPE_CHECKING:
    from sim.engine.mesa_model import NetworkModel

LOOPBACK = "127.0.0.1"
NEEDED = ("solara", "solara_assets", "ipyvuetify", "altair")
FOREIGN = b"This page is for the computer it runs on alone."
REMEDY = "install what was seen to work: pip install 'hubspoke[mesa-viz]'"
DRAWN_AT_FIRST = ("Engagement", "Awareness", "Care coordination", "24/7 cover")
SETS = SHIPPED

_drawing = threading.Lock()  # Matplotlib keeps its settings for the process; several browsers draw at once
_closing = threading.Event()  # whatever plays stops, or its thread would keep the program alive
_served: Any = None  # the page, where Solara's server looks for it


def page(scenario: Scenario | str | Path = "baseline") -> Any:
    """Give the page, for a notebook to display.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is run: a scenario, the name of a shipped one, or a path to a .yaml file.

    Raises
    ------
    WrongInput
        If the scenario cannot be used, or the viewer is not installed.
    """
    shown = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    _prepare()
    return _component()(shown)


def serve(scenario: Scenario | str | Path, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve the page to this computer alone, until Ctrl-C.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is run, as for `page`.
    port : int
        On 127.0.0.1; 0 takes any that is free. One that is taken is a `WrongInput`.
    on_ready : callable
        Called with the page's address once it answers.
    """
    global _served
    _served = page(scenario)
    _closing.clear()
    os.environ["SOLARA_APP"] = f"{__name__}:_served"
    import solara.server.settings
    import solara.server.starlette
    import solara.settings
    import uvicorn

    solara.settings.assets.cdn = f"http://{LOOPBACK}:9/"  # discards: what is not shipped is missed
    solara.server.settings.theme.show_banner = False
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # no other page holds this one
    app = for_this_computer(solara.server.starlette.app)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready(f"http://{LOOPBACK}:{listening.getsockname()[1]}/")

    with listen(port) as listening, suppress(KeyboardInterrupt):
        Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)).run([listening])
    _closing.set()


def listen(port: int) -> socket.socket:
    """Take a port of this computer, reached from nowhere else."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        what = f"port {port} cannot be had ({error.strerror})"
        raise WrongInput(Fault("--port", what, "name another, or 0 for any that is free")) from error


def for_this_computer(app: Any) -> Any:
    """Put before an ASGI application what refuses requests of other pages and by other names.

    A page of another site that is open in the same browser can reach 127.0.0.1, but cannot hide its origin;
    and one whose name was made to point there cannot hide its name.
    """

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
        host, origin = headers.get(b"host", ""), headers.get(b"origin", "")
        ours = host.rpartition(":")[0] in (LOOPBACK, "localhost") and origin in ("", f"http://{host}")
        await (app if ours or scope["type"] == "lifespan" else _refused)(scope, receive, send)

    return guarded


async def _refused(scope: Any, receive: Any, send: Any) -> None:
    """Refuse a request, as an ASGI application does."""
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(FOREIGN))]
    await send({"type": f"{kind}.start", "status": 403, "headers": head})
    await send({"type": f"{kind}.body", "body": FOREIGN})


def switched(scenario: Scenario, levers: Mapping[str, bool]) -> Scenario:
    """Give a scenario with levers, by id, on (from month 0, unless it has them already) or off."""
    other = {lever: on for lever, on in levers.items() if on != (lever in scenario.levers)}
    changes: dict[str, LeverChange] = {lever: {"start": 0} if on else "off" for lever, on in other.items()}
    return scenario.with_levers(changes) if changes else scenario


def region(network: NetworkModel, state: str = "engagement") -> Figure:
    """Draw the organisations in the colour of a state that is a share, and the ties by strength.

    Distances from the centre are drawn as their square roots, which gives the dense middle room.
    """
    declared = network.what_if.network
    stands = [(each.x_km, each.y_km) for each in declared.organisations]
    stands += [(each.x_km, each.y_km) for each in declared.localities]
    away = np.array(stands) - (declared.centre.x_km, declared.centre.y_km)
    x, y = (away / np.sqrt(np.maximum(np.hypot(*away.T), 1e-9))[:, None]).T
    with _drawing, mpl.rc_context(STYLE):
        figure = Figure((6.4, 5.6), layout="constrained")
        ax = figure.add_subplot(frame_on=False, xticks=[], yticks=[])
        for tie in network.ties:
            ends = [each.index for each in tie.ends]
            ax.plot(x[ends], y[ends], color=INK, alpha=0.35, linewidth=3 * tie.strength)
        for role, marker in (("spoke", "^"), ("hub", "s")):
            mine = [each.index for each in network.organisations if each.role == role]
            shares = [getattr(network.organisations[each].state, state) for each in mine]
            marks = ax.scatter(x[mine], y[mine], 80, shares, marker=marker, cmap=CMAP, vmin=0, vmax=1)
            marks.set(edgecolor=INK, zorder=3, label=role)
        for number, place in enumerate(declared.localities, len(declared.organisations)):
            ax.text(x[number], y[number] - 0.9, place.name[:22], ha="center", va="top", path_effects=[HALO])
        ax.set_aspect("equal", adjustable="datalim")
        ax.legend(loc="upper left", frameon=False, fontsize=9)
        figure.colorbar(marks, ax=ax, location="bottom", shrink=0.4)
    return figure


def means(network: NetworkModel, outcomes: Mapping[str, str]) -> Figure:
    """Draw outcomes that are shares (names by title), month by month, as far as the network has come."""
    with _drawing, mpl.rc_context(STYLE):
        figure = Figure((6.4, 5.6), layout="constrained")
        ax = figure.add_subplot(xlim=(FIRST_MONTH, network.what_if.horizon), ylim=(0, 1), xlabel="month")
        ax.axvspan(FIRST_MONTH, 0, color=FAINT, linewidth=0)  # history
        for number, (title, name) in enumerate(outcomes.items()):
            shares = network.datacollector.model_vars[name] if network.datacollector else []
            label = f"{title} {100 * shares[-1]:.0f} %" if shares else title
            months = range(FIRST_MONTH, FIRST_MONTH + len(shares))
            ax.plot(months, shares, color=COLOURS[1:][number % 6], linestyle=DASHES[number % 5], label=label)
        figure.legend(loc="outside lower left", ncols=2, frameon=False, fontsize=9)
    return figure


@functools.cache
def _component() -> Any:
    """Define the page as a component of Solara, of a scenario; once, for Solara knows it by its identity."""
    import solara

    from sim.engine.mesa_model import DEFAULT_SEED, NetworkModel

    with warnings.catch_warnings():  # Solara finds fault with Mesa 3.3's own components as they are imported
        warnings.filterwarnings("ignore", message=".*(?s:.)*use_state.*early return", category=UserWarning)
        from mesa.visualization import Slider, SolaraViz
        from mesa.visualization.utils import update_counter

    shares = {each.title: name for name, each in load_outcomes().items() if each.unit == "share"}
    states = {title: name for title, name in shares.items() if name in OrganisationState._fields}

    class Viewed(NetworkModel):
        def __init__(self, given: Scenario, run: int, seed: int, parameters: Any, **kwargs: bool) -> None:
            kwargs.pop("scenario", None)  # which Mesa 3.5 gives, if it finds a parameter named `kwargs`
            super().__init__(switched(given, kwargs), run, seed, parameters)

        def step(self) -> None:
            self.running = not _closing.is_set()
            if self.running:
                super().step()

    @solara.component
    def Region(model: Viewed) -> None:  # noqa: N802 (Solara's components are named as classes are)
        update_counter.get()  # Mesa counts it up with every step
        title = solara.use_reactive("Engagement")
        with solara.Card(f"{model.what_if.title}: month {model.month} of {model.what_if.horizon}"):
            solara.Select("Coloured by", list(states), title)
            solara.FigureMatplotlib(region(model, states[title.value]), format="png")

    @solara.component
    def Means(model: Viewed) -> None:  # noqa: N802
        update_counter.get()
        titles = solara.use_reactive([each for each in DRAWN_AT_FIRST if each in shares])
        with solara.Card("The network: one run, not a forecast"):
            solara.SelectMultiple("Drawn", titles, list(shares))
            solara.FigureMatplotlib(means(model, {each: shares[each] for each in titles.value}), format="png")

    @solara.component
    def Page(scenario: Scenario) -> None:  # noqa: N802
        sets = {"type": "Select", "label": "Parameters", "value": "accepted", "values": list(SETS)}
        run, seed = Slider("Run", 0, 0, 99, 1), Slider("Seed", DEFAULT_SEED, 0, 99, 1)
        inputs = {"given": scenario, "run": run, "seed": seed, "parameters": sets}
        for name, lever in load_levers().items():
            inputs[name] = {"type": "Checkbox", "label": lever.title, "value": name in scenario.levers}
        model = solara.use_memo(lambda: Viewed(scenario, 0, DEFAULT_SEED, "accepted"), [])
        SolaraViz(model, None, [Region, Means], model_params=inputs, name="hubspoke")

    return Page


def _prepare() -> None:
    """Refuse a viewer that lacks a package or draws wrongly, and let Solara tell nobody of its use."""
    missing = [each for each in NEEDED if util.find_spec(each) is None]
    if missing:
        raise WrongInput(Fault("Mesa's viewer", f"it lacks {listed(missing)}", REMEDY))
    version = metadata.version("ipyvuetify")
    if not version.startswith("1."):
        raise WrongInput(Fault("Mesa's viewer", f"ipyvuetify {version} draws it wrongly", REMEDY))
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"  # it is read when Solara is imported
    import solara.checks
    import solara.server.settings

    solara.server.settings.telemetry.mixpanel_enable = False  # which it may have been before
    # The first notebook of a user would ask its makers for a page, to see whether widgets work.
    solara.checks.should_perform_jupyter_check = lambda: False
