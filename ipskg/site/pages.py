"""The pages of one review, by their paths from its first page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from ipskg.audit.values import derived_text
from ipskg.queries import find
from ipskg.site import argument, downloads, grid, metadata, querying, reporting, searching, trails
from ipskg.site.evidence import Link
from ipskg.site.names import slug
from ipskg.site.rendering import ASSETS, Page, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.audit import ReviewAudit
    from ipskg.corpus import MemoryCorpus
    from ipskg.queries import Query
    from ipskg.site.asking import Answers
    from ipskg.site.evidence import Metaphor, Section
    from ipskg.site.model import Review, Step

_MENU = (
    Link("Overview", "index.html"),
    Link("Metaphors", "metaphors.html"),
    Link("Studies", "studies.html"),
    Link("Grid", "grid.html"),
    Link("Map", "map.html"),
    Link("Audit", "audit.html"),
    Link("Reporting", reporting.PAGE),
    Link("Search", "search.html"),
    Link("Query", "query.html"),
    Link("Downloads", "downloads.html"),
)


def menu(root: str) -> tuple[Link, ...]:
    """Give the pages that every page leads to; `root` leads from the first page of a review to the folder of the site.

    With several reviews the last one is the page that lists them.
    """
    ontology = Link("Ontology", f"{root}ontology.html")
    return (*_MENU, ontology, Link("All reviews", f"{root}index.html")) if root else (*_MENU, ontology)


class Pages:
    """The pages of one review; `root` leads from its first page to the folder of the site.

    `corpus` holds this review and no other, `name` is that of its downloads.
    """

    def __init__(
        self, review: Review, answers: Answers, corpus: MemoryCorpus, audit: ReviewAudit, *, name: str, root: str = ""
    ) -> None:
        self.review = review
        self.answers = answers
        self._audit = audit
        self._corpus = corpus
        self._namespace = corpus.reviews[0].namespace
        self._root = root
        self._graphs = downloads.graphs(corpus, name)

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Give each file with its path."""
        yield self._front()
        yield from self._lists()
        yield from self._overviews()
        yield from self._sections()
        yield from self._studies()
        yield from self._metaphors()
        yield self._audited()
        yield self._reported()
        yield from self._searched()
        yield from self._downloads()
        yield from self._queried()

    def _front(self) -> tuple[str, bytes]:
        steps = self.review.steps
        drawn = [step for step in steps if step.starts and step.ends]
        relations = {slug(step.relation or "relates"): step.relation or "is related to" for step in drawn}
        return self._page(
            "index.html",
            self.review.label,
            "front",
            linked=metadata.dataset(self.review, self._namespace, self._graphs),
            queries=_queries("sections", "findings", "line-of-argument", "support", "participants-by-group", "flow"),
            numbers=_numbers(self.review),
            argument=argument.picture(steps),
            relations=sorted(relations.items()),
            strength=self._strength,
            most_records=max((one.records_out or one.records_in or 0 for one in self.review.flow), default=0),
            flow_picture=reporting.flow(self._corpus),
        )

    def _lists(self) -> Iterator[tuple[str, bytes]]:
        for path, title, template, query in (
            ("metaphors.html", "Metaphors", "metaphors", "metaphors"),
            ("studies.html", "Studies", "studies", "studies"),
        ):
            table = f"tables/{query}.csv"
            command = f"ipskg query {query} --format csv"
            yield self._page(path, title, template, queries=_queries(query), table=table, command=command)

    def _overviews(self) -> Iterator[tuple[str, bytes]]:
        table, command = "tables/grid.csv", "ipskg query grid --format csv"
        shared: dict[str, Any] = {"queries": _queries("grid"), "table": table, "command": command}
        rows = grid.grid(self.review, self.answers)
        yield self._page("grid.html", "Grid", "grid", scripts=("grid.js",), grid=rows, **shared)
        yield self._page(
            "map.html",
            "Map",
            "map",
            scripts=("map.js",),
            drawn=trails.picture(self.review, self.answers),
            listed=trails.listed(self.review, self.answers),
            **shared,
        )

    def _sections(self) -> Iterator[tuple[str, bytes]]:
        sections = self.review.sections
        for number, section in enumerate(sections):
            path = str(section.link.href)
            table = path.replace(".html", ".csv")
            yield table, self.answers.csv("findings", section=section.iri)
            yield self._page(
                path,
                section.link.label,
                "section",
                linked=metadata.section(section, self._namespace),
                section=section,
                before=sections[number - 1].link if number else None,
                after=sections[number + 1].link if number + 1 < len(sections) else None,
                queries=_queries("findings", "expressions", "translation"),
                table=table,
                command=f"ipskg query findings --param section={section.iri} --format csv",
            )

    def _studies(self) -> Iterator[tuple[str, bytes]]:
        for study in self.review.studies:
            yield self._page(
                str(study.link.href),
                study.link.label,
                "study",
                crumbs=(Link("Studies", "studies.html"),),
                linked=metadata.study(study, self._namespace),
                citation=metadata.cite_study(study) or None,
                study=study,
                queries=_queries("study-findings", "studies", "samples", "perspectives", "translation"),
                command=f"ipskg query study-findings --param study={study.iri} --format csv",
            )

    def _metaphors(self) -> Iterator[tuple[str, bytes]]:
        for metaphor in self.review.metaphors:
            yield self._page(
                str(metaphor.link.href),
                metaphor.link.label,
                "metaphor",
                crumbs=(Link("Metaphors", "metaphors.html"),),
                linked=metadata.metaphor(metaphor, self._namespace),
                metaphor=metaphor,
                steps=_steps(metaphor, self.review.steps),
                queries=_queries("metaphors", "accounts", "translation", "support", "line-of-argument"),
            )

    def _audited(self) -> tuple[str, bytes]:
        weights = [(weight, list(own)) for weight, own in groupby(self._audit.differences, key=lambda one: one.weight)]
        return self._page("audit.html", "Audit", "audit", audit=self._audit, weights=weights, derived=derived_text)

    def _reported(self) -> tuple[str, bytes]:
        return self._page(reporting.PAGE, "Reporting", "reporting", report=reporting.emerge(self._corpus, self._audit))

    def _searched(self) -> Iterator[tuple[str, bytes]]:
        yield searching.INDEX, searching.index(self.review)
        yield self._page("search.html", "Search", "search", scripts=(searching.INDEX, "search.js"))

    def _queried(self) -> Iterator[tuple[str, bytes]]:
        trig = next(one.content for one in self._graphs if one.path.endswith(".trig"))
        yield querying.GRAPHS, querying.graphs(trig)
        shown: dict[str, Any] = {"groups": querying.groups(), "styles": querying.STYLES}
        yield self._page("query.html", "Query", "query", scripts=querying.SCRIPTS, **shown)

    def _downloads(self) -> Iterator[tuple[str, bytes]]:
        workbook, tables = downloads.workbook(self._corpus), downloads.tables(self.answers)
        yield from ((one.path, one.content) for one in (*self._graphs, workbook, *tables))
        shown: dict[str, Any] = {"graphs": self._graphs, "workbook": workbook, "tables": tables}
        yield self._page("downloads.html", "Downloads", "downloads", **shown)

    def _strength(self, section: Section) -> str:
        """Say in a few words what a section rests on, and what limits that."""
        limits = dict.fromkeys(limit for one in section.metaphors for limit in one.support.limitations)
        cited = f"{len(section.cited_studies)} of {len(self.review.studies)} studies cited"
        return "; ".join([cited, *(limit for limit in limits if limit not in ("no study", "one study"))])

    def _page(
        self,
        path: str,
        title: str,
        template: str,
        *,
        crumbs: Iterable[Link] = (),
        scripts: tuple[str, ...] = (),
        linked: metadata.Linked | None = None,
        citation: metadata.Citation | None = None,
        **shown: Any,
    ) -> tuple[str, bytes]:
        up = "../" * path.count("/")
        page = Page(
            path=path,
            title=title,
            site=self.review.label,
            root=up + self._root,
            home=f"{up}index.html",
            menu=menu(self._root),
            crumbs=(Link("Overview", "index.html"), *crumbs) if up else (),
            scripts=tuple(f"{up}{self._root if one in (*ASSETS, *querying.SHARED) else ''}{one}" for one in scripts),
            linked=linked or metadata.page(title, self._namespace),
            citation=metadata.cite_review(self.review) if citation is None else citation,
            description=self.review.title or "",
        )
        return path, render(template, page, review=self.review, **shown)


