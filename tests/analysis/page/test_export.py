"""The page written: every setting in it, stopped work gone on with, and nothing of others overwritten."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from analysis.page import export as export_module
from analysis.page import parts
from analysis.page.export import COARSE, FINE, blocks_of, export, levels_for
from analysis.page.packing import pack, unpack
from analysis.page.settings import Base, Runs, run_many, run_one
from analysis.page.switches import Board, board
from analysis.runs.folder import FolderError, Stopped
from sim import Scenario
from tests.analysis.page.conftest import HORIZON, RUNS, blocks_in

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def undisturbed(small: Board, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("whole") / "room.html"
    export(small, RUNS, target)
    assert in_folder(target.parent) == ["room.html"]
    return target.read_bytes()


def kept_in(target: Path) -> list[Path]:
    return sorted(target.with_name(f".{target.name}.parts").glob("*.part"))


def in_folder(place: Path) -> list[str]:
    return [path.name for path in place.iterdir()]


# A block is the same whenever it is run, as is tested below; what survives is looked at with one run of each.
run_once = cache(export_module.run_block)


def interrupted(
    target: Path, small: Board, monkeypatch: pytest.MonkeyPatch, by: BaseException
) -> Stopped | FolderError:
    """Export, and let the second block end so."""
    done = []

    def ending(block: export_module.Block) -> tuple[bytes, export_module.Errors]:
        if done:
            raise by
        done.append(block)
        return run_once(block)

    monkeypatch.setattr(export_module, "run_block", ending)
    with pytest.raises((Stopped, FolderError)) as caught:
        export(small, RUNS, target)
    monkeypatch.setattr(export_module, "run_block", run_once)
    return caught.value


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the first setting of each block that is run from here on."""
    firsts = []

    def counting(block: export_module.Block) -> tuple[bytes, export_module.Errors]:
        firsts.append(block.settings.start)
        return run_once(block)

    monkeypatch.setattr(export_module, "run_block", counting)
    return firsts


def test_the_page_holds_every_setting_as_it_was_run(undisturbed: bytes, small: Board, base: Base) -> None:
    found = blocks_in(undisturbed.decode())
    assert [unpack(each)[0] for each in found] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    for block, settings in zip(found, (range(4), range(4, 8)), strict=True):
        scenarios = [small.scenario_of(each) for each in settings]
        ones = [run_one(each, base, RUNS) for each in scenarios]
        assert block == pack(settings, run_many(scenarios, base, RUNS), ones)


def test_the_page_says_what_it_was_made_from_and_how_far_it_is_rounded(
    undisturbed: bytes, small: Board
) -> None:
    (text,) = re.findall(r'<script type="application/json" id="room">(.*?)</script>', undisturbed.decode())
    room = json.loads(text)
    assert room["made"]["scenario"]["digest"] == small.scenario.digest()
    assert (room["made"]["seed"], room["made"]["runs"]) == (RUNS.seed, RUNS.number)
    assert 0 < room["rounding"]["units"][0]["error"] < 0.005
    assert room["rounding"]["said"]


def test_few_runs_at_a_time_give_the_same_bytes(
    undisturbed: bytes, small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "AT_ONCE", 1)
    export(small, RUNS, tmp_path / "room.html")
    assert (tmp_path / "room.html").read_bytes() == undisturbed


@pytest.mark.slow
@pytest.mark.heavy
def test_processes_give_the_same_bytes(undisturbed: bytes, small: Board, tmp_path: Path) -> None:
    export(small, Runs(**{**RUNS.__dict__, "workers": 2}), tmp_path / "room.html")
    assert (tmp_path / "room.html").read_bytes() == undisturbed


