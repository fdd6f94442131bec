"""Results made up with seeded draws, in the shape that `simulate` gives, and a disk that is soon full."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Result, Scenario, load_scenario
from sim.inputs.members import Locality, Organisation
from sim.inputs.networks import Network
from sim.model.outcomes import Outcome


def made_up(name: str, title: str, unit: str, better: str, worthwhile: float) -> Outcome:
    """Declare an outcome that no model has to give."""
    rest = {"what": "made up for a test", "findings": ("F57",), "holder": "net", "field": name}
    return Outcome(name=name, title=title, unit=unit, better=better, worthwhile=worthwhile, **rest)


OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        made_up("cover_24_7", "24/7 cover", "share of children", "higher", 0.02),
        made_up("specialist_access", "Specialist access", "share of children", "higher", 0.02),
        made_up("care_coordination", "Care coordination", "share", "higher", 0.02),
        made_up("equity_cover", "Equity of cover, edge to centre", "ratio", "higher", 0.05),
        made_up("engagement", "Engagement", "share", "higher", 0.02),
        made_up("awareness", "Awareness", "share", "higher", 0.02),
        made_up("clarity", "Clarity of purpose", "share", "higher", 0.02),
        made_up("adoption", "Guidelines adopted", "share", "higher", 0.02),
        made_up("governance", "Governance formality", "share", "higher", 0.02),
        made_up("evaluation", "Evaluation capability", "share", "higher", 0.02),
        made_up("worth", "Demonstrated worth", "share", "higher", 0.02),
        made_up("workaround_hours", "Workarounds", "hours a month per organisation", "lower", 1.0),
        made_up("funding", "Network funding", "GBP a year", "neither", 5000.0),
        made_up("equity_access", "Equity of access, edge to centre", "ratio", "higher", 0.05),
        made_up("gini_cover", "Inequality of cover", "Gini", "lower", 0.03),
        made_up("gini_access", "Inequality of access", "Gini", "lower", 0.03),
    )
}

PLACES = (
    ("Castleford", 0.0, 0.0, 190.0),
    ("Northgate", 4.0, 9.0, 120.0),
    ("Moorside", -21.0, 38.0, 30.0),
    ("Ferry Bank", 33.0, -14.0, 45.0),
    ("High Fell", -48.0, 52.0, 12.0),
    ("Saltmarsh", 58.0, 31.0, 22.0),
)


def network() -> Network:
    """A region of six localities, two hubs and five spokes."""
    localities = tuple(
        Locality(name=name, x_km=x, y_km=y, children=int(300 * llc), children_llc=llc)
        for name, x, y, llc in PLACES
    )
    hubs = [("Rowan House", "Castleford", 1.0, -1.0), ("Ferry Hospice", "Ferry Bank", 32.0, -12.0)]
    spokes = [
        ("City Trust", "Castleford", -1.0, 2.0, "Rowan House"),
        ("North Nurses", "Northgate", 4.0, 10.0, "Rowan House"),
        ("Moor Nurses", "Moorside", -20.0, 37.0, "Rowan House"),
        ("Fell School", "High Fell", -47.0, 50.0, "Rowan House"),
        ("Marsh Nurses", "Saltmarsh", 57.0, 30.0, "Ferry Hospice"),
    ]
    shipped = load_scenario("baseline").network
    hub, spoke = shipped.hubs[0], shipped.spokes[0]
    organisations = (*(_member(hub, *row, "") for row in hubs), *(_member(spoke, *row) for row in spokes))
    changed = {
        "name": "made-up",
        "title": "A made-up region",
        "localities": localities,
        "organisations": organisations,
        "ties": (),
    }
    return shipped.model_copy(update=changed)


def _member(like: Organisation, name: str, locality: str, x: float, y: float, hub: str) -> Organisation:
    changed = {"name": name, "locality": locality, "x_km": x, "y_km": y, "hub": hub, "serves": (locality,)}
    return like.model_copy(update=changed)


def scenario_of(name: str, title: str, network: Network, horizon: int) -> Scenario:
    """A scenario that pulls no lever, of a file of its own name."""
    changed = {"name": name, "title": title, "question": "", "network": network, "horizon": horizon}
    return load_scenario("baseline").model_copy(update={**changed, "path": None})


def outcome_frame(
    levels: Mapping[str, float], *, runs: int, seed: int, horizon: int, slope: float = 0.0, sets: bool = True
) -> pd.DataFrame:
    """Trajectories from level/2 at month -24 to about `level` at the horizon; one seed, one luck."""
    rng = np.random.default_rng(seed)
    months = np.arange(-24, horizon + 1)
    run = np.repeat(np.arange(runs), len(months))
    month = np.tile(months, runs)
    way = (month + 24) / (horizon + 24)
    frame = pd.DataFrame(
        {"run": run, "parameter_set": run + 1 if sets else 0 * run, "luck": run, "month": month}
    )
    for name, outcome in OUTCOMES.items():
        luck = np.repeat(rng.normal(0.0, 1.0, runs), len(months))
        wobble = rng.normal(0.0, 0.02, len(run))
        level = levels.get(name, 0.4)
        noise = (0.12 * luck + wobble) * way * (1 + slope * way)
        frame[name] = level * (0.5 + 0.5 * way) * (1 + noise)
        if is_share(outcome.unit):
            frame[name] = frame[name].clip(0.0, 1.0)
    return frame


def is_share(unit: str) -> bool:
    return unit.startswith("share")


def result_of(
    name: str,
    levels: Mapping[str, float] | None = None,
    *,
    runs: int = 60,
    seed: int = 1,
    horizon: int = 60,
    yearly: Mapping[str, float] | None = None,
    title: str | None = None,
    slope: float = 0.0,
    sets: bool = True,
) -> Result:
    """A result of a scenario `name`, `yearly` pounds by payer, levels of outcomes at the horizon."""
    outcomes = outcome_frame(
        {
            "workaround_hours": 30.0,
            "equity_cover": 0.6,
            "cover_24_7": 0.2,
            "funding": 70000.0,
            **(levels or {}),
        },
        runs=runs,
        seed=seed,
        horizon=horizon,
        slope=slope,
        sets=sets,
    )
    region = network()
    return Result(
        scenario=scenario_of(name, title or name.replace("-", " ").capitalize(), region, horizon),
        runs=runs,
        seed=seed,
        parameters="prior" if sets else "central",
        lucks=1,
        outcomes=outcomes,
        localities=locality_frame(outcomes, region),
        costs=cost_frame(outcomes, yearly or {"commissioner": 70000.0}, runs),
    )


def cost_frame(outcomes: pd.DataFrame, yearly: Mapping[str, float], runs: int) -> pd.DataFrame:
    month = outcomes["month"].to_numpy()
    rng = np.random.default_rng(7)
    dear = 1 + 0.1 * rng.normal(size=runs)
    frames = [
        pd.DataFrame(
            {
                "run": outcomes["run"],
                "month": month,
                "payer": payer,
                "kind": "recurring",
                "pounds": pounds / 12 * dear[outcomes["run"]],
            }
        )
        for payer, pounds in yearly.items()
    ]
    return pd.concat(frames, ignore_index=True)


def locality_frame(outcomes: pd.DataFrame, region: Network) -> pd.DataFrame:
    far = {place.name: np.hypot(place.x_km, place.y_km) for place in region.localities}
    frames = [
        outcomes[["run", "month"]].assign(
            locality=name, cover_24_7=(outcomes["cover_24_7"] * (1.7 - distance / 60)).clip(0.0, 1.0)
        )
        for name, distance in far.items()
    ]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture
def outcomes() -> dict[str, Outcome]:
    return OUTCOMES


@pytest.fixture
def make_result() -> Callable[..., Any]:
    return result_of


@pytest.fixture
def three() -> list[Any]:
    """A base and two alternatives that make some things better and one worse."""
    return [
        result_of("baseline", title="As studied"),
        result_of(
            "fund-coordinator",
            {"governance": 0.62, "awareness": 0.5, "cover_24_7": 0.212, "workaround_hours": 32.4},
            yearly={"commissioner": 128000.0, "members": 9000.0},
            title="Secure the coordinator",
        ),
        result_of(
            "shared-records",
            {"cover_24_7": 0.29, "care_coordination": 0.55, "evaluation": 0.5, "workaround_hours": 17.0},
            yearly={"commissioner": 70000.0, "members": 140000.0, "national": 30000.0},
            title="Join up the records",
        ),
    ]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("may not mount a small disk here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)
