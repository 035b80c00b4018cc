"""Taking studies out of a review: refused where that leaves something dangling, unless that goes as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg import journal, turtle
from ipskg.errors import InconsistentData, UnknownName
from ipskg.graphs import triples
from ipskg.namespaces import expand, local_name
from ipskg.sheets import study_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipskg.corpus import FolderCorpus

_TYPE = ox.NamedNode(expand("rdf:type"))

_Files = dict[str, list[ox.Triple]]  # by path in the folder


@dataclass(frozen=True)
class Removal:
    """What was, or would be, taken out: the files, the records that went along, and the review before and after."""

    files: tuple[str, ...]
    records: tuple[str, ...]
    before: FolderCorpus
    after: FolderCorpus
    written: bool


def remove(folder: Path, studies: Sequence[str], *, cascade: bool = False, dry_run: bool = False) -> Removal:
    """Take the files of studies, by id, out of a review folder; with `cascade` what would dangle goes along.

    Raises UnknownName for a study that has no file, InconsistentData with the list of what would dangle.
    """
    from ipskg.corpus import FolderCorpus

    FolderCorpus(folder)
    with journal.locked(folder):
        before = FolderCorpus(folder)
        gone = [_path(before, study) for study in studies]
        files = _read(before)
        left, records = _without(files, gone, before)
        if records and not cascade:
            named = ", ".join(f"{local_name(record)} in {path}" for record, path in sorted(records.items()))
            raise InconsistentData(
                f"{len(records)} record{'' if len(records) == 1 else 's'} would stand against nothing: {named};"
                " take them out first, or say --cascade",
                path=folder / gone[0],
            )
        changed = {path: own for path, own in left.items() if len(own) != len(files[path])}
        namespace = before.reviews[0].namespace
        graphs = {namespace + path: None for path in gone} | {namespace + path: own for path, own in changed.items()}
        after = before.with_graphs(graphs)
        if not dry_run:
            content: dict[str, bytes | None] = dict.fromkeys(gone)
            content |= {path: _rewritten(folder / path, own, before) for path, own in changed.items()}
            journal.change(folder, content)
    return Removal(tuple(sorted({*gone, *changed})), tuple(sorted(records)), before, after, not dry_run)


def _path(corpus: FolderCorpus, study: str) -> str:
    iri = corpus.resolve("metaeth:PrimaryStudy", study)
    path = study_file(iri)
    review = corpus.reviews[0]
    if not (review.path / path).is_file():
        known = (file.path.stem for file in review.files if file.path.parent != review.path)
        raise UnknownName("file of a study", study, known, path=review.path)
    return path


def _read(corpus: FolderCorpus) -> _Files:
    review = corpus.reviews[0]
    return {file.path.relative_to(review.path).as_posix(): list(triples(file.path)) for file in review.files}


def _without(files: _Files, gone: Sequence[str], corpus: FolderCorpus) -> tuple[_Files, dict[str, str]]:
    """Give the files that stay, without what goes along, and the records of theirs that do, each with its file.

    Records without an id stay: nothing can name them.
    """
    namespace = corpus.reviews[0].namespace
    going = corpus.going_with(graphs=[namespace + path for path in gone])
    lost = {ox.NamedNode(record) for record in going if not record.startswith("_:")}
    stay = {path: own for path, own in files.items() if path not in gone}
    records = {
        one.subject.value: path
        for path, own in stay.items()
        for one in own
        if isinstance(one.subject, ox.NamedNode) and one.subject in lost
    }
    left = {
        path: [one for one in own if one.object not in lost and one.subject not in lost] for path, own in stay.items()
    }
    return left, records


def _rewritten(path: Path, triples_: Sequence[ox.Triple], corpus: FolderCorpus) -> bytes:
    """Take the blocks of records out of a file, so that its comments and its order stay; else write it anew."""
    wanted = set(triples_)
    text = path.read_text("utf-8")
    prefixes = dict(corpus.prefixes)
    blocks = text.split("\n\n")
    head = "\n".join(line for line in text.split("\n") if line.startswith("@prefix "))
    kept = [block for block in blocks if _parsed(f"{head}\n{block}") <= wanted]
    written = "\n\n".join(kept).rstrip("\n") + "\n"
    if _parsed(written) == wanted:
        return written.encode()
    return turtle.of_triples(triples_, turtle.usable(prefixes)).encode()


def _parsed(text: str) -> set[ox.Triple]:
    try:
        return {ox.Triple(one.subject, one.predicate, one.object) for one in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    except SyntaxError:
        return {ox.Triple(_TYPE, _TYPE, _TYPE)}  # half a statement, which is no part of any file
