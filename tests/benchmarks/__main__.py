"""Measure how fast the model runs, on a machine that does nothing else.

    python -m tests.benchmarks [--out FOLDER] [--tiny]

writes `results.json` and two figures, beside this file where no folder is named, and then the page
`docs/speed.md`, too; and says what came of each target. It takes some minutes. `--tiny` takes as little as
shows that it works; its figures mean nothing.

What has become slower by a tenth than in the committed `results.json` is said and ends it with status 1; that
file is then left as it is, unless `--slower` says that it is to be written all the same.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks import engines, growth, page, plot, startup, timing
from tests.benchmarks.regression import slower


def measure(*, tiny: bool = False) -> dict[str, Any]:
    """Measure everything."""
    found: dict[str, Any] = {"machine": timing.machine()}
    found["engines"] = engines.measure(engines.TINY if tiny else engines.FULL)
    found["growth"] = growth.measure((24, 48), 24, 1) if tiny else growth.measure()
    found["start"] = startup.measure(1, 1) if tiny else startup.measure()
    return found


def lines(found: dict[str, Any]) -> list[str]:
    """What came of it, for people."""
    told = []
    for name, each in found["engines"]["contenders"].items():
        speed, time = each["runs a second"]["median"], each["ns per organisation-month"]["median"]
        told.append(f"{name:<45} {speed:>12,.1f} runs/s {time:>12,.1f} ns per organisation-month")
    for name, each in found["engines"]["ratios"].items():
        told.append(f"{name:<45} {each['is']:>12,.2f} {each.get('target', '')}")
    for size, each in found["growth"].items():
        time = each["ns per organisation-month"]["median"]
        target = f"at most {each['target']}" if each["target"] else ""
        told.append(
            f"{size + ' organisations':<45} {time:>12,.1f} ns, {each['to the smallest']:.2f} times {target}"
        )
    for name, each in found["start"].items():
        told.append(f"{name:<55} {each['median']:>6.2f} s {each.get('target', '')}")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure how fast the model runs."
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder for the results")
    parser.add_argument("--tiny", action="store_true", help="only show that it works")
    parser.add_argument("--slower", action="store_true", help="write figures that are slower, too")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    found, committed = measure(tiny=given.tiny), page.results()
    print("\n".join(lines(found)))
    worse = [] if given.tiny else slower(found, committed)
    for line in worse:
        print(line, file=sys.stderr)
    ours = given.out.resolve() == page.FOLDER
    if not (ours and worse) or given.slower:
        text = json.dumps(found, indent=1, ensure_ascii=False)
        (given.out / "results.json").write_text(text + "\n", encoding="utf-8")
        plot.draw_all(found, given.out)
        if ours:
            page.write()
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
