"""Runs added until a precision is reached, verdicts are clear, or a limit; and what is refused."""

from __future__ import annotations

import pytest

from analysis.runs import batch

PAIR = ("tiny/as-it-is.yaml", "tiny/what-if.yaml")
ASKED = ("compare", *PAIR, "--horizon", "8", "--workers", "1", "--runs", "3", "--json")


@pytest.fixture
def small_chunks(monkeypatch, undrawn):
    monkeypatch.setattr(batch, "SIZES", {"ensemble": 2, "mesa": 2})


@pytest.mark.heavy
def test_runs_are_added_until_the_precision_is_reached(folder, mcn, small_chunks):
    # Of so many runs the error is known well enough that a somewhat smaller one is not far off.
    asked = (*ASKED, "--runs", "11")
    coarse = mcn(*asked, "--precision", "engagement=0.5").json
    assert coarse["runs"] == 12  # the first whole number of chunks that holds as many runs as asked for
    (reached,) = coarse["precision"]
    assert reached == {"outcome": "engagement", "wanted": 0.5, "error": reached["error"], "holds": True}
    (row,) = [row for row in coarse["differences"] if row["outcome"] == "engagement"]
    assert reached["error"] == row["error"]
    finer = row["error"] * 0.9
    words = ("--precision", f"engagement={finer!r}", "--precision", "worth=0.9", "--out", "precise")
    fine = mcn(*asked, *words, "--most-runs", "400").json
    assert 12 < fine["runs"] <= 400
    assert [each["outcome"] for each in fine["precision"]] == ["engagement", "worth"]
    assert fine["precision"][0]["holds"]
    assert fine["precision"][0]["error"] <= finer
    assert any("the precision asked for is reached with" in note for note in fine["notes"])
    assert f"of {2 * fine['runs'] // 2} chunks done" in mcn("show", "precise").out


@pytest.mark.heavy
def test_runs_are_added_until_the_headlines_are_clear(folder, mcn, small_chunks):
    (row,) = [row for row in mcn(*ASKED).json["differences"] if row["outcome"] == "engagement"]
    size = abs(row["difference"]) + 0.6 * (row["interval_high"] - row["difference"])
    sizes = ("--outcomes", "engagement", "--worthwhile", f"engagement={size}")
    few = mcn(*ASKED, *sizes, "--out", "few").json
    (row,) = [row for row in few["differences"] if row["outcome"] == "engagement"]
    assert row["verdict"] == "too few runs to tell"
    clear = mcn(*ASKED, *sizes, "--until-clear", "--limit", "400", "--out", "clear").json
    (row,) = [row for row in clear["differences"] if row["outcome"] == "engagement"]
    assert row["verdict"] == "no difference worth having"
    assert 3 < clear["runs"] < 400
    assert clear["until_clear"]["unclear"] == []
    looks = clear["until_clear"]["looks"]
    assert clear["until_clear"]["confidence"] == pytest.approx(1 - 0.05 / looks)
    assert any(f"It might be looked {looks} times" in note for note in clear["notes"])
    as_many = mcn(*ASKED, *sizes, "--runs", str(clear["runs"]), "--out", "as-many").json
    assert as_many["differences"] == clear["differences"]
    for name in ("outcomes", "costs"):
        parts = sorted((folder / "clear" / "data" / name).glob("*.parquet"))
        assert parts
        for part in parts:
            assert part.read_bytes() == (folder / "as-many" / "data" / name / part.name).read_bytes()


@pytest.mark.heavy
def test_the_limit_is_said_to_be_reached_instead(folder, mcn, small_chunks):
    answer = mcn(*ASKED, "--precision", "engagement=1e-9", "--most-runs", "5").json
    assert answer["runs"] == 5
    assert answer["precision"][0]["holds"] is False
    assert answer["precision"][0]["error"] > 1e-9
    shown = mcn(*ASKED[:-1], "--precision", "engagement=1e-9", "--most-runs", "5")
    said = " ".join(shown.out.split())
    assert "the precision is not reached with the most runs, 5 runs" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--precision", "engagment=0.1"), "there is no outcome 'engagment'; did you mean engagement?"),
        (("--precision", "engagement=0"), "'engagement=0' is not understood; write engagement=0.01"),
        (("--precision", "engagement=-1"), "'engagement=-1' is not understood"),
        (("--precision", "engagement=nan"), "'engagement=nan' is not understood"),
        (("--precision", "engagement=inf"), "'engagement=inf' is not understood"),
        (("--precision", "engagement"), "'engagement' is not understood"),
        (("--precision", "worth=1", "--precision", "worth=2"), "worth stands twice"),
        (("--limit", "5"), "--limit: is where adding runs ends; give --until-clear or --precision too"),
        (("--precision", "worth=1", "--most-runs", "2"), "--limit: 2 is less than --runs, 3"),
        (("--scheduler", "tcp://here:1"), "--scheduler: is for a Dask cluster; give --executor dask too"),
        (("--executor", "dask"), "--executor dask: needs the address of a scheduler; give --scheduler"),
        (("--resume", "--force"), "--resume: goes on with what --force throws away; give one of them"),
        (("--engine", "quick"), "Invalid value for '--engine'"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_2(folder, mcn, words, said):
    refused = mcn(*ASKED, *words)
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err
