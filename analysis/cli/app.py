"""The program `mcn`: how it starts, and how it ends.

Exit codes: 0 done, 1 failed, 2 wrong input. Data go to standard output, progress and notes to standard
error. `--json` prints one JSON document, whose keys are those of the tables in the output folder.
"""

from __future__ import annotations

import os
import signal
import sys
from _thread import interrupt_main
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Timer, current_thread, main_thread
from typing import Annotated

import typer

DONE, FAILED, WRONG = 0, 1, 2
TRACEBACK = "--traceback"
SOON = 0.02  # seconds until a Ctrl-C that could not be raised is tried again

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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for each in words:
        if each.encode(errors="replace").decode() != each:  # what the terminal sent was no text
            _say(f"{each!a}: is not UTF-8; write it in UTF-8")
            sys.exit(WRONG)
    sys.argv = ["mcn", *words]  # what a folder is said to be made by, wherever this was called from
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows '?', and goes on
    with _one_interrupt():
        code = _code([word for word in words if word != TRACEBACK], traceback=TRACEBACK in words)
    sys.exit(code)


@contextmanager
def _one_interrupt() -> Iterator[None]:
    """Let the first Ctrl-C end the command, and ignore others while what is done is brought to the disk."""
    if (
        signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        or current_thread() is not main_thread()
    ):
        yield
        return

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is not KeyboardInterrupt or current_thread() is not main_thread():
            usual(lost)
            return
        signal.signal(signal.SIGINT, interrupt)  # it fell where nothing can be raised, as in a callback of C
        Timer(SOON, interrupt_main).start()

    usual = sys.unraisablehook
    sys.unraisablehook = unraisable
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        sys.unraisablehook = usual
        if signal.getsignal(signal.SIGINT) is interrupt:  # else it goes on to its end without one
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _code(words: Sequence[str], traceback: bool) -> int:
    """Run a command; every failure becomes a line on standard error and an exit code."""
    try:
        code = app(list(words) or ["--help"], standalone_mode=False, prog_name="mcn")
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except typer.Exit as stop:
        return stop.exit_code
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
    from analysis.runs.folder import FolderError, Stopped
    from sim.inputs.errors import WrongInput

    if isinstance(error, Stopped):
        _say(str(error))
        return FAILED
    if isinstance(error, WrongInput | FolderError):
        _say(_with_notes(str(error), error))
        return WRONG
    if hasattr(error, "format_message"):  # Typer refuses what was typed; not all it raises has a public name
        command = context.command_path if (context := getattr(error, "ctx", None)) else "mcn"
        _say(f"{' '.join(error.format_message().split())} (see: {command} --help)")
        return WRONG
    message = str(error).strip().split("\n")[0] or "no message"
    _say(_with_notes(f"Failed: {type(error).__name__}: {message} (add {TRACEBACK} to see where)", error))
    return FAILED


def _with_notes(text: str, error: Exception) -> str:
    """Add what a folder has to say, when the command that filled it fails."""
    return "; ".join([text, *getattr(error, "__notes__", ())])


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
