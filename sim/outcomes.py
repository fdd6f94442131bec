"""The former home of the outcomes, for one release: `sim.model.outcomes`."""

from sim.inputs.former_names import former_names

_NAMES = ("OUTCOMES", "Outcome", "load_outcomes")

__getattr__ = former_names("sim.outcomes", **{name: f"sim.model.outcomes.{name}" for name in _NAMES})
