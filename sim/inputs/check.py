"""Everything wrong with a network or a scenario, at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sim.inputs.errors import Fault, WrongInput, escaped
from sim.inputs.graphs import SUFFIXES as GRAPHS
from sim.inputs.networks import Network, load_network, read_network, shipped_networks
from sim.inputs.paths import exists, is_folder
from sim.inputs.scenario_doubts import doubts_of_scenario
from sim.inputs.scenarios import Scenario, load_scenario, shipped_scenarios
from sim.inputs.studies import names_in, scenario_named
from sim.inputs.study_files import is_study
from sim.inputs.workbooks import SUFFIXES
from sim.inputs.yaml_files import read_text, read_yaml

NETWORK_FILE = "network.yaml"

_TABLES = (".csv", *SUFFIXES, *GRAPHS)
_NETWORK_KEYS = {"facts", "centre", "files", "columns"}
_SCENARIO_KEYS = {"extends", "network"}  # one of which every scenario has, whatever facts it changes


class Checked(NamedTuple):
    """What came of checking one thing: the thing itself, or what is wrong with it.

    `warnings` say what is likely wrong, and what was read as something else or not at all.
    """

    path: str
    content: Network | Scenario | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()


def check(given: str | Path) -> list[Checked]:
    """Check a scenario, a network, or a folder of both.

    Parameters
    ----------
    given : str or Path
        A scenario's .yaml, a study's .json, a folder of a network or scenarios or both, a network's
        network.yaml, one of its tables, or the name of something shipped.

    Returns
    -------
    list of Checked
        One for each thing, the network first.
    """
    return [_checked(path, load) for path, load in _things(str(given))]


def faults_in(given: str | Path) -> list[Fault]:
    """List everything wrong with what `check` checks, each mistake once; nothing if all is well."""
    return list(dict.fromkeys(fault for each in check(given) for fault in each.faults))


def _things(given: str) -> Iterator[tuple[str, Callable[[str], Network | Scenario]]]:
    path = Path(given)
    if is_study(given) and not _holds_ties(path):
        yield from _of_study(given)
    elif given in shipped_scenarios():
        yield given, load_scenario
    elif given in shipped_networks():
        yield given, load_network
    elif is_folder(path):
        scenarios = sorted({*path.glob("*.yaml"), *path.glob("*.yml")} - {path / NETWORK_FILE})
        if exists(path / NETWORK_FILE) or not scenarios:
            yield given, _network_in
        yield from ((str(file), load_scenario) for file in scenarios)
    elif path.suffix.lower() in _TABLES:
        yield given, _network_in
    else:
        yield given, read_network if _describes_network(path) else load_scenario


def _holds_ties(path: Path) -> bool:
    """Whether a .json is a graph of a network's ties, beside which that is described."""
    try:
        return exists(path.with_name(NETWORK_FILE)) and '"hubspoke"' not in read_text(path)
    except WrongInput:
        return False


def _of_study(given: str) -> Iterator[tuple[str, Callable[[str], Network | Scenario]]]:
    """A study's network and each of its scenarios; where one has faults, the study as a whole."""
    yield given, read_network
    try:
        names = names_in(given)
    except WrongInput:
        names = [given]
    yield from ((name, scenario_named) for name in names)


def _checked(path: str, load: Callable[[str], Network | Scenario]) -> Checked:
    try:
        content = load(path)
        return Checked(escaped(path), content, (), tuple(_warnings(content)))
    except WrongInput as error:
        return Checked(escaped(path), None, error.faults)


def _warnings(content: Network | Scenario) -> Iterator[Fault]:
    if isinstance(content, Network):
        yield from content.notes
        return
    yield from content.network.notes
    yield from doubts_of_scenario(content)


def _network_in(given: str) -> Network:
    """The network in a folder, or in that of a table."""
    path = Path(given)
    if not exists(path):
        raise WrongInput(Fault(escaped(given), "there is no such file", "check the name and the folder"))
    described = path / NETWORK_FILE if is_folder(path) else path.with_name(NETWORK_FILE)
    if not exists(described):
        what = "is a folder without a network.yaml" if is_folder(path) else "stands beside no network.yaml"
        raise WrongInput(Fault(escaped(given), what, "mcn new my-network writes one to begin with"))
    return read_network(described)


def _describes_network(path: Path) -> bool:
    """Whether a YAML file looks like a network's; one that cannot be read is taken for a scenario."""
    if path.name == NETWORK_FILE:
        return True
    try:
        keys = set(read_yaml(path).data)
    except WrongInput:
        return False
    return bool(_NETWORK_KEYS & keys) and not _SCENARIO_KEYS & keys
