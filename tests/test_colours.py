"""Colours that mean different things are told apart, whoever looks at them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matplotlib.colors import to_rgb

from analysis.cascade.figures import FILLS, ORDERS
from analysis.cascade.problem_map_figure import COLOURS as OF_PROBLEMS
from analysis.report.style import COLOURS
from tests.colours import EYES, nearest

STYLES = Path(__file__).parents[1] / "analysis" / "page" / "web" / "parts" / "page.css"
PAGE = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLES.read_text(encoding="utf-8")))
PALETTES = {
    "scenarios in figures": list(COLOURS),
    "orders of problems in figures": [colour for colour, *_ in ORDERS.values()],
    "orders on the map of problems": list(OF_PROBLEMS.values()),
    "barriers": list(FILLS.values()),
    "scenarios in the page": [PAGE[f"s{place}"] for place in range(7)],
    "orders of problems in the page": [PAGE[name] for name in ("first", "second", "third")],
    "better and worse in the page": [PAGE["better"], PAGE["worse"]],
}
# Patches side by side are told apart from about two on; thin lines and small signs ask for far more.
APART = 10.0


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("palette", PALETTES)
def test_colours_are_told_apart(palette: str, eyes: str) -> None:
    assert nearest(PALETTES[palette], eyes) > (APART,)


@pytest.mark.parametrize("name", [f"s{place}" for place in range(7)])
def test_names_in_the_page_are_read_in_their_colours(name: str) -> None:
    """Against the page's wash, a contrast of at least 4.5."""

    def light(colour: str) -> float:
        parts = [
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in to_rgb(colour)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    assert light(PAGE["wash"]) / light(PAGE[name]) >= 4.5
