"""The model: what an organisation is, what happens in a month, and all that a modeller edits."""

from sim.inputs.former_names import former_names

__getattr__ = former_names("sim.model", Network="sim.engine.mesa_model.NetworkModel")
