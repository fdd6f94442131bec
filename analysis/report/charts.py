"""Figures of outcomes: pure functions from tidy frames to matplotlib figures. Nothing here runs a model."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.report import words
from analysis.report.style import (
    CMAP,
    FAINT,
    HALO,
    INK,
    LONG_TITLE,
    PALE,
    ROUND_STEPS,
    SHORT,
    SHORT_PLACE,
    SHORT_TITLE,
    STYLE,
    Look,
    box_about,
    frame,
    looks,
    overlap,
    plain_rows,
    sheet,
    shortened,
    spread_apart,
    ticks,
)

if TYPE_CHECKING:
    from sim.model.outcomes import Outcome

AWAY = (0.2, 0.6, 1.2, 2.0, 3.0, 4.5, 6.0)  # how far a label may lie from its circle, in its own heights
ANGLES = (0, 180, 90, 270, 45, 315, 135, 225, 22, 338, 158, 202)
CLEAR = ("better", "worse", "higher", "lower")  # verdicts of marks that are filled
BAND = "#dcdcdc"
IN_KEY = 5  # names side by side in the key above the panels
DIRECT_LABELS = 5  # with more scenarios than this, names go into one key above the panels


def trajectories(
    bands: pd.DataFrame,
    outcomes: Sequence[Outcome],
    *,
    title: str,
    caption: str,
    columns: int = 3,
    marks: Sequence[int] = (),
) -> Figure:
    """Small multiples over time: one panel an outcome, mean line and 5-95 % band a scenario.

    Parameters
    ----------
    bands : DataFrame
        `scenario, outcome, month, mean, low, high` (:func:`analysis.statistics.summaries.bands`).
    outcomes : sequence of Outcome
        Drawn in this order.
    title, caption : str
        The finding or question; what was compared.
    marks : sequence of int
        Months in which something happens: a dotted line each, with its number, which the caption explains.
    """
    rows = -(-len(outcomes) // columns)
    figure = sheet(3.45 * columns, 2.15 * rows + 1.25)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        _draw_trajectories(figure, bands, outcomes, columns, (top, bottom), marks=marks)
    return figure


def differences(
    table: pd.DataFrame,
    *,
    title: str,
    caption: str,
    scenarios: Sequence[str] | None = None,
) -> Figure:
    """Difference from the base at the horizon: a dot, its 5-95 % band and its Monte Carlo interval.

    Parameters
    ----------
    table : DataFrame
        `Comparison.differences`.
    scenarios : sequence of str, optional
        All scenarios, base first, so that looks match the other figures.
    """
    factor = table["unit"].map(words.scale)
    measures = [words.shown_unit(str(unit), difference=True) for unit in table["unit"]]
    shown = table.assign(**{name: table[name] * factor for name in NUMBERS}, shown_unit=measures)
    names = list(dict.fromkeys(shown["scenario"]))
    style = looks(scenarios if scenarios is not None else ["", *names])
    groups = [(str(unit), rows) for unit, rows in shown.groupby("shown_unit", sort=False)]
    sizes = [rows["outcome"].nunique() for _, rows in groups]
    height = (0.26 + 0.17 * len(names)) * sum(sizes) + 0.75 * len(groups) + 1.4 + room_of_key(names, 8.6)
    figure = sheet(8.6, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        key = room_of_key(names, 8.6) / height
        axes = figure.subplots(
            len(groups), 1, squeeze=False, height_ratios=[size + 0.35 for size in sizes],
            gridspec_kw={"left": 0.30, "right": 0.97, "top": top - key, "bottom": bottom + 0.42 / height,
                         "hspace": 0.62 * len(groups) / max(0.5, sum(sizes) * (0.26 + 0.17 * len(names)))},
        )  # fmt: skip
        for ax, (unit, rows) in zip(axes[:, 0], groups, strict=True):
            _draw_differences(ax, rows, names, style, unit)
        key_of_differences(figure, [(name, style[name]) for name in names], top)
    return figure


def region_map(
    cover: pd.DataFrame,
    places: pd.DataFrame,
    members: pd.DataFrame,
    *,
    title: str,
    caption: str,
) -> Figure:
    """Map of the region, a panel a scenario, localities coloured by 24/7 cover.

    Parameters
    ----------
    cover : DataFrame
        `scenario, locality, cover_24_7` (share), base first
        (:func:`analysis.statistics.summaries.cover_by_locality`).
    places : DataFrame
        `name, x_km, y_km, children_llc` (:func:`analysis.statistics.summaries.places`).
    members : DataFrame
        `name, role, hub, x_km, y_km` (:func:`analysis.statistics.summaries.members`).
    """
    scenarios = list(dict.fromkeys(cover["scenario"]))
    columns = min(3, len(scenarios))
    rows = -(-len(scenarios) // columns)
    shape = _extent(places, members)
    width = 4.6 if columns > 1 else 6.4
    tall = float(np.clip(width * shape.height / shape.width, 3.0, 7.0))
    height = (tall + 0.35) * rows + 1.55
    figure = sheet(width * columns * 1.03, height)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        axes = figure.subplots(
            rows, columns, squeeze=False,
            gridspec_kw={"left": 0.015, "right": 0.985, "top": top - 0.26 / height,
                         "bottom": bottom + 0.62 / height, "wspace": 0.03, "hspace": 0.08},
        )  # fmt: skip
        _draw_maps(list(axes.flat), cover, places, members, shape)
        _colour_bar(figure, cover, (0.015, bottom + 0.30 / height, 0.30, 0.11 / height))
        _map_key(figure, (0.36, bottom + 0.18 / height))
    return figure


def page(
    bands: pd.DataFrame,
    outcomes: Sequence[Outcome],
    cover: pd.DataFrame,
    places: pd.DataFrame,
    members: pd.DataFrame,
    *,
    title: str,
    caption: str,
) -> Figure:
    """One scenario on one landscape page: its map on the left, its trajectories on the right."""
    figure = sheet(16.0, 9.6)
    shape = _extent(places, members)
    with mpl.rc_context(STYLE):
        top, bottom = frame(figure, title, caption)
        ax = figure.add_axes((0.01, bottom + 0.13, 0.40, top - bottom - 0.16))
        _draw_maps([ax], cover, places, members, shape, heading="24/7 cover at the horizon")
        _colour_bar(figure, cover, (0.02, bottom + 0.075, 0.15, 0.012))
        _map_key(figure, (0.19, bottom + 0.058))
        _draw_trajectories(figure, bands, outcomes, 3, (top, bottom), left=0.455)
    return figure


# --- trajectories -----------------------------------------------------------------------------------------


def _draw_trajectories(
    figure: Figure | SubFigure,
    bands: pd.DataFrame,
    outcomes: Sequence[Outcome],
    columns: int,
    room: tuple[float, float],
    left: float = 0.0,
    marks: Sequence[int] = (),
) -> None:
    width, height = figure.figure.get_size_inches()
    top, bottom = room
    scenarios = list(dict.fromkeys(bands["scenario"]))
    style = looks(scenarios)
    long = len(scenarios) > 1 and max(map(len, scenarios)) > SHORT
    keyed = long or len(scenarios) > DIRECT_LABELS
    direct = len(scenarios) > 1 and not keyed
    rows = -(-len(outcomes) // columns)
    named = [shortened(each, LONG_TITLE) for each in scenarios]
    abreast = beside(named, width * (1 - left))
    head = 0.44 + 0.15 * -(-len(scenarios) // abreast) if keyed else 0.27
    axes = figure.subplots(
        rows, columns, squeeze=False,
        gridspec_kw={"left": left + 0.5 / width, "right": 1 - 0.12 / width,
                     "top": top - head / height, "bottom": bottom + 0.45 / height,
                     "wspace": 0.24, "hspace": 0.52},
    )  # fmt: skip
    for ax, outcome in zip(axes.flat, outcomes, strict=False):
        _draw_panel(ax, bands[bands["outcome"] == outcome.name], outcome, style, direct)
        _draw_marks(ax, marks)
    for ax in axes.flat[len(outcomes) :]:
        ax.set_axis_off()
    for column in range(columns):
        used = [i for i in range(rows) if i * columns + column < len(outcomes)]
        if used:
            axes[used[-1], column].set_xlabel("month", fontsize=8)
    ax, look = axes[0, 0], {"fontsize": 7, "color": "#555555", "va": "top"}
    ax.text(ax.get_xlim()[0] + 1, 0.97, "history", look, transform=ax.get_xaxis_transform())
    if keyed:
        _key_of_scenarios(figure, named, style.values(), (left + 0.01, top), abreast)


def _draw_panel(
    ax: Axes, rows: pd.DataFrame, outcome: Outcome, style: Mapping[str, Look], direct: bool
) -> None:
    factor = words.scale(outcome.unit)
    ends: list[tuple[float, str]] = []
    for name, look in style.items():
        mine = rows[rows["scenario"] == name]
        month = mine["month"].to_numpy(dtype=float)
        mean = mine["mean"].to_numpy(dtype=float) * factor
        low, high = (mine[end].to_numpy(dtype=float) * factor for end in ("low", "high"))
        ax.fill_between(month, low, high, color=look.colour, alpha=0.13, linewidth=0)
        ax.plot(
            month, mean, color=look.colour, linestyle=look.dash, linewidth=1.5,
            marker=look.marker if len(style) > 1 else "", markersize=3.2,
            markevery=[i for i, m in enumerate(month) if m % 24 == 12], label=name,
        )  # fmt: skip
        ends.append((float(mean[-1]), name))
    _set_months(ax, rows["month"].to_numpy(dtype=float), step=24 if direct else 12)
    ax.set_ylim(bottom=min(0.0, float(rows["low"].min()) * factor))
    ax.margins(y=0.06)
    ax.set_title(outcome.title, fontsize=8.5, pad=14)
    ax.text(0, 1.03, _panel_unit(outcome), transform=ax.transAxes, fontsize=7.2, color="#555555", va="bottom")
    ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=ROUND_STEPS))
    ticks(ax.yaxis, outcome.unit)
    if direct:
        _label_ends(ax, ends, style)


def _draw_marks(ax: Axes, months: Sequence[int]) -> None:
    """Draw a dotted line at each month, and its number above it."""
    for number, month in enumerate(months, 1):
        ax.axvline(month, color="#555555", linewidth=0.7, linestyle=(0, (1, 2)), zorder=1)
        ax.text(
            month + 1, 0.985, str(number), transform=ax.get_xaxis_transform(), fontsize=6.5, color="#333333",
            ha="left", va="top",
        )  # fmt: skip


def _panel_unit(outcome: Outcome) -> str:
    unit: str = outcome.unit
    shown = unit.replace("share", "%", 1) if words.is_share(unit) else unit
    return shown + (", lower is better" if outcome.better == "lower" else "")


def _set_months(ax: Axes, month: np.ndarray[Any, Any], step: int) -> None:
    first, last = float(month.min()), float(month.max())
    ax.axvspan(first, 0, color=FAINT, alpha=0.55, linewidth=0, zorder=0)
    step *= 1 if last - first <= 96 else 2
    ticks = np.arange(np.ceil(first / step) * step, last, step)
    ax.set_xticks([*ticks[ticks <= last - 0.6 * step], last])
    ax.set_xlim(first, last)


def _label_ends(ax: Axes, ends: Sequence[tuple[float, str]], style: Mapping[str, Look]) -> None:
    """Write each line's name at its end, moved apart where lines end close together."""
    low, high = ax.get_ylim()
    first, last = ax.get_xlim()
    wide = last - first
    ax.set_xlim(first, last + 0.62 * wide)
    ax.spines["bottom"].set_bounds(first, last)
    at = spread_apart([y for y, _ in ends], 0.115 * (high - low), low, high)
    for (y, name), place in zip(ends, at, strict=True):
        ax.plot(
            [last, last + 0.035 * wide], [y, place], color=style[name].colour, linewidth=0.6, clip_on=False
        )
        ax.text(
            last + 0.05 * wide, place, shortened(name), color=style[name].colour, fontsize=7, va="center",
            ha="left",
        )  # fmt: skip


