"""What a page says of itself to machines: JSON-LD in the terms of schema.org, and citation metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.results import Reference
    from ipskg.site.downloads import Download
    from ipskg.site.evidence import Metaphor, Section
    from ipskg.site.model import Review, Study

Linked = dict[str, Any]
Citation = tuple[tuple[str, str], ...]

_ABOUT = "The records that a meta-ethnography is coded in: its studies, findings, metaphors and line of argument."


def dataset(review: Review, namespace: str, files: Iterable[Download]) -> Linked:
    """Describe the coded review as a dataset that is based on the published one."""
    return _linked(
        "Dataset",
        namespace,
        name=review.label,
        description=_ABOUT,
        license=list(review.licences),
        version=review.version,
        isBasedOn=_article(review),
        distribution=[
            {"@type": "DataDownload", "name": one.name, "encodingFormat": one.media_type, "contentUrl": one.path}
            for one in files
        ],
    )


def section(one: Section, namespace: str) -> Linked:
    """Describe a results section."""
    texts = [finding.text for finding in one.findings]
    return _linked("CreativeWork", one.iri, name=one.link.label, text=" ".join(texts), isPartOf={"@id": namespace})


def metaphor(one: Metaphor, namespace: str) -> Linked:
    """Describe a metaphor as a term that the review defines."""
    part = {"@id": namespace}
    return _linked("DefinedTerm", one.iri, name=one.link.label, description=one.interpretation, isPartOf=part)


def study(one: Study, namespace: str) -> Linked:
    """Describe a study with the articles that report it."""
    return _linked(
        "CreativeWork",
        one.iri,
        name=one.link.label,
        abstract=one.aim,
        isPartOf={"@id": namespace},
        subjectOf=[_report(report) for report in one.reports],
    )


def page(title: str, namespace: str | None) -> Linked:
    """Describe any other page."""
    return _linked("WebPage", None, name=title, about={"@id": namespace} if namespace else None)


def cite_review(review: Review) -> Citation:
    """Give the citation metadata of a review."""
    return _cited(review.title or review.label, review.authors, review.year)


def cite_study(one: Study) -> Citation:
    """Give the citation metadata of the first report of a study; nothing where it has no title."""
    titled = [report for report in one.reports if report.title]
    return _cited(titled[0].title or "", (titled[0].authors,), titled[0].year) if titled else ()


def cite_shared(title: str) -> Citation:
    """Give the citation metadata of a page that belongs to no one review."""
    return _cited(title, ("the ipskg developers",), None)


def _article(review: Review) -> Linked:
    article = {
        "@type": "ScholarlyArticle",
        "@id": review.iri,
        "name": review.title or review.label,
        "author": [{"@type": "Person", "name": name} for name in review.authors],
        "datePublished": review.year and str(review.year),
        "citation": list(review.sources),
    }
    return _known(article)


def _report(report: Reference) -> Linked:
    return _known(
        {
            "@type": "ScholarlyArticle",
            "name": report.title,
            "author": report.authors,
            "datePublished": report.year and str(report.year),
        }
    )


def _linked(kind: str, iri: str | None, **said: Any) -> Linked:
    # A vocabulary, and no context to be fetched: who reads it needs no network.
    return _known({"@context": {"@vocab": "https://schema.org/"}, "@type": kind, "@id": iri, **said})


def _known(said: Linked) -> Linked:
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _cited(title: str, authors: Iterable[str], year: int | None) -> Citation:
    """Say it in the names of Highwire Press and in those of Dublin Core, since some readers know only one of them."""
    said = [("title", title), *(("author", name) for name in authors if name)]
    date = str(year) if year else ""
    highwire = [(f"citation_{name}", text) for name, text in said] + [("citation_publication_date", date)]
    dublin = [(f"DC.{'creator' if name == 'author' else name}", text) for name, text in said] + [("DC.date", date)]
    return tuple((name, text) for name, text in (*highwire, *dublin) if text)
