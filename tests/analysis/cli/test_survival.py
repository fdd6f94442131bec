"""Runs that survive: killed, stopped, out of disk or damaged, and gone on with to the same bytes.

Everything here really happens, to a process of its own: it is killed, its disk fills, its files are altered.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from analysis.runs import provenance
from tests.analysis.cli.forked import Forked

PAIR = ("tiny/as-it-is.yaml", "tiny/what-if.yaml")
ASKED = (
    "compare",
    *PAIR,
    "--runs",
    "7",
    "--horizon",
    "8",
    "--workers",
    "1",
    "--outcomes",
    "engagement",
    "--out",
    "out",
)
CHUNKS = 8  # of two runs, four of each scenario
SMALL_CHUNKS = """
import os, signal, sys
from matplotlib.figure import Figure
from analysis import cli
from analysis.compare import command, figures
from analysis.report import charts
from analysis.runs import batch, files, folder, folder_contents, provenance
batch.SIZES.update(ensemble=2, mesa=2)
batch.OF_THE_FIRST = dict.fromkeys(batch.OF_THE_FIRST, 4)
# Empty sheets, and files as long as a drawn figure; that the same is drawn twice is seen elsewhere.
charts.differences = charts.trajectories = charts.region_map = lambda *_, **__: Figure()
figures.members = charts.differences
Figure.savefig = lambda figure, path, **_: path.write_bytes(b"%r" % figure.get_size_inches().tolist() * 4000)
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever this test was started from
"""
DIE = "os.kill(os.getpid(), signal.SIGKILL)"
# What happens in the process, by what is just being done.
MOMENTS = {
    "before anything is marked": f"folder.Folder._begin = lambda self: {DIE}",
    "while the mark is written": f"files.digest_of_file = lambda path: {DIE}",
    "before the first record": f"""
        write = folder.Folder.write
        def dying(self, name, make):
            {DIE} if name.startswith("chunks") else write(self, name, make)
        folder.Folder.write = dying
    """,
    "between a chunk's files and its record": f"""
        write = folder.Folder.write
        def dying(self, name, make):
            {DIE} if name == "chunks/01-000001.json" else write(self, name, make)
        folder.Folder.write = dying
    """,
    "in the middle of a file": f"""
        make_it = files.write_parquet
        def dying(table, path):
            make_it(table, path)
            if "01-000002" in path.name:
                os.truncate(path, 100)
                {DIE}
        files.write_parquet = dying
    """,
    "after the third chunk": f"""
        chunk = folder.Folder.chunk
        def dying(self, name, tables):
            chunk(self, name, tables)
            if len(self.chunks) == 3: {DIE}
        folder.Folder.chunk = dying
    """,
    "between a record's draft and its name": f"""
        replace = files.Path.replace
        def dying(draft, target):
            {DIE} if draft.name == ".01-000000.json.part.json" else replace(draft, target)
        files.Path.replace = dying
    """,
    "before the answer": f"command.fill_comparison = lambda *_: {DIE}",
    "between the figures": f"""
        draw = folder_contents.draw
        folder_contents.draw = lambda at, name, figure: {DIE} if name == "map" else draw(at, name, figure)
    """,
    "before the manifest": f"folder.Folder._finish = lambda self: {DIE}",
    "between the manifest and the end": f"""
        log = folder._log
        folder._log = lambda out, command=None: log(out, command) if command else {DIE}
    """,
}


def started(here: Path, *words: str, extra: str = "") -> Forked:
    """Start `mcn` with small chunks in a process of its own, after what `extra` does to it."""
    program = f"{SMALL_CHUNKS}\n{textwrap.dedent(extra)}\nsys.argv = {['mcn', *words]!r}\ncli.main()"
    return Forked(program, here)


def mcn(here: Path, *words: str, extra: str = "") -> tuple[int, str, str]:
    """Run `mcn` with small chunks to its end."""
    with started(here, *words, extra=extra) as process:
        out, err = process.communicate(timeout=300)
        assert process.returncode is not None
        return process.returncode, out, err


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file but the log of sessions, which holds times of day."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "made.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def records(folder: Path) -> list[Path]:
    return sorted((folder / "chunks").glob("[!.]*.json"))  # but for one that is being written


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small network and an undisturbed comparison, `whole`."""
    path = tmp_path_factory.mktemp("survival")
    assert mcn(path, "new", "tiny")[0] == 0
    code, _, err = mcn(path, *ASKED[:-1], "whole")
    assert (code, err) == (0, "")
    assert len(records(path / "whole")) == CHUNKS
    return path


