"""The study repeated inside the model: who would have been asked in month 0, and who would have taken part.

Phase 1 asks everybody who sits in the network's structures. Phase 2 seeks out organisations that are not yet
heard, far away or weakly engaged and asks some of their other staff, whom the people it interviews suggest,
and last whom those of phase 1 suggest. Whoever does not know the network feels unable to comment. It ends
when as many as expected are interviewed, when nothing new comes up, or when nobody is left to ask.

So what the model says can be set beside what the study found, like with like. The study chose its people
on purpose, and here another network answers for its own: that counts agree is no fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.errors import Fault, WrongInput, number, quoted, suggestion
from sim.inputs.networks import Network
from sim.inputs.packaged import packaged
from sim.inputs.parameters import Parameter, load_quantities
from sim.model.structure import Structure, structure_of
from sim.sampling.parameter_sets import drawn
from sim.sampling.random_numbers import Purpose, draws, entity_key
from sim.simulation import Result

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Terms = Mapping[str, float]

MONTH = 0
PHASES = (1, 2)
PLACES = ("hub NHS", "hub non-NHS", "spoke NHS", "spoke non-NHS")
ROLES = ("clinical", "nursing", "management", "other")
ENDS = EXPECTED, SATURATION, NOBODY_LEFT = ("expected", "saturation", "nobody left")  # of phase 2
STATES = ("awareness_core", "awareness_wider", "engagement")
TIED_BY = ("attachment", "hubs", "shared_locality", "declared")  # facts of a tie from the outset
PERSONAL = (
    Purpose.STUDY_SEAT,
    Purpose.STUDY_KNOWS,
    Purpose.STUDY_CONSENTS,
    Purpose.STUDY_SUGGESTED,
    Purpose.STUDY_SUGGESTS,
    Purpose.STUDY_ELSEWHERE,
)  # in the order of the fields of Luck before the turn


class Answer(IntEnum):
    """What a person says when asked."""

    INTERVIEWED = 0
    UNABLE = 1
    UNWILLING = 2


class Study(NamedTuple):
    """What came of the study in every run, as tidy frames.

    Attributes
    ----------
    runs : DataFrame
        ``run``, ``parameter_set``; ``expected``, the people expected in phase 2; ``ended``, why that ended
        (``expected``, ``saturation`` or ``nobody left``); ``organisations`` heard in either phase.
    phases : DataFrame
        ``run``, ``phase``; people ``invited``, ``unable`` to comment, ``unwilling`` and ``interviewed``;
        ``organisations`` heard.
    places : DataFrame
        ``run``, ``phase``, ``place`` (hub or spoke, NHS or not), ``people`` interviewed.
    roles : DataFrame
        ``run``, ``phase``, ``role``, ``people`` interviewed.
    terms : DataFrame
        ``run``, and a column for each number of `study.yaml` as that run had it.
    """

    runs: pd.DataFrame
    phases: pd.DataFrame
    places: pd.DataFrame
    roles: pd.DataFrame
    terms: pd.DataFrame


class Staff(NamedTuple):
    """The people of a network, organisation by organisation, in the order of the network's files."""

    organisation: Ints  # of each person
    role: Ints  # of each person, by its place in ROLES
    keys: npt.NDArray[np.uint64]  # of each person
    starts: Ints  # of each organisation: its first person
    seats: Ints  # of each organisation: people in the network's structures
    place: Ints  # of each organisation, by its place in PLACES
    turns: npt.NDArray[np.uint64]  # of each organisation: its key
    distance: Floats  # of each organisation to the centre, km
    tied: tuple[tuple[int, ...], ...]  # of each organisation: those it is tied to


class Luck(NamedTuple):
    """The draws of one run: of each person, and the turn of each organisation."""

    seat: Floats
    knows: Floats
    consents: Floats
    suggested: Floats
    suggests: Floats
    elsewhere: Floats
    turn: Floats


class Standing(NamedTuple):
    """How the organisations of one run stand in month 0, (organisations,) each."""

    awareness_core: Floats
    awareness_wider: Floats
    engagement: Floats


class Field(NamedTuple):
    """What phase 2 goes out into in one run."""

    colleagues: list[list[int]]  # of each organisation: other staff not asked yet, the next one last
    takes_part: list[bool]  # each person, if asked
    suggests: list[float]  # their draws, of how many they suggest
    elsewhere: list[float]  # and of whether these work elsewhere
    turn: list[float]  # of each organisation
    staff: Staff
    t: Terms


class StudyRun(NamedTuple):
    """The study in one run: of each person the phase in which they were asked (0: never) and their answer."""

    phase: Ints
    answer: Ints
    ended: str


