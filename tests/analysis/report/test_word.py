"""Word files: whole packages that Word opens as they are, readable by all, of eight pages at most."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

import docx
import pytest

from analysis.report import style, word
from analysis.report.document import Answer, Board, Document, Excerpt, Figure, Paragraphs
from analysis.report.word import Origin, word_file
from analysis.report.word_writer import Picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MARK = "hubspoke: mcn report"
ORIGIN = Origin(datetime(2026, 11, 30, 9, 30, tzinfo=UTC), ("Asked with: mcn compare a b",), MARK)
OPTIONS = Excerpt(
    ("outcome", "as studied", "records"), (False, True, True), (("24/7 cover", "17.1%", "23.5%"),), ("",)
)
COSTS = Excerpt(("paid by", "records"), (False, True), (("members", "+£1.44m"), ("all", "+£1.44m")), ("", ""))


def document(sentences: int = 3, rows: int = 15, parts: int = 2, name: str = "records") -> Document:
    long = Excerpt(
        ("outcome", "change"), (False, True), (("Care coordination", "+21.1"),) * rows, ("",) * rows
    )
    found = (f"{name} raises care coordination by 21.1 percentage points, which is a lot. " * 2,) * sentences
    blocks = [each for _ in range(parts) for each in (Paragraphs("findings", found, heading=name), long)]
    return Document(
        "compare",
        f"Join up the {name}, against as studied",
        f"What if {name} are joined?",
        blocks=(
            *blocks,
            Paragraphs("limits", ("It says nothing of families.",)),
            Paragraphs("method", ("2,000 runs.",)),
            *(
                Figure(each, f"Cover with {name}", "2,000 runs.", "It goes up to 4.8%.")
                for each in ("one", "two")
            ),
        ),
        answer=Answer(
            f"Are joined {name} worth it?",
            "Yes.",
            sentences=("It costs £1.44m.",),
            table=OPTIONS,
            confidence="Sure.",
        ),
        board=Board("one", COSTS, "GBP."),
    )


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    figure = style.sheet(6.0, 9.0)
    style.frame(figure, "A title", "A caption.")
    folder = tmp_path_factory.mktemp("figures")
    for suffix in (".png", ".svg"):
        style.save(figure, folder / f"one{suffix}")
    picture = Picture((folder / "one.png").read_bytes(), (folder / "one.svg").read_bytes())
    return {"one": picture, "two": picture}


@pytest.fixture(scope="module")
def written(pictures):
    return word_file(document(), pictures, ORIGIN)


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def test_the_package_is_whole(written):
    """Every part is well formed, has a type and is reached; every relation leads to a part."""
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert len(parts) == len(package.namelist())
    types = ET.fromstring(parts.pop("[Content_Types].xml"))
    named = {each.get("PartName") for each in types if each.get("PartName")}
    endings = {each.get("Extension") for each in types if each.get("Extension")}
    reached = set()
    for name, content in parts.items():
        place = PurePosixPath(name)
        assert f"/{name}" in named or name.rpartition(".")[2] in endings, name
        if name.endswith((".xml", ".rels")):
            root = ET.fromstring(content)
        if name.endswith(".rels"):
            ids = [each.get("Id") for each in root]
            assert len(ids) == len(set(ids)), name
            for each in root:
                target = place.parent.parent / each.get("Target", "").lstrip("/")
                if each.get("Target", "").startswith("../"):
                    target = place.parent.parent.parent / each.get("Target", "")[3:]
                assert str(target) in parts, (name, each.get("Target"))
                reached.add(str(target))
    assert {name for name in parts if not name.endswith(".rels")} == reached


def test_no_two_drawings_share_an_id_and_each_says_what_it_shows(written):
    drawings = list(opened(written).element.body.iter(f"{DRAWING}docPr"))
    assert len(drawings) == 2
    assert max(Counter(each.get("id") for each in drawings).values()) == 1
    assert all("It goes up to 4.8%." in each.get("descr") for each in drawings)


def test_headings_are_headings_and_tables_have_heading_rows(written):
    file = opened(written)
    headings = [
        (each.style.name, each.text) for each in file.paragraphs if each.style.name.startswith("Heading")
    ]
    assert headings[:3] == [
        ("Heading 1", "Are joined records worth it?"),
        ("Heading 1", "The long report"),
        ("Heading 2", "Question"),
    ]
    assert len(file.tables) == 4
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
        assert table._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val")


def test_it_says_what_it_is_in_british_english(written):
    about = opened(written).core_properties
    assert (about.title, about.author) == ("Join up the records, against as studied", "hubspoke")
    assert about.created == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    assert about.language == "en-GB"
    languages = {each.get(f"{W}val") for each in opened(written).styles.element.iter(f"{W}lang")}
    assert languages == {"en-GB"}


def test_the_same_document_gives_the_same_bytes(written, pictures):
    assert word_file(document(), pictures, ORIGIN) == written


def test_the_board_has_one_page_and_the_rest_begins_another(written):
    file = opened(written)
    begins = [each.text for each in file.paragraphs if each.paragraph_format.page_break_before]
    assert begins == ["The long report"]
    first = [each.text for each in file.paragraphs][
        : [e.text for e in file.paragraphs].index("The long report")
    ]
    assert "Yes." in first
    assert "How sure. Sure." in first
    assert "Assumptions. It says nothing of families. 2,000 runs." in first


def test_titles_and_captions_are_cut_off_the_figures(written):
    cuts = [each for each in opened(written).element.body.iter() if each.tag.endswith("srcRect")]
    assert len(cuts) == 2
    assert all(0 < int(each.get(side)) < 10_000 for each in cuts for side in "tb")


@pytest.mark.parametrize("size", [{"parts": 40}, {"sentences": 400, "rows": 500}])
def test_a_long_report_is_made_to_fit(pictures, size, monkeypatch):
    used = []
    write = word._write_long

    def measured(out, *rest):
        write(out, *rest)
        used.append(out.used)

    monkeypatch.setattr(word, "_write_long", measured)
    word_file(document(**size), pictures, ORIGIN)
    assert used[-1] <= (word.MOST_PAGES - 1) * word.HEIGHT


def test_odd_names_stand_as_they_are(pictures):
    name = "=1+1\x00\x1b[31m <w:p/>&amp; \u202eevil\ud800 " + "x" * 300
    file = opened(word_file(document(name=name), pictures, ORIGIN))
    kept = "".join(each if each >= " " and each != "\ud800" else "\N{REPLACEMENT CHARACTER}" for each in name)
    assert any(kept in each.text for each in file.paragraphs)


def test_without_figures_and_an_answer_there_is_a_page_all_the_same():
    bare = Document(
        "validate", "The model held against the study", blocks=(Paragraphs("findings", ("50 hold.",)),)
    )
    file = opened(word_file(bare, {}, Origin(None, (), MARK)))
    assert "50 hold." in [each.text for each in file.paragraphs]
