"""What a review is called in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.graphs import Review


def label(corpus: Corpus, review: Review) -> str:
    """Give the short English name of a review, or its prefix where it has none."""
    rows = corpus.query("reviews", review=review.iri)
    return rows[0]["reviewLabel"] if rows else review.prefix
