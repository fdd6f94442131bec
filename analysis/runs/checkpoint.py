"""Where what is run part by part is kept: nowhere, or in a folder, from which a stopped run goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from analysis.runs.store import Folder

Tables = Mapping[str, pd.DataFrame]
Keep = Callable[[str, Callable[[], Tables]], Tables]


def in_memory(name: str, make: Callable[[], Tables]) -> Tables:
    """Keep a part nowhere: make it, whatever its name."""
    return make()


def in_folder(folder: Folder, *tables: str) -> Keep:
    """Keep each part as a chunk of a folder with these tables, and take from there what was done before."""

    def keep(name: str, make: Callable[[], Tables]) -> Tables:
        if name not in folder.chunks:
            folder.chunk(name, make())
        return {table: pd.read_parquet(folder.parts(table, [name])[0]) for table in tables}

    return keep
