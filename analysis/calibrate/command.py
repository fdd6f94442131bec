"""What `mcn calibrate` does once its question is read."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from analysis.calibrate.analysis import ask, calibrate
from analysis.calibrate.output import fill
from analysis.calibrate.question import Question
from analysis.runs import session
from analysis.runs.folder import Folder


def calibrate_to_targets(question: Question) -> None:
    """Search for the sets that agree with a user's figures: run, write the folder, print the answer."""
    scenario = session.load_one(question.scenario, question.horizon)
    experiment = ask(
        scenario,
        question.targets,
        check=question.check,
        cutoff=question.cutoff,
        sets=question.sets,
        lucks=question.lucks,
        seed=question.seed,
        parameters=question.source,
        workers=question.threads,
    )
    figures: list[Any] = [astuple(each) for each in experiment.targets]
    inputs = session.inputs_of(question, [scenario], targets=figures)
    inputs.pop("runs")  # as many as it takes

    def fill_folder(folder: Folder) -> None:
        first = experiment.sets * experiment.lucks
        with session.evaluator(question, folder, first, large=True) as evaluate:
            found = calibrate(experiment, evaluate)
        fill(folder, found, session.hypothesis(question, [scenario]), question.scenario)

    session.answer(question, inputs, ["calibrate", scenario.name], fill_folder)
