"""What may befall a network, as declared, and what does in a scenario."""

import functools
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from sim.inputs.errors import refuse
from sim.inputs.evidence import Evidence, load_evidence
from sim.inputs.fields import Declared, Name, Prose, Share
from sim.inputs.messages import validated
from sim.inputs.packaged import loaded_once, packaged
from sim.inputs.reach import Reach, Selector
from sim.inputs.sources import Findings, Sources
from sim.inputs.timing import LONGEST_HORIZON, Month, Months
from sim.inputs.yaml_files import Keys, Marked, read_yaml

_AMOUNTS: dict[str, Any] = {
    "leaders": Annotated[int, Field(ge=1, le=1_000)],
    "yes": bool,
    "share": Share,
    "months": Months,
}


class ShockKind(Declared):
    """Something that may befall a network, or organisations of it.

    Attributes
    ----------
    title, what : str
        For people: what it is called, and what happens.
    unit : str
        What a scenario gives: a number of leaders, yes, a share, or the months for which it lasts.
    for_good : bool
        Whether it lasts to the horizon; others are over with their months, or at once.
    befalls : str
        The network as a whole, organisations that must be named, or all unless some are named.
    event : str
        It happening, as a story tells it, with `{amount}`.
    findings, sources : tuple of str
        What says that it happens, and matters.
    """

    title: Name
    what: Prose
    unit: Literal["leaders", "yes", "share", "months"]
    for_good: bool = False
    befalls: Literal["network", "organisations", "named organisations"]
    event: Prose
    findings: Findings
    sources: Sources = ()


@loaded_once
def load_shocks(path: Path | None = None, evidence: Evidence | None = None) -> dict[str, ShockKind]:
    """Load what may befall a network, by the name that scenarios give it.

    Raises
    ------
    WrongInput
        With everything wrong in the file.
    """
    marks = read_yaml(path or packaged("sim.model", "shocks.yaml"))
    context = {"evidence": evidence or load_evidence()}
    read = ((name, validated(ShockKind, each, marks, (name,), context)) for name, each in marks.data.items())
    kinds = {name: kind for name, kind in read if kind is not None}
    refuse(marks.faults)
    return kinds


class Shock(Declared):
    """Something that befalls the network, or organisations of it, in a month.

    `amount` is in the unit of its kind (see `load_shocks`), 1 where that is yes. `organisations` says whom it
    befalls; None: the network, or all.
    """

    month: Month
    kind: str
    amount: float
    organisations: Selector | None = None

    @property
    def end(self) -> float:
        """The first month in which it is over."""
        kind = load_shocks()[self.kind]
        if kind.for_good:
            return float("inf")
        return self.month + (self.amount if kind.unit == "months" else 1)

    def in_words(self) -> str:
        """Say what happens, and to whom, as a story tells it."""
        kind = load_shocks()[self.kind]
        amount = {"share": f"{self.amount:.0%}", "months": f"{self.amount:g} months"}
        event = kind.event.format(amount=amount.get(kind.unit, f"{self.amount:g}"))
        return event if self.organisations is None else f"{event} ({self.organisations.in_words()})"

    def as_written(self) -> dict[str, Any]:
        """Give it as in a scenario file."""
        kind = load_shocks().get(self.kind)
        amount = self.amount if kind is None or kind.unit == "share" else int(self.amount)
        whom = {} if self.organisations is None else {"organisations": self.organisations}
        return {"month": self.month, self.kind: True if kind and kind.unit == "yes" else amount, **whom}


@functools.cache
def _written() -> type[Declared]:
    """The form of a shock in a scenario file: a key for each kind, of which it has one."""
    fields: dict[str, Any] = {
        name: (_AMOUNTS[kind.unit] | None, None) for name, kind in load_shocks().items()
    }
    return create_model(
        "WrittenShock",
        __base__=Declared,
        month=(Month, Field(description="the month in which it happens")),
        **fields,
        organisations=(Reach | None, None),
    )


def read_shocks(given: Any, marks: Marked) -> list[tuple[Keys, Shock]]:
    """Read the shocks of a scenario, each with the keys at which it stands."""
    read: list[tuple[Keys, Shock]] = []
    taken: dict[tuple[str, Selector | None], dict[int, int]] = {}  # the month of the shock that lasts in each
    for number, value in enumerate(given if isinstance(given, tuple) else ()):
        keys: Keys = ("shocks", number)
        shock = read_shock(value.as_written() if isinstance(value, Shock) else value, marks, keys)
        if shock is None:
            continue
        months = taken.setdefault((shock.kind, shock.organisations), {})
        lasts = range(shock.month, int(min(shock.end, LONGEST_HORIZON + 1)))
        other = next((months[month] for month in lasts if month in months), None)
        if other is not None:
            what = f"{shock.kind} in month {shock.month} overlaps the one in month {other}"
            marks.fault(keys, what, "make one of the two")
        months.update(dict.fromkeys(lasts, shock.month))
        read.append((keys, shock))
    return read


def read_shock(value: Any, marks: Marked, keys: Keys) -> Shock | None:
    """Read one shock, which stands at these keys; what is wrong is noted in `marks`."""
    written = validated(_written(), value, marks, keys)
    if written is None:
        return None
    said = {name: value for name, value in written if value is not None}
    month, whom = said.pop("month"), said.pop("organisations", None)
    if len(said) != 1:
        what = f"{' and '.join(said)} are in one shock" if said else "the shock says not what happens"
        meant = "write one shock for each" if said else f"write one of: {', '.join(load_shocks())}"
        marks.fault(keys, what, meant)
        return None
    ((kind, amount),) = said.items()
    befalls = load_shocks()[kind].befalls
    if amount is False:
        marks.fault(keys, f"{kind} is no", "write yes, or leave the shock out")
    elif whom is not None and befalls == "network":
        what = f"{kind} befalls the network, not single organisations"
        marks.fault((*keys, "organisations"), what, "leave organisations out")
    elif whom is None and befalls == "named organisations":
        what = f"{kind} befalls single organisations, and none are named"
        marks.fault(keys, what, "add organisations: {name: ...}, or hubs, spokes, all")
    else:
        return Shock(month=month, kind=kind, amount=float(amount), organisations=whom)
    return None
