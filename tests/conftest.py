"""What tests of all parts have in common."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

# A picture of one white point.
POINT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f8"
    "0f0001010100b138f6140000000049454e44ae426082"
)
EMPTY = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>\n'


def pytest_collection_finish() -> None:
    """Leave what was imported out of the search for garbage, which took a tenth of all tests' time."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that are begun, and written empty: to draw them takes longest, and is tested elsewhere."""
    from matplotlib.figure import Figure

    from analysis.report import charts

    for name in ("differences", "trajectories", "region_map", "page"):
        monkeypatch.setattr(charts, name, lambda *_, **__: Figure())

    def savefig(_: Figure, path: Path, **__: Any) -> None:
        path.write_bytes(POINT if path.suffix == ".png" else EMPTY.encode())

    monkeypatch.setattr(Figure, "savefig", savefig)
