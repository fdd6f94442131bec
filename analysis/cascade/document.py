"""The document of a cascade: its sentences, excerpts, figures and tables, in the order of a screen."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.cascade import text
from analysis.cascade.analysis import Cascade
from analysis.cascade.answer import answer_of
from analysis.cascade.figures import BARRIER_NAMES, left_anyway
from analysis.cascade.knockouts import ANYWAY
from analysis.cascade.onsets import SINCE
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Column, Document, Excerpt, Figure, Paragraphs, Table
from analysis.report.judged import judged_on
from analysis.report.text import NOT_A_FORECAST, sets_in_words
from analysis.statistics.barriers import BARRIERS, WEAK_LINKS
from sim.inputs.levers import load_levers
from sim.inputs.problems import load_problems
from sim.model.cascade import NO_PROBLEM
from sim.model.outcomes import OUTCOMES, Outcome

MOST_LINKS = 12  # on a screen
LIMITS = (
    "The thresholds beyond which a problem counts are assumptions: another threshold, another month.",
    "Of what is there from the start nobody saw what brought it about: the map shows what begins later.",
    "A share is of what pushed in the month of the onset, not of all that happened before.",
    "The story is one run of many, chosen by a rule: it may happen so, and it may happen otherwise.",
)


def document_of(cascade: Cascade, hypothesis: str, asked: str = "") -> Document:
    """Write the document; `asked`: the scenario as it was named, for the commands that come next."""
    experiment = cascade.experiment
    scenario = experiment.scenario
    chains = [text.chain_sentence(each) for each in cascade.chains]
    onsets = text.onset_sentences(cascade.onsets, experiment.since)
    strongest = tuple(f"The strongest chain from the setting on: {each}." for each in chains[:1])
    others = tuple(f"A strong chain from the setting on: {each}." for each in chains[1:])
    removed = text.knockout_sentences(cascade.shares, cascade.removals)
    no_longer = text.prevented_sentences(cascade.no_longer)
    question = (scenario.question,) if scenario.question else ()
    return Document(
        kind="cascade",
        title=f"How one problem brings about the next: {scenario.title}",
        question=scenario.question,
        hypothesis=hypothesis,
        blocks=(
            Paragraphs("question", question, heading=f"{scenario.name}: {scenario.title}", medium="screen"),
            *_excerpts(cascade),
            Paragraphs("findings", tuple(onsets[:1])),
            Paragraphs("findings", (*onsets[1:], *text.link_sentences(cascade.links)), medium="page"),
            Paragraphs("reasons", strongest),
            Paragraphs("reasons", others, medium="page"),
            Paragraphs("findings", (*removed, *no_longer)),
            Paragraphs("unintended", tuple(text.unintended_sentences(cascade.no_longer, cascade.removals))),
            Paragraphs("uncertainty", _uncertainty(cascade), medium="page"),
            Paragraphs("limits", (text.removed_how_far(cascade.no_longer),)),
            _story(cascade),
            Paragraphs("key", (_key(cascade),), tone="note", medium="screen"),
            Paragraphs("limits", (NOT_A_FORECAST,), tone="note"),
            Paragraphs("limits", LIMITS, medium="page"),
            Paragraphs("method", _method(cascade), medium="page"),
            *figures(cascade),
            *tables(cascade),
        ),
        answer=answer_of(cascade, _shares(cascade, cascade.outcomes[0]), _uncertainty(cascade)[0], asked),
    )


def _excerpts(cascade: Cascade) -> Iterator[Excerpt]:
    """Cut out of the tables the order of onset, what led to what, and the barriers' shares."""
    onsets, links, *_ = tables(cascade)
    experiment = cascade.experiment
    before = "at first" if experiment.since <= SINCE else f"before {experiment.since}"
    rows = cascade.onsets
    yield excerpt(
        onsets,
        rows[(rows["there"] < text.THROUGHOUT) | (rows["begins"] > 0)],
        {
            "problem (order)": "{order} {title}",
            before: "{there}",
            "later": "{begins}",
            "month": "{onset_median}",
            "5-95 %": "{onset_low}",
            f"month {experiment.scenario.horizon}": "{holds}",
        },
    )
    between = cascade.links[cascade.links["from"] != NO_PROBLEM].head(MOST_LINKS)
    if len(between):
        titles = {name: problem.title for name, problem in load_problems().items()}
        yield excerpt(
            links,
            between.assign(**{end: between[end].map(titles) for end in ("from", "to")}),
            {
                "what led to": "{from}",
                "what": "{to}",
                "link": "{link}",
                "carried": "{carried}",
                "share": "{share}",
            },
        )
    for outcome in cascade.outcomes:
        yield _shares(cascade, outcome)


