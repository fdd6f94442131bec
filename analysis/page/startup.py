"""A server of rooms started: what it is asked for loaded, compiled and run once, and its address said."""

from __future__ import annotations

import gc
import sys
import webbrowser
from collections.abc import Sequence
from socket import socket
from threading import Thread

from analysis.page.live import rooms
from analysis.page.question import ServeQuestion
from analysis.page.server import HOST, Server, listen
from analysis.page.settings import Runs
from analysis.report.terminal import note
from analysis.runs import session
from sim.inputs.errors import Fault, WrongInput, refuse
from sim.inputs.networks import Network, load_network
from sim.inputs.scenarios import Scenario

# Seconds after which a thread of Python lets another go on. Those that run the model come back to Python
# for a moment after each few milliseconds, and would wait the usual 0.005 each time for one that tells a run.
SWITCH = 0.001


def serve(question: ServeQuestion) -> None:
    """Serve rooms until Ctrl-C.

    Raises
    ------
    WrongInput
        With everything wrong in what is named, or if the port cannot be had.
    """
    found = _loaded(question.scenarios, question.network)
    runs = Runs(question.runs, question.seed, question.source, workers=question.threads)
    laid = rooms(*found, question.switches, runs)
    taken = listen(question.port)
    with taken:
        sys.setswitchinterval(SWITCH)
        session.ready(question, flows=True)
        note("Running the scenario as it is ...")
        laid.warm()
        # What is there by now stays: no need to look through it again, between answers or at the end.
        gc.freeze()
        Server(laid, taken, lambda: _say(taken, browser=question.browser)).serve_until_stopped()
    note("Stopped.")


def _say(taken: socket, *, browser: bool) -> None:
    address = f"http://{HOST}:{taken.getsockname()[1]}/"
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    note("Open this address in a browser on this computer. Ctrl-C ends it.")
    if browser:
        # Beside the server, which the browser waits for.
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _loaded(scenarios: Sequence[str], networks: Sequence[str]) -> tuple[list[Scenario], list[Network]]:
    """Load what is named, and say all that is wrong in any of it."""
    faults: list[Fault] = []
    found: list[Scenario] = []
    places: list[Network] = []
    try:
        found = session.load(scenarios)
    except WrongInput as error:
        faults += error.faults
    for name in networks:
        try:
            places.append(load_network(name))
        except WrongInput as error:
            faults += error.faults
    refuse(faults)
    return found, places
