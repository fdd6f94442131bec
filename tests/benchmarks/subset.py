"""A month in plain NumPy, vectorised over runs: as one would write a model of prototype's size.

12 states, 13 rules and 40 parameters, on (runs, organisations) arrays: awareness, commitment, tractability,
engagement, trust, skill, adoption, ties, and of the network's core its flow of information, governance,
guidelines and achievements. The real month has many times its arithmetic, so that the two are to be
compared by the time for each arithmetic operation, which is given beside the time.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STATES = (
    "awareness", "commitment", "tractability", "engagement", "trust", "skill", "adoption", "tie",
    "information", "governance", "guidelines", "achievements",
)  # fmt: skip
RULES, PARAMETERS = 13, 40
OF_CORE = 4  # the last of the states belong to the network's core, and have one number a run


def bounded(x: Any) -> Any:
    return np.minimum(1.0, np.maximum(0.0, x))


def month(s: dict[str, Any], p: list[Any], luck: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """One month of all runs; parameters are (runs, 1), states of the core as well."""
    near, ends = facts["near"], facts["ties"]
    heard = (s["engagement"][:, ends] * facts["weight"]).sum(axis=2) * s["tie"]
    news = s["information"] * (1.0 - p[0] * (1.0 - near))
    taking_part = s["engagement"] * s["awareness"] * (1.0 - p[1] * (1.0 - s["commitment"])) * (2.0 * luck)

    x = s["awareness"]
    awareness = x + (p[2] * news + p[3] * taking_part + p[4] * heard) * (1.0 - x) - p[5] / 12.0 * x
    x = s["commitment"]
    commitment = (
        x + (p[6] * s["trust"] + p[7] * s["achievements"]) * (1.0 - x) - (p[8] + p[9] * facts["own"]) * x
    )
    x = s["tractability"]
    tractability = (
        x + (p[10] * s["adoption"] + p[11] * s["achievements"]) * (1.0 - x) - p[12] * (1.0 - near) * x
    )
    x = s["engagement"]
    pull = (p[13] * news + p[14] * heard) * s["tractability"] * (1.0 - p[15] * (1.0 - s["commitment"]))
    engagement = x + pull * (1.0 - x) - (p[16] + p[17] * (1.0 - s["skill"])) * x
    x = s["trust"]
    trust = x + p[18] * s["governance"] * taking_part * (1.0 - x) - (p[19] * facts["rivalry"] + p[20]) * x
    x = s["skill"]
    skill = x + p[21] * s["guidelines"] * taking_part * (1.0 - x) - p[22] / 12.0 * x
    x = s["adoption"]
    adoption = (
        x
        + p[23] * s["guidelines"] * (1.0 - p[24] * (1.0 - s["skill"])) * s["engagement"] * (1.0 - x)
        - p[25] * x
    )
    x = s["tie"]
    tie = x + (p[26] * taking_part + p[27] * s["trust"]) * (1.0 - x) - p[28] * x

    engaged, adopted = taking_part.mean(axis=1, keepdims=True), adoption.mean(axis=1, keepdims=True)
    x = s["information"]
    information = x + (p[29] + p[30] * engaged) * (1.0 - x) - p[31] * x
    x = s["governance"]
    governance = x + (p[32] * engaged + p[33] * s["information"]) * (1.0 - x) - p[34] * x
    x = s["guidelines"]
    guidelines = x + p[35] * s["governance"] * (1.0 - x) - p[36] * x
    x = s["achievements"]
    achievements = x + (p[37] * adopted + p[38] * engaged) * (1.0 - x) - p[39] * x

    after = (
        awareness, commitment, tractability, engagement, trust, skill, adoption, tie, information, governance,
        guidelines, achievements,
    )  # fmt: skip
    return {name: bounded(x) for name, x in zip(STATES, after, strict=True)}


def run(runs: int, organisations: int, months: int, kind: type[Any] | None = None) -> dict[str, Any]:
    """Run so many runs; `kind` is a kind of array that counts."""
    rng = np.random.default_rng(1)

    def array(*shape: int) -> Any:
        values = rng.uniform(0.0, 1.0, shape)
        return values if kind is None else values.view(kind)

    p = [array(runs, 1) * 0.1 for _ in range(PARAMETERS)]
    own = len(STATES) - OF_CORE
    s = {name: array(runs, organisations if number < own else 1) for number, name in enumerate(STATES)}
    facts = {name: array(1, organisations) for name in ("near", "own", "rivalry")}
    facts["ties"] = (np.arange(organisations)[:, None] + np.array([1, 2, -1, -2])) % organisations
    facts["weight"] = array(organisations, 4) / 4.0
    for _ in range(months):
        s = month(s, p, array(runs, organisations), facts)
    return s


class _Counting(np.ndarray[Any, Any]):
    """An array that counts the operations done on its numbers."""

    done = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [np.asarray(each) if isinstance(each, _Counting) else each for each in inputs]
        found = getattr(ufunc, method)(*plain, **{k: v for k, v in options.items() if k != "out"})
        _Counting.done += np.size(plain[0]) if method == "reduce" else np.size(found)
        return np.asarray(found).view(_Counting)


def operations(organisations: int) -> float:
    """Arithmetic operations for each organisation in a month, draws left out."""
    run(8, organisations, 0, _Counting)
    _Counting.done = 0
    run(8, organisations, 1, _Counting)
    once = _Counting.done
    _Counting.done = 0
    run(8, organisations, 2, _Counting)
    return (_Counting.done - once) / 8 / organisations
