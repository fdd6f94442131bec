"""`mcn cascade`, end to end on a network of five organisations."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pandas as pd
import pytest

from analysis.cascade import evaluate, output
from analysis.cascade.by_cause import evaluate as by_cause
from analysis.cascade.by_cause import output as by_cause_output
from analysis.report.document import document_of
from tests.analysis.cli.forked import Forked

ASKED = ("cascade", "tiny/as-it-is.yaml", "--runs", "5", "--horizon", "14", "--workers", "1")
SIZES = {"RUNS": 2, "REPLAYED": 2, "DETAILED": 4, "WITHOUT": 2}
CHUNKS = 3 + 2 + 3 + 5


@pytest.fixture(autouse=True)
def small_chunks(folder, monkeypatch):
    """Every test in the folder that holds the network `tiny`, with chunks of two runs."""
    for name, size in SIZES.items():
        monkeypatch.setattr(evaluate, name, size)


@pytest.fixture(scope="module")
def whole(folder):
    """The folder of one cascade, done without a break."""
    from analysis.cli import main

    with pytest.MonkeyPatch.context() as patch:
        for name, size in SIZES.items():
            patch.setattr(evaluate, name, size)
        with pytest.raises(SystemExit) as stop:
            main([*ASKED, "--out", "whole", "--outcome", "cover_24_7,workaround_hours"])
    assert stop.value.code == 0
    return folder / "whole"


@pytest.fixture
def undrawn(monkeypatch):
    """No figures, which take longest; that they are the same bytes twice is tested beside them."""
    monkeypatch.setattr(output, "draw", lambda *what: None)


def files_of(path):
    files = json.loads((path / "manifest.json").read_text(encoding="utf-8"))["files"]
    return {name: digest for name, digest in files.items() if not name.startswith("figures/")}


def test_the_document_names_figures_tables_and_columns_that_are_there(whole):
    answer = json.loads((whole / "answer.json").read_text(encoding="utf-8"))
    document = document_of(answer)
    assert {each.name for each in document.figures} == {"map", "onsets", "knockouts"}
    for each in document.figures:
        for suffix in ("svg", "png"):
            assert (whole / "figures" / f"{each.name}.{suffix}").stat().st_size > 1000
        assert each.alternative
    for table in document.tables:
        frame = pd.read_parquet(whole / "data" / f"{table.name}.parquet")
        names = {column.name for column in table.columns} | {each.unit_in for each in table.columns}
        assert (names | {table.group}) - {""} <= set(frame.columns), table.name
    for role in ("findings", "reasons", "uncertainty", "limits", "method"):
        for sentence in document.sentences(role):
            assert sentence[0].isupper() or sentence[0].isdigit()
            assert sentence.endswith(".")
            assert "nan" not in sentence


def test_the_barriers_shares_add_up_in_the_data_too(whole):
    shares = pd.read_parquet(whole / "data" / "shares.parquet")
    for _, rows in shares.groupby("outcome"):
        part = rows.set_index("barrier")["shapley"]
        four = part[["money", "records", "standards", "staff"]].sum()
        assert four == pytest.approx(part["all"], abs=1e-12)
    runs = pd.read_parquet(whole / "data" / "removed")
    assert runs.groupby("removed")["run"].apply(list).map(lambda each: each == list(range(5))).all()
    assert runs["removed"].nunique() == 16
    as_it_is = runs[runs["removed"] == "as it is"].reset_index(drop=True).drop(columns="removed")
    outcomes = pd.read_parquet(whole / "data" / "outcomes").reset_index(drop=True)
    pd.testing.assert_frame_equal(as_it_is, outcomes)


def test_the_shares_of_an_onset_add_up_to_1(whole):
    cascade = pd.read_parquet(whole / "data" / "cascade")
    sums = cascade.groupby(["run", "organisation", "to", "onset"])["share"].sum()
    assert len(sums) > 0
    assert sums.to_numpy() == pytest.approx(1.0)
    assert set(cascade["run"]) <= set(range(4))


def test_it_prints_within_80_columns_what_json_says(whole, mcn):
    plain = mcn(*ASKED, "--out", "whole", "--outcome", "cover_24_7,workaround_hours", "--full")
    assert plain.code == 0
    lines = plain.out.splitlines()
    assert max(map(len, lines[:-1])) <= 80
    for heading in ("problem (order)", "24/7 cover: removed", "Time lost to workarounds", "The story of run"):
        assert any(heading in line for line in lines), heading
    answer = mcn(*ASKED, "--out", "whole", "--outcome", "cover_24_7,workaround_hours", "--json").json
    assert answer["kind"] == "cascade"
    assert len(answer["removals"]) == 2 * 16
    assert answer["story"]["asked_for"] is False


def test_another_run_s_story_and_later_months_can_be_asked_for(mcn, undrawn):
    found = mcn(*ASKED, "--out", "other", "--run", "4", "--since", "0", "--json").json
    assert (found["story"]["run"], found["story"]["asked_for"], found["since"]) == (4, True, 0)
    assert all(row["onset_low"] is None or row["onset_low"] >= 0 for row in found["onsets"])


def test_one_run_is_one_run(mcn, undrawn):
    found = mcn(*ASKED[:3], "1", *ASKED[4:], "--out", "one", "--full")
    assert found.code == 0
    words = " ".join(found.out.split())
    assert "over 1 run;" in words
    assert "in one run, which does not tell" in words
    assert words.count("One run does not tell which problems cease") == 1
    assert max(map(len, found.out.splitlines()[:-1])) <= 80


def test_where_no_problem_starts_it_says_so(mcn, undrawn):
    # What begins in the last month has not lasted for three.
    found = mcn(*ASKED, "--out", "nothing", "--since", "14")
    assert found.code == 0
    assert "what led to" not in found.out
    said = json.loads(Path("nothing/answer.json").read_text(encoding="utf-8"))
    assert said["links"] == []
    assert said["chains"] == []
    assert "No problem begins later in more than a few runs." in document_of(said).sentences("findings")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--outcome", "cover"), "--outcome: there is no outcome 'cover'; did you mean"),
        (("--outcome", "cover_24_7,"), "--outcome: there is no outcome ''"),
        (("--run", "5"), "--run: there is no run 5; name one from 0 to 4"),
        (("--since", "-24"), "--since: month -24 is not one in which a problem is seen to begin"),
        (("--since", "15"), "--since: month 15 is not one in which a problem is seen to begin"),
        (("--run", "-1"), "Invalid value for '--run'"),
    ],
)
def test_wrong_options_are_one_line_and_nothing_is_written(mcn, more, said):
    found = mcn(*ASKED, "--out", "wrong", *more)
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert found.err.startswith(said)
    assert not Path("wrong").exists()


def test_a_scenario_that_is_not_there_is_one_line(mcn):
    found = mcn("cascade", "nowhere", "--out", "wrong")
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)


def test_stopped_in_the_middle_it_goes_on_to_the_same_bytes(whole, mcn, undrawn, monkeypatch):
    from analysis.runs import folder

    write = folder.Folder.chunk

    def stopping(self, name, tables):
        if name == "removed-000001":
            raise KeyboardInterrupt
        write(self, name, tables)

    words = (*ASKED, "--out", "stopped", "--outcome", "cover_24_7,workaround_hours")
    with monkeypatch.context() as patch:
        patch.setattr(folder.Folder, "chunk", stopping)
        found = mcn(*words)
    assert found.code == 1
    assert found.err.startswith(f"Stopped; 6 of {CHUNKS} chunks are kept; go on with: ")
    assert not Path("stopped/manifest.json").exists()
    monkeypatch.setattr(evaluate, "_as_it_is", None)  # what is kept is not done again
    assert mcn(*words, "--resume").code == 0
    assert files_of(Path("stopped")) == files_of(whole)


@pytest.mark.heavy
def test_killed_it_goes_on_to_the_same_bytes(whole, mcn, undrawn):
    words = (*ASKED, "--out", "killed", "--outcome", "cover_24_7,workaround_hours")
    program = f"""
