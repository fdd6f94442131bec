"""`mcn describe`."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.description import command
from analysis.description.documents import MADE_BY


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One document of each form: all of them take two seconds, and what they say is read elsewhere."""

    def documents(form: str) -> dict[str, str]:
        return {name: MADE_BY for name in ("index.html", "odd.md") if form == "both" or name.endswith(form)}

    monkeypatch.setattr(command, "documents", documents)


@pytest.mark.heavy
def test_describe_writes_markdown_and_pages(mcn, tmp_path: Path) -> None:
    answered = mcn("describe", "--out", str(tmp_path / "new" / "place"))
    written = [Path(line) for line in answered.out.splitlines()]
    assert answered.code == 0
    assert sorted(path.name for path in written) == [
        "index.html",
        "odd.html",
        "odd.md",
        "rat-rs.html",
        "rat-rs.md",
        "stress-abs.html",
        "stress-abs.md",
        "trace.html",
        "trace.md",
    ]
    assert all(path.is_file() for path in written)


def test_describe_replaces_what_it_wrote(mcn, few, tmp_path: Path) -> None:
    assert mcn("describe", "--out", str(tmp_path)).code == 0
    assert mcn("describe", "--format", "md", "--out", str(tmp_path)).code == 0


def test_describe_goes_where_results_go(mcn, few, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert mcn("describe", "--format", "md").code == 0
    found = {path.name for path in (tmp_path / "mcn-results" / "description").iterdir()}
    assert found == {"odd.md"}


def test_describe_leaves_files_of_others_alone(mcn, few, tmp_path: Path) -> None:
    other = tmp_path / "index.html"
    other.write_text("mine", encoding="utf-8")
    answered = mcn("describe", "--format", "html", "--out", str(tmp_path))
    assert answered.code == 2
    assert answered.err == (
        f"--out: {other} is there and was not written by this command; name another folder\n"
    )
    assert other.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_describe_refuses_a_file_for_a_folder(mcn, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answered = mcn("describe", "--out", str(tmp_path / "file"))
    assert (answered.code, answered.err.count("\n")) == (2, 1)
