"""A plan in words: what was found, how sure it is, and what it does not say."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.plan.analysis import AXES, BESIDE_RUNS, MONTHS_A_YEAR, Plan
from analysis.plan.choice import NEARLY
from analysis.plan.evaluate import ALL, gain_of
from analysis.plan.parameters import bounded, titled
from analysis.plan.portfolios import NOTHING, count_of
from analysis.plan.scenario_discovery import FAILS, FEW, HOLDS_UP, LEAST
from analysis.plan.signposts import BELOW, LEVELS
from analysis.plan.single_levers import DEAR, DOMINATED, LESSER, SLACK
from analysis.plan.value_of_information import SHUFFLES, by_chance
from analysis.report import words
from analysis.report.judged import judged_on
from analysis.report.text import NOT_A_FORECAST, sets_in_words
from analysis.statistics import attribution
from analysis.statistics.costs import COVER
from analysis.statistics.paired import spread
from analysis.statistics.verdicts import WORSE, undecided
from sim.model.outcomes import OUTCOMES
from sim.model.schedule import PAYERS

MOST_NAMED = 5
SMALL_SHARE = 0.005  # of what the largest payer pays, not worth naming
MOST_RULES = 2  # of each kind
NOT_LOOKED_AT = "Kinds of members and localities are not looked at here"
TOO_FEW = "was not looked for: there are too few futures, or one parameter set"
PAYS = {"network": "the network", "members": "member organisations", "commissioner": "the commissioner",
        "national": "national money"}  # fmt: skip


def weighed(plan: Plan) -> str:
    """Name the outcomes that are weighed against the money."""
    objective = plan.experiment.objective
    first = "" if objective.name in AXES else f"{words.lowered(objective.title)}, "
    return f"{first}24/7 cover, equity or engagement"


def levers_of(plan: Plan, bundle: int) -> str:
    """Write a bundle in a sentence: its number and its levers."""
    members = plan.experiment.offer.members(bundle)
    return (
        f"bundle {bundle} ({words.listed([each.name for each in members])})"
        if members
        else "bundle 0 (nothing more)"
    )


def years_of(plan: Plan) -> int:
    """Give the years that the money is for."""
    return plan.experiment.offer.scenario.horizon // MONTHS_A_YEAR


def budget(plan: Plan) -> str:
    """Write the money: `£500,000 over 5 years`, or `£300,000 a year for 5 years`."""
    years, money = words.counted(years_of(plan), "year"), words.pounds(plan.experiment.budget)
    return f"{money} a year for {years}" if plan.experiment.setting.yearly else f"{money} over {years}"


def cost(plan: Plan, bundle: int) -> str:
    """Write what a contender costs: `£284,000`, or of a yearly budget `£284,000 in its dearest year`."""
    return words.pounds(float(plan.choice.row(bundle)["pounds"])) + dearest(plan)


def dearest(plan: Plan) -> str:
    """Say, of a yearly budget, of which year a cost is."""
    return " in its dearest year" if plan.experiment.setting.yearly else ""


def title(plan: Plan) -> str:
    """Give what was asked as a title."""
    return f"What to do with {budget(plan)}"


def question(plan: Plan) -> str:
    """Give what was asked in a sentence."""
    experiment, payer = plan.experiment, plan.experiment.setting.payer
    whose = "" if payer == ALL else f" from {PAYS[payer]}"
    return f"What does most for {words.lowered(experiment.objective.title)} for {budget(plan)}{whose}?"


def considered(plan: Plan) -> str:
    """Say which bundles were tried, and what was left out by which rule."""
    offer, rules = plan.experiment.offer, plan.experiment.left_out
    dear, less = (sum(len(rules.get(rule, ())) for rule in each) for each in ((DEAR,), (DOMINATED, LESSER)))
    over = count_of(offer.doses) - offer.count
    parts = [f"{words.counted(dear, 'dose')} over the budget alone"] if dear else []
    parts += [f"{words.counted(less, 'dose')} that {'does' if less == 1 else 'do'} less"] if less else []
    if over:
        parts.append(
            f"{words.counted(over, 'bundle')} over {SLACK:g} times {'it' if dear else 'the budget'} in sum"
        )
    levers, bundles = words.counted(len(offer.levers), "lever"), words.counted(offer.count, "bundle")
    tried = f"Added to \u201c{offer.scenario.title}\u201d: {bundles} of {levers}."
    return f"{tried} Left out: {words.listed(parts)}." if parts else f"{tried} Nothing was left out."


def left_out(plan: Plan) -> list[str]:
    """Name what was left out, rule by rule."""
    return [f"Left out, {rule}: {words.listed(doses)}." for rule, doses in plan.experiment.left_out.items()]


def _sums(plan: Plan) -> Iterator[str]:
    """Say whether a bundle left out for the sum of its doses could be within the budget all the same."""
    offer = plan.experiment.offer
    if count_of(offer.doses) == offer.count:
        return
    alone = plan.alone.set_index("dose")["pounds"]
    shares = [
        cost / total
        for bundle, cost in enumerate(plan.search.table["pounds"])
        if len(members := offer.members(bundle)) > 1
        and (total := math.fsum(float(alone[each.name]) for each in members)) > 0
    ]
    least = min(shares, default=1.0)
    none, some = "none that was left out for its sum is", "some left out for their sum may be"
    may = none if least > 1 / SLACK else some
    yield (
        f"Of the bundles that were run none costs less than {least:.0%} of what its doses cost alone: "
        f"{may} within the budget."
    )


def points(plan: Plan) -> str:
    """Name what differences of the objective are counted in."""
    return words.shown_unit(plan.experiment.objective.unit, difference=True)


def gain(plan: Plan, row: pd.Series[Any]) -> str:
    """Write a bundle's gain over no lever, with its Monte Carlo error and its band."""
    outcome = plan.experiment.objective
    name, scale = outcome.name, words.scale(outcome.unit)
    size, low, high = (float(row[f"{name}_{key}"]) for key in ("change", "band_low", "band_high"))
    half = scale * float(row[f"{name}_high"] - row[f"{name}_low"]) / 2
    error = f"\u00b1{half:.2g} by the number of runs, " if np.isfinite(half) else ""
    ends = (words.change(end, outcome.unit, like=size) for end in (low, high))
    band = f"{error}5-95 % of the futures {' to '.join(ends)}"
    return f"{words.change(size, outcome.unit)} {points(plan)} ({band})"


