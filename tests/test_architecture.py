"""The picture of the floors shows the imports as they are."""

from __future__ import annotations

from tests.architecture import PICTURE, drawing


def test_the_picture_is_what_the_imports_give() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "renew it: python -m tests.architecture"
