"""What tests of all parts have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

EMPTY = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>\n'


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that are begun, and written empty: to draw them takes longest, and is tested elsewhere."""
    from matplotlib.figure import Figure

    from analysis.report import charts

    for name in ("differences", "trajectories", "region_map", "page"):
        monkeypatch.setattr(charts, name, lambda *_, **__: Figure())

    def savefig(_: Figure, path: Path, **__: Any) -> None:
        path.write_text(EMPTY, encoding="utf-8")

    monkeypatch.setattr(Figure, "savefig", savefig)