import os, signal
from analysis.runs import folder
from analysis.cascade import evaluate
from analysis.cli import main
for name, size in {SIZES!r}.items():
    setattr(evaluate, name, size)
write = folder.Folder.chunk
def dying(self, name, tables):
    if name == "without-C12-000000":
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, name, tables)
folder.Folder.chunk = dying
main({list(words)!r})
"""
    with Forked(program, Path.cwd()) as died:
        died.communicate(timeout=300)
        assert died.returncode == -signal.SIGKILL
    assert mcn(*words).code == 2  # an unfinished run is neither overwritten nor gone on with unasked
    assert mcn(*words, "--resume").code == 0
    assert files_of(Path("killed")) == files_of(whole)


# -- What one thing brings about -----------------------------------------------------------

POKED = ("cascade", "tiny/as-it-is.yaml", "--runs", "6", "--horizon", "30", "--workers", "1", "--poke")
LEAVES = "coordinator-leaves@2"
LOSES = "staff-lost=90%@2:Castle Community"


@pytest.fixture
def small(monkeypatch):
    """Chunks of two runs, four of them followed back."""
    for name, size in {"RUNS": 2, "TRACED": 4, "TRACED_TOGETHER": 2}.items():
        monkeypatch.setattr(by_cause, name, size)


def test_what_a_poke_brings_about_is_told_drawn_and_kept(mcn, small):
    found = mcn(*POKED, LOSES, "--out", "poked")
    assert found.code == 0, found.err
    assert max(map(len, found.out.splitlines()[:-1])) <= 80
    answer = json.loads(Path("poked/answer.json").read_text(encoding="utf-8"))
    document = document_of(answer)
    assert {each.name for each in document.figures} == {"onsets", "places", "steps"}
    for each in document.figures:
        for suffix in ("svg", "png"):
            assert Path(f"poked/figures/{each.name}.{suffix}").stat().st_size > 1000
    for table in document.tables:
        frame = pd.read_parquet(f"poked/data/{table.name}.parquet")
        names = {column.name for column in table.columns} | {each.unit_in for each in table.columns}
        assert names - {""} <= set(frame.columns), table.name
    for role in ("findings", "reasons", "story", "limits", "method"):
        for sentence in document.sentences(role):
            assert sentence[0].isupper() or sentence[0].isdigit(), sentence
            assert sentence.endswith("."), sentence
            assert "nan" not in sentence, sentence
    told, traced = (pd.read_parquet(f"poked/data/{name}") for name in ("brought_about", "traced"))
    assert len(told)
    first = told[told["run"] < 4].reset_index(drop=True)
    pd.testing.assert_frame_equal(traced[list(told.columns)].reset_index(drop=True), first, check_dtype=False)


def test_what_is_stopped_between_chunks_ends_with_the_same_bytes(mcn, small, monkeypatch):
    monkeypatch.setattr(by_cause_output, "draw", lambda *what: None)
    assert mcn(*POKED, LEAVES, "--out", "once").code == 0
    done = []

    def stopped(*what):
        done.append(what)
        if len(done) == 2:
            raise KeyboardInterrupt
        return compared(*what)

    compared = by_cause.compared
    with monkeypatch.context() as patch:
        patch.setattr(by_cause, "compared", stopped)
        assert mcn(*POKED, LEAVES, "--out", "twice").code != 0
    assert mcn(*POKED, LEAVES, "--out", "twice", "--resume").code == 0
    assert files_of(Path("once")) == files_of(Path("twice"))


def test_a_poke_of_which_nothing_comes_says_so(mcn, small):
    found = mcn(*POKED, "coordinator-leaves@30", "--out", "late")
    assert found.code == 0, found.err
    assert "Nothing came of it in 6 runs" in " ".join(found.out.split())


@pytest.mark.parametrize(
    "more",
    [("--lift", "records+staff"), ("--against", "tiny/what-if.yaml"), ("--against", "tiny/as-it-is.yaml")],
)
def test_a_barrier_and_another_scenario_are_asked_in_the_same_way(mcn, small, monkeypatch, more):
    monkeypatch.setattr(by_cause_output, "draw", lambda *what: None)
    answer = mcn(*POKED[:-1], *more, "--force", "--out", "asked", "--json").json
    assert answer["kind"] == "cascade"
    assert [row["measure"] for row in answer["measures"]][:2] == ["nothing", "onsets"]
    if more[1].endswith("as-it-is.yaml"):
        assert answer["measures"][0]["mean"] == 1.0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--poke", "coordinator-leave@2"), "--poke: there is no shock 'coordinator-leave'; did you mean"),
        (("--lift", "money", "--poke", LEAVES), "--lift: --poke and --lift are two things; ask for one"),
        (("--poke", LEAVES, "--since", "0"), "--since: says nothing of what one thing sets off"),
        (("--poke", LEAVES, "--outcome", "engagement"), "--outcome: says nothing of what one thing sets"),
        (("--poke", LEAVES, "--run", "6"), "--run: run 6 is none of those that are followed back"),
        (("--lift", "cash"), "--lift: there is no barrier 'cash'; write one of: money, records"),
        (("--against", "nowhere"), "nowhere: there is no scenario of this name"),
    ],
)
def test_a_wrong_thing_is_one_line_and_nothing_is_written(mcn, more, said):
    found = mcn(*POKED[:-1], *more, "--out", "wrong")
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert found.err.startswith(said)
    assert not Path("wrong").exists()
