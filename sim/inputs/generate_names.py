"""Writes `sim/inputs/names.py`: parameters, dials and levers as named tuples that rules can be typed with.

Run ``python -m sim.inputs.generate_names`` after a parameter, link or lever was added or renamed.
"""

from itertools import groupby

from sim.inputs.evidence import load_evidence
from sim.inputs.levers import load_levers
from sim.inputs.packaged import packaged
from sim.inputs.parameters import Parameter, load_parameters

TARGET = packaged("sim.inputs", "names.py")

_HEAD = '''"""The names that rules may use: parameters, dials and levers.

Written by ``python -m sim.inputs.generate_names`` from `sim/model/parameters/`,
`sim/model/evidence/links.csv` and `sim/model/levers/`; a test holds it to them. Not to be edited by hand.
"""

from typing import NamedTuple
'''


def symbol(name: str) -> str:
    """A lever's or parameter's name as rules write it: ``more-staff`` is ``more_staff``."""
    return name.replace("-", "_")


def _class(name: str, doc: str, fields: list[tuple[str, str, str]]) -> str:
    lines = [f"    {field}: {kind}{remark}" for field, kind, remark in fields]
    return f'\n\nclass {name}(NamedTuple):\n    """{doc}"""\n\n' + "\n".join(lines) + "\n"


def size_name(parameter: Parameter) -> str:
    """The field of a lever's size: ``levers.more-staff.share_of_gap`` is ``more_staff_share_of_gap``."""
    return symbol(parameter.name.removeprefix("levers.")).replace(".", "_")


def source_text() -> str:
    """The text of `sim/inputs/names.py` as today's declarations make it."""
    parameters, levers = load_parameters(), load_levers()
    text = _HEAD
    groups = []
    for group, members in groupby(parameters.values(), key=lambda each: each.name.partition(".")[0]):
        groups.append(group)
        fields = [(each.name.partition(".")[2], "float", f"  # {each.unit}") for each in members]
        text += _class(group.capitalize(), f"Parameters of `sim/model/parameters/{group}.yaml`.", fields)
    sizes = [each for lever in levers.values() for each in lever.numbers_in_rules().values()]
    text += _class(
        "Sizes", "Sizes of the levers.", [(size_name(each), "float", f"  # {each.unit}") for each in sizes]
    )
    fields = [(group, group.capitalize(), "") for group in groups] + [("levers", "Sizes", "")]
    text += _class("Parameters", "All parameters that rules read.", fields)
    links = [(link, "float", "") for link in load_evidence().links]
    text += _class("Dials", "How strongly each causal claim of the study acts: 1 as stated, 0 cut.", links)
    fields = [(symbol(lever.name), "float", f"  # {lever.id}") for lever in levers.values()]
    text += _class(
        "Levers",
        "Strength of each lever in one month, 0-1 (here times its reach, for an organisation).",
        fields,
    )
    return text


def main() -> None:
    """Write the module anew."""
    TARGET.write_text(source_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
