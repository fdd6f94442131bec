"""Which organisations something reaches: all, hubs, spokes, or those of a sort, a place or a name."""

import functools
import math
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.inputs.errors import quoted, suggestion
from sim.inputs.fields import Declared, Words, as_tuple, wrong
from sim.inputs.members import Centre, Kind, Organisation, Role, Sector
from sim.inputs.networks import Network
from sim.inputs.parameters import load_parameters

Distance = Annotated[float, Field(ge=0, le=10_000)]

_WORDS: dict[str, dict[str, str]] = {
    "all": {},
    "hubs": {"role": "hub"},
    "spokes": {"role": "spoke"},
    "edge": {"place": "edge"},
    "centre": {"place": "centre"},
}


class Selector(Declared):
    """Organisations that are of all the sorts named; none named: any.

    Attributes
    ----------
    role, sector, kind, name : tuple of str
        Have one of these.
    locality : tuple of str
        Are based in one of these, or serve it.
    place : {'edge', 'centre'}, optional
        Lie where the region's periphery begins or beyond, or nearer to its centre.
    within_km, beyond_km : float, optional
        Lie at most, or more than, so far from the centre.
    """

    role: Annotated[tuple[Role, ...], BeforeValidator(as_tuple)] = ()
    sector: Annotated[tuple[Sector, ...], BeforeValidator(as_tuple)] = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(as_tuple)] = ()
    name: Words = ()
    locality: Words = ()
    place: Literal["edge", "centre"] | None = None
    within_km: Distance | None = None
    beyond_km: Distance | None = None

    def in_words(self) -> str:
        """Say whom it names, such as ``hubs; NHS`` or ``Coast Nurses``."""
        words = []
        for key, value in self.model_dump(exclude_defaults=True).items():
            if isinstance(value, float):
                words.append(f"{key.removesuffix('_km')} {value:g} km")
            else:
                named = (value,) if isinstance(value, str) else value
                words.append(", ".join(f"{each}s" if key == "role" else each for each in named))
        return "; ".join(words) or "all"

    def selected(self, network: Network) -> tuple[bool, ...]:
        """Tell of each organisation of a network whether it is one of them."""
        return tuple(self._matches(each, network.centre) for each in network.organisations)

    def _matches(self, organisation: Organisation, centre: Centre) -> bool:
        named = (self.role, self.sector, self.kind, self.name)
        own = (organisation.role, organisation.sector, organisation.kind, organisation.name)
        places = {organisation.locality, *organisation.serves}
        return (
            all(not words or word in words for words, word in zip(named, own, strict=True))
            and (not self.locality or not places.isdisjoint(self.locality))
            and self._reaches_so_far(_kilometres(organisation, centre))
        )

    def _reaches_so_far(self, kilometres: float) -> bool:
        place = "edge" if kilometres >= periphery() else "centre"
        return (
            self.place in (None, place)
            and (self.within_km is None or kilometres <= self.within_km)
            and (self.beyond_km is None or kilometres > self.beyond_km)
        )


EVERYONE = Selector()


@functools.cache
def periphery() -> float:
    """Where the periphery begins, in km from the centre: the parameter's central value."""
    return load_parameters()["infrastructure.peripheral_from"].value


def _kilometres(organisation: Organisation, centre: Centre) -> float:
    x, y = organisation.x_km - centre.x_km, organisation.y_km - centre.y_km
    # hypot rounds differently from platform to platform; this does not.
    return math.sqrt(x * x + y * y)


def _spelled_out(value: object) -> object:
    if isinstance(value, str):
        if value not in _WORDS:
            raise wrong(f"{quoted(value)} reaches nobody known", suggestion(value, _WORDS))
        return _WORDS[value]
    if not isinstance(value, (dict, Selector)):
        raise wrong(f"{quoted(value)} reaches nobody known", "write all, hubs, edge or {kind: [...]}")
    return value


Reach = Annotated[Selector, BeforeValidator(_spelled_out)]
