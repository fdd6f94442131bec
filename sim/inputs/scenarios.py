"""Scenarios: a network, levers with dates, shocks and overrides; `with_...` makes a changed copy."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeAlias

from pydantic import Field

from sim.inputs.dates import AsMonth, date_of
from sim.inputs.errors import Fault, WrongInput, escaped, nearest, quoted, refuse, shortened
from sim.inputs.fields import Declared, Name, Prose
from sim.inputs.frozen_map import Frozen
from sim.inputs.levers import load_levers
from sim.inputs.messages import validated
from sim.inputs.network_changes import with_organisation, with_ties, without_organisation
from sim.inputs.networks import SHIPPED, Network, digest_of, read_network, shipped_networks
from sim.inputs.overrides import check_horizon, check_reach, fixed_numbers, misfit
from sim.inputs.paths import exists, inside, is_folder, named
from sim.inputs.readings import chosen, load_readings
from sim.inputs.shocks import Shock, read_shocks
from sim.inputs.timing import FIRST_MONTH, LONGEST_HORIZON, Interval, Pulled, followed_by, read_levers
from sim.inputs.yaml_files import Keys, Marked, digest_of_file, read_yaml

DEFAULT_HORIZON = 60
MOST_EXTENDED = 20
REPR_WIDTH = 100  # signs of a list in what a scenario shows of itself

LeverChange: TypeAlias = "Mapping[str, Any] | Interval | list[Mapping[str, Any]] | bool | str"

Horizon = Annotated[int, Field(ge=1, le=LONGEST_HORIZON), AsMonth]


class _Written(Declared):
    name: Name = Field(description="what the scenario is called")
    question: Prose = ""
    hypothesis: Prose = ""
    month_0: Any = None
    horizon: Horizon | None = None
    levers: dict[str, Any] = Field({})
    shocks: tuple[Any, ...] = ()
    parameters: dict[str, Any] = Field({})
    links: dict[str, Any] = Field({})
    loops: dict[str, Any] = Field({})
    facts: dict[str, Any] = Field({})
    readings: dict[str, Any] = Field({})


class _ScenarioFile(_Written):
    extends: Name | None = None
    network: Name | None = None


class _InStudy(_Written):
    """A scenario of a study, where what it extends is written out; a file's name is its title here."""

    title: Name = Field(description="what people call the scenario")


