"""The model beside its rivals: patterns lost and won, rankings and who chooses wrongly by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import kendalltau

from analysis.validation.analysis import Verdict, verdicts_of
from analysis.validation.cases import Floats, Truths
from analysis.validation.check import Check
from analysis.validation.rivals.evaluate import RivalRuns
from analysis.validation.rivals.measures import GROUPS, MEASURES, outcome_of
from analysis.validation.rivals.models import Rival
from analysis.validation.rivals.questions import LEVERS, Question

SURE = 2.0  # standard errors, beyond which a difference is not chance
DRAWN_AGAIN, DRAWN_WITH = 50, 1  # how often runs are drawn again, and under which seed
FEWEST = 8  # runs, or parameter sets: of fewer in which a pattern arises nothing is told


class Ranking(NamedTuple):
    """How a rival ranks what planners choose from, by one measure, beside how the model does.

    Attributes
    ----------
    question, measure : str
    tau : float
        Kendall's tau of the two rankings, the mean over a rival's versions; NaN where it ranks nothing.
    differing : int
        Pairs that differ by a smallest worthwhile difference or more in the model.
    turned : int
        Of these, those that the rival clearly puts the other way round.
    moved : int
        The largest change of rank that a planner would care about: how many that differ from one item so
        much it comes to stand on the other side of.
    mover : str
        That item; empty where there is none.
    best, chosen : str
        The first in the model, and in the rival; empty where the rival cannot tell items apart.
    loss : float
        What `chosen` gains less than `best` in the model, in the measure's unit; NaN as above.
    lost : bool
        Whether that is clearly a smallest worthwhile difference or more.
    """

    question: str
    measure: str
    tau: float
    differing: int
    turned: int
    moved: int
    mover: str
    best: str
    chosen: str
    loss: float
    lost: bool


class Contrast(NamedTuple):
    """A rival beside the model.

    Attributes
    ----------
    rival : Rival
    verdicts : list of Verdict
    lost, won : tuple of str
        Patterns that hold in the model alone, and in the rival alone, and not by chance of the runs.
    near : tuple of str
        Those that hold in one of the two alone, where chance of the runs would do.
    rankings : tuple of Ranking
    """

    rival: Rival
    verdicts: list[Verdict]
    lost: tuple[str, ...]
    won: tuple[str, ...]
    near: tuple[str, ...]
    rankings: tuple[Ranking, ...]

    @property
    def turns(self) -> tuple[Ranking, ...]:
        """The rankings in which it turns something round that a planner would care about."""
        return tuple(each for each in self.rankings if each.turned)

    @property
    def losses(self) -> tuple[Ranking, ...]:
        """The rankings by which a planner would choose something clearly worse."""
        return tuple(each for each in self.rankings if each.lost)

    @property
    def silent(self) -> tuple[str, ...]:
        """The questions that it cannot answer at all, where the model's answers differ by enough."""
        named = dict.fromkeys(each.question for each in self.rankings)
        return tuple(
            name
            for name in named
            if all(not each.chosen for each in self.rankings if each.question == name)
            and any(each.differing for each in self.rankings if each.question == name)
        )

    @property
    def loses_nothing(self) -> bool:
        """Whether nothing is lost without what it lacks: no pattern, no ranking, no choice, no answer."""
        return not (self.lost or self.turns or self.losses or self.silent)


def contrasts(
    checks: Mapping[str, Check],
    rivals: Sequence[Rival],
    runs: Mapping[str, RivalRuns],
    asked: Mapping[str, Question],
) -> list[Contrast]:
    """Set each rival beside the model, which comes first.

    Parameters
    ----------
    checks : mapping of str to Check
    rivals : sequence of Rival
    runs : mapping of str to RivalRuns
        By the rivals' names, the model's first.
    asked : mapping of str to Question
    """
    model = next(iter(runs.values()))
    found = []
    for rival in rivals:
        if rival.name not in runs:
            continue
        own = runs[rival.name]
        held, shown = (
            {each.pattern.id: each for each in verdicts_of(checks, {"": {**each.checks}})}
            for each in (model, own)
        )
        differ = [name for name in held if held[name].holds != shown[name].holds]
        sure = {name for name in differ if _differ(model, own, name, rival)}
        rankings = tuple(
            _ranking(question, measure, model.changes[name], own.changes[name], own.parts)
            for name, question in asked.items()
            for measure in MEASURES
            if measure not in GROUPS or question.groups
        )
        found.append(
            Contrast(
                rival,
                list(shown.values()),
                tuple(sorted(name for name in sure if held[name].holds)),
                tuple(sorted(name for name in sure if shown[name].holds)),
                tuple(sorted(set(differ) - sure)),
                rankings,
            )
        )
    return found


