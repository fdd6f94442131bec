"""A folder's page as a PDF: printed by the system's browser, in its sandbox, with nothing let in or out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from analysis.html_report.browser import NoBrowserError, program
from analysis.html_report.page import page
from analysis.html_report.result_folder import ResultFolder
from analysis.report.board import FITS, MOST_PAGES
from analysis.runs.files import REPORT_MARK
from sim.inputs.errors import Fault, WrongInput

LONGEST = 120  # seconds
# Nothing is fetched and nobody is told: the page holds all that it shows, and its policy forbids the rest.
ALONE = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)
PAGES = re.compile(rb"/Type\s*/Page\b")


def pdf(folder: ResultFolder) -> bytes:
    """Print the page of a folder, more tightly until it has no more pages than it may have.

    Raises
    ------
    WrongInput
        If there is no browser, or it does not print.
    """
    instead = f"write {folder.folder}/report.html with mcn report, open it and print it"
    try:
        browser = program()
    except NoBrowserError as error:
        raise WrongInput(Fault("--pdf", str(error), instead)) from None
    for fit in FITS:
        content = _printed(browser, page(folder, fit), instead)
        if len(PAGES.findall(content)) <= MOST_PAGES:
            break
    return content + f"% {REPORT_MARK}\n".encode()


def _printed(browser: str, text: str, instead: str) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source, target = place / "report.html", place / "report.pdf"
        source.write_text(text, encoding="utf-8")
        options = [*ALONE, f"--user-data-dir={place / 'profile'}", f"--print-to-pdf={target}"]
        how = {**os.environ, "HOME": name, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        said = b""
        try:
            done = subprocess.run(
                [browser, *options, source.as_uri()],
                env=how, cwd=place, timeout=LONGEST, capture_output=True, check=False, **_as_nobody(place),
            )  # fmt: skip
            said = done.stderr
        except (OSError, subprocess.TimeoutExpired) as error:
            said = str(error).encode()
        if target.is_file():
            return target.read_bytes()
    last = said.decode(errors="replace").strip().rpartition("\n")[2][:200]
    raise WrongInput(Fault("--pdf", f"{browser} prints nothing ({last or 'without a word'})", instead))


def _as_nobody(place: Path) -> dict[str, Any]:
    """Let the superuser's browser run as nobody: as the superuser it would run without its sandbox."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    for each in (place, *place.iterdir()):
        shutil.chown(each, "nobody")
    return {"user": "nobody", "extra_groups": ()}
