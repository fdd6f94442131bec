"""Golden results: a few outcomes of a few runs, kept to the last bit in `results.csv`.

They change only when the model is meant to change: a rule, a parameter, the shipped region or a
shipped scenario. Then, from the top folder:

    python -m tests.sim.golden.refresh

writes them anew and says which numbers changed; look at them (`git diff --word-diff tests/sim/golden`),
and commit them with the change that made them. A change that was not meant to change results, and
does, is a mistake: do not refresh it away.
"""

import csv
from pathlib import Path
from typing import Literal, NamedTuple

from sim import load_scenario, simulate
from sim.engine.arguments import Engine

FILE = Path(__file__).parent / "results.csv"

SCENARIOS = ("baseline", "fund-coordinator", "everything")
MONTHS = (-24, 0, 12, 36)
OUTCOMES = (
    "cover_24_7",
    "specialist_access",
    "care_coordination",
    "engagement",
    "awareness",
    "governance",
    "progress",
    "adoption",
    "clinical_skill",
    "worth",
    "workaround_hours",
    "funding",
    "nurse_posts",
)


class Key(NamedTuple):
    """One golden run in one month; run 0 has the central values, run 1 a draw from the priors."""

    scenario: str
    run: int
    month: int


Golden = dict[Key, dict[str, float]]


def results(engine: Engine = "ensemble") -> Golden:
    """What the model gives today."""
    found: Golden = {}
    for name in SCENARIOS:
        scenario = load_scenario(name).with_horizon(MONTHS[-1])
        kinds: tuple[Literal["central", "prior"], ...] = ("central", "prior")
        for run, parameters in enumerate(kinds):
            outcomes = simulate(scenario, range(run, run + 1), parameters=parameters, engine=engine).outcomes
            outcomes = outcomes.set_index("month")[list(OUTCOMES)]
            for month in MONTHS:
                values = outcomes.loc[month].to_dict()
                found[Key(name, run, month)] = {each: float(values[each]) for each in OUTCOMES}
    return found


def read() -> Golden:
    """What is kept in the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            Key(row.pop("scenario"), int(row.pop("run")), int(row.pop("month"))): {
                name: float(value) for name, value in row.items()
            }
            for row in csv.DictReader(file)
        }


def write(found: Golden) -> None:
    """Keep results; `repr` gives the shortest text that reads back as the same float."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*Key._fields, *OUTCOMES])
        for key, values in found.items():
            writer.writerow([*key, *(repr(values[name]) for name in OUTCOMES)])


def main() -> None:
    """Write the results anew, and say how many numbers changed."""
    before, after = read() if FILE.exists() else {}, results()
    write(after)
    changed = [
        f"{name} of {key.scenario}, run {key.run}, month {key.month}: {before[key][name]} -> {value}"
        for key, values in after.items()
        for name, value in values.items()
        if key in before and name in before[key] and before[key][name] != value
    ]
    print("\n".join([*changed, f"{len(changed)} numbers changed"]))


if __name__ == "__main__":
    main()
