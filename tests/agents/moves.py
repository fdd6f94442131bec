"""Whether each lever moves what it is said to, and whether something moves each outcome."""

from collections.abc import Iterator

from sim.inputs.levers import Lever, load_levers
from sim.model.outcomes import OUTCOMES
from tests.agents.effects import MONTHS, Effects, of_levers, of_shocks
from tests.agents.table import Line, Setting

PART = 0.1  # of a worthwhile difference, that something must move an outcome by


def lines(setting: Setting) -> Iterator[Line]:
    """Effects in smallest worthwhile differences, at the better of two months."""
    levers, shocks = of_levers(setting), of_shocks(setting)
    for lever in load_levers().values():
        yield _lever(lever, levers)
    for name in shocks.of:
        outcome, times = max(
            ((each, abs(_times(shocks, name, each))) for each in OUTCOMES), key=lambda each: each[1]
        )
        yield Line(f"shock {name}: most of all {outcome}", f"{times:.1f}")
    unmoved = {each: value for each in OUTCOMES if (value := _most(each, levers, shocks)) < PART}
    yield Line("outcomes that nothing moves", f"{len(unmoved)} of {len(OUTCOMES)}", "none", not unmoved)
    for outcome, value in unmoved.items():
        yield Line(f"  {outcome}", f"at most {value:.3f}")


def _lever(lever: Lever, found: Effects) -> Line:
    """What it moves most of what it names, in worthwhile differences to the better."""
    moved = {each: _better(found, lever.name, each) for each in lever.moves}
    outcome = max(moved, key=lambda each: moved[each])
    others = ", ".join(f"{each} {value:.1f}" for each, value in moved.items() if each != outcome)
    measured = f"{moved[outcome]:.2f}" + (f" ({others})" if others else "")
    return Line(f"{lever.name}: {outcome}", measured, "at least 1", moved[outcome] >= 1)


def _better(found: Effects, of: str, outcome: str) -> float:
    """The change, in worthwhile differences: to the better, or either way where neither way is better."""
    times = _times(found, of, outcome)
    return {"higher": times, "lower": -times, "neither": abs(times)}[OUTCOMES[outcome].better]


def _times(found: Effects, of: str, outcome: str) -> float:
    """The change in worthwhile differences in the month in which it is greater."""
    changes = [found.at(of, outcome, month) / OUTCOMES[outcome].worthwhile for month in MONTHS]
    return max(changes, key=abs)


def _most(outcome: str, *all_found: Effects) -> float:
    return max(abs(_times(found, each, outcome)) for found in all_found for each in found.of)
