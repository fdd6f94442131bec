"""Questions: their fields are the options of the commands and the inputs of folders, and nothing else is."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
import typer

from analysis.cascade.question import Question as CascadeQuestion
from analysis.cli import app
from analysis.compare.question import Question as ComparisonQuestion
from analysis.compare.question import RunQuestion
from analysis.plan.question import Question as PlanQuestion
from analysis.runs.question import Question, inputs_of, names_recorded, offered
from analysis.sensitivity.question import MethodName
from analysis.sensitivity.question import Question as SensitivityQuestion
from analysis.validation.question import StudyQuestion, ValidationQuestion
from sim import WrongInput

COMMANDS: Any = typer.main.get_command(app)
QUESTIONS = (
    CascadeQuestion,
    ComparisonQuestion,
    PlanQuestion,
    RunQuestion,
    SensitivityQuestion,
    StudyQuestion,
    ValidationQuestion,
)
PAIR = ComparisonQuestion(base="baseline", alternatives=("champions",))


def command_of(question: type[Question]) -> Any:
    found = COMMANDS
    for word in question.command.split():
        found = found.commands[word]
    return found


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.command)
def test_every_option_is_a_field_in_the_same_order_with_the_same_default(question: type[Question]):
    options = [each for each in command_of(question).params if each.name != "help"]
    declared = offered(question)
    assert [each.name for each in options] == [each.name for each in declared]
    for option, each in zip(options, declared, strict=True):
        assert option.help == each.metadata["option"].help
        if option.default is not None and not option.required:
            assert getattr(option.default, "value", option.default) == each.default
        if each.metadata["option"].show_default and not isinstance(each.default, tuple):
            assert option.required == (each.default is each.default_factory)  # both are missing


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.command)
def test_every_field_is_an_option_or_is_fixed_by_the_command(question: type[Question]):
    fixed = {each.name for each in fields(question)} - {each.name for each in offered(question)}
    assert fixed <= {"engine", "horizon", "runs", "json"}


def test_inputs_are_what_results_follow_from_and_not_where_or_how_they_are_made():
    ways = {"json", "workers", "out", "force", "resume", "executor", "scheduler"}
    for question in (CascadeQuestion, ComparisonQuestion, PlanQuestion, RunQuestion, SensitivityQuestion):
        recorded = set(names_recorded(question))
        assert not recorded & ways
        assert {"runs", "seed", "parameters", "horizon", "engine", "hypothesis"} <= recorded
    assert inputs_of(PAIR) == inputs_of(replace(PAIR, workers=3, json=True, force=True))
    assert inputs_of(PAIR) != inputs_of(replace(PAIR, seed=2))


def test_what_a_field_came_to_is_recorded_and_what_is_not_given_is_left_out():
    found = inputs_of(PAIR, outcomes=["engagement"], worthwhile={}, chunk=3)
    assert (found["outcomes"], found["worthwhile"], found["chunk"]) == (["engagement"], {}, 3)
    assert not {"precision", "most_runs", "hypothesis"} & set(found)
    assert inputs_of(PAIR, precision={"worth": 0.1}, most_runs=9)["most_runs"] == 9


def test_a_cluster_has_an_address_and_an_address_a_cluster():
    with pytest.raises(WrongInput, match="--executor dask: needs the address of a scheduler"):
        replace(PAIR, executor="dask")
    with pytest.raises(WrongInput, match="--scheduler: is for a Dask cluster; give --executor dask too"):
        replace(PAIR, scheduler="tcp://host:8786")


def test_a_question_stays_as_it_was_asked():
    with pytest.raises(FrozenInstanceError):
        PAIR.seed = 3  # type: ignore[misc]


def test_every_method_can_be_asked_for():
    from typing import get_args

    from analysis.sensitivity.methods import METHODS

    assert get_args(MethodName) == tuple(METHODS)


def test_every_payer_can_be_asked_for():
    from typing import get_args

    from analysis.plan.question import Payer
    from sim.model.schedule import PAYERS

    assert set(get_args(Payer)) == {"all", *PAYERS}
