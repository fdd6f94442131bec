"""The network in Mesa's viewer: what can be said without it, and what needs the extra ``mesa-viz``."""

from __future__ import annotations

import asyncio
import base64
import importlib.metadata
import importlib.util
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PatchCollection, PathCollection

from analysis import mesa_viewer
from analysis.mesa_viewer import figure, saying, server
from analysis.mesa_viewer.asked import Future, drawn_outcomes, offered, shown_states
from analysis.mesa_viewer.places import places_of
from sim import load_scenario
from sim.engine.mesa_model import NetworkModel
from sim.inputs.errors import WrongInput
from sim.inputs.scenarios import Scenario

HOSTILE = ["<script>alert(1)</script>", 'a $x^2$ & "b"', "مستشفى", "x" * 200]


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


# --- what is asked ----------------------------------------------------------------------------------------


def test_a_lever_is_switched_on_off_and_back(base: Scenario) -> None:
    future = Future(base).switched("L05", True)
    assert future.applied() == base.with_levers(L05={"start": 0})
    assert future.switched("L05", False) == Future(base)
    off = Future(base).switched("L01", False)  # which the baseline has from month -12 on
    assert "L01" not in off.applied().levers
    assert off.switched("L01", True).applied() == base
    assert [each for each in ("L01", "L05") if future.pulls(each)] == ["L01", "L05"]
    assert not off.pulls("L01")


def test_every_scenario_is_offered_once_the_one_asked_for_first(base: Scenario) -> None:
    found = offered(base)
    assert next(iter(found)) == base.title
    digests = [each.digest() for each in found.values()]
    assert len(digests) == len(set(digests)) > 5
    own = offered(base.with_horizon(12))  # of the same title as a shipped one
    assert own[base.title].horizon == 12
    assert own[f"{base.title} (baseline)"] == base


def test_states_and_outcomes_offered_are_shares(network: NetworkModel) -> None:
    for each in shown_states().values():
        entities = network.organisations if each.of == "organisations" else network.localities
        assert all(0 <= getattr(entity.state, each.field) <= 1 for entity in entities), each
    assert next(iter(shown_states())) == "Engagement"
    assert {"Engagement", "24/7 cover"} <= set(drawn_outcomes())
    assert "funding" not in drawn_outcomes().values()


# --- the pictures -----------------------------------------------------------------------------------------


def test_the_map_has_everyone_in_the_colour_of_their_state(network: NetworkModel) -> None:
    drawn = figure.region(network, shown_states()["Engagement"]).axes[0].collections
    marks = [each for each in drawn if isinstance(each, PathCollection)]
    coloured = np.concatenate([np.asarray(each.get_array()) for each in marks])
    assert sorted(coloured) == sorted(each.state.engagement for each in network.organisations)
    drawn = figure.region(network, shown_states()["24/7 cover, by locality"]).axes[0].collections
    circles = next(each for each in drawn if isinstance(each, PatchCollection))
    assert list(np.asarray(circles.get_array())) == [each.state.cover_24_7 for each in network.localities]


def test_lines_end_where_the_network_is(network: NetworkModel) -> None:
    ax = figure.means(network, {"Engagement": "engagement"}).axes[0]
    assert list(ax.lines[0].get_xdata()) == [-24, -23, -22]
    assert ax.lines[0].get_ydata()[-1] == 100 * network.members.engagement
    assert f"Engagement {100 * network.members.engagement:.0f} %" in [each.get_text() for each in ax.texts]


def test_lines_of_a_network_that_has_not_begun_are_none(base: Scenario) -> None:
    fresh = NetworkModel(base)
    assert not figure.means(fresh, drawn_outcomes()).axes[0].lines
    assert saying.month_of(fresh) == "Before month -24, in which it begins"
    assert saying.means_in_words(fresh, drawn_outcomes()).endswith("nothing yet.")


