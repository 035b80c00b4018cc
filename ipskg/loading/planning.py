"""What loading has to do: the files whose content the store does not have, and the graphs whose files are gone."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.errors import InconsistentData, WrongUsage
from ipskg.graphs import GraphFile, ontology_files, turtle
from ipskg.stores import index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ipskg.graphs import ReviewFolder
    from ipskg.stores.index import Index

    Progress = Callable[[Sequence[GraphFile]], Iterable[GraphFile]]

_MANY = 200  # files, from which on they are written past the log, which takes fewer steps and more memory


@dataclass(frozen=True)
class Plan:
    """What has to be done to a generation: files to put in, by graph, and graphs to take out."""

    files: Mapping[str, GraphFile]
    ontology: frozenset[str]
    known: frozenset[str]
    gone: tuple[str, ...]
    kept: int
    reviews: Mapping[str, str]
    removed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.files or self.gone or self.reviews or self.removed)

    @property
    def is_large(self) -> bool:
        """Whether so many files are to be put in that it is worth to sort them first."""
        return len(self.files) > _MANY


def digest(content: bytes) -> bytes:
    """Give what two files have in common only if they have the same content."""
    return blake2b(content, digest_size=16).digest()


def planned(
    current: Path | None, reviews: Sequence[ReviewFolder], removed: tuple[str, ...], progress: Progress
) -> Plan:
    """Plan how a generation, or none, comes to hold reviews, and some no longer, by their namespaces.

    Raises InconsistentData for a namespace that another review has or lies in.
    """
    with ExitStack() as held:
        known = held.enter_context(index.opened(current)) if current else None
        _check_namespaces(known, reviews, removed)
        there = known.ontology() if known else {}
        for namespace in (*removed, *(review.namespace for review in reviews)):
            there |= known.digests(namespace) if known else {}
        ontology = ontology_files(assets.folder("ontology"))
        files = {file.iri: file for file in (*ontology, *(file for review in reviews for file in review.files))}
        changed = {
            file.iri: file
            for file in (progress(list(files.values())) if there else files.values())
            if file.iri not in there or there[file.iri] != digest(turtle(file.path))
        }
        return Plan(
            files=changed,
            ontology=frozenset(file.iri for file in ontology),
            known=frozenset(there),
            gone=tuple(sorted(there.keys() - files.keys())),
            kept=len(files) - len(changed),
            reviews={
                review.namespace: os.path.realpath(review.path)
                for review in reviews
                if not known or known.folder(review.namespace) != os.path.realpath(review.path)
            },
            removed=removed,
        )


def _check_namespaces(known: Index | None, reviews: Sequence[ReviewFolder], removed: tuple[str, ...]) -> None:
    """Refuse a review that is in the store already from another folder, and one whose graphs another would contain."""
    for one, other in pairwise(sorted(reviews, key=lambda review: review.namespace)):
        if other.namespace.startswith(one.namespace):
            raise _entangled(other, one.namespace)
    for review in reviews:
        if review.namespace in removed:
            raise WrongUsage("this review is to be loaded and to be removed: say one of them", path=review.path)
        folder = known.folder(review.namespace) if known else None
        if folder and folder != os.path.realpath(review.path) and (Path(folder) / "review.ttl").is_file():
            raise InconsistentData(
                f"the store has the review {review.namespace} from {folder}: load that, or take it out with --remove"
                f" {review.prefix} first",
                path=review.path,
            )
        found = known.entangled(review.namespace) if known else None
        if found and found not in removed:
            raise _entangled(review, found)


def _entangled(review: ReviewFolder, other: str) -> InconsistentData:
    return InconsistentData(
        f"the namespace {review.namespace} and that of another review, {other}, lie in one another: give it one of its"
        " own",
        path=review.path,
    )
