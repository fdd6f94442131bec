"""The command `mcn`.

Here stand the commands, their options and their help; what they do stands in `analysis.commands` and is
imported only when a command runs, so that help is quick.

Exit codes: 0 done, 1 failed, 2 wrong input. Data go to standard output, progress and notes to standard
error. `--json` prints one JSON document, whose keys are those of the tables in the output folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DONE, FAILED, WRONG = 0, 1, 2
TRACEBACK = "--traceback"
MOST_RUNS, LONGEST, MOST_WORKERS, LARGEST_SEED = 1_000_000, 240, 64, 2**32 - 1

app = typer.Typer(
    name="mcn",
    help=(
        "Compare futures of a hub-and-spoke managed clinical network for children's palliative care. "
        "Answers are comparisons under stated assumptions, never forecasts."
    ),
    epilog="Start with: mcn compare baseline fund-coordinator shared-records",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Parameters(StrEnum):
    """Which parameter sets the runs use."""

    accepted = "accepted"
    prior = "prior"
    central = "central"


class Engine(StrEnum):
    """What runs the model."""

    ensemble = "ensemble"
    mesa = "mesa"


class Where(StrEnum):
    """Where chunks of runs are done."""

    local = "local"
    dask = "dask"


class Format(StrEnum):
    """What documents are written as."""

    md = "md"
    html = "html"
    both = "both"


class Kind(StrEnum):
    """What can be listed."""

    levers = "levers"
    outcomes = "outcomes"
    parameters = "parameters"
    links = "links"
    findings = "findings"
    scenarios = "scenarios"
    problems = "problems"
    readings = "readings"
    patterns = "patterns"
    references = "references"


Runs = Annotated[
    int,
    typer.Option(
        "--runs", metavar="N", min=1, max=MOST_RUNS, help="Runs of each scenario; more runs, less error."
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", metavar="S", min=0, max=LARGEST_SEED, help="Same seed, same luck: repeat a run exactly."
    ),
]
Horizon = Annotated[
    int | None,
    typer.Option(
        "--horizon", metavar="M", min=1, max=LONGEST, help="Months after month 0.  [default: the scenario's]"
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder for data and figures.  [default: a new one in mcn-results]"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace other results in the folder.")]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with an unfinished run: in --out, or the latest of the same in mcn-results."
    ),
]
Engines = Annotated[
    Engine, typer.Option("--engine", help="ensemble: compiled, fast; mesa: agent by agent, the same numbers.")
]
Executors = Annotated[
    Where, typer.Option("--executor", help="Where runs are done: on this machine, or on a Dask cluster.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster, such as tcp://host:8786."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table.")]
Sets = Annotated[
    Parameters,
    typer.Option(
        "--parameters",
        help=(
            "accepted: sets that reproduce what the study saw; prior: draw a set for each run from the "
            "ranges; central: best guesses."
        ),
    ),
]
Outcomes = Annotated[
    str, typer.Option("--outcomes", metavar="NAMES", help="main, all, or names parted by commas.")
]
Hypothesis = Annotated[
    str,
    typer.Option(
        "--hypothesis",
        metavar="TEXT",
        help="What you expect, set down before the run and kept with it.  [default: the scenarios' own]",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=MOST_WORKERS,
        help="Threads or processes that share the runs; the answer is the same.  [default: one a core]",
    ),
]


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    traceback: Annotated[
        bool, typer.Option(TRACEBACK, help="Show where in the program a failure arose.")
    ] = False,
) -> None:
    """Print the version, if that is asked."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"hubspoke {installed('hubspoke')}")
        raise typer.Exit


