"""The question of a command, spelt once: its fields are the command's options and the inputs of a folder.

Each analysis has a `question.py` with a frozen `Question`. From its fields the command line is built
(`analysis.cli.question_options`), and the inputs of a run folder, which the manifest holds
(`analysis.runs.session`).
"""

from __future__ import annotations

import os
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

if TYPE_CHECKING:
    from sim.sampling.sources import ParameterSource

SHIPPED = ("accepted", "prior", "central")
Engine = Literal["ensemble", "mesa"]
Where = Literal["local", "dask"]
Recorded = Literal["always", "if given", "never"]  # among the inputs of a folder

MOST_RUNS, LONGEST, MOST_WORKERS, LARGEST_SEED = 1_000_000, 240, 64, 2**32 - 1
FEW_RUNS, MOST_CORES = 20, 8
SCENARIO = "A shipped scenario's name, or a file."


class Option(NamedTuple):
    """How a field is given on the command line.

    Attributes
    ----------
    flags : tuple of str
        Empty for what is given by its place.
    help, metavar : str
    min, max : int, optional
    show_default : bool
        Or else `help` says what is taken where nothing is given.
    before : str
        The field that it is listed before; empty: where it stands.
    """

    flags: tuple[str, ...]
    help: str
    metavar: str | None = None
    min: int | None = None
    max: int | None = None
    show_default: bool = True
    before: str = ""


def option(default: Any, *flags: str, help: str, recorded: Recorded = "always", **how: Any) -> Any:
    """Declare a field that is an option, as :class:`Option` has it; `recorded`: whether it is an input."""
    return field(default=default, metadata={"option": Option(flags, help, **how), "recorded": recorded})


def argument(default: Any = MISSING, *, help: str, recorded: Recorded = "never", **how: Any) -> Any:
    """Declare a field that is given by its place."""
    return option(default, help=help, recorded=recorded, **how)


def again(question: type[Question], name: str, default: Any, **how: Any) -> Any:
    """Declare a field as another question has it, but for its default and what else is given."""
    metadata = question.__dataclass_fields__[name].metadata
    return field(default=default, metadata={**metadata, "option": metadata["option"]._replace(**how)})


def fixed(default: Any) -> Any:
    """Declare a field that a command has no option for."""
    return field(default=default, metadata={"recorded": "always"})


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every command that runs the model is asked.

    Attributes
    ----------
    runs, seed : int
    engine : {"ensemble", "mesa"}
    parameters : str
        `accepted`: sets that calibration accepted; `prior`: a set for each run, drawn from the ranges;
        `central`; or a user's own folder or file (:func:`sim.sampling.sources.source_of`).
    json : bool
        Whether JSON is printed instead of tables.
    workers : int, optional
        Threads or processes that share the runs; the answer is the same.
    """

    command: ClassVar[str]

    runs: int = option(
        4000, "--runs", metavar="N", min=1, max=MOST_RUNS,
        help="Runs of each scenario; more runs, less error.",
    )  # fmt: skip
    seed: int = option(
        1, "--seed", metavar="S", min=0, max=LARGEST_SEED,
        help="Same seed, same luck: repeat a run exactly.",
    )  # fmt: skip
    engine: Engine = fixed("ensemble")
    parameters: str = option(
        "accepted",
        "--parameters",
        metavar="SOURCE",
        help="accepted: sets that reproduce what the study saw; prior: draw a set for each run from the "
        "ranges; central: best guesses; or your own: a folder that mcn calibrate filled, a table of sets, "
        "or priors in a .yaml file.",
    )
    json: bool = option(False, "--json", recorded="never", help="Print JSON for programs instead of a table.")
    workers: int | None = option(
        None, "--workers", recorded="never", metavar="N", min=1, max=MOST_WORKERS,
        help="Threads or processes that share the runs; the answer is the same.  [default: one a core]",
    )  # fmt: skip

    def completed(self, typed: frozenset[str]) -> Self:
        """Give the question with what its files say of options that were not typed: mostly nothing."""
        return self

    @cached_property
    def source(self) -> ParameterSource:
        """Where parameter sets come from; files of one's own are read.

        Raises
        ------
        WrongInput
            With what is wrong with the source.
        """
        from sim.sampling.sources import source_of

        return source_of(self.parameters, "--parameters")

    @property
    def threads(self) -> int:
        """How many threads or processes share the runs."""
        return self.workers or cores(self.runs)


@dataclass(frozen=True, kw_only=True)
class BatchQuestion(Question):
    """What every command is asked whose runs may be done on a cluster.

    Attributes
    ----------
    executor : {"local", "dask"}
    scheduler : str, optional
        Address of a Dask scheduler, whose cluster does the runs; the answer is the same.
    """

    executor: Where = option(
        "local", "--executor", recorded="never",
        help="Where runs are done: on this machine, or on a Dask cluster.",
    )  # fmt: skip
    scheduler: str | None = option(
        None, "--scheduler", recorded="never", metavar="ADDRESS",
        help="Of the Dask cluster, such as tcp://host:8786.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Refuse an executor without a scheduler's address, and the other way round."""
        if (self.executor == "dask") == bool(self.scheduler):
            return
        from sim.inputs.errors import Fault, WrongInput

        if self.executor == "dask":
            raise WrongInput(Fault("--executor dask", "needs the address of a scheduler", "give --scheduler"))
        raise WrongInput(Fault("--scheduler", "is for a Dask cluster", "give --executor dask too"))


