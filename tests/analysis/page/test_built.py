"""What ships of the page is made of the page, the model and the words as they are now."""

from __future__ import annotations

from analysis.page import module_file
from analysis.page.opening import BUILT, SHIPPED, study_of
from analysis.page.page_file import page

AGAIN = "stale: python -m analysis.page.build"
MOST = 4_000_000  # bytes, to be mailed


def test_the_page_is_built_of_what_is_there() -> None:
    assert BUILT.read_text(encoding="utf-8") == page(study_of(SHIPPED)), AGAIN


def test_the_module_is_built_of_what_is_there() -> None:
    assert module_file.BUILT.read_text(encoding="utf-8") == module_file.module(), AGAIN


def test_the_page_is_small_enough_to_be_mailed() -> None:
    assert BUILT.stat().st_size < MOST