def virtual_study(result: Result, given: Terms | None = None) -> Study:
    """Repeat the study in month 0 of every run.

    Each draw hangs on the run and on whom it is for, so that both engines give the same study, and another
    organisation in the network changes nobody's answer.

    Parameters
    ----------
    result : Result
        Of `simulate(..., organisations=True)`, with month 0 kept.
    given : mapping of str to float, optional
        Numbers of `study.yaml` to stand over their priors, such as ``{"consent": 0.6}``.

    Raises
    ------
    WrongInput
        If the result lacks organisations in month 0, or a number is unknown or out of its range.
    """
    given = _checked(given or {})
    staff = staff_of(result.scenario.network)
    states, numbers = _month(result)
    terms = [_terms(each, result.seed) | given for each in numbers["parameter_set"].tolist()]
    every = range(len(numbers))
    lucks = numbers["luck"].tolist()
    study_runs = [
        conduct(staff, Standing(*states[run]), luck_of(staff, result.seed, lucks[run]), terms[run])
        for run in every
    ]
    return _tables(staff, numbers, terms, study_runs)


def phase_rates(study: Study) -> pd.DataFrame:
    """How many of those invited took part, run by run.

    Returns
    -------
    DataFrame
        ``run``; ``phase1_rate`` and ``phase2_rate``, people interviewed over people invited in that phase;
        ``achieved_of_expected``, people interviewed in phase 2 over those expected. Where nobody was
        invited a rate is NaN.
    """
    invited, interviewed = (
        study.phases.pivot(index="run", columns="phase", values=each) for each in ("invited", "interviewed")
    )
    rates = interviewed / invited
    expected = study.runs.set_index("run")["expected"]
    rows = {
        "phase1_rate": rates[1],
        "phase2_rate": rates[2],
        "achieved_of_expected": interviewed[2] / expected,
    }
    return pd.DataFrame(rows).reset_index()


# -- Numbers of the study ------------------------------------------------------------------


@cache
def terms_declared() -> dict[str, Parameter]:
    """The numbers of `study.yaml`, by their short names."""
    path = packaged("analysis.validation", "study.yaml")
    return {name.partition(".")[2]: each for name, each in load_quantities(path).items()}


@lru_cache(maxsize=4096)
def _terms(parameter_set: int, seed: int) -> dict[str, float]:
    """The numbers of a parameter set; each has its own draw, as the model's parameters have."""
    declared = terms_declared()
    keys = np.array([entity_key("parameter", each.name) for each in declared.values()], np.uint64)
    return drawn(declared, keys, parameter_set, seed)


def _checked(given: Terms) -> dict[str, float]:
    declared, faults = terms_declared(), []
    for name, value in given.items():
        if name not in declared:
            faults.append(
                Fault("given", f"{quoted(name)} is no number of the study", suggestion(name, declared))
            )
            continue
        low, high = declared[name].domain
        if not low <= value <= high:
            meant = f"{number(low)} or more" if np.isinf(high) else f"a number from {low:g} to {high:g}"
            faults.append(Fault("given", f"{name} is {value:g}", f"write {meant}"))
    if faults:
        raise WrongInput(*faults)
    return {name: float(value) for name, value in given.items()}


def _month(result: Result) -> tuple[Floats, pd.DataFrame]:
    """How organisations stand in month 0, (runs, states, organisations), and the runs' numbers."""
    frame, runs = result.organisations, result.outcomes
    numbers = runs.loc[runs["month"] == MONTH, ["run", "parameter_set", "luck"]].reset_index(drop=True)
    if frame is None or numbers.empty:
        lacking = "month 0" if frame is not None else "organisations"
        meant = "simulate with organisations=True and month 0 among the months"
        raise WrongInput(Fault("result", f"kept no {lacking}", meant))
    states = frame.loc[frame["month"] == MONTH, list(STATES)].to_numpy(float)
    return states.reshape(len(numbers), -1, len(STATES)).transpose(0, 2, 1), numbers


