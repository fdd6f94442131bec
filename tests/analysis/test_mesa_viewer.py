"""The network in Mesa's viewer: what can be said without it, and what needs the extra ``mesa-viz``."""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PathCollection

from analysis import mesa_viewer
from sim import load_scenario
from sim.engine.mesa_model import NetworkModel
from sim.inputs.errors import WrongInput
from sim.inputs.scenarios import Scenario

OUTCOMES = {"Engagement": "engagement", "24/7 cover": "cover_24_7"}


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture
def network(base: Scenario) -> NetworkModel:
    """A network in its third month."""
    network = NetworkModel(base, parameters="central")
    for _ in range(3):
        network.step()
    return network


def test_a_lever_is_switched_on_off_and_back(base: Scenario) -> None:
    on = mesa_viewer.switched(
        base, {"L05": True, "L01": True}
    )  # the second the baseline has from month -12 on
    assert on == base.with_levers(L05={"start": 0})
    assert mesa_viewer.switched(on, {"L05": False}) == base
    off = mesa_viewer.switched(base, {"L01": False})
    assert "L01" not in off.levers
    assert mesa_viewer.switched(base, {}) is base


# --- the figures ------------------------------------------------------------------------------------------


def test_the_map_has_everyone_in_the_colour_of_their_state_and_every_tie(network: NetworkModel) -> None:
    ax = mesa_viewer.region(network).axes[0]
    marks = [each for each in ax.collections if isinstance(each, PathCollection)]
    coloured = np.concatenate([np.asarray(each.get_array()) for each in marks])
    assert sorted(coloured) == sorted(each.state.engagement for each in network.organisations)
    assert len(np.unique(np.concatenate([each.get_offsets() for each in marks]), axis=0)) == len(coloured)
    assert len(ax.lines) == len(network.ties)
    assert [each.get_text() for each in ax.texts] == [each.name for each in network.localities]


def test_lines_end_where_the_network_is(network: NetworkModel) -> None:
    ax = mesa_viewer.means(network, OUTCOMES).axes[0]
    assert list(ax.lines[0].get_xdata()) == [-24, -23, -22]
    assert ax.lines[0].get_ydata()[-1] == network.members.engagement
    assert ax.lines[0].get_label() == f"Engagement {100 * network.members.engagement:.0f} %"


def test_lines_of_a_network_that_has_not_begun_are_empty(base: Scenario) -> None:
    lines = mesa_viewer.means(NetworkModel(base), OUTCOMES).axes[0].lines
    assert [(len(each.get_xdata()), each.get_label()) for each in lines] == [(0, title) for title in OUTCOMES]


# --- who is let in ----------------------------------------------------------------------------------------


