"""Requests that no page would send are refused, and those of many pages at once are all answered."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from analysis.page.packing import unpack
from tests.analysis.page.browser.served import Answer, Server

JSON = {"Content_Type": "application/json"}
GOOD = json.dumps({"bundle": 1, "own": None})


def test_the_page_comes_with_a_policy_that_lets_it_ask_its_own_server_alone(server: Server) -> None:
    answer = server.ask("GET", "/")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more than one loopback address")
def test_it_listens_on_one_loopback_address_alone(server: Server) -> None:
    """A server that listens on every address would answer on the loopback's second one as well."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=5)


@pytest.mark.parametrize(
    ("answered", "status"),
    [
        ("not JSON", 400),
        ("[]", 400),
        ('{"bundle": 1', 400),
        ('{"own": null}', 400),
        ('{"bundle": -1, "own": null}', 400),
        ('{"bundle": 4, "own": null}', 400),
        ('{"bundle": 1.5, "own": null}', 400),
        ('{"bundle": "1", "own": null}', 400),
        ('{"bundle": NaN, "own": null}', 400),
        ('{"bundle": 1, "own": {"levers": {"no-such-lever": {"start": 0}}}}', 400),
        ('{"bundle": 1, "own": {"levers": {"champions": {"start": 1e9}}}}', 400),
        ('{"bundle": 1, "own": {"levers": {"champions": {"start": 0, "strength": -3}}}}', 400),
        ('{"bundle": 1, "own": {"parameters": {"people.no_such": 1}}}', 400),
        ('{"bundle": 1, "own": {"parameters": {"people.engagement_decay": "x"}}}', 400),
        ('{"bundle": 1, "own": {"network": "../../secret.yaml"}}', 400),
        ("[" * 30_000, 400),
        ('{"bundle": 1, "own": null, "more": "' + "x" * 2_000_000 + '"}', 413),
        ("", 400),
    ],
)
def test_a_malformed_request_is_refused_in_one_line(answered: str, status: int, server: Server) -> None:
    answer = server.ask("POST", "/setting", answered, **JSON)
    assert answer.status == status, answer
    said = answer.json["said"]
    assert said.strip()
    assert "\n" not in said
    assert "Traceback" not in said
    assert server.setting(1).status == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/setting", {**JSON, "Origin": "http://elsewhere.invalid"}, 403),
        ("POST", "/setting", {**JSON, "Origin": "null"}, 403),
        ("POST", "/setting", {**JSON, "Origin": "http://127.0.0.1:1"}, 403),
        ("POST", "/setting", {**JSON, "Host": "elsewhere.invalid"}, 403),
        ("GET", "/", {"Host": "elsewhere.invalid"}, 403),
        ("GET", "/", {"Host": "127.0.0.1.elsewhere.invalid"}, 403),
        ("GET", "/room", {"Host": "elsewhere.invalid"}, 403),
        ("POST", "/setting", {"Content_Type": "text/plain"}, 415),
        ("POST", "/setting", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ("GET", "/setting", {}, 405),
        ("DELETE", "/", {}, 405),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/../../../etc/passwd", {}, 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", {}, 404),
    ],
)
def test_a_request_that_no_page_of_its_own_sends_is_refused(
    method: str, path: str, headers: dict[str, str], status: int, server: Server
) -> None:
    answer = server.ask(method, path, GOOD if method == "POST" else None, **headers)
    assert answer.status == status, answer
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_body_without_end_is_refused_before_it_is_read(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        head = (
            f"POST /setting HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
        )
        line.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        answer = b""
        with contextlib.suppress(OSError):  # it hangs up
            for _ in range(1_000):
                line.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        with contextlib.suppress(OSError):
            answer = line.recv(1_000)
    assert not answer or b" 413 " in answer.splitlines()[0]
    assert server.setting(1).status == 200


def test_twenty_browsers_at_once_are_all_answered(server: Server) -> None:
    """Each asks for every setting, and for one that nobody else asks for; none gets another's answer."""
    alone = {bundle: unpack(server.setting(bundle).body)[1] for bundle in range(4)}

    def browser(number: int) -> list[Answer]:
        answers = [server.setting((number + step) % 4) for step in range(4)]
        return [*answers, server.setting(0, levers={"champions": {"start": number % 12, "strength": 0.5}})]

    with ThreadPoolExecutor(20) as twenty:
        answered = list(twenty.map(browser, range(20)))
    for number, answers in enumerate(answered):
        assert [answer.status for answer in answers] == [200] * 5
        for step, answer in enumerate(answers[:4]):
            settings, arrays = unpack(answer.body)
            assert settings == [(number + step) % 4]
            for name, values in alone[settings[0]].items():
                np.testing.assert_array_equal(values, arrays[name])
    own = [answers[4].body for answers in answered]
    assert len(set(own)) == 12
    assert own[:8] == own[12:]