@lru_cache(maxsize=64)
def staff_of(network: Network) -> Staff:
    """List the people of a network, each with a key of their own."""
    structure = structure_of(network)
    people: list[tuple[int, int, int]] = []
    starts: list[int] = []
    for index, each in enumerate(network.organisations):
        starts.append(len(people))
        for role, name in enumerate(ROLES):
            heads = int(getattr(each, f"staff_{name}"))
            people += [
                (index, role, entity_key("person", f"{each.name}/{name}/{n}")) for n in range(1, heads + 1)
            ]
    organisation, role_of, keys = zip(*people, strict=True)
    return Staff(
        organisation=np.array(organisation, np.int64),
        role=np.array(role_of, np.int64),
        keys=np.array(keys, np.uint64),
        starts=np.array(starts, np.int64),
        seats=np.array([each.staff_core for each in network.organisations], np.int64),
        place=np.array(
            [2 * (each.role == "spoke") + (each.sector != "NHS") for each in network.organisations], np.int64
        ),
        turns=np.array([entity_key("organisation", each.name) for each in network.organisations], np.uint64),
        distance=np.array([each.distance for each in structure.organisations]),
        tied=tuple(_tied(structure, each) for each in range(len(structure.organisations))),
    )


def _tied(structure: Structure, organisation: int) -> tuple[int, ...]:
    """Those whom an organisation is tied to from the outset, and not those it may yet come to know."""
    return tuple(
        other
        for tie, other, _ in structure.peers[organisation]
        if any(getattr(structure.ties[tie][2], each) > 0.0 for each in TIED_BY)
    )


def luck_of(staff: Staff, seed: int, luck: int) -> Luck:
    """The draws of one run."""
    personal = draws(seed, luck, MONTH, staff.keys, np.array(PERSONAL)[:, None])
    return Luck._make([*personal, draws(seed, luck, MONTH, staff.turns, Purpose.STUDY_TURN)])


# -- The study -----------------------------------------------------------------------------


def conduct(staff: Staff, standing: Standing, luck: Luck, t: Terms) -> StudyRun:
    """Do both phases of the study in one run (F34, F35, F37, F38, F53)."""
    of = staff.organisation
    core = _seated(staff, luck, t)
    informed = standing.awareness_core + (1.0 - standing.awareness_core) * t["seat_informs"]
    knows = luck.knows < np.where(core, informed[of], standing.awareness_wider[of])
    consents = luck.consents < np.where(core, t["core_consent"], t["consent"])
    answer = np.where(knows, np.where(consents, Answer.INTERVIEWED, Answer.UNWILLING), Answer.UNABLE)
    takes_part = answer == Answer.INTERVIEWED
    first = np.flatnonzero(core & takes_part)
    first = first[np.argsort(luck.suggested[first])]
    field = Field(
        _suggested(staff, core, knows, luck, t),
        takes_part.tolist(),
        luck.suggests.tolist(),
        luck.elsewhere.tolist(),
        luck.turn.tolist(),
        staff,
        t,
    )
    asked, ended = recruitment(_sought(first, standing, field), first.tolist(), field)
    phase = core.astype(np.int64)
    phase[asked] = 2
    return StudyRun(phase, answer.astype(np.int64), ended)


def _seated(staff: Staff, luck: Luck, t: Terms) -> Truths:
    """Who sits in the network's structures: as many of each organisation as its file says."""
    weights = np.array([1.0 if name == "nursing" else t[f"seats_{name}"] for name in ROLES])
    first = _rank(staff, luck.seat, weights[staff.role])
    seated: Truths = first < staff.seats[staff.organisation]
    return seated


def _suggested(staff: Staff, core: Truths, knows: Truths, luck: Luck, t: Terms) -> list[list[int]]:
    """For each organisation its other staff, the last to be suggested first."""
    rank = _rank(staff, luck.suggested, np.where(knows, t["knowing_likelier"], 1.0))
    last_first = np.lexsort((-rank, staff.organisation))
    others = last_first[~core[last_first]]
    bounds = np.searchsorted(staff.organisation[others], np.arange(len(staff.seats) + 1)).tolist()
    people: list[int] = others.tolist()
    return [people[begin:end] for begin, end in pairwise(bounds)]


def _rank(staff: Staff, u: Floats, weights: Floats) -> Ints:
    """The place of each person when those of their organisation are drawn one by one by weight, from 0."""
    with np.errstate(divide="ignore", invalid="ignore"):  # who weighs nothing comes last
        order = np.lexsort((-np.log1p(-u) / weights, staff.organisation))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    places: Ints = rank - staff.starts[staff.organisation]
    return places


def _sought(first: Ints, standing: Standing, field: Field) -> list[int]:
    """Organisations that phase 2 seeks out: those with most reasons first, then by turn (F35)."""
    staff, t = field.staff, field.t
    heard = np.bincount(staff.organisation[first], minlength=len(staff.seats)) > 0
    weak = standing.engagement <= np.quantile(standing.engagement, t["weakly_engaged"])
    reasons = (~heard).astype(int) + (staff.distance >= t["far"]) + weak
    order = np.lexsort((np.array(field.turn), -reasons))
    return [each for each in order.tolist() if reasons[each]]


