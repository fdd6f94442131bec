"""Facts in documents are those of the repository."""

from __future__ import annotations

import pytest

from tests.facts import ROOT, Fact, facts, filled

FACTS = facts()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.document}: {fact.sentence}")
def test_a_fact_is_as_it_stands_there(fact: Fact) -> None:
    """Or it is stale: python -m tests.facts fills it in."""
    text = (ROOT / fact.document).read_text(encoding="utf-8")
    assert filled(text, fact) == text


def test_a_stale_fact_is_filled_in_and_a_lost_sentence_refused() -> None:
    fact = Fact("README.md", "{} runs on {} cores", ("4,000", "two"))
    assert filled("Some 3,990 runs on one cores.", fact) == "Some 4,000 runs on two cores."
    for text in ("Some runs.", "1 runs on 2 cores, 3 runs on 4 cores"):
        with pytest.raises(ValueError, match="not once"):
            filled(text, fact)