def answer_to(kind: str, **headers: str) -> Any:
    """What a request with these headers comes to: the application, or a status."""
    sent: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        sent.append("let in")

    async def send(message: Any) -> None:
        sent.append(message.get("status"))

    scope = {"type": kind, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    asyncio.run(mesa_viewer.for_this_computer(inner)(scope, None, send))
    return sent[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_only_pages_of_this_computer_are_let_in(kind: str) -> None:
    for host in ("127.0.0.1:8521", "localhost:8521"):
        assert answer_to(kind, host=host) == "let in"
        assert answer_to(kind, host=host, origin=f"http://{host}") == "let in"
        for origin in ("http://elsewhere.example", "null", "https://127.0.0.1:8521", "http://127.0.0.1:1"):
            assert answer_to(kind, host=host, origin=origin) == 403, origin
    for host in ("elsewhere.example:8521", "127.0.0.1.elsewhere.example:8521", ""):
        assert answer_to(kind, host=host) == 403, host
    assert answer_to(kind) == 403


def test_it_listens_on_this_computer_alone_or_says_that_the_port_is_taken() -> None:
    with mesa_viewer.listen(0) as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(WrongInput, match=rf"--port: port {port} cannot be had \(.*\); name another"):
            mesa_viewer.listen(port)


# --- what is missing --------------------------------------------------------------------------------------

LACKING = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "solara" else find(name, *rest)
from analysis.cli.app import app, main
from analysis.cli.workshop import mesa
app.command(name="tried")(mesa)
main(["tried", *sys.argv[1:]])
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Mesa's viewer: it lacks solara"),
        (["no-such-scenario"], "no-such-scenario: there is no scenario of this name"),
        (["--port", "70000"], "Invalid value for '--port'"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_one_line(words: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LACKING, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,  # were it not refused, it would serve
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith(said)
    if not words:
        assert "pip install 'hubspoke[mesa-viz]'" in done.stderr


def test_a_notebook_is_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(WrongInput, match=r"pip install 'hubspoke\[mesa-viz\]'"):
        mesa_viewer.page("baseline")


def test_versions_that_draw_it_wrongly_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "3.1.0")
    with pytest.raises(WrongInput, match=r"ipyvuetify 3\.1\.0 draws it wrongly"):
        mesa_viewer.page("baseline")


# --- with the viewer --------------------------------------------------------------------------------------


@pytest.fixture
def viewer(base: Scenario) -> Iterator[Any]:
    """The page, rendered to widgets without a browser."""
    missing = [each for each in mesa_viewer.NEEDED if importlib.util.find_spec(each) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: pip install -c constraints.txt -e '.[mesa-viz]'")
    import solara

    # Within the layout that Solara gives a page, in a notebook too: the sidebar is a part of it.
    _, rendered = solara.render(solara.AppLayout(children=[mesa_viewer.page(base)]), handle_error=False)
    yield rendered
    rendered.close()


def press(viewer: Any, label: str) -> None:
    import ipyvuetify

    next(each for each in viewer.find(ipyvuetify.Btn).widgets if label in each.children).click()


def change(viewer: Any, kind: str, label: str, value: Any) -> None:
    import ipyvuetify

    widgets = viewer.find(getattr(ipyvuetify, kind)).widgets
    next(each for each in widgets if each.label == label).v_model = value


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[NetworkModel]:
    """Every network whose map the page draws, as it is drawn."""
    networks: list[NetworkModel] = []
    region = mesa_viewer.region

    def noted(network: NetworkModel, state: str) -> Any:
        networks.append(network)
        return region(network, state)

    monkeypatch.setattr(mesa_viewer, "region", noted)
    return networks


def test_its_makers_are_not_told_of_the_first_notebook(
    viewer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import solara.checks

    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with which Solara asks nobody either
    monkeypatch.setattr(solara.checks, "jupyter_checked_path", tmp_path / "not yet")
    assert solara.checks._should_perform_check(solara.checks.jupyter_checked_path)
    assert not solara.checks.should_perform_jupyter_check()


def test_a_step_is_a_month_and_reset_begins_anew_until_the_server_ends(
    drawn: list[NetworkModel], viewer: Any
) -> None:
    assert drawn[-1].month == -25
    press(viewer, "Step")
    press(viewer, "Step")
    assert drawn[-1].month == -23
    press(viewer, "Reset")
    assert drawn[-1].month == -25
    mesa_viewer._closing.set()
    try:
        press(viewer, "Step")
        assert drawn[-1].month == -25
    finally:
        mesa_viewer._closing.clear()


def test_what_is_chosen_is_the_network_itself_from_the_next_reset_on(
    drawn: list[NetworkModel], viewer: Any, base: Scenario
) -> None:
    change(viewer, "Checkbox", "A paid core team", True)
    change(viewer, "Checkbox", "Funded full-time coordinator", False)
    change(viewer, "Slider", "Run", 3)
    change(viewer, "Slider", "Seed", 2)
    change(viewer, "Select", "Parameters", "prior")
    press(viewer, "Step")
    assert drawn[-1].what_if == base
    press(viewer, "Reset")
    network = NetworkModel(
        base.with_levers({"L02": {"start": 0}, "L01": "off"}), run=3, seed=2, parameters="prior"
    )
    viewed = drawn[-1]
    for _ in range(36):
        viewed.step()
        network.step()
    assert viewed.what_if == network.what_if
    assert [each.state for each in viewed.organisations] == [each.state for each in network.organisations]
    assert (viewed.net, viewed.members, viewed.region) == (network.net, network.members, network.region)