def _numbers(review: Review) -> list[tuple[int, str, str, str | None]]:
    """Give the numbers of a review, each with what it counts, one and many, and the page that shows them."""
    numbers = [
        (len(review.studies), "study", "studies", "studies.html"),
        (review.participants, "participant", "participants", "studies.html"),
        (review.countries, "country", "countries", "studies.html"),
        (len(review.findings), "finding", "findings", "#found"),
        (len(review.metaphors), "metaphor", "metaphors", "metaphors.html"),
        (len(review.agreements), "agreement", "agreements", "metaphors.html"),
        (len(review.contradictions), "contradiction", "contradictions", "metaphors.html"),
    ]
    return [(number, one, many, href) for number, one, many, href in numbers if number is not None]


def _steps(metaphor: Metaphor, steps: Iterable[Step]) -> list[tuple[Step, list[Link]]]:
    """Give the steps of the argument that name a metaphor or rest on what is in it, each with these grounds."""
    found = ((step, [ground for ground in step.rests_on if metaphor.holds(ground)]) for step in steps)
    named = {step for step in steps if any(end.iri == metaphor.iri for end in (*step.starts, *step.ends))}
    return [(step, grounds) for step, grounds in found if grounds or step in named]


def _queries(*names: str) -> list[Query]:
    return [find(name) for name in names]
