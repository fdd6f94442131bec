"""`mcn study` as it is called: its tables, its JSON, wrong input."""

from __future__ import annotations

import json

import pytest

from analysis.report.terminal import console, print_document
from analysis.validation.document import study_document


def test_json_holds_both_tables(mcn):
    given = mcn("study", "--runs", "4", "--json").json
    assert given["kind"] == "study"
    assert given["scenario"] == "baseline"
    people = {(row["by"], row["phase"]): row["observed"] for row in given["numbers"] if row["group"] == "all"}
    assert people["place", "1"] == people["role", "1"] == 33
    assert people["place", "2"] == people["role", "2"] == 12
    assert {"mean", "low", "high", "within", "findings"} <= set(given["numbers"][0])


def test_tables_fit_and_name_each_group(mcn):
    shown = mcn("study", "no-coordinator", "--runs", "4", "--seed", "3", "--parameters", "central")
    assert (shown.code, shown.err) == (0, "")
    assert max(map(len, shown.out.split("\n"))) <= 80
    for word in ("hub non-NHS", "nursing", "phase 2", "felt unable to comment several", "are no fit"):
        assert word in " ".join(shown.out.split())
    again = mcn("study", "no-coordinator", "--runs", "4", "--seed", "3", "--parameters", "central")
    assert again.out == shown.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["study", "basline"], "basline"),
        (["study", "--runs", "0"], "Invalid value for '--runs'"),
    ],
)
def test_wrong_input_is_2(mcn, words, said):
    answered = mcn(*words)
    assert (answered.code, answered.out) == (2, "")
    assert said in answered.err


def test_a_rate_of_nobody_is_said_in_words(mcn, capfd):
    given = mcn("study", "--runs", "2", "--json").json
    empty = dict.fromkeys(("mean", "median", "low", "high"))
    given["conduct"] = [{**row, **empty} for row in given["conduct"]]
    print_document(console(), study_document(json.loads(json.dumps(given))))
    assert "nobody asked" in capfd.readouterr().out
