"""What a hub that leaves costs its own spokes, and what it costs others."""

from collections.abc import Iterator

import numpy as np

from tests.agents.runs import run
from tests.agents.table import Line, Setting, signed

LEAVES, LOOKED_AT = 12, 36
STATES = ("awareness_core", "news", "engagement")
TIMES = 2.0


def lines(setting: Setting) -> Iterator[Line]:
    """Each hub leaves; what its spokes then lack beside what they would have had, and what others do."""
    stays = run(setting, setting.base, [LOOKED_AT], members=True)
    members = setting.base.network.organisations
    losses: dict[str, list[tuple[float, float]]] = {state: [] for state in STATES}
    for hub in setting.base.network.hubs:
        shock = {"month": LEAVES, "leaves": True, "organisations": {"name": hub.name}}
        left = run(setting, setting.base.with_shocks(shock), [LOOKED_AT], members=True)
        own = np.array([each.hub == hub.name for each in members])
        others = np.array([each.role == "spoke" and each.hub != hub.name for each in members])
        for state in STATES:
            lost = (stays.member(state, LOOKED_AT) - left.member(state, LOOKED_AT)).mean(axis=0)
            losses[state].append((float(lost[own].mean()), float(lost[others].mean())))
        (one, other), what = losses[STATES[0]][-1], f"{hub.name} leaves: {STATES[0]} lost"
        yield Line(what, f"{signed(one)} own, {signed(other)} others")
    for state in STATES:
        one, other = np.mean(losses[state], axis=0)
        times = one / other if other > 0 else np.inf
        asked, met = (f"at least {TIMES:.0f} times", times >= TIMES) if state == STATES[0] else ("", None)
        yield Line(
            f"{state} lost, mean over hubs: own to other spokes",
            f"{signed(one)} to {signed(other)}: {times:.1f} times",
            asked,
            None if met is None else bool(met and one > 0),
        )
