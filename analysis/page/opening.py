"""What `mcn open` and `mcn workshop export` do: they put a study into the page, and open it."""

from __future__ import annotations

import hashlib
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from analysis.compare.question import Question
from analysis.compare.settings import saved_in
from analysis.page.page_file import MARK, page
from analysis.page.study_data import study_data
from analysis.runs import files, folder, session, status
from sim.inputs.errors import Fault, WrongInput, escaped, refuse
from sim.inputs.networks import load_network, shipped_networks
from sim.inputs.packaged import packaged
from sim.inputs.paths import is_folder
from sim.inputs.scenarios import DEFAULT_HORIZON, Scenario
from sim.inputs.studies import names_in
from sim.inputs.study_files import is_study

BUILT = packaged("analysis.page", "built", "hubspoke.html")  # the study region's page, which ships
SHIPPED = ("baseline", "fund-coordinator", "shared-records", "more-staff")  # that it opens with
MOST = 7  # a base, and six futures


def open_page(names: Sequence[str], output: Path | None, *, show: bool, force: bool = False) -> None:
    """Open the page with scenarios, a network or a folder's scenarios in it, and print where it lies.

    Parameters
    ----------
    names : sequence of str
        None: the page that ships is opened as it is.
    output : Path, optional
        Where the page is written; left out, among the user's cached files.
    show : bool
        Whether a browser is started.
    force : bool
        Whether a file that is no such page is replaced.

    Raises
    ------
    WrongInput
        If what is named is not there, has faults, or is too much for a page, or the file is something else.
    FolderError
        If a folder of results is unfinished or damaged beyond reading.
    """
    path = BUILT if not names and output is None else _written(studies_of(names or SHIPPED), output, force)
    if show and not webbrowser.open(path.resolve().as_uri()):
        sys.stderr.write("No browser was found; open this file in one:\n")
    sys.stdout.write(f"{path}\n")


def study_of(names: Sequence[str]) -> dict[str, Any]:
    """Give the first of `studies_of`, with which the page opens.

    Examples
    --------
    >>> study_of(["baseline", "shared-records"])["scenarios"][1]["title"]
    'Join up the records'
    """
    return studies_of(names)[0]


def studies_of(names: Sequence[str]) -> list[dict[str, Any]]:
    """Give scenarios, networks and the scenarios of folders of results as the page's studies, one a network.

    Raises
    ------
    WrongInput, FolderError
        As `open_page` does.

    Examples
    --------
    >>> [each["network"]["name"] for each in studies_of(["baseline", "shared-records"])]
    ['study-region']
    """
    settings: dict[str, Any] = {}
    networks: dict[str, list[Scenario]] = {}
    for name in names:
        for each in _named(name, settings):
            networks.setdefault(each.network.name, []).append(each)
    for network, scenarios in networks.items():
        if len(scenarios) > MOST:
            what = f"{len(scenarios)} scenarios of {escaped(network)} are more than a base and six others"
            raise WrongInput(Fault("open", what, f"name {MOST} or fewer"))
    first, *others = map(study_data, networks.values())
    return [{**first, **({"settings": settings} if settings else {})}, *others]


def _named(name: str, settings: dict[str, Any]) -> list[Scenario]:
    """Load what a name stands for; how a folder's or a study's runs were made is entered in `settings`."""
    path = Path(name)
    if (path / folder.MANIFEST).is_file() or (path / folder.UNFINISHED).is_file():
        return _of_folder(path, settings)
    if name in shipped_networks() or (is_folder(path) and (path / "network.yaml").is_file()):
        network = load_network(name)
        return [
            Scenario(name="as-it-is", title="As it is", question="", network=network, horizon=DEFAULT_HORIZON)
        ]
    saved = saved_in(path, Question) if is_study(name) else {}
    horizon = saved.pop("horizon", None)
    settings.update(saved)
    return session.load([name], horizon)


def _of_folder(path: Path, settings: dict[str, Any]) -> list[Scenario]:
    """Load a folder's scenarios from the files that its command named, as they are now."""
    found = status.looked_at(path)
    inputs: dict[str, Any] = found["inputs"]
    begun: dict[str, Any] = next(iter(found["sessions"]), {})
    settings.update(
        {name: inputs[name] for name in ("runs", "seed", "parameters", "lucks") if name in inputs}
    )
    came_from = (path / str(begun.get("from", "."))).resolve()
    given = {_scenario_in(word): word for each in status.words_of(begun) for word in _words(came_from, each)}
    scenarios = []
    for each in inputs["scenarios"]:
        word = given.get(each["name"], each["name"])
        there = (came_from / word.partition("#")[0]).is_file()
        scenario = session.load_one(str(came_from / word) if there else word, inputs.get("horizon"))
        if scenario.digest() != each["digest"]:
            sys.stderr.write(f"warning: {escaped(scenario.name)} was changed since {path} was made\n")
        scenarios.append(scenario)
    return scenarios


def _words(folder: Path, word: str) -> list[str]:
    """Give a word of a command, or those that name the scenarios of a study that it stands for."""
    return names_in(str(folder / word)) if is_study(word) else [word]


def _scenario_in(word: str) -> str:
    """The name of the scenario that a word stands for."""
    return word.partition("#")[2] or Path(word).stem


def _written(studies: Sequence[Mapping[str, Any]], output: Path | None, force: bool) -> Path:
    text = page(*studies)
    if output is None:
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        output = user_cache_path("hubspoke") / "pages" / f"{studies[0]['network']['name']}-{digest}.html"
        output.parent.mkdir(parents=True, exist_ok=True)
    else:
        refuse(_faults_of(output, force))
    files.write_whole(output, lambda draft: draft.write_text(text, encoding="utf-8"))
    return output


def _faults_of(output: Path, force: bool) -> list[Fault]:
    """Say why a page may not be written there: it would take the place of something else."""
    try:
        there = output.exists()
    except OSError as error:  # its name is too long, above all
        return [Fault("--output", f"{output}: {error.strerror}", "name another file")]
    if output.is_dir():
        return [Fault("--output", f"{output} is a folder", "name a file, such as workshop.html")]
    if there and not force and MARK.encode() not in output.read_bytes()[:500]:
        what = f"{output} is there and is no page of this command"
        return [Fault("--output", what, "name another file, or replace it with --force")]
    return []
