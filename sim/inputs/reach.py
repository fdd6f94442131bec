"""Which organisations something reaches: all, hubs, spokes, or those of a kind, a sector or a name."""

from typing import Annotated

from pydantic import BeforeValidator

from sim.inputs.errors import quoted, suggestion
from sim.inputs.fields import Declared, Words, as_tuple, wrong
from sim.inputs.members import Kind, Organisation, Role, Sector

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "all": {},
    "hubs": {"role": ("hub",)},
    "spokes": {"role": ("spoke",)},
}


class Selector(Declared):
    """Organisations that have one of the named roles, and sectors, and kinds, and names; none named: any."""

    role: Annotated[tuple[Role, ...], BeforeValidator(as_tuple)] = ()
    sector: Annotated[tuple[Sector, ...], BeforeValidator(as_tuple)] = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(as_tuple)] = ()
    name: Words = ()

    def matches(self, organisation: Organisation) -> bool:
        """Tell whether it reaches `organisation`."""
        return all(getattr(organisation, field) in named for field, named in self if named)


def _spelled_out(value: object) -> object:
    if isinstance(value, str):
        if value not in _WORDS:
            raise wrong(f"{quoted(value)} reaches nobody known", suggestion(value, _WORDS))
        return _WORDS[value]
    if not isinstance(value, (dict, Selector)):
        raise wrong(f"{quoted(value)} reaches nobody known", "write all, hubs, spokes or {kind: [...]}")
    return value


Reach = Annotated[Selector, BeforeValidator(_spelled_out)]
