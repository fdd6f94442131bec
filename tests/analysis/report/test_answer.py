"""The answer alone: what a screen shows of a document, with and without one."""

from __future__ import annotations

import io

import pytest
from pydantic import ValidationError

from analysis.report import terminal
from analysis.report.document import Answer, Document, Excerpt, NextStep, Paragraphs, as_json, document_of

TABLE = Excerpt(("outcome", "base", "nurses"), (False, True, True), (("24/7 cover", "14%", "+3.0"),), ("",))
ANSWER = Answer(
    question="Do nurses help?",
    recommendation="Nurses help.",
    sentences=("They cost £1m.",),
    table=TABLE,
    key="Changes in points.",
    confidence="In 9 of 10 sets.",
    unknown="Whether any can be hired.",
    next_steps=(NextStep("To know why", "mcn cascade nurses"),),
)
ALL = Paragraphs("findings", ("All of it.",))


def printed(document: Document, *, full: bool = False) -> str:
    out = io.StringIO()
    terminal.print_answer(terminal.console(out), document, full=full)
    return out.getvalue()


def test_the_answer_stands_alone_unless_all_is_asked_for():
    document = Document("compare", "title", blocks=(ALL,), answer=ANSWER)
    shown = printed(document)
    order = (
        *("Do nurses help?", "Nurses help.", "They cost £1m.", "24/7 cover", "Changes in points."),
        *("How sure: In 9", "Not known: Whether", "To know why: mcn cascade nurses\n"),
    )
    places = [shown.index(each) for each in order]
    assert places == sorted(places)
    assert "All of it." not in shown
    assert printed(document, full=True) == "All of it.\n"


def test_a_document_without_an_answer_is_printed_whole():
    assert printed(Document("compare", "title", blocks=(ALL,))) == "All of it.\n"


def test_an_answer_comes_back_from_its_file_and_has_five_sentences_at_most():
    document = Document("compare", "title", blocks=(ALL,), answer=ANSWER)
    assert document_of({"document": as_json(document)}) == document
    with pytest.raises(ValidationError, match="5"):
        Answer(question="", recommendation="", sentences=("One.",) * 6)


def test_in_short_what_was_found_and_how_sure_that_is_stay_longest():
    lines = [terminal.in_short(ANSWER, 80, most).splitlines() for most in (10, 8, 7, 6, 3)]
    assert "Changes in points." in lines[0]
    assert "They cost £1m." in lines[0]
    assert [len(each) for each in lines[1:3]] == [8, 7]
    assert all("They cost £1m." not in each for each in lines[2:])
    assert not any("cascade" in line or "Not known" in line for each in lines for line in each)
    assert lines[-1] == ["Do nurses help?", "Nurses help.", "How sure: In 9 of 10 sets."]