def test_what_was_stopped_goes_on_to_the_same_bytes(
    undisturbed: bytes, small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "room.html"
    said = interrupted(target, small, monkeypatch, KeyboardInterrupt())
    assert str(said) == "Stopped; 1 of 2 parts are kept; give the same command again to go on."
    assert not target.exists()
    assert len(kept_in(target)) == 1
    run = counted(monkeypatch)
    export(small, RUNS, target)
    assert run == [4]
    assert target.read_bytes() == undisturbed
    assert in_folder(tmp_path) == ["room.html"]


def test_a_full_disk_keeps_what_is_done_and_says_so(
    small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "room.html"
    said = interrupted(target, small, monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    assert isinstance(said, Stopped)
    assert re.match(r".*room.html: no space left on the disk; 1 of 2 parts are kept;", str(said))


def test_what_ends_before_a_part_is_done_leaves_nothing(
    small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(block: export_module.Block) -> tuple[bytes, export_module.Errors]:
        raise KeyboardInterrupt

    monkeypatch.setattr(export_module, "run_block", ending)
    with pytest.raises(Stopped, match=r"^Stopped; nothing was written\.$"):
        export(small, RUNS, tmp_path / "room.html")
    assert in_folder(tmp_path) == []


@pytest.mark.parametrize("harm", ["cut short", "one bit", "empty"])
def test_a_part_that_is_torn_is_made_anew(
    undisturbed: bytes, small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    target = tmp_path / "room.html"
    interrupted(target, small, monkeypatch, KeyboardInterrupt())
    (part,) = kept_in(target)
    held = bytearray(part.read_bytes())
    held[len(held) // 2] ^= 1
    part.write_bytes({"cut short": bytes(held[:-9]), "one bit": bytes(held), "empty": b""}[harm])
    run = counted(monkeypatch)
    export(small, RUNS, target)
    assert run == [0, 4]
    assert target.read_bytes() == undisturbed


@pytest.mark.parametrize("other", ["seed", "program"])
def test_parts_of_other_inputs_or_another_program_do_not_count(
    small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    target = tmp_path / "room.html"
    interrupted(target, small, monkeypatch, KeyboardInterrupt())
    run = counted(monkeypatch)
    runs = RUNS
    if other == "seed":
        runs = Runs(**{**RUNS.__dict__, "seed": RUNS.seed + 1})
    else:
        monkeypatch.setattr(export_module.provenance, "program_digest", lambda: "another")
    export(small, runs, target)
    assert run == [0, 4]


def test_the_page_before_stands_until_the_new_one_is_whole(
    undisturbed: bytes, small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "room.html"
    target.write_bytes(b"earlier")
    interrupted(target, small, monkeypatch, KeyboardInterrupt())
    assert target.read_bytes() == b"earlier"
    export(small, RUNS, target)
    assert target.read_bytes() == undisturbed


def test_two_do_not_write_one_file(small: Board, tmp_path: Path) -> None:
    target = tmp_path / "room.html"
    place = tmp_path / ".room.html.parts"
    place.mkdir()
    with (
        FileLock(place / parts.LOCK),
        pytest.raises(FolderError, match="written by another process"),
    ):
        export(small, RUNS, target)


def test_a_place_that_cannot_be_written_is_said_in_a_line(small: Board, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderError, match=r"room.html cannot be written \(.+\); nothing was written"):
        export(small, RUNS, tmp_path / "file" / "room.html")


@pytest.mark.parametrize("length", [300, 250])
def test_a_name_that_is_too_long_is_said_in_a_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], length: int
) -> None:
    from analysis.cli import main

    target = tmp_path / ("a" * length)  # the second leaves no room for the name of its parts
    words = ("--switches", "records", "--horizon", "1", "--runs", "1")
    with pytest.raises(SystemExit) as stop:
        main(("workshop", "export", "baseline", *words, "-o", str(target)))
    err = capfd.readouterr().err
    assert (stop.value.code, err.count("\n")) == (2, 1)
    assert str(target) in err
    assert "Failed" not in err
    assert in_folder(tmp_path) == []


def test_what_a_link_leads_to_is_written_and_the_link_stays(
    undisturbed: bytes, small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "run_block", run_once)
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("links may not be made here")
    export(small, RUNS, link)
    assert link.is_symlink()
    assert real.read_bytes() == undisturbed


PROGRAM = f"""
import os, signal, sys
from analysis.page import export
from analysis.page.settings import Runs
from analysis.page.switches import board
from pathlib import Path
from sim import load_scenario
write = export.Parts.write
def dying(self, number, data):
    if number == 1:
        draft = self.place / ".0001.part.part.part"  # as it is left in the middle of writing
        draft.write_bytes(data[:99])
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, number, data)
export.Parts.write = dying
laid = board(load_scenario("baseline").with_horizon({HORIZON}), (), "records,coordinator,staff")
export.export(laid, Runs({RUNS.number}, {RUNS.seed}, "accepted", {RUNS.outcomes!r}), Path("room.html"))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_killed_it_goes_on_to_the_same_bytes(
    undisturbed: bytes, small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env=there,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    target = tmp_path / "room.html"
    assert not target.exists()
    run = counted(monkeypatch)
    export(small, RUNS, target)
    assert run == [4]
    assert target.read_bytes() == undisturbed
    assert in_folder(tmp_path) == ["room.html"]


@pytest.mark.parametrize(
    ("names", "sizes"),
    [("records", [1, 1]), ("records,staff", [2, 2]), ("records,staff,champions,money", [8, 8])],
)
def test_blocks_are_powers_of_two_and_hold_each_setting_once(
    scenario: Scenario, names: str, sizes: list[int]
) -> None:
    found = list(blocks_of(board(scenario, (), names), RUNS))
    assert [len(each.settings) for each in found] == sizes
    assert [setting for each in found for setting in each.settings] == list(range(sum(sizes)))


def test_only_what_would_be_too_large_is_rounded_more_coarsely(scenario: Scenario) -> None:
    nine = "money,records,standards,staff,champions,outreach,study-days,core-team,governance-parity"
    long = scenario.with_horizon(60)
    assert levels_for(board(long, (), nine), Runs()) == FINE
    ten = board(long, (), f"{nine},process-data")
    assert levels_for(ten, Runs()) == COARSE
    assert levels_for(ten, Runs(outcomes=("engagement", "trust"))) == FINE
    assert len(list(blocks_of(ten, Runs()))) == 16


def test_progress_counts_settings_those_kept_among_them(
    small: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: said.append((done, total))  # noqa: E731
    interrupted(tmp_path / "room.html", small, monkeypatch, KeyboardInterrupt())
    export(small, RUNS, tmp_path / "room.html", tell)
    assert said == [(4, 8), (8, 8)]


def test_another_network_and_one_switch(tmp_path: Path) -> None:
    from analysis.cli import main

    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        with pytest.raises(SystemExit) as stop:
            main(["new", "tiny"])
        assert stop.value.code == 0
        from sim import load_scenario

        scenario = load_scenario(tmp_path / "tiny" / "as-it-is.yaml").with_horizon(5)
    finally:
        os.chdir(before)
    done = export(board(scenario, (), "records"), RUNS, tmp_path / "room.html")
    first, second = (unpack(each)[1] for each in blocks_in((tmp_path / "room.html").read_text("utf-8")))
    assert done.settings == 2
    assert first["members"].shape[1] == len(scenario.network.organisations)
    assert np.abs(first["bands"] - second["bands"]).max() > 0
