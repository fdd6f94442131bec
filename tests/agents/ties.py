"""What ties do: held weak or strong, and how alike those are whom they join."""

from collections.abc import Iterator

import numpy as np

from analysis.validation.cases import Floats
from sim.model.outcomes import OUTCOMES
from sim.model.structure import Structure, structure_of
from tests.agents.runs import run
from tests.agents.table import Line, Setting, signed

END = 60
WEAK, STRONG = 0.1, 1.0
COMPARED = ("engagement", "awareness", "adoption", "cover_24_7")
ALIKE = ("engagement", "awareness_core", "adoption", "trust")
MORE_ALIKE = 0.05  # by which correlations between tied members lie clearly above those between others
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
    base = run(setting, setting.base, [END], members=True)
    structure = structure_of(setting.base.network)
    for state in ALIKE:
        left = _left_over(base.member(state, END), structure)
        tied, near, others = _correlations(left, structure)
        yield Line(
            f"{state}: correlation between tied, near, other members",
            f"{signed(tied)}, {signed(near)}, {signed(others)}",
            f"tied above others by {MORE_ALIKE}" if state == "engagement" else "",
            tied - others >= MORE_ALIKE if state == "engagement" else None,
        )


def _left_over(values: Floats, structure: Structure) -> Floats:
    """What facts of an organisation leave of a state, run by run, and its own mean over runs."""
    facts = np.array([[getattr(each, name) for name in FACTS] for each in structure.organisations])
    design = np.column_stack([np.ones(len(facts)), facts])
    explained: Floats = design @ np.linalg.lstsq(design, values.T, rcond=None)[0]
    left = values - explained.T
    own: Floats = left - left.mean(axis=0)
    return own


def _correlations(left: Floats, structure: Structure) -> tuple[float, float, float]:
    """Mean correlations over runs between two members: tied from the start, near each other, and others."""
    found = np.atleast_2d(np.corrcoef(left, rowvar=False))
    groups = np.zeros(found.shape, int)
    for a, b, facts in structure.ties:
        groups[a, b] = 2 if facts.attachment or facts.hubs or facts.shared_locality or facts.declared else 1
    above = np.triu(np.ones(found.shape, bool), 1)
    tied, near, others = (float(found[above & (groups == each)].mean()) for each in (2, 1, 0))
    return tied, near, others
