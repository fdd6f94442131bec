"""A folder's answer made again, and what is said where its bytes are others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.runs import files, verify
from analysis.runs.folder import MANIFEST


@pytest.fixture
def done(folder, tmp_path):
    """A copy of a folder that a command filled, which may be spoilt."""
    return Path(shutil.copytree(folder / "done", tmp_path / "done"))


@pytest.fixture
def again(folder, monkeypatch):
    """What is made again: the folder as it was, with changes; the commands that were given."""
    changes, given = [], []

    def make(words, place):
        given.append((list(words), place))
        out = Path(words[words.index("--out") + 1])
        shutil.copytree(folder / "done", out)
        for change in changes:
            change(out)
        return 0

    monkeypatch.setattr(verify, "in_a_process", make)
    return changes, given


def remanifest(out, **changed):
    """Write the manifest anew, after other inputs or with the files as they are now."""
    said = json.loads((out / MANIFEST).read_text())
    said.pop("digest")
    said["files"] = {name: files.digest_of_file(out / name) for name in said["files"]}
    said |= changed
    said["inputs_digest"] = files.digest_of(said["inputs"])
    (out / MANIFEST).write_bytes(files.json_bytes(files.sealed(said)))


def test_the_same_bytes_are_said_to_be_the_same(mcn, done, again, folder):
    _, given = again
    found = mcn("verify", str(done))
    assert found.code == 0
    assert "every byte of its" in found.out
    ((words, _),) = given
    assert words[:3] == ["compare", "tiny/as-it-is.yaml", "tiny/what-if.yaml"]
    assert str(done) not in words  # it is made elsewhere


def test_a_number_that_differs_is_named_with_its_place_and_the_version(mcn, done, again):
    changes, _ = again

    def other_version(out):
        path = next((out / "data/outcomes").glob("*.parquet"))
        table = pd.read_parquet(path)
        table.loc[1, "engagement"] += 0.125
        files.write_parquet(files.arrow(table), path)
        said = json.loads((out / MANIFEST).read_text())
        remanifest(
            out,
            inputs={**said["inputs"], "program": "another"},
            platform={**said["platform"], "processor": "a quantum computer"},
        )

    changes.append(other_version)
    found = mcn("verify", str(done))
    assert found.code == 1
    assert "1 of" in found.out
    assert "row 2, engagement: " in found.out
    assert "Why: another version of the program" in found.out
    assert "here" in found.out.split("another processor")[1]
    said = mcn("verify", str(done), "--json").json
    assert said["same"] is False
    assert len(said["differ"]) == 1


def test_an_edited_scenario_is_named(mcn, done, again):
    changes, _ = again

    def edited(out):
        said = json.loads((out / MANIFEST).read_text())
        first, *others = said["inputs"]["scenarios"]
        (out / "README.txt").write_text("other\n")
        remanifest(out, inputs={**said["inputs"], "scenarios": [{**first, "digest": "another"}, *others]})

    changes.append(edited)
    found = mcn("verify", str(done))
    assert found.code == 1
    assert "README.txt: line 1: " in found.out
    assert "or its network, was edited since" in found.out


def test_a_file_changed_in_the_folder_is_named(mcn, done, again):
    (done / "data/differences.csv").write_text("nothing\n")
    found = mcn("verify", str(done))
    assert found.code == 1
    assert "First: data/differences.csv: line 1: nothing in the folder" in found.out
    assert "changed in the folder since it was written: data/differences.csv" in found.out


def test_what_cannot_be_made_again_is_refused_in_a_line(mcn, done, monkeypatch, tmp_path):
    monkeypatch.setattr(verify, "in_a_process", lambda words, place: 2)
    found = mcn("verify", str(done))
    assert found.code == 2
    assert "cannot be made again: its command ends with exit code 2" in found.err
    made = done / "made.json"
    made.write_text(json.dumps({"made_by": "hubspoke", "sessions": []}))
    assert "was filled from Python" in mcn("verify", str(done)).err
    assert mcn("verify", str(tmp_path)).code == 2


@pytest.mark.heavy
@pytest.mark.parametrize(
    "words",
    [
        ("cascade", "tiny/as-it-is.yaml", "--runs", "4"),
        (
            "sensitivity",
            "tiny/as-it-is.yaml",
            "--method",
            "morris",
            "--samples",
            "4",
            "--factors",
            "people.*",
        ),
        ("run", "tiny/what-if.yaml", "--runs", "3"),
    ],
)
def test_folders_of_every_kind_are_made_again(mcn, folder, words):
    name = f"of-{words[0]}"
    assert mcn(*words, "--workers", "1", "--horizon", "8", "--out", name).code == 0
    found = mcn("verify", name)
    assert found.code == 0, found.out + found.err
