"""What a row is a record of, and the id of that record: as the row says, or made from what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipskg.namespaces import local_name
from ipskg.sheets import ids
from ipskg.sheets.cells import plain
from ipskg.sheets.headings import near
from ipskg.sheets.layout import ID, KIND, STUDY, heading_key
from ipskg.sheets.records import NAMES, Record, Records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipskg.forms import Forms, Kind
    from ipskg.sheets.lines import Line, Problems
    from ipskg.validation.report import Place


def classify(line: Line, forms: Forms, problems: Problems) -> None:
    """Find out of which kind a record is: as its row says, or by the fields that only one kind has."""
    kinds = line.sheet.form.kinds if line.sheet.form else ()
    place, said = line.value(KIND)
    labels = tuple(kind.label for kind in kinds)
    line.kind = next((kind for kind in kinds if heading_key(kind.label) == heading_key(said)), None)
    if line.kind is None:
        best = _best(line, forms)
        line.kind = best[0] if len(best) == 1 else None
        if said:
            problems.add("Choose the kind from the list.", place, check="kind", found=said, near=near(said, labels))
        elif line.kind is None:
            problems.add(f"Choose the kind from the list: {', '.join(labels)}.", place, check="kind")


def _best(line: Line, forms: Forms) -> list[Kind]:
    """Give the kinds that fit the fields of a row best: that have most of them for their own, the widest first."""
    kinds = line.sheet.form.kinds if line.sheet.form else ()
    fields = line.filled()
    fitting = [kind for kind in kinds if all(kind.iri in field.kinds for field in fields)] or list(kinds)
    own = {one: sum(one.iri in field.kinds and len(field.kinds) < len(kinds) for field in fields) for one in fitting}
    rank = {one: (-own[one], len(forms.superclasses[one.iri])) for one in fitting}
    return [one for one in fitting if rank[one] == min(rank.values())]


def study_id(line: Line, namespace: str, prefixes: Mapping[str, str]) -> str:
    """Give the id of a study: as its row says, or made from its short name."""
    _, said = line.value(ID)
    return _local(said, namespace, prefixes) if said else ids.study_slug(_label(line)[0])


def _local(text: str, namespace: str, prefixes: Mapping[str, str]) -> str:
    """Give the id in a text, which may have the address of the review before it, or its prefix."""
    local = text.removeprefix("<").removesuffix(">").removeprefix(namespace)
    prefix, _, rest = local.partition(":")
    return rest if prefixes.get(prefix) == namespace else local


class Naming:
    """Gives the records of a workbook their addresses.

    `elsewhere` are the records that other files describe, by IRI, each with its file; `known` all that are described.
    """

    def __init__(
        self, *, namespace: str, prefixes: Mapping[str, str], elsewhere: Mapping[str, str], known: Sequence[Record]
    ) -> None:
        self._namespace = namespace
        self._prefixes = prefixes
        self._elsewhere = elsewhere
        self._known = {record.iri: record for record in known}
        self._taken = ids.Taken(iri.removeprefix(namespace) for iri in elsewhere if iri.startswith(namespace))
        self._given: dict[str, Place] = {}
        studies = (local_name(one.iri) for one in known if STUDY in one.classes and one.iri.startswith(namespace))
        self._studies = {local.casefold(): local for local in studies}

    def name(self, lines: Sequence[Line], problems: Problems) -> None:
        """Name all records: those that have an id, then the studies, then what belongs to them."""
        for line in lines:
            self._take(line, problems)
        studies = [line for line in lines if line.kind and line.kind.iri == STUDY]
        for line in studies:
            if not line.iri:
                # A study of that id in the data is the same one: it is for `add` to refuse it.
                self._make(line, study_id(line, self._namespace, self._prefixes))
            self._check_spelling(line, problems)
        named = [Record(line.iri, frozenset({STUDY}), _label(line)[0] or None) for line in studies]
        own = Records([*self._known.values(), *named], superclasses={}, prefixes=self._prefixes)
        only = studies[0].iri if len(studies) == 1 else ""
        for line in lines:
            if not line.iri:
                self._make_below(line, self._owner(line, own) or only)

    def _take(self, line: Line, problems: Problems) -> None:
        place, said = line.value(ID)
        if not said:
            return
        local = _local(said, self._namespace, self._prefixes)
        line.iri = self._namespace + local
        described = self._elsewhere.get(line.iri)
        problem = None
        if not ids.is_id(local):
            problem = f"This cannot be an id: {ids.ADVICE}."
        elif local in self._given:
            problem = f"The id stands in {_beside(place, self._given[local])} too: give each record its own."
        elif described and not self._is_shared(line, described):
            problem = f"The id is that of a record in {described}: take another."
        if problem:
            problems.add(problem, place, check="id", found=said)
            line.iri = ""  # one is made, so that two records are not read as one
            return
        line.adds_only = bool(described)
        self._given[local] = place
        self._taken.add(local)

    def _check_spelling(self, line: Line, problems: Problems) -> None:
        """Refuse a study whose file some systems would take for that of another."""
        local = local_name(line.iri)
        other = self._studies.setdefault(local.casefold(), local)
        if other != local:
            message = f"There is a study {other}, which differs in capital letters only: give this one another id."
            problems.add(message, line.value(ID)[0], check="id", found=local)

    def _is_shared(self, line: Line, file: str) -> bool:
        """Tell whether a row may add to a record that another file describes: one of its kind that no study owns."""
        record = self._known.get(line.iri)
        return bool(record and line.kind and line.kind.iri in record.classes) and not file.startswith("studies/")

    def _owner(self, line: Line, studies: Records) -> str:
        """Give the study that a row names as its own, if it names one."""
        for _, field, value, _ in line.fields():
            if field.required and field.of == (STUDY,):
                found = studies.find(plain(value), (STUDY,))
                return found[0] if len(found) == 1 else ""
        return ""

    def _make_below(self, line: Line, study: str) -> None:
        label, is_name = _label(line)
        own = ids.slug(label) if is_name else ""
        word = own or re.sub(r".*(?=[A-Z])", "", local_name(line.kind.iri) if line.kind else "Record").lower()
        belongs = any(field.of == (STUDY,) for field in line.sheet.implied) or any(
            field.required and field.of == (STUDY,) for _, field, _, _ in line.fields()
        )
        prefix = f"{local_name(study)}-" if study and (belongs or line.sheet.is_of_study) else ""
        self._make(line, prefix + word)

    def _make(self, line: Line, base: str) -> None:
        line.iri = self._namespace + self._taken.new(base)


def _beside(place: Place, other: Place) -> str:
    """Name another cell: sheets of CSV are files of their own."""
    return f"{other.cell}" if other.file == place.file else f"{other.file.name}: {other.cell}"


def _label(line: Line) -> tuple[str, bool]:
    """Give what a record is called, and whether it goes by that name: not by a statement, nor by a title."""
    texts = {field.path: plain(value) for _, field, value, language in line.fields() if language == "en"}
    for path in NAMES:
        if texts.get(path):
            return texts[path], path in NAMES[:2]
    return "", False
