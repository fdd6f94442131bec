"""The model: what an organisation is, what happens in a month, and all that a modeller edits."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Give the Mesa model under its old name, for one release."""
    if name == "Network":
        import warnings
        from importlib import import_module

        warnings.warn(
            "sim.model.Network is now sim.engine.mesa_model.Network", DeprecationWarning, stacklevel=2
        )
        return import_module("sim.engine.mesa_model").NetworkModel
    raise AttributeError(f"module 'sim.model' has no attribute {name!r}")
