"""One or several reviews, opened together with the ontology."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg import assets
from ipskg.errors import InconsistentData, WrongUsage
from ipskg.graphs import line_of, ontology_files, review_folders
from ipskg.namespaces import METAETH, PREFIXES, local_name
from ipskg.queries import Parameter, check_read_only, fill, find, narrowed, resolve, rules
from ipskg.stores import Answer, MemoryStore, Row, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from os import PathLike

    import rdflib

    from ipskg.graphs import GraphFile, ReviewFolder
    from ipskg.reasoning import Verdict
    from ipskg.stores import Statement
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

_FILE_OF_STUDIES = f"SELECT ?file ?study WHERE {{ GRAPH ?file {{ ?study a <{METAETH}PrimaryStudy> }} }}"


class Corpus:
    """Reviews that are asked together; see `ipskg.open` for what opening raises."""

    def __init__(self, *folders: str | PathLike[str]) -> None:
        self.reviews: tuple[ReviewFolder, ...] = review_folders(folders or [assets.coded_review()])
        self._left_out: frozenset[str] = frozenset()
        self.store = MemoryStore(self.files)
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
            key: resolve(self.store, query.parameter(key), value, self.prefixes) for key, value in parameters.items()
        }
        return self.store.answer(fill(query.text, narrowed(self.store, query, terms)))

    def resolve(self, kind: str, value: str) -> str:
        """Give the IRI of the one record of a class that an id, a prefixed name or an IRI stands for.

        Raises UnknownName where there is none, WrongUsage where several reviews have one.
        """
        found = resolve(
            self.store,
            Parameter(name=kind.partition(":")[2], kind=kind, description=""),
            value,
            self.prefixes,
        )
        if len(found) > 1:
            raise WrongUsage(f"{value} is in several reviews: write its full address, such as {found[0]}")
        return found[0]

    def ask(self, text: str) -> Answer:
        """Answer a SPARQL query of the user's own over the union of all graphs.

        Raises NotReadOnly for one that would write or fetch, and UnreadableInput for one that does not parse.
        """
        check_read_only(text)
        return self.store.answer(text)

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

    def without(self, *studies: str) -> Corpus:
        """Give the reviews as they would be had they not included these studies, each an id, prefixed name or IRI.

        A study goes with its own file, and with what cannot be without it, as `going_with` says. The queries and the
        graph are without these; `files` names the files that stay, which are whole.
        Raises UnknownName for a study that is not there, WrongUsage for one that no review includes.
        """
        left_out = {iri for study in studies for iri in self._included(study)}
        top = {file.iri for review in self.reviews for file in review.files if file.path.parent == review.path}
        graphs = self._files_of(left_out) - top
        return self._reduced(graphs, self.going_with(graphs=graphs, records=left_out))

    def going_with(self, *, graphs: Collection[str] = (), records: Collection[str] = ()) -> set[str]:
        """Give the records that would go if graphs and records did, by IRI: what the forms say cannot be without them.

        So a report, a sample and a construct go with the study, and a translation with a construct on either side.
        """
        from ipskg.forms import read_forms
        from ipskg.leaving import going

        forms = read_forms(assets.shapes(), ontology_files(assets.folder("ontology")))
        return going(self.store, forms, graphs=graphs, records=records)

    def as_published(self) -> Corpus:
        """Give the reviews without what coders added after their authors: studies and findings."""
        added: dict[str, list[str]] = {"study": [], "finding": []}
        for row in self.query("additions"):
            added[row["kind"]].append(row["record"])
        corpus = self.without(*dict.fromkeys(added["study"])) if added["study"] else self
        return corpus._reduced((), added["finding"]) if added["finding"] else corpus

    def ask_rules(self) -> dict[str, list[Row]]:
        """Ask the rules of the shapes what they find: rows by the name of the rule, the record in the column `this`."""
        from ipskg.validation.asking import ask_rules

        return ask_rules(self.store, assets.shapes())

    def with_graphs(self, graphs: Mapping[str, Iterable[Statement] | None]) -> Corpus:
        """Give the reviews as they would be if these graphs, by IRI, held these statements, or None were not there.

        The queries answer so; `files` and `graph` are those of what is on disk.
        """
        corpus = Corpus.__new__(Corpus)
        corpus.reviews, corpus._left_out = self.reviews, self._left_out
        corpus.store = self.store.without(graphs=graphs)
        for iri, statements in graphs.items():
            if statements is not None:
                corpus.store.add(iri, statements)
        return corpus

    def validate(self, *, shapes: Iterable[str | PathLike[str]] = ()) -> Report:
        """Check that the reviews hold what they must: against the shapes of ipskg, and those in files of your own.

        Raises UnreadableInput for shapes that cannot be read or are no valid SHACL, NotReadOnly for a query in them
        that would fetch.
        """
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

    def infer_by_rules(self) -> frozenset[tuple[str, str, str]]:
        """Give what follows by the rules in `queries/rules`, each asked once, as IRIs: what `reason` infers.

        Nothing is checked, and names that differ are taken for different things.
        """
        return frozenset(triple for rule in rules() for triple in self.store.answer(rule.text).triples())

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
        from ipskg.validation.parts import validate_around

        after = self._store_with(part)
        return validate_around(part, before=self.store, after=after, context=self._context(shapes))

    def validate_with(
        self, part: Part, *, after: Corpus | None = None, shapes: Iterable[str | PathLike[str]] = ()
    ) -> Report:
        """Check a part and what it does to records elsewhere, at the price of one of the two.

        `after` are these reviews with the part in its place, where they are open already. Raises as `validate` does.
        """
        from ipskg.validation.parts import validate_around, validate_part

        context = self._context(shapes)
        store = after.store if after else self._store_with(part)
        own = validate_part(part, store=store, context=context)
        return own.with_all(validate_around(part, before=self.store, after=store, context=context))

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

    def _included(self, study: str) -> list[str]:
        found = [str(row["study"]) for row in self.query("studies", study=study)]
        if not found:
            raise WrongUsage(f"the study {study} is not included in the review: it cannot be left out")
        return found

    def _files_of(self, studies: Collection[str]) -> set[str]:
        """Give the graphs that hold these studies, and no others."""
        held: dict[str, set[str]] = {}
        for row in self.store.answer(_FILE_OF_STUDIES).rows():
            held.setdefault(row["file"], set()).add(row["study"])
        return {file for file, own in held.items() if own.issubset(studies)}

    def _reduced(self, graphs: Collection[str], records: Collection[str]) -> Corpus:
        corpus = Corpus.__new__(Corpus)
        corpus.reviews = tuple(
            replace(review, files=tuple(file for file in review.files if file.iri not in graphs))
            for review in self.reviews
        )
        corpus._left_out = self._left_out | frozenset(records)
        corpus.store = self.store.without(graphs=graphs, records=records)
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
