"""Digests that are the same on every platform and under every Python."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.inputs.yaml_files import read_bytes


def digest_of(data: Any) -> str:
    """Give the SHA-256, in hexadecimal, of plain data written as JSON with sorted keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def digest_of_file(path: Path) -> str:
    """Give the SHA-256, in hexadecimal, of a file's bytes."""
    return hashlib.sha256(read_bytes(path)).hexdigest()