@pytest.fixture
def here(place: Path, tmp_path: Path) -> Path:
    """A fresh folder with that network."""
    shutil.copytree(place / "tiny", tmp_path / "tiny")
    return tmp_path


@pytest.fixture
def whole(place: Path) -> dict[str, bytes]:
    return bytes_of(place / "whole")


def killed(here: Path, moment: str, *words: str) -> str:
    """Run `mcn` until it is killed; give what it had printed: nothing before the answer is known."""
    code, out, _ = mcn(here, *(words or ASKED), extra=MOMENTS[moment])
    assert (code, out != "") == (-signal.SIGKILL, moment in ANSWERED and "--json" not in words)
    return out


pytestmark = pytest.mark.slow  # each starts the program several times
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


ANSWERED = ("between the figures", "before the manifest", "between the manifest and the end")
# A moment among the runs and one after them; the others are like these.
TELLING = ("in the middle of a file", "before the manifest")


@needs_signals
@pytest.mark.parametrize(
    "moment",
    [each if each in TELLING else pytest.param(each, marks=pytest.mark.heavy) for each in MOMENTS],
)
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(here, whole, moment):
    answer = killed(here, moment)
    assert not (here / "out" / "manifest.json").exists() or moment == "between the manifest and the end"
    kept = {path: path.stat().st_mtime_ns for path in records(here / "out")}
    code, printed, err = mcn(here, *ASKED, "--resume")
    assert (code, err) == (0, "")
    assert printed.startswith(answer)
    assert bytes_of(here / "out") == whole
    assert {path: path.stat().st_mtime_ns for path in kept} == kept  # what was done is not done again


@needs_signals
def test_an_answer_stands_before_the_files_do_and_as_json_when_the_folder_is_whole(here):
    assert "engagement" in killed(here, "between the figures").lower()
    assert json.loads(mcn(here, "show", "out", "--json")[1])["state"] == "unfinished"
    killed(here, "between the figures", *ASKED[:-1], "json", "--json")
    code, printed, err = mcn(here, *ASKED[:-1], "json", "--json", "--resume")
    assert (code, err, json.loads(printed)["folder"]) == (0, "", "json")


def test_whoever_stops_reading_loses_no_file(here, whole):
    no_reader = """
        read, write = os.pipe()
        os.close(read)
        os.dup2(write, 1)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    """
    assert mcn(here, *ASKED, extra=no_reader) == (1, "", "")
    assert bytes_of(here / "out") == whole


@needs_signals
def test_killed_again_and_again_it_gets_on_each_time_and_ends_with_the_same_bytes(here, whole):
    for delay in (0.0, 0.15, 0.3, 0.05):
        before = len(records(here / "out"))
        with started(here, *ASKED, "--resume") as process:
            while process.poll() is None and len(records(here / "out")) <= before:
                time.sleep(0.005)
            time.sleep(delay)
            process.kill()
            process.communicate()
        assert len(records(here / "out")) > before or before == CHUNKS
    assert mcn(here, *ASKED, "--resume")[::2] == (0, "")
    assert bytes_of(here / "out") == whole


@needs_signals
def test_ctrl_c_keeps_the_chunks_and_says_how_to_go_on(here, whole):
    with started(here, *ASKED[:-2]) as process:
        out = here / "mcn-results" / "compare-as-it-is-what-if-1"
        while process.poll() is None and len(records(out)) < 2:
            time.sleep(0.01)
        process.interrupt()
        printed, err = process.communicate(timeout=60)
    kept = len(records(out))
    assert 2 <= kept < CHUNKS
    command = shlex.join(["mcn", *ASKED[:-2], "--out", str(out.relative_to(here)), "--resume"])
    message = f"Stopped; {kept} of {CHUNKS} chunks are kept; go on with: {command}\n"
    assert (process.returncode, printed, err) == (1, "", message)
    told_by_show = json.loads(mcn(here, "show", str(out.relative_to(here)), "--json")[1])
    assert (told_by_show["state"], told_by_show["done"], told_by_show["chunks"]) == (
        "unfinished",
        kept,
        CHUNKS,
    )
    assert told_by_show["go_on"] == command
    # Without --out the latest unfinished run of the same is found.
    assert mcn(here, *ASKED[:-2], "--resume")[0] == 0
    assert bytes_of(out) == whole
    assert [path.name for path in (here / "mcn-results").iterdir()] == [out.name]
    # Given once more it is found finished, and shown.
    assert mcn(here, *ASKED[:-2], "--resume")[0] == 0
    assert [path.name for path in (here / "mcn-results").iterdir()] == [out.name]