def worthwhile(plan: Plan) -> str:
    """Write the smallest difference worth having."""
    outcome = plan.experiment.objective
    size = outcome.worthwhile * words.scale(outcome.unit)
    return f"{size:g} {points(plan)}"


def findings(plan: Plan) -> list[str]:
    """Say what was found, the choice first."""
    if plan.choice.favourite == NOTHING:
        objective = words.lowered(plan.experiment.objective.title)
        return [f"No bundle within the budget does more for {objective} than nothing more.", _efficient(plan)]
    return [*_favourite(plan), _payers(plan), _as_good(plan), _runner_up(plan), _efficient(plan)]


def _favourite(plan: Plan) -> Iterator[str]:
    experiment, choice, outcome = plan.experiment, plan.choice, plan.experiment.objective
    row, base = choice.row(choice.favourite), choice.row(NOTHING)
    low, high = (words.pounds(float(row[key])) for key in ("pounds_low", "pounds_high"))
    level, was = (words.value(float(each[outcome.name]), outcome.unit) for each in (row, base))
    yield (
        f"The favourite is {levers_of(plan, choice.favourite)}: {words.lowered(outcome.title)} {level} "
        f"instead of {was} at month {experiment.offer.scenario.horizon}, {gain(plan, row)}, for "
        f"{cost(plan, choice.favourite)} (5-95 % {low} to {high}; {overrun(plan)})."
    )
    if abs(float(row[f"{outcome.name}_change"])) < outcome.worthwhile:
        yield (
            f"In the mean that is less than {worthwhile(plan)}, set as the smallest difference worth having: "
            f"no bundle within the budget does as much. {_enough(plan)}"
        )


def overrun(plan: Plan) -> str:
    """Say how often the favourite costs more than the budget."""
    share = float(plan.choice.row(plan.choice.favourite)["overrun"])
    return f"over the budget in {share:.0%} of the runs"


