"""Review folders sent to a SPARQL endpoint, the files whose content has changed since they were sent.

What was sent is noted there, for each review and for the ontology in a graph of its own: each of its graphs has the
checksum (SPDX, as in DCAT 3) of the file, named as RFC 6920 names what is known by its hash. A note is taken away
before what it speaks of is changed, so that a load that is cut off is made good by the next one.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from ipskg import assets
from ipskg.errors import InconsistentData
from ipskg.graphs import line_of, ontology_files, parsed, review_folders, turtle
from ipskg.loading.disk import Loaded
from ipskg.loading.studies import study_twice
from ipskg.namespaces import local_name
from ipskg.stores import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence
    from os import PathLike

    from ipskg.graphs import GraphFile
    from ipskg.stores.endpoint import EndpointStore

    Progress = Callable[[Sequence[GraphFile]], Iterable[GraphFile]]

NOTES = "https://w3id.org/ipskg/loaded/"  # below it, the namespace of a review, percent-encoded
_CHECKSUM = "http://spdx.org/rdf/terms#checksum"


def load_into(endpoint: EndpointStore, folders: Sequence[str | PathLike[str]], *, progress: Progress = iter) -> Loaded:
    """Bring an endpoint up to date with review folders and the ontology: what else is there stays.

    Each file is replaced as a whole, one after the other, the notes last. Raises what opening the folders raises,
    InconsistentData where a study stands in two of the files, and what `EndpointStore.put` raises.
    """
    reviews = review_folders(folders)
    files = [file for review in reviews for file in review.files]
    _check_studies(files)
    parts = {"ontology": ontology_files(assets.folder("ontology"))}
    parts |= {review.namespace: review.files for review in reviews}
    done = [_load_part(endpoint, NOTES + quote(name, safe=""), part, progress) for name, part in parts.items()]
    return Loaded(
        new=tuple(graph for one in done for graph in one.new),
        changed=tuple(graph for one in done for graph in one.changed),
        gone=tuple(graph for one in done for graph in one.gone),
        kept=sum(one.kept for one in done),
    )


def _load_part(endpoint: EndpointStore, notes: str, files: Sequence[GraphFile], progress: Progress) -> Loaded:
    before = _noted(endpoint, notes)
    contents = {file.iri: (file, turtle(file.path)) for file in files}
    now = {graph: _checksum(content) for graph, (_, content) in contents.items()}
    same = {graph: checksum for graph, checksum in now.items() if before.get(graph) == checksum}
    triples = {graph: _n_triples(*contents[graph]) for graph in now if graph not in same}
    gone = tuple(sorted(before.keys() - now.keys()))
    if triples or gone:
        if triples.keys() & before.keys():
            endpoint.put(notes, _notes(before | now, but=triples))
        for graph in gone:
            endpoint.delete(graph)
        for file in progress([contents[graph][0] for graph in triples]):
            endpoint.put(file.iri, triples[file.iri])
        endpoint.put(notes, _notes(now))
    return Loaded(
        new=tuple(graph for graph in triples if graph not in before),
        changed=tuple(graph for graph in triples if graph in before),
        gone=gone,
        kept=len(same),
    )


def _noted(endpoint: EndpointStore, notes: str) -> dict[str, str]:
    """Give the checksums that are noted, by graph; a graph that somebody took away is as if it had not been sent."""
    rows = endpoint.answer(
        f"SELECT DISTINCT ?graph ?checksum WHERE {{ GRAPH <{notes}> {{ ?graph <{_CHECKSUM}> ?checksum }}"
        " GRAPH ?graph { ?subject ?predicate ?object } }"
    ).rows()
    return {row["graph"]: row["checksum"] for row in rows}


def _notes(checksums: Mapping[str, str], *, but: Container[str] = ()) -> bytes:
    noted = sorted((graph, checksum) for graph, checksum in checksums.items() if graph not in but)
    return "".join(f"<{graph}> <{_CHECKSUM}> <{checksum}> .\n" for graph, checksum in noted).encode()


def _checksum(content: bytes) -> str:
    """Name a file by its content.

    >>> _checksum(b"Hello World!")
    'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk'
    """
    encoded = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"ni:///sha-256;{encoded.decode().rstrip('=')}"


def _n_triples(file: GraphFile, content: bytes) -> bytes:
    written = ox.serialize(parsed(content, file.path), format=ox.RdfFormat.N_TRIPLES)
    return written or b""


def _check_studies(files: Sequence[GraphFile]) -> None:
    """Refuse a study that stands in two files, before anything is sent."""
    found = study_twice(MemoryStore(files))
    if found is not None:
        study, one, other = found
        paths = {file.iri: file.path for file in files}
        raise InconsistentData(
            f"the study {local_name(study)} stands twice: in {paths[one]} too, line {line_of(paths[one], study)};"
            " keep one",
            path=paths[other],
            line=line_of(paths[other], study),
        )