def _shares(cascade: Cascade, outcome: Outcome) -> Excerpt:
    """Cut out of the table what each barrier keeps of an outcome from happening."""
    names = {**BARRIER_NAMES, "all": "All four", ANYWAY: left_anyway(outcome)}
    rows = cascade.shares[cascade.shares["outcome"] == outcome.name]
    return excerpt(
        tables(cascade)[2],
        rows.assign(barrier=rows["barrier"].map(names)),
        {
            f"{outcome.title}: removed": "{barrier}",
            "alone": "{alone}",
            "last": "{last}",
            "share": "{shapley}",
            "5-95 %": "{shapley_low}",
            "of four": "{of_shortfall}",
            "of gap": "{of_gap}",
        },
    )


def _story(cascade: Cascade) -> Paragraphs:
    more = f"And {words.counted(cascade.untold, 'smaller thing')}, in data/story."
    return Paragraphs(
        "story",
        heading=f"The story of run {cascade.run} ({'asked for' if cascade.chosen else 'the most typical'})",
        sentences=(*cascade.sentences, *([more] if cascade.untold else [])),
        medium="screen",
    )


def _key(cascade: Cascade) -> str:
    """Say what the excerpts hold."""
    experiment = cascade.experiment
    return (
        f"{_caption(cascade)} At first, later, month {experiment.scenario.horizon}: shares of runs (and "
        "of organisations) that have it from the start, in which it begins later, and that have it at the "
        "end; month and 5-95 %: when it begins later. Carried: onsets brought about, by place and run, over "
        f"{words.counted(experiment.replayed, 'run')}; share: of all its beginnings. Alone, last: removed "
        "before and after the others; share: Shapley, the mean over all orders; of four: of what all four "
        "bring; of gap: of all that lies between it and the best possible."
    )


def _uncertainty(cascade: Cascade) -> tuple[str, ...]:
    said = []
    for name in dict.fromkeys(cascade.shares["outcome"]):
        outcome = OUTCOMES[str(name)]
        whole = cascade.shares[
            (cascade.shares["outcome"] == name) & (cascade.shares["barrier"] == "all")
        ].iloc[0]
        half = (float(whole["interval_high"]) - float(whole["interval_low"])) / 2
        said.append(
            f"{outcome.title}: what all four barriers keep from happening is known to ±"
            f"{words.margin(half, outcome.unit, like=float(whole['shapley']))} (95 % Monte Carlo interval, "
            f"in {words.shown_unit(outcome.unit, difference=True)}); over the parameter sets it lies between "
            f"{words.change(float(whole['shapley_low']), outcome.unit)} and "
            f"{words.change(float(whole['shapley_high']), outcome.unit)} (5-95 %)."
        )
    if cascade.chains:
        said.append(text.weak_links_sentence(cascade.without_weak_links, cascade.chains[0], WEAK_LINKS))
    return tuple(said)


def _method(cascade: Cascade) -> tuple[str, ...]:
    experiment = cascade.experiment
    named = {lever.name: lever.id for lever in load_levers().values()}
    by = [
        f"{barrier}: {words.listed([f'{name} ({named[name]})' for name in names])}"
        for barrier, names in BARRIERS.items()
    ]
    which = (
        "It was asked for."
        if cascade.chosen
        else "It is the run nearest to the medians of the main outcomes at the end, each counted in "
        "interquartile ranges."
    )
    return (
        f"{_caption(cascade)} Every set of barriers had the same runs, with the same parameters and "
        f"the same luck; what is shared out is the level in month {experiment.scenario.horizon}.",
        "A problem begins in the first of three months in a row beyond its threshold, and ends likewise.",
        f"What each problem had in the others was read off the flows of the first "
        f"{words.counted(experiment.replayed, 'run')}: the flows that push towards the mark in the month of "
        "onset, each charged to the problem that its link comes from, if that held the month before.",
        f"Barriers are removed from month 0 on by the levers against them ({'; '.join(by)}), at full "
        "strength after their ramp-up; what the scenario does itself goes on.",
        "A barrier's share is its Shapley value: what removing it adds, averaged over all orders in which "
        "the four can be removed. The shares add up to what all four bring. Anyway is what lacks of the best "
        "possible with all four removed.",
        f"The story is of run {cascade.run}. {which}",
        f"Weak links were cut one at a time, in the first {words.counted(experiment.without, 'run')}"
        f"{'' if experiment.parameters == 'central' else ' of the same parameter sets'}.",
    )


def _caption(cascade: Cascade) -> str:
    """Say how many runs there were, and of what."""
    how = cascade.experiment
    sets = sets_in_words(how.parameters, cascade.sets, judged=judged_on(how.scenario))
    return f"{words.counted(how.runs, 'run')} over {sets}, seed {how.seed}."


