"""Output folders: same bytes, no overwriting, nothing half-written that looks whole."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.runs import files, provenance, status
from analysis.runs.folder import Folder, FolderError, Stopped, chunks_in, opened

INPUTS = {"command": "plan", "scenarios": [{"name": "a"}, {"name": "b"}], "seed": 1}
NAMES = ["compare", "a", "b"]
COMMAND = ["mcn", "compare", "a", "b"]
COSTS = {"costs": pd.DataFrame({"pounds": [1.5]})}


def filled(out: Path | None, inputs=INPUTS, *, force=False, scale=1.0) -> Folder:
    with opened(out, inputs, NAMES, COMMAND, force=force) as folder:
        if not folder.finished:
            frame = pd.DataFrame({"run": [0, 1], "x": [0.1 * scale, 1 / 3], "who": ["a, b", "é"]})
            folder.table("numbers", frame)
            folder.text("answer.json", "{}\n")
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "made.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_same_inputs_same_bytes(tmp_path):
    first, second = bytes_of(filled(tmp_path / "a").path), bytes_of(filled(tmp_path / "b").path)
    assert first == second
    tables = {"data/numbers.csv", "data/numbers.parquet"}
    assert set(first) == {".lock", "answer.json", "manifest.json", *tables}
    assert b"pandas" not in first["data/numbers.parquet"]
    assert first["data/numbers.csv"].decode() == '"run","x","who"\n0,0.1,"a, b"\n1,0.3333333333333333,"é"\n'


def test_the_tables_read_back_as_written(tmp_path):
    path = filled(tmp_path / "a").path / "data"
    parquet, csv = pd.read_parquet(path / "numbers.parquet"), pd.read_csv(path / "numbers.csv")
    assert parquet["x"].tolist() == csv["x"].tolist() == [0.1, 1 / 3]


def test_the_manifest_says_what_it_came_from(tmp_path):
    path = filled(tmp_path / "a").path
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == INPUTS
    (session,) = json.loads((path / "made.json").read_text(encoding="utf-8"))["sessions"]
    assert session["command"] == "mcn compare a b"
    assert session["started"] <= session["ended"]
    assert manifest["versions"]["python"]
    assert manifest["versions"]["pyarrow"]
    assert manifest["files"]["data/numbers.csv"] == files.digest_of_file(path / "data/numbers.csv")
    assert not (path / "unfinished.json").exists()


def test_same_inputs_are_shown_again_and_not_run(tmp_path):
    filled(tmp_path / "a")
    before = (tmp_path / "a" / "manifest.json").stat().st_mtime_ns
    assert filled(tmp_path / "a").finished
    assert (tmp_path / "a" / "manifest.json").stat().st_mtime_ns == before
    assert not filled(tmp_path / "a", force=True).finished


def test_other_results_are_not_overwritten(tmp_path):
    filled(tmp_path / "a")
    before = bytes_of(tmp_path / "a")
    with pytest.raises(FolderError, match="holds results of other inputs"):
        filled(tmp_path / "a", {"seed": 2}, scale=2.0)
    assert bytes_of(tmp_path / "a") == before
    assert not filled(tmp_path / "a", {"seed": 2}, force=True, scale=2.0).finished
    assert bytes_of(tmp_path / "a") != before


def test_other_peoples_files_are_refused_and_survive_force(tmp_path):
    (tmp_path / "thesis.txt").write_text("my thesis")
    with pytest.raises(FolderError, match="holds other files"):
        filled(tmp_path)
    filled(tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "my thesis"


def test_a_forged_manifest_deletes_nothing_outside(tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("x")
    out = tmp_path / "out"
    out.mkdir()
    forged = {"made_by": "hubspoke", "files": {"../precious.txt": "", str(precious): ""}}
    (out / "manifest.json").write_text(json.dumps(forged))
    filled(out, force=True)
    assert precious.exists()


def test_an_altered_folder_is_not_shown_again(tmp_path):
    path = filled(tmp_path / "a").path
    (path / "answer.json").write_text("{1}")
    with pytest.raises(FolderError, match="were changed since"):
        filled(tmp_path / "a")


@pytest.mark.parametrize(("failure", "told"), [(KeyboardInterrupt, Stopped), (ValueError, ValueError)])
def test_a_run_interrupted_before_its_first_chunk_leaves_nothing(tmp_path, failure, told):
    def interrupted() -> None:
        with opened(tmp_path / "new", INPUTS, NAMES, COMMAND) as folder:
            folder.table("numbers", pd.DataFrame({"x": [1.0]}))
            raise failure

    with pytest.raises(told):
        interrupted()
    assert not (tmp_path / "new").exists()


def test_an_interrupted_run_in_a_folder_of_ours_leaves_the_folder(tmp_path):
    (tmp_path / "sub").mkdir()

    def interrupted() -> None:
        with opened(tmp_path / "sub", INPUTS, NAMES, COMMAND) as folder:
            folder.text("answer.json", "{}")
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match=r"Stopped; no results were written\."):
        interrupted()
    assert list((tmp_path / "sub").iterdir()) == []


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FolderError, match="is a file"):
        filled(tmp_path / "file")
    with pytest.raises(FolderError, match="cannot be written to"):
        filled(tmp_path / "file" / "below")


def test_folders_of_their_own_are_numbered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert filled(None).path == Path("mcn-results/compare-a-b-1")
    assert filled(None).path == Path("mcn-results/compare-a-b-2")


def test_the_digest_of_the_program_is_steady():
    assert provenance.program_digest() == provenance.program_digest()


def test_a_forced_run_that_is_stopped_loses_no_earlier_results(tmp_path):
    before = bytes_of(filled(tmp_path / "a").path)

    def stopped() -> None:
        with opened(tmp_path / "a", {"seed": 2}, NAMES, COMMAND, force=True):
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match=r"Stopped; no results were written\."):
        stopped()
    assert bytes_of(tmp_path / "a") == before
    assert filled(tmp_path / "a").finished


def test_a_forced_run_that_fails_while_writing_leaves_nothing_that_looks_whole(tmp_path):
    filled(tmp_path / "a")

    def failing() -> None:
        with opened(tmp_path / "a", {"seed": 2}, NAMES, COMMAND, force=True) as folder:
            folder.text("answer.json", "{2}")
            raise ValueError("disk")

    with pytest.raises(ValueError, match="disk"):
        failing()
    assert list((tmp_path / "a").iterdir()) == []


def test_a_stranger_s_unfinished_json_is_no_mark_of_ours(tmp_path):
    (tmp_path / "unfinished.json").write_text('{"chapters": 3}')
    (tmp_path / "answer.json").write_text("42")
    with pytest.raises(FolderError, match="holds other files"):
        filled(tmp_path)
    assert (tmp_path / "answer.json").read_text() == "42"


def chunked(out: Path) -> None:
    """Fill a folder with one chunk, and fail before it is whole."""
    with opened(out, INPUTS, NAMES, COMMAND) as folder:
        folder.chunk("00-000000", COSTS)
        raise ValueError("the roof is leaking")


def test_any_byte_of_a_record_that_is_altered_is_noticed(tmp_path):
    out = tmp_path / "a"
    with pytest.raises(ValueError, match="roof"):
        chunked(out)
    record = out / "chunks" / "00-000000.json"
    digest = files.digest_of(INPUTS)
    ((name, digests),) = chunks_in(out, digest)
    assert (name, list(digests or ())) == ("00-000000", ["data/costs/00-000000.parquet"])
    whole = record.read_bytes()
    for place in range(len(whole)):
        record.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert list(chunks_in(out, digest)) == [("00-000000", None)], place
    record.write_bytes(whole)
    assert list(chunks_in(out, "of other inputs")) == [("00-000000", None)]


def test_a_run_that_fails_says_what_is_kept_and_how_to_go_on(tmp_path):
    with pytest.raises(ValueError, match="roof") as caught:
        chunked(tmp_path / "a")
    command = f"mcn compare a b --out {tmp_path / 'a'} --resume"
    assert caught.value.__notes__ == [f"1 chunk is kept; go on with: {command}"]


class InterruptedOnce(set):
    """Chunks of which the first is interrupted on its way in, its record written already."""

    def add(self, name):
        if not hasattr(self, "interrupted"):
            self.interrupted = True
            raise KeyboardInterrupt
        super().add(name)


def test_a_chunk_interrupted_just_after_its_record_is_counted(tmp_path):
    def stopped() -> None:
        with opened(tmp_path / "new", INPUTS, NAMES, COMMAND) as folder:
            folder.chunks = InterruptedOnce()
            folder.chunk("00-000000", COSTS)

    with pytest.raises(Stopped, match="1 chunk is kept; go on with: "):
        stopped()
    assert (tmp_path / "new/unfinished.json").is_file()
    with opened(tmp_path / "new", INPUTS, NAMES, COMMAND, resume=True) as folder:
        assert folder.chunks == {"00-000000"}


def drawn(folder: Folder) -> None:
    """What comes after the chunks of a folder: a file for which a small disk has room once."""
    folder.text("answer.json", "x" * 600_000)


def stopped_after_drawing(out: Path, inputs=INPUTS) -> None:
    with suppress(ZeroDivisionError), opened(out, inputs, NAMES, COMMAND) as folder:
        folder.chunk("00-000000", COSTS)
        drawn(folder)
        _ = 1 / 0


def resumed(out: Path) -> None:
    with opened(out, INPUTS, NAMES, COMMAND, resume=True) as folder:
        assert folder.chunks == {"00-000000"}
        drawn(folder)


def test_a_record_that_is_still_a_draft_counts_for_nothing(tmp_path):
    with suppress(ZeroDivisionError), opened(tmp_path / "a", INPUTS, NAMES, COMMAND) as folder:
        folder.chunk("00-000000", COSTS)
        folder.chunk("00-000001", COSTS)
        _ = 1 / 0
    record = tmp_path / "a/chunks/00-000001.json"
    record.rename(files.draft_of(record))  # killed just before it was named
    resumed(tmp_path / "a")
    assert status.looked_at(tmp_path / "a")["state"] == "finished"
    assert bytes_of(tmp_path / "a").keys() == {
        ".lock",
        "answer.json",
        "chunks/00-000000.json",
        "data/costs/00-000000.parquet",
        "manifest.json",
    }


def test_force_clears_all_that_an_unfinished_run_wrote_and_nothing_else(tmp_path):
    stopped_after_drawing(tmp_path / "a", {"seed": 2})
    (tmp_path / "a/notes.txt").write_text("mine")
    (tmp_path / "a/data/costs/00-000001.parquet").write_bytes(b"mine")
    with opened(tmp_path / "a", INPUTS, NAMES, COMMAND, force=True) as folder:
        folder.text("README.txt", "read me")
    assert bytes_of(tmp_path / "a").keys() == {
        ".lock",
        "README.txt",
        "data/costs/00-000001.parquet",
        "manifest.json",
        "notes.txt",
    }


def test_a_folder_goes_on_where_a_fresh_one_would_fit(small_disk):
    stopped_after_drawing(small_disk / "a")
    resumed(small_disk / "a")
    assert status.looked_at(small_disk / "a")["state"] == "finished"


def test_a_disk_that_fills_before_the_first_chunk_leaves_nothing(small_disk):
    with (
        pytest.raises(Stopped, match="no results were written"),
        opened(small_disk / "a", INPUTS, NAMES, COMMAND) as folder,
    ):
        folder.chunk(
            "00-000000", {"costs": pd.DataFrame({"pounds": np.random.default_rng(1).random(300_000)})}
        )
    assert list(small_disk.iterdir()) == []
    with opened(small_disk / "a", INPUTS, NAMES, COMMAND, resume=True) as folder:
        folder.text("answer.json", "{}")


def test_a_folder_moved_while_it_is_written_is_not_begun_anew(tmp_path):
    def moved() -> None:
        with opened(tmp_path / "a", INPUTS, NAMES, COMMAND) as folder:
            folder.chunk("00-000000", COSTS)
            (tmp_path / "a").rename(tmp_path / "b")
            folder.text("answer.json", "{}")

    with pytest.raises(FolderError, match="was moved or removed while it was being written"):
        moved()
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    with opened(tmp_path / "b", INPUTS, NAMES, COMMAND, resume=True) as folder:
        assert folder.chunks == {"00-000000"}


def test_a_record_that_is_a_folder_is_one_line(tmp_path):
    stopped_after_drawing(tmp_path / "a")
    (tmp_path / "a/chunks/00-000001.json").mkdir()
    assert status.looked_at(tmp_path / "a")["done"] == 1
    with (
        pytest.raises(FolderError, match=r"00-000001\.json: cannot be written \(.*\); see what stands there"),
        opened(tmp_path / "a", INPUTS, NAMES, COMMAND, resume=True) as folder,
    ):
        folder.chunk("00-000001", COSTS)


ALTERED = (
    {"inputs": {}},
    {"inputs": 5},
    {"files": {}},
    {"files": ["answer.json"]},
    {"format": "2"},
    {"versions": [1]},
    {"inputs_digest": 1},
)


@pytest.mark.parametrize(
    ("name", "change"),
    [*(("manifest.json", change) for change in ALTERED), ("unfinished.json", ALTERED[0])],
)
def test_what_a_folder_says_of_itself_is_not_to_be_altered(tmp_path, name, change):
    stopped_after_drawing(tmp_path / "a")
    if name == "manifest.json":
        resumed(tmp_path / "a")
    said = json.loads((tmp_path / "a" / name).read_text())
    (tmp_path / "a" / name).write_text(json.dumps({**said, **change}))
    fault = "another version of hubspoke" if "format" in change else "was changed since it was written"
    with pytest.raises(FolderError, match=fault):
        filled(tmp_path / "a")
    with pytest.raises(FolderError, match=f"{fault}.*mcn compare a b --out"):
        status.looked_at(tmp_path / "a")
    if "format" not in change:
        resumed(tmp_path / "a")  # the chunks count by their own records
        assert status.looked_at(tmp_path / "a")["state"] == "finished"


def test_room_that_a_disk_lacks_is_said(small_disk):
    many = {"x": pd.DataFrame({"x": np.random.default_rng(1).random(1_000)})}
    with opened(small_disk / "a", INPUTS, NAMES, COMMAND) as folder:
        folder.chunk("0", many)
        assert folder.room_lacking("0", many, 9) == ""
        assert " needs some 3 MB more, and its disk has 1 MB; " in folder.room_lacking("0", many, 99)
        folder.few = {"x": 10}
        assert folder.room_lacking("0", many, 99) == ""
