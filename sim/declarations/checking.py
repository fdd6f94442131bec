"""Everything wrong with a network or a scenario, at once."""

from pathlib import Path

from sim.declarations.faults import Fault, WrongInput, escaped
from sim.declarations.networks import load_network, read_network, shipped_networks
from sim.declarations.reading import read_yaml
from sim.declarations.scenarios import load_scenario, shipped_scenarios

_TABLES = (".csv", ".xlsx", ".xlsm")


def check(path: str | Path) -> list[Fault]:
    """List everything wrong with a scenario or a network; nothing if all is well.

    Parameters
    ----------
    path : str or Path
        A scenario's .yaml, a network's folder, its network.yaml, one of its tables, or the name of something
        shipped.
    """
    try:
        _load(path)
    except WrongInput as error:
        return list(dict.fromkeys(error.faults))
    return []


def _load(given: str | Path) -> None:
    path = Path(given)
    if str(given) in shipped_scenarios():
        load_scenario(str(given))
    elif str(given) in shipped_networks():
        load_network(str(given))
    elif path.is_dir() or path.suffix.lower() in _TABLES:
        read_network(_described_in(path if path.is_dir() else path.parent, path))
    elif _is_network(path):
        read_network(path)
    else:
        load_scenario(path)


def _described_in(folder: Path, given: Path) -> Path:
    if not given.exists():
        raise WrongInput(Fault(escaped(str(given)), "there is no such file", "check the name and the folder"))
    path = folder / "network.yaml"
    if not path.exists():
        what = "is a folder without a network.yaml" if given == folder else "stands beside no network.yaml"
        raise WrongInput(Fault(escaped(str(given)), what, "mcn new my-network writes one to begin with"))
    return path


def _is_network(path: Path) -> bool:
    if path.name == "network.yaml":
        return True
    data = read_yaml(path).data
    return "facts" in data or "centre" in data
