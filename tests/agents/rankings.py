"""Whether the levers rank otherwise in the network than in one average organisation, or without ties."""

from collections.abc import Iterator

from scipy.stats import kendalltau

from analysis.validation.rivals import RANKED_BY, averaged, untied
from tests.agents.effects import Effects, of_levers
from tests.agents.table import Line, Setting

HORIZON = 60
LESS_THAN = 0.9
OTHER_DRAWS = 1000  # added to the seed
RIVALS = {"one average organisation": averaged, "no ties": untied}


def lines(setting: Setting) -> Iterator[Line]:
    """Kendall's tau of the levers' mean effects; with other draws as well, for what chance alone does."""
    network = of_levers(setting)
    for name, rival in RIVALS.items():
        for outcome in RANKED_BY:
            tau = _tau(of_levers(setting, rival), network, outcome)
            yield Line(f"tau by {outcome}: {name}", f"{tau:.2f}", f"under {LESS_THAN}", tau < LESS_THAN)
    again = of_levers(setting._replace(seed=setting.seed + OTHER_DRAWS))
    for outcome in RANKED_BY:
        yield Line(f"tau by {outcome}: the network, other draws", f"{_tau(again, network, outcome):.2f}")


def _tau(one: Effects, other: Effects, outcome: str) -> float:
    """Kendall's tau of two rankings of the levers: 1 the same, 0 no relation, -1 the reverse."""
    return float(
        kendalltau(
            *([each.at(lever, outcome, HORIZON) for lever in each.of] for each in (one, other))
        ).statistic
    )
