"""What `mcn new` writes: a small network and two scenarios on it, commented, to be filled in."""

import re
from pathlib import Path
from string import Template

from sim.inputs.errors import Fault, WrongInput, escaped, quoted
from sim.inputs.networks import shipped_networks
from sim.inputs.packaged import packaged
from sim.inputs.scenarios import shipped_scenarios
from sim.inputs.template_workbook import workbook_of

LONGEST = 40
TABLES = {"organisations": "organisations.csv", "localities": "localities.csv"}
WORKBOOK = "network.xlsx"
FILES = ("network.yaml", *TABLES.values(), "as-it-is.yaml", "what-if.yaml")

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def write_skeleton(name: str, folder: Path, *, workbook: bool = False) -> list[Path]:
    """Write a small invented network and two scenarios on it to ``folder/name/``.

    Parameters
    ----------
    name : str
        Short name: small letters, digits and hyphens.
    folder : Path
        Where to write; made if it does not exist.
    workbook : bool
        Write both tables to one workbook with drop-downs and notes.

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
    tables = dict.fromkeys(TABLES, WORKBOOK) if workbook else TABLES
    texts = {file: _filled(file, {"name": name, **tables}) for file in FILES}
    cells = {kind: texts.pop(table) for kind, table in TABLES.items()} if workbook else {}
    files = {file: text.encode("utf-8") for file, text in texts.items()}
    files |= {WORKBOOK: workbook_of(cells)} if workbook else {}
    try:
        target.mkdir(parents=True)
        for file, data in files.items():
            with (target / file).open("xb") as stream:
                stream.write(data)
    except OSError as error:
        what = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise WrongInput(Fault(escaped(str(target)), what, "choose another --folder")) from None
    return [target / file for file in files]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        meant = "write small letters, digits and hyphens, such as my-network"
        raise WrongInput(Fault("NAME", f"{quoted(name)} is not a short name", meant))
    if name in (*shipped_networks(), *shipped_scenarios()):
        raise WrongInput(Fault("NAME", f"{quoted(name)} is shipped with hubspoke", "choose another name"))


def _filled(file: str, words: dict[str, str]) -> str:
    text = packaged("sim.inputs", "templates", file).read_text(encoding="utf-8")
    if not file.endswith(".yaml"):
        return text
    return Template(text).substitute(words, title=words["name"].replace("-", " ").capitalize())
