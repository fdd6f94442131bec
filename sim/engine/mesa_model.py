"""The readable engine: a Mesa model whose agents, the hubs and spokes, call the rules.

>>> import mesa
>>> from sim import load_scenario
>>> from sim.engine.mesa_model import NetworkModel
>>> base = load_scenario("baseline")
>>> runs = mesa.batch_run(NetworkModel, {"scenario": [base], "run": range(16)})
"""

import functools
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, TypeVar

import mesa
import networkx as nx
import numpy as np
import pandas as pd
from mesa.discrete_space import FixedAgent, Network

from sim.engine import arguments
from sim.engine.job import FLOW_COLUMNS, Floats, Job, JobResult, Progress, joined
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.inputs.timing import FIRST_MONTH
from sim.model import aggregates, initial, month, own_rules, state
from sim.model.cascade import cascade
from sim.model.flows import FlowAmount, amounts
from sim.model.levels import with_known
from sim.model.outcomes import Outcome, load_outcomes
from sim.model.problems import Watch, intervals
from sim.model.schedule import costs_of, schedule_of, strengths_of
from sim.model.structure import structure_of
from sim.sampling import parameter_sets, random_numbers
from sim.sampling.parameter_sets import ParameterSource
from sim.sampling.random_numbers import check_key, draws, entity_key

DEFAULT_SEED = 1
_STATES = state.OrganisationState._fields
_AFTER_TIES = ("member", "locality", "closing")


class Organisation(FixedAgent):  # type: ignore[misc]
    """A member of the network. Each field of its state is an attribute: ``agent.engagement``.

    Attributes
    ----------
    name, sector, kind, locality : str
        As the network's file says.
    state : OrganisationState
        As of the last month run.
    cell : mesa.discrete_space.Cell
        Its own in the model's `space`; ``agent.cell.neighborhood.agents`` are those at the other ends of its
        ties.
    """

    role = "organisation"
    model: "NetworkModel"

    def __init__(self, model: "NetworkModel", index: int) -> None:
        super().__init__(model)
        declared = model.what_if.network.organisations[index]
        self.index = index
        self.name = declared.name
        self.sector = declared.sector
        self.kind = declared.kind
        self.locality = declared.locality
        self.facts = model.structure.organisations[index]
        given, drawn = model.structure.characters[index], state.Character(*model.drawn_once[index])
        self.character = initial.character(self.facts, given, drawn, model.p)
        at_start = initial.organisation_at_start(self.facts, self.character, model.p)
        self.state = with_known(at_start, model.structure.levels[index])
        self._next = self.state

    @property
    def ties(self) -> list["Tie"]:
        """Its ties, and those that may come to be."""
        return [self.model.ties[tie] for tie, _, _ in self.model.structure.peers[self.index]]

    def peers(self) -> state.Peers:
        """What reaches it along this month's ties from organisations as of last month."""
        sums, model = initial.NO_PEERS, self.model
        for tie, other, facts in model.structure.peers[self.index]:
            peer = model.organisations[other].state
            sums = aggregates.add_peer(sums, facts, model.ties[tie].state, peer, model.p)
        return aggregates.mean_of_peers(sums, model.p)

    def care(self) -> state.Surroundings:
        """Care last month in the localities it serves."""
        sums = initial.NO_SURROUNDINGS
        for locality, weight in self.model.structure.served[self.index]:
            sums = aggregates.add_place(sums, weight, self.model.localities[locality].state)
        return sums

    def view(self) -> state.Member:
        """What its rules see this month."""
        model = self.model
        return state.Member(
            org=self.state,
            facts=self.facts,
            character=self.character,
            net=model.net,
            network=model.structure.network,
            peers=self.peers(),
            care=self.care(),
            lever=model.levers_at[self.index],
            effort=model.effort,
            here=state.Here(*model.here[self.index]),
            terms=model.terms,
            luck=state.OrganisationLuck(*model.luck[self.index]),
            p=model.p,
            dial=model.dial,
        )

    def step(self) -> None:
        """Work out this month out of last month's states; `advance` lets it take effect."""
        self._next, flows = month.member(self.view())
        self.model.record(self.name, flows, self.state, self._next)
        if self.model.terms.history > 0.0:
            self._next = with_known(self._next, self.model.structure.levels[self.index])

    def advance(self) -> None:
        """Let the month worked out by `step` take effect."""
        self.state = self._next


