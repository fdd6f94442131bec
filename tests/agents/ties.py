"""What ties do: held weak or strong, and how alike those are whom they join."""

from collections.abc import Iterator

import numpy as np

from analysis.validation.cases import Floats
from analysis.validation.rivals.models import untied
from sim.model.outcomes import OUTCOMES
from sim.model.state import TieFacts
from sim.model.structure import Structure, structure_of
from tests.agents.runs import run
from tests.agents.table import Line, Setting, signed

END = 60
WEAK, STRONG = 0.1, 1.0
COMPARED = ("engagement", "awareness", "adoption", "cover_24_7")
ALIKE = ("engagement", "awareness_core", "adoption")
MORE_ALIKE = 0.05  # what ties clearly add to a correlation
FACTS = ("distance", "in_governance", "statutory_share", "less_clinical")


def lines(setting: Setting) -> Iterator[Line]:
    """Ties held at a tenth and at full strength, and what tied members have in common."""
    weak, strong = (
        run(setting, setting.base.with_parameters({"culture.ties_frozen_at": at}), [END])
        for at in (WEAK, STRONG)
    )
    for outcome in COMPARED:
        change = strong.at(outcome, END) - weak.at(outcome, END)
        least = OUTCOMES[outcome].worthwhile
        low, high = np.percentile(change, (5, 95))
        shown = f"{signed(change.mean())} ({signed(low)} to {signed(high)})"
        yield Line(
            f"{outcome}, ties at {STRONG} less ties at {WEAK}",
            shown,
            f"at least {least} either way",
            abs(change.mean()) >= least,
        )
    yield from _alike(setting)


def _alike(setting: Setting) -> Iterator[Line]:
    """What correlates between tied members, beside the same two without ties.

    What facts explain is taken out run by run, which leaves some correlation where there is none; so what
    counts is what the ties add.
    """
    structure = structure_of(setting.base.network)
    tied, cut = (
        run(setting, scenario, [END], members=True) for scenario in (setting.base, untied(setting.base))
    )
    for state in ALIKE:
        found, without = (
            _correlations(_left_over(each.member(state, END), structure), structure) for each in (tied, cut)
        )
        added = (found["tied"] - found["others"]) - (without["tied"] - without["others"])
        asked = f"ties add {MORE_ALIKE} or more" if state == "engagement" else ""
        shown = ", ".join(f"{signed(value)} {group}" for group, value in found.items())
        yield Line(
            f"{state}: correlation left, and what ties add",
            f"{signed(added)} ({shown})",
            asked,
            added >= MORE_ALIKE if asked else None,
        )


def _left_over(values: Floats, structure: Structure) -> Floats:
    """What facts of an organisation leave of a state, run by run, and its own mean over runs."""
    facts = np.array([[getattr(each, name) for name in FACTS] for each in structure.organisations])
    design = np.column_stack([np.ones(len(facts)), facts])
    explained: Floats = design @ np.linalg.lstsq(design, values.T, rcond=None)[0]
    left = values - explained.T
    own: Floats = left - left.mean(axis=0)
    return own


def _tied(facts: TieFacts) -> bool:
    """Whether two are tied from the start, not only likely to come to be."""
    return bool(facts.attachment or facts.hubs or facts.shared_locality or facts.declared)


def _correlations(left: Floats, structure: Structure) -> dict[str, float]:
    """Mean correlations over runs between two members: tied from the start, in reach of a tie, and others."""
    found = np.atleast_2d(np.corrcoef(left, rowvar=False))
    groups = {"others": np.triu(np.ones(found.shape, bool), 1)}
    for name in ("tied", "near"):
        groups[name] = np.zeros(found.shape, bool)
    for a, b, facts in structure.ties:
        groups["tied" if _tied(facts) else "near"][a, b] = True
        groups["others"][a, b] = False
    return {name: float(found[where].mean()) for name, where in groups.items()}
