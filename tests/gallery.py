"""The gallery of questions in `docs/gallery`, each asked anew: `python -m tests.gallery`.

A question is a scenario file there and what it is held against. Its page has the file, the command, the
figure and the answer's own sentences; nothing of it is written by hand.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import yaml

from analysis.what_if import WhatIf, what_if

FOLDER = Path(__file__).parents[1] / "docs" / "gallery"
RUNS = 2048


class Example(NamedTuple):
    """A question of the gallery.

    Attributes
    ----------
    name : str
        Of its scenario file, and of its page.
    base : str
        The shipped scenario that it is held against.
    outcomes : str
        What it is asked of.
    """

    name: str
    base: str = "baseline"
    outcomes: str = "cover_24_7,specialist_access,engagement"

    @property
    def words(self) -> list[str]:
        """What is typed after `mcn`."""
        return ["compare", self.base, f"{self.name}.yaml", "--outcomes", self.outcomes, "--runs", str(RUNS)]

    @property
    def question(self) -> str:
        declared = yaml.safe_load((FOLDER / f"{self.name}.yaml").read_text(encoding="utf-8"))
        return str(declared["question"])

    def asked(self) -> WhatIf:
        """Ask it, as its page says."""
        there = Path.cwd()
        os.chdir(FOLDER)  # so that commands in the answer name the file as it is saved
        try:
            return what_if(self.base, f"{self.name}.yaml", runs=RUNS, outcomes=self.outcomes)
        finally:
            os.chdir(there)


EXAMPLES = (
    Example("coordinator-for-good", outcomes="engagement,evaluation,cover_24_7"),
    Example("barriers-gone"),
    Example("champions-everywhere", outcomes="engagement,adoption,cover_24_7"),
    Example("hospice-income"),
    Example("records-fail", "barriers-lifted", "care_coordination,cover_24_7,specialist_access"),
    Example("nurses-at-the-edge", outcomes="cover_24_7,equity_cover,specialist_access"),
    Example("leaders-go", outcomes="engagement,governance,cover_24_7"),
    Example("posts-frozen"),
    Example("records-then-nurses", outcomes="cover_24_7,care_coordination,equity_cover"),
    Example("learning-on-a-screen", outcomes="engagement,training_reach,cover_24_7"),
)


def page(example: Example, found: WhatIf) -> str:
    """Lay a question and its answer out."""
    answer = found.document.answer
    if answer is None:
        raise ValueError(f"{example.name} has no answer of its own")
    scenario = (FOLDER / f"{example.name}.yaml").read_text(encoding="utf-8")
    told = [answer.recommendation, *answer.sentences, answer.confidence, f"Not known: {answer.unknown}"]
    return (
        "<!-- Written by python -m tests.gallery. Not to be edited by hand. -->\n\n"
        f"# {example.question}\n\n"
        f"![{answer.recommendation}]({example.name}.png)\n\n"
        + "\n\n".join(told)
        + f"\n\n## Ask it yourself\n\nSave this as `{example.name}.yaml`:\n\n```yaml\n{scenario}```\n\n"
        f"Then, or with the file opened under *My scenarios* in [the page](../guide/page.md):\n\n"
        f"```sh\n.venv/bin/mcn {' '.join(example.words)}\n```\n"
    )


def index() -> str:
    """Lay out the gallery: a picture a question."""
    cards = "".join(
        f":::{{grid-item-card}} {each.question}\n:img-bottom: {each.name}.png\n:img-alt: What changes\n"
        f":link: {each.name}\n:link-type: doc\n:class-card: thumbnail\n:::\n"
        for each in EXAMPLES
    )
    pages = "\n".join(each.name for each in EXAMPLES)
    return (
        "<!-- Written by python -m tests.gallery. Not to be edited by hand. -->\n\n"
        "# Gallery: ten questions\n\n"
        "*Each with its answer, and the file and the command that ask it. The region is invented: "
        f"what holds for it need not hold for yours.*\n\n::::{{grid}} 1 2 2 3\n:gutter: 3\n\n{cards}::::\n\n"
        f"```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    )


def main() -> None:
    """Ask every question, and write its page."""
    (FOLDER / "index.md").write_text(index(), encoding="utf-8")
    for example in EXAMPLES:
        found = example.asked()
        (FOLDER / f"{example.name}.md").write_text(page(example, found), encoding="utf-8")
        found.plot().savefig(FOLDER / f"{example.name}.png", dpi=100)
        print(example.name)


if __name__ == "__main__":
    main()
