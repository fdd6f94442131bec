"""What docs/architecture.md shows and names is what the imports give."""

from __future__ import annotations

from tests.architecture import PICTURE, drawing, floors


def test_the_picture_is_what_the_imports_give() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "renew it: python -m tests.architecture"


def test_every_room_is_named() -> None:
    text = PICTURE.with_suffix(".md").read_text(encoding="utf-8")
    names = {room.rpartition(".")[2] for rooms in floors() for room in rooms}
    assert [name for name in sorted(names) if f"`{name}/`" not in text and f"`{name}.py`" not in text] == []
