"""The module for other programs gives what `simulate` gives, in Node, and says what is wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.page.module_file import module
from sim import load_scenario, simulate

NODE = shutil.which("node")
GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "javascript.md"
OUTCOMES, MONTHS, RUNS, SEED = ["cover_24_7", "worth"], [12, 60], 20, 5
LEVERS = {
    "more-staff": [{"start": 3, "dose": 6}],
    "shared-records": [{"start": 0, "end": 30, "reach": "hubs"}],
}
ASKED = {
    "runs": RUNS,
    "seed": SEED,
    "months": MONTHS,
    "outcomes": OUTCOMES,
    "scenario": {"horizon": 60, "levers": LEVERS},
}
RUN = """
const found = await simulate(%s);
const plain = (each) => (ArrayBuffer.isView(each) ? [...each]
  : Object.fromEntries(Object.entries(each).map(([name, part]) => [name, plain(part)])));
console.log(JSON.stringify({ outcomes: plain(found.outcomes), costs: plain(found.costs) }));
"""
WRONG = """
for (const asked of %s) {
  await simulate(asked).then(() => console.log("nothing"), (error) => console.log(error.message));
}
"""

pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("module")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "hubspoke.js").write_text(module(), encoding="utf-8")
    return folder


def printed(folder: Path, script: str) -> str:
    (folder / "main.js").write_text(script, encoding="utf-8")
    command = [str(NODE), "main.js"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(folder: Path, script: str, given: Any) -> str:
    return printed(folder, 'import { simulate } from "./hubspoke.js";' + script % json.dumps(given))


def test_numbers_are_those_of_simulate(folder: Path) -> None:
    found = json.loads(run(folder, RUN, ASKED))
    scenario = load_scenario("baseline").with_levers({}).with_horizon(60)
    scenario = scenario.model_copy(update={"levers": {}}).with_levers(
        {name: [dict(each) for each in spells] for name, spells in LEVERS.items()}
    )
    result = simulate(scenario, runs=RUNS, seed=SEED, parameters="accepted", lucks=1, months=MONTHS)
    for name in OUTCOMES:
        own = np.array(found["outcomes"][name])
        assert own.tobytes() == result.outcomes.sort_values(["run", "month"])[name].to_numpy().tobytes()


def test_what_is_wrong_is_said(folder: Path) -> None:
    wrong = [
        {"scenario": {"levers": {"shared-record": [{"start": 0}]}}},
        {"outcomes": ["cover"]},
        {"months": [61]},
        {"runs": 1.5},
    ]
    for line, part in zip(
        run(folder, WRONG, wrong).splitlines(),
        ("did you mean shared-records?", "there is no outcome cover", "61 is not one from -24", "runs: 1.5"),
        strict=True,
    ):
        assert part in line


def test_the_example_of_the_guide_runs(folder: Path) -> None:
    (example,) = re.findall("```js\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert re.fullmatch(r"24/7 cover, change by month 60: 0\.0\d+\n", printed(folder, example))