def test_words_say_what_the_map_shows(network: NetworkModel) -> None:
    engagement = {each.name: 100 * each.state.engagement for each in network.organisations}
    least, most = min(engagement, key=engagement.__getitem__), max(engagement, key=engagement.__getitem__)
    said = saying.map_in_words(network, shown_states()["Engagement"])
    assert f"Month -22 of 60. Engagement: from {engagement[least]:.0f} % ({least}) " in said
    assert f"to {engagement[most]:.0f} % ({most})" in said


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_drawn_harmlessly(name: str, base: Scenario) -> None:
    declared = base.network
    place = declared.localities[0].model_copy(update={"name": name})
    members = [
        each.model_copy(
            update={"locality": name if each.locality == declared.localities[0].name else each.locality}
        )
        for each in declared.organisations
    ]
    changed = {"localities": (place, *declared.localities[1:]), "organisations": tuple(members)}
    view = Drawn(base.model_copy(update={"network": declared.model_copy(update=changed)}))
    address = figure.address_of(figure.region, view, shown_states()["Engagement"])
    drawn = base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode()
    assert drawn.rstrip().endswith("</svg>")
    assert "<script" not in drawn
    assert len(figure.short(name)) <= figure.LONGEST_NAME


class Drawn:
    """As much of a network as the map looks at, with other names than those it was run with."""

    def __init__(self, scenario: Scenario) -> None:
        self.run = NetworkModel(load_scenario("baseline"), collect=False)
        self.what_if = scenario

    def __getattr__(self, name: str) -> Any:
        return getattr(self.run, name)


def stacked(scenario: Scenario) -> Any:
    """The network with all its localities in one place."""
    places = [each.model_copy(update={"x_km": 3.0, "y_km": 4.0}) for each in scenario.network.localities]
    return scenario.network.model_copy(update={"localities": tuple(places)})


@pytest.mark.parametrize("make", [lambda each: each.network, stacked], ids=["study region", "in one place"])
def test_circles_on_the_map_stand_apart_with_their_members_within(make: Any, base: Scenario) -> None:
    network = make(base)
    places = places_of(network)
    one, other = np.triu_indices(len(places.radii), 1)
    between = np.linalg.norm(places.localities[one] - places.localities[other], axis=1)
    assert (between > places.radii[one] + places.radii[other]).all()
    names = [each.name for each in network.localities]
    home = [names.index(each.locality) for each in network.organisations]
    away = np.linalg.norm(places.organisations - places.localities[home], axis=1)
    assert (away < places.radii[home]).all()
    assert len(np.unique(places.organisations.round(6), axis=0)) == len(network.organisations)


# --- who is let in ----------------------------------------------------------------------------------------


def answer_to(kind: str, **headers: str) -> list[Any]:
    """What a request with these headers comes to, and whether it reached the application."""
    sent: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        sent.append("let in")

    async def send(message: Any) -> None:
        sent.append(message.get("status") or message.get("code"))

    scope = {"type": kind, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}
    asyncio.run(server.at_home(inner)(scope, None, send))
    return sent


@pytest.mark.parametrize(("kind", "refused"), [("http", 403), ("websocket", 1008)])
def test_only_pages_of_this_computer_are_let_in(kind: str, refused: int) -> None:
    for host in ("127.0.0.1:8521", "localhost:8521"):
        assert answer_to(kind, host=host) == ["let in"]
        assert answer_to(kind, host=host, origin=f"http://{host}") == ["let in"]
        for origin in ("http://elsewhere.example", "null", "https://127.0.0.1:8521", "http://127.0.0.1:1"):
            assert answer_to(kind, host=host, origin=origin)[0] == refused, origin
    for host in ("elsewhere.example:8521", "127.0.0.1.elsewhere.example:8521", ""):
        assert answer_to(kind, host=host)[0] == refused, host
    assert answer_to(kind)[0] == refused


def test_it_listens_on_this_computer_alone() -> None:
    with server._bound(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongInput, match=rf"--port: port {port} cannot be had \(.*\); name another"):
            server._bound(port)


# --- what is missing --------------------------------------------------------------------------------------

LACKING = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "solara" else find(name, *rest)
from analysis.cli.app import app, main
from analysis.cli.workshop_mesa import mesa
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

    _, rendered = solara.render(mesa_viewer.page(base), handle_error=False)
    yield rendered
    rendered.close()


