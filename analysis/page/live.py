"""Rooms that a server holds, and its answers: the settings that pages ask for, each run once."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from analysis.page.choices import Choice, Future, future_of
from analysis.page.packing import pack
from analysis.page.room import lever_data, parameter_data, room
from analysis.page.settings import Base, Many, Runs, run_base, run_first, run_many, run_one
from analysis.page.switches import Board, board
from analysis.runs import provenance
from sim.inputs.errors import WrongInput
from sim.inputs.levers import all_parameters, load_levers
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario, load_scenario

ANSWERS_KEPT = 300  # of some 50 kB each
BASES_KEPT = 4  # of some 12 MB each
SHIPPED = "baseline"
QUICK = 1  # how hard what goes no further than this computer is compressed
# Of the two halves of an answer, all runs and the typical run, one is made beside the other.
_beside = ThreadPoolExecutor(1, thread_name_prefix="typical")


class Room:
    """A scenario with its switches, as pages have it.

    Parameters
    ----------
    name : str
        By which pages ask for it.
    board : Board
    runs : Runs
    """

    def __init__(self, name: str, board: Board, runs: Runs) -> None:
        self.name, self.board, self.runs = name, board, runs
        self._bases: OrderedDict[Scenario, Base] = OrderedDict()
        self._answers: OrderedDict[tuple[int, Future], bytes] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def base(self) -> Base:
        """The scenario as it is."""
        return run_base(self.board, self.runs)

    def known(self, choice: Choice) -> bytes | None:
        """Give a setting that was asked for before, packed.

        Raises
        ------
        WrongInput
            If there is no such setting.
        """
        key = choice.bundle, future_of(self.board, choice)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def answer(self, choice: Choice) -> bytes:
        """Run a setting and pack it; call it for one at a time, for each takes all cores.

        Raises
        ------
        WrongInput
            If there is no such setting.
        """
        key = choice.bundle, future_of(self.board, choice)
        future, of = key[1]
        one = _beside.submit(run_one, future, self.base, self.runs)
        found = pack([choice.bundle], self._many(future, of), [one.result()], effort=QUICK)
        with self._lock:
            _keep(self._answers, key, found, ANSWERS_KEPT)
        return found

    def _many(self, future: Scenario, of: Scenario) -> Many:
        """Run a setting, and first what it is held against, unless that was run before.

        The typical run stays the same, whatever is changed.
        """
        if of == self.board.scenario:
            return run_many([future], self.base, self.runs)
        if of in self._bases:
            self._bases.move_to_end(of)
            return run_many([future], self._bases[of], self.runs)
        base, many = run_first(future, of, self.base.typical, self.runs)
        _keep(self._bases, of, base, BASES_KEPT)
        return many


def _keep(kept: OrderedDict[Any, Any], key: Any, value: Any, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)


@dataclass(frozen=True)
class Rooms:
    """All rooms of a server, by name; the first is where a page begins."""

    rooms: dict[str, Room]

    def of(self, name: str) -> Room | None:
        """Give the room of this name, or the first where none is named; None if there is none."""
        return self.rooms.get(name) if name else next(iter(self.rooms.values()))

    def warm(self) -> None:
        """Run what the first page will ask for, so that nobody waits for what happens but once."""
        room = self.of("")
        assert room is not None
        for bundle in range(min(2, room.board.count)):
            room.answer(Choice(bundle=bundle))

    def data(self, name: str) -> dict[str, Any]:
        """Give all that holds for a room: what a page in a file has, and what there is besides to set.

        Its `digest` is another as soon as any of it is, or the program.
        """
        chosen = self.rooms[name]
        scenario = chosen.board.scenario
        data = {
            **room(chosen.board, chosen.base, chosen.runs, "server"),
            "name": name,
            "rooms": [
                {
                    "name": each.name,
                    "title": each.board.scenario.title,
                    "network": each.board.scenario.network.title,
                }
                for each in self.rooms.values()
            ],
            "levers": [lever_data(each, scenario.levers.get(each.id, ())) for each in load_levers().values()],
            "parameters": [parameter_data(each) for each in all_parameters().values()],
        }
        whole = json.dumps([data, provenance.program_digest()], sort_keys=True)
        return {**data, "digest": hashlib.sha256(whole.encode()).hexdigest()}


def rooms(
    scenarios: Sequence[Scenario], networks: Sequence[Network], written: str | None, runs: Runs
) -> Rooms:
    """Lay out the rooms of a server.

    Scenarios that switches make of the first are prepared futures in its room, and the others have rooms of
    their own. So has the first on each further network, and the shipped one where its network is not there.

    Parameters
    ----------
    scenarios : sequence of Scenario
        At least one.
    networks : sequence of Network
        On which the first scenario is played too.
    written : str, optional
        Names of levers and barriers, as `board` takes them.
    runs : Runs

    Raises
    ------
    WrongInput
        With what is wrong in the switches, or if a scenario cannot be played on a network.
    """
    first, *others = scenarios
    boards = _boards(first, others, written)
    boards += [board(first.with_network(each), (), written) for each in networks]
    shipped = load_scenario(SHIPPED)
    if all(each.scenario.network != shipped.network for each in boards):
        boards.append(board(shipped))
    found: dict[str, Room] = {}
    for each in boards:
        name = _name(each.scenario, found)
        found[name] = Room(name, each, runs)
    return Rooms(found)


def _boards(first: Scenario, others: Sequence[Scenario], written: str | None) -> list[Board]:
    """Lay out the first scenario with all others that go with it, and each of the rest by itself."""
    joined = board(first, (), written)
    prepared: list[Scenario] = []
    apart: list[Board] = []
    for other in others:
        try:
            joined = board(first, [*prepared, other], written)
            prepared.append(other)
        except WrongInput:
            apart.append(board(other))
    return [joined, *apart]


def _name(scenario: Scenario, taken: Mapping[str, object]) -> str:
    """Name a room after its scenario, and where there is one of this name after its network as well."""
    name, number = scenario.name, 1
    while name in taken:
        name = f"{scenario.name} on {scenario.network.name}" + (f" {number}" if number > 1 else "")
        number += 1
    return name
