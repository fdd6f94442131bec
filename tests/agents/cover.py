"""How many of as many regions as were mapped have care round the clock (M01)."""

from collections.abc import Iterator

import numpy as np

from analysis.validation.regions import MAPPED, region
from sim.inputs.parameters import load_parameters
from tests.agents.runs import run
from tests.agents.table import Line, Setting

COUNTED = {"in full": 3, "in part": 6, "not at all": 33}  # in the mapping of 2021
BAND = (5, 95)


def lines(setting: Setting) -> Iterator[Line]:
    """Regions that meet the standard in full, in part, and not."""
    base = setting.base.with_horizon(1)
    cover = np.stack(
        [run(setting, region(number)(base), [0]).at("cover_24_7", 0) for number in range(MAPPED)],
        axis=1,
    )
    values = load_parameters()
    full = (cover >= values["care.standard_met_in_full"].value).sum(axis=1)
    part = (cover >= values["care.standard_met_in_part"].value).sum(axis=1) - full
    counts = {"in full": full, "in part": part, "not at all": MAPPED - full - part}
    for label, mapped in COUNTED.items():
        low, high = np.percentile(counts[label], BAND)
        shown = f"{low:.0f} to {high:.0f}, median {np.median(counts[label]):.0f}"
        yield Line(
            f"regions of {MAPPED} with the standard met {label}",
            shown,
            f"{mapped} inside",
            low <= mapped <= high,
        )
    low, middle, high = np.percentile(cover, (5, 50, 95))
    yield Line("cover of a region in a run", f"{low:.3f} to {high:.3f}, median {middle:.3f}")
    between, within = cover.mean(axis=0).std(), cover.std(axis=0).mean()
    yield Line("spread of cover over regions; over runs of a region", f"{between:.3f}; {within:.3f}")