def _enough(plan: Plan) -> str:
    """Say what the cheapest bundle costs that gains a difference worth having, in the mean."""
    table, outcome = plan.search.table, plan.experiment.objective
    gains = gain_of(table[f"{outcome.name}_change"].to_numpy(float), outcome)
    enough = table[gains >= outcome.worthwhile]
    if enough.empty:
        return "Nor does any that was tried."
    row = enough.sort_values(["pounds", "bundle"], kind="stable").iloc[0]
    costs = words.pounds(float(row["pounds"]))
    return f"The cheapest that does costs {costs}{dearest(plan)}: {levers_of(plan, int(row['bundle']))}."


def paid_by(plan: Plan) -> list[tuple[str, str]]:
    """Say who pays how much more for the favourite, over all the years, discounted."""
    row = plan.choice.row(plan.choice.favourite)
    paid = sorted(((payer, float(row[f"{payer}_pays"])) for payer in PAYERS), key=lambda each: -each[1])
    least = max(1.0, SMALL_SHARE * max(abs(amount) for _, amount in paid))
    return [(PAYS[payer], words.pounds(amount)) for payer, amount in paid if abs(amount) >= least]


def _payers(plan: Plan) -> str:
    parts = [" ".join(each) for each in paid_by(plan)]
    if not parts:
        return "It costs nobody more."
    row, payer = plan.choice.row(plan.choice.favourite), plan.experiment.setting.payer
    total = words.pounds(math.fsum(float(row[f"{each}_pays"]) for each in PAYERS))
    counted = "" if payer == ALL else f" (of it {PAYS[payer]} counts)"
    return f"Of the {total} that it costs more in all{counted}, these pay: {words.listed(parts)}."


def behind(plan: Plan, bundle: int) -> str:
    """Say how far a bundle is behind the favourite."""
    outcome = plan.experiment.objective
    mine, theirs = (plan.choice.row(each)[outcome.name] for each in (plan.choice.favourite, bundle))
    lost = abs(float(mine - theirs)) * words.scale(outcome.unit)
    return f"{lost:.2g} {points(plan)} behind"


def _as_good(plan: Plan) -> str:
    choice = plan.choice
    best = choice.row(choice.favourite)
    said = []
    for bundle, what in (
        (choice.nearly, f"that has {NEARLY:.0%} of its gain"),
        (choice.as_good, "that comes within a difference worth having of it"),
    ):
        if bundle not in (choice.favourite, NOTHING):
            less = words.pounds(float(best["pounds"] - choice.row(bundle)["pounds"]))
            price = f"{less} less, and {behind(plan, bundle)}"
            said.append(f"The cheapest {what} is {levers_of(plan, bundle)}: {price}.")
    return " ".join(dict.fromkeys(said)) or "No cheaper bundle comes near it."


def _runner_up(plan: Plan) -> str:
    choice, outcome = plan.choice, plan.experiment.objective
    row, best = choice.row(choice.runner_up), choice.row(choice.favourite)
    values = choice.values(outcome)
    if not (values > values[choice.place(choice.favourite)]).any():
        return "In no future does another contender do better than it."
    one, other = (values[choice.place(bundle)] for bundle in (choice.favourite, choice.runner_up))
    lead = spread(one - other, np.arange(len(one)))
    half = words.scale(outcome.unit) * (lead.interval_high - lead.mean)
    error = f" (\u00b1{half:.2g} by the number of runs)" if np.isfinite(half) else ""
    tie = "" if lead.interval_low > 0 else " The two cannot be told apart by these runs."
    return (
        "Its runner-up, which does best where the favourite does not, is "
        f"{levers_of(plan, choice.runner_up)} for {cost(plan, choice.runner_up)}. It is ahead in "
        f"{(other > one).mean():.0%} of the futures; in the mean the favourite leads by "
        f"{lead.mean * words.scale(outcome.unit):+.2g} {points(plan)}{error}.{tie} "
        f"The best of all contenders is the favourite in "
        f"{best['best']:.0%} of the futures, and the runner-up in {row['best']:.0%}."
    )


