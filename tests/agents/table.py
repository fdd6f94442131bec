"""The lines of the table: what is measured, what is asked of it, and whether that is met."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sim import Scenario, load_scenario
from sim.sampling.parameter_sets import ParameterSource


class Line(NamedTuple):
    """One line; `met` is None where nothing is asked."""

    what: str
    measured: str
    asked: str = ""
    met: bool | None = None


class Setting(NamedTuple):
    """How everything is run."""

    runs: int = 500
    parameters: ParameterSource = "prior"
    seed: int = 1

    @property
    def base(self) -> Scenario:
        return load_scenario("baseline")


Part = Callable[[Setting], Iterable[Line]]

_MARKS = {True: "yes", False: "NO", None: ""}


def printed(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as text, in columns."""
    what, measured, asked = (max(len(str(line[column])) for line in lines) for column in range(3))
    for line in lines:
        cells = f"{line.what:<{what}}  {line.measured:<{measured}}  {line.asked:<{asked}}"
        yield f"  {cells}  {_MARKS[line.met]}".rstrip()


def share(value: float) -> str:
    return f"{100 * value:.1f} %"


def signed(value: float) -> str:
    return f"{value:+.3f}"