# Properties, not `__getattr__`, through which collecting would take a fifth of a run.
for _field in _STATES:
    setattr(Organisation, _field, property(attrgetter(f"state.{_field}")))


class Hub(Organisation):
    """An organisation others attach to."""

    role = "hub"


class Spoke(Organisation):
    """An organisation that attaches to a hub."""

    role = "spoke"


class Tie:
    """A working relation between two organisations, or room for one, where its strength is 0.

    Attributes
    ----------
    name : str
    ends : tuple of Organisation
    state : TieState
        As of the last month run.
    strength, trust, rivalry, linked : float
        Of its state.
    """

    strength = property(attrgetter("state.tie_strength"))
    trust = property(attrgetter("state.tie_trust"))
    rivalry = property(attrgetter("state.tie_rivalry"))
    linked = property(attrgetter("state.tie_linked"))

    def __init__(self, model: "NetworkModel", index: int) -> None:
        a, b, self.facts = model.structure.ties[index]
        self.model = model
        self.index = index
        self.ends = (model.organisations[a], model.organisations[b])
        self.name = " - ".join(each.name for each in self.ends)
        self.state = initial.tie_at_start(self.facts, model.p)

    def view(self) -> state.Pair:
        """What its rules see this month."""
        model, (a, b) = self.model, self.ends
        return state.Pair(
            tie=self.state,
            facts=self.facts,
            net=model.net,
            a=a.state,
            b=b.state,
            lever_a=model.levers_at[a.index],
            lever_b=model.levers_at[b.index],
            p=model.p,
            dial=model.dial,
        )

    def step(self) -> None:
        """Work out this month out of last month's organisations."""
        before = self.state
        self.state, flows = month.tie(self.view())
        self.model.record(self.name, flows, before, self.state)


class Locality:
    """A place with children, and the care they can have there."""

    def __init__(self, model: "NetworkModel", index: int) -> None:
        self.model = model
        self.index = index
        self.name = model.what_if.network.localities[index].name
        self.facts = model.structure.localities[index]
        self.services = model.structure.services[index]
        self.state = initial.NO_CARE

    def brought(self) -> state.Services:
        """What those who serve it, and the ties between them, bring to it this month."""
        model, sums = self.model, initial.NO_SERVICES
        for service in self.services:
            serving = model.organisations[service.organisation].state
            sums = aggregates.add_service(sums, service.weight, service.nurse_share, serving)
        for tie in model.structure.ties_of_places[self.index]:
            sums = aggregates.add_tie(sums, model.ties[tie].state)
        return aggregates.mean_of_services(sums)

    def view(self) -> state.Place:
        """What its rules see this month."""
        model = self.model
        return state.Place(
            facts=self.facts,
            services=self.brought(),
            members=model.members,
            net=model.net,
            network=model.structure.network,
            lever=model.levers_in_places[self.index],
            p=model.p,
            dial=model.dial,
        )

    def step(self) -> None:
        """Work out this month's care out of this month's organisations."""
        before = self.state
        self.state, flows = month.locality(self.view())
        self.model.record(self.name, flows, before, self.state)


Method = TypeVar("Method", bound=Callable[..., Any])


def _by_its_rules(method: Method) -> Method:
    """Let what a model works out follow the rules of its scenario, where it has some of its own."""

    @functools.wraps(method)
    def follow(self: "NetworkModel", *given: Any, **named: Any) -> Any:
        with own_rules.replaced(self.what_if.rules):
            return method(self, *given, **named)

    return follow  # type: ignore[return-value]