def _key_of_scenarios(
    figure: Figure | SubFigure,
    names: Sequence[str],
    looked: Iterable[Look],
    place: tuple[float, float],
    abreast: int,
) -> None:
    lines = [
        Line2D([], [], color=look.colour, linestyle=look.dash, marker=look.marker, markersize=4)
        for look in looked
    ]
    figure.legend(
        lines, names, loc="upper left", bbox_to_anchor=place, ncols=abreast, frameon=False, fontsize=7.5
    )


# --- differences ------------------------------------------------------------------------------------------

NUMBERS = ["difference", "difference_low", "difference_high", "interval_low", "interval_high", "worthwhile"]


def _draw_differences(
    ax: Axes, rows: pd.DataFrame, names: Sequence[str], style: Mapping[str, Look], unit: str
) -> None:
    order = list(dict.fromkeys(rows["outcome"]))
    for place, outcome in enumerate(order):
        mine = rows[rows["outcome"] == outcome]
        worthwhile = float(mine["worthwhile"].iloc[0])
        ax.add_patch(Rectangle((-worthwhile, place - 0.42), 2 * worthwhile, 0.84, color=BAND, lw=0, zorder=0))
        for _, row in mine.iterrows():
            step = 0.62 * ((names.index(row["scenario"]) + 0.5) / len(names) - 0.5)
            _draw_dot(ax, row, place + step, style[row["scenario"]])
    signed_rows(ax, len(order), 8, unit)
    ax.set_yticks(range(len(order)), [_row_title(rows, outcome) for outcome in order], fontsize=8)
    ax.margins(x=0.04)
    ax.set_xlabel(f"difference from the base, {unit}", fontsize=8)


