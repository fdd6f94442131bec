"""`mcn validate`: what is printed of patterns and of rivals."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest

from analysis.report.document import Document
from analysis.report.terminal import SCREEN, console, print_answer, print_document
from analysis.runs.batch import Evaluator
from analysis.validation import CHECKS, CheckResult, Verdict, run_checks, verdicts_of
from analysis.validation.answer import MEANS
from analysis.validation.document import validation_document
from analysis.validation.patterns import known_failures
from analysis.validation.question import ValidationQuestion
from analysis.validation.rivals import Setting, contrasts, evaluate, rivals, run_rivals
from analysis.validation.rivals.document import rivals_document
from analysis.validation.rivals.questions import PAIRS, questions
from sim import load_scenario
from sim.inputs.evidence import load_evidence
from tests.analysis.cli.conftest import Answered
from tests.analysis.validation.test_patterns import KNOWN_TO_FAIL, too_seldom


@pytest.mark.slow
def test_every_pattern_is_reported_failures_first_and_none_is_far_from_holding_but_those_known_to_fail(
    mcn: Callable[..., Answered],
) -> None:
    answer = mcn("validate", "--runs", "16", "--parameters", "accepted", "--json")
    assert answer.code == 0
    rows = answer.json["patterns"]
    assert {row["pattern"] for row in rows} == set(CHECKS)
    verdicts = [row["verdict"] for row in rows]
    assert verdicts == sorted(verdicts)
    assert all({"class", "grade", "tautology_risk", "share_prior", "low", "high"} <= set(row) for row in rows)
    found = {row["pattern"]: (row["share"], row["runs"]) for row in rows}
    assert too_seldom({name: found[name] for name in found if name not in KNOWN_TO_FAIL}) == []


def verdict(name: str, holds: bool) -> Verdict:
    result = CheckResult(
        np.full(4, holds), np.array([1.0, 2.0, 1.0, 2.0]), "an effect", {"aside": np.ones(4)}
    )
    found = verdicts_of({name: CHECKS[name]}, {"prior": {name: result}, "accepted": {name: result}})
    return found[0]


def printed(document: Document) -> str:
    stream = io.StringIO()
    print_document(console(stream), document)
    return " ".join(stream.getvalue().split())


def test_on_another_network_it_says_that_the_patterns_are_of_the_studys() -> None:
    base = load_scenario("baseline")
    verdicts = [verdict("P24", True)]
    elsewhere = base.with_organisation("Saltenhurst Families' Charity", without=True).renamed("x", "Without")
    said = "patterns that the study saw in its own network, looked for in Without"
    assert said in printed(validation_document(verdicts, elsewhere))
    assert "looked for in" not in printed(validation_document(verdicts, base))


def test_patterns_are_looked_for_on_a_network_of_ones_own() -> None:
    own = load_scenario("baseline").with_organisation("Saltenhurst Families' Charity", without=True)
    checks = [CHECKS["P04"], CHECKS["P22"]]
    found = run_checks(checks, 4, base=own)
    assert {name: len(each.effect) for name, each in found.items()}.keys() == {"P04", "P22"}
    assert not np.array_equal(found["P04"].effect, run_checks(checks[:1], 4)["P04"].effect)


def test_rivals_are_asked_on_the_studys_network_alone(mcn: Callable[..., Answered]) -> None:
    answer = mcn("validate", "shared-records", "--rivals")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("--rivals: is asked on the study's own network, not on shared-records; ")


def test_the_table_says_what_a_failure_means() -> None:
    shown = printed(validation_document([verdict("P22", False), verdict("P24", True)]))
    assert "1 of 2 patterns hold in 4 runs: CF 1 of 2" in shown
    assert f"% of runs). {CHECKS['P22'].if_it_fails}" in shown
    assert "P22 fails (" in shown
    assert "P24 fails" not in shown
    assert "P22, aside: 1.00" in shown
    assert "prior accepted" in shown


def one_screen(verdicts: list[Verdict], asked: ValidationQuestion | None = None) -> list[str]:
    stream = io.StringIO()
    print_answer(console(stream), validation_document(verdicts, asked=asked))
    return stream.getvalue().splitlines()


def test_one_screen_says_what_holds_what_fails_why_and_what_that_means() -> None:
    known = known_failures()
    held = [verdict(name, True) for name in CHECKS if name not in known]
    lines = one_screen([*(verdict(name, False) for name in known), *held], ValidationQuestion(runs=4))
    assert len(lines) <= SCREEN
    assert lines[0] == "Does the model show what the study and other sources report?"
    assert lines[-1] == "All that was found, and what patterns ask: mcn validate --runs 4 --full"
    said = " ".join(" ".join(lines).split())
    assert (
        f"{len(held)} of {len(CHECKS)} patterns hold: of those that may set parameters 7 of 7 (CAL)" in said
    )
    classes = {load_evidence().patterns[name].kind for name in known}
    for kind, means in MEANS.items():
        assert (f"{means} ({kind})" in said) == (kind in classes)
    for name, thought in known.items():
        assert f"{name} 0% {thought}" in said


def test_many_failures_are_counted_and_none_says_so() -> None:
    many = [verdict(name, False) for name in list(CHECKS)[:20]]
    lines = one_screen(many)
    assert len(lines) <= SCREEN + 2
    assert "and 15 more, which --full prints" in " ".join(" ".join(lines).split())
    said = " ".join(one_screen([verdict("P24", True)]))
    assert "For a planner: directions rest on what was seen" in said
    assert "fails" not in said


@pytest.mark.heavy
def test_rivals_are_set_beside_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: each for name, each in questions(load_scenario("baseline")).items() if name != PAIRS}
    monkeypatch.setattr(evaluate, "questions", lambda _: few)  # the pairs of levers are most of the runs
    checks = {"P28": CHECKS["P28"]}
    runs, asked = run_rivals(list(checks), Setting(8, 1, "prior"), Evaluator(), ["without C47"])
    shown = printed(rivals_document(contrasts(checks, rivals(), runs, asked), asked))
    assert "The model beside simpler rivals" in shown
    assert "the model, other draws" in shown
    assert shown.count("without C47") >= 3


def test_a_folder_is_for_rivals_alone(mcn: Callable[..., Answered]) -> None:
    answer = mcn("validate", "--runs", "2", "--out", "somewhere")
    assert answer.code == 2
    assert answer.err.startswith("--out: is for a folder, which only a comparison with rivals fills")
