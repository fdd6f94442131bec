"""Measure how fast the model runs, on a machine that does nothing else.

    python -m tests.benchmarks [--out FOLDER] [--tiny]

writes `results.json` and `growth.svg`, beside this file where no folder is named, and says what came of each
target. It takes some minutes. `--tiny` takes as little as shows that it works; its figures mean nothing.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.benchmarks import engines, growth, plot, startup, timing


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
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    found = measure(tiny=given.tiny)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (given.out / "results.json").write_text(text + "\n", encoding="utf-8")
    plot.draw(found["growth"], found["machine"], given.out / "growth.svg")
    print("\n".join(lines(found)))


if __name__ == "__main__":
    main()