class NetworkModel(mesa.Model):  # type: ignore[misc]
    """A hub-and-spoke network of organisations, from month -24 to the scenario's horizon.

    Parameters
    ----------
    scenario : Scenario
        As `load_scenario` gives it.
    run : int
        Which run: it decides the parameter set and the luck, and under one seed is the same run
        in every scenario.
    seed : int or None
        Of every draw, 0 to 2**32 - 1; None, which `mesa.batch_run` gives from Mesa 3.5 on unless it is
        told an ``rng``, is 1 as well.
    parameters : {"prior", "central", "accepted"}, str or OwnSource
        Draw parameter sets from the priors, take the central values, or the sets that calibration accepted;
        or what a user brings, as in `sim.simulate`.
    lucks : int
        Runs that share a parameter set.
    varied : mapping of str to float, optional
        Parameters, links' dials and the share put in of levers' strengths, by name, over what the scenario
        says and what was drawn.
    collect : bool
        Whether the `DataCollector` collects; its reporters are the outcomes, and every agent's name, role
        and states, as ``agent_engagement``.
    record_flows : bool
        Whether every flow is kept, in `flows`.
    luck : int, optional
        On which the draws hang, 0 to 2**32 - 1; left out, the number of the run.

    Raises
    ------
    WrongInput
        If one of these is what `sim.simulate` would refuse, in the same words.

    Attributes
    ----------
    what_if : Scenario
        The scenario it was given. (`Model.scenario` is a thing of Mesa's own from 3.5 on.)
    month : int
        The last month run; -25 before the first.
    net, members, region : NetworkState, Members, Region
        The core's state; means over organisations; care over localities.
    agents : AgentSet
        The members, and whatever agents of its own a subclass adds, which step once the network has, every
        month. Members are those of the network's files from the first month to the last: one that is added or
        removed is refused.
    organisations, localities, ties : tuple of Organisation, Locality or Tie
        In the order of the network's files.
    space : mesa.discrete_space.Network
        A cell for each organisation, by name, joined where there is a tie or room for one:
        ``space.G.edges[one, other]["tie"]``.
    """

    organisations: tuple[Organisation, ...] = ()

    def __init__(
        self,
        scenario: Scenario,
        run: int = 0,
        seed: int | None = DEFAULT_SEED,
        parameters: ParameterSource = "prior",
        lucks: int = 1,
        varied: Mapping[str, float] | None = None,
        collect: bool = True,
        record_flows: bool = False,
        luck: int | None = None,
    ) -> None:
        _warn_of_iterations(seed)
        seed = DEFAULT_SEED if seed is None else seed
        check_key("run", run)
        arguments.check_scenario(scenario)
        job = arguments.job_of(scenario, [run], seed, parameters, lucks, None, "mesa", None)
        given = {name: [value] for name, value in arguments.by_name(varied).items()}
        drawn = arguments.luck(given if luck is None else {arguments.LUCK: [luck]}, job.runs)
        run, seed, parameters, lucks = job.runs[0], job.seed, job.parameters, job.lucks
        self.luck_number = run if drawn is None else int(drawn[0])
        # Mesa's own generators are seeded for those who use them; the model's draws are keyed.
        super().__init__(rng=seed)
        self.what_if = scenario
        self.run_number = run
        self.parameter_set = parameter_sets.parameter_set_of(run, parameters, lucks, seed)
        numbers = arguments.columns(given, job.runs)
        self.varied = parameter_sets.varied_of({name: column[0] for name, column in numbers.items()})
        drawn_with, fixed = parameter_sets.seed_of_parameters(parameters, seed), self.varied.parameters
        self.values = parameter_sets.values_of(scenario, self.parameter_set, drawn_with, fixed, parameters)
        self.p = parameter_sets.parameters_of(self.values)
        self.keeps_flows = record_flows
        self.flows: list[tuple[int, FlowAmount]] = []
        self._set_out(seed)
        self.datacollector = self._collector() if collect else None

    @_by_its_rules
    def _set_out(self, seed: int) -> None:
        """Begin 24 months before the study."""
        scenario = self.what_if
        self.dial = parameter_sets.dials_of(scenario, self.varied.links)
        self.structure = structure_of(scenario.network)
        self.schedule = schedule_of(scenario)
        self.effort = state.Levers(*(self.varied.levers.get(lever, 1.0) for lever in load_levers()))
        self.strengths = strengths_of(self.schedule, self.values, self.p, self.varied.levers)
        self._draw_luck(seed, self.luck_number)

        self.month = FIRST_MONTH - 1
        self.index = -1
        self.lever = state.Levers(*(0.0 for _ in state.Levers._fields))  # strength times reach, for the core
        self.levers_at: list[state.Levers] = []  # the same for each organisation, this month
        self.levers_in_places: list[state.Levers] = []
        self.here: list[list[float]] = []
        self.terms = state.Terms(*self.schedule.terms[0].tolist())
        self.luck: list[list[float]] = []
        self.net = initial.network_at_start(self.structure.network, self.p)
        self.organisations = tuple(
            [
                (Hub if each.role == "hub" else Spoke)(self, index)
                for index, each in enumerate(scenario.network.organisations)
            ]
        )
        self.ties = tuple(Tie(self, index) for index in range(len(self.structure.ties)))
        self.localities = tuple(Locality(self, index) for index in range(len(scenario.network.localities)))
        self.space = self._space()
        self.members = self._mean_of_members()
        self.region = initial.NOWHERE

    @staticmethod
    def _collector() -> mesa.DataCollector:
        outcomes = {name: functools.partial(_outcome, outcome=each) for name, each in load_outcomes().items()}
        # `mesa.batch_run` puts both kinds of reporter into one row, where equal names would clash.
        states = {f"agent_{name}": attrgetter(f"state.{name}") for name in _STATES}
        return _Collector(
            model_reporters={"month": "month", **outcomes},
            agent_reporters={"name": attrgetter("name"), "role": attrgetter("role"), **states},
        )

    # -- The month -------------------------------------------------------------------------

    @_by_its_rules
    def step(self) -> None:
        """Run one month, in the order of `sim.model.month.PHASES`."""
        if self.month >= self.what_if.horizon:
            self.running = False
            return
        members = self.agents.select(agent_type=Organisation)
        if len(members) != len(self.organisations):
            what = f"{len(members)} are left of {len(self.organisations)} members"
            raise WrongInput(Fault("model.agents", what, "select from a copy, without inplace"))
        self.month += 1
        self.index += 1
        self._begin_month()

        before = self.net
        self.net, opened = month.opening(self._core())
        self.record("network", opened, before, self.net)

        for tie in self.ties:
            tie.step()
        members.do("step")
        members.do("advance")
        self.members = self._mean_of_members()

        for locality in self.localities:
            locality.step()
        self.region = self._mean_of_region()

        before = self.net
        self.net, closed = month.closing(self._core())
        self.record("network", closed, before, self.net)

        self.agents.select(_is_no_member).do("step")
        if self.datacollector is not None:
            self.datacollector.collect(self)
        self.running = self.month < self.what_if.horizon

    @_by_its_rules
    def stand(self, phase: str, index: int, after: Callable[[str, int, int], Any]) -> None:
        """Stand where a phase of a month begins, without running anything.

        Parameters
        ----------
        phase : str
            As `sim.model.month.PHASES` has it.
        index : int
            The month, from the first on; not the first itself, which nothing comes before.
        after : callable
            Given a phase, a number and a month: the state of that holder after it.
        """
        own, ties = (
            index if phase in later else index - 1 for later in (("locality", "closing"), _AFTER_TIES)
        )
        for number, each in enumerate(self.organisations):
            each.state = after("member", number, own)
        for number, tie in enumerate(self.ties):
            tie.state = after("tie", number, ties)
        for number, place in enumerate(self.localities):
            place.state = after("locality", number, index if phase == "closing" else index - 1)
        self.index, self.month = own, FIRST_MONTH + index
        self._begin_month()  # of the month whose members are the last known
        self.members, self.region = self._mean_of_members(), self._mean_of_region()
        self.index = index
        self._begin_month()
        self.net = after("closing", 0, index - 1) if phase == "opening" else after("opening", 0, index)

    @_by_its_rules
    def view(self, phase: str, number: int) -> Any:
        """What a phase of the month sees of the one with this number, where the model stands."""
        holders: dict[str, tuple[Any, ...]] = {
            "tie": self.ties,
            "member": self.organisations,
            "locality": self.localities,
        }
        return holders[phase][number].view() if phase in holders else self._core()

    def record(self, name: str, flows: Any, before: Any, after: Any) -> None:
        """Keep this month's flows of an entity, where flows are recorded."""
        if self.keeps_flows:
            self.flows.extend((self.month, each) for each in amounts(name, flows, before, after))

    # -- Members and the space they stand in -------------------------------------------------

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take an organisation in while the model is made, and any other agent whenever."""
        if self.organisations and isinstance(agent, Organisation):
            what = f"{type(agent).__name__} cannot join during a run"
            raise WrongInput(Fault("model", what, "add it before: scenario.with_organisation(name, ...)"))
        super().register_agent(agent)

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Refuse to lose a member: one that leaves the network still cares for children, as a shock says."""
        if not isinstance(agent, Organisation):
            super().deregister_agent(agent)
            return
        meant = "let it leave by a shock (leaves), or begin without it: scenario.with_organisation"
        raise WrongInput(Fault(agent.name, "an organisation cannot be removed during a run", meant))

    def _space(self) -> Network:
        """Put each organisation into a cell of its own, joined to those of its ties."""
        graph = nx.Graph()
        graph.add_nodes_from(each.name for each in self.organisations)
        graph.add_edges_from((*(each.name for each in tie.ends), {"tie": tie}) for tie in self.ties)
        # From Mesa 3.5 on cells lie somewhere: left to itself, it works out a drawing.
        places = {each.name: (each.x_km, each.y_km) for each in self.what_if.network.organisations}
        layout = {"layout": places} if "layout" in inspect.signature(Network).parameters else {}
        space = Network(graph, capacity=1, random=self.random, **layout)
        for each in self.organisations:
            each.cell = space[each.name]
        return space

    # -- What the month needs ----------------------------------------------------------------

    def _begin_month(self) -> None:
        """Take this month's levers, frozen posts and draws out of the arrays, for all organisations."""
        strengths, schedule = self.strengths[self.index], self.schedule
        self.lever = state.Levers(*(strengths * schedule.reach_of_core[self.index]).tolist())
        self.levers_at = [state.Levers(*each) for each in (strengths * schedule.reach[self.index]).tolist()]
        in_places = (strengths * schedule.reach_of_places[self.index]).tolist()
        self.levers_in_places = [state.Levers(*each) for each in in_places]
        self.here = schedule.here[self.index].tolist()
        self.terms = state.Terms(*self.schedule.terms[self.index].tolist())
        self.luck = self.organisation_luck[self.index].tolist()

    def _core(self) -> state.Core:
        """All that the core sees this month."""
        return state.Core(
            net=self.net,
            facts=self.structure.network,
            members=self.members,
            region=self.region,
            lever=self.lever,
            terms=self.terms,
            shock=state.Shocks(*self.schedule.shocks[self.index].tolist()),
            luck=state.NetworkLuck(*self.network_luck[self.index].tolist()),
            p=self.p,
            dial=self.dial,
        )

    def _mean_of_members(self) -> state.Members:
        sums = initial.NOBODY
        for each in self.organisations:
            away = state.Here(*self.here[each.index]).away if self.here else 0.0
            sums = aggregates.add_member(sums, each.facts, each.state, away)
        return aggregates.mean_of_members(sums)

    def _mean_of_region(self) -> state.Region:
        sums = initial.NOWHERE
        for place in self.localities:
            sums = aggregates.add_locality(sums, place.facts, place.state, self.p)
        return aggregates.mean_of_region(
            sums,
            self._inequality("cover_24_7"),
            self._inequality("specialist_access"),
            self.structure.network,
        )

    def _inequality(self, field: str) -> state.Inequality:
        """Sums over localities, from the one with the least of a field upwards."""
        values = ((getattr(each.state, field), each.facts.children_llc) for each in self.localities)
        sums = initial.NO_INEQUALITY
        for value, children in sorted(values):
            sums = aggregates.add_ranked(sums, state.Ranked(value, children))
        return sums

    def _draw_luck(self, seed: int, luck: int) -> None:
        months = np.arange(FIRST_MONTH, self.what_if.horizon + 1)
        names = [each.name for each in self.what_if.network.organisations]
        keys = np.array([entity_key("organisation", name) for name in names], np.uint64)[:, None]
        core, monthly = entity_key("network", "core"), random_numbers.ORGANISATION_DRAWS
        self.network_luck = draws(seed, luck, months[:, None], core, np.array(random_numbers.NETWORK_DRAWS))
        self.organisation_luck = draws(seed, luck, months[:, None, None], keys, np.array(monthly))
        once = draws(seed, luck, FIRST_MONTH, keys, np.array(random_numbers.CHARACTER_DRAWS))
        self.drawn_once = once.tolist()


