"""Which file of a review each triple of a workbook belongs in.

A study's file holds the study and whatever belongs to it, so that it can come and go; the synthesis never names a
study. A record that several studies share stands in the synthesis, and each study's file says that it shares it. A
finding that a coder added stands with the study that it came with. What stands in a study's file stays there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.namespaces import METAETH, expand, local_name
from ipskg.sheets.layout import STUDY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.forms import Forms
    from ipskg.sheets.reading import Coded
    from ipskg.validation.report import Place

REVIEW_FILE = "review.ttl"
SYNTHESIS_FILE = "synthesis.ttl"

# What the synthesis is made of, by the shapes of its records; all else that belongs to no study is the review's.
_SYNTHESIS = {
    "ResultsSection", "Finding", "ThirdOrderConstruct", "FirstOrderConstruct", "SecondOrderConstruct", "Translation",
    "ConfidenceAssessment", "LineOfArgument", "ArgumentStep", "Term",
}  # fmt: skip

_TYPE = ox.NamedNode(expand("rdf:type"))
_ADDED_BY = METAETH + "wasAddedBy"

Filed = dict[str, dict[ox.Triple, "Place"]]  # by the path of the file inside the folder of the review


def filed(coded: Coded, forms: Forms, standing: Mapping[ox.Triple, str] | None = None) -> Filed:
    """Sort what a workbook says by files; `standing` gives the path of the file in which each triple stands now."""
    if not coded.is_whole:
        return {study_file(study): dict(coded.triples) for study in coded.studies[:1]}
    filing = _Filing(coded, forms, standing or {})
    files: Filed = {}
    for triple, place in coded.triples.items():
        files.setdefault(filing.file(triple), {})[triple] = place
    return files


class _Filing:
    def __init__(self, coded: Coded, forms: Forms, standing: Mapping[ox.Triple, str]) -> None:
        self._kinds: Mapping[str, str | None] = coded.kinds
        self._forms = forms
        self._standing = standing
        self._homes = {triple.subject: path for triple, path in standing.items() if triple.predicate == _TYPE}
        self._values: dict[tuple[str, str], list[str]] = {}
        self._naming: dict[str, list[str]] = {}
        for triple in coded.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                key = (triple.subject.value, triple.predicate.value)
                self._values.setdefault(key, []).append(triple.object.value)
                self._naming.setdefault(triple.object.value, []).append(triple.subject.value)
        self._owners: dict[str, tuple[str, ...]] = {}

    def file(self, triple: ox.Triple) -> str:
        assert isinstance(triple.subject, ox.NamedNode)
        record = triple.subject.value
        owners = self._studies(record)
        if len(owners) == 1:
            return study_file(owners[0])
        if isinstance(triple.object, ox.NamedNode) and triple.object.value in owners:
            return study_file(triple.object.value)
        study = self._kept(triple, owners) or self._bringing(record)
        if study:
            return study_file(study)
        form = self._forms.of([self._kinds.get(record) or ""])
        return SYNTHESIS_FILE if form and form.id in _SYNTHESIS else REVIEW_FILE

    def _kept(self, triple: ox.Triple, owners: tuple[str, ...]) -> str | None:
        """Give the study in whose file a triple stands, or else the record, if the workbook still has the study."""
        path = self._standing.get(triple) or self._homes.get(triple.subject)
        studies = owners or (study for study, kind in self._kinds.items() if kind == STUDY)
        return next((study for study in studies if study_file(study) == path), None)

    def _bringing(self, record: str) -> str | None:
        """Give the one study whose records speak of a record that a coder adds, if it stands nowhere yet."""
        if (record, _ADDED_BY) not in self._values or ox.NamedNode(record) in self._homes:
            return None
        studies = {study for one in self._naming.get(record, ()) for study in self._studies(one)}
        return studies.pop() if len(studies) == 1 else None

    def _studies(self, record: str) -> tuple[str, ...]:
        """Give the studies that a record belongs to: itself, or those that its required fields lead to."""
        if record not in self._owners:
            self._owners[record] = ()  # records that name each other belong to none
            self._owners[record] = self._found(record)
        return self._owners[record]

    def _found(self, record: str) -> tuple[str, ...]:
        kind = self._kinds.get(record)
        if kind == STUDY:
            return (record,)
        form = self._forms.of([kind] if kind else [])
        for field in form.fields if form else ():
            if field.required and field.is_reference:
                values = self._values.get((record, field.path), [])
                own = tuple(value for value in values if self._kinds.get(value) == STUDY)
                led = [one for value in values for one in self._studies(value) if len(self._studies(value)) == 1]
                if own or led:
                    return own or tuple(led[:1])
        return ()


def study_file(study: str) -> str:
    """Give the path of the file of a study inside the folder of its review, by its id or IRI."""
    return f"studies/{local_name(study)}.ttl"
