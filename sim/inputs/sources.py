"""What a number rests on: sources that the evidence holds."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, ValidationInfo

from sim.inputs.errors import quoted, suggestion
from sim.inputs.fields import Words, wrong

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


def _among(kind: str) -> Callable[[tuple[str, ...], ValidationInfo], tuple[str, ...]]:
    def check(names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        evidence = (info.context or {}).get("evidence")
        known = names if evidence is None else getattr(evidence, kind)
        for each in names:
            if each not in known:
                raise wrong(f"there is no {quoted(each)}", suggestion(each, known))
        return names

    return check


# The evidence is given as the validation context {"evidence": ...}; without it, names are not looked up.
Sources = Annotated[Words, AfterValidator(_known(()))]
NetworkSources = Annotated[Words, AfterValidator(_known(WITHOUT_EVIDENCE))]
Findings = Annotated[Words, AfterValidator(_among("findings"))]
Links = Annotated[Words, AfterValidator(_among("links"))]
HopSources = Annotated[Words, AfterValidator(_among("hop_sources"))]
