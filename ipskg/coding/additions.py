"""Adding what someone coded: checked first, written all of it or not at all, and shown by what it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg import journal, turtle
from ipskg.coding.parts import bring, preview, report
from ipskg.errors import WrongUsage
from ipskg.graphs import triples
from ipskg.namespaces import METAETH, expand, local_name
from ipskg.sheets import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ipskg.coding.parts import Brought
    from ipskg.corpus import FolderCorpus, MemoryCorpus
    from ipskg.validation import Report
    from ipskg.validation.report import Place

_TYPE = ox.NamedNode(expand("rdf:type"))
_SIGNS: dict[object, str] = {
    ox.NamedNode(METAETH + "Inclusion"): "wasIncludedBy",
    ox.NamedNode(METAETH + "Finding"): "wasAddedBy",
}  # by the kind of a record, the property that says by whom it is


@dataclass(frozen=True)
class Addition:
    """What was, or would be, added: the paths of the files, what is wrong, and the review before and after.

    Nothing was written if the report has a violation, or if it was only tried.
    """

    files: tuple[str, ...]
    report: Report
    before: FolderCorpus
    after: FolderCorpus
    written: bool


def add(
    folder: Path,
    source: Path,
    *,
    replace: bool = False,
    dry_run: bool = False,
    coder: str | None = None,
    on: date | None = None,
    shapes: Iterable[Path] = (),
    progress: Progress = iter,
) -> Addition:
    """Add a workbook or a Turtle file to a review folder, unless it has a violation.

    A study that says not by whom it is included is included by the coder, on a day (today if none is given), and so
    are the findings that it brings; `coder` may be left out where the review has one coder only. In the workbook of a
    whole review it is included by the authors of the review, unless a coder is given or it says on which day.
    Raises WrongUsage for a study or file that would be lost without `replace`, UnreadableInput for a source that
    cannot be read.
    """
    from ipskg.corpus import FolderCorpus

    shapes = tuple(shapes)
    FolderCorpus(folder)  # says what is wrong with the folder before it is locked
    with journal.locked(folder):
        before = FolderCorpus(folder)
        brought = bring(source, before, shapes=shapes, progress=progress)
        brought = _signed(brought, before, coder=coder, on=on or date.today())
        if not replace:
            _check_losses(brought, before)
        after = preview(brought, before)
        found = report(brought, before, shapes=shapes)
        if found.conforms:
            _check_spelling(brought, before)
        written = found.conforms and not dry_run
        if written:
            prefixes = turtle.usable(before.prefixes)
            content = {path: turtle.of_triples(said, prefixes).encode() for path, said in brought.files.items()}
            journal.change(folder, content)
    return Addition(tuple(sorted(brought.files)), found, before, after, written)


def _check_losses(brought: Brought, corpus: FolderCorpus) -> None:
    review = corpus.reviews[0]
    for path, said in brought.files.items():
        file = review.path / path
        if not file.exists():
            continue
        if not brought.is_whole:
            raise WrongUsage("there is such a study already: give yours another id, or say --replace", path=file)
        lost = set(triples(file)) - set(said)
        if lost:
            records = sorted({local_name(str(one.subject).strip("<>")) for one in lost})
            named = ", ".join(records[:5]) + (" and others" if len(records) > 5 else "")
            raise WrongUsage(
                f"the workbook leaves out or changes what it says of {named}: mend it, or say --replace", path=file
            )


def _check_spelling(brought: Brought, corpus: FolderCorpus) -> None:
    """Refuse a file that some systems would take for another; a workbook has the cell among its problems."""
    there = {file.path.name.casefold(): file.path for file in corpus.reviews[0].files}
    for path in brought.files:
        file = corpus.reviews[0].path / path
        other = there.get(file.name.casefold(), file)
        if other.name != file.name:
            raise WrongUsage(f"there is a study {other.stem} already: give yours another id", path=file)


def included(brought: Brought, corpus: MemoryCorpus) -> Brought:
    """Put each study that names no inclusion into the review; who included it is not said yet."""
    files = dict(brought.files)
    for path, said in brought.files.items():
        if path.startswith("studies/"):
            files[path] = dict(said) | dict.fromkeys(_inclusion(said, corpus, path))
    return replace(brought, files=files)


def _inclusion(said: Mapping[ox.Triple, Place | None], corpus: MemoryCorpus, path: str) -> Iterator[ox.Triple]:
    if any(one.predicate == _TYPE and one.object == _term("Inclusion") for one in said):
        return
    review = corpus.reviews[0]
    study = ox.NamedNode(review.namespace + path[len("studies/") : -len(".ttl")])
    inclusion = ox.NamedNode(f"{study.value}-inclusion")
    yield ox.Triple(inclusion, _TYPE, _term("Inclusion"))
    yield ox.Triple(inclusion, _term("includesStudy"), study)
    yield ox.Triple(inclusion, _term("isInReview"), ox.NamedNode(review.iri))


def _signed(brought: Brought, corpus: FolderCorpus, *, coder: str | None, on: date) -> Brought:
    """Say of each study by whom it is included and when, and of each finding that it brings who added it."""
    brought = included(brought, corpus)
    signer = _Signer(brought, corpus, coder, on)
    files = dict(brought.files)
    for path, said in brought.files.items():
        if path.startswith("studies/"):
            signs = [triple for record, name in _unsigned(said) for triple in signer.signs(record, name)]
            files[path] = dict(said) | dict.fromkeys(signs)
    return replace(brought, files=files)


def _unsigned(said: Iterable[ox.Triple]) -> Iterator[tuple[ox.NamedNode, str]]:
    """Give the inclusions and findings of a study that say not by whom they are, each with the property that would."""
    said = list(said)
    has = {(one.subject, one.predicate) for one in said}
    for one in said:
        name = _SIGNS.get(one.object) if one.predicate == _TYPE else None
        if name and isinstance(one.subject, ox.NamedNode) and (one.subject, _term(name)) not in has:
            yield one.subject, name


class _Signer:
    """Says who included a study, and who added a finding.

    A study that comes by itself is included by its coder. The workbook of a whole review is the review: what it
    includes without naming a coder or a day, its authors include, or nobody known where no authors are.
    """

    def __init__(self, brought: Brought, corpus: FolderCorpus, coder: str | None, on: date) -> None:
        self._brought = brought
        self._corpus = corpus
        self._coder = coder
        self._on = ox.Literal(on.isoformat())
        self._dated = {
            triple.subject
            for said in brought.files.values()
            for triple in said
            if triple.predicate == _term("wasIncludedOn")
        }

    def signs(self, record: ox.NamedNode, name: str) -> Iterator[ox.Triple]:
        """Give what is missing of an inclusion or a finding; `name` is the property that says by whom it is."""
        if name == "wasAddedBy":
            yield ox.Triple(record, _term(name), self._named_coder)
        elif self._brought.is_whole and self._coder is None and record not in self._dated:
            yield from (ox.Triple(record, _term(name), team) for team in self._authors)
        else:
            yield ox.Triple(record, _term(name), self._named_coder)
            if record not in self._dated:
                yield ox.Triple(record, _term("wasIncludedOn"), self._on)

    @cached_property
    def _asked(self) -> FolderCorpus:
        """The review that knows its authors and coders: the workbook of a whole one may bring them."""
        return preview(self._brought, self._corpus) if self._brought.is_whole else self._corpus

    @cached_property
    def _authors(self) -> list[ox.NamedNode]:
        review = self._corpus.reviews[0].iri
        rows = self._asked.store.answer(f"SELECT DISTINCT ?team WHERE {{ <{review}> <{METAETH}wasWrittenBy> ?team }}")
        teams = [str(row["team"]) for row in rows.rows()]
        return [ox.NamedNode(teams[0])] if len(teams) == 1 else []

    @cached_property
    def _named_coder(self) -> ox.NamedNode:
        if self._coder is not None:
            return ox.NamedNode(self._asked.resolve("metaeth:Coder", self._coder))
        query = f"SELECT DISTINCT ?coder WHERE {{ ?coder a <{METAETH}Coder> }} ORDER BY ?coder"
        coders = [str(row["coder"]) for row in self._asked.store.answer(query).rows()]
        if len(coders) != 1:
            known = ", ".join(map(local_name, coders)) or "none"
            raise WrongUsage(f"who included the study? Say it in the sheet, or with --coder (the review has {known})")
        return ox.NamedNode(coders[0])


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(METAETH + name)