@needs_signals
def test_ctrl_c_in_a_callback_of_c_where_nothing_can_be_raised_is_not_lost(here):
    pressed = """
        import ctypes, time
        simulate = batch.simulate
        def press():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
        def pressing(*given, **how):
            ctypes.CFUNCTYPE(None)(press)()
            time.sleep(1)
            return simulate(*given, **how)
        batch.simulate = pressing
    """
    assert mcn(here, *ASKED, extra=pressed) == (1, "", "Stopped; no results were written.\n")


SAVING = """
from analysis.what_if import what_if
found = what_if(*{pair!r}, runs=7, horizon=8, outcomes="engagement", workers=1)
{then}
found.save("out")
"""
DYING_IN_THE_FIRST_FILE = f"""
import shutil
def dying(source, target, **_):
    folder.Path(target).write_bytes(b"{{")
    {DIE}
shutil.copyfile = dying
"""


@needs_signals
@pytest.mark.heavy
def test_a_what_if_that_is_killed_while_it_is_saved_is_saved_again(here, whole):
    for then, code in ((DYING_IN_THE_FIRST_FILE, -signal.SIGKILL), ("", 0)):
        with Forked(SMALL_CHUNKS + SAVING.format(pair=PAIR, then=then), here) as process:
            _, err = process.communicate(timeout=60)
            assert process.returncode == code, err
        assert (here / "out" / "manifest.json").exists() == (code == 0)
    assert bytes_of(here / "out") == whole


@pytest.mark.parametrize(
    "free", [120_000, *(pytest.param(each, marks=pytest.mark.heavy) for each in (0, 600_000))]
)
def test_a_full_disk_is_one_line_and_loses_nothing(here, whole, small_disk, free):
    words = (*ASKED[:-1], "disk/out")
    ballast = small_disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as stream:
            while stream.write(b"x" * 4096) == 4096:
                pass
    except OSError:
        pass
    os.truncate(ballast, ballast.stat().st_size - free)
    code, answer, err = mcn(here, *words)
    assert (code, err.count("\n")) == (1, 1)
    assert "no space left on the disk; make room first; " in err
    kept = len(records(small_disk / "out"))
    assert (answer != "") == (free == 600_000)  # which has room for the answer, and none for all that follows
    if kept:
        assert f"{kept} of {CHUNKS} chunks are kept; go on with: mcn compare" in err
        assert err.endswith("--out disk/out --resume\n")
    else:
        assert err.endswith("no results were written\n")
    assert (kept > 0) == (free > 0)
    assert not list((small_disk / "out").rglob("*.part*"))
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    code, printed, _ = mcn(here, *words, "--resume")
    assert (code, printed.startswith(answer)) == (0, True)
    assert bytes_of(small_disk / "out") == whole


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def halved(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("finished", "damage"),
    [
        (True, flipped),
        (False, Path.unlink),
        *(
            pytest.param(*each, marks=pytest.mark.heavy)
            for each in ((True, Path.unlink), (False, flipped), (True, halved), (False, halved))
        ),
    ],
)
def test_a_damaged_chunk_is_found_and_done_again(place, here, whole, damage, finished):
    shutil.copytree(place / "whole", here / "out")
    mark = {"made_by": "hubspoke", **json.loads(whole["manifest.json"])}
    if not finished:
        (here / "out" / "manifest.json").unlink()
        (here / "out" / "unfinished.json").write_text(json.dumps(mark), encoding="utf-8")
    damage(here / "out" / "data" / "costs" / "01-000002.parquet")
    damage(here / "out" / "chunks" / "00-000001.json")
    shown = json.loads(mcn(here, "show", "out", "--json")[1])
    assert shown["state"] == ("damaged" if finished else "unfinished")
    assert "chunk 01-000002" in shown["damaged"]
    assert shown["done"] == CHUNKS - 2
    code, out, err = mcn(here, *ASKED)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--resume" in err
    before = {path: path.stat().st_mtime_ns for path in (here / "out" / "data" / "costs").iterdir()}
    assert mcn(here, *ASKED, "--resume")[::2] == (0, "")
    assert bytes_of(here / "out") == whole
    redone = {path.stem for path, time_of in before.items() if path.stat().st_mtime_ns != time_of}
    assert {"00-000001"} <= redone <= {"00-000001", "01-000002"}


