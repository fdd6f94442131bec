"""The site of `docs/`: it builds without a warning, its links lead somewhere, and it asks nobody."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests import gallery

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}


class Reference(NamedTuple):
    """What an element of a page names: a link to follow, or what the browser fetches by itself."""

    tag: str
    attribute: str
    value: str

    @property
    def outside(self) -> bool:
        return bool(urlsplit(self.value).scheme or self.value.startswith("//"))


class BuiltPage(HTMLParser):
    """Ids and references of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = {"", "top"}
        self.references: list[Reference] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src") and value:
                self.references.append(Reference(tag, name, value))


def broken(site: Path, pages: dict[Path, BuiltPage]) -> Iterator[str]:
    """Local links without a file, or without the place on its page."""
    for path, page in pages.items():
        for reference in page.references:
            parts = urlsplit(reference.value)
            if reference.outside:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            held = pages.get(target)
            if not target.is_file() or (held is not None and unquote(parts.fragment) not in held.ids):
                yield f"{path.relative_to(site)}: {reference.value}"


def own_pages(site: Path) -> dict[Path, BuiltPage]:
    """All pages but the model's, which are looked at elsewhere."""
    return {
        path.resolve(): BuiltPage(path)
        for path in sorted(site.rglob("*.html"))
        if path.name not in ("hubspoke.html", "workshop.html")
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as its one command builds it."""
    pytest.importorskip("sphinx", reason="the site's packages are not installed: pip install '.[docs]'")
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(DOCS), str(place / "built")]
    done = subprocess.run([*command, "-d", str(place / "kept")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (place / "built").resolve()


@pytest.mark.heavy
def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    pages = own_pages(site)
    assert len(pages) > 30
    assert list(broken(site, pages)) == []


@pytest.mark.heavy
def test_the_site_asks_nobody(site: Path) -> None:
    """Neither its pages nor its styles fetch from elsewhere."""
    for path, page in own_pages(site).items():
        assert [each for each in page.references if each[:2] in FETCHED and each.outside] == [], path
    for style in site.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.S)
        assert re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)]*", text) == [], style


@pytest.mark.heavy
def test_a_broken_link_is_seen(site: Path, tmp_path: Path) -> None:
    shutil.copy(site / "start.html", tmp_path / "start.html")
    (tmp_path / "other.html").write_text('<a href="start.html#nowhere"></a><a href="no.html"></a>')
    pages = own_pages(tmp_path)
    found = [each for each in broken(tmp_path.resolve(), pages) if each.startswith("other.html")]
    assert found == ["other.html: start.html#nowhere", "other.html: no.html"]


def test_what_is_not_earned_names_every_pattern_that_fails() -> None:
    known = yaml.safe_load((ROOT / "analysis/validation/known_failures.yaml").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| (\w\d\d), [^|]* \| (.*) \|$", (DOCS / "not-earned.md").read_text("utf-8"), re.M)
    assert dict(rows) == known


@pytest.mark.parametrize("example", gallery.EXAMPLES, ids=lambda example: example.name)
def test_a_page_of_the_gallery_has_its_file_and_its_line(example: gallery.Example) -> None:
    text = (gallery.FOLDER / f"{example.name}.md").read_text(encoding="utf-8")
    assert example.scenario in text
    assert f"mcn {example.line}\n" in text


def test_the_gallery_is_of_these_questions() -> None:
    assert (gallery.FOLDER / "index.md").read_text(encoding="utf-8") == gallery.index()
    assert len(gallery.EXAMPLES) == 10
    assert {path.stem for path in gallery.FOLDER.glob("*.png")} == {each.name for each in gallery.EXAMPLES}


@pytest.mark.heavy
@pytest.mark.parametrize("example", gallery.EXAMPLES[::9], ids=lambda example: example.name)
def test_a_page_of_the_gallery_has_the_answer_that_is_given_now(example: gallery.Example) -> None:
    """Of two: where one is stale, so are others, and python -m tests.gallery writes all anew."""
    text = (gallery.FOLDER / f"{example.name}.md").read_text(encoding="utf-8")
    assert text == gallery.page(example, example.answer())
