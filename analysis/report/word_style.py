"""How a Word file of ours looks: its sheet, styles, lines at top and foot, and what is said of it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from analysis.report.document import Document
from analysis.report.text import WARNING

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph

FONT = "Arial"  # on every computer that has Word, and of the same widths as its free counterpart
TEXT, SMALL, HEADING = 9.5, 8.0, 12.0  # points
PAGE, MARGIN = (595.3, 841.9), 45.0  # A4, and its margins on all sides
WIDTH, HEIGHT = PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN - 14  # what is left; less a little, to be safe
NO_DATE = datetime(2000, 1, 1)  # a file has to have one
AFTER = 4.0  # below a paragraph
# Sizes of the letters, and what is left free above and below a paragraph.
STYLES = {
    "Normal": (TEXT, 0, AFTER),
    "Title": (16, 0, 3),
    "Heading 1": (14, 10, 4),
    "Heading 2": (HEADING, 8, 3),
    "Heading 3": (TEXT, 5, 2),
    "List Bullet": (TEXT, 0, 2),
    "Caption": (SMALL, 2, 3),
    "Header": (SMALL, 0, 0),
    "Footer": (SMALL, 0, 0),
}
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML


def clean(text: str) -> str:
    """Leave out what no XML may hold."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def set_up(word: WordFile, document: Document, when: datetime | None, mark: str) -> None:
    """Set the sheet, its styles, the lines at its top and foot, and what is said of the file."""
    from docx.shared import Pt, RGBColor

    section = word.sections[0]
    section.page_width, section.page_height = Pt(PAGE[0]), Pt(PAGE[1])
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Pt(MARGIN))
    section.header_distance = section.footer_distance = Pt(MARGIN / 2)
    for name, (size, before, after) in STYLES.items():
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x1C, 0x1F, 0x24)
        style.font.italic = False
        style.font.bold = name == "Title" or name.startswith("Heading")
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.0
        spacing.keep_together = name == "Caption"
        _plain_font(style.element)
    _set_language(word)
    _add_table_style(word)
    _set_edges(word, document)
    about = word.core_properties
    about.title, about.author, about.last_modified_by = clean(document.title)[:255], "hubspoke", "hubspoke"
    about.subject, about.comments, about.keywords = clean(document.question)[:255], WARNING, mark
    about.language, about.revision = "en-GB", 1
    about.created = about.modified = when or NO_DATE


def _plain_font(style: object) -> None:
    """Let a style have its font for all letters, in place of the template's."""
    from docx.oxml.ns import qn

    fonts = style.rPr.rFonts  # type: ignore[attr-defined]
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    borders = style.pPr.find(qn("w:pBdr"))  # type: ignore[attr-defined]
    if borders is not None:  # a line under the title
        style.pPr.remove(borders)  # type: ignore[attr-defined]


def _set_language(word: WordFile) -> None:
    from docx.oxml.ns import qn

    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


TABLE_STYLE = """
<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:type="table"
  w:customStyle="1" w:styleId="Cells"><w:name w:val="Cells"/><w:basedOn w:val="TableNormal"/>
  <w:uiPriority w:val="59"/><w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>
  </w:pPr>
  <w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="1C1F24"/>
  <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D9DDE3"/></w:tblBorders>
  <w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0"
  w:color="1C1F24"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>
"""


def _add_table_style(word: WordFile) -> None:
    from docx.oxml import parse_xml

    word.styles.element.append(parse_xml(TABLE_STYLE))


def _set_edges(word: WordFile, document: Document) -> None:
    """Write the title at the top of each page, and what the numbers are and the page at its foot."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    section = word.sections[0]
    section.header.paragraphs[0].add_run(clean(document.title)[:110])
    foot = section.footer.paragraphs[0]
    stops = foot.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    for name in ("Header", "Footer"):
        word.styles[name].paragraph_format.tab_stops.clear_all()  # the template's, for another sheet
    foot.add_run(f"{WARNING}\t")
    for field, between in (("PAGE", " / "), ("NUMPAGES", "")):
        _add_field(foot, field)
        foot.add_run(between)


def _add_field(paragraph: Paragraph, code: str) -> None:
    """Add what Word fills in itself, such as the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