def _differ(model: RivalRuns, own: RivalRuns, pattern: str, rival: Rival) -> bool:
    """Whether a pattern's share of runs, or the share with an effect, differs beyond chance of the runs."""
    a, b = (each.checks[pattern] for each in (model, own))
    if min(len(a.holds), len(b.holds)) < FEWEST:
        return False
    shares = (a.holds.astype(float), b.holds.astype(float))
    return any(
        _beyond(one, other, paired=not rival.seed_added and len(one) == len(other))
        for one, other in (shares, (np.sign(a.effect), np.sign(b.effect)))
    )


def _beyond(one: Floats, other: Floats, *, paired: bool) -> bool:
    difference = abs(float(one.mean() - other.mean()))
    if paired:
        variance = float((one - other).var(ddof=1)) / len(one)
    else:
        variance = float(one.var(ddof=1)) / len(one) + float(other.var(ddof=1)) / len(other)
    return difference > SURE * float(np.sqrt(variance))


# -- Rankings ------------------------------------------------------------------------------


def _ranking(question: Question, measure: str, model: Floats, own: Floats, parts: Sequence[range]) -> Ranking:
    names, outcome = list(question.items), outcome_of(measure)
    sign = -1.0 if outcome.better == "lower" else 1.0
    a, b = (sign * each[:, :, MEASURES.index(measure)] for each in (model, own))
    differ = _clearly(a, outcome.worthwhile)
    turned = _turned(b, differ)
    moves = turned.sum(axis=1)
    most = int(moves.argmax())
    best = int(a.mean(axis=1).argmax())
    chosen, loss, lost = _choice(a, b, best, outcome.worthwhile)
    return Ranking(
        question.name,
        measure,
        agreement(a, b, parts),
        int(differ.sum()),
        int(turned.sum()) // 2,
        int(moves[most]),
        names[most] if moves[most] else "",
        names[best],
        names[chosen] if chosen is not None else "",
        loss,
        lost,
    )


def agreement(a: Floats, b: Floats, parts: Sequence[range]) -> float:
    """Kendall's tau of two rankings by mean effects, (items, runs) each: the mean over parts of the runs.

    1 is the same order, 0 no relation, -1 the reverse; NaN where one of the two ranks nothing.
    """
    return float(np.mean([_tau(*(each[:, part.start : part.stop] for each in (a, b))) for part in parts]))


def _tau(a: Floats, b: Floats) -> float:
    return float(kendalltau(a.mean(axis=1), b.mean(axis=1)).statistic)


def _pairs(values: Floats) -> tuple[Floats, Floats]:
    """Mean differences of any two items, row less column, and their standard errors."""
    means = values.mean(axis=1)
    cov = np.atleast_2d(np.cov(values))
    variance = np.diag(cov)
    errors = np.sqrt(np.maximum(0.0, variance[:, None] + variance[None, :] - 2.0 * cov) / values.shape[1])
    return means[:, None] - means[None, :], errors


def _clearly(values: Floats, worthwhile: float) -> Truths:
    """Which items, by row, are better than which, by column, by what is worth having, and not by chance."""
    differences, errors = _pairs(values)
    clear: Truths = (differences >= worthwhile) & (differences > SURE * errors)
    return clear


def _turned(values: Floats, differ: Truths) -> Truths:
    """Which of the pairs that differ a rival clearly puts the other way round, (items, items), both ways."""
    differences, errors = _pairs(values)
    turned: Truths = differ & (differences < -SURE * errors) & (differences < 0.0)
    return turned | turned.T


