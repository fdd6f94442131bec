"""A small room: the study region for fourteen months, three switches, a dozen runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.page.settings import Base, Runs, run_base
from analysis.page.switches import Board, board
from sim import Scenario, load_scenario

HORIZON = 14
RUNS = Runs(number=12, seed=3, outcomes=("care_coordination", "workaround_hours", "engagement"))


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load_scenario("baseline").with_horizon(HORIZON)


@pytest.fixture(scope="session")
def small(scenario: Scenario) -> Board:
    return board(scenario, (), "records,coordinator,staff")


@pytest.fixture(scope="session")
def base(small: Board) -> Base:
    return run_base(small, RUNS)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Scenario]:
    """Write a scenario file on the baseline, and load it."""

    def made(name: str, **sections: str) -> Scenario:
        path = tmp_path / f"{name}.yaml"
        lines = [f"name: {name}", "extends: baseline", f"horizon: {HORIZON}"]
        lines += [f"{key.replace('_', '-')}: {text}" for key, text in sections.items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load_scenario(path)

    return made


def blocks_in(html: str) -> list[bytes]:
    """The blocks of a page."""
    import base64

    found = re.findall(r'<script type="application/octet-stream" class="block">(.*?)</script>', html)
    return [base64.b64decode(each) for each in found]
