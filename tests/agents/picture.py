"""Draws the guide's picture of ties: `python -m tests.agents.picture`."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.report import style
from analysis.report.style import CMAP, COLOURS, INK, PALE, STYLE
from sim import Scenario, load_scenario, simulate
from sim.inputs.networks import Network

PICTURE = Path(__file__).parents[2] / "docs" / "guide" / "pictures" / "ties.svg"
MONTHS = (0, 60)
SHOWN = 0.2  # strength from which a tie is drawn
WIDEST = 3.5  # points, at full strength
LINKED, UNLINKED = COLOURS[2], PALE
TITLE = "Ties come and go, and records link pair by pair"
CAPTION = (
    f"One run of the scenario “{{scenario}}” at central parameters: a story, not a finding. Lines: ties of "
    f"strength {SHOWN:g} or more, as wide as they are strong (0 to 1); orange where both ends are live on "
    "the shared record. Squares: hubs; triangles: spokes; their colour: engagement (a share). Directions "
    "from the region's centre hold; distances (up to {farthest:.0f} km) are drawn as their square roots, and "
    "organisations in one place beside each other."
)

Places = npt.NDArray[np.float64]


def drawn(scenario: Scenario) -> Figure:
    """Draw one run's ties and engagement, a panel a month."""
    found = simulate(scenario, runs=1, months=MONTHS, parameters="central", organisations=True, ties=True)
    assert found.organisations is not None
    assert found.ties is not None
    network = scenario.network
    most = np.ceil(10 * found.organisations["engagement"].max()) / 10
    figure = style.sheet(9.6, 5.6)
    with mpl.rc_context(STYLE):
        caption = CAPTION.format(scenario=scenario.title, farthest=_kilometres(network).max())
        top, bottom = style.frame(figure, TITLE, caption)
        left = {"left": 0.01, "right": 0.905, "top": top - 0.07, "bottom": bottom, "wspace": 0.02}
        panels = figure.subplots(1, len(MONTHS), sharex=True, sharey=True, gridspec_kw=left)
        for ax, month in zip(panels, MONTHS, strict=True):
            ties, members = (each[each["month"] == month] for each in (found.ties, found.organisations))
            marks = _draw(ax, ties, members, network, most)
            strong = ties[ties["strength"] >= SHOWN]
            linked = int((strong["linked"] == 1).sum())
            ax.set_title(f"Month {month}: {len(strong)} ties, {linked} with both ends live")
        bar = figure.colorbar(marks, cax=figure.add_axes((0.925, bottom + 0.08, 0.012, 0.4)))
        bar.set_label("engagement (share, 0 to 1)")
        bar.outline.set_linewidth(0)
        figure.legend(handles=_key(), loc="upper right", bbox_to_anchor=(0.995, top), frameon=False)
    return figure


def _draw(
    ax: Axes, ties: pd.DataFrame, members: pd.DataFrame, network: Network, most: float
) -> PathCollection:
    """Draw one month, with engagement up to `most` in colours."""
    x, y = _places(network)
    number = {each.name: place for place, each in enumerate(network.organisations)}
    for tie in ties[ties["strength"] >= SHOWN].sort_values("linked").to_dict("records"):
        ends = [number[tie["organisation"]], number[tie["other"]]]
        colour = LINKED if tie["linked"] == 1 else UNLINKED
        ax.plot(x[ends], y[ends], color=colour, alpha=0.7, linewidth=WIDEST * tie["strength"])
    for role, marker in (("spoke", "^"), ("hub", "s")):
        mine = members[members["role"] == role]
        at = [number[name] for name in mine["organisation"]]
        marks = ax.scatter(
            x[at], y[at], 55, mine["engagement"], marker=marker, cmap=CMAP, vmin=0, vmax=most,
            edgecolor=INK, linewidth=0.6, zorder=3,
        )  # fmt: skip
    ax.set(aspect="equal", frame_on=False, xticks=[], yticks=[])
    return marks


def _kilometres(network: Network) -> Places:
    away = np.array([(each.x_km, each.y_km) for each in network.organisations])
    found: Places = np.hypot(*(away - (network.centre.x_km, network.centre.y_km)).T)
    return found


def _places(network: Network) -> tuple[Places, Places]:
    """Where organisations are drawn: those of one locality on a small ring about it."""
    members = network.organisations
    away = np.array([(each.x_km, each.y_km) for each in members]) - (network.centre.x_km, network.centre.y_km)
    roots = away / np.sqrt(np.maximum(_kilometres(network), 1e-9))[:, None]
    for place in dict.fromkeys(each.locality for each in members):
        mine = [number for number, each in enumerate(members) if each.locality == place]
        turns = 2 * np.pi * np.arange(len(mine)) / len(mine) + 0.4
        ring = 0.65 * (len(mine) > 1) * np.column_stack([np.cos(turns), np.sin(turns)])
        roots[mine] = roots[mine].mean(axis=0) + ring
    return roots[:, 0], roots[:, 1]


def _key() -> list[Line2D]:
    lines = {"both live": LINKED, "other ties": UNLINKED}
    marks = {"hub": "s", "spoke": "^"}
    return [
        *(Line2D([], [], color=colour, linewidth=2, label=label) for label, colour in lines.items()),
        *(
            Line2D([], [], color=INK, markerfacecolor="white", linestyle="", marker=marker, label=label)
            for label, marker in marks.items()
        ),
    ]


if __name__ == "__main__":
    style.save(drawn(load_scenario("shared-records")), PICTURE)