def figures(cascade: Cascade) -> tuple[Figure, ...]:
    """Give titles, captions and text alternatives of the figures."""
    experiment, how = cascade.experiment, _caption(cascade)
    scenario = experiment.scenario
    later = cascade.onsets[cascade.onsets["begins"] >= text.WORTH_TELLING]
    edges = [
        f"{text.title_of(str(row['from']))} to {text.title_of(str(row['to']))} ({row['link']}): "
        f"{row['carried'] * 100:.1f} in 100 places, {row['share']:.0%} of its beginnings"
        for _, row in cascade.shown.iterrows()
    ]
    comes_back = bool(cascade.shown["returns"].any())
    dashed = "Dashed: comes back as a problem of an earlier order. " if comes_back else ""
    least = f"under 1 % of all that is carried between problems each, {cascade.left_out:.1%} together"
    return (
        Figure(
            name="map",
            title=f"How one problem brings about the next: {scenario.title}",
            caption=(
                "Edges: what one problem carried into the beginnings of another, read off the flows of the "
                f"first {words.counted(experiment.replayed, 'run')}; width by onsets brought about in 100 "
                "places (organisations, or the network) a run. At an edge: the link, and its share of all "
                f"beginnings there. {dashed}Not drawn: {least}; "
                "and what comes from no problem, which the boxes say. Boxes: problems, filled by the share "
                f"of places and runs that has them in month {scenario.horizon}. {how} "
                f"{NOT_A_FORECAST}"
            ),
            alternative="; ".join(edges or ["No problem brings about another one in these runs"]) + ".",
        ),
        Figure(
            name="onsets",
            title=f"When problems begin: {scenario.title}",
            caption=(
                "Left: share of runs, and for problems of organisations of runs and organisations, in which "
                f"it was there before month {experiment.since}, begins from then on, or never comes. Right: "
                "month of onset where it begins later: median and 5-95 % over runs and organisations; larger "
                f"marks: in more of them. In the order in which half of them had it. {how} "
                f"{NOT_A_FORECAST}"
            ),
            alternative="; ".join(text.onset_sentences(later, experiment.since)),
        ),
        Figure(
            name="knockouts",
            title=f"What each barrier keeps from happening by month {scenario.horizon}: {scenario.title}",
            caption=(
                "Left: from the level as it is to that with all four barriers removed, each barrier by its "
                "Shapley share (thin lines: 5-95 % over parameter sets; in brackets: share of what all four "
                "bring), then the gap to the best that is left anyway. Right: what removing a barrier brings "
                "alone, on average over all orders, and after the other three. "
                f"{how} {NOT_A_FORECAST}"
            ),
            alternative=" ".join(text.knockout_sentences(cascade.shares, cascade.removals)),
        ),
    )


def tables(cascade: Cascade) -> tuple[Table, ...]:
    """Say which tables the folder has, and what a reader needs of them."""
    return (
        Table(
            "onsets",
            "Order of onset",
            "In the order in which half of the places had each. Shares are of runs and places.",
            columns=(
                Column("title", "problem"),
                Column("order", "order"),
                Column("there", "there before", "share", whole=True),
                Column("begins", "begins later", "share", whole=True),
                Column("never", "never", "share", whole=True),
                Column("onset_median", "median month", whole=True),
                Column("onset_low", "5-95 %", whole=True, to="onset_high"),
                Column("holds", "at the end", "share", whole=True),
            ),
        ),
        Table(
            "links",
            "What each problem had in the others",
            "Carried: onsets brought about, by place and run. Share: of all its beginnings.",
            columns=(
                Column("from", "from"),
                Column("to", "to"),
                Column("link", "link"),
                Column("carried", "carried", "share"),
                Column("share", "share of beginnings", "share", whole=True),
                Column("runs", "in runs", "share", whole=True),
            ),
        ),
        Table(
            "shares",
            "What each barrier keeps from happening",
            f"Shapley shares; {ANYWAY}: what lacks of the best possible with all four removed.",
            columns=(
                Column("barrier", "barrier"),
                Column("alone", "removed alone", unit_in="unit", difference=True),
                Column("last", "removed last", unit_in="unit", difference=True),
                Column("shapley", "Shapley share", unit_in="unit", difference=True),
                Column("shapley_low", "5-95 %", unit_in="unit", difference=True, to="shapley_high"),
                Column("of_shortfall", "of what all four bring", "share", whole=True),
                Column("of_gap", "of all that lacks", "share", whole=True),
            ),
            group="outcome",
        ),
        Table(
            "removals",
            "Barriers removed, in every combination",
            "Gain: what that is more than as it is.",
            columns=(
                Column("removed", "removed"),
                Column("mean", "level", unit_in="unit"),
                Column("gain", "gain", unit_in="unit", difference=True),
                Column("gain_low", "5-95 %", unit_in="unit", difference=True, to="gain_high"),
            ),
            group="outcome",
        ),
        Table(
            "no_longer",
            "What no longer happens",
            "Shares of runs and places, under the same luck, from month 0 on.",
            columns=(
                Column("title", "problem"),
                Column("begins", "begins as it is", "share", whole=True),
                Column("prevented", "no longer begins", "share", whole=True),
                Column("brought", "begins only now", "share"),
                Column("holds", "holds at the end as it is", "share", whole=True),
                Column("resolved", "no longer holds", "share", whole=True),
            ),
            group="removed",
        ),
        Table(
            "story",
            f"The story of run {cascade.run}",
            "One of many: it may happen so.",
            columns=(Column("month", "month"), Column("text", "what happens")),
        ),
    )
