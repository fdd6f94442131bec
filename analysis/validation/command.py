"""What `mcn validate` and `mcn study` do once their options are read."""

from __future__ import annotations

from typing import Any

from analysis.report.terminal import console, print_json
from analysis.runs import running, session
from analysis.runs.session import ready
from analysis.statistics.comparison import records
from analysis.validation import terminal


def validate_model(options: running.Options, *, as_json: bool) -> None:
    """Check the patterns of the study, and print the verdicts, failures first."""
    from analysis import validation

    ready(options)
    with session.progress(options.runs, "runs") as tell:
        verdicts = validation.validate(
            options.runs, options.seed, options.parameters, workers=options.workers, progress=tell
        )
    if as_json:
        print_json(_validation(options, patterns=records(validation.frame_of(verdicts))))
    else:
        terminal.print_verdicts(console(), verdicts)


def ablate_model(options: running.Options, *, as_json: bool) -> None:
    """Hold the model without each weak link, and its rivals, against the same patterns."""
    from analysis import validation
    from analysis.validation import rivals

    ready(options)
    with session.progress(options.runs, "runs") as tell:
        found = rivals.contrasts(
            validation.CHECKS,
            options.runs,
            options.seed,
            options.parameters,
            workers=options.workers,
            progress=tell,
        )
    if as_json:
        effects = [{"model": each.name, **row} for each in found for row in records(each.effects)]
        print_json(
            _validation(
                options,
                models=records(rivals.summary_of(found)),
                patterns=records(rivals.frame_of_contrasts(found)),
                levers=effects,
            )
        )
    else:
        terminal.print_contrasts(console(), found)


def _validation(options: running.Options, **tables_of_it: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "validation",
        "runs": options.runs,
        "seed": options.seed,
        "parameters": options.parameters,
        **tables_of_it,
    }


def repeat_study(name: str, options: running.Options, *, as_json: bool) -> None:
    """Repeat the study in month 0 of a scenario, and print what came of it beside what the study found."""
    from analysis.validation import study_report, virtual_study
    from sim import simulate

    (scenario,) = running.load([name])
    ready(options)
    with session.progress(options.runs, "runs") as tell:
        result = simulate(
            scenario,
            options.runs,
            options.seed,
            parameters=options.parameters,
            months=[virtual_study.MONTH],
            organisations=True,
            workers=options.workers,
            progress=tell,
        )
    answer = study_report.answer(virtual_study.virtual_study(result), result)
    if as_json:
        print_json(answer)
    else:
        terminal.print_study(console(), answer)
