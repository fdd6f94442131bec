"""The former home of the accepted parameter sets, for one release: `sim.sampling.accepted`."""

from sim.inputs.former_names import former_names

_NAMES = ("Accepted", "Effect", "accepted_effects", "load_accepted")

__getattr__ = former_names("sim.accepted", **{name: f"sim.sampling.accepted.{name}" for name in _NAMES})
