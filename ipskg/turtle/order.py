"""The order in which a reader expects the records of a review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.namespaces import expand

if TYPE_CHECKING:
    from collections.abc import Iterable

# The parts of a review in their order, and in each the kinds of record in theirs.
_PARTS = {
    "The dataset": "dcat:Dataset",
    "How this was inferred": "prov:Entity prov:Activity",
    "The review, who wrote and who coded it": "MetaEthnography ReviewTeam Reviewer Coder Contributor",
    "Search and flow": "Search ScreeningStep Exclusion",
    "Appraisal and phases": "AppraisalProcedure Phase",
    "Results sections and their findings": "ResultsSection Finding",
    "Metaphors of the reviewers": "ThirdOrderConstruct",
    "Confidence in findings and metaphors": "ConfidenceAssessment",
    "The line of argument": "LineOfArgument ArgumentStep",
    "What the review says of itself": "ReviewStatement StatedValue",
    "Studies, each with what is its own": "PrimaryStudy Inclusion StudyReport Sample Rating Appraisal"
    " FirstOrderConstruct SecondOrderConstruct ReciprocalTranslation RefutationalTranslation Translation",
    "Other works": "Publication",
    "Vocabularies and scales": "owl:Ontology skos:ConceptScheme ActorGroup Scale Band AppraisalTool AppraisalQuestion"
    " skos:Concept AnalysisMethod ArgumentConcept ArgumentRelation DataCollectionMethod StudyDesign Unit",
}
_LAST = "All else"

# A record stands below the one that it names by one of these, if it names only one.
_OWNERS = (
    "appraises includesStudy isExclusionAt isInSection isQuestionOf isRatingOf isReportedIn isSampleOf isStepOf reports"
    " translates skos:inScheme"
)

_FIRST_PREDICATES = "rdf:type skos:prefLabel dcterms:title"
_LAST_PREDICATE = "skos:editorialNote"

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
_Key = tuple[object, ...]
_OwnKey = tuple[int, int, _Key]  # the rank of the kind, the number, the IRI


@dataclass(frozen=True)
class Part:
    """Triples that stand below one heading, in their order."""

    heading: str
    triples: tuple[ox.Triple, ...]


class ReadingOrder:
    """The order of all records of a review, by what its triples say of their kinds, owners and numbers."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._kinds: dict[Subject, int] = {}
        self._numbers: dict[Subject, int] = {}
        self._named: dict[Subject, set[Subject]] = {}
        self._keys: dict[Subject, tuple[_OwnKey, ...]] = {}
        for triple in triples:
            self._note(triple)

    def parts(self, triples: Iterable[ox.Triple]) -> list[Part]:
        """Sort triples into parts, once each."""
        found: dict[str, list[ox.Triple]] = {}
        for triple in sorted(set(triples), key=self._triple_key):
            (rank, *_), *_ = self._keys[triple.subject]
            found.setdefault(_HEADINGS[rank], []).append(triple)
        return [Part(heading, tuple(own)) for heading, own in found.items()]

    def _note(self, triple: ox.Triple) -> None:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if predicate == _TYPE:
            self._kinds[subject] = min(_RANKS.get(value, len(_RANKS)), self._kinds.get(subject, len(_RANKS)))
        elif predicate == _ORDER and isinstance(value, ox.Literal) and re.fullmatch(r"\d{1,9}", value.value):
            self._numbers[subject] = int(value.value)
        elif predicate in _OWNING and isinstance(value, ox.NamedNode):
            self._named.setdefault(subject, set()).add(value)

    def _path(self, subject: Subject) -> list[Subject]:
        """Give a record's owner's owner and so on, the outermost first; records that own each other end it."""
        path = [subject]
        while len(owners := self._named.get(path[0], set())) == 1:
            (owner,) = owners
            if owner in path or owner not in self._kinds:
                break
            path.insert(0, owner)
        return path

    def _triple_key(self, triple: ox.Triple) -> _Key:
        subject = triple.subject
        if subject not in self._keys:
            self._keys[subject] = tuple(self._own_key(one) for one in self._path(subject))
        return self._keys[subject], _predicate_key(triple.predicate), _object_key(triple.object)

    def _own_key(self, subject: Subject) -> _OwnKey:
        return self._kinds.get(subject, len(_RANKS)), self._numbers.get(subject, 0), _natural(_name(subject))


def _name(subject: Subject) -> str:
    """Give the name of a record without the brackets of an IRI, which would stand after a hyphen: `x-2` before `x`."""
    return subject.value if isinstance(subject, ox.NamedNode) else str(subject)


@cache
def _predicate_key(predicate: ox.NamedNode) -> _Key:
    return _PREDICATES.get(predicate, _ORDINARY), predicate.value


def _object_key(value: object) -> _Key:
    return (1, _natural(value.value)) if isinstance(value, ox.NamedNode) else (2, str(value))


def _natural(text: str) -> _Key:
    """Sort numbers in a text by their value: finding-9 before finding-10."""
    return tuple(
        int(one) if one.isascii() and one.isdecimal() else one for one in re.split(r"([0-9]{1,9})", text)
    ), text


def _terms(names: str) -> list[ox.NamedNode]:
    return [ox.NamedNode(expand(name if ":" in name else f"metaeth:{name}")) for name in names.split()]


_TYPE, *_ = _terms("rdf:type")
_ORDER, *_ = _terms("hasOrder")
_OWNING = frozenset(_terms(_OWNERS))
_PREDICATES = {one: rank for rank, one in enumerate(_terms(_FIRST_PREDICATES))}
_ORDINARY = len(_PREDICATES)
_PREDICATES[_terms(_LAST_PREDICATE)[0]] = _ORDINARY + 1
_HEADINGS = [heading for heading, names in _PARTS.items() for _ in names.split()] + [_LAST]
_RANKS: dict[object, int] = {kind: rank for rank, kind in enumerate(_terms(" ".join(_PARTS.values())))}
