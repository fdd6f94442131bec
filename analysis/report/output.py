"""Output for programs, and notes for people."""

from __future__ import annotations

import json
import sys


def print_json(data: object) -> None:
    """Write JSON to standard output: numbers as numbers, what is not defined as null."""
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def note(text: str) -> None:
    """Say something beside the answer: on standard error, if somebody is there to read it."""
    if sys.stderr.isatty():
        sys.stderr.write(text + "\n")
