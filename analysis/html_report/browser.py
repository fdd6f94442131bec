"""The browser that prints pages, and that the tests drive: the system's own Chromium, Chrome or Edge."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VARIABLE = "HUBSPOKE_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
# On macOS and Windows they are not on the path.
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
)
HOW_TO_GET_ONE = (
    "no Chromium is found here: install one (Debian and Ubuntu: apt-get install chromium; elsewhere "
    f"Chrome or Edge will do), or name its program in the environment variable {VARIABLE}"
)


class NoBrowserError(Exception):
    """There is none to be found here; the message says how to get one."""


def program() -> str:
    """Where the browser is: as the environment names it, on the path, or where it is usually installed.

    Raises
    ------
    NoBrowserError
        If there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if shutil.which(named) is None:
            raise NoBrowserError(f"{VARIABLE} names {named}, which is no program; {HOW_TO_GET_ONE}")
        return named
    places = (os.path.expandvars(each) for each in PLACES)
    found = next(filter(None, map(shutil.which, NAMES)), None) or next(
        (each for each in places if Path(each).is_file()), None
    )
    if found is None:
        raise NoBrowserError(HOW_TO_GET_ONE)
    return found


def sandbox() -> list[str]:
    """Give the option without which the superuser's Chromium refuses to start; nothing for anybody else."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
