"""Reviews in folders: what their files let one do beside asking."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ipskg import assets
from ipskg.corpus.memory import MemoryCorpus
from ipskg.errors import InconsistentData
from ipskg.graphs import line_of, ontology_files, review_folders, triples
from ipskg.namespaces import METAETH, local_name
from ipskg.queries import check_read_only
from ipskg.stores import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from os import PathLike

    import rdflib

    from ipskg.graphs import GraphFile, Review, ReviewFolder
    from ipskg.reasoning import Verdict
    from ipskg.stores import Statement, Store
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


class FolderCorpus(MemoryCorpus):
    """Reviews in folders, of which the coded IPS review is opened where none is named."""

    _reviews: tuple[ReviewFolder, ...]

    def __init__(self, *folders: str | PathLike[str]) -> None:
        reviews = review_folders(folders or [assets.coded_review()])
        self._reviews = reviews
        self._left_out: frozenset[str] = frozenset()
        super().__init__(reviews, MemoryStore(self.files))
        self._check_studies()

    @property
    def reviews(self) -> tuple[ReviewFolder, ...]:
        """The reviews that are open."""
        return self._reviews

    @cached_property
    def files(self) -> tuple[GraphFile, ...]:
        """The Turtle files of the ontology and of the reviews."""
        own = (file for review in self.reviews for file in review.files)
        return (*ontology_files(assets.folder("ontology")), *own)

    def graphs_of(self, review: Review) -> Mapping[str, Iterable[Statement]]:
        """Give the graphs of a review as its files have them; see `Corpus.graphs_of`."""
        files = next(one.files for one in self.reviews if one.iri == review.iri)
        return {file.iri: triples(file.path) for file in files}

    def only(self, review: Review) -> FolderCorpus:
        """Give one of these reviews alone, opened anew."""
        return FolderCorpus(next(one.path for one in self.reviews if one.iri == review.iri))

    @cached_property
    def graph(self) -> rdflib.Graph:
        """All triples of the ontology and the reviews as one rdflib graph, with their prefixes bound."""
        import rdflib

        graph = rdflib.Graph()
        for prefix, namespace in self.prefixes.items():
            graph.bind(prefix, namespace)
        for file in self.files:
            graph.parse(file.path, format="turtle")
        for record in self._left_out:
            graph.remove((rdflib.URIRef(record), None, None))
        return graph

    def validate(self, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check the reviews with the lines of their files; see `Corpus.validate`."""
        from ipskg.validation import validate

        return validate(
            self.reviews,
            ontology=ontology_files(assets.folder("ontology")),
            shapes=assets.shapes(),
            own=map(Path, shapes),
            check_query=check_read_only,
        )

    def reason(
        self,
        *,
        infer: bool = False,
        seconds: float | None = None,
        progress: Callable[[str], None] = lambda step: None,
    ) -> Verdict:
        """Check that the reviews hold together with the ontology as OWL 2 DL; see `ipskg.reasoning.reason`."""
        from ipskg.reasoning import LONGEST, reason

        return reason(self.files, infer=infer, seconds=seconds or LONGEST, progress=progress, lines=_lines)

    def part(self, path: str | PathLike[str]) -> Part:
        """Read a Turtle file as a part to check: a file of these reviews, or one that is to join them.

        One that holds a study of these reviews takes the place of the file of that study. Raises UnreadableInput.
        """
        from ipskg.validation.parts import file_part, joining, read

        path = Path(path)
        files = (file for review in self.reviews for file in review.files)
        own = [file for file in files if file.path.resolve() == path.resolve()]
        return file_part(own[0]) if own else joining(read(path), self.store)

    def part_of(self, statements: Statements, *, place: Asked | None = None) -> Part:
        """Make a part to check of statements with their places, such as a workbook holds; else as `part`.

        `place` is asked first where a problem is, with record, field and value, so that it can name an empty cell.
        """
        from ipskg.validation.parts import joining

        return joining(statements, self.store, place=place)

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
        from ipskg.validation.parts import near, validate_around

        context = self._context(shapes)
        before, after = near(part, self.store, context)
        return validate_around(part, before=before, after=after, context=context)

    def validate_with(self, part: Part, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check a part and what it does to records elsewhere, at the price of one of the two.

        Raises as `validate` does.
        """
        from ipskg.validation.parts import near, validate_around, validate_part

        context = self._context(shapes)
        before, after = near(part, self.store, context)
        own = validate_part(part, store=after, context=context)
        return own.with_all(validate_around(part, before=before, after=after, context=context))

    def _context(self, shapes: Iterable[str | PathLike[str]]) -> Context:
        from ipskg.validation import focus
        from ipskg.validation.parts import Context

        return Context(
            reviews=self.reviews,
            ontology=ontology_files(assets.folder("ontology")),
            shapes=focus.read(assets.shapes(), map(Path, shapes), check_read_only),
        )

    def _is_file(self, part: Part) -> bool:
        return any(part.iri == file.iri and part.files == {file.path} for file in self.files)

    def _store_with(self, part: Part) -> Store:
        """Give a store that has a part in its place: the open one, where the part is as it stands in its file."""
        from ipskg.validation.parts import n_triples

        if self._is_file(part) and part.has_ids:
            return self.store
        store = self.store.without(graphs=part.replaced)
        store.read(part.iri, n_triples(part))
        return store

    def _reduced(self, graphs: Collection[str], records: Collection[str]) -> Self:
        corpus = super()._reduced(graphs, records)
        corpus._reviews = tuple(
            replace(review, files=tuple(file for file in review.files if file.iri not in graphs))
            for review in self.reviews
        )
        corpus._left_out = self._left_out | frozenset(records)
        return corpus

    def _over(self, store: MemoryStore) -> Self:
        corpus = super()._over(store)
        corpus._left_out = self._left_out
        return corpus

    def _check_studies(self) -> None:
        paths = {file.iri: file.path for file in self.files}
        for row in self.store.answer(_STUDY_TWICE).rows():
            study, one, other = str(row["study"]), paths[str(row["one"])], paths[str(row["other"])]
            raise InconsistentData(
                f"the study {local_name(study)} stands twice: in {one} too, line {line_of(one, study)}; keep one",
                path=other,
                line=line_of(other, study),
            )


def _lines(path: Path) -> dict[tuple[str, str, str], int | None]:
    """Give the lines of the triples of a Turtle file, each term in its N-Triples form."""
    from ipskg.validation.sources import triples_with_lines

    return {(one.n3(), how.n3(), other.n3()): line for (one, how, other), line in triples_with_lines(path).items()}
