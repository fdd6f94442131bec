"""What is shared out: an answer that comes too late is no error, and everything else is said."""

from __future__ import annotations

import logging
from concurrent.futures import InvalidStateError

import pytest

from analysis.runs import executors


@pytest.mark.parametrize(
    ("error", "said"), [(InvalidStateError(), False), (ValueError(), True), (None, True)]
)
def test_an_answer_that_comes_after_its_chunk_was_given_up_is_not_told_of(
    error: Exception | None, said: bool
) -> None:
    fault = (type(error), error, None) if error else None
    record = logging.LogRecord("tornado.application", logging.ERROR, "", 1, "", (), fault)
    assert executors._is_no_late_answer(record) is said
