"""Rooms over HTTP: what is refused, what is answered, and that nothing asked for is lost."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from analysis.cli import main
from analysis.page.live import Room, Rooms, rooms
from analysis.page.packing import unpack
from analysis.page.server import HOST, MOST_BYTES, Server, listen
from analysis.page.settings import COSTS, QUANTILES, Runs
from sim import Scenario, load_network, load_scenario, simulate_each
from sim.inputs.errors import WrongInput
from sim.inputs.skeleton import write_skeleton
from sim.model.outcomes import OUTCOMES
from sim.simulation import simulate

RUNS = Runs(32, workers=1)
JSON = {"Content-Type": "application/json"}
LEVER = {"virtual-training": {"start": 7, "strength": 0.35}}
NUMBER = {"people.engagement_decay": 0.07}


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> str:
        return str(json.loads(self.body)["said"])


class Running:
    """A server in a thread of its own, and requests to it."""

    def __init__(self, laid: Rooms, port: int = 0) -> None:
        self.rooms, ready = laid, threading.Event()
        self._taken = listen(port)
        self.port = self._taken.getsockname()[1]
        self._server = Server(laid, self._taken, ready.set)
        self._thread = threading.Thread(target=self._server.serve_until_stopped)
        self._thread.start()
        assert ready.wait(30)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()
        self._taken.close()

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        connection = HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            found = connection.getresponse()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()

    def setting(
        self, bundle: int, own: dict[str, Any] | None = None, room: str = "", **headers: str
    ) -> Answer:
        body = json.dumps({"bundle": bundle, "own": own, "room": room})
        return self.ask("POST", "/setting", body, {**JSON, **headers})


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Rooms:
    folder = tmp_path_factory.mktemp("networks")
    write_skeleton("tiny", folder)
    return rooms([load_scenario("baseline")], [load_network(folder / "tiny")], None, RUNS)


@pytest.fixture(scope="module")
def server(laid: Rooms) -> Iterator[Running]:
    running = Running(laid)
    yield running
    running.stop()


# -- What is refused -----------------------------------------------------------------------


def posted(body: str | bytes, **headers: str) -> dict[str, Any]:
    return {"method": "POST", "path": "/setting", "body": body, "headers": {**JSON, **headers}}


def own(**said: Any) -> str:
    return json.dumps({"bundle": 0, "own": said})


def got(path: str, **headers: str) -> dict[str, Any]:
    return {"method": "GET", "path": path, "headers": headers}


REFUSED = {
    "another host": (
        got("/", Host="example.org"),
        403,
        "this computer",
    ),
    "another port": (
        got("/", Host="127.0.0.1:1"),
        403,
        "this computer",
    ),
    "no port": (got("/", Host="127.0.0.1"), 403, "this computer"),
    "another origin": (posted('{"bundle": 0}', Origin="http://example.org"), 403, "elsewhere"),
    "no origin at all": (posted('{"bundle": 0}', Origin="null"), 403, "elsewhere"),
    "a read from elsewhere": (got("/room", Origin="https://example.org"), 403, "elsewhere"),
    "no such path": (got("/etc/passwd"), 404, "Not Found"),
    "out of the folder": (got("/../pyproject.toml"), 404, "Not Found"),
    "no such room": (got("/?room=nowhere"), 404, "there is no room 'nowhere'"),
    "a room that is a path": (posted('{"bundle": 0, "room": "../tiny"}'), 404, "there is no room '../tiny'"),
    "read what is asked for": (got("/setting"), 405, "Method Not Allowed"),
    "write to the page": ({"method": "POST", "path": "/", "body": "x"}, 405, "Method Not Allowed"),
    "before a foreign request": ({"method": "OPTIONS", "path": "/setting"}, 405, "Method Not Allowed"),
    "too large": (posted(b" " * (MOST_BYTES + 1)), 413, "64,000 bytes"),
    "too large for the page": ({"method": "GET", "path": "/", "body": b" " * 70_000}, 413, "64,000 bytes"),
    "a form": (posted("bundle=0", **{"Content-Type": "text/plain"}), 415, "application/json"),
    "no type": ({"method": "POST", "path": "/setting", "body": "{}"}, 415, "application/json"),
    "another room by now": (posted('{"bundle": 0}', **{"If-Match": '"old"'}), 412, "not what it was"),
    "no JSON": (posted("{"), 400, "it is not JSON"),
    "no text": (posted(b"\xff\xfe"), 400, "it is not JSON"),
    "nested without end": (posted("[" * 30_000), 400, "it is not JSON"),
    "a number of 5,000 digits": (posted('{"bundle": ' + "9" * 5000 + "}"), 400, "it is not JSON"),
    "no number": (posted('{"bundle": NaN}'), 400, "it is not JSON"),
    "a list": (posted("[]"), 400, "keys and values"),
    "nothing": (posted("{}"), 400, "bundle: is missing"),
    "misspelt": (posted('{"bundel": 0}'), 400, "did you mean bundle?"),
    "no whole number": (posted('{"bundle": 0.5}'), 400, "not a whole number"),
    "below": (posted('{"bundle": -1}'), 400, "is below 0"),
    "no such setting": (posted('{"bundle": 64}'), 400, "there is no setting 64; name one from 0 to 63"),
    "a path for a network": (posted(own(network="/etc")), 400, "own.network: there is no such key"),
    "no such lever": (posted(own(levers={"shared-record": {}})), 400, "did you mean shared-records?"),
    "too strong": (
        posted(own(levers={"outreach": {"start": 0, "strength": 2}})),
        400,
        "strength: 2 is above 1",
    ),
    "after the end": (posted(own(levers={"outreach": {"start": 99}})), 400, "after the horizon 60"),
    "no such number": (
        posted(own(parameters={"people.decay": 1})),
        400,
        "there is no parameter 'people.decay'",
    ),
    "beyond its bounds": (posted(own(parameters={"culture.trust_fades": 2})), 400, "2 is above 1"),
    "infinite": (
        posted('{"bundle": 0, "own": {"parameters": {"culture.trust_fades": 1e999}}}'),
        400,
        "finite",
    ),
    "beyond what a number can mean": (
        posted(own(parameters={"levers.outreach.cost_yearly": 1.7e308}, levers={"outreach": {"start": 0}})),
        400,
        "levers.outreach.cost_yearly: 1.7e+308 is above 1,000,000,000,000; write 1,000,000,000,000 or less",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_said_in_a_line(name: str, server: Running) -> None:
    request, status, words = REFUSED[name]
    answer = server.ask(**request)
    assert answer.status == status
    assert words in answer.said
    assert "\n" not in answer.said
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("kind", ["levers", "parameters"])
def test_of_a_thousand_strangers_the_first_is_named(kind: str, server: Running) -> None:
    given = {f"trust{number}": {"start": 0} if kind == "levers" else 1 for number in range(1000)}
    answer = server.ask(**posted(own(**{kind: given})))
    # What each of them was meant to be would take half a minute to find.
    assert answer.status == 400
    assert "'trust0'" in answer.said
    assert "more)" not in answer.said


def test_a_body_without_end_is_refused_before_it_ends(server: Running) -> None:
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 2_000
            yield b" " * 2_000

    answer = server.ask("POST", "/setting", parts(), JSON)
    assert (answer.status, sent) == (413, 200_000)


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nHost: loc", b"POST /setting HTTP/1.1\r\nContent-Le"]
)
def test_a_connection_without_a_whole_request_is_closed(
    sent: bytes, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.page.server.WHOLE_REQUEST", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(sent)
        assert connection.recv(1) == b""


def test_two_hosts_are_refused(server: Running) -> None:
    connection = HTTPConnection(HOST, server.port, timeout=10)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", f"{HOST}:{server.port}")
    connection.putheader("Host", "example.org")
    connection.endheaders()
    assert connection.getresponse().status in (400, 403)
    connection.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_names_of_this_computer_are_let_in(host: str, server: Running) -> None:
    name = f"{host}:{server.port}"
    headers = {**JSON, "Host": name, "Origin": f"http://{name.lower()}"}
    assert server.ask("POST", "/setting", '{"bundle": 0}', headers).status == 200


@pytest.mark.parametrize("path", ["/", "/room", "/nowhere"])
def test_all_that_goes_out_has_its_safeguards(path: str, server: Running) -> None:
    headers = server.ask("GET", path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'self';" in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert headers["cache-control"] == "no-store"
    assert not [name for name in headers if name.startswith("access-control")]


def test_the_page_has_the_policy_of_its_header(server: Running) -> None:
    answer = server.ask("GET", "/")
    policy = answer.headers["content-security-policy"].removesuffix("; frame-ancestors 'none'")
    assert f'content="{policy}"'.replace("'", "'") in answer.body.decode()


def test_it_listens_on_the_loopback_address_alone(server: Running) -> None:
    with listen(0) as taken:
        assert taken.getsockname()[0] == "127.0.0.1"
        with pytest.raises(WrongInput, match=r"--port: port \d+ is taken"):
            listen(taken.getsockname()[1])
    with listen() as one, listen() as other:
        assert one.getsockname()[1] != other.getsockname()[1]


# -- What is answered ----------------------------------------------------------------------


def near(found: np.ndarray, wanted: np.ndarray) -> None:
    """Hold numbers to those they were rounded from: to half of 255 steps from the least to the greatest."""
    for one, other in zip(found, wanted, strict=True):
        step = (other.max() - other.min()) / 255
        # A little more than half: the lowest number and the step are written in nine digits.
        assert np.abs(one - other).max() <= 0.51 * step + 5e-9 * max(1.0, np.abs(other).max())


def compare(answer: Answer, bundle: int, scenario: Scenario, base: Scenario) -> None:
    """Hold an answer to what Python gives for the same scenario."""
    assert answer.status == 200, answer.body
    settings, found = unpack(answer.body)
    assert settings == [bundle]
    each = simulate_each([base, scenario], RUNS.number, RUNS.seed, parameters=RUNS.parameters)
    bands = np.quantile(each.outcomes[1], QUANTILES, axis=0).transpose(2, 0, 1)
    near(found["bands"][:, :, 0], bands)
    for place, outcome in enumerate(OUTCOMES.values()):
        gain = each.outcomes[1][..., place] - each.outcomes[0][..., place]
        gain = -gain if outcome.better == "lower" else gain
        assert (found["chances"][place, 0, 0] == (gain >= outcome.worthwhile).sum(axis=0)).all()
        assert (found["chances"][place, 1, 0] == (-gain >= outcome.worthwhile).sum(axis=0)).all()
    since = each.months.index(0)
    more = (each.costs[1] - each.costs[0])[:, since:].sum(axis=(1, 2, 3))
    assert found["costs"][COSTS.index("all"), 0, 0] == pytest.approx(more.mean(), rel=1e-3, abs=50)


def test_an_answer_is_what_python_gives(server: Running) -> None:
    board = server.rooms.of("").board
    compare(server.setting(5), 5, board.scenario_of(5), board.scenario)


def test_levers_stand_over_switches(server: Running) -> None:
    board = server.rooms.of("").board
    answer = server.setting(3, {"levers": LEVER, "parameters": {}})
    compare(answer, 3, board.scenario_of(3).with_levers(LEVER), board.scenario)


def test_numbers_hold_in_what_a_future_is_held_against_too(server: Running) -> None:
    board = server.rooms.of("").board
    base = board.scenario.with_parameters(NUMBER)
    answer = server.setting(1, {"levers": LEVER, "parameters": NUMBER})
    compare(answer, 1, board.scenario_of(1).with_parameters(NUMBER).with_levers(LEVER), base)
    alone = server.setting(0, {"levers": {}, "parameters": NUMBER})
    compare(alone, 0, base, base)
    assert not unpack(alone.body)[1]["chances"].any()


def test_a_lever_may_be_taken_away(server: Running) -> None:
    board = server.rooms.of("").board
    answer = server.setting(0, {"levers": {"coordinator": "off"}})
    compare(answer, 0, board.scenario.with_levers(coordinator="off"), board.scenario)


def test_another_network_is_another_room(server: Running) -> None:
    first, other = server.rooms.rooms.values()
    assert other.name == f"baseline on {other.board.scenario.network.name}"
    told = json.loads(server.ask("GET", f"/room?room={other.name.replace(' ', '%20')}").body)
    names = [each["name"] for each in told["network"]["organisations"]]
    assert names == [each.name for each in other.board.scenario.network.organisations]
    assert [each["name"] for each in told["rooms"]] == [first.name, other.name]
    answer = server.setting(1, {"levers": LEVER}, other.name)
    compare(answer, 1, other.board.scenario_of(1).with_levers(LEVER), other.board.scenario)


def test_the_run_that_is_told_is_the_same_whatever_is_set(server: Running) -> None:
    room = server.rooms.of("")
    scenario = room.board.scenario_of(1).with_parameters(NUMBER)
    told = simulate(scenario, [room.base.typical], RUNS.seed, parameters=RUNS.parameters).outcomes
    found = unpack(server.setting(1, {"parameters": NUMBER}).body)[1]["outcomes"][:, 0]
    near(found, told[list(OUTCOMES)].to_numpy(float).T)


def test_a_room_says_what_there_is_to_set(server: Running) -> None:
    told = json.loads(server.ask("GET", "/room").body)
    assert told["mode"] == "server"
    assert len(told["levers"]) == 24
    assert next(each for each in told["levers"] if each["name"] == "coordinator")["spells"]
    assert {each["name"] for each in told["parameters"]} >= set(NUMBER)
    assert told["digest"] in server.ask("GET", "/").body.decode()


def test_a_room_that_is_the_same_is_not_sent_again(server: Running) -> None:
    tag = server.ask("GET", "/room").headers["etag"]
    again = server.ask("GET", "/room", headers={"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    assert server.ask("GET", "/room", headers={"If-None-Match": '"old"'}).status == 200
    assert server.setting(0, **{"If-Match": tag}).status == 200


# -- Many at once --------------------------------------------------------------------------


@pytest.mark.heavy
def test_twenty_at_once_are_all_answered_and_each_with_its_own(server: Running) -> None:
    board = server.rooms.of("").board
    shares = [round(0.02 * n + 0.1, 2) for n in range(20)]

    def browser(number: int) -> list[tuple[int, dict[str, Any], Answer]]:
        levers = {"outreach": {"start": number, "strength": shares[number]}}
        return [(n, levers, server.setting(n, {"levers": levers})) for n in (0, number, 63 - number)]

    with ThreadPoolExecutor(20) as pool:
        found = [each for answers in pool.map(browser, range(20)) for each in answers]
    assert len(found) == 60
    scenarios = [board.scenario_of(bundle).with_levers(levers) for bundle, levers, _ in found]
    wanted = simulate_each(scenarios, RUNS.number, RUNS.seed, parameters=RUNS.parameters).outcomes
    for (bundle, _, answer), outcomes in zip(found, wanted, strict=True):
        settings, arrays = unpack(answer.body)
        assert settings == [bundle]
        near(arrays["bands"][:, :, 0], np.quantile(outcomes, QUANTILES, axis=0).transpose(2, 0, 1))


def test_what_several_ask_for_is_run_once(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    answer = Room.answer

    def counted(self: Room, choice: Any) -> bytes:
        ran.append(choice.bundle)
        time.sleep(0.2)  # so that all have asked before the first is answered
        return answer(self, choice)

    monkeypatch.setattr(Room, "answer", counted)
    choice = {"levers": {"champions": {"start": 11, "strength": 0.77}}}
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: server.setting(2, choice).body, range(20)))
    assert (ran, len(set(found))) == ([2], 1)


def test_who_does_not_wait_is_not_run_for(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    answer = Room.answer

    def slow(self: Room, choice: Any) -> bytes:
        ran.append(choice.bundle)
        time.sleep(0.5)
        return answer(self, choice)

    monkeypatch.setattr(Room, "answer", slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(server.setting, 41)
        while not ran:
            time.sleep(0.01)
        gone = HTTPConnection(HOST, server.port, timeout=10)
        gone.request("POST", "/setting", '{"bundle": 42}', JSON)
        time.sleep(0.1)
        gone.close()
        last = pool.submit(server.setting, 43)
        assert (first.result().status, last.result().status) == (200, 200)
    assert ran == [41, 43]


def test_a_failure_is_said_and_the_next_is_answered(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Room, choice: Any) -> bytes:
        raise ArithmeticError("no luck")

    with monkeypatch.context() as patch:
        patch.setattr(Room, "answer", fails)
        answer = server.setting(44)
        assert (answer.status, answer.said) == (500, "the server failed: ArithmeticError: no luck")
    assert server.setting(44).status == 200


def test_a_server_that_comes_back_says_that_it_is_the_same(laid: Rooms) -> None:
    first = Running(laid)
    tag, answer = first.ask("GET", "/room").headers["etag"], first.setting(9).body
    first.stop()
    with pytest.raises(ConnectionRefusedError):
        first.setting(9)
    again = Running(rooms([load_scenario("baseline")], [], None, RUNS), first.port)
    try:
        # It has one room less, which pages are told of.
        assert again.setting(9, **{"If-Match": tag}).status == 412
        assert again.setting(9).body == answer
    finally:
        again.stop()
    same = Running(
        Rooms({name: Room(name, each.board, RUNS) for name, each in laid.rooms.items()}), first.port
    )
    try:
        assert same.setting(9, **{"If-Match": tag}).body == answer
    finally:
        same.stop()


def test_who_still_waits_when_it_stops_is_told_so(laid: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    def slow(self: Room, choice: Any) -> bytes:
        ran.append(choice.bundle)
        time.sleep(3)
        return b""

    monkeypatch.setattr(Room, "answer", slow)
    server = Running(laid)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(server.setting, bundle) for bundle in (51, 52)]
        while not ran:
            time.sleep(0.01)
        server.stop()
        for each in waiting:
            assert (each.result().status, each.result().said) == (503, "the server stops")


# -- Rooms ---------------------------------------------------------------------------------


def test_scenarios_that_no_switch_makes_have_rooms_of_their_own() -> None:
    base, prepared = load_scenario("baseline"), load_scenario("shared-records")
    longer = base.with_horizon(120).renamed("longer")
    found = rooms([base, prepared, longer], [], None, RUNS).rooms
    assert list(found) == ["baseline", "longer"]
    assert [each.name for each in found["baseline"].board.prepared] == ["shared-records"]


def test_a_scenario_that_reaches_nobody_on_a_network_is_refused(tmp_path: Path) -> None:
    write_skeleton("tiny", tmp_path)
    base = load_scenario("baseline")
    hospice = next(each.name for each in base.network.organisations)
    scenario = base.with_levers(outreach={"start": 0, "reach": {"name": hospice}})
    with pytest.raises(WrongInput, match="there is no organisation"):
        scenario.with_network(load_network(tmp_path / "tiny"))


def test_a_network_of_ones_own_stands_beside_the_shipped_one(tmp_path: Path) -> None:
    write_skeleton("tiny", tmp_path)
    own_scenario = load_scenario(tmp_path / "tiny" / "as-it-is.yaml")
    assert list(rooms([own_scenario], [], None, RUNS).rooms) == ["as-it-is", "baseline"]


# -- The command ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("basline",), "did you mean baseline?"),
        (("--network", "nowhere"), "there is no network or folder of this name"),
        (("--switches", "nothing"), "there is no lever or barrier 'nothing'"),
        (("--host", "0.0.0.0"), "No such option"),
    ],
)
def test_wrong_input_is_a_line(words: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(("workshop", "serve", "--no-browser", *words))
    out, err = capfd.readouterr()
    assert (stop.value.code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_port_that_is_taken_is_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    with listen(0) as taken, pytest.raises(SystemExit) as stop:
        main(("workshop", "serve", "--no-browser", "--port", str(taken.getsockname()[1])))
    assert stop.value.code == 2
    assert "is taken, or may not be used; name another" in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_the_command_says_its_address_and_ends_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "analysis.cli", "workshop", "serve", "--no-browser", "--port", "0"]
    started = subprocess.Popen(
        [*command, "--runs", "8"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    address = started.stdout.readline().strip()
    port = int(address.removeprefix("http://127.0.0.1:").removesuffix("/"))
    connection = HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    before = time.monotonic()
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, out, err) == (0, "", "")
    assert time.monotonic() - before < 10  # most of it what a busy machine takes
    connection.close()


def test_it_is_ready_before_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    stopped: list[Server] = []

    def stop(self: Server) -> None:
        stopped.append(self)
        self._started()  # type: ignore[misc]

    monkeypatch.setattr(Server, "serve_until_stopped", stop)
    monkeypatch.setattr("webbrowser.open", opened.append)
    with pytest.raises(SystemExit) as done:
        main(("workshop", "serve", "--runs", "4", "--port", "0"))
    out = capfd.readouterr().out
    deadline = time.monotonic() + 10
    while not opened and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (done.value.code, [f"{each}\n" for each in opened]) == (0, [out])
