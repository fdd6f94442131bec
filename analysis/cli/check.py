"""`mcn check`: what is well and what is wrong with networks and scenarios, printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.report import words
from analysis.report.terminal import print_json
from sim.inputs.check import Checked, check
from sim.inputs.dates import dated
from sim.inputs.errors import escaped, said
from sim.inputs.levers import load_levers
from sim.inputs.members import LEVELS
from sim.inputs.networks import Network
from sim.inputs.scenarios import Scenario


def print_check(paths: Sequence[str], *, as_json: bool = False) -> bool:
    """Check and print; give whether anything is wrong.

    What is well goes to standard output, faults and warnings to standard error (with `--json` all of it to
    standard output). A mistake in a network is said once, though every scenario on it has it too.
    """
    checked = {path: check(path) for path in dict.fromkeys(paths)}
    every = [each for found in checked.values() for each in found]
    wrong = any(each.faults for each in every)
    if as_json:
        print_json({"kind": "check", "ok": not wrong, "files": [_as_dict(each) for each in every]})
        return wrong
    for each in every:
        if each.content is not None:
            sys.stdout.write(f"{each.path}: {_what(each.content)}; nothing wrong\n")
            sys.stdout.writelines(f"  {line}\n" for line in (*_levels(each.content), *_dates(each.content)))
    faults = {path: [fault for each in found for fault in each.faults] for path, found in checked.items()}
    several = sum(map(bool, faults.values())) > 1
    for path, found in faults.items():
        for line in said(list(dict.fromkeys(found))):
            # Which of several inputs a line is about: their files may have the same names.
            sys.stderr.write(f"{escaped(path)}: {line}\n" if several else f"{line}\n")
    for line in said(list(dict.fromkeys(warning for each in every for warning in each.warnings))):
        sys.stderr.write(f"warning: {line}\n")
    return wrong


def _what(found: Network | Scenario) -> str:
    if isinstance(found, Scenario):
        levers = words.counted(len(found.levers), "lever")
        return f"a scenario on {found.network.name} with {levers}, to month {found.horizon}"
    hubs, spokes = words.counted(len(found.hubs), "hub"), words.counted(len(found.spokes), "spoke")
    places = words.counted(len(found.localities), "locality", "localities")
    return f"a network of {hubs} and {spokes} in {places}"


def _levels(found: Network | Scenario) -> Iterator[str]:
    """Say which levels at month 0 a network's file has, and of how many organisations."""
    if isinstance(found, Scenario):
        return
    for name in LEVELS:
        if known := sum(getattr(each, name) is not None for each in found.organisations):
            yield f"{name} at month 0 is known of {known} of {len(found.organisations)} organisations"


def _dates(found: Network | Scenario) -> Iterator[str]:
    """Say when everything is, where a scenario dates its month 0."""
    if isinstance(found, Network) or found.month_0 is None:
        return
    levers, zero = load_levers(), found.month_0

    def when(month: int) -> str:
        return f"{dated(month, zero)} (month {month})"

    yield f"{when(0)} to {when(found.horizon)}"
    for lever, intervals in found.levers.items():
        for each in intervals:
            end = "" if each.end is None else f" until {when(each.end)}"
            yield f"{levers[lever].name}: from {when(each.start)}{end}"
    for shock in found.shocks:
        yield f"{when(shock.month)}: {shock.in_words()}"


def _as_dict(checked: Checked) -> dict[str, Any]:
    return {
        "path": checked.path,
        "ok": not checked.faults,
        "what": None if checked.content is None else _what(checked.content),
        "levels": [] if checked.content is None else list(_levels(checked.content)),
        "dates": [] if checked.content is None else list(_dates(checked.content)),
        "faults": [fault._asdict() for fault in checked.faults],
        "warnings": [warning._asdict() for warning in checked.warnings],
    }