def _choice(a: Floats, b: Floats, best: int, worthwhile: float) -> tuple[int | None, float, bool]:
    """What the rival puts first, and what that costs in the model."""
    means = b.mean(axis=1)
    chosen = int(means.argmax())
    if len(means) > 1 and np.ptp(means) == 0.0:
        return None, float("nan"), False
    losses = a[best] - a[chosen]
    loss = float(losses.mean())
    error = float(losses.std(ddof=1)) / float(np.sqrt(len(losses)))
    return chosen, loss, loss >= worthwhile and loss > SURE * error


def tau_frame(runs: Mapping[str, RivalRuns]) -> pd.DataFrame:
    """Kendall's tau of the levers' ranks with the model's, by model and measure.

    Returns
    -------
    DataFrame
        ``model, measure, tau, low, high``: the last two are the 5 and 95 % points when runs are drawn again
        with replacement, the same in both models; NaN where levers are all alike.
    """
    model = next(iter(runs.values())).changes[LEVERS]
    rows = []
    for name, own in list(runs.items())[1:]:
        again = _drawn_again(own.parts)
        for place, measure in enumerate(MEASURES):
            a, b = (each[:, :, place] for each in (model, own.changes[LEVERS]))
            taus = [agreement(a[:, drawn], b[:, drawn], own.parts) for drawn in again]
            low, high = (float(each) for each in np.quantile(taus, (0.05, 0.95)))
            tau = agreement(a, b, own.parts)
            rows.append({"model": name, "measure": measure, "tau": tau, "low": low, "high": high})
    return pd.DataFrame(rows)


def _drawn_again(parts: Sequence[range]) -> list[NDArray[np.int64]]:
    """Draw runs again with replacement, those of a part from that part."""
    chance = np.random.default_rng(DRAWN_WITH)
    return [
        np.concatenate([chance.integers(part.start, part.stop, len(part)) for part in parts])
        for _ in range(DRAWN_AGAIN)
    ]


# -- Tables --------------------------------------------------------------------------------


def pattern_frame(found: Sequence[Contrast]) -> pd.DataFrame:
    """The patterns as a tidy table: a row for each model and each pattern."""
    return pd.DataFrame(
        [
            {
                "model": each.rival.name,
                "pattern": verdict.pattern.id,
                "class": verdict.pattern.kind,
                "share": verdict.share,
                "median": verdict.median,
                "verdict": "holds" if verdict.holds else "fails",
            }
            for each in found
            for verdict in sorted(each.verdicts, key=lambda verdict: verdict.pattern.id)
        ]
    )


def ranking_frame(found: Sequence[Contrast]) -> pd.DataFrame:
    """The rankings as a tidy table: a row for each model, question and measure, as `Ranking` has them."""
    return pd.DataFrame(
        [{"model": each.rival.name, **ranking._asdict()} for each in found for ranking in each.rankings]
    )


def summary_frame(found: Sequence[Contrast]) -> pd.DataFrame:
    """Sum up each model in a row."""
    return pd.DataFrame([_summary(each) for each in found])


def _summary(each: Contrast) -> dict[str, Any]:
    return {
        "model": each.rival.name,
        "without": each.rival.part,
        "patterns": sum(verdict.holds for verdict in each.verdicts),
        "lost": list(each.lost),
        "won": list(each.won),
        "near": list(each.near),
        "rankings_turned": len(each.turns),
        "worse_choices": len(each.losses),
        "cannot_answer": list(each.silent),
        "loses_nothing": each.loses_nothing,
    }


def effect_frame(runs: Mapping[str, RivalRuns], asked: Mapping[str, Question]) -> pd.DataFrame:
    """What each item changes in each model: a row for each, with a column for each measure (means)."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "model": model,
                    "question": name,
                    "item": list(question.items),
                    **dict(zip(MEASURES, own.changes[name].mean(axis=1).T, strict=True)),
                }
            )
            for model, own in runs.items()
            for name, question in asked.items()
        ],
        ignore_index=True,
    )
