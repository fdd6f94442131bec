"""Views that rules see, with some fields set: what a test is about, among whatever else there may be."""

import random
from typing import Any, TypeVar

from sim import load_scenario
from sim.sampling.parameter_sets import CENTRAL, parameters_of, values_of
from tests.sim.random_inputs import filled

View = TypeVar("View")

P = parameters_of(values_of(load_scenario("baseline"), CENTRAL, 1))


def having(view: View, **fields: float | dict[str, float]) -> View:
    """The view with other fields: ``having(member, org={"engagement": 0.5})``."""
    return view._replace(  # type: ignore[attr-defined,no-any-return]
        **{holder: getattr(view, holder)._replace(**values) for holder, values in fields.items()}  # type: ignore[arg-type]
    )


def somebody(kind: type[View], seed: int, **fields: Any) -> View:
    """A random view with the parameters' central values and nothing pulled or befallen, and fields set."""
    view: Any = filled(kind, random.Random(seed))
    for holder in ("lever", "lever_a", "lever_b", "here", "shock"):
        if holder in view._fields:
            held = getattr(view, holder)
            view = view._replace(**{holder: type(held)(*(0.0 for _ in held))})
    if "dial" in view._fields:
        view = view._replace(dial=type(view.dial)(*(1.0 for _ in view.dial)))
    return having(view._replace(p=P), **fields)  # type: ignore[no-any-return]
