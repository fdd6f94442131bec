"""A folder of results read for its report: whole, ours, and told by a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.report import words
from analysis.report.document import Document, Figure, Table
from analysis.report.word import Origin
from analysis.report.word_writer import Picture
from analysis.runs import files, provenance, status
from analysis.runs.folder import MANIFEST, FolderError

SCENARIOS = ("scenario", "against")  # columns of tables that name scenarios
NAME = re.compile(r"[\w-]+(/[\w-]+)*")  # of a figure or a table: never a way out of the folder


@dataclass(frozen=True)
class ResultFolder:
    """What a folder holds, as a report needs it.

    Attributes
    ----------
    folder : Path
    document : Document
    manifest : mapping
        Inputs, versions, digests.
    sessions : tuple of mapping
        The commands that made it: `command, started, ended`.
    same_program : bool
        Whether this version of the program made it.
    """

    folder: Path
    document: Document
    manifest: Mapping[str, Any]
    sessions: tuple[Mapping[str, Any], ...]
    same_program: bool

    def figure(self, figure: Figure) -> bytes:
        """Read a figure of the document, as SVG."""
        return self._file(f"figures/{figure.name}.svg", figure.name).read_bytes()

    def table(self, table: Table) -> pd.DataFrame:
        """Read a table of the document; scenarios have their titles in it, but for those that share one."""
        frame = pd.read_parquet(self._file(f"data/{table.name}.parquet", table.name))
        titles = {
            each["name"]: each.get("title", "") for each in self.manifest["inputs"].get("scenarios", ())
        }
        shared = [title for title, number in Counter(titles.values()).items() if number > 1]
        names = {name: title for name, title in titles.items() if title and title not in shared}
        named = [column for column in SCENARIOS if column in frame]
        return frame.assign(
            **{column: frame[column].map(lambda name: names.get(name, name)) for column in named}
        )

    def pictures(self) -> dict[str, Picture]:
        """Read all figures of the document, as PNG and SVG."""
        return {
            each.name: Picture(
                self._file(f"figures/{each.name}.png", each.name).read_bytes(), self.figure(each)
            )
            for each in self.document.figures
        }

    @property
    def begun(self) -> datetime | None:
        """When it was first asked; None where that is not known."""
        try:
            return datetime.fromisoformat(str(self.sessions[0].get("started") if self.sessions else None))
        except ValueError:
            return None

    @property
    def origin(self) -> Origin:
        """Say where it comes from, for a report that does not hold the whole manifest."""
        version = self.manifest["versions"].get("hubspoke", "of an unknown version")
        commands = [str(each["command"]) for each in self.sessions if each.get("command")]
        workbooks = [name for name in self.manifest["files"] if name.endswith(".xlsx")]
        tables = f"{words.listed(workbooks)} and data" if workbooks else "data"
        lines = (
            *(f"Asked with: {each}" for each in commands),
            f"Made by hubspoke {version}; digest of the inputs {self.manifest['inputs_digest']}.",
            f"The folder has every number ({tables}), the figures, and a manifest from which the same bytes "
            "can be made again; mcn report writes all of it as one page.",
        )
        return Origin(self.begun, lines, files.REPORT_MARK)

    @property
    def again(self) -> str:
        """With which command the folder is made again, for the end of a sentence."""
        return status.made_again(self.folder, self.sessions[0] if self.sessions else {})

    def fault(self, what: str) -> FolderError:
        """Give the error that says what cannot be read, and what to do."""
        return FolderError(f"{self.folder}: {what}; {self.again}")

    def _file(self, place: str, name: str) -> Path:
        if not NAME.fullmatch(name) or place not in self.manifest["files"]:
            raise self.fault(f"its answer tells of {place}, which it does not hold")
        return self.folder / place


def read(folder: Path) -> ResultFolder:
    """Read a finished folder.

    Raises
    ------
    FolderError
        If it is no folder of ours, not finished, damaged, or of a version whose answers cannot be read.
    """
    found = status.looked_at(folder)
    sessions = tuple(found["sessions"])
    if found["state"] == status.UNFINISHED:
        waiting = "wait until it is done" if found["being_written"] else f"go on with: {found['go_on']}"
        raise FolderError(f"{folder} is not finished; {waiting}")
    if found["state"] == status.DAMAGED:
        which = ", ".join(found["damaged"][:3]) + (", ..." if len(found["damaged"]) > 3 else "")
        raise FolderError(f"{folder}: changed since it was written ({which}); mend it with: {found['go_on']}")
    manifest = files.read_json(folder / MANIFEST)
    document = status.read_document(folder, sessions)
    same = manifest["inputs"].get("program") == provenance.program_digest()
    return ResultFolder(folder, document, manifest, sessions, same)
