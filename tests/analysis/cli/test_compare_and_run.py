"""`mcn compare` and `mcn run`, end to end on a network of five organisations."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from matplotlib import image

from analysis.runs import batch

SMALL = ("--runs", "3", "--horizon", "8", "--workers", "1")
PAIR = ("tiny/as-it-is.yaml", "tiny/what-if.yaml")


def test_the_folder_holds_all_that_was_promised(folder):
    done = folder / "done"
    assert {path.name for path in done.iterdir()} == {
        ".lock",
        "README.txt",
        "answer.json",
        "answer.txt",
        "chunks",
        "comparison.xlsx",
        "data",
        "figures",
        "made.json",
        "manifest.json",
    }
    of_runs = ("outcomes", "costs", "monthly", "localities", "kinds")
    others = (
        *("trajectories", "differences", "members", "unintended"),
        *("cost_differences", "cost_per_gain", "reasons", "years"),
    )
    assert {path.name for path in (done / "data").iterdir()} == {
        *of_runs,
        *(f"{name}.csv" for name in (*of_runs, *others)),
        *(f"{name}.parquet" for name in (*others, "inputs")),
    }
    for name in ("trajectories", "differences", "members", "map"):
        assert image.imread(done / "figures" / f"{name}.png").shape[0] > 300
        assert (done / "figures" / f"{name}.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_data_are_tidy_and_csv_says_the_same_as_parquet(folder):
    data = folder / "done" / "data"
    few = pd.read_parquet(data / "outcomes")
    assert few["month"].tolist() == [-1, 0, 8] * 6
    outcomes = pd.read_parquet(data / "monthly")
    assert list(outcomes.columns[:5]) == ["scenario", "run", "parameter_set", "luck", "month"]
    assert outcomes.groupby("scenario")["month"].agg(["min", "max"]).to_numpy().tolist() == [[-24, 8]] * 2
    pd.testing.assert_frame_equal(
        few, outcomes[outcomes["month"].isin([-1, 0, 8])].reset_index(drop=True), check_exact=True
    )
    again = pd.read_csv(data / "monthly.csv")
    # The file holds every digit; how many of them pandas reads depends on its version.
    np.testing.assert_allclose(
        outcomes.select_dtypes("number"), again.select_dtypes("number"), rtol=1e-12, atol=1e-15
    )


def test_the_manifest_names_its_inputs(folder):
    manifest = json.loads((folder / "done" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["seed"] == 1
    assert manifest["inputs"]["runs"] == 3
    assert [each["name"] for each in manifest["inputs"]["scenarios"]] == ["as-it-is", "what-if"]
    assert all(len(each["digest"]) == 64 for each in manifest["inputs"]["scenarios"])


def test_same_inputs_and_seed_same_bytes(folder, mcn):
    shutil.rmtree(folder / "again", ignore_errors=True)
    assert mcn("compare", *PAIR, *SMALL, "--out", "again").code == 0
    for path in sorted((folder / "done").rglob("*")):
        if path.is_file() and path.name != "made.json":
            twin = folder / "again" / path.relative_to(folder / "done")
            assert path.read_bytes() == twin.read_bytes(), path.name


def test_same_inputs_are_shown_again_without_a_run(folder, mcn, monkeypatch):
    monkeypatch.setattr(batch, "simulate", lambda *_, **__: pytest.fail("ran again"))
    shown = mcn("compare", *PAIR, *SMALL, "--out", "done")
    assert shown.code == 0
    assert "How sure: " in shown.out
    assert shown.out.rstrip().split("\n")[-1] == "Data, figures and manifest: done"


def test_other_inputs_are_refused_before_a_run(folder, mcn, monkeypatch):
    monkeypatch.setattr(batch, "simulate", lambda *_, **__: pytest.fail("ran"))
    refused = mcn("compare", *PAIR, *SMALL, "--seed", "2", "--out", "done")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "done holds results of other inputs; name another folder, or replace its results with --force\n"
    )


def test_force_replaces_and_a_scenario_equals_itself(folder, mcn, undrawn):
    shutil.copytree(folder / "done", folder / "forced")
    words = ("--out", "forced", "--force", "--json", "--outcomes", "all")
    made = mcn("compare", PAIR[0], PAIR[0], *SMALL, *words)
    assert made.code == 0
    answer = made.json
    assert made.err == ""
    assert {row["verdict"] for row in answer["differences"]} == {"no difference worth having"}
    assert {row["difference"] for row in answer["differences"]} == {0}
    for table in ("costs", "members"):
        assert answer[table]
        zero = ("difference", "difference_median", "difference_low", "difference_high", "error")
        assert {row[name] for row in answer[table] for name in zero} == {0}
    assert {row["discounted"] for row in answer["costs"]} == {0}
    assert answer["unintended"] == answer["reasons"] == []
    assert answer["answers"]["as-it-is (2)"][-1].startswith("It costs the same as “As it is (as-it-is)”")
    assert answer["folder"] == "forced"


def test_json_has_the_documented_keys(folder, mcn):
    answer = mcn("compare", *PAIR, *SMALL, "--out", "done", "--json").json
    assert list(answer) == [
        "kind",
        "base",
        "titles",
        "month",
        "runs",
        "parameter_sets",
        "lucks",
        "seed",
        "parameters",
        "judged",
        "discount",
        "looked_at",
        "unclear",
        "differences",
        "costs",
        "cost_per_gain",
        "between",
        "years",
        "members",
        "unintended",
        "reasons",
        "notes",
        "answers",
        "document",
        "folder",
    ]
    row = answer["differences"][0]
    assert row["outcome"] == "cover_24_7"
    assert isinstance(row["difference"], float)
    assert len(answer["differences"]) == 15


def test_without_out_a_new_folder_is_named_on_the_last_line(folder, mcn, undrawn):
    made = mcn("run", PAIR[0], *SMALL, "--outcomes", "engagement, worth")
    assert made.code == 0
    assert made.out.rstrip().split("\n")[-1] == "Data, figures and manifest: mcn-results/run-as-it-is-1"
    here = folder / "mcn-results" / "run-as-it-is-1"
    assert {path.stem for path in (here / "figures").iterdir()} == {"trajectories", "page", "map"}
    answer = json.loads((here / "answer.json").read_text(encoding="utf-8"))
    assert [row["outcome"] for row in answer["levels"]] == ["engagement", "worth"]
    assert "are comparisons" not in made.out


def test_a_table_fits_80_columns_and_cuts_no_word(folder, mcn):
    answer = mcn("compare", *PAIR, *SMALL, "--out", "done").out
    shown = mcn("compare", *PAIR, *SMALL, "--out", "done", "--full").out
    for printed in (answer, shown):
        assert max(len(line) for line in printed.split("\n") if "mcn " not in line) <= 80
        assert "…" not in printed
    for word in ("workarounds", "coordination", "commissioner", "not forecasts"):
        assert word in shown


@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError])
def test_stopped_or_failed_leaves_nothing(folder, mcn, monkeypatch, failure):
    def fails(*_, **__):
        raise failure

    monkeypatch.setattr(batch, "simulate", fails)
    stopped = mcn("compare", *PAIR, *SMALL, "--out", "stopped")
    assert (stopped.code, stopped.out) == (1, "")
    assert stopped.err.count("\n") == 1
    assert not (folder / "stopped").exists()


def test_all_wrong_scenarios_are_named_at_once(folder, mcn):
    wrong = mcn("compare", "tiny/as-it-is.yaml", "shared-record", "fund-cordinator")
    assert (wrong.code, wrong.out) == (2, "")
    assert [line.rpartition("; ")[2] for line in wrong.err.splitlines()] == [
        "did you mean shared-records?",
        "did you mean fund-coordinator?",
    ]


def test_an_unknown_outcome_is_named(folder, mcn):
    wrong = mcn("run", PAIR[0], "--outcomes", "engagment")
    assert wrong.code == 2
    assert wrong.err == "--outcomes: there is no outcome 'engagment'; did you mean engagement?\n"


@pytest.mark.parametrize("words", [("--runs", "1"), ("--runs", "2", "--parameters", "central")])
def test_few_runs_say_that_nothing_can_be_told(folder, mcn, undrawn, words):
    made = mcn("compare", *PAIR, *SMALL, *words, "--out", f"few-{words[1]}")
    assert (made.code, made.err) == (0, "")
    assert "by a difference worth having" in " ".join(made.out.split())
    full = mcn("show", f"few-{words[1]}", "--full").out
    assert "Nothing is clearly better or worse." in full
    assert "nan" not in made.out.split()


def test_two_networks_of_one_name_are_not_taken_for_one(folder, mcn, undrawn):
    shutil.copytree(folder / "tiny", folder / "twin")
    for table in ("localities.csv", "organisations.csv"):
        path = folder / "twin" / table
        path.write_text(path.read_text(encoding="utf-8").replace("Mill Valley", "Dale"), encoding="utf-8")
    made = mcn("compare", PAIR[0], "twin/as-it-is.yaml", *SMALL, "--json")
    assert (made.code, made.err) == (0, "")
    assert any("network" in note for note in made.json["notes"])


def test_the_accepted_sets_are_the_default_and_the_manifest_names_their_file(folder, mcn):
    from sim.sampling.accepted import accepted_digest, load_accepted

    answer = mcn("compare", *PAIR, *SMALL, "--out", "done", "--json").json
    assert answer["parameters"] == "accepted"
    manifest = json.loads((folder / "done" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["parameters"] == "accepted"
    assert manifest["inputs"]["accepted"] == accepted_digest()
    drawn = pd.read_parquet(folder / "done" / "data" / "outcomes")["parameter_set"]
    assert set(drawn) <= set(load_accepted().sets)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("prior", "3 parameter sets drawn from their ranges"),
        ("central", "one parameter set (central values)"),
    ],
)
def test_where_the_sets_come_from_is_asked_for_and_said(source, said, folder, mcn, undrawn):
    run = mcn("run", PAIR[0], *SMALL, "--parameters", source, "--out", source)
    assert said in " ".join(run.out.split())
    manifest = json.loads((folder / source / "manifest.json").read_text(encoding="utf-8"))
    assert ("accepted" in manifest["inputs"]) == (source == "accepted")


def test_the_document_is_one_and_names_what_the_folder_holds(folder, mcn, undrawn):
    from analysis.report.document import document_of

    answers = [
        mcn("compare", *PAIR, *SMALL, "--out", "done", "--json").json,
        mcn("run", PAIR[0], *SMALL, "--hypothesis", "It stays as it is.", "--out", "one", "--json").json,
    ]
    for answer, place in zip(answers, ("done", "one"), strict=True):
        document = document_of(answer)
        assert document.sentences("findings")
        assert document.sentences("method")
        for figure in document.figures:
            assert (folder / place / "figures" / f"{figure.name}.svg").exists()
            assert figure.alternative
        for table in document.tables:
            frame = pd.read_parquet(folder / place / "data" / f"{table.name}.parquet")
            named = [column.name for column in table.columns]
            units = [column.unit_in for column in table.columns if column.unit_in]
            assert set(named + units) <= set(frame.columns), table.name
    assert answers[1]["document"]["hypothesis"] == "It stays as it is."
    assert [each.name for each in document_of(answers[0]).figures] == [
        *("headlines", "differences", "trajectories", "members", "map"),
    ]


def test_what_gets_worse_comes_before_what_gets_better(folder, mcn):
    shown = " ".join(mcn("compare", *PAIR, *SMALL, "--out", "done", "--full").out.split())
    first = shown.index(" gets worse by a difference worth having")
    assert first < shown.index("outcome base then change median 5-95 %")


def test_lucks_money_and_what_counts_are_as_asked(folder, mcn, undrawn):
    words = ("compare", *PAIR, "--runs", "4", "--horizon", "30", "--workers", "1", "--json")
    plain = mcn(*words).json
    answer = mcn(*words, "--lucks", "2", "--discount", "0", "--worthwhile", "engagement=0.9").json
    # lucks, told apart from parameters
    assert (plain["runs"], plain["parameter_sets"], plain["lucks"]) == (4, 4, 1)
    assert {row["luck_share"] for row in plain["differences"]} == {None}
    assert (answer["runs"], answer["parameter_sets"], answer["lucks"]) == (4, 2, 2)
    assert all(0 <= row["luck_share"] <= 1 for row in answer["differences"])
    # the size that counts
    (row,) = [row for row in answer["differences"] if row["outcome"] == "engagement"]
    assert (row["worthwhile"], row["probability_better"], row["probability_worse"]) == (0.9, 0, 0)
    assert {row["worthwhile"] for row in answer["members"] if row["outcome"] == "engagement"} == {0.9}
    assert any("Engagement 90.0 percentage points" in note for note in answer["notes"])
    # money, discounted or not
    assert (answer["discount"], plain["discount"]) == (0, 0.035)
    assert all(row["discounted"] == row["difference"] for row in answer["costs"])
    assert 0 < plain["costs"][-1]["discounted"] < plain["costs"][-1]["difference"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--worthwhile", "engagment=0.1"),
            "--worthwhile: there is no outcome 'engagment'; did you mean engagement?",
        ),
        (
            ("--worthwhile", "engagement=0"),
            "--worthwhile: 'engagement=0' is not understood; write engagement=",
        ),
        (("--worthwhile", "engagement=-0.1"), "--worthwhile: 'engagement=-0.1' is not understood"),
        (("--worthwhile", "engagement=lots"), "--worthwhile: 'engagement=lots' is not understood"),
        (("--worthwhile", "worth=1", "--worthwhile", "worth=2"), "--worthwhile: worth stands twice"),
        (("--discount", "-1"), "--discount: -1 is not a number from 0 to 100; write 3.5 for 3.5 % a year"),
        (("--discount", "101"), "--discount: 101 is not a number from 0 to 100"),
        (("--discount", "nan"), "--discount: nan is not a number from 0 to 100"),
        (("--discount", "much"), "Invalid value for '--discount'"),
        (("--lucks", "0"), "Invalid value for '--lucks'"),
    ],
)
def test_sizes_and_rates_that_cannot_be_are_one_line_and_nothing_is_written(folder, mcn, words, said):
    refused = mcn("compare", *PAIR, *SMALL, *words, "--out", "refused")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err
    assert not (folder / "refused").exists()
