"""One or several reviews, opened together with the ontology."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.errors import InconsistentData
from ipskg.graphs import line_of, ontology_files, review_folders
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.queries import check_read_only, fill, find, resolve
from ipskg.stores import Answer, MemoryStore, Row, Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    import rdflib

    from ipskg.graphs import GraphFile, ReviewFolder
    from ipskg.validation import Report
    from ipskg.validation.parts import Context
    from ipskg.validation.sources import Asked, Part, Statements

_STUDY_TWICE = f"""
SELECT ?study ?one ?other WHERE {{
  GRAPH ?one {{ ?study a <{METAETH}PrimaryStudy> }}
  GRAPH ?other {{ ?study a <{METAETH}PrimaryStudy> }}
  FILTER(STR(?one) < STR(?other))
}} ORDER BY ?study ?one ?other LIMIT 1
"""


class Corpus:
    """Reviews that are asked together; see `ipskg.open` for what opening raises."""

    def __init__(self, *folders: str | PathLike[str]) -> None:
        self.reviews: tuple[ReviewFolder, ...] = review_folders(folders or [assets.coded_review()])
        self._store: Store = MemoryStore(self.files)
        self._check_studies()

    @cached_property
    def files(self) -> tuple[GraphFile, ...]:
        """The Turtle files of the ontology and of the reviews."""
        own = (file for review in self.reviews for file in review.files)
        return (*ontology_files(assets.folder("ontology")), *own)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The namespaces by prefix: those of the terms and those in which the reviews mint."""
        return {review.prefix: review.namespace for review in self.reviews} | PREFIXES

    def query(self, name: str, **parameters: str) -> list[Row]:
        """Give the rows of a canned query by column, in its order.

        A parameter takes an IRI, a prefixed name or an id. An IRI is a string, what is unbound is None.
        Raises UnknownName for a query, parameter or value that is not there.
        """
        return list(self.answer(name, **parameters).rows())

    def answer(self, name: str, **parameters: str) -> Answer:
        """Answer a canned query; raises as `query` does."""
        query = find(name)
        terms = {
            key: resolve(self._store, query.parameter(key), value, self.prefixes) for key, value in parameters.items()
        }
        return self._store.answer(fill(query.text, terms))

    def ask(self, text: str) -> Answer:
        """Answer a SPARQL query of the user's own over the union of all graphs.

        Raises NotReadOnly for one that would write or fetch, and UnreadableInput for one that does not parse.
        """
        check_read_only(text)
        return self._store.answer(text)

    @cached_property
    def graph(self) -> rdflib.Graph:
        """All triples of the ontology and the reviews as one rdflib graph, with their prefixes bound."""
        import rdflib

        graph = rdflib.Graph()
        for prefix, namespace in self.prefixes.items():
            graph.bind(prefix, namespace)
        for file in self.files:
            graph.parse(file.path, format="turtle")
        return graph

    def validate(self, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check that the reviews hold what they must: against the shapes of ipskg, and those in files of your own.

        Raises UnreadableInput for shapes that cannot be read or are no valid SHACL, NotReadOnly for a query in them
        that would fetch.
        """
        from ipskg.validation import validate

        return validate(
            self.reviews,
            ontology=ontology_files(assets.folder("ontology")),
            shapes=_shapes(),
            own=map(Path, shapes),
            check_query=check_read_only,
        )

    def part(self, path: str | PathLike[str]) -> Part:
        """Read a Turtle file as a part to check: a file of these reviews, or one that is to join them.

        One that holds a study of these reviews takes the place of the file of that study. Raises UnreadableInput.
        """
        from ipskg.validation.parts import file_part, joining, read

        path = Path(path)
        files = (file for review in self.reviews for file in review.files)
        own = [file for file in files if file.path.resolve() == path.resolve()]
        return file_part(own[0]) if own else joining(read(path), self._store)

    def part_of(self, statements: Statements, *, place: Asked | None = None) -> Part:
        """Make a part to check of statements with their places, such as a workbook holds; else as `part`.

        `place` is asked first where a problem is, with record, field and value, so that it can name an empty cell.
        """
        from ipskg.validation.parts import joining

        return joining(statements, self._store, place=place)

    def validate_parts(self, *parts: Part, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check parts of these reviews, each with what it touches: finds what `validate` finds of them.

        Raises as `validate` does.
        """
        from ipskg.validation import Report
        from ipskg.validation.parts import validate_part

        shapes = tuple(shapes)
        context = self._context(shapes)
        if not context.shapes.fit_slices and all(map(self._is_file, parts)):
            return self.validate(shapes=shapes).only(file for part in parts for file in part.files)
        reports = (validate_part(part, store=self._store_with(part), context=context) for part in parts)
        return Report.gathered(problem for report in reports for problem in report.problems)

    def validate_around(self, part: Part, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check what a part does to records elsewhere: gives the problems that there are not without it.

        A part without statements is one that is taken away. Raises as `validate` does.
        """
        from ipskg.validation.parts import validate_around

        after = self._store_with(part)
        return validate_around(part, before=self._store, after=after, context=self._context(shapes))

    def _context(self, shapes: Iterable[str | PathLike[str]]) -> Context:
        from ipskg.validation import focus
        from ipskg.validation.parts import Context

        return Context(
            reviews=self.reviews,
            ontology=ontology_files(assets.folder("ontology")),
            shapes=focus.read(_shapes(), map(Path, shapes), check_read_only),
        )

    def _is_file(self, part: Part) -> bool:
        return any(part.iri == file.iri and part.files == {file.path} for file in self.files)

    def _store_with(self, part: Part) -> Store:
        """Give a store that has a part in its place: the open one, where the part is as it stands in its file."""
        from ipskg.validation.parts import n_triples

        if self._is_file(part) and part.has_ids:
            return self._store
        files = (file for file in self.files if file.iri not in part.replaced)
        return MemoryStore(files, graphs={part.iri: n_triples(part)})

    def _check_studies(self) -> None:
        paths = {file.iri: file.path for file in self.files}
        for row in self._store.answer(_STUDY_TWICE).rows():
            study, one, other = str(row["study"]), paths[str(row["one"])], paths[str(row["other"])]
            raise InconsistentData(
                f"the study {local_name(study)} stands twice: in {one} too, line {line_of(one, study)}; keep one",
                path=other,
                line=line_of(other, study),
            )


def _shapes() -> list[Path]:
    return sorted(assets.folder("shapes").glob("*.ttl"))
