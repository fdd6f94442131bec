"""What the folder of a plan holds: tables, figures and the answer."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from analysis.plan import figures, figures_over_time, pareto, text
from analysis.plan.analysis import Plan
from analysis.plan.document import document_of, with_signals
from analysis.plan.evaluate import ALL, gain_of
from analysis.plan.parameters import titled
from analysis.plan.portfolios import NOTHING
from analysis.plan.question import Question
from analysis.plan.scenario_discovery import FAILS, Flags
from analysis.plan.signposts import RISE
from analysis.report import words
from analysis.report.document import Figure
from analysis.report.style import boxes_for_missing_signs
from analysis.report.text import NOT_A_FORECAST
from analysis.runs import inputs_table
from analysis.runs.folder import Folder
from analysis.runs.folder_contents import draw, write_answer, write_readme
from analysis.runs.inputs_table import write_inputs
from analysis.statistics.comparison import records
from analysis.statistics.paired import BAND
from sim.model.outcomes import OUTCOMES

MOST_STEPS = 8  # of the frontier that are numbered
MOST_REGRETS = 10
MOST_PARAMETERS, FEWEST_PARAMETERS = 8, 3  # of which a figure says what they are worth
NUMBERS = "Bundles are numbered as they were put together; 0 is nothing more."
TABLES = {
    "levers": "each dose of a lever by itself: what it costs, what it changes, and why it was left out",
    "bundles": "every bundle: cost by payer, outcomes, whether it is affordable and efficient, regret",
    "efficient": "those of them that are efficient, from cheap to dear",
    "contenders": "the few that were run again, in further futures",
    "conditions": "rules under which the favourite fails or holds up, a row a rule and parameter",
    "peelings": "where it fails by PRIM, step by step: coverage and density in both halves of the futures",
    "signposts": "what tells in time that the favourite fails, how surely, and what to switch to then",
    "information": "what it would be worth to know each parameter before choosing",
    "beside": "every outcome under the favourite against nothing more",
    "reasons": "which flows bring what the favourite gains",
    "bundle_runs/": "outcomes and pounds of every bundle in every run; contenders-* are the further runs",
    "courses/": "the favourite and nothing more, month by month, in the further runs: what could be counted",
    "switches/": "what leaving the favourite for another bundle gives, in runs in which a signpost rings",
    "bundle_money/": "what each payer pays in each bundle, the mean over the runs",
}


@boxes_for_missing_signs()
def fill(folder: Folder, plan: Plan, hypothesis: str = "", asked: Question | None = None) -> None:
    """Write tables, figures and the answer of a plan."""
    setting, base = plan.experiment.setting, plan.experiment.offer.scenario
    sets = np.union1d(plan.search.futures.sets, plan.choice.futures.sets)
    write_inputs(folder, {base.name: base}, sets, setting.seed, setting.parameters)
    described = {**TABLES, inputs_table.TABLE: inputs_table.WHAT}
    costs = f"Costs of bundles are what counts{text.dearest(plan)}{_rate(plan)}."
    write_readme(folder, described, NUMBERS, costs)
    for name, table in tables_of(plan).items():
        folder.table(name, table)
    every = (_frontier, _courses, _regret, _conditions, _trade_off, _signposts, _information)
    drawn = [draw_one(folder, plan) for draw_one in every]
    write_answer(folder, answer_of(plan), document_of(plan, drawn, hypothesis, asked))


def tables_of(plan: Plan) -> dict[str, pd.DataFrame]:
    """Give the tables by name."""
    table = plan.search.table
    marked = table[table["efficient"]].sort_values(["pounds", "bundle"], kind="stable", ignore_index=True)
    information = plan.information.copy()
    information.insert(1, "what", [titled(str(name)) for name in information["parameter"]])
    return {
        "levers": plan.alone.assign(chosen=plan.alone["left_out"].eq("")),
        "bundles": table,
        "efficient": marked,
        "contenders": plan.choice.table.sort_values(["regret", "pounds"], kind="stable", ignore_index=True),
        "conditions": plan.conditions.replace([np.inf, -np.inf], np.nan),
        "peelings": plan.peelings.replace([np.inf, -np.inf], np.nan),
        "signposts": with_signals(plan),
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
        "doses": [each.name for each in experiment.offer.doses],
        "left_out": dict(experiment.left_out),
        "a_year": experiment.setting.yearly,
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
        "signposts": records(tables["signposts"]),
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


def best_known(plan: Plan) -> pd.DataFrame:
    """Give cost and changes of every bundle: of contenders, which were run again, as all else tells them."""
    table, again = (each.set_index("bundle") for each in (plan.search.table, plan.choice.table))
    columns = ["pounds", *(f"{outcome.name}_change" for outcome in plan.experiment.outcomes)]
    table.loc[again.index, columns] = again[columns]
    return table.reset_index()


def _caption(plan: Plan) -> str:
    scenario, seed = plan.experiment.offer.scenario, plan.experiment.setting.seed
    return f"Added to \u201c{scenario.title}\u201d, month {scenario.horizon}, seed {seed}. {NOT_A_FORECAST}"


def _frontier(folder: Folder, plan: Plan) -> Figure:
    experiment, marked = plan.experiment, marked_in(plan)
    outcome, unit = experiment.objective, text.points(plan)
    bundles, table = [*marked.steps, marked.favourite], best_known(plan)
    rows = table.set_index("bundle").loc[bundles]
    most = words.change(float(rows.loc[[marked.favourite], f"{outcome.name}_change"].iloc[0]), outcome.unit)
    title = f"{text.budget(plan)} buys {most} {unit} of {words.lowered(outcome.title)}"
    who = "all payers" if experiment.setting.payer == ALL else text.PAYS[experiment.setting.payer]
    runs = words.counted(experiment.runs, "run")
    caption = (
        f"A point a bundle: means over {runs} of each of {experiment.offer.count:,} bundles, of contenders "
        f"over {words.counted(experiment.detailed, 'further run')}. "
        "Efficient: no other gives more 24/7 cover, equity and engagement for less. Numbered: those that buy "
        f"most of the first panel for each further pound. Costs: {who}{text.dearest(plan)}{_rate(plan)}. "
        f"{_caption(plan)}"
    )
    names = {
        bundle: f"{experiment.offer.name(bundle)}: {words.pounds(cost)}, {words.change(gained, outcome.unit)}"
        for bundle, cost, gained in zip(bundles, rows["pounds"], rows[f"{outcome.name}_change"], strict=True)
    }
    outcomes = experiment.outcomes
    drawn = figures.frontier(table, marked, experiment.budget, outcomes, names, title=title, caption=caption)
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
    caption = f"Fails: {_fails(plan)}. {over} {_caption(plan)}"
    kinds = (plan.failing.what, plan.failing.otherwise)
    none = "not looked for" if unsought else "no rule held on the futures it was not made from"
    draw(folder, "conditions", figures.conditions(rules, kinds, none, title=title, caption=caption))
    listed = " ".join(
        f"{rule}: {density:.0%} {'fail' if kind == 'fails' else 'hold up'} (over all {share:.0%})."
        for kind, rule, density, share, _ in rules
    )
    held_none = f"No rule held on the half of {futures:,} futures that it was not made from."
    return Figure("conditions", title, caption, listed or (over if unsought else held_none))


def _trade_off(folder: Folder, plan: Plan) -> Figure:
    favourite, steps = plan.choice.favourite, plan.peelings
    futures = plan.choice.values(plan.experiment.objective).shape[1]
    title = f"How well assumptions tell where bundle {favourite} {plan.failing.what}"
    caption = (
        "PRIM peels off, step by step, the futures that fail least; each dot is a step, judged on the "
        f"half of {futures:,} futures that it was not made from. Where the two lines part, what it found was "
        f"chance. Fails: as in the figure before. {_caption(plan)}"
    )
    rules = [
        (f"{kind} {number}", float(first["coverage"]), float(first["density"]))
        for number, (kind, _, first) in enumerate(text.rules_of(plan.conditions), 1)
        if kind == FAILS and first["holds"]
    ]
    seen = f"Over {words.counted(futures, 'future')}"
    none = f"{seen}; where that is the case {text.unsought(plan)}."
    if not text.unsought(plan):
        none = f"{seen}: no assumption differs where it {plan.failing.what}."
    drawn = figures.trade_off(steps, rules, plan.failing.share, none, title=title, caption=caption)
    draw(folder, "trade_off", drawn)
    if steps.empty:
        return Figure("trade_off", title, caption, none)
    several = steps.iloc[np.linspace(0, len(steps) - 1, min(5, len(steps))).round().astype(int)]
    listed = "; ".join(
        f"{row['held_coverage']:.0%} covered at {row['held_density']:.0%}" for _, row in several.iterrows()
    )
    return Figure("trade_off", title, caption, f"On other futures, from no limit to the last peel: {listed}.")


def _fans(plan: Plan) -> tuple[list[int], list[figures_over_time.Fan]]:
    """The objective month by month, with no lever, under the favourite, and under it where it fails."""
    table, name = plan.courses, plan.experiment.objective.name
    months = sorted(table["month"].unique().tolist())
    base, best = (
        table.loc[table["bundle"] == bundle, name].to_numpy(float).reshape(-1, len(months))
        for bundle in (NOTHING, plan.choice.favourite)
    )
    fans = [figures_over_time.Fan("nothing more", base)]
    if plan.choice.favourite != NOTHING:
        fans.append(figures_over_time.Fan("favourite", best))
        if not text.unsought(plan):
            fails = _failed_runs(plan)
            fans.append(figures_over_time.Fan("favourite, where it fails", best[fails]))
    return months, fans


def _failed_runs(plan: Plan) -> Flags:
    """Whether each further run is of a future in which the favourite fails."""
    return plan.failing.failed[np.unique(plan.choice.futures.unit, return_inverse=True)[1]]


def _courses(folder: Folder, plan: Plan) -> Figure:
    outcome = plan.experiment.objective
    months, fans = _fans(plan)
    title = f"{outcome.title} under the favourite and with nothing more, month by month"
    caption = (
        f"Thick: median over {words.counted(len(fans[0].values), 'run')}; shaded: 5-95 % of them; thin: "
        "single runs of the favourite. To the right, how runs are spread in the last month. Fails: "
        f"{_fails(plan)}. {_caption(plan)}"
    )
    drawn = figures_over_time.courses(months, fans, outcome, title=title, caption=caption)
    draw(folder, "courses", drawn)
    said = "; ".join(
        f"{fan.name} {words.value(float(np.median(fan.values[:, -1])), outcome.unit)} ("
        + " to ".join(words.value(float(end), outcome.unit) for end in np.quantile(fan.values[:, -1], BAND))
        + ")"
        for fan in fans
    )
    return Figure("courses", title, caption, f"At month {months[-1]}, median and 5-95 %: {said}.")


def _fails(plan: Plan) -> str:
    if plan.failing.what != "fails":
        return "the runner-up does better"
    return (
        f"it gains less than {text.worthwhile(plan)} over nothing more, or another contender is ahead of it "
        "by more than that"
    )


def _signposts(folder: Folder, plan: Plan) -> Figure:
    favourite = plan.choice.favourite
    rows = plan.signposts[plan.signposts["holds"].eq(True)]
    title = f"What tells in time that bundle {favourite} {plan.failing.what}"
    caption = (
        f"Median and 5-95 % of {words.counted(plan.experiment.detailed, 'run')} of the favourite, in futures "
        "in which it fails and in the others; a "
        "diamond marks by which month, and beyond which number, a signpost rings. How often it rings is of "
        f"the half of the futures in which it was not found. Fails: {_fails(plan)}. "
        f"{_caption(plan)}"
    )
    panels, months = [], sorted(plan.courses["month"].unique().tolist())
    best = plan.courses[plan.courses["bundle"] == favourite]
    for _, row in rows.iterrows():
        outcome = OUTCOMES[str(row["outcome"])]
        values = best[outcome.name].to_numpy(float).reshape(-1, len(months))
        rise = row["measure"] == RISE
        unit = words.shown_unit(outcome.unit, difference=rise)
        panels.append(
            figures_over_time.Panel(
                outcome,
                f"{outcome.title}{', change since month 0' if rise else ''}: {unit}",
                values - values[:, :1] if rise else values,
                int(row["month"]),
                float(row["threshold"]),
                f"If by month {row['month']} {text.signal(row)}: rings in {row['recall']:.0%} where it "
                f"fails, in {row['false_alarms']:.0%} elsewhere",
            )
        )
    futures = words.counted(len(plan.failing.failed), "future")
    none = " ".join(text.signposts(plan)) or f"Nothing more is done in any of {futures}: none was looked for."
    drawn = figures_over_time.signposts(
        months, _failed_runs(plan), panels, textwrap.fill(none, 100), title=title, caption=caption
    )
    draw(folder, "signposts", drawn)
    return Figure("signposts", title, caption, f"Over {futures}. {none}")


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
    if plan.experiment.setting.yearly:
        return ", not discounted"
    return f", discounted at {percent:g} % a year" if percent else ", not discounted"
