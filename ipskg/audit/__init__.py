"""What a review says of itself, held against its own data.

Each stated value is set beside what its query gives. What an editor would look at by hand is asked of the canned
questions and of the rules of the shapes, so that each is said in one place. What coders added later plays no part.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ipskg.audit import checks, places
from ipskg.audit.formats import WRITERS, as_json, as_markdown, as_text
from ipskg.audit.model import Audit, Difference, Note, ReviewAudit, Value, Verdict, Weight
from ipskg.audit.values import difference, stated_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ipskg.corpus import Corpus, MemoryCorpus
    from ipskg.graphs import Review
    from ipskg.stores import Row

__all__ = [
    "WRITERS",
    "Audit",
    "Difference",
    "Note",
    "ReviewAudit",
    "Value",
    "Verdict",
    "Weight",
    "as_json",
    "as_markdown",
    "as_text",
    "audit",
]

# The two ways in which it shows that the searches do not make their stated total.
_SEARCHES = ("records-found", "FlowTotalAddsUp", "FlowMeetsSources")

# What has to be coded for something to be looked at, by a query that then has rows.
_NEEDED = {
    "stated-values": "no stated values are coded: nothing to set beside the data",
    "flow": "no flow of records is coded: its arithmetic is not looked at",
    "sections": "no results sections are coded: nothing can be said of what the results cite and draw on",
    "studies": "no included studies are coded: nothing can be counted",
}


def audit(corpus: Corpus, *, review: str | None = None) -> Audit:
    """Audit each review of a corpus as its authors published it, or only the one with that IRI."""
    return Audit(tuple(one for part in corpus.apart() for one in _audited(part, review)))


def _audited(corpus: MemoryCorpus, review: str | None) -> Iterator[ReviewAudit]:
    published = corpus.as_published()
    labels = places.labels(published)
    found = published.ask_rules()
    asked = (one for one in published.reviews if review in (None, one.iri))
    return (_review(published, one, found, labels) for one in asked)


def _review(corpus: Corpus, review: Review, found: Mapping[str, list[Row]], labels: Mapping[str, str]) -> ReviewAudit:
    records = places.records(corpus, review.iri)
    values = stated_values(corpus, review.iri, labels)
    missing = {query: text for query, text in _NEEDED.items() if not corpus.query(query, review=review.iri)}
    stated = [difference(value) for value in values if value.verdict == Verdict.DIFFERS]
    asked = [*checks.questions(corpus, review.iri, records), *checks.rules(found, records, labels)]
    if "sections" in missing:  # then every study would seem to be used nowhere
        asked = [one for one in asked if "orphan-studies" not in one.sources]
    asked = [_with_notes(one, values) for one in asked]
    weights = list(Weight)
    return ReviewAudit(
        review=review.iri,
        label=labels.get(review.iri, review.prefix),
        values=tuple(values),
        differences=tuple(sorted(_merged([*stated, *asked]), key=lambda one: weights.index(one.weight))),
        notes=tuple(checks.notes(corpus, review.iri)),
        missing=tuple(missing.values()),
    )


def _with_notes(one: Difference, values: Iterable[Value]) -> Difference:
    """Add what the coders noted of the stated value that it is about, or of one on the same."""
    own = [value for value in values if {value.record, *value.subjects} & {*one.records}]
    noted = tuple(dict.fromkeys(text for value in own for text in value.discrepancies))
    return replace(one, records=tuple(dict.fromkeys((*one.records, *(value.record for value in own)))), noted=noted)


def _merged(differences: Iterable[Difference]) -> list[Difference]:
    """Put together what several sources found of one thing: the same numbers, or the same words as printed."""
    kept: dict[object, Difference] = {}
    for one in differences:
        key = _key(one)
        first = kept.get(key)
        kept[key] = one if first is None else _joined(first, one)
    return list(kept.values())


def _key(one: Difference) -> object:
    source = one.sources[0]
    if source in _SEARCHES:
        return tuple(re.findall(r"\d+", f"{one.one} {one.other}"))
    return (one.one, one.other) if source.endswith("-ascends") else one


def _joined(one: Difference, other: Difference) -> Difference:
    return replace(
        one,
        place="; ".join(dict.fromkeys(filter(None, (one.place, other.place)))),
        sources=(*one.sources, *other.sources),
        records=tuple(dict.fromkeys((*one.records, *other.records))),
        noted=tuple(dict.fromkeys((*one.noted, *other.noted))),
    )
