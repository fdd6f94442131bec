"""What a caller asks of runs, checked: how many, which months, what is varied."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, get_args

import numpy as np

from sim.engine.job import Floats, Ints, Job
from sim.engine.job import Notify as Notify  # here for others as well
from sim.engine.job import Progress as Progress
from sim.inputs.errors import Fault, WrongInput, quoted, refuse, suggestion
from sim.inputs.levers import all_parameters
from sim.inputs.scenarios import Scenario
from sim.model import own_rules
from sim.model.outcomes import load_outcomes, no_outcome
from sim.model.schedule import months_of
from sim.sampling.parameter_sets import ParameterSource, kind_of, varied_names
from sim.sampling.random_numbers import LARGEST_SEED
from sim.sampling.sources import source_of

Engine = Literal["ensemble", "mesa"]

MOST_RUNS = 10_000_000
MOST_WORKERS = 1_000
LUCK = "luck"  # what is varied under this name is no number of the model


def check_scenario(scenario: Any, place: str = "scenario") -> None:
    """Refuse what is no scenario, such as its name."""
    if not isinstance(scenario, Scenario):
        what = f"{quoted(scenario)} is no scenario"
        raise WrongInput(Fault(place, what, "load it with load_scenario"))
    refuse(own_rules.faults_of(scenario.rules))


def job_of(
    scenario: Scenario,
    runs: int | Sequence[int],
    seed: int,
    parameters: ParameterSource,
    lucks: int,
    months: Iterable[int] | None,
    engine: Engine,
    workers: int | None,
) -> Job:
    """Some runs of a scenario, checked together with how they are run."""
    numbers, seed, lucks = numbers_of(runs), python_int(seed), python_int(lucks)
    faults = [*whole("seed", seed, 0, LARGEST_SEED), *whole("lucks", lucks, 1, MOST_RUNS)]
    if workers is not None:
        faults += whole("workers", python_int(workers), 1, MOST_WORKERS)
    try:
        parameters = source_of(parameters)
    except WrongInput as error:
        faults += error.faults
    if engine not in get_args(Engine):
        faults.append(Fault("engine", f"{engine!r} is not known", "write 'ensemble' or 'mesa'"))
    refuse(faults)
    return Job(scenario, numbers, seed, parameters, lucks, kept_months(months, scenario))


def python_int(value: Any) -> Any:
    """Take numpy's whole numbers for Python's; leave the rest to be refused."""
    return int(value) if isinstance(value, np.integer) else value


def listed(given: Any) -> list[Any]:
    """Take one thing, a text among them, for a list of one."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [given]
    return list(given)


