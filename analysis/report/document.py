"""What a folder of results says, in the order in which a report says it, whatever was asked.

Each command that fills a folder writes an account into its `answer.json`, beside its numbers. A report needs
nothing else to be written from: sentences, and which figures and tables of the folder go with them.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Part):
    """A figure of the folder.

    Attributes
    ----------
    name : str
        It lies in `figures/NAME.svg` and `figures/NAME.png`.
    title : str
        What it shows, in a sentence.
    caption : str
        What was compared, over how many runs, with which intervals.
    alternative : str
        What it says, for readers who do not see it: the main numbers, not its looks.
    """

    name: str
    title: str
    caption: str
    alternative: str


class Column(_Part):
    """A column of a table.

    Attributes
    ----------
    name, label : str
        In the data, and for readers.
    unit : str
        As `analysis.report.words` knows it: `share`, `GBP`, `hours a month`, ...; empty for text and plain
        numbers.
    unit_in : str
        The column that says each row's unit, where rows differ in it.
    difference : bool
        Whether its numbers are differences, written with their sign.
    to : str
        The column with the upper end, where this one has the lower end of an interval: both are written in
        one cell, `+0.9 to +4.5`.
    """

    name: str
    label: str
    unit: str = ""
    unit_in: str = ""
    difference: bool = False
    to: str = ""


class Table(_Part):
    """A table of the folder, and those of its columns that a reader needs.

    Attributes
    ----------
    name : str
        It lies in `data/NAME.parquet` and, unless it is long, in `data/NAME.csv`.
    title, caption : str
    columns : tuple of Column
    group : str
        The column by which rows are put under headings; empty for none.
    """

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    group: str = ""


class Account(_Part):
    """What was asked and what came of it.

    Attributes
    ----------
    kind : str
        The command: `compare`, `run`, `sensitivity`, `cascade`, `plan`.
    title, question : str
    hypothesis : str
        What was expected, set down before the run; empty where nothing was.
    findings, unintended, reasons, uncertainty, limits, method : tuple of str
        Whole sentences: what was found; what gets worse; why; how sure that is; what it does not say; how it
        was done.
    figures : tuple of Figure
    tables : tuple of Table
    """

    kind: str
    title: str
    question: str = ""
    hypothesis: str = ""
    findings: tuple[str, ...]
    unintended: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    uncertainty: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
