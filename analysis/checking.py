"""`mcn check`: everything wrong with networks and scenarios, said at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from analysis import words
from analysis.output import print_json
from sim.declarations.faults import Fault, WrongInput, escaped
from sim.declarations.networks import Network, load_network
from sim.declarations.reading import read_yaml
from sim.declarations.scenarios import Scenario, load_scenario, shipped_scenarios

NETWORK_FILE = "network.yaml"
NETWORK_KEYS = {"facts", "centre", "files", "columns"}
TABLES = (".csv", ".xlsx")


class Checked(NamedTuple):
    """What came of checking one thing: what it is in a line, or what is wrong with it."""

    path: str
    what: str
    faults: tuple[Fault, ...]


def check(paths: Sequence[str], *, as_json: bool = False) -> bool:
    """Check and print; give whether anything is wrong.

    A folder stands for the network in it and for the scenarios beside that, a table for the network of
    its folder. What is well goes to standard output, faults to standard error (with `--json` all of it to
    standard output).
    """
    checked = [_checked(path, load) for given in paths for path, load in _things(given)]
    wrong = any(each.faults for each in checked)
    if as_json:
        print_json({"kind": "check", "ok": not wrong, "files": [_as_dict(each) for each in checked]})
        return wrong
    said: set[Fault] = set()
    for each in checked:
        if not each.faults:
            sys.stdout.write(f"{each.path}: {each.what}; nothing wrong\n")
        for fault in each.faults:
            if fault not in said:
                sys.stderr.write(f"{fault}\n")
            said.add(fault)
    return wrong


def _things(given: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Give what a path stands for: one thing or, for a folder, its network and the scenarios in it."""
    path = Path(given)
    if given in shipped_scenarios():
        yield given, _scenario
    elif path.is_dir():
        yield given, _network
        for file in sorted(path.glob("*.yaml")):
            if file.name != NETWORK_FILE:
                yield str(file), _scenario
    elif path.suffix.lower() in TABLES:
        yield str(path.parent), _network
    else:
        yield given, _network if path.name == NETWORK_FILE or _describes_network(path) else _scenario


def _describes_network(path: Path) -> bool:
    """Whether a YAML file looks like a network's; one that cannot be read is taken for a scenario."""
    try:
        return path.is_file() and bool(NETWORK_KEYS & set(read_yaml(path).data))
    except WrongInput:
        return False


def _checked(path: str, load: Callable[[str], str]) -> Checked:
    try:
        return Checked(escaped(path), load(path), ())
    except WrongInput as error:
        return Checked(escaped(path), "", error.faults)


def _network(path: str) -> str:
    network: Network = load_network(Path(path))
    hubs, spokes = words.counted(len(network.hubs), "hub"), words.counted(len(network.spokes), "spoke")
    places = words.counted(len(network.localities), "locality", "localities")
    return f"a network of {hubs} and {spokes} in {places}"


def _scenario(path: str) -> str:
    scenario: Scenario = load_scenario(path)
    levers = words.counted(len(scenario.levers), "lever")
    return f"a scenario on {scenario.network.name} with {levers}, to month {scenario.horizon}"


def _as_dict(checked: Checked) -> dict[str, Any]:
    return {
        "path": checked.path,
        "ok": not checked.faults,
        "what": checked.what or None,
        "faults": [fault._asdict() for fault in checked.faults],
    }
