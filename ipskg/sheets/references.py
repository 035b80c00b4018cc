"""References from RIS, BibTeX and CSL-JSON, as the beginning of a coded study: what a reference manager knows of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ipskg.errors import UnreadableInput
from ipskg.graphs import turtle
from ipskg.namespaces import METAETH, expand
from ipskg.sheets import ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Reference:
    """A publication as a reference manager gives it; an author is a family name and given names, one may be empty."""

    authors: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    identifier: str = ""

    @property
    def short_name(self) -> str:
        """Author and year, as reviews call a study."""
        families = [family for family, _ in self.authors]
        who = " and ".join(families) if len(families) < 3 else f"{families[0]} et al."
        return " ".join(part for part in (who or self.title, str(self.year or "")) if part)

    @property
    def authors_as_printed(self) -> str:
        """All authors, with initials."""
        return ", ".join(
            " ".join(part for part in (family, _initials(given)) if part) for family, given in self.authors
        )


def read_references(path: Path) -> list[Reference]:
    """Read a file of references; its ending says the format. Raises UnreadableInput for one that cannot be read."""
    readers: dict[str, Callable[[str], list[Reference]]] = {".ris": _ris, ".bib": _bibtex, ".json": _csl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableInput("no file of references: give one that ends in .ris, .bib or .json", path=path)
    try:
        found = reader(turtle(path).decode())
    except UnreadableInput as error:
        raise UnreadableInput(error.problem, path=path, line=error.line) from None
    except Exception as error:
        # The parsers of these loose formats raise whatever they stumble over.
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnreadableInput(f"the references cannot be read: {said}", path=path) from None
    if not found:
        raise UnreadableInput("no reference in it", path=path)
    return found


def study_ids(references: Iterable[Reference], taken: Iterable[str]) -> list[str]:
    """Give each reference the id of a study: first author and year, with a letter where two collide.

    Where the letters do not last, and where that is no id, the ids end in numbers.
    """
    bases = [ids.study_slug(one.short_name) or "study" for one in references]
    met, own = Counter(bases), ids.Taken(taken)
    found: list[str] = []
    for base in bases:
        letters = "abcdefghijklmnopqrstuvwxyz" if met[base] > 1 or base in own else ""
        free = (f"{base}{letter}" for letter in letters if f"{base}{letter}" not in own)
        found.append(own.new(next(free, base)))
    return found


def triples(reference: Reference, study: str, namespace: str, review: str) -> Iterator[ox.Triple]:
    """Say what a reference says of a study and its report."""
    said: dict[str, list[tuple[str, str | ox.NamedNode | ox.Literal]]] = {
        study: [("rdf:type", _class("PrimaryStudy")), ("skos:prefLabel", _english(reference.short_name))],
        f"{study}-inclusion": [
            ("rdf:type", _class("Inclusion")),
            ("metaeth:includesStudy", ox.NamedNode(namespace + study)),
            ("metaeth:isInReview", ox.NamedNode(review)),
        ],
        f"{study}-report": [
            ("rdf:type", _class("StudyReport")),
            ("metaeth:reports", ox.NamedNode(namespace + study)),
            ("metaeth:isInReview", ox.NamedNode(review)),
            ("metaeth:hasAuthorsAsPrinted", reference.authors_as_printed),
            ("metaeth:hasFirstAuthor", reference.authors[0][0] if reference.authors else ""),
            ("metaeth:hasYear", ox.Literal(reference.year) if reference.year else ""),
            ("dcterms:title", _english(reference.title)),
            ("metaeth:appearsIn", reference.container),
            ("metaeth:hasVolume", reference.volume),
            ("metaeth:hasIssue", reference.issue),
            ("metaeth:hasPages", reference.pages),
            ("metaeth:hasPublisher", reference.publisher),
            ("metaeth:hasPlaceOfPublication", reference.place),
            ("dcterms:identifier", reference.identifier),
        ],
    }
    for record, statements in said.items():
        for name, value in statements:
            term = ox.Literal(value) if isinstance(value, str) else value
            if not isinstance(term, ox.Literal) or term.value:
                yield ox.Triple(ox.NamedNode(namespace + record), ox.NamedNode(expand(name)), term)


def _ris(text: str) -> list[Reference]:
    import rispy

    return [_of_ris(entry) for entry in rispy.loads(text.lstrip("\ufeff"))]


def _of_ris(entry: dict[str, Any]) -> Reference:
    """Put an entry in order: RIS has several tags for one thing, by the type of the reference."""

    def first(*names: str) -> str:
        return next((_clean(entry[name]) for name in names if isinstance(entry.get(name), str) and entry[name]), "")

    people = [name for key in ("first_authors", "authors") for name in entry.get(key, [])]
    pages = "–".join(part for part in (first("start_page"), first("end_page")) if part)
    return Reference(
        authors=tuple(_name(name) for name in dict.fromkeys(people)),
        year=_year(first("year", "publication_year", "date")),
        title=first("title", "primary_title"),
        container=first("secondary_title", "journal_name", "alternate_title3", "alternate_title1", "alternate_title2"),
        volume=first("volume"),
        issue=first("number"),
        pages=pages,
        publisher=first("publisher"),
        place=first("place_published"),
        identifier=first("doi"),
    )


def _bibtex(text: str) -> list[Reference]:
    import logging

    from bibtexparser import middlewares
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what cannot be parsed is said below, in one line
    # Braces keep the name of an organisation together, so that names are parted before LaTeX is taken out.
    library = parse_string(text, append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()])
    for failed in library.failed_blocks:
        raise UnreadableInput("an entry that is no BibTeX begins here: mend it", line=(failed.start_line or 0) + 1)
    return [
        _of_bibtex({name.lower(): field.value for name, field in one.fields_dict.items()}) for one in library.entries
    ]


def _of_bibtex(entry: dict[str, Any]) -> Reference:
    from pylatexenc.latex2text import LatexNodes2Text

    plain = LatexNodes2Text(math_mode="verbatim").latex_to_text

    def first(*names: str) -> str:
        return next((_clean(plain(str(entry[name]))) for name in names if entry.get(name)), "")

    def joined(*parts: list[str]) -> str:
        return _clean(plain(" ".join(one for part in parts for one in part)))

    return Reference(
        authors=tuple((joined(name.von, name.last), joined(name.first, name.jr)) for name in entry.get("author", [])),
        year=_year(first("year", "date")),
        title=first("title"),
        container=first("journal", "journaltitle", "booktitle"),
        volume=first("volume"),
        issue=first("number", "issue"),
        pages=re.sub(r"\s*-+\s*", "–", first("pages")),
        publisher=first("publisher", "school", "institution"),
        place=first("address", "location"),
        identifier=_clean(str(entry.get("doi") or "")),
    )


def _csl(text: str) -> list[Reference]:
    entries = json.loads(text)
    if isinstance(entries, dict):
        entries = entries.get("items", [entries])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadableInput("no CSL-JSON: give a list of references")
    return [_of_csl(entry) for entry in entries]


def _of_csl(entry: dict[str, Any]) -> Reference:
    def text(name: str) -> str:
        return _clean(str(entry.get(name) or ""))

    issued = entry.get("issued") or {}
    parts = issued.get("date-parts") or [[""]]
    people = [one for one in entry.get("author") or [] if isinstance(one, dict)]
    return Reference(
        authors=tuple(
            (_clean(str(one.get("family") or one.get("literal") or "")), _clean(str(one.get("given") or "")))
            for one in people
        ),
        year=_year(str(parts[0][0] or issued.get("raw") or issued.get("literal") or "")),
        title=text("title"),
        container=text("container-title"),
        volume=text("volume"),
        issue=text("issue"),
        pages=re.sub(r"\s*-+\s*", "–", text("page")),
        publisher=text("publisher"),
        place=text("publisher-place"),
        identifier=text("DOI"),
    )


def _name(text: str) -> tuple[str, str]:
    family, _, given = text.partition(",")
    return _clean(family), _clean(given)


def _initials(given: str) -> str:
    return "".join(part[0].upper() for part in re.split(r"[\s.\-]+", given) if part)


def _year(text: str) -> int | None:
    found = re.search(r"\b(1[0-9]{3}|2[0-9]{3})\b", text)
    return int(found[1]) if found else None


def _clean(text: str) -> str:
    return " ".join(text.replace("{", "").replace("}", "").split())


def _english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _class(name: str) -> ox.NamedNode:
    return ox.NamedNode(METAETH + name)
