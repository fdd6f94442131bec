"""Whether the network makes a difference to which lever does more, and to for whom it does more."""

from collections.abc import Iterator

from scipy.stats import kendalltau

from analysis.validation.cases import interval
from analysis.validation.rivals.models import averaged, untied
from sim import Scenario
from sim.inputs.levers import load_levers
from tests.agents.effects import Effects, effects, of_levers
from tests.agents.table import Line, Setting

HORIZON = 60
LESS_THAN = 0.9
OTHER_DRAWS = 1000  # added to the seed
RANKED_BY = ("engagement", "cover_24_7")
WHOM_BY = "engagement"
RIVALS = {"one average organisation": averaged, "no ties": untied}


def lines(setting: Setting) -> Iterator[Line]:
    """Kendall's tau of the levers' mean effects; with other draws as well, for what chance alone does."""
    network = of_levers(setting)
    for name, rival in RIVALS.items():
        for outcome in RANKED_BY:
            tau = _tau(of_levers(setting, rival), network, outcome)
            yield Line(f"tau by {outcome}: {name}", f"{tau:.2f}", f"under {LESS_THAN}", tau < LESS_THAN)
    yield from _for_whom(setting)
    again = of_levers(setting._replace(seed=setting.seed + OTHER_DRAWS))
    for outcome in RANKED_BY:
        yield Line(f"tau by {outcome}: the network, other draws", f"{_tau(again, network, outcome):.2f}")


def _for_whom(setting: Setting) -> Iterator[Line]:
    """Whether a lever does more for each hub reached than for each spoke, with ties and without."""
    hubs, spokes = (len(each) for each in (setting.base.network.hubs, setting.base.network.spokes))
    better = {}
    for name, base in (("network", setting.base), ("no ties", untied(setting.base))):
        found = _for_some(setting, base)
        levers = dict.fromkeys(each.split()[0] for each in found.of)
        better[name] = {
            lever: found.at(f"{lever} hubs", WHOM_BY, HORIZON) / hubs
            > found.at(f"{lever} spokes", WHOM_BY, HORIZON) / spokes
            for lever in levers
        }
        shown = f"{sum(better[name].values())} of {len(levers)} levers"
        yield Line(f"more {WHOM_BY} for a hub reached than a spoke: {name}", shown)
    other = [lever for lever, hub in better["network"].items() if hub != better["no ties"][lever]]
    yield Line("levers for which ties turn that round", f"{len(other)}: {', '.join(other)}")


def _for_some(setting: Setting, base: Scenario) -> Effects:
    """What each lever does that may be had for some members, for the hubs and for the spokes."""
    changed = {
        f"{lever.name} {whom}": interval(lever.name, start=0, reach=whom)(base)
        for lever in load_levers().values()
        if lever.scope == "organisations"
        for whom in ("hubs", "spokes")
    }
    return effects(setting, base, changed)


def _tau(one: Effects, other: Effects, outcome: str) -> float:
    """Kendall's tau of two rankings of the levers: 1 the same, 0 no relation, -1 the reverse."""
    return float(
        kendalltau(
            *([each.at(lever, outcome, HORIZON) for lever in each.of] for each in (one, other))
        ).statistic
    )