@app.command(short_help="Compare scenarios with a base scenario.")
def compare(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="Scenario to compare with: a shipped name or a file.")
    ],
    alternatives: Annotated[list[str], typer.Argument(help="One or more scenarios.", metavar="ALT...")],
    runs: Runs = 2000,
    seed: Seed = 1,
    horizon: Horizon = None,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    outcomes: Outcomes = "main",
    json: Json = False,
    workers: Workers = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
    engine: Engines = Engine.ensemble,
    executor: Executors = Where.local,
    scheduler: Scheduler = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            "--precision",
            metavar="OUTCOME=SIZE",
            help="Add runs until the Monte Carlo error of this outcome's change is that small; repeatable.",
        ),
    ] = None,
    most_runs: Annotated[
        int | None,
        typer.Option(
            "--most-runs",
            metavar="N",
            min=1,
            max=MOST_RUNS,
            help="Where --precision gives up.  [default: 100000]",
        ),
    ] = None,
) -> None:
    """Compare scenarios with a base: what changes, how surely, what it costs and who pays."""
    from analysis import commands
    from analysis.asking import Output
    from analysis.running import Options, cores

    wanted = commands.precision(precision or [], most_runs, runs)
    address = commands.scheduler(executor.value, scheduler)
    share = workers or cores(most_runs or MOST_RUNS if wanted else runs)
    commands.compare_scenarios(
        [base, *alternatives],
        Options(runs, seed, parameters.value, horizon, share, engine.value, address, **wanted),
        outcomes,
        Output(out, force, json, resume, hypothesis),
    )


@app.command(short_help="Run one scenario.")
def run(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario's name, or a file.")],
    runs: Runs = 2000,
    seed: Seed = 1,
    horizon: Horizon = None,
    out: Out = None,
    force: Force = False,
    parameters: Sets = Parameters.accepted,
    outcomes: Outcomes = "main",
    json: Json = False,
    workers: Workers = None,
    resume: Resume = False,
    hypothesis: Hypothesis = "",
    engine: Engines = Engine.ensemble,
    executor: Executors = Where.local,
    scheduler: Scheduler = None,
) -> None:
    """Run one scenario: its course over time, and a page of figures."""
    from analysis import commands
    from analysis.asking import Output
    from analysis.running import Options, cores

    address = commands.scheduler(executor.value, scheduler)
    commands.run_scenario(
        scenario,
        Options(runs, seed, parameters.value, horizon, workers or cores(runs), engine.value, address),
        outcomes,
        Output(out, force, json, resume, hypothesis),
    )


@app.command(short_help="Say what a folder of runs holds.")
def show(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of mcn compare or mcn run.")],
    json: Json = False,
) -> None:
    """Say what a folder of runs is, how far it is, what in it is damaged, and how to go on."""
    from analysis import showing

    showing.print_folder(folder, as_json=json)


@app.command(short_help="Hold the model against the study.")
def validate(
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="N",
            min=2,
            max=MOST_RUNS,
            help="Of each case.  [default: 2000; with --ablate 300]",
        ),
    ] = None,
    seed: Seed = 1,
    parameters: Sets = Parameters.accepted,
    ablate: Annotated[
        bool,
        typer.Option("--ablate", help="Cut the weak links one by one, and try simpler rivals."),
    ] = False,
    json: Json = False,
    workers: Workers = None,
) -> None:
    """Check every pattern of the study: which hold, in what share of paired runs, and which fail."""
    from analysis import commands
    from analysis.running import Options, cores

    count = runs or (300 if ablate else 2000)
    options = Options(count, seed, parameters.value, None, workers or cores(count))
    answer = commands.ablate_model if ablate else commands.validate_model
    answer(options, as_json=json)


@app.command(short_help="Repeat the study inside the model.")
def study(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario's name, or a file.")] = "baseline",
    runs: Runs = 2000,
    seed: Seed = 1,
    parameters: Sets = Parameters.prior,
    json: Json = False,
    workers: Workers = None,
) -> None:
    """Repeat the study in month 0: who would have taken part, beside those who did."""
    from analysis import commands
    from analysis.running import Options, cores

    commands.repeat_study(
        scenario, Options(runs, seed, parameters.value, None, workers or cores(runs)), as_json=json
    )


