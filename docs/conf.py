"""The site, built without a network: ``python -m sphinx -W docs build/site -d build/site-kept``."""

import importlib.metadata
import re
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

FOLDER = Path(__file__).resolve().parent
TOP = FOLDER.parent
LIVE = "analysis/page/built/hubspoke.html"  # lies at the site's own top

project = "hubspoke"
author = "The hubspoke contributors"
release = importlib.metadata.version("hubspoke")
language = "en-GB"
extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "sphinx_copybutton", "sphinx_design"]
exclude_patterns = ["model/*.html"]  # the same documents as pages that stand alone

myst_enable_extensions = ["attrs_block", "colon_fence"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # the notebooks carry their results, and a test runs them

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say them in words
numpydoc_show_class_members = False
copybutton_exclude = ".linenos, .gp"

lexers["csv"] = TextLexer()  # Pygments knows none

html_theme = "furo"
html_title = f"hubspoke {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = [str(TOP / LIVE)]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1d4f7c", "color-brand-content": "#1d4f7c"},
    "dark_css_variables": {"color-brand-primary": "#8fc1ea", "color-brand-content": "#8fc1ea"},
    "footer_icons": [],
}

# Pages whose text stands at the top of the repository, whole or a section of it; here is a line in its place.
FROM_THE_TOP = {
    "start": ("README.md", "Start"),
    "licence": ("README.md", "Licence and credit"),
    "project/contributing": ("CONTRIBUTING.md", None),
    "project/changelog": ("CHANGELOG.md", None),
    "project/security": ("SECURITY.md", None),
}
AT_HOME = {file: page for page, (file, _) in reversed(FROM_THE_TOP.items())}  # of README, its start
LINK = re.compile(r"(?<!!)\[(?P<label>[^]\[]*)\]\((?![a-z]+:|#)(?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def text_of(file: str, section: str | None) -> str:
    """Give a page at the top, or one of its sections with the section's heading as the page's."""
    text = (TOP / file).read_text(encoding="utf-8")
    if section is None:
        return text
    found = re.search(rf"^## {section}\n.*?(?=^## |\Z)", text, re.M | re.S)
    if found is None:
        raise ValueError(f"{file} has no section {section!r}, which the site shows")
    return re.sub(r"^##(?=#* )", "#", found[0], flags=re.M)


def from_the_top(_app: Any, page: str, text: list[str]) -> None:
    """Take the text of a page from the top, and lead links to such pages to where the site has them."""
    place = FOLDER / page
    if page in FROM_THE_TOP:
        place = TOP / "page"
        text[0] = text_of(*FROM_THE_TOP[page])
    up = "../" * page.count("/")

    def led(link: re.Match[str]) -> str:
        target = (place.parent / link["path"]).resolve()
        if not target.is_relative_to(TOP):
            return link[0]
        path, label, anchor = target.relative_to(TOP).as_posix(), link["label"], link["anchor"] or ""
        if path == LIVE:
            return f'<a href="{up}hubspoke.html{anchor}">{label}</a>'
        path = f"docs/{AT_HOME[path]}.md" if path in AT_HOME else path
        inside = path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"
        return f"[{label}]({up}{inside}{anchor})"

    if page in FROM_THE_TOP or any(name in text[0] for name in (*AT_HOME, LIVE)):
        text[0] = LINK.sub(led, text[0])


def for_everybody(_app: Any, _page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Let what scrolls be reached by keyboard, and headings of the navigation have a level."""
    context["body"] = context.get("body", "").replace("<pre", '<pre tabindex="0"')
    navigation = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = navigation.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app: Any) -> None:
    """Let Sphinx give each page's text to `from_the_top`, and what it makes of it to `for_everybody`."""
    app.connect("source-read", from_the_top)
    app.connect("html-page-context", for_everybody, priority=900)  # once the theme has had it