def _efficient(plan: Plan) -> str:
    table = plan.search.table
    within = table[table["affordable"]]
    marked = within[within["efficient"]]
    firm = int((marked["efficient_share"] >= 0.95).sum())
    cost = "costs" if len(within) == 1 else "cost"
    are = "is" if len(marked) == 1 else "are"
    stay = "stays" if firm == 1 else "stay"
    return (
        f"Of {words.counted(len(table), 'bundle')} {len(within):,} {cost} no more than the budget in the "
        f"mean; {len(marked):,} of these {are} efficient: none gives more {weighed(plan)} for as little "
        f"money without less of another. {firm:,} of them {stay} so in at least 95 % of resamples of the "
        "futures."
    )


def unintended(plan: Plan) -> list[str]:
    """Say which outcomes get worse under the favourite."""
    if plan.choice.favourite == NOTHING:
        return ["Nothing more is done, so that nothing gets worse by it."]
    rows = plan.beside[plan.beside["verdict"] == WORSE]
    unclear = sum(undecided(plan.beside).values())
    number = min(plan.experiment.detailed, BESIDE_RUNS)
    runs, are = words.counted(number, "run"), "is" if number == 1 else "are"
    doubt = [f"For {words.counted(unclear, 'outcome')} {runs} {are} too few to tell."] if unclear else []
    rest = [*doubt, f"{NOT_LOOKED_AT}: mcn compare does that."]
    if rows.empty:
        judged = int((plan.beside["better"] != "neither").sum())
        far = f", as far as {runs} can tell" if unclear else ""
        none = f"None of {words.counted(judged, 'outcome')} gets worse by a difference worth having under it"
        return [f"{none}{far}.", *rest]
    return [f"Under the favourite these get worse: {words.listed(worse(plan))}.", *rest]


def worse(plan: Plan) -> list[str]:
    """Name the outcomes that get worse under the favourite, each by how much, the largest change first."""
    rows = plan.beside[plan.beside["verdict"] == WORSE]
    order = (rows["difference"].abs() / rows["worthwhile"]).sort_values(ascending=False, kind="stable").index
    return [
        f"{words.lowered(str(row['title']))} ({words.change(float(row['difference']), str(row['unit']))} "
        f"{words.shown_unit(str(row['unit']), difference=True)})"
        for _, row in rows.loc[order].iterrows()
    ]


def why(plan: Plan) -> list[str]:
    """Say which flows bring the favourite's gain."""
    if plan.reasons.empty:
        return []
    return attribution.sentences(
        plan.reasons, plan.experiment.objective, base="nothing more", then=f"bundle {plan.choice.favourite}"
    )


def uncertainty(plan: Plan) -> list[str]:
    """Say how sure the choice is, where it fails, and what would be worth finding out first."""
    return [_regret(plan), *_failing(plan), *_information(plan)]


def _regret(plan: Plan) -> str:
    choice, outcome = plan.choice, plan.experiment.objective
    row = choice.row(choice.favourite)
    mean, high, worst = (
        words.margin(float(row[key]), outcome.unit, like=float(row["regret_worst"]))
        for key in ("regret", "regret_high", "regret_worst")
    )
    steady = (
        "Its worst regret is the least of all contenders too"
        if choice.steady == choice.favourite
        else f"The least of the worst regrets has {levers_of(plan, choice.steady)}"
    )
    return (
        f"Who takes the favourite forgoes {mean} {points(plan)} in the mean against the best contender in "
        f"each future, {high} or more in one future of twenty and {worst} in the worst. {steady}."
    )


def _failing(plan: Plan) -> Iterator[str]:
    fails = plan.failing
    if plan.choice.favourite == NOTHING:
        return
    yield (
        f"In {fails.too_little:.0%} of the futures it gains less than {worthwhile(plan)} over nothing more, "
        f"and in {fails.beaten:.0%} another contender is ahead of it by more than that."
    )
    if unsought(plan):
        yield f"Where it {fails.what} {unsought(plan)}."
        return
    held = [each for each in rules_of(plan.conditions) if each[2]["holds"]]
    if not held:
        yield f"Nothing tells where it {fails.what}: no rule held on futures that it was not made from."
    for kind in (FAILS, HOLDS_UP) if fails.share <= 0.5 else (HOLDS_UP, FAILS):  # what is rare says most
        for _, text, first in [each for each in held if each[0] == kind][:MOST_RULES]:
            does = fails.what if kind == FAILS else fails.otherwise
            yield (
                f"It {does} in {first['density']:.0%} of the futures (over all {first['share']:.0%}) where "
                f"{text}: {first['mass']:.0%} of the futures, {first['coverage']:.0%} of those in which it "
                f"{does}."
            )


