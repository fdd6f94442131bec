"""Figures of a folder as SVG that may stand in a page: only shapes, no styles, no names that could clash.

A figure comes from a folder that somebody else may have sent, and a page may hold many. So each is written
anew from a list of what is allowed: nothing in it can run, load or style anything. Numbers are rounded to
what can be seen, which halves the size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHAPES = _words(
    "svg g defs clipPath path rect circle ellipse line polyline polygon use image text tspan "
    "linearGradient radialGradient stop pattern marker"
)
LOOKS = _words(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity clip-rule image-rendering font-family "
    "font-size font-weight font-style font-stretch text-anchor stop-color stop-opacity"
)
PLACES = _words(
    "x y x1 y1 x2 y2 cx cy r rx ry dx dy width height d points transform viewBox preserveAspectRatio "
    "gradientUnits gradientTransform patternUnits patternTransform clipPathUnits offset refX refY "
    "markerWidth markerHeight orient"
)
POINTING = frozenset({"clip-path", "marker-start", "marker-mid", "marker-end", "fill", "stroke"})
PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
OUTLINE = {"d", "points"}
NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
TARGET = re.compile(r"url\(#([\w.:-]+)\)")
OUTSIDE = re.compile(r"(?i)url|expression|javascript|@import|\\")
HEAD, FOOT = re.compile(r"heading-(\d+)pt"), re.compile(r"caption-(\d+)pt")


class UnreadableFigureError(ValueError):
    """A file that is no SVG, or one with declarations that no figure of ours has."""


class Picture(NamedTuple):
    """A figure, ready to stand in a page.

    Attributes
    ----------
    svg : str
        Markup that has no style, no script and no address in it.
    width : float
        In points.
    """

    svg: str
    width: float


def picture(content: bytes, prefix: str, title_id: str, description_id: str) -> Picture:
    """Write a figure anew from the shapes that are allowed.

    Parameters
    ----------
    content : bytes
        The SVG file.
    prefix : str
        Put before every name within it, so that two figures of a page never share one.
    title_id, description_id : str
        Elements of the page that name it and say what it shows.

    Raises
    ------
    UnreadableFigureError
        If it cannot be read.
    """
    if b"<!ENTITY" in content:
        raise UnreadableFigureError("it declares entities")
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise UnreadableFigureError(str(error)) from None
    if _name(root.tag) != "svg":
        raise UnreadableFigureError("it is no SVG")
    cut = _cut(root)
    drawn = _copied(root, prefix, _pointed_at(root))
    left, top, width, height = _view(root)
    top, height = top + cut[0], height - sum(cut)
    drawn.attrib = {
        "viewBox": " ".join(_short(number, 2) for number in (left, top, width, height)),
        "width": _short(width * 4 / 3, 0),
        "height": _short(height * 4 / 3, 0),
        "role": "img",
        "aria-labelledby": title_id,
        "aria-describedby": description_id,
        # What matplotlib says in a style sheet of its own, for all that it draws.
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    return Picture(ET.tostring(drawn, encoding="unicode"), width)


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _view(root: ET.Element) -> tuple[float, float, float, float]:
    numbers = [float(each) for each in NUMBER.findall(root.get("viewBox", ""))]
    if len(numbers) != 4:
        raise UnreadableFigureError("it has no viewBox")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _cut(root: ET.Element) -> tuple[float, float]:
    """Take title and caption off the sheet, where they are marked: the page writes both as text."""
    cut = [0.0, 0.0]
    for parent in list(root.iter()):
        for child in list(parent):
            for place, mark in enumerate((HEAD, FOOT)):
                found = mark.fullmatch(child.get("id", ""))
                if found:
                    cut[place] = float(found[1])
                    # What it defines stays: a letter is defined where it first stands, and used all over.
                    child[:] = [each for each in child.iter() if _name(each.tag) == "defs"]
    return cut[0], cut[1]


def _pointed_at(root: ET.Element) -> set[str]:
    """Collect the names that something in the figure refers to; no other needs to be kept."""
    found = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found.update(TARGET.findall(value))
            if _name(key) == "href" and value.startswith("#"):
                found.add(value[1:])
    return found


def _copied(element: ET.Element, prefix: str, named: set[str]) -> ET.Element:
    tag = _name(element.tag)
    new = ET.Element(tag, dict(_attributes(element, prefix, named)))
    new.text = element.text if tag in ("text", "tspan") else None
    for child in element:
        if isinstance(child.tag, str) and _name(child.tag) in SHAPES:
            copied = _copied(child, prefix, named)
            copied.tail = child.tail if tag in ("text", "tspan") else None
            if len(copied) or _name(child.tag) not in ("g", "defs") or copied.get("id"):
                new.append(copied)
    return new


def _attributes(element: ET.Element, prefix: str, named: set[str]) -> Iterator[tuple[str, str]]:
    """Give the attributes that may stay, those of a style among them."""
    given = {_name(key): value for key, value in element.attrib.items()}
    style = given.pop("style", "")
    for part in style.split(";"):
        key, colon, value = part.partition(":")
        if colon and key.strip() in LOOKS | POINTING:
            given[key.strip()] = value.strip()
    for key, value in given.items():
        if key == "id":
            if value in named:
                yield key, prefix + value
        elif key == "href":
            if value.startswith("#"):
                yield key, f"#{prefix}{value[1:]}"
            elif PICTURE.fullmatch(value):
                yield key, "".join(value.split())
        elif key in POINTING and TARGET.fullmatch(value):
            yield key, TARGET.sub(rf"url(#{prefix}\1)", value)
        elif OUTSIDE.search(value):
            continue
        elif key in PLACES:
            yield key, _rounded(value, outline=key in OUTLINE)
        elif key in LOOKS:
            yield key, value


def _rounded(text: str, *, outline: bool) -> str:
    """Round coordinates to a hundredth of a point; what scales them keeps five figures."""
    if outline:
        text = NUMBER.sub(lambda found: _short(float(found[0]), 2), text)
        return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(text.split()))
    return NUMBER.sub(lambda found: f"{float(found[0]):.5g}", text)


def _short(number: float, digits: int) -> str:
    text = f"{number:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
