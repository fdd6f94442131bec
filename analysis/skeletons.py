"""What `mcn new` writes: a small network and two scenarios on it, commented, to be filled in."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from sim.declarations.faults import Fault, WrongInput, quoted
from sim.declarations.networks import shipped_networks
from sim.declarations.scenarios import shipped_scenarios

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 40
FILES = ("network.yaml", "organisations.csv", "localities.csv", "as-it-is.yaml", "what-if.yaml")


def write(name: str, folder: Path) -> list[Path]:
    """Write the skeleton to `folder/name` and give the paths of the files.

    Raises
    ------
    WrongInput
        If the name is no short name or a shipped one, or the folder exists already.
    """
    _check_name(name)
    target = folder / name
    if target.exists():
        what = f"{quoted(name)} exists already"
        raise WrongInput(Fault(str(target), what, "choose another name, or another --folder"))
    texts = {each: _filled(each, name) for each in FILES}
    target.mkdir(parents=True)
    for each, text in texts.items():
        (target / each).write_bytes(text.encode("utf-8"))
    return [target / each for each in FILES]


def _filled(file: str, name: str) -> str:
    text = (files("analysis") / "skeleton" / file).read_text(encoding="utf-8")
    return Template(text).substitute(name=name) if file.endswith(".yaml") else text


def _check_name(name: str) -> None:
    if not SLUG.fullmatch(name) or len(name) > LONGEST:
        meant = "write small letters, digits and hyphens, such as my-network"
        raise WrongInput(Fault("NAME", f"{quoted(name)} cannot be a name", meant))
    if name in (*shipped_networks(), *shipped_scenarios()):
        raise WrongInput(Fault("NAME", f"{quoted(name)} is shipped with hubspoke", "choose another name"))