def signposts(plan: Plan) -> list[str]:
    """Say what tells in time that this is one of the futures in which the favourite fails, and what then."""
    fails = plan.failing
    if plan.choice.favourite == NOTHING:
        return []
    if unsought(plan):
        return [f"What tells in time that it {fails.what} {unsought(plan)}."]
    rows = plan.signposts[plan.signposts["holds"].eq(True)]
    if rows.empty:
        return [
            f"Nothing that a network could count tells in time where it {fails.what}: no signpost rang "
            "oftener there than elsewhere in futures that it was not found in."
        ]
    return [_signpost(plan, row) for _, row in rows.iterrows()]


def _signpost(plan: Plan, row: pd.Series[Any]) -> str:
    does = plan.failing.what

    def share(name: str) -> str:
        return f"{row[name]:.0%} ({row[f'{name}_low']:.0%} to {row[f'{name}_high']:.0%})"

    return (
        f"If by month {row['month']} {signal(row)}: that rings in {share('recall')} of the futures in which "
        f"it {does}, and falsely in {row['false_alarms']:.0%} of the others; where it rings it {does} in "
        f"{share('precision')}, over all in {row['share']:.0%}. {row['lead']} months are left. "
        f"{switch(plan, row)}"
    )


def signal(row: pd.Series[Any]) -> str:
    """Write what a signpost asks: `“24/7 cover” has risen by less than 1.1 percentage points`."""
    outcome, threshold = OUTCOMES[str(row["outcome"])], float(row["threshold"])
    if row["measure"] == LEVELS:
        return f"\u201c{outcome.title}\u201d is {row['side']} {words.value(threshold, outcome.unit)}"
    unit = words.shown_unit(outcome.unit, difference=True)
    size = words.change(abs(threshold), outcome.unit).removeprefix("+")
    rises = threshold >= 0
    less = "less" if rises == (row["side"] == BELOW) else "more"
    return f"\u201c{outcome.title}\u201d has {'risen' if rises else 'fallen'} by {less} than {size} {unit}"


def switch(plan: Plan, row: pd.Series[Any]) -> str:
    """Say to which bundle to switch when a signpost rings, and what that gives."""
    if row["switch_to"] < 0:
        return "No other bundle tried gains by taking its place then."
    outcome = plan.experiment.objective
    ends = [words.change(float(row[f"switch_{end}"]), outcome.unit) for end in ("gain", "low", "high")]
    money = float(row["switch_pounds"])
    costs = f"{words.pounds(abs(money))} {'more' if money > 0 else 'less'}"
    return (
        f"To switch then to {levers_of(plan, int(row['switch_to']))} gains {ends[0]} {points(plan)} "
        f"({ends[1]} to {ends[2]}) and costs {costs}."
    )


def unsought(plan: Plan) -> str:
    """Say that, and why, it was not looked for where the favourite fails; empty if it was."""
    fails = plan.failing
    if plan.experiment.setting.parameters == "central" or len(fails.failed) < LEAST:
        return TOO_FEW
    if FEW <= fails.share <= 1 - FEW:
        return ""
    share = f"fewer than {FEW:.0%}" if fails.share < FEW else f"more than {1 - FEW:.0%}"
    return f"was not looked for: it is so in {share} of the futures"


def rules_of(table: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series[Any]]]:
    """Each rule in words: its kind, what it asks, and its first row, which has its numbers."""
    for (kind, _), rows in table.groupby(["kind", "rule"], sort=False):
        parts = [bounded(str(row["parameter"]), row["above"], row["up_to"]) for _, row in rows.iterrows()]
        yield str(kind), words.listed(parts), rows.iloc[0]


def amount(plan: Plan, value: float) -> str:
    """Write a gain of the objective, for cover in children too."""
    outcome = plan.experiment.objective
    size = value * words.scale(outcome.unit)
    digits = max(1, 1 - int(np.floor(np.log10(abs(size))))) if size else 1
    text = f"{size:.{min(digits, 4)}f} {points(plan)}"
    children = float(sum(place.children_llc for place in plan.experiment.offer.scenario.network.localities))
    if outcome.name == COVER and children > 0:
        count = value * children
        text += f" ({count:.1f} children)" if count < 10 else f" ({count:.0f} children)"
    return text


