"""What `mcn workshop export` and `mcn workshop serve` are asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from analysis.runs.question import FolderQuestion, Question, again, argument, fixed, option

MOST_RUNS = 10_000  # all of them lie in the page
SWITCHES = "Levers and barriers (money, records, standards, staff), parted by commas, at most ten."


@dataclass(frozen=True, kw_only=True)
class ExportQuestion(Question):
    """What `mcn workshop export` is asked.

    Attributes
    ----------
    scenarios : tuple of str
        Names or files; all but the first are prepared futures of it.
    output : Path
    switches : str, optional
        Levers and barriers, parted by commas.
    outcomes : str
        Those of which every run is in the page.
    force : bool
        Whether a file that is no such page is replaced.
    """

    command: ClassVar[str] = "workshop export"
    scenarios: tuple[str, ...] = argument(
        metavar="SCENARIO...", help="A scenario; further ones are prepared futures of it."
    )
    output: Path = option(
        Path("workshop.html"), "--output", "-o", metavar="FILE", before="runs", help="The file."
    )
    switches: str | None = option(
        None, "--switches", metavar="NAMES", before="runs", show_default=False,
        help=f"{SWITCHES}  [default: what the further scenarios pull, or the usual six]",
    )  # fmt: skip
    runs: int = again(Question, "runs", 256, max=MOST_RUNS, help="Runs of each setting.")
    horizon: int | None = again(FolderQuestion, "horizon", None)
    outcomes: str = option(
        "main", "--outcomes", metavar="NAMES", before="workers", help="main, all, or names parted by commas."
    )
    workers: int | None = again(Question, "workers", None, before="json")
    force: bool = option(False, "--force", before="json", help="Replace a file that is no such page.")


@dataclass(frozen=True, kw_only=True)
class ServeQuestion(Question):
    """What `mcn workshop serve` is asked.

    Attributes
    ----------
    scenarios, network : tuple of str
        Names or files.
    switches : str, optional
    port : int, optional
    browser : bool
        Whether the first room is opened in the browser.
    """

    command: ClassVar[str] = "workshop serve"
    scenarios: tuple[str, ...] = argument(
        ("baseline",), metavar="SCENARIO...", show_default=False,
        help="A scenario; further ones are prepared futures, or rooms of their own.  [default: baseline]",
    )  # fmt: skip
    network: tuple[str, ...] = option(
        (), "--network", metavar="NAME", before="runs",
        help="A network that the page may choose as well: a folder, or a file; may be given again.",
    )  # fmt: skip
    switches: str | None = option(None, "--switches", metavar="NAMES", before="runs", help=SWITCHES)
    port: int | None = option(
        None, "--port", metavar="N", min=0, max=65_535, before="runs",
        help="Where it is served; 0: any that is free.  [default: 8471, or the next that is free]",
    )  # fmt: skip
    browser: bool = option(
        True, "--browser/--no-browser", before="runs", help="Open the page in the browser."
    )
    runs: int = again(Question, "runs", 320)
    json: bool = fixed(False)
