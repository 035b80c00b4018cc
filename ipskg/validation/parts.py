"""One part of a review, checked with what it touches: what it gets wrong, and what goes wrong elsewhere through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.validation import checks, engine, rules
from ipskg.validation.report import Problem, Report
from ipskg.validation.slices import Slice
from ipskg.validation.sources import Part, Sources, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipskg.graphs import GraphFile, ReviewFolder
    from ipskg.stores import Store
    from ipskg.validation.focus import Shapes


def validate_part(
    part: Part, *, store: Store, reviews: Sequence[ReviewFolder], ontology: Sequence[GraphFile], shapes: Shapes
) -> Report:
    """Check one part, in a store that holds the reviews with the part in its place."""
    data, guest = _with_part(reviews, part)
    if not shapes.fit_slices:
        everything = _everything(data, ontology, guest)
        problems = [*engine.problems(everything, shapes.graph), *checks.problems(everything, _own(reviews))]
    else:
        slice_ = Slice(part.records, store=store, ontology=ontology, data=data, guest=guest)
        problems = list(_problems(slice_, store, shapes, _own(reviews)))
    elsewhere = {file.path for file in (*ontology, *data) if not isinstance(file, Part)}
    kept = {problem for problem in problems if problem.file not in elsewhere}
    return Report(tuple(sorted(kept, key=Problem.order)))


def _problems(slice_: Slice, store: Store, shapes: Shapes, namespaces: tuple[str, ...]) -> Iterator[Problem]:
    focus = shapes.focus(slice_.graph, slice_.records)
    if focus:
        yield from engine.problems(slice_, shapes.core(focus))
    for result in rules.results(rules.found(store, shapes.graph, focus), shapes.graph, slice_.graph):
        yield engine.problem(result, slice_)
    yield from checks.problems(slice_, namespaces)


def _with_part(reviews: Iterable[ReviewFolder], part: Part) -> tuple[list[GraphFile | Part], Part | None]:
    """Give the files with the part in its place, and the part again if it is not what stands in that file."""
    data: list[GraphFile | Part] = []
    guest: Part | None = part
    for file in (file for review in reviews for file in review.files):
        if file.iri == part.iri:
            data.append(part)
            guest = None if part.files <= {file.path} else part
        elif file.iri not in part.instead_of:
            data.append(file)
    return (data if part in data else [*data, part]), guest


def _everything(data: Iterable[GraphFile | Part], ontology: Iterable[GraphFile], guest: Part | None) -> Sources:
    return Sources(
        ontology=(statements_of(file.path) for file in ontology),
        data=(one.statements if isinstance(one, Part) else statements_of(one.path) for one in data),
        guest=guest,
    )


def _own(reviews: Iterable[ReviewFolder]) -> tuple[str, ...]:
    return tuple(review.namespace for review in reviews)
