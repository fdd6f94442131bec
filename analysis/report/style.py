"""How figures look: colours, letters, sheets with a title and a caption, and how they are saved.

Colours are those of Okabe and Ito, told apart by colour-blind readers; line styles and markers carry the
same meaning, so that a page printed in grey still reads. Maps use cividis.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from analysis.report import words

INK, PALE, FAINT = "#222222", "#8a8a8a", "#e9e9e9"
COLOURS = ("#222222", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (3, 1, 1, 1, 1, 1)),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")  # not as many as colours: pairs last longer
CMAP = "cividis"
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same everywhere
    "font.size": 8.5,
    "text.parse_math": False,  # a dollar in somebody's name is a dollar
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": PALE,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "figure.dpi": 100,
    "svg.hashsalt": "hubspoke",
    "svg.fonttype": "path",
}
HALO = withStroke(linewidth=2.0, foreground="white")  # keeps labels readable over lines
ROUND_STEPS = [1, 2, 2.5, 5, 10]
SHORT, SHORT_PLACE, SHORT_TITLE, LONG_TITLE = 18, 30, 46, 72  # letters that there is room for


class Look(NamedTuple):
    """How one scenario is drawn, the same in every figure."""

    colour: str
    dash: Any
    marker: str


def looks(scenarios: Sequence[str]) -> dict[str, Look]:
    """Colour, dash and marker of each scenario; the first, the base, is black and solid."""
    return {
        name: Look(COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)], MARKERS[i % len(MARKERS)])
        for i, name in enumerate(scenarios)
    }


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG or PNG, by its suffix, with no date in it, so that bytes can be compared."""
    metadata = {".svg": {"Date": None, "Creator": None}, ".png": {"Software": None}}[path.suffix]
    with mpl.rc_context(STYLE):
        figure.savefig(path, format=path.suffix[1:], dpi=180, metadata=metadata)


@contextmanager
def boxes_for_missing_signs() -> Iterator[None]:
    """Draw a sign in somebody's name that the font lacks as a box, without a warning for each."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


def sheet(width: float, height: float) -> Figure:
    """Begin an empty figure of so many inches."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(figure)
    return figure


def frame(figure: Figure, title: str, caption: str) -> tuple[float, float]:
    """Put title and caption on a sheet; give the top and bottom left for panels (shares of its height)."""
    width, height = figure.get_size_inches()
    edge = 0.12 / width
    heading = textwrap.fill(title, int(width * 9.4), break_on_hyphens=False)
    below = textwrap.fill(caption, int(width * 16.5), break_on_hyphens=False)
    above = 0.18 + 0.22 * (heading.count("\n") + 1)
    under = 0.16 + 0.145 * (below.count("\n") + 1)
    # Marked with the room they take: a page that writes both as text of its own cuts them off.
    figure.text(
        edge, 1 - 0.10 / height, heading, fontsize=12, fontweight="bold", va="top", linespacing=1.25,
        gid=f"heading-{72 * (above - 0.1):.0f}pt",
    )  # fmt: skip
    figure.text(
        edge, 0.09 / height, below, fontsize=7.5, color="#444444", va="bottom", linespacing=1.35,
        gid=f"caption-{72 * (under - 0.05):.0f}pt",
    )  # fmt: skip
    return 1 - above / height, under / height


def ticks(axis: Axis, unit: str = "", *, signed: bool = False) -> None:
    """Write the numbers of an axis as readers know them: pounds as pounds, and never as powers of ten."""
    axis.set_major_formatter(lambda amount, _: words.tick(amount, unit, signed=signed))


def plain_rows(ax: Axes, count: int = 6, unit: str = "", *, signed: bool = False) -> None:
    """Let rows of marks stand on faint lines across, without an edge, over so many round numbers."""
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.xaxis.set_major_locator(MaxNLocator(count, steps=ROUND_STEPS))
    ticks(ax.xaxis, unit, signed=signed)


def box_about(x: float, y: float, width: float, height: float) -> Bbox:
    """Give a box by its middle."""
    return Bbox.from_bounds(x - width / 2, y - height / 2, width, height)


def overlap(a: Bbox, b: Bbox) -> float:
    """Area that two boxes share."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)  # not of Bbox.intersection, which takes ten times as long
    height = min(a.y1, b.y1) - max(a.y0, b.y0)
    return float(width * height) if width > 0 and height > 0 else 0.0


def spread_apart(sought: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as needed to be `gap` apart and within the limits."""
    order = np.argsort(sought, kind="stable")
    placed = np.array(sought, dtype=float)[order]
    for _ in range(200):
        short = gap - np.diff(placed)
        if (short <= 1e-9 * gap).all():
            break
        for i in np.flatnonzero(short > 0):
            lack = gap - (placed[i + 1] - placed[i])
            if lack > 0:
                placed[i] -= lack / 2
                placed[i + 1] += lack / 2
    placed += max(0.0, low + gap / 2 - placed[0])
    placed -= max(0.0, placed[-1] - (high - gap / 4))
    result = np.empty_like(placed)
    result[order] = placed
    return [float(x) for x in result]


def shortened(name: str, most: int = SHORT) -> str:
    """Cut a name between its words, or else within the first of them."""
    if len(name) <= most:
        return name
    cut = textwrap.shorten(name.replace("-", " "), most, placeholder="…")
    return cut if len(cut) > most / 2 else f"{name[: most - 2]}…"
