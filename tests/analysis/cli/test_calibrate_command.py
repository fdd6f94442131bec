"""`mcn calibrate`: its folder, which is a source of parameter sets; stopped, gone on with, and refused."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Mcn = Callable[..., Any]
ASKED = ("--horizon", "8", "--sets", "50", "--lucks", "2", "--workers", "1")


@pytest.fixture
def planner(tmp_path: Path, mcn: Mcn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the network `tiny` and figures of it."""
    monkeypatch.chdir(tmp_path)
    assert mcn("new", "tiny").code == 0
    figures("mine.csv", 0.3)
    return tmp_path


def figures(name: str, value: float, sd: float = 0.1) -> None:
    rows = [("quantity", "month", "value", "sd", "use")]
    rows += [
        ("engagement", str(month), str(value), str(sd), use) for month, use in ((0, "fit"), (6, "check"))
    ]
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def bytes_of(folder: str) -> dict[str, bytes]:
    left_out = ("made.json", ".lock", "answer.json", "answer.txt", "manifest.json")  # these name the folder
    files = (path for path in Path(folder).rglob("*") if path.is_file() and path.name not in left_out)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_folder_of_kept_sets_is_a_source_for_every_command(planner: Path, mcn: Mcn, undrawn: None) -> None:
    answered = mcn("calibrate", "tiny/as-it-is.yaml", "--targets", "mine.csv", *ASKED, "--out", "kept")
    assert answered.code == 0, answered.err
    assert "To use them: mcn run tiny/as-it-is.yaml --parameters kept" in answered.out
    answer = json.loads(Path("kept/answer.json").read_text(encoding="utf-8"))
    assert (answer["kind"], answer["sets"], len(answer["targets"])) == ("calibrate", 50, 2)
    sets = pd.read_parquet("kept/data/sets.parquet")
    assert sets["set"].tolist() == list(range(1, 51))
    few = ("--runs", "4", "--horizon", "8", "--workers", "1", "--parameters", "kept")
    assert mcn("run", "tiny/as-it-is.yaml", *few, "--out", "ran").code == 0
    manifest = json.loads(Path("ran/manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["parameters"] == "kept"
    assert len(manifest["inputs"]["own_parameters"]) == 64
    assert "4 parameter sets from kept" in Path("ran/answer.txt").read_text(encoding="utf-8")
    compared = mcn("compare", "tiny/as-it-is.yaml", "tiny/what-if.yaml", *few, "--json")
    assert compared.json["parameters"] == "kept"
    # The same sets, whatever the folder is called, are the same assumptions.
    shutil.copytree("kept", "moved")
    assert mcn("run", "tiny/as-it-is.yaml", *few[:-1], "moved", "--out", "ran-again").code == 0
    assert Path("ran/data/levels.csv").read_bytes() == Path("ran-again/data/levels.csv").read_bytes()


@pytest.mark.heavy
def test_a_search_that_is_stopped_goes_on_to_the_same_bytes(
    planner: Path, mcn: Mcn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis.calibrate import evaluate

    asked = ("calibrate", "tiny/as-it-is.yaml", "--targets", "mine.csv", *ASKED)
    assert mcn(*asked, "--out", "whole").code == 0
    real, done = evaluate.judged, list[int]()

    def stopped(*given: Any) -> Any:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(len(given[2]))
        return real(*given)

    monkeypatch.setattr(evaluate, "judged", stopped)
    answered = mcn(*asked, "--out", "stopped")
    assert answered.code == 1
    assert "3 chunks are kept; go on with: mcn calibrate" in answered.err
    monkeypatch.setattr(evaluate, "judged", lambda *given: done.append(0) or real(*given))
    assert mcn(*asked, "--out", "stopped", "--resume").code == 0
    chunks = [name for name in bytes_of("whole") if name.startswith("chunks/") and "wave" in name]
    assert len(done) == len(chunks) + 1  # none twice, and once more in other lucks
    assert bytes_of("stopped").keys() == bytes_of("whole").keys()
    for name, whole in bytes_of("whole").items():
        if not name.startswith("chunks/"):
            assert bytes_of("stopped")[name] == whole, name


def test_where_nothing_agrees_it_is_said_in_a_line_and_nothing_is_written(planner: Path, mcn: Mcn) -> None:
    Path("far.csv").write_text("quantity,month,value,sd,discrepancy\nnurse_presence,0,0.9,0.01,0\n")
    answered = mcn("calibrate", "tiny/as-it-is.yaml", "--targets", "far.csv", *ASKED, "--out", "none")
    assert (answered.code, answered.out) == (2, "")
    assert answered.err.count("\n") == 1
    assert answered.err.startswith("far.csv:2: no set agrees: of ")
    assert "nearer to community nurses present at month 0, 0.9, by itself than " in answered.err
    assert not Path("none").exists()
    answered = mcn("calibrate", "tiny/as-it-is.yaml", "--targets", "none.csv", *ASKED)
    assert (answered.code, answered.err) == (
        2,
        "none.csv: there is no such file; check the name and the folder\n",
    )
    answered = mcn("run", "tiny/as-it-is.yaml", "--parameters", "best")
    assert (answered.code, answered.out) == (2, "")
    assert answered.err == (
        "--parameters: 'best' is not known; write 'prior', 'central' or 'accepted', or name a folder or file "
        "of your own\n"
    )
