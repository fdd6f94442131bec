"""The answer alone: who wins, by how much, at what cost to whom, what gets worse, on one screen."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from analysis.compare.answer import answer_of
from analysis.compare.question import Asked
from analysis.report import terminal, words
from analysis.report.document import Document
from analysis.statistics.comparison import HEADLINES, compare

MEASURED = (*HEADLINES, "engagement", "governance", "evaluation", "workaround_hours")
FIRST, SECOND = "“Secure the coordinator”", "“Join up the records”"


@pytest.fixture
def comparison(three, outcomes):
    return compare(three[0], three[1:], outcomes=[outcomes[name] for name in MEASURED])


def screen(answer, width: int) -> list[str]:
    out = io.StringIO()
    terminal.print_answer(
        Console(file=out, width=width, highlight=False), Document("compare", "", answer=answer)
    )
    return out.getvalue().rstrip().split("\n")


def test_it_says_in_titles_who_wins_by_how_much_and_against_whom(comparison):
    answer = answer_of(comparison, "")
    assert answer.question == f"What changes with {FIRST} or {SECOND} against “As studied”?"
    row = comparison.differences.query("scenario == 'shared-records' and outcome == 'cover_24_7'").iloc[0]
    between = comparison.between.query("outcome == 'cover_24_7'").iloc[0]
    assert answer.recommendation.startswith(f"For 24/7 cover the numbers favour {SECOND}: ")
    assert words.change(row["difference"], "share") in answer.recommendation
    assert f"{100 * between['difference']:.1f} ahead of {FIRST}." in answer.recommendation
    cost, worse, *_ = answer.sentences
    assert cost.startswith(f"{SECOND} costs £")
    assert "members £" in cost
    assert "national bodies £" in cost
    assert worse.startswith(f"What gets worse: with {FIRST} workarounds (+2.39)")
    assert f"nothing with {SECOND}" in worse


@pytest.mark.parametrize(("width", "most"), [(100, terminal.SCREEN), (80, 32)])
def test_it_takes_one_screen(comparison, width, most):
    lines = screen(
        answer_of(comparison, "", Asked(("baseline", "fund-coordinator", "shared-records"))), width
    )
    assert len(lines) <= most
    assert max(map(len, lines)) <= width


def test_its_table_has_the_numbers_of_the_long_one(comparison):
    table = answer_of(comparison, "").table
    cells = {row[0]: row[1:] for row in table.rows}
    rows = comparison.differences.query("outcome == 'care_coordination'").set_index("scenario")
    assert table.columns == ("", *comparison.titles.values())
    assert cells["Care coordination"][0] == words.value(rows["base_mean"].iloc[0], "share")
    assert cells["Care coordination"][2] == f"{words.change(rows['difference'].iloc[1], 'share')} better 100%"
    assert cells["Care coordination"][1].endswith(" =")
    costs = comparison.costs.query("payer == 'all'")
    assert cells["Cost, months 0-60"][1:] == tuple(
        words.pounds(each, signed=True) for each in costs["difference"]
    )


def test_what_wins_on_another_headline_is_said_so_and_what_wins_on_none(comparison):
    other = answer_of(replace(comparison, headlines=("engagement", "care_coordination")), "")
    assert other.recommendation.startswith(
        "None is better for engagement by a difference worth having; for care coordination the numbers favour"
    )
    none = answer_of(replace(comparison, headlines=("engagement",)), "")
    assert none.recommendation == ("Neither changes engagement by a difference worth having at month 60.")
    assert any(
        FIRST in each and SECOND in each for each in none.sentences if each.startswith("Better elsewhere")
    )


def test_many_options_stand_in_rows_the_best_first(three, outcomes):
    others = [
        replace(three[2], scenario=three[2].scenario.renamed(f"option-{n}", f"Option {n}")) for n in range(3)
    ]
    many = compare(three[0], [*three[1:], *others], outcomes=[outcomes["cover_24_7"]])
    answer = answer_of(many, "")
    assert [row[0] for row in answer.table.rows][:2] == ["As studied", "Join up the records"]
    assert answer.table.rows[-1][0] == "Secure the coordinator"
    assert "no difference worth having to “Option 0”" in answer.recommendation
