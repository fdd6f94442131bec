"""How soon `mcn workshop serve` answers, from request to last byte, on a machine that does nothing else.

    python -m tests.benchmarks.serving

starts the command as its users do and asks it for settings that nobody has asked for before, then for the
same again, then twenty at once. Milliseconds; the target is 100 for 320 runs after the first.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from typing import Any

RUNS, REPEATS, BROWSERS = 320, 60, 20
LEVER, NUMBER = "outreach", "people.engagement_decay"


@contextmanager
def served(runs: int) -> Iterator[int]:
    """The command, running; gives its port."""
    command = [sys.executable, "-m", "analysis.cli", "workshop", "serve", "--no-browser"]
    started = subprocess.Popen(
        [*command, "--port", "0", "--runs", str(runs)], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    try:
        yield int(started.stdout.readline().strip().rstrip("/").rpartition(":")[2])
    finally:
        started.terminate()
        started.wait()
        started.stdout.close()


def asker(port: int, opened: ExitStack) -> Callable[[dict[str, Any]], float]:
    """A browser's connection; gives what asks over it and tells the milliseconds that took."""
    connection = opened.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=600)))

    def ask(own: dict[str, Any]) -> float:
        body, started = json.dumps({"bundle": 1, "own": own}), time.perf_counter()
        connection.request("POST", "/setting", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = answer.read()
        assert answer.status == 200, found
        return 1000 * (time.perf_counter() - started)

    return ask


def lever(number: int) -> dict[str, Any]:
    """A lever as nobody else asks for it: another month, another strength."""
    return {LEVER: {"start": number % 48, "strength": 0.3 + number / 20_000}}


def measure(runs: int = RUNS, repeats: int = REPEATS, browsers: int = BROWSERS) -> dict[str, list[float]]:
    """Milliseconds of each answer, by what was asked."""
    each = range(repeats)
    with served(runs) as port, ExitStack() as opened:
        ask = asker(port, opened)
        ask({"levers": lever(9_999)})
        found = {
            "a lever, as never before": [ask({"levers": lever(n)}) for n in each],
            "a number of the model, as never before": [
                ask({"parameters": {NUMBER: 0.05 + n / 10_000}}) for n in each
            ],
            "a lever, under a number that is set": [
                ask({"levers": lever(n), "parameters": {NUMBER: 0.05}}) for n in each
            ],
            "what was asked before": [ask({"levers": lever(n)}) for n in each],
        }
        asks = [asker(port, opened) for _ in range(browsers)]
        with ThreadPoolExecutor(browsers) as pool:
            at_once = pool.map(lambda n: asks[n]({"levers": lever(1_000 + n)}), range(browsers))
            found[f"{browsers} at once, each another lever"] = list(at_once)
    return found


def lines(found: dict[str, list[float]]) -> list[str]:
    """What came of it, for people."""
    told = [f"{'milliseconds':<45} {'median':>8} {'95 %':>8} {'least':>8}"]
    for name, taken in found.items():
        late = sorted(taken)[int(0.95 * (len(taken) - 1))]
        told.append(f"{name:<45} {statistics.median(taken):>8.0f} {late:>8.0f} {min(taken):>8.0f}")
    return told


if __name__ == "__main__":
    print("\n".join(lines(measure())))
