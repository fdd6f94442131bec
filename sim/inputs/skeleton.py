"""What `mcn new` writes: a small network and two scenarios on it, commented, to be filled in."""

import re
from pathlib import Path
from string import Template

from sim.inputs.errors import Fault, WrongInput, escaped, quoted
from sim.inputs.networks import shipped_networks
from sim.inputs.packaged import packaged
from sim.inputs.scenarios import shipped_scenarios

LONGEST = 40
FILES = ("network.yaml", "organisations.csv", "localities.csv", "as-it-is.yaml", "what-if.yaml")

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def write_skeleton(name: str, folder: Path) -> list[Path]:
    """Write a small invented network and two scenarios on it to ``folder/name/``.

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
        If the name will not do, or the folder is there already or cannot be made; then nothing is written.
    """
    _check_name(name)
    target = folder / name
    if target.exists() or target.is_symlink():
        meant = "choose another name, or another --folder"
        raise WrongInput(Fault(escaped(str(target)), "is there already", meant))
    texts = {file: _filled(file, name) for file in FILES}
    try:
        target.mkdir(parents=True)
        for file, text in texts.items():
            with (target / file).open("xb") as stream:
                stream.write(text.encode("utf-8"))
    except OSError as error:
        what = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise WrongInput(Fault(escaped(str(target)), what, "choose another --folder")) from None
    return [target / file for file in FILES]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        meant = "write small letters, digits and hyphens, such as my-network"
        raise WrongInput(Fault("NAME", f"{quoted(name)} is not a short name", meant))
    if name in (*shipped_networks(), *shipped_scenarios()):
        raise WrongInput(Fault("NAME", f"{quoted(name)} is shipped with hubspoke", "choose another name"))


def _filled(file: str, name: str) -> str:
    text = packaged("sim.inputs", "templates", file).read_text(encoding="utf-8")
    if not file.endswith(".yaml"):
        return text
    return Template(text).substitute(name=name, title=name.replace("-", " ").capitalize())
