"""Turtle files as named graphs: which file is which graph, and what is wrong with one that cannot be read."""

from __future__ import annotations

import codecs
import os
import re
import stat
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from ipskg.errors import InconsistentData, UnknownName, UnreadableInput
from ipskg.journal import carry_out
from ipskg.namespaces import METAETH, PREFIXES, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ONTOLOGY = ox.NamedNode(PREFIXES["owl"] + "Ontology")
_REVIEW = ox.NamedNode(METAETH + "MetaEthnography")
_NAMESPACE = ox.NamedNode(PREFIXES["vann"] + "preferredNamespaceUri")
_PREFIX = ox.NamedNode(PREFIXES["vann"] + "preferredNamespacePrefix")

LARGEST = 20_000_000  # bytes of a file: some thousand times a study, and still read in bounded time and memory


@dataclass(frozen=True)
class GraphFile:
    """A Turtle file and the IRI of the named graph that it is."""

    iri: str
    path: Path


@dataclass(frozen=True)
class Review:
    """A review: `prefix` and `namespace` are those in which it mints its records and names its graphs."""

    iri: str
    prefix: str
    namespace: str


@dataclass(frozen=True)
class ReviewFolder(Review):
    """A folder that holds one review."""

    path: Path
    files: tuple[GraphFile, ...]


def ontology_files(folder: Path) -> tuple[GraphFile, ...]:
    """Give the ontology files below a folder; the graph of each is the IRI of its `owl:Ontology`."""
    return tuple(GraphFile(iri=_ontology_iri(path), path=path) for path in sorted(folder.rglob("*.ttl")))


def review_folders(folders: Iterable[str | PathLike[str]]) -> tuple[ReviewFolder, ...]:
    """Read which review each folder holds.

    Raises what `review_folder` raises, and InconsistentData where two folders mint in one namespace.
    """
    reviews = tuple(review_folder(Path(folder)) for folder in folders)
    by_namespace = sorted(reviews, key=lambda review: review.namespace)
    for one, other in pairwise(by_namespace):
        if one.namespace == other.namespace:
            raise InconsistentData(
                f"the review stands twice: {one.path} has the namespace {one.namespace} too; name one of them",
                path=other.path,
            )
    return reviews


def review_folder(folder: Path) -> ReviewFolder:
    """Read which review a folder holds: `review.ttl`, `synthesis.ttl` and the like, and `studies/*.ttl`.

    A change of the folder that was cut off is finished first.
    Raises UnknownName where there is no such folder, UnreadableInput where it holds no review, or leads out of itself.
    """
    if not folder.is_dir():
        siblings = folder.parent.iterdir() if folder.parent.is_dir() else ()
        raise UnknownName("folder", folder.name, (one.name for one in siblings if one.is_dir()), path=folder)
    start = folder / "review.ttl"
    if not start.is_file():
        raise UnreadableInput("no review here: a review folder begins with a file review.ttl", path=folder)
    carry_out(folder)
    paths = sorted([*folder.glob("*.ttl"), *folder.glob("studies/*.ttl")])
    _check_links(folder, paths)
    iri, prefix, namespace = _review(start)
    above = folder.as_posix().rstrip("/") + "/"  # what `relative_to` would do takes as long as reading the files
    return ReviewFolder(
        path=folder,
        iri=iri,
        prefix=prefix,
        namespace=namespace,
        files=tuple(GraphFile(iri=namespace + quote(path.as_posix().removeprefix(above)), path=path) for path in paths),
    )


def _check_links(folder: Path, paths: Iterable[Path]) -> None:
    """Refuse a file that lies elsewhere, by a link of its own or of its folder: a review may come from anyone.

    All of them may lie in one other place, as where an installer makes links instead of copies.
    """
    if not any(map(os.path.islink, (folder / "studies", *paths))):
        return
    roots = {path: _root(path, folder) for path in paths}
    here = os.path.realpath(folder)
    if len(set(roots.values())) > 1:
        path = next(path for path, root in roots.items() if root != here)
        raise UnreadableInput(
            "a link to another place, or in a folder that is one: put the file itself here", path=path
        )


