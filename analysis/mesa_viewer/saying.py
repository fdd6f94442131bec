"""What the viewer says in words: what is shown, and what the pictures show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.mesa_viewer.asked import Asked, Shown, gathered, lever_titles
from analysis.report import words
from sim.sampling.random_numbers import FIRST_MONTH

if TYPE_CHECKING:
    from sim.engine.mesa_model import NetworkModel

SCHEMATIC = "A schematic: directions from the centre hold, far distances are drawn shorter."
RESET = "What is changed here is run from the next Reset on."
SETS = {
    "accepted": "a set of parameters that calibration accepted",
    "prior": "parameters drawn from their ranges",
    "central": "best guesses of the parameters",
}
ALWAYS = (
    "One run under stated assumptions: one way it might go, not a forecast. "
    "What a lever does is told by many runs compared: mcn compare."
)


def month_of(network: NetworkModel) -> str:
    """Say which month is shown."""
    if network.month < FIRST_MONTH:
        return f"Before month {FIRST_MONTH}, in which it begins"
    return f"Month {network.month} of {network.what_if.horizon}"


def run_of(asked: Asked) -> str:
    """Say which run it is, and which levers are switched against what the scenario says."""
    said = [f"Run {asked.run} of seed {asked.seed}, with {SETS[asked.parameters]}"]
    titles = lever_titles()
    for sign, levers in (("switched on", asked.future.on), ("switched off", asked.future.off)):
        if levers:
            said.append(f"{sign}: {words.listed([words.lowered(titles[each]) for each in sorted(levers)])}")
    return "; ".join(said)


def other_than_shown(asked: Asked) -> str:
    """Say that something else is asked for than is shown, and what."""
    title = asked.future.scenario.title
    return f"Asked for, and not shown yet: {title}. {run_of(asked)}. Press Reset to run it."


def map_in_words(network: NetworkModel, shown: Shown) -> str:
    """Say what the map shows to who does not see it: the least, the most and the mean."""
    entities = network.organisations if shown.of == "organisations" else network.localities
    found = sorted((float(getattr(each.state, shown.field)), each.name) for each in entities)
    least, most = found[0], found[-1]
    mean = sum(value for value, _ in found) / len(found)
    return (
        f"Map of the region. {month_of(network)}. {shown.title}: from {100 * least[0]:.0f} % ({least[1]}) "
        f"to {100 * most[0]:.0f} % ({most[1]}), {100 * mean:.0f} % on average, of {len(found)} {shown.of}."
    )


def means_in_words(network: NetworkModel, outcomes: Mapping[str, str]) -> str:
    """Say where the lines stand."""
    found = gathered(network)
    now = [f"{title} {100 * found[name][-1]:.0f} %" for title, name in outcomes.items() if found[name]]
    return f"Lines over the months. {month_of(network)}: {words.listed(now) or 'nothing yet'}."
