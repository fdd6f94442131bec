"""The recipes of CONTRIBUTING.md, followed in a copy of the model: so many files, and what is new works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL, RULES = "sim/model", "sim/model/rules/processes.py"

# By recipe: the files to be touched, and in each a text with what takes its place; "" is the end of the file.
RECIPES: dict[str, dict[str, tuple[str, str]]] = {
    "A new rule or flow": {
        f"{MODEL}/evidence/links.csv": (
            "funding > nurse_posts +,",
            "funding > nurse_posts +; money_met > training_supply +,",
        ),
        f"{MODEL}/parameters/processes.yaml": (
            "",
            """
training_by_security:
  what: Training offer gained in a month with secure money.
  value: 0.02
  low: 0.01
  high: 0.05
  unit: share a month
  grade: assumption
  source: [C02, F64]
""",
        ),
        RULES: (
            "@rule\ndef training_supply(core: Core, money: Share, effort: Share) -> TrainingSupply:",
            '''@rule
def secured(core: Core) -> Share:
    """How far secure money widens the training offer (C02, F64)."""
    return core.p.processes.training_by_security * core.net.money_met


class SecureTraining(NamedTuple):
    """Monthly change of the network's training offer (share of what is wanted, a month)."""

    secure_money: Annotated[Change, "C02.6"]


@rule
def secure_training(core: Core, secure: Share) -> SecureTraining:
    """Secure money widens the training offer (C02, F64)."""
    return SecureTraining(secure_money=gain(core.dial.C02 * secure, core.net.training_supply))


@rule
def training_supply(core: Core, money: Share, effort: Share) -> TrainingSupply:''',
        ),
        f"{MODEL}/month.py": (
            "processes.training_supply(core, to_spend, effort)",
            "processes.training_supply(core, to_spend, effort + "
            "processes.secure_training(core, processes.secured(core)).secure_money)",
        ),
    },
    "A new lever": {
        f"{MODEL}/levers/regional-meetings.yaml": (
            "",
            """\
id: L25
name: regional-meetings
title: Meetings of the whole region
question: What if the whole region met?
changes: [training supply]
moves: [training_supply]
scope: network
whole: a meeting of the whole region is open to all members
ramp_up: {value: 1, low: 1, high: 3, unit: months, grade: assumption, source: [F101]}
fade: {value: 6, low: 3, high: 12, unit: months, grade: assumption, source: [F101]}
cost:
  per: network
  payer: network
  one_off: {value: 0, low: 0, high: 0, grade: assumption, source: [F101]}
  yearly: {value: 40000, low: 20000, high: 60000, grade: assumption, source: [F101]}
findings: [F101]
links: [C41]
""",
        ),
        RULES: ("* core.lever.study_days", "* max(core.lever.study_days, core.lever.regional_meetings)"),
    },
    "A new outcome": {
        f"{MODEL}/outcomes.csv": (
            "",
            "security,Security of funding,share,higher,0.05,How far money is granted for years.,F61,"
            "sustainability,maintenance,net,funding_security\n",
        ),
        "analysis/statistics/replay.py": (
            '    "awareness": (("awareness_core"',
            '    "security": (("funding", "mean"),),\n    "awareness": (("awareness_core"',
        ),
    },
    "A new problem": {
        f"{MODEL}/evidence/problems.yaml": (
            "",
            """
little-training:
  title: Little training
  order: 2
  holder: network
  state: net.training_supply
  direction: below
  threshold: 0.5
  unit: share
  grade: assumption
  findings: [F103]
  hops: []
  wording: There are too few events.
""",
        ),
        "analysis/cascade/clauses.yaml": (
            "",
            """\
little-training:
  begins: training becomes rare
  ends: training is no longer rare
  because: there is little training
  thread: little training
""",
        ),
    },
    "A new check of a pattern": {
        f"{MODEL}/evidence/patterns.csv": (
            "",
            "P99,baseline,training offer at t_obs,less than half,F103,VAL,O,low,share=0.9; most=0.5,\n",
        ),
        "analysis/validation/study_patterns.py": (
            "",
            '''

@check("P99", lambda n: {"base": case(months=[OBSERVED])}, "Training is not rare.")
def training_rare(runs: Runs, n: Numbers) -> CheckResult:
    """Less than half of what is wanted."""
    short = n["most"] - runs["base"].at("training_supply", OBSERVED)
    return CheckResult(short > 0, short, "training offer, below half")
''',
        ),
    },
}  # fmt: skip

AT_WORK = """
from analysis.cascade.story import clauses
from analysis.statistics.replay import MADE_OF
from analysis.validation import CHECKS
from sim import load_scenario
from sim.engine.mesa_model import NetworkModel
from sim.inputs.problems import load_problems

base = load_scenario("baseline")

def supply(**changed):
    network = NetworkModel(base.with_levers(changed.pop("levers", {})), parameters="central", **changed)
    while network.month < 3:
        network.step()
    return network.net.training_supply, network.datacollector.model_vars["security"][-1]

usual, security = supply()
assert supply(levers={"L25": {"start": 0}})[0] > usual, "the lever moves nothing"
assert supply(varied={"processes.training_by_security": 0.04})[0] > usual, "the rule moves nothing"
assert 0 <= security <= 1 and MADE_OF["security"], "the outcome is not measured"
assert load_problems()["little-training"].threshold == 0.5 and clauses()["little-training"]["thread"]
assert CHECKS["P99"].pattern == "P99"
"""


def touch(file: Path, there: str, instead: str) -> None:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    assert there in text, f"{file.name}: {there}"
    file.write_text(text.replace(there, instead, 1) if there else text + instead, encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model and its analysis, with every recipe followed."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("sim", "analysis", "scenarios"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "built")
        )
    for files in RECIPES.values():
        for name, (there, instead) in files.items():
            touch(folder / name, there, instead)
    return folder


def run(folder: Path, *words: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_is_new_is_at_work(copy: Path) -> None:
    run(copy, "-m", "sim.inputs.generate_names")
    run(copy, "-c", AT_WORK)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_says_how_many_files_it_takes(recipe: str) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    said = re.search(rf"\*\*{recipe}\*\* \((\d) files?\)", text)
    assert said is not None, recipe
    assert int(said[1]) == len(RECIPES[recipe])
    assert all(Path(name).name in text for name in RECIPES[recipe] if "/levers/" not in name)
