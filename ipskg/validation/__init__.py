"""What a coded review lacks or gets wrong, in the words of the shapes, with the file and line of each problem.

This is the only package that knows a SHACL engine.
SHACL passes in silence over a misspelt property, a misspelt class and a record without a type, and over all instances
of subclasses where it is not given the ontology. So `validate` is the one way in: it always takes the ontology along,
and looks for what no shape can see. `parts` finds the same of one part, without reading everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.validation.report import Problem, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from ipskg.graphs import GraphFile, ReviewFolder

__all__ = ["Problem", "Report", "Severity", "validate"]


def validate(
    reviews: Iterable[ReviewFolder],
    *,
    ontology: Iterable[GraphFile],
    shapes: Iterable[Path],
    own: Iterable[Path] = (),
    check_query: Callable[[str], None],
) -> Report:
    """Hold reviews against shapes, together with the ontology, and look for what shapes cannot see.

    `own` shapes are the user's, which may ask for more than those of ipskg do. `check_query` sees each SPARQL text of
    the shapes and raises where it would do more than read.
    Raises UnreadableInput for a file that cannot be read, and for shapes that are no valid SHACL.
    """
    from ipskg.validation import checks, engine, focus, rules
    from ipskg.validation.parts import file_part, store_of
    from ipskg.validation.sources import Sources, statements_of

    reviews, ontology = tuple(reviews), tuple(ontology)
    read = focus.read(shapes, own, check_query)
    files = [file for review in reviews for file in review.files]
    parts = [file_part(file) for file in files]
    sources = Sources(
        ontology=(statements_of(file.path) for file in ontology), data=(part.statements for part in parts)
    )
    problems = [
        *engine.problems(sources, read.for_engine),
        *checks.problems(sources, tuple(review.namespace for review in reviews)),
    ]
    if read.fit_slices:
        # A store asks a rule of all records at once, and follows SPARQL where rdflib fails on a number that is none.
        looked_at = read.focus(sources.graph, set(sources.graph.subjects()))
        problems += rules.problems(sources, store_of((*ontology, *files), parts), read.graph, looked_at)
    return Report.gathered(problems)
