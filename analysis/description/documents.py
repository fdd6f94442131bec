"""The documents: templates filled with the tables of the model, as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.description import explain, html, markdown, rules, sources, tables
from analysis.description.markdown import Markdown, Table
from sim.inputs.errors import number

Format = Literal["md", "html", "both"]

MADE_BY = "Written by mcn describe from the data of the model itself. Not to be edited by hand."
DOCUMENTS = ("odd", "stress-abs", "trace", "rat-rs")
INDEX = "index"


def documents(form: Format = "both") -> dict[str, str]:
    """All documents, by the name of their file.

    They follow from the model alone: no date, no version, no path.
    """
    texts = {name: _filled(name) for name in DOCUMENTS}
    found: dict[str, str] = {}
    if form != "html":
        found |= {f"{name}.md": f"<!-- {MADE_BY} -->\n\n{text}" for name, text in texts.items()}
    if form != "md":
        found |= _pages({INDEX: _filled(INDEX), **texts})
    return found


def _filled(name: str) -> str:
    """A template as Markdown; whatever it prints is escaped, unless it is Markdown."""
    text = _environment(finalize=markdown.escaped).get_template(f"{name}.md.j2").render(_context())
    return text.strip() + "\n"


def _environment(**options: object) -> Environment:
    return Environment(
        loader=PackageLoader("analysis.description"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,  # type: ignore[arg-type]
    )


def _context() -> dict[str, object]:
    numbers = count(1)

    def show(given: Table) -> Markdown:
        return markdown.table(given, next(numbers))

    def caption(text: str) -> Markdown:
        return markdown.caption(text, next(numbers))

    return {
        "show": show,
        "caption": caption,
        **tables.held(),
        "tables": tables,
        "explain": explain,
        "sources": sources,
        "rules": rules,
        "number": number,
        "code": markdown.code,
        "codes": lambda names: markdown.joined(map(markdown.code, names)),
        "prose": markdown.prose,
        "block": markdown.block,
        "joined": markdown.joined,
    }


def _pages(texts: dict[str, str]) -> dict[str, str]:
    """The HTML pages; an id is a link to where it stands: on its page, or on the first that has it."""
    pages = {name: html.parse(text) for name, text in texts.items()}
    template = _environment(autoescape=True).get_template("page.html.j2")
    found = {}
    for name, page in pages.items():
        places = dict(_places(pages, name))
        found[f"{name}.html"] = template.render(
            made_by=MADE_BY,
            name=name,
            title=page.title,
            contents=[entry for entry in page.contents if 1 < entry.level <= html.DEEPEST_IN_CONTENTS],
            body=html.body(page, places),
            others={f"{other}.html": each.title for other, each in pages.items()},
        )
    return found


def _places(pages: dict[str, html.Page], here: str) -> Iterator[tuple[str, str]]:
    """Where each name stands; the last place counts: a heading before a row, this page before others."""
    names = [*reversed([each for each in pages if each != here]), here]
    for kind in ("rows", "headings"):
        for name in names:
            for each, anchor in getattr(pages[name], kind).items():
                yield each, f"{'' if name == here else f'{name}.html'}#{anchor}"
