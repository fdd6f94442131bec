"""A network and a scenario to begin with, written out with comments."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from sim.declarations.faults import Fault, WrongInput, escaped, quoted
from sim.declarations.networks import shipped_networks
from sim.declarations.scenarios import shipped_scenarios

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TABLES_AND_FACTS = ("network.yaml", "organisations.csv", "localities.csv")


def write_skeleton(name: str, folder: Path) -> list[Path]:
    """Write a small invented network, ``folder/name/``, and a scenario for it, ``folder/name.yaml``.

    Parameters
    ----------
    name : str
        Short name: small letters, digits and hyphens.
    folder : Path
        Where to write; made if it does not exist.

    Returns
    -------
    list of Path
        The files written, which `check` passes as they are.

    Raises
    ------
    WrongInput
        If the name will not do, or any of the files is there already; then nothing is written.
    """
    if not _NAME.fullmatch(name) or len(name) > 100:
        meant = "write small letters, digits and hyphens, such as my-network"
        raise WrongInput(Fault("name", f"{quoted(name)} is not a short name", meant))
    if name in shipped_networks() or name in shipped_scenarios():
        raise WrongInput(Fault("name", f"{quoted(name)} is the name of something shipped", "choose another"))
    targets = {file: folder / name / file for file in _TABLES_AND_FACTS}
    targets["scenario.yaml"] = folder / f"{name}.yaml"
    there = [path for path in (folder / name, *targets.values()) if path.exists() or path.is_symlink()]
    if there:
        meant = "choose another name or folder"
        raise WrongInput(*(Fault(escaped(str(path)), "is there already", meant) for path in there))
    try:
        (folder / name).mkdir(parents=True)
        for template, path in targets.items():
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(_filled(template, name))
    except OSError as error:
        what = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise WrongInput(Fault(escaped(str(folder)), what, "choose another folder")) from None
    return list(targets.values())


def _filled(template: str, name: str) -> str:
    text = (files("sim.declarations") / "templates" / template).read_text(encoding="utf-8")
    return Template(text).substitute(name=name, title=name.replace("-", " ").capitalize())