def press(viewer: Any, label: str) -> None:
    import ipyvuetify

    next(each for each in viewer.find(ipyvuetify.Btn).widgets if label in each.children).click()


def words_of(viewer: Any) -> str:
    """What the page says, but for its alerts."""
    import ipyvuetify

    def within(widget: Any) -> list[str]:
        if isinstance(widget, str):
            return [widget]
        if isinstance(widget, ipyvuetify.Alert):
            return []
        return [said for each in getattr(widget, "children", ()) for said in within(each)]

    return " ".join(within(viewer.container))


def switch(viewer: Any, label: str, on: bool) -> None:
    import ipyvuetify

    next(each for each in viewer.find(ipyvuetify.Checkbox).widgets if each.label == label).v_model = on


def test_its_makers_are_not_told_of_the_first_notebook(
    viewer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import solara.checks

    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with which Solara asks nobody either
    monkeypatch.setattr(solara.checks, "jupyter_checked_path", tmp_path / "not yet")
    assert solara.checks._should_perform_check(solara.checks.jupyter_checked_path)
    assert not solara.checks.should_perform_jupyter_check()


def test_a_step_is_a_month_and_reset_begins_anew(viewer: Any) -> None:
    assert "Before month -24" in words_of(viewer)
    press(viewer, "Step")
    press(viewer, "Step")
    assert "Month -23 of 60" in words_of(viewer)
    press(viewer, "Reset")
    assert "Before month -24" in words_of(viewer)


def test_a_lever_is_run_from_the_next_reset_on(viewer: Any) -> None:
    press(viewer, "Step")
    switch(viewer, "A paid core team", on=True)
    assert "switched on" not in words_of(viewer)
    press(viewer, "Reset")
    assert "switched on: a paid core team." in words_of(viewer)
    switch(viewer, "A paid core team", on=False)
    press(viewer, "Reset")
    assert "switched on" not in words_of(viewer)


def test_what_is_asked_for_and_not_shown_is_said_until_it_is_run(viewer: Any) -> None:
    import ipyvuetify

    def said() -> str:
        found = viewer.find(ipyvuetify.Alert).widgets
        return " ".join(str(each) for alert in found for each in alert.children)

    def slider(label: str) -> Any:
        return next(each for each in viewer.find(ipyvuetify.Slider).widgets if each.label == label)

    assert said() == ""
    slider("Run 0").v_model = 3
    slider("Seed 1").v_model = 2
    slider("Run 3"), slider("Seed 2")  # the numbers stand beside them
    assert (
        "As studied. Run 3 of seed 2, with a set of parameters that calibration accepted. Press Reset"
        in said()
    )
    assert "Run 0 of seed 1" in words_of(viewer)
    press(viewer, "Reset")
    assert said() == ""
    assert "Run 3 of seed 2, with a set of parameters" in words_of(viewer)
    choice = next(each for each in viewer.find(ipyvuetify.Select).widgets if each.label == "Parameters")
    choice.v_model = "central"
    assert "Run 3 of seed 2, with best guesses of the parameters. Press Reset" in said()
    press(viewer, "Reset")
    assert said() == ""
    assert "Run 3 of seed 2, with best guesses" in words_of(viewer)


def test_what_plays_stops_when_the_server_ends(viewer: Any) -> None:
    from analysis.mesa_viewer import components

    components.closing.set()
    try:
        press(viewer, "Step")
        assert "Before month -24" in words_of(viewer)
    finally:
        components.closing.clear()


def test_what_is_viewed_is_the_network_itself(base: Scenario, viewer: Any) -> None:
    import solara

    from analysis.mesa_viewer.components import Viewed

    future = Future(base).switched("L02", True)
    viewed = Viewed(solara.Reactive(future), run=3, seed=2, parameters="prior")
    network = NetworkModel(base.with_levers(L02={"start": 0}), run=3, seed=2, parameters="prior")
    for _ in range(36):
        viewed.step()
        network.step()
    assert [each.state for each in viewed.organisations] == [each.state for each in network.organisations]
    assert (viewed.net, viewed.members, viewed.region) == (network.net, network.members, network.region)
