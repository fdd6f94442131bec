"""Which organisations something reaches: all, hubs, spokes, or those of a kind, a sector or a name."""

from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator

from sim.inputs.errors import quoted, suggestion
from sim.inputs.fields import Declared, Words, as_tuple, wrong

Role = Literal["hub", "spoke"]
Sector = Literal["NHS", "charity", "local authority", "other"]
Kind = Literal[
    "children's hospice",
    "tertiary centre",
    "acute trust",
    "community nursing team",
    "primary care",
    "social care",
    "education",
    "umbrella body",
]

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "all": {},
    "hubs": {"role": ("hub",)},
    "spokes": {"role": ("spoke",)},
}


class Reachable(Protocol):
    """What a selector looks at: an organisation."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def sector(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class Selector(Declared):
    """Organisations that have one of the named roles, and sectors, and kinds, and names; none named: any."""

    role: Annotated[tuple[Role, ...], BeforeValidator(as_tuple)] = ()
    sector: Annotated[tuple[Sector, ...], BeforeValidator(as_tuple)] = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(as_tuple)] = ()
    name: Words = ()

    def matches(self, organisation: Reachable) -> bool:
        """Tell whether it reaches `organisation`."""
        return (
            (not self.role or organisation.role in self.role)
            and (not self.sector or organisation.sector in self.sector)
            and (not self.kind or organisation.kind in self.kind)
            and (not self.name or organisation.name in self.name)
        )


def _spelled_out(value: object) -> object:
    if isinstance(value, str):
        if value not in _WORDS:
            raise wrong(f"{quoted(value)} reaches nobody known", suggestion(value, _WORDS))
        return _WORDS[value]
    if not isinstance(value, (dict, Selector)):
        raise wrong(f"{quoted(value)} reaches nobody known", "write all, hubs, spokes or {kind: [...]}")
    return value


Reach = Annotated[Selector, BeforeValidator(_spelled_out)]