@app.command(name="list", short_help="List scenarios, levers, outcomes, ...")
def list_kind(
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = Kind.scenarios, json: Json = False
) -> None:
    """List scenarios, levers, outcomes, parameters, links, findings, problems, readings, patterns or more."""
    from analysis import explaining

    explaining.print_list(kind.value, as_json=json)


@app.command(short_help="Explain one of them, and what it rests on.")
def explain(
    name: Annotated[
        str, typer.Argument(help="A name or id, such as coordinator, L01, C18, F57, people.engagement_decay.")
    ],
    json: Json = False,
) -> None:
    """Say what a lever, outcome, parameter, link, finding, problem or scenario is, and what it rests on."""
    from analysis import explaining

    explaining.print_explanation(name, as_json=json)


@app.command(short_help="Describe the model: ODD, STRESS-ABS, TRACE.")
def describe(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Folder for the pages.  [default: mcn-results/description]"
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="md: for repositories; html: pages that stand alone.")
    ] = Format.both,
) -> None:
    """Describe the model from its own data: ODD 2020 with ODD+D, a STRESS-ABS checklist, a TRACE document."""
    from analysis import describing

    for path in describing.write_description(out, form.value):
        typer.echo(str(path))


@app.command(short_help="Check networks and scenarios.")
def check(
    files: Annotated[
        list[str], typer.Argument(help="Scenario files, network folders, or tables of a network.")
    ],
    json: Json = False,
) -> None:
    """Check networks and scenarios: everything wrong at once, with file, line and what was meant."""
    from analysis import checking

    raise typer.Exit(WRONG if checking.print_check(files, as_json=json) else DONE)


@app.command(short_help="Write a network and two scenarios to fill in.")
def new(
    name: Annotated[
        str, typer.Argument(help="Name of the network and its folder: small letters, digits and hyphens.")
    ],
    folder: Annotated[Path, typer.Option("--folder", help="Where to write.")] = Path(),
) -> None:
    """Write a commented network and two scenarios on it, to be filled in."""
    from sim.declarations.skeleton import write_skeleton

    for path in write_skeleton(name, folder):
        typer.echo(str(path))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows '?', and goes on
    sys.exit(_code([word for word in words if word != TRACEBACK], traceback=TRACEBACK in words))


def _code(words: Sequence[str], traceback: bool) -> int:
    """Run a command; every failure becomes a line on standard error and an exit code."""
    try:
        code = app(list(words) or ["--help"], standalone_mode=False, prog_name="mcn")
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _stopped()
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        return _stopped()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: mcn list | head
        return FAILED
    except Exception as error:
        if traceback:
            raise
        return _failed(error)
    return _stopped() if code == 130 else int(code or DONE)


def _stopped() -> int:
    _say("Stopped; no results were written.")
    return FAILED


def _failed(error: Exception) -> int:
    from analysis.store import FolderError, Stopped
    from sim.declarations.faults import WrongInput

    if isinstance(error, Stopped):
        _say(str(error))
        return FAILED
    if isinstance(error, WrongInput | FolderError):
        _say(_with_notes(str(error), error))
        return WRONG
    if isinstance(error, typer.BadParameter.__bases__[0].__bases__[0]):  # how Typer says wrong usage
        _say(_usage(error))
        return WRONG
    message = str(error).strip().split("\n")[0] or "no message"
    _say(_with_notes(f"Failed: {type(error).__name__}: {message} (add {TRACEBACK} to see where)", error))
    return FAILED


def _with_notes(text: str, error: Exception) -> str:
    """Add what a folder has to say, when the command that filled it fails."""
    return "; ".join([text, *getattr(error, "__notes__", ())])


def _usage(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "mcn"
    message = " ".join(error.format_message().split())  # type: ignore[attr-defined]
    return f"{message} (see: {command} --help)"


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
