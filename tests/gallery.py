"""The gallery of questions in `docs/gallery`, each asked anew: `python -m tests.gallery`.

A question is a line to be typed, often with a scenario file beside it. Its page has the file, the line, the
figure and the answer's own sentences; nothing of it is written by hand.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.cli import main as mcn

FOLDER = Path(__file__).parents[1] / "docs" / "gallery"
BY_HAND = "<!-- Written by python -m tests.gallery. Not to be edited by hand. -->\n\n"


class Example(NamedTuple):
    """A question of the gallery.

    Attributes
    ----------
    name : str
        Of its page, and of its scenario file, if it has one.
    line : str
        What is typed after `mcn`.
    figure : str
        The one of the folder's figures that is shown.
    asks : str
        The question, where no scenario file has it.
    """

    name: str
    line: str
    figure: str = "differences"
    asks: str = ""

    @property
    def scenario(self) -> str:
        """Its file, or nothing."""
        path = FOLDER / f"{self.name}.yaml"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def question(self) -> str:
        return self.asks or str(yaml.safe_load(self.scenario)["question"])

    def answer(self, picture: Path | None = None) -> dict[str, Any]:
        """Ask it as its page says, and take its figure along."""
        there = Path.cwd()
        with tempfile.TemporaryDirectory() as place:
            os.chdir(place)
            try:
                if self.scenario:
                    Path(f"{self.name}.yaml").write_text(self.scenario, encoding="utf-8")
                with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
                    mcn([*shlex.split(self.line), "--out", "answer"])
            finally:
                os.chdir(there)
            folder = Path(place) / "answer"
            if picture is not None:
                shutil.copy(folder / "figures" / f"{self.figure}.png", picture)
            answer: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
            return answer["document"]["answer"] or {}


def compared(name: str, outcomes: str = "cover_24_7,specialist_access,engagement") -> Example:
    """A scenario file held against the region as it was studied."""
    return Example(name, f"compare baseline {name}.yaml --outcomes {outcomes} --runs 2048")


def poked(name: str, poke: str, asks: str) -> Example:
    """Something that happens in a network that works, and what comes of it."""
    line = f"cascade barriers-lifted --poke {poke} --horizon 120 --runs 256"
    return Example(name, line, "places", asks)


EXAMPLES = (
    compared("coordinator-for-good", "engagement,evaluation,cover_24_7"),
    compared("barriers-gone"),
    compared("champions-everywhere", "engagement,adoption,cover_24_7"),
    poked(
        "hospice-income",
        "income-lost=0.4@12:Lanternwood",
        "What follows if a hospice loses two fifths of the income that it raises?",
    ),
    poked(
        "records-fail",
        "records-down=12@60:Lanternwood",
        "What follows if a hub's records are down for a year?",
    ),
    compared("nurses-at-the-edge", "cover_24_7,equity_cover,specialist_access"),
    poked("leaders-go", "leaders-leave=2@12", "Who is lost when two of the network's leaders go?"),
    compared("posts-frozen"),
    compared("records-then-nurses", "cover_24_7,care_coordination,equity_cover"),
    compared("learning-on-a-screen", "engagement,training_reach,cover_24_7"),
)


def page(example: Example, answer: dict[str, Any]) -> str:
    """Lay a question and its answer out."""
    told = [
        answer["recommendation"],
        *answer["sentences"],
        answer["confidence"],
        f"Not known: {answer['unknown']}",
    ]
    saved = f"Save this as `{example.name}.yaml`:\n\n```yaml\n{example.scenario}```\n\nThen:\n\n"
    return (
        f"{BY_HAND}# {example.question}\n\n"
        + "\n\n".join([told[0], f"![{told[0]}]({example.name}.png)", *told[1:]])
        + f"\n\n## Ask it yourself\n\n{saved if example.scenario else ''}"
        + f"```sh\n.venv/bin/mcn {example.line}\n```\n"
    )


def index() -> str:
    """Lay out the gallery: a picture a question."""
    cards = "".join(
        f":::{{grid-item-card}} {each.question}\n:img-bottom: {each.name}.png\n:img-alt: What comes of it\n"
        f":link: {each.name}\n:link-type: doc\n:class-card: thumbnail\n:::\n"
        for each in EXAMPLES
    )
    pages = "\n".join(each.name for each in EXAMPLES)
    return (
        f"{BY_HAND}# Gallery: ten questions\n\n"
        "*Each with its answer, and the line that asks it. The region is invented: what holds for it need "
        f"not hold for yours.*\n\n::::{{grid}} 1 2 2 3\n:gutter: 3\n\n{cards}::::\n\n"
        f"```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    )


def main() -> None:
    """Ask every question, and write its page."""
    (FOLDER / "index.md").write_text(index(), encoding="utf-8")
    for example in EXAMPLES:
        answer = example.answer(FOLDER / f"{example.name}.png")
        (FOLDER / f"{example.name}.md").write_text(page(example, answer), encoding="utf-8")
        print(example.name)


if __name__ == "__main__":
    main()
