"""The page as one file: template, style, scripts and data, under a policy that lets nothing in or out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.report.notices import notices
from sim.inputs.packaged import packaged

MARK = "hubspoke: mcn workshop"  # near the start of each page
BUILT = packaged("analysis.page", "built", "workshop.html")  # the study region's page, which ships
# What draws: the parts of D3 that are used, in the order in which they need one another.
VENDOR = (
    *("d3-array", "d3-color", "d3-format", "d3-interpolate", "d3-path", "d3-time", "d3-time-format"),
    *("d3-scale", "d3-selection", "d3-shape", "d3-axis"),
)
# Each uses what stands before it.
SCRIPTS = (
    *("elements", "words", "data", "counting", "state", "sources"),  # what all views share
    *("switches", "rounds", "steps", "outcomes", "bands", "difference", "time", "threads", "events"),
    *("colours", "ground", "card", "story", "region", "map"),
    *("wires", "cascade", "why", "futures"),
    *("asking", "running", "telling", "path", "sheet", "present", "own"),  # a round with a room of people
    "main",
)
STYLES = ("page", "map", "cascade", "futures", "own", "path", "sheet", "print", "contrast")
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=async function|function|const|let|class)", re.MULTILINE)


def page(room: Mapping[str, Any], blocks: Iterable[bytes] = (), connect: str = "'none'") -> str:
    """Write the page.

    Parameters
    ----------
    room : mapping
        As :func:`analysis.page.room.room` gives it.
    blocks : iterable of bytes
        The settings, as :func:`analysis.page.packing.pack` writes them; none where a server has them.
    connect : str
        Where the page may ask for more, as its policy says it: nowhere, or `'self'`.
    """
    environment = Environment(
        loader=PackageLoader("analysis.page", "web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("page.html.j2").render(
        mark=MARK,
        notices=Markup(notices()),
        room=room,
        vendor=Markup(_vendor()),
        script=Markup(scripts()),
        style=Markup(styles()),
        policy=Markup(policy(connect)),
        data=Markup(_json(room)),
        blocks=[Markup(base64.b64encode(each).decode()) for each in blocks],
    )


def is_page(path: Path) -> bool:
    """Whether a file is a page of a workshop."""
    return path.is_file() and MARK.encode() in path.read_bytes()[:500]


def policy(connect: str = "'none'") -> str:
    """Write the content-security policy of a page: nothing but its own scripts and style does anything."""
    scripts_allowed = " ".join(f"'sha256-{_hash(each)}'" for each in (_vendor(), scripts()))
    return (
        f"default-src 'none'; script-src {scripts_allowed}; style-src 'sha256-{_hash(styles())}'; "
        f"connect-src {connect}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def scripts() -> str:
    """Join the page's own scripts: modules as they stand, without what only a browser's loader needs."""
    joined = "\n".join(EXPORT.sub("", IMPORT.sub("", _read(f"{name}.js"))) for name in SCRIPTS)
    return _closed(f'"use strict";\n(() => {{\n{joined}\n}})();\n')


def styles() -> str:
    """Join the style sheets."""
    return "\n".join(_read(f"{name}.css") for name in STYLES)


def _vendor() -> str:
    modules = [_read(f"vendor/{name}.min.js") for name in VENDOR]
    return _closed("\n".join([f"/*\n{_read('vendor/LICENSE')}*/", *modules]))


def _read(name: str) -> str:
    return packaged("analysis.page", "web", name).read_text(encoding="utf-8")


def _closed(script: str) -> str:
    """Refuse a script that would end the element it stands in."""
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise ValueError("a script holds what would end its element")
    return script


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(data: object) -> str:
    """Write JSON that may stand in a page: nothing in it ends the element."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
