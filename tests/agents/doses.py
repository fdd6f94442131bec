"""Whether half a lever, and a lever for a tenth of the organisations, cost and gain their part.

What is paid for by the post costs as many posts as are filled: more than half of them where half are asked
for, as people to hire are few.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from analysis.validation.cases import Change, Floats, interval, pulled
from sim import simulate_each
from sim.inputs.levers import Lever, load_levers
from sim.model.outcomes import OUTCOMES
from tests.agents.runs import run
from tests.agents.table import Line, Setting

HORIZON = 60
HALF = 0.5
EVERY = 10  # of so many organisations one is reached
NEAR = 0.05  # within which a part of the cost is as asked
NEW_POSTS = ("new_nurses", "new_specialists")
CHANCE = 2.0  # standard errors that a part may gain more than the whole


class Bought(NamedTuple):
    """What came of a lever, or of a part of it: what it cost and what it gained, (runs,)."""

    cost: Floats
    gains: Mapping[str, Floats]


def lines(setting: Setting, levers: Iterable[Lever] | None = None) -> Iterator[Line]:
    """Each lever beside half of it, and beside itself for a tenth of the organisations."""
    every = setting.base.network.organisations
    some = every[::EVERY]
    for lever in levers or load_levers().values():
        parts = {"half": (_pulled(lever, strength=HALF), HALF)}
        if lever.scope == "organisations":
            reach = {"name": [each.name for each in some]}
            parts["a tenth"] = _pulled(lever, reach=reach), len(some) / len(every)
        changes = [pulled(lever.name), *(change for change, _ in parts.values())]
        whole, *bought = _bought(setting, lever, changes)
        filled = _posts_filled(setting, changes) if lever.by_post else [0.0] * len(changes)
        for (name, (_, units)), part, posts in zip(parts.items(), bought, filled[1:], strict=True):
            if not _is_free(lever):
                asked = posts / filled[0] if lever.by_post else units
                yield _cost(f"{lever.name}, {name}: cost", part, whole, asked)
            yield _gain(f"{lever.name}, {name}", part, whole)


def _is_free(lever: Lever) -> bool:
    """Whether it costs nothing: no price, and no money that it adds to the grant."""
    return not (lever.cost.yearly.value or lever.cost.one_off.value or lever.sizes.get("extra"))


def _pulled(lever: Lever, **what: object) -> Change:
    """Pull a lever from month 0 on, as `pulled` does, but in part."""
    filled_already = {"ramp_up": 0} if lever.name == "coordinator" else {}
    return interval(lever.name, start=0, **filled_already, **what)


def _bought(setting: Setting, lever: Lever, changes: list[Change]) -> list[Bought]:
    """What changes of the base bring, and what the lever's payer spends on them from month 0 on."""
    base = setting.base
    kept = ["funding", *lever.moves]
    found = simulate_each(
        [base, *(each(base) for each in changes)],
        setting.runs,
        setting.seed,
        parameters=setting.parameters,
        months=range(-1, HORIZON + 1),
        outcomes=list(dict.fromkeys(kept)),
    )
    names = {name: number for number, name in enumerate(found.names)}
    spent = found.costs[:, :, 1:, found.payers.index(lever.cost.payer)].sum(axis=(-1, -2))
    if lever.cost.payer == "commissioner" and lever.cost.yearly.value > 0:
        # What the grant comes to is no part of the lever's price.
        spent = spent - found.outcomes[:, :, 1:, names["funding"]].sum(axis=-1) / 12.0
    gained = {
        each: (found.outcomes[1:, :, -1, names[each]] - found.outcomes[0, :, -1, names[each]])
        * (-1.0 if OUTCOMES[each].better == "lower" else 1.0)
        for each in lever.moves
    }
    return [
        Bought(spent[number + 1] - spent[0], {each: values[number] for each, values in gained.items()})
        for number in range(len(changes))
    ]


def _posts_filled(setting: Setting, changes: list[Change]) -> list[float]:
    """Posts filled because of a lever, as they are paid for by the year: the mean of the ends of years."""
    years = range(12, HORIZON + 1, 12)
    found = [run(setting, each(setting.base), years, members=True) for each in changes]
    return [
        float(np.mean([each.member(state, year).sum(axis=1) for state in NEW_POSTS for year in years]))
        for each in found
    ]


def _cost(what: str, part: Bought, whole: Bought, asked: float) -> Line:
    most = float(whole.cost.mean())
    found = float(part.cost.mean()) / most
    return Line(what, f"{found:.3f} of GBP {most:,.0f}", f"{asked:.3f}", abs(found - asked) <= NEAR)


def _gain(what: str, part: Bought, whole: Bought) -> Line:
    """The gain in what the whole moves most, beside the whole's."""
    outcome = max(whole.gains, key=lambda each: whole.gains[each].mean() / OUTCOMES[each].worthwhile)
    some, most = part.gains[outcome], whole.gains[outcome]
    beyond = some - most
    by_chance = CHANCE * float(beyond.std(ddof=1)) / np.sqrt(len(beyond))
    shown = f"{some.mean():+.4g} of {most.mean():+.4g}"
    return Line(f"{what}: {outcome}", shown, "no more", bool(beyond.mean() <= by_chance))