def recruitment(sought: Sequence[int], first: Sequence[int], field: Field) -> tuple[list[int], str]:
    """Whom phase 2 asks, in that order, and why it ends; whom those it interviews suggest is asked next."""
    t = field.t
    asked: list[int] = []
    interviewed = 0
    for organisation in _invitations(sought, first, field):
        todo = [organisation]
        while todo:
            left = field.colleagues[todo.pop()]
            if not left:
                continue
            asked.append(left.pop())
            if not field.takes_part[asked[-1]]:
                continue
            interviewed += 1
            if interviewed >= round(t["expected"]):
                return asked, EXPECTED
            if interviewed >= round(t["saturation"]):
                return asked, SATURATION
            todo += _suggestions(asked[-1], t["suggested_each"], field)
    return asked, NOBODY_LEFT


def _invitations(sought: Sequence[int], first: Sequence[int], field: Field) -> Iterator[int]:
    """Where somebody is invited: at the organisations sought out, then where phase 1 suggests."""
    for organisation in sought:
        yield from [organisation] * round(field.t["invited_each"])
    for person in first:
        yield from _suggestions(person, field.t["suggested_before"], field)


def _suggestions(person: int, many: float, field: Field) -> list[int]:
    """Where those work whom a person suggests, `many` on average (F35)."""
    where = int(field.staff.organisation[person])
    if field.elsewhere[person] < field.t["suggested_elsewhere"]:
        others = [each for each in field.staff.tied[where] if field.colleagues[each]]
        where = min(others, key=field.turn.__getitem__, default=where)
    return [where] * int(many + field.suggests[person])


# -- Tidy frames ---------------------------------------------------------------------------


def _tables(
    staff: Staff, numbers: pd.DataFrame, terms: list[dict[str, float]], study_runs: list[StudyRun]
) -> Study:
    runs = numbers["run"].to_numpy()
    phase, answer = (np.array([each[place] for each in study_runs]) for place in (0, 1))
    run, person = np.nonzero(phase)
    asked = pd.DataFrame(
        {
            "run": runs[run],
            "phase": phase[run, person],
            "answer": answer[run, person],
            "organisation": staff.organisation[person],
            "place": np.array(PLACES)[staff.place[staff.organisation[person]]],
            "role": np.array(ROLES)[staff.role[person]],
        }
    )
    interviewed = asked[asked["answer"] == Answer.INTERVIEWED]
    heard = interviewed.groupby("run")["organisation"].nunique().reindex(runs, fill_value=0)
    phases = pd.MultiIndex.from_product([runs, PHASES], names=["run", "phase"])
    numbers_of_runs = pd.DataFrame(terms)
    return Study(
        runs=pd.DataFrame(
            {
                "run": runs,
                "parameter_set": numbers["parameter_set"].to_numpy(),
                "expected": numbers_of_runs["expected"].round().astype(int),
                "ended": [each.ended for each in study_runs],
                "organisations": heard.to_numpy(),
            }
        ),
        phases=_phases(asked, interviewed, phases),
        places=_people(interviewed, runs, "place", PLACES),
        roles=_people(interviewed, runs, "role", ROLES),
        terms=pd.concat([numbers[["run"]], numbers_of_runs], axis=1),
    )


def _phases(asked: pd.DataFrame, interviewed: pd.DataFrame, phases: pd.MultiIndex) -> pd.DataFrame:
    """People invited, unable, unwilling and interviewed, and organisations heard."""
    answers = asked.groupby([*phases.names, "answer"]).size().unstack(fill_value=0)
    answers = answers.reindex(index=phases, columns=list(Answer), fill_value=0)
    heard = interviewed.groupby(phases.names)["organisation"].nunique().reindex(phases, fill_value=0)
    columns = {
        "invited": answers.sum(axis=1),
        "unable": answers[Answer.UNABLE],
        "unwilling": answers[Answer.UNWILLING],
        "interviewed": answers[Answer.INTERVIEWED],
        "organisations": heard,
    }
    return pd.DataFrame(columns).reset_index()


def _people(interviewed: pd.DataFrame, runs: Ints, group: str, groups: Sequence[str]) -> pd.DataFrame:
    """People interviewed in each phase, by the group that each person belongs to."""
    every = pd.MultiIndex.from_product([runs, PHASES, groups], names=["run", "phase", group])
    counts: pd.Series[int] = interviewed.groupby(every.names).size().reindex(every, fill_value=0)
    return counts.reset_index(name="people")
