"""What the records of a review are called, and where in it they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.queries import fill

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.stores import Row

# The records that can be found wrong; for what a study has, the row of the study.
_RECORDS = f"""
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX metaeth: <{METAETH}>
PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT ?record ?label ?printed ?place ?row ?number WHERE {{
  VALUES ?review {{ UNDEF }}
  {{
    ?record metaeth:isInReview ?review .
    OPTIONAL {{
      ?record metaeth:includesStudy|metaeth:reports ?study .
      ?inclusion metaeth:includesStudy ?study ; metaeth:isInReview ?review .
      OPTIONAL {{ ?inclusion metaeth:hasOrder ?row }}
      OPTIONAL {{ ?study skos:prefLabel ?studyLabel FILTER(LANGMATCHES(LANG(?studyLabel), "en")) }}
    }}
  }} UNION {{
    ?inclusion metaeth:isInReview ?review ; metaeth:includesStudy ?study .
    OPTIONAL {{ ?inclusion metaeth:hasOrder ?row }}
    OPTIONAL {{ ?study skos:prefLabel ?studyLabel FILTER(LANGMATCHES(LANG(?studyLabel), "en")) }}
    {{ ?study a ?kind BIND(?study AS ?record) }} UNION {{ ?record metaeth:isRatingOf|metaeth:isSampleOf ?study }}
  }} UNION {{
    ?any metaeth:isInReview ?review ; metaeth:includesStudy/^metaeth:isRatingOf/metaeth:isOnScale ?scale .
    ?record metaeth:isBandOf ?scale .
  }} UNION {{
    ?review a metaeth:MetaEthnography .
    BIND(?review AS ?record)
  }}
  OPTIONAL {{ ?record skos:prefLabel ?ownLabel FILTER(LANGMATCHES(LANG(?ownLabel), "en")) }}
  OPTIONAL {{ ?record dcterms:title ?title }}
  OPTIONAL {{ ?record metaeth:hasTextAsPrinted ?printed }}
  OPTIONAL {{ ?record metaeth:hasReferenceNumber ?number }}
  OPTIONAL {{ ?record metaeth:hasPlace ?ownPlace FILTER(LANGMATCHES(LANG(?ownPlace), "en")) }}
  OPTIONAL {{
    ?stated metaeth:isAbout ?record ; metaeth:isInReview ?review ; metaeth:hasPlace ?statedPlace .
    FILTER(LANGMATCHES(LANG(?statedPlace), "en"))
  }}
  BIND(COALESCE(?ownLabel, ?studyLabel, ?title) AS ?label)
  BIND(COALESCE(?ownPlace, ?statedPlace) AS ?place)
}} ORDER BY ?record ?place ?row ?number
"""
_LABELS = f"""
SELECT ?one ?label WHERE {{ ?one <{PREFIXES["skos"]}prefLabel> ?label FILTER(LANGMATCHES(LANG(?label), "en")) }}
ORDER BY ?one ?label
"""


@dataclass(frozen=True)
class Record:
    """A record: what it is called, what it has as printed, and where it stands."""

    label: str
    printed: str
    place: str


def records(corpus: Corpus, review: str) -> dict[str, Record]:
    """Give the records of a review that can be found wrong, by IRI."""
    found: dict[str, Record] = {}
    for row in corpus.store.answer(fill(_RECORDS, {"review": [review]})).rows():
        found.setdefault(row["record"], _record(row))
    return found


def labels(corpus: Corpus) -> dict[str, str]:
    """Give the English name of everything that has one, by IRI."""
    return {row["one"]: row["label"] for row in corpus.store.answer(_LABELS).rows()}


def _record(row: Row) -> Record:
    return Record(
        label=row["label"] or local_name(row["record"]),
        printed=row["printed"] or "",
        place=row["place"]
        or (f"table of studies, row {row['row']}" if row["row"] is not None else "")
        or (f"reference list, {row['number']}" if row["number"] is not None else ""),
    )
