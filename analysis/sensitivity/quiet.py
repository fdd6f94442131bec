"""SALib called so that it is silent, repeatable, and leaves nothing changed behind."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Seed what draws from NumPy's global generator, keep warnings in, and put both back.

    Some of SALib's methods draw from the global generator, some take a seed of 0 for none, one changes how
    all warnings look.
    """
    state, look = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            np.random.seed(seed % 2**32)  # noqa: NPY002
            yield
    finally:
        warnings.formatwarning = look
        np.random.set_state(state)  # noqa: NPY002
