"""Pictures as others see them: ``python -m tests.colours SHEET.png PICTURE.png ...``.

Each picture is laid out in full colour, in grey, and as it is seen without the cones for long, middle and
short waves (after Machado, Oliveira and Fernandes, 2009). Whoever draws a figure looks at its sheet.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from colorspacious import cspace_convert
from matplotlib import image
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

Colours = npt.NDArray[np.float64]
EYES = {
    "all cones": "",
    "no long waves": "protanomaly",
    "no middle waves": "deuteranomaly",
    "no short waves": "tritanomaly",
}
GREY = "in grey"


def seen(colours: Colours, eyes: str) -> Colours:
    """Give sRGB colours (..., 3), from 0 to 1, as these eyes see them, in colours that all see alike."""
    if eyes == GREY:
        lightness = cspace_convert(colours, "sRGB1", "CAM02-UCS")
        lightness[..., 1:] = 0.0
        return np.clip(cspace_convert(lightness, "CAM02-UCS", "sRGB1"), 0.0, 1.0)
    if not EYES[eyes]:
        return colours
    space = {"name": "sRGB1+CVD", "cvd_type": EYES[eyes], "severity": 100}
    return np.clip(cspace_convert(colours, space, "sRGB1"), 0.0, 1.0)


def nearest(palette: list[str], eyes: str) -> tuple[float, str, str]:
    """Give the distance (CAM02-UCS) of the two colours that these eyes tell apart least, and both."""
    places = cspace_convert(seen(np.array([to_rgb(each) for each in palette]), eyes), "sRGB1", "CAM02-UCS")
    pairs = combinations(zip(palette, places, strict=True), 2)
    return min((float(np.linalg.norm(at - to)), one, other) for (one, at), (other, to) in pairs)


def sheet(pictures: list[Path], path: Path) -> None:
    """Lay out each picture as each sees it, a row a picture."""
    figure = Figure(figsize=(4 * (len(EYES) + 1), 3.2 * len(pictures)), layout="constrained", dpi=150)
    for row, picture in zip(
        figure.subplots(len(pictures), len(EYES) + 1, squeeze=False), pictures, strict=True
    ):
        colours = np.asarray(image.imread(picture), dtype=np.float64)[..., :3]
        for axes, eyes in zip(row, [*EYES, GREY], strict=True):
            axes.imshow(seen(colours, eyes))
            axes.set_title(f"{picture.stem}, {eyes}", fontsize="small")
            axes.axis("off")
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.colours", description="Pictures as others see them."
    )
    parser.add_argument("sheet", type=Path, help="where the sheet is written")
    parser.add_argument("pictures", type=Path, nargs="+", help="PNG files")
    given = parser.parse_args()
    sheet(given.pictures, given.sheet)


if __name__ == "__main__":
    main()
