"""The page of the calibration, in Markdown: the text of `page.md`, and the numbers that came of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.report import words
from analysis.statistics.informed import ACCEPTED, LEVEL, PRIOR
from analysis.validation.calibration.filter import Acceptance, Rejections
from analysis.validation.cases import END
from sim.inputs.evidence import load_evidence
from sim.inputs.levers import load_levers
from sim.inputs.packaged import packaged
from sim.model.outcomes import OUTCOMES
from sim.sampling.accepted import Accepted

SHOWN = 30  # parameters in the page's table


class Rankings(NamedTuple):
    """Effects of levers under each source of parameters, accepted sets first.

    Attributes
    ----------
    effects : mapping of str to DataFrame
        As `ranking.effects` gives them.
    sets, candidates : mapping of str to int
        How many sets stand behind each, and how many were looked at for them.
    agreement : DataFrame
        As `ranking.agreement` gives it.
    too_few : mapping of str to Acceptance
        What was found where too few sets were accepted to rank by.
    """

    effects: Mapping[str, pd.DataFrame]
    sets: Mapping[str, int]
    candidates: Mapping[str, int]
    agreement: pd.DataFrame
    too_few: Mapping[str, Acceptance]


def page(
    accepted: Accepted,
    acceptance: Acceptance,
    rejects: Rejections,
    informed: pd.DataFrame,
    rankings: Rankings | None,
) -> str:
    """Write the page."""
    known = informed[informed["informed"]]
    idle = [name for name, count in rejects.rejects.items() if count == 0]
    return _text("page.md").format(
        patterns=words.listed(list(accepted.patterns)),
        pattern_count=len(accepted.patterns),
        lucks=accepted.lucks,
        share_of_lucks=_percent(accepted.share, 0),
        accepted=f"{len(accepted.sets):,}",
        candidates=f"{accepted.candidates:,}",
        share=_percent(len(accepted.sets) / accepted.candidates, 2),
        seed=accepted.seed,
        sample=f"{rejects.candidates:,}",
        most=max(rejects.rejects, key=lambda name: rejects.rejects[name]),
        held=_percent(rejects.held / rejects.candidates, 1),
        idle=f" {words.listed(idle)} reject{'s' if len(idle) == 1 else ''} none." if idle else "",
        rejects=_rejects(rejects),
        steps=_steps(acceptance),
        parameters=len(informed),
        informed=len(known),
        at_prior=len(informed) - len(known),
        level=_percent(LEVEL, 0),
        marginals=_marginals(known),
        rankings="" if rankings is None else _rankings(rankings),
    )


def _rejects(rejects: Rejections) -> str:
    patterns, counts = load_evidence().patterns, (rejects.rejects, rejects.alone)
    rows = [
        [name, patterns[name].output, *(_percent(each[name] / rejects.candidates, 1) for each in counts)]
        for name in sorted(rejects.rejects, key=lambda name: -rejects.rejects[name])
    ]
    return _table(["pattern", "of", "rejects", "is the only one to reject"], rows)


def _steps(acceptance: Acceptance) -> str:
    """How many candidates each stage of the search left."""
    last = {"all, in the other lucks": len(acceptance.accepted)}
    rows, before = [], acceptance.candidates
    for stage, left in {**acceptance.left, **last}.items():
        name = stage if stage in last else words.listed(stage.split())
        rows.append([name, f"{left:,}", _percent(left / max(1, before), 1)])
        before = left
    return _table(["looked at", "left", "of those before"], rows)


def _marginals(known: pd.DataFrame) -> str:
    rows = [
        [f"`{row['parameter']}`", f"{row['ks']:.2f}", *(_span(row, names) for names in (PRIOR, ACCEPTED))]
        for _, row in known.head(SHOWN).iterrows()
    ]
    more = len(known) - len(rows)
    rest = f"\n\n{more} more are informed, less than these." if more else ""
    return _table(["parameter", "KS", "prior: median (5-95 %)", "accepted: median (5-95 %)"], rows) + rest


def _span(row: "pd.Series[float]", names: Sequence[str]) -> str:
    low, median, high = (row[name] for name in names)
    return f"{median:.3g} ({low:.3g} to {high:.3g})"


def _rankings(rankings: Rankings) -> str:
    sets = [f"{name} {count:,} of {rankings.candidates[name]:,}" for name, count in rankings.sets.items()]
    tables = [
        f"### {OUTCOMES[outcome].title}\n\n{_ranks(rankings, outcome)}"
        for outcome in map(str, rankings.agreement)
    ]
    too_few = [
        f" With ranges {name}, no more than {len(each.accepted):,} of {each.candidates:,} sets agree, too "
        "few to rank by: the central values lie away from what the patterns ask for."
        for name, each in rankings.too_few.items()
    ]
    return _text("rankings.md").format(
        end=END, sets=words.listed(sets), too_few="".join(too_few), tables="\n\n".join(tables)
    )


def _ranks(rankings: Rankings, outcome: str) -> str:
    titles = {lever.name: lever.title for lever in load_levers().values()}
    changes = pd.DataFrame({name: table[outcome] for name, table in rankings.effects.items()})
    changes = changes.sort_values(changes.columns[0], ascending=False, kind="stable")
    ranks = changes.rank(ascending=False, method="min").to_numpy(int)
    rows = [
        [titles[lever], *(f"{place} ({100 * change:+.1f})" for place, change in zip(*row, strict=True))]
        for lever, *row in zip(changes.index, ranks, changes.to_numpy(float), strict=True)
    ]
    tau = [f"{each:.2f}" for each in rankings.agreement[outcome].to_numpy(float)]
    return _table(["lever", *rankings.effects], [*rows, ["*Kendall's tau*", *tau]])


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(share: float, digits: int) -> str:
    return f"{100 * share:.{digits}f} %"


def _text(name: str) -> str:
    return packaged("analysis.validation.calibration", name).read_text(encoding="utf-8")