def whole(name: str, value: Any, low: int, high: int) -> list[Fault]:
    """Say that a value is no whole number in this range, if so."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        return [Fault(name, f"{value!r} is not a whole number from {low} to {high}", "")]
    return []


def numbers_of(runs: int | Sequence[int]) -> Sequence[int]:
    """The numbers of the runs."""
    if isinstance(runs, Sequence | np.ndarray):
        numbers = runs if isinstance(runs, range) else tuple(python_int(run) for run in runs)
        if not _ascending(numbers):
            what = f"{runs!r} are not numbers of runs from 0 on, ascending"
            raise WrongInput(Fault("runs", what, "write range(100, 200) for the second hundred"))
        return numbers
    count: int = python_int(runs)
    refuse(whole("runs", count, 1, MOST_RUNS))
    return range(count)


def _ascending(numbers: Sequence[Any]) -> bool:
    """Whether these are numbers of runs, each larger than the one before."""
    if isinstance(numbers, range):
        rising = numbers.step > 0
    else:
        rising = all(type(run) is int for run in numbers) and all(a < b for a, b in pairwise(numbers))
    return rising and len(numbers) > 0 and numbers[0] >= 0 and numbers[-1] < LARGEST_SEED


def kept_months(months: Iterable[int] | None, scenario: Scenario) -> tuple[int, ...]:
    """The months that are kept, ascending; left out, all."""
    every = months_of(scenario)
    return tuple(every) if months is None else some_months(months, every[0], every[-1])


def some_months(months: Iterable[int] | int, first: int, last: int, place: str = "months") -> tuple[int, ...]:
    """Some of the months from the first to the last, ascending; one by itself is one."""
    named = list(dict.fromkeys(python_int(month) for month in listed(months)))
    wrong = [month for month in named if whole("months", month, first, last)]
    if wrong or not named:
        what = f"there is no month {wrong[0]!r}" if wrong else "no month is named"
        raise WrongInput(Fault(place, what, f"name months from {first} to {last}"))
    return tuple(sorted(named))


def months_of_states(months: Iterable[int] | None, kept: tuple[int, ...]) -> tuple[int, ...] | None:
    """The months, of those kept, of which states are; None: all of them."""
    named = kept if months is None else some_months(months, kept[0], kept[-1], "states")
    if lacking := [month for month in named if month not in kept]:
        raise WrongInput(Fault("states", f"month {lacking[0]} is not kept", "name it in months, too"))
    return None if named == kept else named


def some_runs(name: str, given: Iterable[int], numbers: Sequence[int]) -> frozenset[int]:
    """Some of the runs."""
    some = frozenset(python_int(run) for run in listed(given))
    refuse(
        Fault(name, f"there is no run {run!r}", f"name runs from {numbers[0]} to {numbers[-1]}")
        for run in sorted(some, key=str)
        if run not in numbers
    )
    return some


def outcomes(names: Iterable[str] | None) -> tuple[str, ...]:
    """The names of outcomes that are kept; left out, all."""
    declared = tuple(load_outcomes())
    if names is None:
        return declared
    named = tuple(dict.fromkeys([names] if isinstance(names, str) else listed(names)))
    refuse(no_outcome("outcomes", name) for name in named if name not in declared)
    if not named:
        raise WrongInput(Fault("outcomes", "no outcome is named", ""))
    return named


def luck(varied: Mapping[str, Any], numbers: Sequence[int]) -> Ints | None:
    """The luck of each run, where it is varied."""
    if LUCK not in varied:
        return None
    values = _column(LUCK, varied[LUCK], numbers)
    wrong = ~((values >= 0) & (values <= LARGEST_SEED) & (values == np.floor(values)))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        what = f"{LUCK} is {values[place]:.10g} in run {numbers[place]}"
        raise WrongInput(Fault("varied", what, f"write a whole number from 0 to {LARGEST_SEED}"))
    return values.astype(np.int64)


def by_name(varied: Any) -> dict[str, Any]:
    """What is varied, by name, from a frame or a mapping; nothing where none is given."""
    if varied is None:
        return {}
    if not hasattr(varied, "items"):
        what, meant = f"{quoted(varied)} is no table", "give a frame or a mapping of names to numbers"
        raise WrongInput(Fault("varied", what, meant))
    return {str(name): column for name, column in varied.items()}


def columns(varied: Mapping[str, Any], numbers: Sequence[int]) -> dict[str, Floats]:
    """What is varied but for luck, by name, a number for each run."""
    columns: dict[str, Floats] = {}
    faults: list[Fault] = []
    names: dict[str, str] = {}
    for name, column in varied.items():
        if name == LUCK:
            continue
        try:
            kind, known = kind_of(name)
        except KeyError:
            what = f"{quoted(name)} is no parameter, link or lever"
            faults.append(Fault("varied", what, suggestion(name, [*varied_names(), LUCK])))
            continue
        if known in names:
            what = f"{quoted(names[known])} and {quoted(name)} are one lever"
            faults.append(Fault("varied", what, "keep one of the two"))
        names[known] = name
        try:
            values = _column(name, column, numbers)
        except WrongInput as error:
            faults += error.faults
            continue
        low, high = all_parameters()[known].domain if kind == "parameters" else (0.0, 1.0)
        wrong = ~(np.isfinite(values) & (values >= low) & (values <= high))
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            what = f"{name} is {values[place]:g} in run {numbers[place]}"
            meant = f"{low:g} or more" if np.isinf(high) else f"a number from {low:g} to {high:g}"
            faults.append(Fault("varied", what, f"write {meant}"))
        columns[name] = values
    refuse(faults)
    return columns


def _column(name: str, column: Any, numbers: Sequence[int]) -> Floats:
    """A column of what is varied."""
    try:
        values = np.asarray(column, np.float64)
    except (TypeError, ValueError):
        what = f"{name} holds what is no number"
        raise WrongInput(Fault("varied", what, "give one number for each run")) from None
    if values.shape != (len(numbers),):
        what = f"{name} has the shape {values.shape}, where there are {len(numbers)} runs"
        raise WrongInput(Fault("varied", what, "give one number for each run"))
    return values


def quantiles(quantiles: Iterable[float]) -> list[float]:
    """Shares of the runs."""
    shares = [each.item() if isinstance(each, np.generic) else each for each in listed(quantiles)]
    wrong = [each for each in shares if not isinstance(each, int | float) or not 0 <= each <= 1]
    if wrong:
        raise WrongInput(Fault("quantiles", f"{wrong[0]!r} is not a number from 0 to 1", ""))
    return [float(each) for each in shares]