class Scenario(Declared):
    """A future to simulate, checked.

    Attributes
    ----------
    name, title, question : str
        Short name (the file's), the name for people, and the question it asks.
    hypothesis : str
        What is expected, set down before it is run; empty where nothing was.
    network : Network
        Where it takes place.
    horizon : int
        Last month, counted from month 0.
    month_0 : date or None
        The first day of month 0, where the scenario says so: then it may give months by their dates.
    levers : mapping of str to tuple of Interval
        By id, in order of time.
    shocks : tuple of Shock
        In order of time.
    parameters, links : mapping of str to float
        Fixed parameters by dotted name, and dials (0-1) by link id.
    loops : mapping of str to float
        Dials (0-1) of reinforcing loops, by name.
    readings : mapping of str to str
        The reading chosen of a question that is left open; `links` and `parameters` hold what it sets.
    rules : mapping of str to callable
        Rules of one's own in the place of the model's, by name.
    path : Path or None
        The file it was read from.
    digests : mapping of str to str
        SHA-256 of the scenario files it was made from, by file name.
    """

    name: str
    title: str
    question: str
    network: Network
    horizon: int
    hypothesis: str = ""
    month_0: date | None = None
    levers: Frozen[tuple[Interval, ...]] = Frozen()
    shocks: tuple[Shock, ...] = ()
    parameters: Frozen[float] = Frozen()
    links: Frozen[float] = Frozen()
    loops: Frozen[float] = Frozen()
    readings: Frozen[str] = Frozen()
    rules: Frozen[Any] = Frozen()
    path: Path | None = None
    digests: Frozen[str] = Frozen()

    def __iter__(self) -> NoReturn:
        """Refuse: a scenario is one thing, and `mesa.batch_run` would take its fields one by one."""
        raise TypeError("a scenario is not iterable")

    def __repr__(self) -> str:
        levers = [load_levers()[lever].name for lever in self.levers]
        said = {
            "levers": levers,
            "shocks": [f"{each.kind} in month {each.month}" for each in self.shocks],
            "fixed": [*self.parameters, *self.links, *self.loops],
            "own rules": list(self.rules),
        }
        lines = [
            f"Scenario {self.name}: {self.title}",
            f"  {self.network!r}, months {FIRST_MONTH} to {self.horizon}",
            *(f"  {what}: {shortened(', '.join(each), REPR_WIDTH)}" for what, each in said.items() if each),
        ]
        return "\n".join(map(escaped, lines))

    __str__ = __repr__

    def with_levers(
        self, changes: Mapping[str, LeverChange] | None = None, /, **by_name: LeverChange
    ) -> "Scenario":
        """Pull levers, or take them away.

        Parameters
        ----------
        changes, **by_name
            By id (``L05``) or readable name; in a keyword, underscores stand for the hyphens of the name.
            Each is a mapping as in a scenario file, a list of such, an `Interval`, or ``False`` or ``"off"``.

        Raises
        ------
        WrongInput
            If a lever does not exist, or what is said of it cannot be.

        Examples
        --------
        >>> records = load_scenario("baseline").with_levers(shared_records={"start": 0})
        >>> list(records.levers)
        ['L01', 'L05']
        """
        names = {lever.name.replace("-", "_"): lever.name for lever in load_levers().values()}
        levers = {**(changes or {}), **{names.get(key, key): value for key, value in by_name.items()}}
        return self._changed({"levers": levers})

    def with_shocks(self, *shocks: Shock | Mapping[str, Any]) -> "Scenario":
        """Add shocks, each a `Shock` or a mapping as in a scenario file."""
        return self._changed({"shocks": shocks})

    def with_parameters(self, parameters: Mapping[str, float]) -> "Scenario":
        """Fix parameters, by dotted name, instead of drawing them.

        Examples
        --------
        >>> base = load_scenario("baseline")
        >>> base.with_parameters({"people.engagement_decay": 0.05}).parameters["people.engagement_decay"]
        0.05
        """
        return self._changed({"parameters": parameters})

    def with_links(self, links: Mapping[str, float]) -> "Scenario":
        """Set dials of links, by id: 1 as the study states it, 0 cut.

        Examples
        --------
        >>> load_scenario("baseline").with_links({"C18": 0}).links["C18"]
        0.0
        """
        return self._changed({"links": links})

    def with_loops(self, loops: Mapping[str, float]) -> "Scenario":
        """Set dials of reinforcing loops, by name: 1 as they are, 0 cut.

        A dial multiplies what carries the loop: parameters, as they are fixed or drawn, and dials of links.

        Examples
        --------
        >>> without = load_scenario("baseline").with_loops({"workload-and-turnover": 0})
        """
        return self._changed({"loops": loops})

    def with_facts(self, facts: Mapping[str, float]) -> "Scenario":
        """Change what is known of the network as a whole, by the name in its file: ``sector_funding``."""
        return self._changed({"facts": facts})

    def with_network(self, network: Network) -> "Scenario":
        """Play it on another network, with the facts that the network's own file gives.

        Raises
        ------
        WrongInput
            If a lever or a shock of it reaches nobody there.
        """
        marks = Marked(Path(), {}, named=f"{escaped(self.name)} on {escaped(network.name)}")
        pulled = {lever: Pulled(("levers", lever), each) for lever, each in self.levers.items()}
        shocks: list[tuple[Keys, Shock]] = [(("shocks", n), each) for n, each in enumerate(self.shocks)]
        check_reach(network, pulled, shocks, marks)
        refuse(marks.faults)
        return self.model_copy(update={"network": network})

    def with_ties(
        self, weights: Mapping[tuple[str, str], float] | None = None, *, frozen: float | None = None
    ) -> "Scenario":
        """Declare other ties between organisations, or hold the strength of all ties.

        Parameters
        ----------
        weights : mapping of (str, str) to float
            By the names of both ends: 0-1, in place of what the network declares between them; 0: nothing.
            What ties two besides (hub and spoke, a locality) stays.
        frozen : float, optional
            The strength, 0-1, at which every tie stays throughout.

        Raises
        ------
        WrongInput
            If an organisation, a weight or the strength cannot be.
        """
        network = with_ties(self.network, _plain(weights or {}), self._place)
        tied = self.model_copy(update={"network": network})
        if frozen is None:
            return tied
        if (refused := misfit(_plain(frozen), (0.0, 1.0), quoted(frozen))) is not None:
            raise WrongInput(Fault(self._place, f"frozen: {refused[0]}", refused[1]))
        return tied.with_parameters({"culture.ties_frozen_at": frozen})

    def with_organisation(self, name: str, *, without: bool = False, **columns: Any) -> "Scenario":
        """Change, add or take away an organisation of its network.

        Parameters
        ----------
        name : str
        without : bool
            Take it away, with its declared ties.
        **columns
            As in organisations.csv: those that change, or, for a new one, all that a file must have.

        Raises
        ------
        WrongInput
            If the network could not be so, or a lever or a shock would reach nobody.

        Examples
        --------
        >>> changed = load_scenario("baseline").with_organisation("Ravelmoor Hospital", nurse_posts=1)
        """
        if without and columns:
            what = f"{quoted(name)} is taken away, and {', '.join(columns)} given"
            raise WrongInput(Fault(self._place, what, "write one of the two"))
        if without:
            return self.with_network(without_organisation(self.network, name, self._place))
        return self.with_network(with_organisation(self.network, name, _plain(columns), self._place))

    def with_readings(self, readings: Mapping[str, str]) -> "Scenario":
        """Choose a reading of a question that the study leaves open: ``{"route-to-cover": "hire-more"}``."""
        return self._changed({"readings": readings})

    def with_rules(self, rules: Mapping[str, Callable[..., Any]]) -> "Scenario":
        """Put functions of one's own in the place of rules, by module and name.

        The Mesa model calls them (``engine="mesa"``); the ensemble, which is compiled from the model's own
        rules, refuses. Whether there is such a rule, which takes as much, is looked at before a run.

        Examples
        --------
        >>> def record_access(member):  # nobody ever sees another's records
        ...     return 0.0
        >>> blind = load_scenario("baseline").with_rules({"technology.record_access": record_access})
        """
        return self.model_copy(update={"rules": Frozen({**self.rules, **rules})})

    def with_horizon(self, horizon: int | str) -> "Scenario":
        """Let it end in month `horizon`, from 1 to 240, or after ``"5 years"``, or in ``"Apr 2032"``."""
        return self._changed({"horizon": horizon})

    def with_month_0(self, month_0: str | date) -> "Scenario":
        """Date month 0: ``"Apr 2027"``; later changes may then give months by their dates."""
        return self._changed({"month_0": month_0})

    def renamed(self, name: str, title: str | None = None) -> "Scenario":
        """Give it another short name and, if wanted, another title."""
        return self.model_copy(update={"name": name, "title": self.title if title is None else title})

    def canonical(self) -> dict[str, Any]:
        """Give all that changes a result, as plain data."""
        return {
            "network": self.network.canonical(),
            "horizon": self.horizon,
            "levers": {
                lever: [self._interval(interval) for interval in intervals]
                for lever, intervals in self.levers.items()
            },
            "shocks": [shock.model_dump() for shock in self.shocks],
            "parameters": dict(self.parameters),
            "links": {link: dial for link, dial in self.links.items() if dial != 1},
            "loops": {loop: dial for loop, dial in self.loops.items() if dial != 1},
            **({"rules": {name: code_of(each) for name, each in self.rules.items()}} if self.rules else {}),
        }

    def digest(self) -> str:
        """Give a SHA-256 of all that changes a result; the same on every platform."""
        return digest_of(self.canonical())

    @property
    def _place(self) -> str:
        """What faults of a change call it."""
        return f"scenario {escaped(self.name)}"

    def _interval(self, interval: Interval) -> dict[str, Any]:
        return {**interval.model_dump(), "end": interval.stops(self.horizon)}

    def _changed(self, data: dict[str, Any]) -> "Scenario":
        plain: dict[str, Any] = _plain(data)
        marks = _counted(Marked(Path(), plain, named=self._place), self)
        described = validated(_ScenarioFile, {"name": self.name, **plain}, marks)
        changed = None if described is None else _apply(self, plain, described.horizon, marks)
        if marks.faults or changed is None:
            raise WrongInput(*marks.faults)
        return changed


