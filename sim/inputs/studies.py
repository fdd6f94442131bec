"""Studies: a network and scenarios on it, as the page saves them, with the checks of all files."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.inputs.errors import Fault, WrongInput, escaped, quoted, refuse, suggestion
from sim.inputs.fields import alike
from sim.inputs.networks import Network, network_of_study
from sim.inputs.scenarios import Scenario, load_scenario, scenario_on
from sim.inputs.study_files import NAMED, Part, dotted, is_study, study_in
from sim.inputs.yaml_files import read_text

MOST_SCENARIOS = 100


class Study(NamedTuple):
    """A network, and scenarios on it, the base first."""

    network: Network
    scenarios: tuple[Scenario, ...]


def load_study(path: str | Path) -> Study:
    """Load a network and scenarios that the page has saved.

    Parameters
    ----------
    path : str or Path
        A .json file.

    Raises
    ------
    WrongInput
        With everything wrong in it, each by the keys that lead there: ``network.organisations[3].role``.

    Examples
    --------
    >>> study = load_study("my-region.json")
    >>> [scenario.name for scenario in study.scenarios]
    ['baseline', 'shared-records']
    """
    path = Path(path)
    return _study_of(path, read_text(path))


@functools.lru_cache(maxsize=4)
def _study_of(path: Path, text: str) -> Study:
    """Read a study once, however many of its scenarios a command names."""
    faults: list[Fault] = []
    data = study_in(path, text)
    network = network_of_study(path, data)
    scenarios = []
    for at, each in enumerate(_listed(path, data)):
        marks = Part.of(path, each, "scenarios", at)
        scenario = scenario_on(network, each, marks)
        faults += marks.faults
        if scenario is not None:
            scenarios.append(scenario.model_copy(update={"path": path, "digests": network.digests}))
    faults += _alike(path, scenarios)
    refuse(faults)
    return Study(network, tuple(scenarios))


def names_in(given: str) -> list[str]:
    """Name each scenario of a study as commands do, ``study.json#champions``; what is no study names itself.

    Raises
    ------
    WrongInput
        If it is a study with faults.
    """
    return [f"{given}#{each.name}" for each in load_study(given).scenarios] if is_study(given) else [given]


def scenario_named(given: str | Path) -> Scenario:
    """Load a scenario as `load_scenario` does, or one of a study by its name: ``study.json#champions``.

    Raises
    ------
    WrongInput
        As `load_scenario` and `load_study` do, and if a study has no scenario of this name, or
        several and none is named.
    """
    match = NAMED.fullmatch(str(given))
    if match is None:
        return load_scenario(given)
    scenarios = {each.name: each for each in load_study(match["file"]).scenarios}
    name, file = match["name"], escaped(match["file"])
    if name is None and len(scenarios) == 1:
        return next(iter(scenarios.values()))
    if name is None:
        what = f"holds {len(scenarios)} scenarios, and one is wanted"
        raise WrongInput(Fault(file, what, f"name one, such as {file}#{escaped(list(scenarios)[-1])}"))
    if name not in scenarios:
        raise WrongInput(
            Fault(file, f"there is no scenario {quoted(name)} in it", suggestion(name, scenarios))
        )
    return scenarios[name]


def _listed(path: Path, data: Mapping[str, Any]) -> tuple[Any, ...]:
    scenarios = data.get("scenarios", ())
    place = f"{escaped(path.name)}, scenarios"
    if not isinstance(scenarios, tuple) or not scenarios:
        raise WrongInput(Fault(place, "is not a list of scenarios, the base first"))
    if len(scenarios) > MOST_SCENARIOS:
        raise WrongInput(Fault(place, f"has {len(scenarios)}, and at most {MOST_SCENARIOS} are read"))
    return scenarios


def _alike(path: Path, scenarios: list[Scenario]) -> list[Fault]:
    known: dict[str, int] = {}
    faults = []
    for at, each in enumerate(scenarios):
        first = known.setdefault(alike(each.name), at)
        if first != at:
            place = f"{escaped(path.name)}, {dotted(('scenarios', at, 'name'))}"
            faults.append(
                Fault(place, f"{quoted(each.name)} is that of scenario {first} too", "give it another")
            )
    return faults
