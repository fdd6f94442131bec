"""A block read by the page is the very block that was written: made up, with sixteen settings."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from analysis.page.packing import KINDS, pack, unpack
from analysis.page.settings import Many, One
from tests.analysis.page.browser.test_arithmetic import called

SETTINGS = 16
READ = """(async () => {
  const { settings, arrays } = await unpack(bytesOf(given));
  for (const each of Object.values(arrays)) each.whole = [...each.whole];
  return { settings, arrays };
})()"""


@pytest.fixture
def block() -> bytes:
    rng = np.random.default_rng(5)
    many = Many(
        bands=rng.uniform(-2, 3, (3, 5, SETTINGS, 7)),
        chances=rng.integers(0, 257, (3, 2, SETTINGS, 7)),
        runs=rng.normal(0, 1, (2, 4, SETTINGS, 9)).cumsum(axis=-2),
        costs=rng.uniform(-1e6, 1e6, (6, SETTINGS, 3)),
    )
    ones = [
        One(
            outcomes=rng.uniform(0, 1, (3, 7)),
            members=rng.uniform(0, 1, (2, 4, 7)),
            places=rng.uniform(0, 1, (2, 3, 7)),
            spells=rng.integers(0, 0x10000, (number, 3)),
            causes=rng.uniform(0, 1, (number, 4)) * [number, 20, 50, 1],
        )
        for number in range(SETTINGS)  # the first has no problems at all
    ]
    return pack(range(SETTINGS), many, ones)


def test_the_page_reads_what_python_reads(browser: Browser, block: bytes) -> None:
    page = browser.new_page()
    read: dict[str, Any] = called(page, READ, base64.b64encode(block).decode())
    settings, expected = unpack(block)
    assert read["settings"] == settings
    assert list(read["arrays"]) == list(KINDS)
    for name, found in read["arrays"].items():
        whole = np.array(found["whole"], np.float64).reshape(found["shape"])
        if found.get("low") is not None:
            places = (len(whole), *[1] * (whole.ndim - 3), -1, 1)
            whole = np.reshape(found["low"], places) + np.reshape(found["step"], places) * whole
        assert whole.shape == expected[name].shape
        assert (whole == expected[name]).all(), name