def test_a_chunk_of_other_inputs_does_not_count(place, here, whole):
    """Forced over another unfinished run and killed before it began, it takes none of the other's chunks."""
    if sys.platform == "win32":
        pytest.skip("Windows has no signals")
    other = [*ASKED, "--seed", "2"]
    killed(here, "after the third chunk", *other)
    killed(here, "between a chunk's files and its record", *ASKED, "--force")
    assert mcn(here, *ASKED, "--resume")[0] == 0
    assert bytes_of(here / "out") == whole


@pytest.mark.heavy
def test_two_processes_cannot_write_one_folder(here, whole):
    slow = """
        import time
        chunk = folder.Folder.chunk
        def slow(self, name, tables):
            time.sleep(1)
            chunk(self, name, tables)
        folder.Folder.chunk = slow
    """
    with started(here, *ASKED, extra=slow) as first:
        while first.poll() is None and not (here / "out" / "unfinished.json").exists():
            time.sleep(0.01)
        for more in ((), ("--resume",), ("--force",)):
            code, out, err = mcn(here, *ASKED, *more)
            assert (code, out, err.count("\n")) == (2, "", 1)
            if more:
                assert err.startswith("out is being written by another process")
        assert "is being written now" in mcn(here, "show", "out")[1]
        assert first.communicate(timeout=120)[1] == ""
    assert first.returncode == 0
    assert bytes_of(here / "out") == whole


@needs_signals
def test_an_unfinished_run_is_neither_overwritten_nor_gone_on_with_by_other_inputs(here, place):
    killed(here, "after the third chunk")
    before = bytes_of(here / "out")
    code, out, err = mcn(here, *ASKED)
    assert (code, out) == (2, "")
    assert err == ("out holds an unfinished run; go on with it with --resume, or replace it with --force\n")
    for words, differs in {
        ("--seed", "2"): "seed 1 there, 2 here",
        ("--engine", "mesa"): "engine ensemble there, mesa here",
        ("--runs", "9"): "runs 7 there, 9 here",
    }.items():
        code, out, err = mcn(here, *ASKED, *words, "--resume")
        assert (code, out) == (2, "")
        assert err == (f"out holds an unfinished run of other inputs ({differs}); name another folder\n")
    other_program = 'provenance.program_digest = batch.program_digest = lambda: "another"'
    code, out, err = mcn(here, *ASKED, "--resume", extra=other_program)
    assert (code, out) == (2, "")
    assert "(another version of the program)" in err
    other_pandas = (
        'versions = provenance.versions; provenance.versions = lambda: {**versions(), "pandas": "1.0"}'
    )
    code, out, err = mcn(here, *ASKED, "--resume", extra=other_pandas)
    assert (code, out) == (2, "")
    assert "there, 1.0 here)" in err
    assert mcn(here, *ASKED, "--resume", "--force")[0] == 2
    assert bytes_of(here / "out") == before
    # Nor is it lost when a forced run is stopped before it begins.
    stopping = "batch.simulate = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)"
    code, out, err = mcn(here, *ASKED, "--seed", "2", "--force", extra=stopping)
    assert (code, err) == (1, "Stopped; no results were written.\n")
    assert bytes_of(here / "out") == before


def test_show_of_other_folders_is_one_line(here):
    assert mcn(here, "show", "tiny") == (2, "", "tiny: not a folder that mcn filled\n")
    assert mcn(here, "show", "nowhere") == (2, "", "nowhere: there is no such folder\n")


@needs_signals
def test_show_gives_a_command_that_goes_on_from_anywhere(here, whole):
    killed(here, "after the third chunk", *ASKED, "--traceback", "--force")
    shown = mcn(here, "show", "out")[1]
    assert f"3 of {CHUNKS} chunks done" in shown
    (here / "else where").mkdir()
    command = json.loads(mcn(here / "else where", "show", "../out", "--json")[1])["go_on"]
    goes_to, command = command.split(" && ")
    assert Path(shlex.split(goes_to)[1]) == here.resolve()
    program, *words = shlex.split(command)
    assert (program, words[-3:]) == ("mcn", ["--out", "out", "--resume"])
    assert "--force" not in words
    assert mcn(here, *words)[0] == 0
    assert bytes_of(here / "out") == whole


def test_a_command_is_given_again_before_the_names_that_follow_two_dashes():
    given = ["mcn", "compare", "--out", "here", "--", "baseline", "--force"]
    again = ["mcn", "compare", "--out", "there", "--resume", "--", "baseline", "--force"]
    assert provenance.given_again(given, "there", "--resume") == again