def _information(plan: Plan) -> Iterator[str]:
    yield (
        "To know everything before choosing, chance included, would gain "
        f"{amount(plan, plan.everything)} in the mean: no research into the choice among "
        "the contenders is worth more than that."
    )
    if plan.information.empty:
        yield f"What it would gain to know one parameter first {TOO_FEW}."
        return
    found = plan.information[plan.information["found"].eq(True)]
    if found.empty:
        yield "What it would gain to know any one parameter first is not told apart from chance."
        return
    named = [
        f"{words.lowered(titled(str(row['parameter'])))} ({row['parameter']}): "
        f"{amount(plan, float(row['value']))}"
        for _, row in found.head(MOST_NAMED).iterrows()
    ]
    more = f"; {len(found) - len(named)} more in the table" if len(found) > len(named) else ""
    yield f"Worth finding out first: {'; '.join(named)}{more}."
    tried = len(plan.information)
    others = words.counted(tried - len(found), "other parameter")
    yield (
        f"What it would gain to know any one of {others} is not told apart from chance. By chance alone, "
        f"{by_chance(tried):.2g} of {words.counted(tried, 'parameter')} would be found."
    )


def method(plan: Plan) -> list[str]:
    """Say how it was done."""
    experiment, choice = plan.experiment, plan.choice
    setting, scenario = experiment.setting, experiment.offer.scenario
    who = "what all payers pay" if setting.payer == ALL else f"what {PAYS[setting.payer]} pays"
    rate = "not discounted"
    if setting.discount:
        rate = (
            f"discounted at {setting.discount:g} % a year (months 0 to 12 count in full, months 13 to 24 are "
            f"divided once by {1 + setting.discount / 100:g}, and so on)"
        )
    counted = f"over months 0 to {scenario.horizon}, {rate}"
    if setting.yearly:
        counted = "in the dearest year of each future, of months 0 to 11, 12 to 23 and so on, not discounted"
    units = choice.values(experiment.objective).shape[1]
    over = sets_in_words(setting.parameters, len(np.unique(choice.futures.sets)), judged=judged_on(scenario))
    return [
        f"Doses to choose from: {words.listed([each.name for each in experiment.offer.doses])}. Each acts, "
        f"unless it says otherwise, from month 0 to month {scenario.horizon}; what is at work in "
        f"{scenario.name} stays.",
        *left_out(plan),
        *_sums(plan),
        f"The budget counts {who} beyond {scenario.name} {counted}, at {words.PRICE_YEAR} prices; a bundle "
        "is within it if its mean is.",
        f"Every one of {experiment.offer.count:,} bundles was run {words.counted(experiment.runs, 'time')}, "
        "with the same parameters and luck in each; "
        f"{words.counted(len(choice.futures.bundles), 'contender')}, by which hardly any future's best is "
        "missed, again in "
        f"{words.counted(experiment.detailed, 'further run')} over {over} (seed {setting.seed}). All that is "
        "said of the favourite is from these.",
        "A contender that costs more than the budget in the mean of these further runs is left out. A future "
        "is a parameter set, with its luck. Regret is how far a bundle is behind the best contender "
        "in the same future.",
        *_methods(plan, units),
    ]


def _methods(plan: Plan, units: int) -> Iterator[str]:
    """Say how it was done, of what was looked for at all."""
    if plan.choice.favourite != NOTHING and not unsought(plan):
        yield (
            f"Where the favourite {plan.failing.what} was sought by a tree (CART) and by PRIM over the "
            f"parameters, and by what could be counted in its runs, in half of {units:,} futures, and judged "
            "on the other half."
        )
    if not plan.information.empty:
        yield (
            "What a parameter would be worth knowing is its expected value of partial perfect information, "
            "by splines (Strong, Oakley and Brennan 2014), less what shuffling gives; it counts as told "
            f"apart from chance if it is above all of {SHUFFLES:,} shuffles."
        )


def limits(plan: Plan) -> list[str]:
    """Say what a plan does not say."""
    return [
        NOT_A_FORECAST,
        "Other doses, places and starts than those tried are not judged, nor is what was left out; --dose "
        "adds any.",
    ]
