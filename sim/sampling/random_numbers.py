"""Keyed random numbers: each draw is a pure function of what it is for.

A draw hangs on (seed, luck, month, entity, purpose) and on nothing else, through the counter-based
generator Philox 4x32-10 (Salmon et al. 2011). So scenarios compared under one seed share their luck
exactly, a run can be repeated alone, and adding a lever, an organisation or a run moves no other draw.

One turn of the generator gives four words of 32 bits, and so the draws of four purposes; a draw is the
upper 31 bits of its word, which is far finer than any chance in the model.
"""

import hashlib
from enum import IntEnum
from numbers import Integral
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.timing import FIRST_MONTH

Word = TypeVar("Word", int, npt.NDArray[Any])

LARGEST_SEED = 2**32 - 1

WORDS = 4  # purposes that share one turn of the generator
STEPS = 2147483648.0  # a draw is a whole number of steps of 1 / 2**31

_MASK = 0xFFFFFFFF
_MULTIPLIER_0, _MULTIPLIER_2 = 0xD2511F53, 0xCD9E8D57
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85


class Purpose(IntEnum):
    """What a draw is for. Numbers are given once and never change or are used again."""

    RENEWAL = 1
    COORDINATOR_LEAVES = 2
    COORDINATOR_FOUND = 3
    LEADER_LEAVES = 4
    LEADER_JOINS = 5
    # 6 to 13 and 15 are used up, by what organisations drew in version 0.1.0.
    PRIOR = 14
    REGION = 16
    RIVAL = 17
    # The virtual study, of analysis.validation: by persons, but for the turn, by organisations.
    STUDY_SEAT = 32
    STUDY_KNOWS = 33
    STUDY_CONSENTS = 34
    STUDY_SUGGESTED = 35
    STUDY_SUGGESTS = 36
    STUDY_ELSEWHERE = 37
    STUDY_TURN = 38
    MEETING = 40
    STUDY_DAY = 41
    VIRTUAL_SESSION = 42
    TAKE_UP = 43
    SPECIALISTS_LEAVE = 44
    SPECIALISTS_JOIN = 45
    NURSES_LEAVE = 46
    NURSES_JOIN = 47
    OTHERS_LEAVE = 48
    OTHERS_JOIN = 49
    RECORDS_MOVE = 50
    RECORDS_FAIL = 51
    RAISED_INCOME = 52
    READINESS = 56
    INWARDNESS = 57
    ABILITY = 58
    BACKING = 59
    STEADINESS = 60
    SECURITY = 61
    PROGRAMME_STALLS = 64
    PROGRAMME_RESUMES = 65
    CALIBRATION = 66  # the steps of a search for sets that agree with a user's figures


NETWORK_DRAWS = (
    Purpose.RENEWAL,
    Purpose.COORDINATOR_LEAVES,
    Purpose.COORDINATOR_FOUND,
    Purpose.LEADER_LEAVES,
    Purpose.LEADER_JOINS,
    Purpose.PROGRAMME_STALLS,
    Purpose.PROGRAMME_RESUMES,
)  # every month, in the order of the fields of NetworkLuck
ORGANISATION_DRAWS = (
    Purpose.MEETING,
    Purpose.STUDY_DAY,
    Purpose.VIRTUAL_SESSION,
    Purpose.TAKE_UP,
    Purpose.SPECIALISTS_LEAVE,
    Purpose.SPECIALISTS_JOIN,
    Purpose.NURSES_LEAVE,
    Purpose.NURSES_JOIN,
    Purpose.OTHERS_LEAVE,
    Purpose.OTHERS_JOIN,
    Purpose.RECORDS_MOVE,
    Purpose.RECORDS_FAIL,
    Purpose.RAISED_INCOME,
)  # every month, in the order of the fields of OrganisationLuck
CHARACTER_DRAWS = (
    Purpose.READINESS,
    Purpose.INWARDNESS,
    Purpose.ABILITY,
    Purpose.BACKING,
    Purpose.STEADINESS,
    Purpose.SECURITY,
)  # once, in an organisation's first month, in the order of the fields of Character


def philox(counter: tuple[Word, Word, Word, Word], key: tuple[int, int]) -> tuple[Word, Word, Word, Word]:
    """Encrypt a counter of four 32-bit words under a key of two: ten rounds of Philox 4x32.

    Works on Python integers, word by word on arrays of unsigned 64-bit integers, and compiled on signed
    64-bit ones, whose product may overflow: of its upper half no more than 32 bits are kept.
    """
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        product0 = x0 * _MULTIPLIER_0
        product2 = x2 * _MULTIPLIER_2
        x0, x1, x2, x3 = (
            ((product2 >> 32) & _MASK) ^ x1 ^ k0,
            product2 & _MASK,
            ((product0 >> 32) & _MASK) ^ x3 ^ k1,
            product0 & _MASK,
        )
        k0, k1 = (k0 + _WEYL_0) & _MASK, (k1 + _WEYL_1) & _MASK
    return x0, x1, x2, x3


def check_key(name: str, value: object) -> None:
    """Refuse a seed or run that is no whole number from 0 to 2**32 - 1: it would share others' luck.

    Raises
    ------
    WrongInput
        With what is wrong.
    """
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or not 0 <= int(value) <= LARGEST_SEED:  # type: ignore[call-overload]
        raise WrongInput(Fault(name, f"{value!r} is not a whole number from 0 to {LARGEST_SEED}", ""))


def entity_key(kind: str, name: str) -> int:
    """The 64-bit key of an entity: a hash of its kind and name, so that positions do not matter."""
    digest = hashlib.blake2b(f"{kind}\x00{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def draw(seed: int, luck: int, month: int, entity: int, purpose: Purpose) -> float:
    """One draw in [0, 1).

    Parameters
    ----------
    seed, luck : int
        0 to 2**32 - 1 each.
    month : int
        From -24 on.
    entity : int
        As `entity_key` gives it.
    purpose : Purpose
        What the draw is for.
    """
    turn, word = divmod(int(purpose), WORDS)
    counter = (month - FIRST_MONTH, turn, entity & _MASK, entity >> 32)
    return (philox(counter, (seed, luck))[word] >> 1) / STEPS


def draws(
    seed: int, luck: int, months: npt.ArrayLike, entities: npt.ArrayLike, purposes: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Many draws at once, bit by bit those of `draw`; months, entities and purposes are broadcast.

    Returns
    -------
    array of float
        In [0, 1), of the broadcast shape.
    """
    month, entity, purpose = np.broadcast_arrays(
        np.asarray(months, np.int64), np.asarray(entities, np.uint64), np.asarray(purposes, np.uint64)
    )
    counter = (
        (month - FIRST_MONTH).astype(np.uint64),
        purpose // np.uint64(WORDS),
        entity & np.uint64(_MASK),
        entity >> np.uint64(32),
    )
    words = philox(counter, (seed, luck))
    chosen: npt.NDArray[np.uint64] = np.choose((purpose % np.uint64(WORDS)).astype(np.intp), words)
    return (chosen >> np.uint64(1)).astype(np.float64) / STEPS
