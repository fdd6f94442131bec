"""Markdown as an HTML page that stands alone: no script, nothing loaded, tables with captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_CAPTION = re.compile(r"\*\*Table (\d+)\.\*\* ")
_ID = re.compile(r"\b[CFLMPS]\d{2,3}\b")
DEEPEST_IN_CONTENTS = 3
LONG = 60  # signs in a cell, from which on its column is kept wide


class Entry(NamedTuple):
    """A line of the table of contents."""

    level: int
    anchor: str
    text: str


class Page(NamedTuple):
    """A page, parsed: its tokens, its contents, and what on it can be pointed at."""

    title: str
    tokens: list[Token]
    contents: tuple[Entry, ...]
    headings: Mapping[str, str]  # anchors by dotted name
    rows: Mapping[str, str]  # anchors by id or dotted name


def parse(markdown: str) -> Page:
    """Read Markdown; headings get anchors as common hosts give them, rows the name in their first cell."""
    tokens = _reader().parse(markdown)
    entries = tuple(_headings(tokens))
    tokens = list(_captioned(tokens))
    named = {entry.text: entry.anchor for entry in reversed(entries) if "." in entry.text}
    return Page(entries[0].text, tokens, entries, named, _name_rows(tokens))


def body(page: Page, places: Mapping[str, str]) -> str:
    """The page's HTML; ids and names become links to where `places` says that they stand."""
    reader = _reader()
    for before, token in pairwise(page.tokens):
        if token.type == "inline" and token.children is not None:
            here = f"#{before.attrGet('id')}"
            token.children = list(_linked(token.children, places, here))
    return str(reader.renderer.render(page.tokens, reader.options, {}))


def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _slug(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def _headings(tokens: list[Token]) -> Iterator[Entry]:
    """Give every heading its anchor; one that stands twice is numbered."""
    seen: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            text = _plain(tokens[place + 1])
            slug = _slug(text)
            count = seen.get(slug, 0)
            seen[slug] = count + 1
            anchor = f"{slug}-{count}" if count else slug
            token.attrSet("id", anchor)
            yield Entry(int(token.tag[1]), anchor, text)


def _plain(inline: Token) -> str:
    return "".join(each.content for each in inline.children or ())


def _captioned(tokens: list[Token]) -> Iterator[Token]:
    """Put the paragraph that numbers a table into it, and the table where it can be scrolled."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        caption = _CAPTION.match(tokens[place + 1].content) if token.type == "paragraph_open" else None
        if caption and place + 3 < len(tokens) and tokens[place + 3].type == "table_open":
            name = f"table-{caption[1]}"
            opening = Token("scroll_open", "div", 1, block=True)
            opening.attrs = {"class": "scroll", "role": "region", "aria-labelledby": name, "tabindex": "0"}
            heading = Token("caption_open", "caption", 1, attrs={"id": name})
            yield from (opening, tokens[place + 3], heading, tokens[place + 1])
            yield Token("caption_close", "caption", -1, block=True)
            place += 4
            continue
        yield token
        if token.type == "table_close":
            yield Token("scroll_close", "div", -1, block=True)
        place += 1


def _name_rows(tokens: list[Token]) -> dict[str, str]:
    """Make the first cell of a row its heading, and the name in it an anchor; gives these by name."""
    anchors: dict[str, str] = {}
    for place, token in enumerate(tokens):
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "td_open" and len(_plain(tokens[place + 1])) > LONG:
            token.attrSet("class", "long")
        if token.type == "td_open" and tokens[place - 1].type == "tr_open":
            token.tag = tokens[place + 2].tag = "th"
            token.attrSet("scope", "row")
            name = _name(tokens[place + 1])
            if name and name not in anchors:
                anchors[name] = f"row-{name}"
                token.attrSet("id", anchors[name])
    return anchors


def _name(cell: Token) -> str:
    """The id or the dotted name that a cell consists of, or an empty text."""
    children = cell.children or []
    if len(children) != 1:
        return ""
    text = children[0].content
    is_name = children[0].type == "code_inline" and "." in text
    return text if is_name or _ID.fullmatch(text) else ""


def _linked(tokens: Iterable[Token], places: Mapping[str, str], here: str) -> Iterator[Token]:
    """Links around what `places` knows elsewhere than `here`, but within other links."""
    depth = 0
    for token in tokens:
        depth += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "link_open":
            token.attrSet("href", re.sub(r"^([\w-]+)\.md\b", r"\1.html", str(token.attrGet("href"))))
        if token.type == "text" and not depth:
            yield from _ids_linked(token.content, places, here)
        elif token.type == "code_inline" and not depth and places.get(token.content, here) != here:
            yield from _link(token, places[token.content])
        else:
            yield token


def _ids_linked(text: str, places: Mapping[str, str], here: str) -> Iterator[Token]:
    at = 0
    for match in _ID.finditer(text):
        if places.get(match[0], here) != here:
            yield Token("text", "", 0, content=text[at : match.start()])
            yield from _link(Token("text", "", 0, content=match[0]), places[match[0]])
            at = match.end()
    yield Token("text", "", 0, content=text[at:])


def _link(inner: Token, href: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": href})
    yield inner
    yield Token("link_close", "a", -1)
