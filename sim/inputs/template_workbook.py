"""The workbook that `mcn new --xlsx` writes: both tables, with drop-downs, and a note on every heading."""

import csv
import io
from typing import Any

from sim.inputs.cells import Sort, read_number, sorts_of
from sim.inputs.fields import Declared
from sim.inputs.headings import columns_of
from sim.inputs.members import Locality, Organisation

ROOM = 500  # rows that have drop-downs
SHEETS: tuple[tuple[str, str, type[Declared]], ...] = (
    ("Organisations", "organisations", Organisation),
    ("Localities", "localities", Locality),
)
# Columns whose cells are names in another table.
_NAMES = {"hub": "=Organisations!$A$2:$A$500", "locality": "=Localities!$A$2:$A$500"}
_READ_ME = (
    "A network, to be filled in: put your own rows in place of the invented ones.",
    "Every heading has a note: rest on it. Dark headings are needed; below light ones a cell may be empty.",
    "Posts are whole-time equivalents, such as 2.6. Shares are 0 to 1, or per cent, such as 98%.",
    "Cells with a few possible values have a list to choose from. Several localities are parted by commas.",
    "Columns of your own are passed over, and so are rows called Total: mcn check says what is not read.",
    "More columns may be added: network.yaml says which, such as levels that you have measured.",
    "What is known of the network as a whole (money, leaders) stands in network.yaml.",
)


def workbook_of(tables: dict[str, str]) -> bytes:
    """Give the workbook of tables, given as CSV text by their kind; it reads back as the same network."""
    import xlsxwriter  # only here: it takes long to import

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        formats = {
            "read me": book.add_format({"text_wrap": True, "valign": "top"}),
            "needed": book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}),
            "optional": book.add_format({"bold": True, "bg_color": "#D6E0EC"}),
            "text": book.add_format({"num_format": "@"}),  # so that no name becomes a date
        }
        sheet = book.add_worksheet("Read me")
        sheet.set_column(0, 0, 100)
        sheet.hide_gridlines(2)
        for line, text in enumerate(_READ_ME):
            sheet.write_string(line, 0, text, formats["read me"])
        for title, kind, model in SHEETS:
            sheet = book.add_worksheet(title)
            _write_table(sheet, list(csv.reader(io.StringIO(tables[kind]))), kind, model, formats)
            if kind == "organisations":
                sheet.activate()
    return data.getvalue()


def _write_table(sheet: Any, rows: list[list[str]], kind: str, model: type[Declared], formats: Any) -> None:
    sorts, described = sorts_of(model), columns_of(kind)
    needed = {name for name, field in model.by_key().items() if field.is_required()}
    sheet.freeze_panes(1, 1)
    for at, name in enumerate(rows[0]):
        width = max(len(name) + 2, *(min(len(row[at]) + 1, 34) for row in rows))
        is_text = sorts[name].of not in (int, float)
        sheet.set_column(at, at, width, formats["text"] if is_text else None)
        sheet.write_string(0, at, name, formats["needed" if name in needed else "optional"])
        sheet.write_comment(0, at, described[name].note, {"x_scale": 1.6})
        if (rule := _rule(name, sorts[name])) is not None:
            sheet.data_validation(1, at, ROOM - 1, at, rule)
        for line, row in enumerate(rows[1:], 1):
            if row[at] and is_text:
                sheet.write_string(line, at, row[at], formats["text"])
            elif row[at]:
                sheet.write_number(line, at, float(read_number(row[at], ".")))


def _rule(name: str, sort: Sort) -> dict[str, Any] | None:
    """What a column's cells may hold: a value from a list, or a name in another table."""
    if name in _NAMES:
        return {"validate": "list", "source": _NAMES[name], "error_type": "warning"}
    if sort.of is bool:
        return {"validate": "list", "source": ["yes", "no"]}
    if sort.words:
        return {"validate": "list", "source": list(dict.fromkeys(sort.words.values()))}
    return None
