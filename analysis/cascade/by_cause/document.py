"""The document of what one thing brings about, in the order of a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.cascade.by_cause import text
from analysis.cascade.by_cause.analysis import ByCause
from analysis.cascade.by_cause.answer import MOST_ROWS, answer_of
from analysis.cascade.by_cause.names import called, states_in_words, step_ends
from analysis.cascade.text import WORTH_TELLING, rows_of
from analysis.report import words
from analysis.report.cells import excerpt
from analysis.report.document import Column, Document, Excerpt, Figure, Paragraphs, Table
from analysis.report.judged import judged_on
from analysis.report.text import NOT_A_FORECAST, sets_in_words

MOST_STEPS = 10  # on a screen
LIMITS = (
    "The thresholds beyond which a problem counts are assumptions: another threshold, another month. What "
    "is less than a threshold is not seen, however much of it there is.",
    "A problem counts as brought about where in the other history it does not hold at any time from two "
    "months before to two months after. Of the last four months it cannot be told.",
    "What differs moves chances, too: who comes to which meeting, who leaves in which month. So some "
    "problems begin with the thing, and others without it, by chance alone: how many begin only without it "
    "says how many that may be.",
    "What a problem hangs on is the one state that, put back to what it was without the thing, takes away "
    "most of the difference. Where several are needed together one of them is named.",
    "The chain is that of one run of many: it may happen so, and it may happen otherwise.",
)


def document_of(found: ByCause, hypothesis: str) -> Document:
    """Write the document."""
    pair = found.experiment.pair
    chain = text.chain(found)
    return Document(
        kind="cascade",
        title=title_of(found),
        question=pair.one.question,
        hypothesis=hypothesis,
        blocks=(
            Paragraphs("question", (pair.one.question,) if pair.one.question else (), heading=title_of(found),
                       medium="screen"),
            *_excerpts(found),
            Paragraphs("findings", tuple(text.findings(found))),
            Paragraphs("reasons", (*text.further(found), *text.steps(found))),
            Paragraphs("story", tuple(chain), heading=f"What came of it in run {found.run}" if chain else ""),
            Paragraphs("key", (_key(found),), tone="note", medium="screen"),
            Paragraphs("limits", (NOT_A_FORECAST,), tone="note"),
            Paragraphs("limits", LIMITS, medium="page"),
            Paragraphs("method", _method(found), medium="page"),
            *figures(found),
            *tables(found),
        ),
        answer=answer_of(found, _most_often(found), title_of(found), _caption(found)),
    )  # fmt: skip


def title_of(found: ByCause) -> str:
    """Say what was asked."""
    pair = found.experiment.pair
    when = f" in month {pair.month}" if pair.where or pair.one.shocks != pair.other.shocks else ""
    return f"What comes of it: {pair.thing}{when} ({found.experiment.start})"


def _excerpts(found: ByCause) -> Iterator[Excerpt]:
    """Cut out of the tables the problems that are brought about, and the steps seen in most runs."""
    _, steps, *_ = tables(found)
    if len(found.problems):
        yield _problems(found, found.problems[found.problems["runs"] >= WORTH_TELLING])
    if len(found.steps):
        yield excerpt(
            steps,
            shown_steps(found).head(MOST_STEPS),
            {
                "from": "{because}",
                "to": "{problem}",
                "through": "{through}",
                "link": "{link}",
                "in runs": "{runs}",
                "by tie": "{along_ties}",
            },
        )


def _most_often(found: ByCause) -> Excerpt | None:
    """Cut out of the table what is brought about in most runs."""
    rows = found.problems
    if rows.empty:
        return None
    return _problems(found, rows.sort_values("runs", ascending=False, kind="stable").head(MOST_ROWS))


def _problems(found: ByCause, rows: pd.DataFrame) -> Excerpt:
    return excerpt(
        tables(found)[0],
        rows.assign(called=called(rows)),
        {
            "problem (order)": "{order} {called}",
            "in runs": "{runs}",
            "month": "{month}",
            "5-95 %": "{month_low}",
            "lasts": "{lasts}",
            "otherwise never": "{never}",
        },
    )


def shown_steps(found: ByCause) -> pd.DataFrame:
    """The steps with the names of their problems and states."""
    ends = [step_ends(row) for row in rows_of(found.steps)]
    return found.steps.assign(
        because=[source for source, _ in ends],
        problem=[target for _, target in ends],
        through=found.steps["through"].map(states_in_words),
    )


def _key(found: ByCause) -> str:
    return (
        f"{_caption(found)} In runs: share of runs in which it is brought about, or of the first "
        f"{words.counted(found.apart.followed, 'run')} in which the step is seen; month: median, "
        "and 5-95 %; lasts: to the end; by tie: share that came along a tie."
    )


def _caption(found: ByCause) -> str:
    """Say how many runs there were, and of what."""
    how = found.experiment
    sets = sets_in_words(how.parameters, found.sets, judged=judged_on(how.pair.other, how.pair.one))
    return f"{words.counted(how.runs, 'run')} over {sets}, seed {how.seed}."


def _method(found: ByCause) -> tuple[str, ...]:
    followed = words.counted(found.apart.followed, "run")
    return (
        f"{_caption(found)} Two histories of each, with it and without, under the same luck and with the "
        "same parameters, so that whatever differs has it as its cause.",
        "A problem begins in the first of three months in a row beyond its threshold, and ends likewise. "
        "Problems of care are looked for in every locality too.",
        f"Of the first {followed} it was followed back, flow by flow, through what each problem came: the "
        "flow that pushed most towards the mark; of what its rule read, the state that made most of the "
        "difference; and so on, to a problem brought about before, or to the thing itself.",
        "The chain that is told is of the run in which as much came of it as in most.",
    )


def figures(found: ByCause) -> tuple[Figure, ...]:
    """Give titles, captions and text alternatives of the figures."""
    how, thing = _caption(found), title_of(found)
    said = " ".join(text.findings(found))
    followed = words.counted(found.apart.followed, "run")
    return (
        Figure(
            name="onsets",
            title=thing,
            caption=(
                "When what it brings about begins, or would be over: median and 5-95 % over runs and "
                "places; larger marks: in more runs (the number: share of runs). The line: when it "
                f"happens. {how} {NOT_A_FORECAST}"
            ),
            alternative=said,
        ),
        Figure(
            name="places",
            title=f"Where it ran. {thing}",
            caption=(
                "Organisations in their direction from the centre, and as far off as the root of their "
                "distance; filled by the share of runs in which a problem is brought about, or held up, "
                "there; squares are hubs, rings where it happens. Ties: those along which it came, as wide "
                f"as the share of the first {followed} in which it did. {how} {NOT_A_FORECAST}"
            ),
            alternative="; ".join(f"{row['tie']}: {row['runs']:.0%}" for row in rows_of(found.ties.head(8))),
        ),
        Figure(
            name="steps",
            title=f"How it went on. {thing}",
            caption=(
                f"Steps seen in most of the first {followed}: from the thing itself or a problem to the "
                "next, through which states, and the link of the study that it came along last. Bars: "
                f"share of these runs, with 95 % Monte Carlo intervals. {how} {NOT_A_FORECAST}"
            ),
            alternative=" ".join(text.steps(found, MOST_STEPS)),
        ),
    )


def tables(found: ByCause) -> tuple[Table, ...]:
    """Say which tables the folder has, and what a reader needs of them."""
    return (
        Table(
            "problems",
            "What is brought about",
            "Problems by order and month. Shares of runs, and of what is brought about.",
            columns=(
                Column("title", "problem"),
                Column("how", "begins or stays"),
                Column("order", "order"),
                Column("runs", "in runs", "share", whole=True),
                Column("runs_low", "95 % interval", "share", whole=True, to="runs_high"),
                Column("number", "in a run"),
                Column("month", "median month", whole=True),
                Column("month_low", "5-95 %", whole=True, to="month_high"),
                Column("lasts", "last to the end", "share", whole=True),
                Column("never", "would never have begun", "share", whole=True),
            ),
        ),
        Table(
            "steps",
            "From one to the next",
            f"Seen in the first {words.counted(found.apart.followed, 'run')}. No problem before: the thing "
            "itself.",
            columns=(
                Column("because", "from"),
                Column("problem", "to"),
                Column("through", "through"),
                Column("link", "link"),
                Column("runs", "in runs", "share", whole=True),
                Column("runs_low", "95 % interval", "share", whole=True, to="runs_high"),
                Column("along_ties", "along a tie", "share", whole=True),
            ),
        ),
        Table(
            "measures",
            "How much, how deep, how far, how fast",
            "Means with 95 % Monte Carlo intervals, and 5-95 % over parameter sets.",
            columns=(
                Column("title", "measure"),
                Column("mean", "mean", unit_in="unit"),
                Column("mean_low", "95 % interval", unit_in="unit", to="mean_high"),
                Column("low", "5-95 %", unit_in="unit", to="high"),
            ),
        ),
        Table(
            "ties",
            "Along which ties it came",
            "Shares of the runs followed back.",
            columns=(
                Column("tie", "tie"),
                Column("runs", "in runs", "share", whole=True),
                Column("number", "in all"),
            ),
        ),
    )
