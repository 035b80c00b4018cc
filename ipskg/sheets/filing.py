"""Which file of a review each triple of a workbook belongs in.

A study's file holds the study and whatever belongs to it, so that it can come and go; the synthesis never names a
study. A record that several studies share stands in the synthesis, and each study's file says that it shares it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.namespaces import local_name
from ipskg.sheets.layout import STUDY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.forms import Forms
    from ipskg.sheets.reading import Coded
    from ipskg.validation.sources import Place

REVIEW_FILE = "review.ttl"
SYNTHESIS_FILE = "synthesis.ttl"

# What the synthesis is made of, by the shapes of its records; all else that belongs to no study is the review's.
_SYNTHESIS = {
    "ResultsSection", "Finding", "ThirdOrderConstruct", "FirstOrderConstruct", "SecondOrderConstruct", "Translation",
    "LineOfArgument", "ArgumentStep", "Term",
}  # fmt: skip

Filed = dict[str, dict[ox.Triple, "Place"]]  # by the path of the file inside the folder of the review


def filed(coded: Coded, forms: Forms) -> Filed:
    """Sort what a workbook says by files."""
    if not coded.is_whole:
        return {_study_file(study): dict(coded.triples) for study in coded.studies[:1]}
    filing = _Filing(coded, forms)
    files: Filed = {}
    for triple, place in coded.triples.items():
        files.setdefault(filing.file(triple), {})[triple] = place
    return files


class _Filing:
    def __init__(self, coded: Coded, forms: Forms) -> None:
        self._kinds: Mapping[str, str | None] = coded.kinds
        self._forms = forms
        self._values: dict[tuple[str, str], list[str]] = {}
        for triple in coded.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                key = (triple.subject.value, triple.predicate.value)
                self._values.setdefault(key, []).append(triple.object.value)
        self._owners: dict[str, tuple[str, ...]] = {}

    def file(self, triple: ox.Triple) -> str:
        assert isinstance(triple.subject, ox.NamedNode)
        record = triple.subject.value
        owners = self._studies(record)
        if len(owners) == 1:
            return _study_file(owners[0])
        if isinstance(triple.object, ox.NamedNode) and triple.object.value in owners:
            return _study_file(triple.object.value)
        form = self._forms.of([self._kinds.get(record) or ""])
        return SYNTHESIS_FILE if form and form.id in _SYNTHESIS else REVIEW_FILE

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


def _study_file(study: str) -> str:
    return f"studies/{local_name(study)}.ttl"