def shipped_scenarios() -> tuple[str, ...]:
    """Name the scenarios that come with the package."""
    return tuple(sorted(each.stem for each in SHIPPED.glob("*.yaml")))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a shipped scenario, or a path to a .yaml file.

    Raises
    ------
    WrongInput
        With everything wrong in it, in the scenarios it extends and in its network.

    Examples
    --------
    >>> base = load_scenario("baseline")
    >>> base.title, base.horizon
    ('As studied', 60)
    """
    path = Path(name_or_path)
    if path.suffix.lower() == ".json":
        what = "is a study, which has a network and scenarios of its own"
        raise WrongInput(Fault(escaped(str(path)), what, "in Python, load_study reads it"))
    if isinstance(name_or_path, str) and name_or_path in shipped_scenarios():
        path = SHIPPED / f"{name_or_path}.yaml"
    elif path.suffix not in (".yaml", ".yml") and not exists(path):
        near = nearest(str(name_or_path), shipped_scenarios())
        meant = "name a shipped scenario (mcn list scenarios) or a .yaml file"
        meant = f"did you mean {near}?" if near else meant
        raise WrongInput(Fault(escaped(str(path)), "there is no scenario of this name", meant))
    return _read(path, ())


def _read(path: Path, above: tuple[Path, ...]) -> Scenario:
    marks = read_yaml(path)
    # A section whose lines are all comments is an empty one.
    data = {key: value for key, value in marks.data.items() if value is not None or key == "name"}
    base = _base(data, marks, (*above, path))
    marks = _counted(marks, base)
    described = validated(_ScenarioFile, data, marks)
    # Where the horizon may be misread, nothing is said to lie beyond it.
    horizon = LONGEST_HORIZON if described is None else described.horizon
    scenario = _apply(base, data, horizon, marks)
    if marks.faults or described is None or scenario is None:
        raise WrongInput(*marks.faults)
    digests = {**scenario.digests, path.name: digest_of_file(path)}
    words = {"title": described.name, "question": described.question, "hypothesis": described.hypothesis}
    own = {"name": path.stem, "path": path, "digests": Frozen(digests)}
    return scenario.model_copy(update={**words, **own})


def scenario_on(network: Network, data: Any, marks: Marked) -> Scenario | None:
    """Make a scenario of what a study says of it; what is wrong is noted in `marks`, and gives None."""
    base = Scenario(name="", title="", question="", network=network, horizon=DEFAULT_HORIZON)
    known = len(marks.faults)
    described = validated(_InStudy, data, marks)
    if not isinstance(data, Mapping):
        return None
    marks = _counted(marks, base)
    horizon = LONGEST_HORIZON if described is None else described.horizon
    scenario = _apply(base, data, horizon, marks)
    if described is None or scenario is None or len(marks.faults) > known:
        return None
    words = ("name", "title", "question", "hypothesis")
    return scenario.model_copy(update={name: getattr(described, name) for name in words})


def _counted(marks: Marked, base: Scenario | None) -> Marked:
    """Count dates from the month 0 that is given, else from that of what it builds on."""
    given, month_0 = marks.data.get("month_0"), None if base is None else base.month_0
    if isinstance(given, date):
        month_0 = given.replace(day=1)
    elif given is not None:
        month_0 = date_of(given) if isinstance(given, str) else None
        if month_0 is None:
            what = f"month_0: {quoted(marks.written.get(('month_0',), given))} is no month of a year"
            marks.fault(("month_0",), what, "write one such as Apr 2027")
            # What else is wrong is said once dates can be counted.
            raise WrongInput(*marks.faults)
    return replace(marks, month_0=month_0)


def _base(data: dict[str, Any], marks: Marked, chain: tuple[Path, ...]) -> Scenario | None:
    """Load what the file builds on: another scenario, or nothing yet in a network."""
    given = [key for key in ("extends", "network") if key in data]
    if len(given) != 1:
        what = "extends and network are both given" if given else "neither extends nor network is given"
        marks.fault(tuple(given[-1:]), what, "write one: extends: baseline, or network: study-region")
        return None
    key, value = given[0], data[given[0]]
    if not isinstance(value, str):
        return None
    try:
        if key == "extends":
            return _extended(value.strip(), marks, chain)
        network = _network(value.strip(), marks)
        return Scenario(name="", title="", question="", network=network, horizon=DEFAULT_HORIZON)
    except WrongInput as error:
        marks.faults.extend(error.faults)
        return None


def _extended(value: str, marks: Marked, chain: tuple[Path, ...]) -> Scenario:
    place = marks.place(("extends",))
    path = named(value, f"{value}.yaml", marks.path.parent, SHIPPED, shipped_scenarios(), place)
    resolved = [each.resolve() for each in chain]
    if path.resolve() in resolved:
        loop = [each.stem for each in (*chain[resolved.index(path.resolve()) :], path)]
        what = f"scenarios extend each other in a loop: {' > '.join(loop)}"
        raise WrongInput(Fault(place, what, "let one of them name a network instead"))
    if len(chain) >= MOST_EXTENDED:
        what = f"extends more than {MOST_EXTENDED} scenarios deep"
        raise WrongInput(Fault(place, what, "write it flatter"))
    return _read(path, chain)


def _network(value: str, marks: Marked) -> Network:
    place = marks.place(("network",))
    path = named(value, value, marks.path.parent, SHIPPED, shipped_networks(), place)
    # Not even the file in a folder may lead out of it.
    return read_network(inside(path, "network.yaml", place) if is_folder(path) else path)


def _apply(
    base: Scenario | None, data: Mapping[str, Any], horizon: int | None, marks: Marked
) -> Scenario | None:
    """Lay what a file or a `with_...` says over what it builds on; without the latter, only check it."""
    pulled = read_levers(data.get("levers"), marks)
    shocks = read_shocks(data.get("shocks"), marks)
    parameters = fixed_numbers("parameters", data, marks)
    links = fixed_numbers("links", data, marks)
    loops = fixed_numbers("loops", data, marks)
    readings = dict(chosen(data.get("readings"), marks))
    undone: set[str] = set()
    for name, reading in readings.items():
        question = load_readings()[name]
        # What the scenario says of a single link or parameter stands over the reading.
        links = {**question.dials(reading), **links}
        parameters = {**question.readings[reading].parameters, **parameters}
        undone.update(question.parameters)
    facts = fixed_numbers("facts", data, marks)
    if base is None:
        return None
    befall = sorted((*base.shocks, *(shock for _, shock in shocks)), key=lambda each: each.month)
    new = {lever: followed_by(base.levers.get(lever, ()), each.intervals) for lever, each in pulled.items()}
    levers = {**base.levers, **new}
    check_reach(base.network, pulled, shocks, marks)
    kept = {name: value for name, value in base.parameters.items() if name not in undone}
    changed = base.model_copy(
        update={
            "network": base.network.with_facts(facts),
            "horizon": base.horizon if horizon is None else horizon,
            "month_0": marks.month_0,
            "levers": Frozen({lever: intervals for lever, intervals in sorted(levers.items()) if intervals}),
            "shocks": tuple(befall),
            "parameters": Frozen(dict(sorted({**kept, **parameters}.items()))),
            "links": Frozen(dict(sorted({**base.links, **links}.items()))),
            "loops": Frozen(dict(sorted({**base.loops, **loops}.items()))),
            "readings": Frozen(dict(sorted({**base.readings, **readings}.items()))),
        }
    )
    check_horizon(changed.levers, changed.shocks, changed.horizon, pulled, shocks, marks)
    return changed


def code_of(function: Callable[..., Any]) -> str:
    """The source of a function, or where there is none, what it is compiled to."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        code = getattr(function, "__code__", None)
        return repr(function if code is None else (code.co_code, code.co_consts, code.co_names))


def _plain(value: Any) -> Any:
    """Take numpy's numbers, lists and mappings of a caller as the plain data that a file would give."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_plain(each) for each in value)
    return value.item() if hasattr(value, "item") else value
