"""`mcn workshop serve` as a process of its own, and plain requests to it."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

START = 240  # seconds: in a new environment the model is compiled first


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server(NamedTuple):
    """A server that runs."""

    address: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        return int(urlsplit(self.address).port or 0)

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """Send one request on a connection of its own; `_` in a header's name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
            )
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})
        finally:
            connection.close()

    def setting(self, bundle: int, **own: Any) -> Answer:
        """Ask for a setting as the page does."""
        request = json.dumps({"bundle": bundle, "own": own or None})
        return self.ask("POST", "/setting", request, Content_Type="application/json")


@contextmanager
def served(*scenarios: Path, port: int = 0, runs: int = 16, seed: int = 7) -> Iterator[Server]:
    """Serve a room until the block ends."""
    words = [*map(str, scenarios), "--port", str(port), "--runs", str(runs), "--seed", str(seed)]
    process = subprocess.Popen(
        [sys.executable, "-m", "analysis.cli", "workshop", "serve", *words, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield Server(_address(process), process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _address(process: subprocess.Popen[str]) -> str:
    """Wait until it says where it is."""
    assert process.stdout is not None
    assert process.stderr is not None
    impatient = threading.Timer(START, process.kill)
    impatient.start()
    said = ""
    try:
        for line in process.stdout:
            said += line
            found = re.search(r"http://\S+:\d+/", line)
            if found:
                return found[0]
    finally:
        impatient.cancel()
    raise AssertionError(f"the server did not start: {said}{process.stderr.read()}")
