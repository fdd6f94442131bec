"""Rows of frames as plain mappings, where a few are read one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Give all rows, in their order."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def rows_by(frame: pd.DataFrame, column: str) -> dict[str, Row]:
    """Give all rows by what they have in a column."""
    return {str(row[column]): row for row in rows_of(frame)}
