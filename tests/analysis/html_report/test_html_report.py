"""`mcn report`: a folder's document as one page, which runs nothing and can be read by everybody."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure as Drawing

from analysis.html_report.command import write_report
from analysis.html_report.pictures import UnreadableFigureError, picture
from analysis.report import style
from analysis.report.cells import written
from analysis.report.document import Column, Document, Figure, Paragraphs, Table, as_json
from analysis.runs import files, provenance
from analysis.runs.folder import FolderError, opened
from sim.inputs.errors import WrongInput

HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eevil\u202c",
    "x" * 200,
    '"></title><img src=x onerror=alert(1)>',
    "</style><script>alert(2)</script>",
    "{{ 7 * 7 }}",
    "'; } body { display: none } /*",
)
ROLES = ("findings", "unintended", "reasons", "uncertainty", "limits", "method")
VOID = {"meta", "br", "img", "hr", "input", "link"}


def document(name: str = "shared-records", **changes: Any) -> Document:
    """A document with one of everything."""
    given: dict[str, Any] = {
        "kind": "compare",
        "title": f"baseline against {name}",
        "question": f"What does {name} change?",
        "hypothesis": f"Cover rises with {name}.",
        "findings": (f"{name} raises 24/7 cover by 2.3 percentage points.", "It costs £1.43m."),
        "unintended": (f"With {name}, governance falls by 4 percentage points.",),
        "reasons": ("Records let nurses be in more places (C12).",),
        "uncertainty": ("2,000 parameter sets agree on the sign.",),
        "limits": ("It says nothing of families.",),
        "method": ("2,000 runs of each scenario, seed 1.",),
        "figures": (
            Figure(
                name="lines",
                title=f"Cover with {name}",
                caption="2,000 runs.",
                alternative="It goes up to 4.8%.",
            ),
            Figure(
                name="dots", title="Differences", caption="2,000 runs.", alternative="Dots at 2.3 and -4."
            ),
        ),
        "tables": (
            Table(
                name="differences",
                title="Differences",
                caption="Change over 2,000 runs.",
                group="scenario",
                columns=(
                    Column(name="title", label="outcome"),
                    Column(name="mean", label="then", unit_in="unit"),
                    Column(name="difference", label="change", unit_in="unit", difference=True),
                    Column(name="low", label="5-95 %", unit_in="unit", difference=True, to="high"),
                ),
            ),
        ),
    }
    given |= changes
    blocks: list[Any] = [Paragraphs(role=role, sentences=given.pop(role)) for role in ROLES]
    blocks += [*given.pop("figures"), *given.pop("tables")]
    return Document(**given, blocks=tuple(blocks))


def differences(name: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "scenario": [name, name],
            "title": ["24/7 cover", "Workarounds"],
            "unit": ["share of children", "hours a month"],
            "mean": [0.0482, 31.25],
            "difference": [0.0226, -29.6],
            "low": [0.0086, -63.6],
            "high": [0.0447, -10.2],
        }
    )


def drawing(text: str) -> Drawing:
    figure = Drawing(figsize=(9, 3))
    ax = figure.subplots()
    ax.plot([0, 1], [0, 1], label="x")
    ax.set_title(text, parse_math=False)
    return figure


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Fill a folder as a command does."""

    def fill(
        name: str = "shared-records",
        answer: Document | None = None,
        place: str = "done",
        **inputs: Any,
    ) -> Path:
        answer = answer or document(name)
        given = {
            "command": answer.kind,
            "scenarios": [{"name": name, "title": name, "network": "tiny", "digest": "d" * 64}],
            "runs": 2000,
            "runs_in_a_chunk": 1000,
            "seed": 1,
            "hypothesis": answer.hypothesis,
            "program": provenance.program_digest(),
            **inputs,
        }
        with opened(tmp_path / place, given, [name], ["mcn", "compare", "baseline", name]) as folder:
            folder.table("differences", differences(name))
            for figure in answer.figures:
                drawn = drawing(name)
                folder.write(
                    f"figures/{figure.name}.svg", lambda draft, drawn=drawn: style.save(drawn, draft)
                )
            folder.json("answer.json", {"kind": "comparison", "document": as_json(answer)})
        return tmp_path / place

    return fill


