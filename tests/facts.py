"""Facts in documents, filled in from what the repository holds: ``python -m tests.facts``.

A fact is a sentence with gaps. What stands in the gaps is written anew; the sentence is never touched, and
one that is not there, or twice, is an error: whoever rewrites it does so here, too.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import yaml

from sim.inputs.levers import all_parameters, load_levers
from tests.benchmarks import page as speed
from tests.benchmarks.timing import rounded

ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT / "sim" / "model" / "evidence"


class Fact(NamedTuple):
    """A sentence of a document, with `{}` where a fact stands, and what stands there."""

    document: str
    sentence: str
    values: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(r"(\S+?)".join(map(re.escape, self.sentence.split("{}"))))


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of the evidence."""
    with (EVIDENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts() -> list[Fact]:
    """Give all of them, as they are now."""
    patterns = {row["id"]: row["class"] for row in rows("patterns")}
    failing = yaml.safe_load(
        (ROOT / "analysis" / "validation" / "known_failures.yaml").read_text(encoding="utf-8")
    )
    ranged = [each for each in all_parameters().values() if each.low < each.high]
    engines = speed.results()["engines"]
    ensemble = engines["contenders"]["ensemble, two threads"]["runs a second"]["median"]

    def holding(kind: str) -> tuple[str, str]:
        of = [each for each, its in patterns.items() if its == kind]
        return str(len([each for each in of if each not in failing])), str(len(of))

    whole = (str(len(patterns) - len(failing)), str(len(patterns)))
    return [
        Fact(
            "README.md",
            "{} levers, {} causal links and {} numbers with a range",
            (str(len(load_levers())), str(len(rows("links"))), str(len(ranged))),
        ),
        Fact("README.md", "is held to {} patterns, of which {} hold", whole[::-1]),
        Fact(
            "README.md",
            "{} runs a second on two cores, {} times what",
            (rounded(ensemble), rounded(engines["ratios"]["mesa.batch_run to ensemble"]["is"])),
        ),
        Fact("docs/not-earned.md", "{} of {} patterns hold.", whole),
        Fact("docs/not-earned.md", "those held out {} of {} (VAL)", holding("VAL")),
        Fact("docs/not-earned.md", "paired what-ifs {} of {} (CF,", holding("CF")),
        Fact("docs/not-earned.md", "what other sources report {} of {} (EXT)", holding("EXT")),
        Fact("docs/model-in-brief.md", "All {} are in the model", (str(len(rows("links"))),)),
        Fact("docs/guide/sensitivity.md", "the dials of the {} causal links", (str(len(rows("links"))),)),
        Fact("docs/guide/sensitivity.md", "a range of their own, {} of them", (str(len(ranged)),)),
        Fact(
            "docs/guide/sensitivity.md",
            "All {} parameters with a range and chance, first and total order with N = 1,024, are {} runs.",
            (str(len(ranged)), f"{1_024 * (len(ranged) + 1 + 2):,}"),
        ),
    ]


def filled(text: str, fact: Fact) -> str:
    """Give the text with the fact as it is now."""
    found = fact.pattern.findall(text)
    if len(found) != 1:
        raise ValueError(f"{fact.document}: {fact.sentence!r} stands there {len(found)} times, not once")
    return fact.pattern.sub(lambda _: fact.sentence.format(*fact.values), text)


def main() -> None:
    """Write all facts anew."""
    for fact in facts():
        path = ROOT / fact.document
        path.write_text(filled(path.read_text(encoding="utf-8"), fact), encoding="utf-8")


if __name__ == "__main__":
    main()
