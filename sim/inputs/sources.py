"""What a number rests on: sources that the evidence holds."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from sim.inputs.errors import quoted, suggestion
from sim.inputs.fields import Name, as_tuple, wrong

Grade = Literal["O", "A", "L", "R", "D", "assumption"]

# What a number of somebody's own network may rest on besides the evidence.
WITHOUT_EVIDENCE = ("assumption", "own records")


def _known(besides: tuple[str, ...]) -> Callable[[tuple[str, ...], ValidationInfo], tuple[str, ...]]:
    def check(sources: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not sources:
            raise wrong("is empty", "name a finding, a link or a key of sources.bib")
        evidence = (info.context or {}).get("evidence")
        for each in sources:
            if evidence is not None and each not in evidence and each not in besides:
                meant = suggestion(each, [*besides, *evidence.sources])
                raise wrong(f"{quoted(each)} is no finding, link or reference", meant)
        return sources

    return check


# The evidence is given as the validation context {"evidence": ...}; without it, names are not looked up.
Sources = Annotated[tuple[Name, ...], BeforeValidator(as_tuple), AfterValidator(_known(()))]
NetworkSources = Annotated[
    tuple[Name, ...], BeforeValidator(as_tuple), AfterValidator(_known(WITHOUT_EVIDENCE))
]
