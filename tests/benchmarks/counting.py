"""The month's arithmetic, counted by calling the real functions with numbers that count what is done to them.

A `Counted` is a float that notes every ``+ - * /``, negation and comparison; `min` and `max` of the rules'
modules are replaced while it counts. The Mesa model takes a month with counted states, parameters, dials and
draws, so that every rule, tally and phase is called as often as in a run, ties, localities and the network's
core included. What the model's own arrays work out, and so no counted number sees, is added by calling the
same functions once more: levers' strengths, costs, and the turns of the random generator.

Left out: Ginis, which are worked out only in months that are kept; parameters and starts, once in a run.
An operation on two plain numbers (a literal that a conditional expression gave, say) is not seen. So the
count is a little too low, and the limit that is reckoned from it a little too fast.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest import mock

from sim.engine.mesa_model import NetworkModel
from sim.inputs.levers import load_levers
from sim.inputs.scenarios import Scenario
from sim.model import aggregates, initial, month, rules
from sim.model.rules import care, culture, goals, infrastructure, levers, people, processes, technology
from sim.model.schedule import Schedule, payer_of, schedule_of
from sim.model.state import (
    Costs,
    Dials,
    Due,
    Levers,
    LocalityFacts,
    Members,
    NetworkFacts,
    NetworkLuck,
    NetworkState,
    OrganisationFacts,
    Parameters,
    Payers,
    Region,
    Shocks,
    Spent,
    Terms,
    TieFacts,
    Turn,
)
from sim.model.structure import Structure, structure_of
from sim.sampling.random_numbers import NETWORK_DRAWS, ORGANISATION_DRAWS, WORDS, entity_key, philox

MODULES = (
    *(month, rules, initial, aggregates, care, culture, goals, infrastructure, levers, people, processes),
    technology,
)

done: Counter[str] = Counter()


class Counted(float):
    """A float that counts what is done to it. `place` says from which row of which array it was read."""

    place: tuple[str, object] | None = None


def _counting(name: str, operation: str) -> Callable[..., Any]:
    plain = getattr(float, name)

    def counted(*values: float) -> Any:
        found = plain(*values)
        if found is NotImplemented:
            return found
        done[operation] += 1
        _note_read(*values)
        return Counted(found) if type(found) is float else found

    return counted


_seen: set[tuple[str, object]] = set()


def _note_read(*values: float) -> None:
    """Note rows that are read; one that a call has read before costs nothing."""
    for each in values:
        place = getattr(each, "place", None)
        if place is not None and place not in _seen:
            _seen.add(place)
            done["read " + place[0]] += 1


for _operation, _names in {
    "add": ("__add__", "__radd__", "__sub__", "__rsub__"),
    "multiply": ("__mul__", "__rmul__"),
    "divide": ("__truediv__", "__rtruediv__"),
    "negate": ("__neg__",),
    "compare": ("__lt__", "__le__", "__gt__", "__ge__", "__eq__"),
}.items():
    for _name in _names:
        setattr(Counted, _name, _counting(_name, _operation))
Counted.__hash__ = float.__hash__  # type: ignore[method-assign]


class Word(int):
    """A word of the random generator that counts what is done to it."""


def _counting_words(name: str, operation: str) -> Callable[..., Any]:
    plain = getattr(int, name)

    def counted(*values: int) -> Any:
        done[operation] += 1
        return Word(plain(*values))

    return counted


for _operation, _names in {
    "word multiply": ("__mul__", "__rmul__"),
    "word add": ("__add__", "__radd__"),
    "word and": ("__and__", "__rand__"),
    "word xor": ("__xor__", "__rxor__"),
    "word shift": ("__rshift__",),
}.items():
    for _name in _names:
        setattr(Word, _name, _counting_words(_name, _operation))


def _smaller(a: float, b: float) -> float:
    return _chosen(a, b, float(b) < float(a))


def _larger(a: float, b: float) -> float:
    return _chosen(a, b, float(b) > float(a))


def _chosen(a: float, b: float, second: bool) -> float:
    done["min or max"] += 1
    _note_read(a, b)
    return Counted(b if second else a)


def _of(value: Any, array: str, path: tuple[object, ...] = ()) -> Any:
    """Every number of a tuple counted, as if read from the rows of an array."""
    if isinstance(value, tuple):
        return _made(value, (_of(each, array, (*path, number)) for number, each in enumerate(value)))
    found = Counted(value)
    found.place = (array, path)
    return found


def _made(like: Any, parts: Iterable[Any]) -> Any:
    """A tuple of the same kind, of other parts."""
    return tuple(parts) if type(like) is tuple else type(like)(*parts)


@contextmanager
def _counting_builtins() -> Iterator[None]:
    patches = [
        mock.patch.object(module, name, function, create=True)
        for module in MODULES
        for name, function in (("min", _smaller), ("max", _larger))
    ]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def _phase(function: Callable[..., Any]) -> Callable[..., Any]:
    """A phase or tally that is told which of its numbers come from arrays, and whose answer goes into one."""

    def called(*arguments: Any) -> Any:
        _seen.clear()
        given = tuple(_marked(each) for each in arguments)
        answer = function(*given)
        state = answer[0] if type(answer) is tuple else answer  # a phase gives its flows as well
        done["write"] += len(state)
        return answer

    return called


# What compiled code reads from the workspace that all organisations share; the rest it reads from records.
# Facts are the same in all lanes, and are read once for all of them.
_SHARED = (Parameters, Dials, Levers, NetworkLuck, NetworkState, Members, Region)
_SAME_IN_ALL_LANES = (NetworkFacts, OrganisationFacts, LocalityFacts, TieFacts, Terms, Shocks)


def _marked(value: Any, path: tuple[object, ...] = ()) -> Any:
    if not isinstance(value, tuple):
        return value
    if isinstance(value, _SAME_IN_ALL_LANES):
        return _made(value, map(Counted, value))
    if isinstance(value, _SHARED):
        return _of(value, "workspace", (type(value), *path))
    if all(isinstance(each, float) for each in value):
        return _of(value, "record", (type(value), *path))
    return _made(value, (_marked(each, (*path, number)) for number, each in enumerate(value)))


class _CountedNetwork(NetworkModel):
    """The Mesa model, without Ginis, which the ensemble works out only in months that are kept."""

    def _inequality(self, field: str) -> Any:
        return initial.NO_INEQUALITY


class Arithmetic(NamedTuple):
    """What a month does, for each organisation of the network.

    Attributes
    ----------
    operations : dict of str to float
        Of each kind: add (and subtract), multiply, divide, negate, compare, min or max; of the random
        generator's words multiply, add, and, xor, shift; convert (a word to a draw).
    shared, own : float
        Rows read: of the workspace, and of records (organisations, ties, localities). One that is read twice
        within one call of a phase or tally counts once.
    written : float
        Rows written.
    """

    operations: dict[str, float]
    shared: float
    own: float
    written: float

    @property
    def total(self) -> float:
        """All operations."""
        return sum(self.operations.values())


def arithmetic(scenario: Scenario) -> Arithmetic:
    """Count the arithmetic of the last month of a run of a scenario, for each of its organisations."""
    model = _CountedNetwork(scenario.with_horizon(1), collect=False)
    while model.month < 0:
        model.step()
    done.clear()
    names = [name for name in vars(aggregates) if name.startswith(("add_", "mean_of_"))]
    patches = [mock.patch.object(aggregates, name, _phase(getattr(aggregates, name))) for name in names]
    phases = ("opening", "member", "tie", "locality", "closing")
    patches += [mock.patch.object(month, name, _phase(getattr(month, name))) for name in phases]
    for each in patches:
        each.start()
    try:
        with _counting_builtins():
            model.step()
            _count_strengths(model, schedule_of(scenario))
            _count_costs(model, schedule_of(scenario))
    finally:
        for each in patches:
            each.stop()
    organisations = len(scenario.network.organisations)
    _count_draws(organisations)
    _count_reach_and_ties(structure_of(scenario.network))
    per = {name: count / organisations for name, count in done.items()}
    shared, own, written = (per.pop(name) for name in ("read workspace", "read record", "write"))
    return Arithmetic(dict(sorted(per.items())), shared, own, written)


def _count_strengths(model: NetworkModel, schedule: Schedule) -> None:
    for turn in schedule.turns[-1].tolist():
        numbers = _of((0.5, 1.0, 3.0, 6.0), "workspace", (turn[0],))
        _seen.clear()
        p = _of(model.p, "workspace", (Parameters,))
        levers.strength_after(numbers[0], Turn(*map(Counted, turn)), *numbers[1:], p)
        done["write"] += 1


def _count_costs(model: NetworkModel, schedule: Schedule) -> None:
    _seen.clear()
    members, net = _of(model.members, "workspace"), _of(model.net, "workspace", (NetworkState,))
    p = _of(model.p, "workspace", (Parameters,))
    paid = levers.grant_and_time(net, members, p)
    for number, lever in enumerate(load_levers()):
        due = Due(*map(Counted, schedule.dues[-1, number].tolist()))
        effort, before, yearly, once = _of((1.0, 0.0, 1000.0, 100.0), "workspace", (lever,))
        payment = levers.payment(due, effort, before, members.posts_added, yearly, once)
        paid = levers.add_payment(paid, Payers(*map(Counted, payer_of(lever))), payment)
        done["write"] += 1
    nothing = Costs(*(Spent(0.0, 0.0) for _ in Costs._fields))
    levers.add_costs(_of(nothing, "workspace", (Costs,)), paid)
    done["write"] += len(Costs._fields) * len(Spent._fields)


def _count_draws(organisations: int) -> None:
    for purposes, entities in ((NETWORK_DRAWS, 1), (ORGANISATION_DRAWS, organisations)):
        for _ in range(entities):
            for turn in {purpose // WORDS for purpose in purposes}:
                key = entity_key("organisation", str(turn))
                counter = (Word(1), Word(turn), Word(key & 0xFFFFFFFF), Word(key >> 32))
                philox(counter, (1, Word(1)))  # the seed is the same in all lanes
            # A word becomes a draw by a shift, a conversion and a division.
            done["word shift"] += len(purposes)
            done["convert"] += len(purposes)
            done["divide"] += len(purposes)
            done["write"] += len(purposes)


def _count_reach_and_ties(plan: Structure) -> None:
    """Add what the model multiplies itself: strengths and reach of levers, weights and strengths of ties.

    Both ends of a tie multiply its weight by its strength.
    """
    reached, ends = len(Levers._fields) * len(plan.organisations), 2 * len(plan.ties)
    done["multiply"] += reached + ends
    done["read workspace"] += reached
    done["read record"] += 2 * ends