def signed_rows(ax: Axes, rows: int, count: int, unit: str) -> None:
    """Let rows of differences stand about a line at 0, over numbers with their sign."""
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    ax.set_ylim(rows - 0.45, -0.55)
    plain_rows(ax, count, unit, signed=True)


def _draw_dot(ax: Axes, row: pd.Series[Any], y: float, look: Look) -> None:
    ax.plot(
        [row["difference_low"], row["difference_high"]], [y, y], color=look.colour, linewidth=1.0, zorder=2
    )
    if np.isfinite(row["interval_low"]):
        ax.plot(
            [row["interval_low"], row["interval_high"]], [y, y], color=look.colour, linewidth=3.2,
            solid_capstyle="butt", alpha=0.75, zorder=3,
        )  # fmt: skip
    ax.plot(
        row["difference"], y, marker=look.marker, markersize=5.4, color=look.colour, zorder=4,
        markerfacecolor=look.colour if row["verdict"] in CLEAR else "white", markeredgewidth=1.1,
    )  # fmt: skip


def _row_title(rows: pd.DataFrame, outcome: str) -> str:
    row = rows[rows["outcome"] == outcome].iloc[0]
    lower = " (lower is better)" if row["better"] == "lower" else ""
    return textwrap.fill(f"{row['title']}{lower}", 34, break_on_hyphens=False)


