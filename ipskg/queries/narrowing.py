"""What is asked of one study is looked for in the reviews that speak of it, and nowhere else.

A part of a query that names no study would look at all reviews, which takes long where there are thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.queries.catalogue import find
from ipskg.queries.parameters import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipskg.queries.catalogue import Query
    from ipskg.stores import Store

_REVIEWS = "reviews-of-study"


def narrowed(store: Store, query: Query, terms: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Add the reviews that speak of the studies among the terms, where no review is among them; the answer is the same.

    Where no review speaks of them, nothing is added.
    """
    slots = {parameter.name for parameter in query.parameters}
    if "study" not in terms or "review" in terms or "review" not in slots or query.name == _REVIEWS:
        return dict(terms)
    rows = store.answer(fill(find(_REVIEWS).text, {"study": terms["study"]})).rows()
    reviews = list(dict.fromkeys(row["review"] for row in rows))
    return {**terms, "review": reviews} if reviews else dict(terms)