@dataclass(frozen=True, kw_only=True)
class FolderQuestion(BatchQuestion):
    """What every command that fills a folder is asked.

    Attributes
    ----------
    horizon : int, optional
        Months after month 0; left out, each scenario's own.
    out : Path, optional
        The folder; left out, a new one in `mcn-results`.
    force, resume : bool
        Whether other results in it are replaced, and whether an unfinished run is gone on with.
    hypothesis : str
        What is expected, set down before the run; it stands over the scenarios' own.
    full : bool
        Whether all that was found is printed, and not the answer alone.
    """

    horizon: int | None = option(
        None, "--horizon", metavar="M", min=1, max=LONGEST, before="parameters",
        help="Months after month 0.  [default: the scenario's]",
    )  # fmt: skip
    out: Path | None = option(
        None, "--out", recorded="never", metavar="DIR", before="parameters",
        help="Folder for data and figures.  [default: a new one in mcn-results]",
    )  # fmt: skip
    force: bool = option(
        False, "--force", recorded="never", before="parameters", help="Replace other results in the folder."
    )
    resume: bool = option(
        False, "--resume", recorded="never", before="executor",
        help="Go on with an unfinished run: in --out, or the latest of the same in mcn-results.",
    )  # fmt: skip
    hypothesis: str = option(
        "", "--hypothesis", metavar="TEXT", recorded="if given", show_default=False, before="executor",
        help="What you expect, set down before the run and kept with it.  [default: the scenarios' own]",
    )  # fmt: skip
    full: bool = option(
        False,
        "--full",
        recorded="never",
        before="json",
        help="Print all that was found, not the answer alone.",
    )


def offered(question: type[Question]) -> list[Field[Any]]:
    """List the fields that are given on the command line, in the order of its help."""
    found = [each for each in fields(question) if "option" in each.metadata]
    order = [each for each in found if not each.metadata["option"].before]
    for each in found:
        if before := each.metadata["option"].before:
            order.insert([other.name for other in order].index(before), each)
    return order


def inputs_of(question: Question, **settled: Any) -> dict[str, Any]:
    """Give the fields of a question that results follow from.

    Parameters
    ----------
    question : Question
    **settled
        What fields came to, where they were given otherwise or not at all; and further inputs.
    """
    found = {each: getattr(question, each) for each in names_recorded(question)} | settled
    seldom = names_recorded(question, "if given")
    return {name: value for name, value in found.items() if value or name not in seldom}


def options_given(question: Question, *but: str) -> tuple[str, ...]:
    """Write the options that results follow from as they are typed, where they are not the defaults.

    Parameters
    ----------
    question : Question
    *but : str
        Fields left out.
    """
    found: list[str] = []
    for each in offered(type(question)):
        flags, value = each.metadata["option"].flags, getattr(question, each.name)
        if not flags or each.metadata["recorded"] == "never" or each.name in but or value == each.default:
            continue
        if value is True:
            found.append(flags[0])
            continue
        for item in value if isinstance(value, tuple) else (value,):
            found += [flags[0], f"{item:.15g}" if isinstance(item, float) else str(item)]
    return tuple(found)


def names_recorded(question: type[Question] | Question, how: Recorded | None = None) -> list[str]:
    """Name the fields that are inputs of a folder, all of them or those recorded in one way."""
    ways = ("always", "if given") if how is None else (how,)
    return [each.name for each in fields(question) if each.metadata.get("recorded") in ways]


def cores(runs: int) -> int:
    """Choose how many workers share the runs: one a core, but few runs are done before more start."""
    return 1 if runs <= FEW_RUNS else min(os.cpu_count() or 1, MOST_CORES)