class Reader(HTMLParser):
    """Elements of a page, in order, with the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.found if tag in tags]

    @property
    def plain(self) -> str:
        return " ".join("".join(self.text).split())


def report(folder: Path) -> Reader:
    path, _ = write_report(folder, None)
    return Reader(path.read_text(encoding="utf-8"))


def test_a_report_tells_all_in_its_order(make):
    read = report(make())
    before, _, whole = read.plain.partition("Hypothesis, ")  # behind the page for a board
    assert "What does shared-records change?" in before
    order = [
        "set down before the run",
        "Cover rises with shared-records.",
        "raises 24/7 cover",
        "governance falls",
        "In words. It goes up to 4.8%.",
        "nurses be in more places",
        "agree on the sign",
        "nothing of families",
        "2,000 runs of each scenario, seed 1.",
        "Workarounds (hours a month)",
        "From what is listed here",
        "mcn compare baseline shared-records",
    ]
    at = [whole.index(each) for each in order]
    assert at == sorted(at)
    assert "A comparison under stated assumptions, not a forecast" in read.plain[:200]
    assert "4.8%" in read.plain
    assert "+0.9 to +4.5" in read.plain
    assert "−63.6 to −10.2" in read.plain


def test_it_runs_nothing_and_loads_nothing(make):
    folder = make()
    read = report(folder)
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert not read.all("script", "link", "iframe", "object", "embed", "foreignobject", "img")
    for _, attrs in read.found:
        assert not [key for key in attrs if key == "style" or key.startswith("on")]
        for key in ("src", "href", "xlink:href"):
            assert (attrs.get(key) or "#").startswith(("#", "data:image/"))
    (policy,) = [str(each["content"]) for each in read.all("meta") if "http-equiv" in each]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.S)
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert "url(" not in style
    assert not re.findall(r"https?://", text.replace("http://www.w3.org/", ""))


def test_it_can_be_read_by_everybody(make):
    read = report(make())
    assert read.wrong == []
    assert read.open == []
    assert read.all("html")[0]["lang"] == "en-GB"
    ids = [attrs["id"] for _, attrs in read.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _ in read.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now - before <= 1 for before, now in pairwise(levels))
    assert [len(read.all(tag)) for tag in ("main", "header", "nav", "footer")] == [1, 1, 1, 1]
    assert read.all("a")[0]["href"] == "#answer"
    assert len(read.all("caption")) == len(read.all("table"))
    assert {attrs.get("scope") for attrs in read.all("th")} == {"col", "row", "rowgroup"}
    pointing = [attrs.get(key) for _, attrs in read.found for key in ("aria-labelledby", "aria-describedby")]
    assert {each for each in pointing if each} <= set(ids)
    assert {(attrs["href"] or "")[1:] for attrs in read.all("a")} <= set(ids)
    drawn = read.all("svg")
    assert len(drawn) == 2
    assert all(
        each["role"] == "img" and each["aria-labelledby"] and each["aria-describedby"] for each in drawn
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_drawn_harmlessly(make, name):
    read = report(make(name))
    assert not read.all("script", "img")
    assert read.wrong == []
    assert len(read.all("style")) == 1
    assert [len(read.all(tag)) for tag in ("main", "title")] == [1, 1]
    shown = " ".join(name.split())
    assert read.plain.count(shown) >= 6


def test_same_folder_same_bytes(make, tmp_path):
    folder = make()
    first, _ = write_report(folder, tmp_path / "a.html")
    second, _ = write_report(folder, tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()


def test_without_a_hypothesis_it_says_so(make):
    read = report(make(answer=document(hypothesis="")))
    assert "None was set down before the run" in read.plain


def test_a_hypothesis_that_the_inputs_do_not_hold_is_told_as_that(make):
    read = report(make(hypothesis="Something else"))
    assert "The inputs of the run do not hold it" in read.plain


def test_what_a_document_lacks_is_said(make):
    found = Paragraphs(role="findings", sentences=("Cover is 2.6%.",))
    bare = Document(kind="run", title="As studied", blocks=(found,))
    read = report(make(answer=bare))
    assert "This analysis does not look for what gets worse" in read.plain
    assert not read.all("figure")


def test_the_unit_stands_with_the_name_of_what_is_measured():
    columns = (
        Column(name="scenario", label="of"),
        Column(name="title", label="outcome"),
        Column(name="mean", label="then", unit_in="unit"),
    )
    table = Table(name="differences", title="t", caption="c", columns=columns)
    (group,) = written(table, differences("hubs")).groups
    assert group.rows == (("hubs", "24/7 cover", "4.8%"), ("hubs", "Workarounds (hours a month)", "31.2"))


@pytest.mark.parametrize(
    ("value", "column", "cell"),
    [
        (0.1234, Column(name="x", label="x", unit="share of children"), "12.3%"),
        (-0.1234, Column(name="x", label="x", unit="share", difference=True), "-12.3"),
        (1430000.0, Column(name="x", label="x", unit="GBP"), "£1.43m"),
        (1430000.0, Column(name="x", label="x", unit="GBP a year", difference=True), "+£1.43m"),
        (0.0123, Column(name="x", label="x"), "0.012"),
        (12345, Column(name="x", label="x"), "12,345"),
        (float("nan"), Column(name="x", label="x", unit="months"), "–"),
        (float("inf"), Column(name="x", label="x", unit="GBP"), "without limit"),
        (True, Column(name="x", label="x"), "yes"),
        ("C18", Column(name="x", label="x"), "C18"),
    ],
)
def test_a_cell_is_written_as_words_write_its_unit(value, column, cell):
    table = Table(name="x", title="t", caption="c", columns=(column,))
    (group,) = written(table, pd.DataFrame({"x": [value]})).groups
    assert group.rows == ((cell,),)


def test_of_a_long_table_the_first_rows_are_shown(make, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.report.cells.MOST_SHOWN", 1)
    read = report(make())
    assert "The first 1 of 2 rows; all in data/differences.csv" in read.plain
    assert "Workarounds (hours" not in read.plain


# --- figures ------------------------------------------------------------------------------------------------

SVG = '<svg {} viewBox="0 0 100 50">{}</svg>'
XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawn(inside: str) -> str:
    return picture(SVG.format(XMLNS, inside).encode(), "f1-", "t", "w").svg


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"><path d="M0 0"/></g>',
        '<a xlink:href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<image xlink:href="https://example.org/x.png"/>',
        '<use xlink:href="https://example.org/x.svg#a"/>',
        '<path d="M0 0" style="fill: url(https://example.org/a)"/>',
        '<path d="M0 0" fill="url(https://example.org/a)"/>',
        "<style>@import url(https://example.org)</style>",
        "<foreignObject><body/></foreignObject>",
        '<path d="M0 0"><set attributeName="href" to="javascript:alert(1)"/></path>',
    ],
)
def test_a_figure_keeps_nothing_but_shapes(bad):
    svg = drawn(bad)
    for word in ("alert", "example", "script", "onload", "<style", "foreign", "<set", "<a"):
        assert word not in svg


def test_a_figure_keeps_its_shapes_looks_and_own_names():
    svg = drawn(
        '<defs><path id="a" d="M 1.23456 2 L 3 4.00001 z"/>'
        '<clipPath id="b"><rect x="1" width="2"/></clipPath></defs>'
        '<g id="unused" clip-path="url(#b)">'
        '<use xlink:href="#a" style="fill: #ff0000; stroke-width: 0.5"/></g>'
    )
    assert '<path id="f1-a" d="M1.23 2L3 4z" />' in svg
    assert 'clip-path="url(#f1-b)"' in svg
    assert 'href="#f1-a"' in svg
    assert 'fill="#ff0000"' in svg
    assert "unused" not in svg


def test_title_and_caption_are_taken_off_a_figure_and_its_sheet():
    inside = (
        '<g id="heading-10pt"><g><defs><path id="a" d="M7 7"/></defs><use href="#a"/></g><path d="M9 9"/></g>'
        '<g id="caption-5pt"><path d="M8 8"/></g><path d="M1 1"/><use href="#a"/>'
    )
    found = picture(SVG.format(XMLNS, inside).encode(), "f1-", "t", "w")
    assert 'viewBox="0 10 100 35"' in found.svg
    assert (
        found.svg.count("<use") == 1
    )  # what a letter looks like is told in the title, where it first stands
    assert '<path id="f1-a" d="M7 7" />' in found.svg
    assert "M9 9" not in found.svg
    assert "M8 8" not in found.svg
    assert "M1 1" in found.svg


@pytest.mark.parametrize(
    "content",
    [b"", b"no svg", b"<html/>", b'<!DOCTYPE a [<!ENTITY b "c">]><svg viewBox="0 0 1 1"/>', b"<svg/>"],
)
def test_what_is_no_figure_is_refused(content):
    with pytest.raises(UnreadableFigureError):
        picture(content, "f1-", "t", "w")


# --- folders that cannot be reported ------------------------------------------------------------------------


def said(folder: Path, **options: Any) -> str:
    with pytest.raises((FolderError, WrongInput)) as caught:
        write_report(folder, None, **options)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_no_folder_and_a_foreign_folder_are_refused(tmp_path):
    assert said(tmp_path / "none") == f"{tmp_path / 'none'}: there is no such folder"
    assert said(tmp_path) == f"{tmp_path}: not a folder that mcn filled"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_folder_is_named_with_what_to_do(make):
    folder = make()
    (folder / "data/differences.csv").write_text("changed")
    message = said(folder)
    assert "changed since it was written (data/differences.csv); mend it with:" in message
    assert message.endswith("--resume")
    assert not (folder / "report.html").exists()


def test_an_unfinished_folder_is_named_with_how_to_go_on(make):
    folder = make()
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "unfinished.json").write_text(json.dumps(manifest))
    changed(folder / "unfinished.json", command="mcn compare baseline x", **{"from": "."})
    (folder / "manifest.json").unlink()
    assert "is not finished; go on with:" in said(folder)


def changed(path: Path, **changes: Any) -> None:
    data = {**json.loads(path.read_text()), **changes}
    del data["digest"]
    path.write_text(json.dumps(files.sealed(data)))


def test_a_folder_of_another_format_is_named_with_what_to_do(make):
    folder = make()
    changed(folder / "manifest.json", format=1)
    message = said(folder)
    assert "was made by another version of hubspoke (format 1 of the folder, this one reads 3)" in message
    assert "make it again with: " in message
    assert message.endswith("--force")


def test_an_answer_of_another_version_is_named_with_what_to_do(make, monkeypatch):
    folder = make()
    (folder / "answer.json").write_text(json.dumps({"kind": "comparison"}))
    digests = json.loads((folder / "manifest.json").read_text())["files"]
    digest = hashlib.sha256((folder / "answer.json").read_bytes()).hexdigest()
    changed(folder / "manifest.json", files={**digests, "answer.json": digest})
    assert "another version of hubspoke, whose answer this one cannot read; make it again with:" in said(
        folder
    )


def test_a_readable_folder_of_another_version_is_reported_and_marked(make):
    folder = make(program="0" * 64)
    path, warning = write_report(folder, None)
    assert "another version of hubspoke" in warning
    read = Reader(path.read_text(encoding="utf-8"))
    assert "Made with another version of hubspoke" in read.plain
    assert "Made with another version" not in report(make(place="other")).plain


@pytest.mark.parametrize("name", ["../done/figures/lines", "/etc/passwd", "absent", ".hidden"])
def test_a_document_cannot_reach_out_of_its_folder(make, name):
    table = Table(name=name, title="t", caption="c", columns=(Column(name="a", label="a"),))
    assert "which it does not hold; make it again with:" in said(make(answer=document(tables=(table,))))


def test_a_column_that_a_table_lacks_is_named(make):
    table = Table(name="differences", title="t", caption="c", columns=(Column(name="a", label="a"),))
    assert "differences has no column a; make it again with:" in said(make(answer=document(tables=(table,))))


def test_results_that_are_replaced_take_their_report_with_them(make, tmp_path):
    folder = make()
    write_report(folder, None)
    inputs = {"command": "compare", "seed": 2}
    with opened(folder, inputs, ["x"], ["mcn"], force=True) as begun:
        begun.text("answer.txt", "another")
    assert not (folder / "report.html").exists()
    (folder / "report.html").write_text("mine")
    with opened(folder, {**inputs, "seed": 3}, ["x"], ["mcn"], force=True) as begun:
        begun.text("answer.txt", "a third")
    assert (folder / "report.html").read_text() == "mine"


def test_a_file_of_somebody_else_is_left_alone(make, tmp_path):
    folder, mine = make(), tmp_path / "mine.html"
    mine.write_text("mine")
    with pytest.raises(WrongInput, match="is no report of this command"):
        write_report(folder, mine)
    assert mine.read_text() == "mine"
    with pytest.raises(WrongInput, match="is a folder"):
        write_report(folder, tmp_path)
    write_report(folder, mine, force=True)
    write_report(folder, mine)
    assert mine.read_bytes().startswith(b"<!DOCTYPE html>")
