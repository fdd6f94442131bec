"""Where a choice fails: a shallow tree over the parameters, judged on futures it has not seen.

Scenario discovery (Bryant and Lempert 2010) with CART (Breiman and others 1984). There are hundreds of
parameters and few of them matter, so that a tree finds something in any futures it is shown: what counts is
whether its rules hold in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import hypergeom
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split
from sklearn.tree import DecisionTreeClassifier

DEEPEST = 3
FOLDS = 5
LEAST_MASS = 0.05  # of the futures that a rule is fitted to
ODDS = 2.0  # how much higher than over all futures the odds of failing have to be under a rule
LEVEL = 0.01  # of the test on held-out futures
FEW = 0.05  # fewer failures than this, or as few futures without, leave nothing to learn from
LEAST = 200  # units, of which half are held out
SEEDS = 2**32
COLUMNS = [
    "kind", "rule", "parameter", "above", "up_to", "mass", "coverage", "density", "share", "p", "holds",
]  # fmt: skip
FAILS, HOLDS_UP = "fails", "holds up"
Flags = NDArray[np.bool_]
Rule = dict[str, tuple[float, float]]  # above which number each parameter is, and up to which


def learnable(failed: Flags) -> bool:
    """Whether there are futures enough of both kinds."""
    return len(failed) >= LEAST and FEW <= failed.mean() <= 1 - FEW


def halves(failed: Flags, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Part futures into those that rules are made from and those that they are judged on."""
    shown, held = train_test_split(
        np.arange(len(failed)), test_size=0.5, stratify=failed, random_state=seed % SEEDS
    )
    return np.asarray(shown, np.int64), np.asarray(held, np.int64)


def conditions(features: pd.DataFrame, failed: Flags, seed: int) -> pd.DataFrame:
    """Find where failing, and where holding up, is far likelier than over all; test that on other futures.

    Parameters
    ----------
    features : DataFrame
        A row a unit of replication, a column a parameter.
    failed : array of bool, (units,)
    seed : int
        Of the split into halves, and of the tree.

    Returns
    -------
    DataFrame
        A row a rule and parameter: `kind` (fails, holds up), `rule, parameter, above, up_to`; on the held-out
        half `mass` (share of the futures that are under the rule), `coverage` (share of all that fail, or
        hold up, that are), `density` (share of those under it that do), `share` (of all), `p` (one-sided,
        hypergeometric) and `holds`. Empty where there is nothing to learn from, or nothing was found.
    """
    varying = features.loc[:, features.nunique() > 1]
    if not learnable(failed) or varying.empty:
        return pd.DataFrame(columns=COLUMNS)
    state = seed % SEEDS
    one, other = halves(failed, seed)
    shown, held = varying.to_numpy()[one], varying.to_numpy()[other]
    shown_failed, held_failed = failed[one], failed[other]
    tree = _tree(_depth(shown, shown_failed, state), shown_failed, state).fit(shown, shown_failed)
    passed = tree.decision_path(held)
    names = [str(name) for name in varying.columns]
    rows = []
    for kind, seen, judged in ((FAILS, shown_failed, held_failed), (HOLDS_UP, ~shown_failed, ~held_failed)):
        for number, (node, rule) in enumerate(_likely(tree, names, seen, kind), 1):
            under = np.asarray(passed[:, [node]].toarray()[:, 0], bool)
            for name, (above, up_to) in rule.items():
                said = {"parameter": name, "above": above, "up_to": up_to}
                rows.append({"kind": kind, "rule": number, **said, **_judged(under, judged)})
    return pd.DataFrame(rows, columns=COLUMNS)


def _tree(depth: int, failed: Flags, state: int) -> DecisionTreeClassifier:
    least = max(10, int(np.ceil(LEAST_MASS * len(failed))))
    return DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=state)


def _depth(features: NDArray[np.float64], failed: Flags, state: int) -> int:
    """Choose the shallowest tree within one standard error of the best in cross-validation."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=state)
    scores = np.array(
        [
            cross_val_score(_tree(depth, failed, state), features, failed, cv=folds, scoring="roc_auc")
            for depth in range(1, DEEPEST + 1)
        ]
    )
    means, errors = scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(FOLDS)
    best = int(means.argmax())
    return int(np.flatnonzero(means >= means[best] - errors[best])[0]) + 1


def _likely(tree: DecisionTreeClassifier, names: list[str], seen: Flags, kind: str) -> list[tuple[int, Rule]]:
    """Nodes under which all leaves have high odds, the ones that hold most of what is looked for first."""
    share, place = float(seen.mean()), list(tree.classes_).index(kind == FAILS)

    def density(node: int) -> float:
        value = tree.tree_.value[node][0]
        return float(value[place] / value.sum())

    def likely(node: int) -> bool:
        if tree.tree_.children_left[node] >= 0:
            return likely(tree.tree_.children_left[node]) and likely(tree.tree_.children_right[node])
        return density(node) * (1 - share) >= ODDS * share * (1 - density(node))

    found = [
        (density(node) * int(tree.tree_.n_node_samples[node]), node, rule)
        for node, rule in _highest(tree, names, likely, 0, {})
    ]
    found.sort(key=lambda each: (-each[0], each[1]))
    return [(node, rule) for _, node, rule in found]


def _highest(
    tree: DecisionTreeClassifier,
    names: list[str],
    accepts: Callable[[int], bool],
    node: int,
    path: Rule,
) -> Iterator[tuple[int, Rule]]:
    """The highest nodes that are wanted, each with what leads to it."""
    inside = tree.tree_
    if path and accepts(node):
        yield node, path
    elif inside.children_left[node] >= 0:
        name, cut = names[inside.feature[node]], float(inside.threshold[node])
        above, up_to = path.get(name, (-np.inf, np.inf))
        left, right = path | {name: (above, min(up_to, cut))}, path | {name: (max(above, cut), up_to)}
        yield from _highest(tree, names, accepts, int(inside.children_left[node]), left)
        yield from _highest(tree, names, accepts, int(inside.children_right[node]), right)


def _judged(under: Flags, failed: Flags) -> dict[str, float | bool]:
    """Say how a rule does on futures that it was not fitted to."""
    hits, failures, size = int((under & failed).sum()), int(failed.sum()), int(under.sum())
    p = float(hypergeom.sf(hits - 1, len(failed), failures, size))
    return {
        "mass": size / len(failed),
        "coverage": hits / failures,
        "density": hits / size if size else float("nan"),
        "share": failures / len(failed),
        "p": p,
        "holds": p < LEVEL,
    }