def _root(path: Path, folder: Path) -> str:
    """Give the folder of a review in which a file really lies, or else the place of the file."""
    real, local = os.path.realpath(path), os.sep + str(path.relative_to(folder))
    return real.removesuffix(local) if real.endswith(local) else real


def statements(files: Iterable[GraphFile]) -> Iterator[tuple[str, str, str]]:
    """Give the triples of files, each term in its N-Triples form; blank nodes of different files stay apart."""
    for file in files:
        for triple in triples(file.path):
            yield str(triple.subject), str(triple.predicate), str(triple.object)


def triples(path: Path) -> Iterator[ox.Triple]:
    """Give the triples of a Turtle file in its order, numbers as they are written; blank nodes get names of their own.

    Raises UnreadableInput.
    """
    return parsed(turtle(path), path)


def parsed(content: bytes, path: Path) -> Iterator[ox.Triple]:
    """Give the triples of what was read from a Turtle file; as `triples`."""
    try:
        for one in ox.parse(content, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            yield ox.Triple(one.subject, one.predicate, one.object)
    except SyntaxError as error:
        raise unparsable(path, error) from None


def turtle(path: Path) -> bytes:
    """Read a file that has to be Turtle in UTF-8. Raises UnreadableInput with the line that is not.

    The parsers differ on bytes that are no UTF-8: one lets them pass in a comment, the other does not.
    """
    try:
        is_ = path.stat()
        if not stat.S_ISREG(is_.st_mode) and not stat.S_ISDIR(is_.st_mode):  # it may have no end
            raise UnreadableInput("no file, but a pipe or a device", path=path)
        if is_.st_size > LARGEST:
            raise too_large(path)
        with path.open("rb", buffering=0) as file:
            content = file.read()
        content.decode()
    except OSError as error:
        raise UnreadableInput(f"cannot be read: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput("not UTF-8: save the file in that encoding", path=path, line=line) from None
    return content.removeprefix(codecs.BOM_UTF8)


def too_large(path: Path) -> UnreadableInput:
    """Say that a file is larger than any that is read."""
    return UnreadableInput(f"larger than {LARGEST // 1_000_000} MB: split it, a study a file", path=path)


def unparsable(path: Path, error: SyntaxError) -> UnreadableInput:
    """Say what keeps a file from being Turtle, and in which line."""
    problem = re.sub(r"^Parser error at line \d+ (between columns \d+ and|column) \d+: ", "", str(error.args[0]))
    return UnreadableInput(f"not Turtle: {problem}", path=path, line=error.lineno)


def line_of(path: Path, iri: str) -> int | None:
    """Give the line in which a Turtle file begins to speak of a subject, or None where it is not written in full."""
    subject = re.compile(rf"\s*(<{re.escape(iri)}>|[\w.-]*:{re.escape(local_name(iri))})(\s|$)")
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if subject.match(line)), None)


def _review(path: Path) -> tuple[str, str, str]:
    """Give IRI, prefix and namespace of the review; reading ends where all three are known, as a rule at the top."""
    said: dict[str, dict[ox.NamedNode, str]] = {}
    for triple in triples(path):
        subject, predicate, object_ = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(object_, ox.NamedNode | ox.Literal):
            continue
        if predicate in (_NAMESPACE, _PREFIX) or (predicate, object_) == (_TYPE, _REVIEW):
            about = said.setdefault(subject.value, {})
            about[predicate] = object_.value
            if len(about) == 3:
                return subject.value, about[_PREFIX], _checked(about[_NAMESPACE], path)
    raise UnreadableInput(
        "no review here: write a metaeth:MetaEthnography with vann:preferredNamespaceUri and"
        " vann:preferredNamespacePrefix",
        path=path,
    )


def _checked(namespace: str, path: Path) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", namespace):
        raise UnreadableInput(
            f"vann:preferredNamespaceUri is '{namespace}': write an http IRI that ends in / or #", path=path
        )
    return namespace


def _ontology_iri(path: Path) -> str:
    for triple in triples(path):
        if triple.predicate == _TYPE and triple.object == _ONTOLOGY and isinstance(triple.subject, ox.NamedNode):
            return triple.subject.value
    raise UnreadableInput("no owl:Ontology in it: give the file a header", path=path)