class _Collector(mesa.DataCollector):  # type: ignore[misc]
    """Mesa's collector, of members alone, whose months are those that `mesa.batch_run` looks for.

    Up to Mesa 3.3, `batch_run` puts what a step left of the model beside what the step before left of the
    agents: it counts the one from 0, the other from 1.
    """

    def collect(self, model: NetworkModel) -> None:
        """Collect what a month has left."""
        super().collect(model)
        if not hasattr(self, "_collection_steps"):  # by which later ones find what belongs together
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)

    def _record_agents(self, model: NetworkModel) -> Any:
        return super()._record_agents(SimpleNamespace(agents=model.agents.select(agent_type=Organisation)))


def _is_no_member(agent: mesa.Agent) -> bool:
    return not isinstance(agent, Organisation)


def _warn_of_iterations(seed: int | None) -> None:
    """Say that an iteration of `mesa.batch_run` repeats a run; Mesa tells a model nothing of it."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != "_model_run_func":
        frame = frame.f_back  # type: ignore[assignment]
    seeded = seed is not None and "rng" in inspect.signature(mesa.batch_run).parameters
    if frame is not None and frame.f_locals.get("iteration", 0) > 0 and not seeded:
        warnings.warn(
            "iterations repeats one and the same run; for others give batch_run the numbers of runs: "
            '{"scenario": [scenario], "run": range(4)}',
            stacklevel=2,
        )


def _outcome(model: NetworkModel, outcome: Outcome) -> float:
    value: float = getattr(getattr(model, outcome.holder), outcome.field)
    return value


def run(job: Job, *, progress: Progress | None = None) -> JobResult:
    """Run some runs, one after the other; `progress` is called with runs done and runs in all."""
    results = []
    for place in range(len(job.runs)):
        results.append(_run(job.part(place, place + 1)))
        if progress is not None:
            progress(place + 1, len(job.runs))
    return joined(results)


def _run(job: Job) -> JobResult:
    """Run the one run of a job, by the rules of its scenario."""
    with own_rules.replaced(job.scenario.rules):
        return _kept(job)


def _kept(job: Job) -> JobResult:
    number = job.runs[0]
    model = NetworkModel(
        job.scenario,
        number,
        job.seed,
        job.parameters,
        job.lucks,
        {name: values[0] for name, values in job.varied.items()},
        collect=False,
        record_flows=bool(job.flows or job.cascade),
        luck=None if job.luck is None else int(job.luck[0]),
    )
    declared = list(load_outcomes().values())
    outcomes, organisations, localities, ties, months = [], [], [], [], []
    watch = Watch(job.scenario.network, len(model.strengths)) if job.problems or job.cascade else None
    while model.running:
        model.step()
        months.append((model.net, model.members))
        if watch is not None:
            core = {"net": model.net, "region": model.region, "facts": model.structure.network}
            members = [{"org": each.state, "facts": each.facts} for each in model.organisations]
            watch.see(model.index, core, members)
        if model.month in job.months:
            outcomes.append([_outcome(model, each) for each in declared])
        if model.month in job.of_states.months:
            organisations.append([each.state for each in model.organisations])
            localities.append([each.state for each in model.localities])
            ties.append([each.state for each in model.ties])
    costs = costs_of(model.schedule, model.values, model.p, months, model.varied.levers)
    problems = None if watch is None else intervals(watch.turns[None], (number,))
    return JobResult(
        parameter_sets=np.array([model.parameter_set], np.int64),
        outcomes=np.array([outcomes]),
        costs=np.array([list(_since_kept(costs, job))]),
        organisations=np.array([organisations]) if job.organisations else None,
        localities=np.array([localities]) if job.localities else None,
        ties=np.array([ties]).reshape(1, len(ties), -1, len(state.TieState._fields)) if job.ties else None,
        flows=_flows(model, job) if job.flows else None,
        problems=problems if job.problems else None,
        cascade=_cascade(model, job, problems) if job.cascade and problems is not None else None,
    )


def _flows(model: NetworkModel, job: Job) -> pd.DataFrame:
    rows = [(model.run_number, month, *each) for month, each in model.flows if month in job.months]
    return pd.DataFrame(rows, columns=list(FLOW_COLUMNS))


def _cascade(model: NetworkModel, job: Job, problems: Floats) -> pd.DataFrame:
    amounts = np.array([each.amount for _, each in model.flows]).reshape(len(model.strengths), -1).T
    flows = [each for _, each in model.flows[: len(amounts)]]
    return cascade(job.scenario.network, problems, flows, list(amounts))


def _since_kept(costs: Floats, job: Job) -> Iterator[Floats]:
    """Costs of the months since the month kept before, for every month that is kept."""
    paid = np.zeros(costs.shape[1:])
    for number, now in enumerate(costs, FIRST_MONTH):
        paid = paid + now
        if number in job.months:
            yield paid
            paid = np.zeros(costs.shape[1:])