HOLLOW, GREY = "hollow: too small, or too few runs to tell", "too small to be worth having"


def key_of_differences(figure: Figure, names: Sequence[tuple[str, Look]], top: float) -> None:
    """Say under the title how each scenario is drawn, and what hollow marks and grey bands are."""
    lines: list[Line2D | Patch] = [
        Line2D([], [], color=look.colour, marker=look.marker, markersize=5, linewidth=1.0)
        for _, look in names
    ]
    lines += [Line2D([], [], color=PALE, marker="o", markerfacecolor="white", linewidth=0), Patch(color=BAND)]
    texts = [*(shortened(name, LONG_TITLE) for name, _ in names), HOLLOW, GREY]
    figure.legend(
        lines, texts, loc="upper left", bbox_to_anchor=(0.005, top + 0.005), frameon=False, fontsize=8,
        ncols=beside(texts, figure.get_size_inches()[0]), handletextpad=0.5, columnspacing=1.6,
    )  # fmt: skip


def room_of_key(names: Sequence[str], width: float) -> float:
    """Give the height, in inches, that a key of differences takes on a sheet so wide."""
    texts = [*(shortened(name, LONG_TITLE) for name in names), HOLLOW, GREY]
    return 0.14 + 0.18 * -(-len(texts) // beside(texts, width))


def beside(texts: Sequence[str], width: float) -> int:
    """Give how many texts of a key have room beside each other on a sheet `width` inches wide."""
    return max(1, min(IN_KEY, len(texts), int(width / (0.072 * max(map(len, texts)) + 0.55))))


# --- map --------------------------------------------------------------------------------------------------


def _extent(places: pd.DataFrame, members: pd.DataFrame) -> Bbox:
    x = pd.concat([places["x_km"], members["x_km"]]).to_numpy(dtype=float)
    y = pd.concat([places["y_km"], members["y_km"]]).to_numpy(dtype=float)
    wide = max(float(np.ptp(x)), float(np.ptp(y)), 1.0)
    return Bbox.from_extents(
        x.min() - 0.14 * wide, y.min() - 0.13 * wide, x.max() + 0.14 * wide, y.max() + 0.10 * wide
    )


def _best_colour(cover: pd.DataFrame) -> float:
    """Per cent at which colours end: the next ten above the best cover, the same in every panel."""
    best = float(cover["cover_24_7"].max()) * 100
    return min(100.0, max(10.0, float(np.ceil(best / 10) * 10)))


def _draw_maps(
    axes: Sequence[Axes],
    cover: pd.DataFrame,
    places: pd.DataFrame,
    members: pd.DataFrame,
    shape: Bbox,
    heading: str | None = None,
) -> None:
    scenarios = list(dict.fromkeys(cover["scenario"]))
    norm = Normalize(0.0, _best_colour(cover))
    for place, ax in enumerate(axes):
        ax.set_axis_off()
        if place >= len(scenarios):
            continue
        name = scenarios[place]
        here = cover[cover["scenario"] == name].set_index("locality")["cover_24_7"] * 100
        ax.set_xlim(shape.x0, shape.x1)
        ax.set_ylim(shape.y0, shape.y1)
        ax.set_aspect("equal", anchor="NW")
        ax.set_title(heading or shortened(name, SHORT_TITLE), fontsize=9.5, pad=4)
        _draw_region(ax, here, places, members, norm)
        _label_places(ax, here, places, members, named=place == 0)
        _scale_bar(ax, shape)


def _draw_region(
    ax: Axes, cover: pd.Series[float], places: pd.DataFrame, members: pd.DataFrame, norm: Normalize
) -> None:
    where = members.set_index("name")
    for _, member in members[members["hub"] != ""].iterrows():
        hub = where.loc[member["hub"]]
        ax.plot(
            [member["x_km"], hub["x_km"]], [member["y_km"], hub["y_km"]], color="#9a9a9a", lw=0.5, zorder=1
        )
    ax.scatter(
        places["x_km"], places["y_km"], s=_areas(places), c=cover.reindex(places["name"]).to_numpy(),
        cmap=CMAP, norm=norm, edgecolors=INK, linewidths=0.7, zorder=2,
    )  # fmt: skip
    for role, marker, size, colour in (("spoke", "^", 15, "white"), ("hub", "s", 34, "#D55E00")):
        mine = members[members["role"] == role]
        ax.scatter(
            mine["x_km"], mine["y_km"], s=size, marker=marker, color=colour, edgecolors=INK, linewidths=0.6,
            zorder=3 + (role == "hub"),
        )  # fmt: skip


def _areas(places: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Areas of the circles in square points, in proportion to children with a life-limiting condition."""
    children = places["children_llc"].to_numpy(dtype=float)
    return np.asarray(760.0 * children / max(float(children.max()), 1.0) + 12.0)


def _label_places(
    ax: Axes, cover: pd.Series[float], places: pd.DataFrame, members: pd.DataFrame, named: bool
) -> None:
    """Write each locality's cover (in the first panel with its name), nowhere over another label or mark.

    Candidates lie round the circle, nearest first; a label for which none is free goes to the one that
    covers least.
    """
    ax.figure.canvas.draw()
    figure = ax.get_figure(root=True)
    assert figure is not None
    point = figure.dpi / 72  # pixels
    spots = ax.transData.transform(places[["x_km", "y_km"]].to_numpy(dtype=float))
    radii = np.sqrt(_areas(places) / np.pi) * point
    marks = ax.transData.transform(members[["x_km", "y_km"]].to_numpy(dtype=float))
    taken = [box_about(x, y, 1.84 * r, 1.84 * r) for (x, y), r in zip(spots, radii, strict=True)]
    taken += [box_about(x, y, 6.4 * point, 6.4 * point) for x, y in marks]
    frame = ax.get_window_extent()
    digits = 1 if float(cover.max()) < 10 else 0
    for i in np.argsort(-radii, kind="stable"):
        name = str(places["name"].iloc[i])
        share = f"{cover[name]:.{digits}f}%"
        text = f"{shortened(name, SHORT_PLACE)} {share}" if named else share
        label = ax.text(0, 0, text, fontsize=7, zorder=6, ha="center", va="center", path_effects=[HALO])
        taken.append(_place_label(ax, label, spots[i], radii[i], taken, frame))


def _place_label(
    ax: Axes, label: Text, spot: np.ndarray[Any, Any], radius: float, taken: Sequence[Bbox], frame: Bbox
) -> Bbox:
    """Move a label to the nearest free place round its circle; one that ends up far off gets a thin line."""
    size = label.get_window_extent()
    found: list[tuple[float, float, Bbox]] = []
    for away, angle in product(AWAY, ANGLES):
        reach = radius + away * size.height
        x = spot[0] + np.cos(np.radians(angle)) * (reach + size.width / 2)
        y = spot[1] + np.sin(np.radians(angle)) * (reach + size.height / 2)
        box = box_about(x, y, size.width, size.height)
        found.append((_covered(box, taken, frame), away, box))
        if found[-1][0] == 0:
            break
    _, away, box = min(found, key=lambda each: each[0])
    to_data = ax.transData.inverted()
    label.set_position(tuple(to_data.transform((box.x0 + box.width / 2, box.y0 + box.height / 2))))
    if away > AWAY[1]:
        edge = np.clip(spot, (box.x0, box.y0), (box.x1, box.y1))
        (x0, y0), (x1, y1) = to_data.transform([spot, edge])
        ax.plot([x0, x1], [y0, y1], color=INK, linewidth=0.5, zorder=5)
    return box


def _covered(box: Bbox, taken: Sequence[Bbox], frame: Bbox) -> float:
    """Area in square pixels that a box shares with what is taken, or has outside the frame."""
    outside = box.width * box.height - overlap(box, frame)
    return sum(overlap(box, other) for other in taken) + max(0.0, outside - 1e-6)


def _scale_bar(ax: Axes, shape: Bbox) -> None:
    wide = shape.x1 - shape.x0
    length = max(step for step in (1, 2, 5, 10, 20, 25, 50, 100) if step <= max(1.0, 0.25 * wide))
    x, y = shape.x1 - 0.03 * wide - length, shape.y0 + 0.04 * wide
    ax.plot([x, x + length], [y, y], color=INK, linewidth=1.6, solid_capstyle="butt")
    ax.text(x + length / 2, y + 0.012 * wide, f"{length} km", ha="center", va="bottom", fontsize=7.5)


def _colour_bar(figure: Figure, cover: pd.DataFrame, where: tuple[float, float, float, float]) -> None:
    ax = figure.add_axes(where)
    best = _best_colour(cover)
    ax.imshow(np.linspace(0, 1, 256)[None, :], cmap=CMAP, aspect="auto", extent=(0.0, best, 0.0, 1.0))
    ax.set_yticks([])
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(5, steps=ROUND_STEPS))
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_title("children with 24/7 cover, %", fontsize=7.5, fontweight="normal", pad=3)


def _map_key(figure: Figure, where: tuple[float, float]) -> None:
    marks = [
        Line2D([], [], marker=mark, color="none", markerfacecolor=fill, mec=INK, markersize=size)
        for mark, fill, size in (("o", "#bbbbbb", 9), ("s", "#D55E00", 5.5), ("^", "white", 4.5))
    ]
    marks.append(Line2D([], [], color="#9a9a9a", linewidth=0.7))
    texts = ["locality: area by children with a life-limiting condition", "hub", "spoke", "spoke's hub"]
    figure.legend(
        marks, texts, loc="lower left", bbox_to_anchor=where, ncols=2, frameon=False, fontsize=7.5,
        borderpad=0, handletextpad=0.5, columnspacing=1.5,
    )  # fmt: skip
