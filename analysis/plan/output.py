"""What the folder of a plan holds: tables, figures and the answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.plan import figures, pareto, text
from analysis.plan.analysis import Plan
from analysis.plan.document import document_of
from analysis.plan.evaluate import ALL, gain_of
from analysis.plan.parameters import titled
from analysis.report import words
from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.report.text import NOT_A_FORECAST
from analysis.runs import inputs_table
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme
from analysis.runs.inputs_table import write_inputs
from analysis.statistics.comparison import records
from sim.model.outcomes import OUTCOMES

MOST_STEPS = 8  # of the frontier that are numbered
MOST_REGRETS = 10
MOST_PARAMETERS, FEWEST_PARAMETERS = 8, 3  # of which a figure says what they are worth
NUMBERS = (
    "A bundle's number has a binary digit for each lever, in the order in which answer.json lists them;\n"
    "0 is nothing more."
)
TABLES = {
    "levers": "each lever by itself: what it costs and what it changes",
    "bundles": "every bundle: cost by payer, outcomes, whether it is affordable and efficient, regret",
    "efficient": "those of them that are efficient, from cheap to dear",
    "contenders": "the few that were run again, in further futures",
    "conditions": "rules under which the favourite fails or holds up, a row a rule and parameter",
    "information": "what it would be worth to know each parameter before choosing",
    "beside": "every outcome under the favourite against nothing more",
    "reasons": "which flows bring what the favourite gains",
    "bundle_runs/": "outcomes and pounds of every bundle in every run; contenders-* are the further runs",
    "bundle_money/": "what each payer pays in each bundle, the mean over the runs",
}


@boxes_for_missing_signs()
def fill(folder: Folder, plan: Plan, hypothesis: str = "") -> None:
    """Write tables, figures and the answer of a plan."""
    setting, base = plan.experiment.setting, plan.experiment.offer.scenario
    sets = np.union1d(plan.search.futures.sets, plan.choice.futures.sets)
    write_inputs(folder, {base.name: base}, sets, setting.seed, setting.parameters)
    described = {**TABLES, inputs_table.TABLE: inputs_table.WHAT}
    write_readme(folder, described, NUMBERS, f"Costs of bundles are {_rate(plan)}.")
    for name, table in tables_of(plan).items():
        folder.table(name, table)
    drawn = [draw_one(folder, plan) for draw_one in (_frontier, _regret, _conditions, _information)]
    write_answer(folder, answer_of(plan), document_of(plan, drawn, hypothesis))


def tables_of(plan: Plan) -> dict[str, pd.DataFrame]:
    """Give the tables by name."""
    table = plan.search.table
    marked = table[table["efficient"]].sort_values(["pounds", "bundle"], kind="stable", ignore_index=True)
    information = plan.information.copy()
    information.insert(1, "what", [titled(str(name)) for name in information["parameter"]])
    return {
        "levers": plan.alone.drop(columns=["first"]).assign(
            chosen=plan.alone["lever"].isin(plan.experiment.offer.levers)
        ),
        "bundles": table,
        "efficient": marked,
        "contenders": plan.choice.table.sort_values(["regret", "pounds"], kind="stable", ignore_index=True),
        "conditions": plan.conditions.replace([np.inf, -np.inf], np.nan),
        "information": information,
        "beside": plan.beside,
        "reasons": plan.reasons,
    }


def answer_of(plan: Plan) -> dict[str, Any]:
    """Give what `answer.json` holds."""
    experiment, choice, fails = plan.experiment, plan.choice, plan.failing
    base = experiment.offer.scenario
    tables = tables_of(plan)
    within = plan.search.table[plan.search.table["affordable"]]
    return {
        "kind": "plan",
        "scenario": base.name,
        "title": base.title,
        "month": base.horizon,
        "budget": experiment.budget,
        "payer": experiment.setting.payer,
        "discount": experiment.setting.discount,
        "objective": experiment.objective.name,
        "levers": list(experiment.offer.levers),
        "runs": experiment.runs,
        "further_runs": experiment.detailed,
        "futures": int(choice.values(experiment.objective).shape[1]),
        "seed": experiment.setting.seed,
        "parameters": experiment.setting.parameters,
        "bundles": len(plan.search.table),
        "affordable": len(within),
        "efficient": int(within["efficient"].sum()),
        "favourite": choice.favourite,
        "runner_up": choice.runner_up,
        "steady": choice.steady,
        "as_good": choice.as_good,
        "nearly": choice.nearly,
        "contenders": records(tables["contenders"]),
        "fails": {
            "what": fails.what,
            "share": fails.share,
            "too_little": fails.too_little,
            "beaten": fails.beaten,
        },
        "conditions": records(tables["conditions"]),
        "worth_of_everything": plan.everything,
        "information": records(tables["information"].head(MOST_PARAMETERS)),
    }


# --- figures ----------------------------------------------------------------------------------------------


def marked_in(plan: Plan) -> figures.Marked:
    """Pick out what gives the most for its money, and of that what buys most for each further pound."""
    outcome = plan.experiment.objective
    table = plan.search.table[plan.search.table["affordable"]]
    gains = gain_of(table[f"{outcome.name}_change"].to_numpy(float), outcome)
    cost, bundles = table["pounds"].to_numpy(float), table["bundle"].to_numpy()
    ladder, steps = pareto.frontier(gains, cost), pareto.best_value(gains, cost)
    if len(steps) > MOST_STEPS:  # the cheapest and the dearest among those that are named
        steps = steps[np.linspace(0, len(steps) - 1, MOST_STEPS).round().astype(int)]
    lists = (bundles[ladder].tolist(), bundles[steps].tolist())
    return figures.Marked(*lists, plan.choice.favourite, outcome.name)


def _caption(plan: Plan) -> str:
    experiment = plan.experiment
    return (
        f"Added to {experiment.offer.scenario.name}, month {experiment.offer.scenario.horizon}, seed "
        f"{experiment.setting.seed}. {NOT_A_FORECAST}"
    )


def _frontier(folder: Folder, plan: Plan) -> Figure:
    experiment, marked = plan.experiment, marked_in(plan)
    outcome, unit = experiment.objective, text.points(plan)
    bundles = [*marked.steps, marked.favourite]
    rows = plan.search.table.set_index("bundle").loc[bundles]
    gain = float(plan.choice.row(plan.choice.favourite)[f"{outcome.name}_change"])
    most = words.change(gain, outcome.unit)
    title = f"{words.pounds(experiment.budget)} buys {most} {unit} of {words.lowered(outcome.title)}"
    who = "all payers" if experiment.setting.payer == ALL else text.PAYS[experiment.setting.payer]
    runs = words.counted(experiment.runs, "run")
    caption = (
        f"A point a bundle: means over {runs} of each of {experiment.offer.count:,} bundles. "
        "Efficient: no other gives more 24/7 cover, equity and engagement for less. Numbered: those that buy "
        f"most of the first panel for each further pound. Costs: {who}, {_rate(plan)}. "
        f"{_caption(plan)}"
    )
    names = {
        bundle: f"{experiment.offer.name(bundle)}: {words.pounds(cost)}, {words.change(gained, outcome.unit)}"
        for bundle, cost, gained in zip(bundles, rows["pounds"], rows[f"{outcome.name}_change"], strict=True)
    }
    outcomes = [OUTCOMES[name] for name in experiment.outcomes]
    drawn = figures.frontier(
        plan.search.table, marked, experiment.budget, outcomes, names, title=title, caption=caption
    )
    draw(folder, "frontier", drawn)
    listed = "; ".join(f"bundle {bundle}, {names[bundle]} {unit}" for bundle in marked.steps)
    return Figure("frontier", title, caption, f"From cheap to dear: {listed}.")


def _regret(folder: Folder, plan: Plan) -> Figure:
    outcome = plan.experiment.objective
    table = plan.choice.table.sort_values(["regret", "pounds"], kind="stable").head(MOST_REGRETS)
    best = table.iloc[0]
    title = (
        f"Bundle {int(best['bundle'])} is regretted least, and is the best in {best['best']:.0%} of futures"
    )
    futures = words.counted(plan.choice.values(outcome).shape[1], "future")
    caption = (
        "Regret: how far a bundle is behind the best contender in the same future. Dot: mean over "
        f"{futures}; end of the line: in one future of twenty it is more. Best in: share of the "
        "futures in which it is the best contender, ties shared. Dotted: the smallest difference worth "
        f"having. {_caption(plan)}"
    )
    names = {bundle: plan.experiment.offer.name(bundle) for bundle in table["bundle"].tolist()}
    draw(folder, "regret", figures.regret(table, outcome, names, title=title, caption=caption))
    listed = "; ".join(
        f"bundle {int(row['bundle'])} ({names[int(row['bundle'])]}) "
        f"{words.margin(float(row['regret']), outcome.unit, like=float(row['regret']))}, best in "
        f"{row['best']:.0%}"
        for _, row in table.iterrows()
    )
    return Figure("regret", title, caption, f"Mean regret: {listed}.")


def _conditions(folder: Folder, plan: Plan) -> Figure:
    held = [each for each in text.rules_of(plan.conditions) if each[2]["holds"]]
    rules = [
        (kind, f"Where {rule}", float(first["density"]), float(first["share"]), float(first["mass"]))
        for kind, rule, first in held
    ]
    favourite = plan.choice.favourite
    futures = plan.choice.values(plan.experiment.objective).shape[1]
    if plan.failing.what == "fails":
        title = f"Where does bundle {favourite} fail, and where does it hold up?"
    else:
        title = f"Where is bundle {favourite} behind its runner-up, and where is it not?"
    unsought = text.unsought(plan)
    over = (
        f"Over {words.counted(futures, 'future')}; where that is the case {unsought}."
        if unsought
        else f"Rules of a shallow tree over the parameters, made from half of {futures:,} futures; numbers "
        "are of the other half."
    )
    fails = "the runner-up does better"
    if plan.failing.what == "fails":
        fails = (
            f"it gains less than {text.worthwhile(plan)} over nothing more, or another contender is ahead of "
            "it by more than that"
        )
    caption = f"Fails: {fails}. {over} {_caption(plan)}"
    kinds = (plan.failing.what, plan.failing.otherwise)
    none = "not looked for" if unsought else "no rule held on the futures it was not made from"
    draw(folder, "conditions", figures.conditions(rules, kinds, none, title=title, caption=caption))
    listed = " ".join(
        f"{rule}: {density:.0%} {'fail' if kind == 'fails' else 'hold up'} (over all {share:.0%})."
        for kind, rule, density, share, _ in rules
    )
    held_none = f"No rule held on the half of {futures:,} futures that it was not made from."
    return Figure("conditions", title, caption, listed or (over if unsought else held_none))


def _information(folder: Folder, plan: Plan) -> Figure:
    outcome = plan.experiment.objective
    known = int(plan.information["found"].eq(True).sum())
    table = plan.information.head(min(MOST_PARAMETERS, max(FEWEST_PARAMETERS, known)))
    labels = [f"{titled(str(name))} ({name})" for name in table["parameter"]]
    found = table[table["found"].eq(True)]
    title = (
        f"Worth finding out first: {words.lowered(titled(str(found['parameter'].iloc[0])))}"
        if len(found)
        else "What it would gain to know one parameter first was not looked for"
        if table.empty
        else "What it would gain to know any one parameter first is not told apart from chance"
    )
    futures = words.counted(plan.choice.values(outcome).shape[1], "future")
    caption = (
        "Expected gain from knowing one parameter before choosing among the contenders (expected value of "
        "partial perfect information), with its 95 % bootstrap interval; hollow: not told apart "
        f"from chance. Grey: to know everything. Over {futures}. "
        f"{_caption(plan)}"
    )
    drawn = figures.information(table, labels, outcome, plan.everything, title=title, caption=caption)
    draw(folder, "information", drawn)
    listed = "; ".join(
        f"{row['parameter']} {text.amount(plan, max(0.0, float(row['value'])))}"
        + ("" if row["found"] else " (not told apart from chance)")
        for _, row in table.iterrows()
    )
    every = text.amount(plan, plan.everything)
    alternative = f"{listed}; everything {every}." if listed else f"Everything: {every}."
    return Figure("information", title, caption, alternative)


def _rate(plan: Plan) -> str:
    percent = plan.experiment.setting.discount
    return f"discounted at {percent:g} % a year" if percent else "not discounted"
