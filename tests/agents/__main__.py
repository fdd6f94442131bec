"""Measure what organisations that differ, and the ties between them, do for the model's answers.

    python -m tests.agents [--runs 500] [--parameters prior] [--only PART ...]

prints a table, part by part: what is measured, what is asked of it, and whether that is met.
"""

import argparse
import time
from collections.abc import Mapping

from sim.sampling.sources import SHIPPED
from tests.agents import cover, doses, hubs, moves, posts, rankings, records, spread, ties
from tests.agents.table import Part, Setting, printed

PARTS: Mapping[str, tuple[str, Part]] = {
    "spread": ("Organisations of one run differ", spread.lines),
    "records": ("Some are live on shared records and some are not", records.lines),
    "posts": ("Posts stay as they stand", posts.lines),
    "rankings": ("Levers rank otherwise where there is a network", rankings.lines),
    "hubs": ("Hubs relay", hubs.lines),
    "levers": ("Levers move what they name, and something moves each outcome", moves.lines),
    "doses": ("Doses and reach are paid for, and bring their part", doses.lines),
    "cover": ("Regions as they were mapped", cover.lines),
    "ties": ("Ties count", ties.lines),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.agents", description="Measure what organisations that differ and their ties do."
    )
    parser.add_argument("--runs", type=int, default=500, help="runs of each scenario")
    parser.add_argument("--parameters", choices=SHIPPED, default="prior")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS), help="these parts alone")
    given = parser.parse_args()
    setting = Setting(given.runs, given.parameters, given.seed)
    met, asked, began = 0, 0, time.perf_counter()
    for name in given.only:
        started = time.perf_counter()
        title, part = PARTS[name]
        lines = list(part(setting))
        took = time.perf_counter() - started
        print(f"\n{title} ({name}, {took:.0f} s)\n", *printed(lines), sep="\n", flush=True)
        met += sum(bool(line.met) for line in lines)
        asked += sum(line.met is not None for line in lines)
    print(f"\n{met} of {asked} are met; {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()
