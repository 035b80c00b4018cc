"""The beginning of another review: its folder, with what is known before the first study is coded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg import turtle
from ipskg.errors import WrongUsage
from ipskg.namespaces import PREFIXES, expand
from ipskg.sheets import ids
from ipskg.sheets.cells import plain
from ipskg.sheets.filing import REVIEW_FILE, SYNTHESIS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = "https://w3id.org/ipskg/data/"  # below it, unless the review has an address of its own
_LONGEST = 10_000  # characters of a text: all of them have to fit into cells

_Value = str | int | ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Beginning:
    """What is said of a review when it begins; `name` is that of its folder, and of its records' prefix.

    `namespace` is the address under which its records are made; it ends in / or #.
    """

    name: str
    title: str
    short_name: str = ""
    year: int | None = None
    questions: Sequence[str] = ()
    authors: Sequence[str] = ()
    coders: Sequence[str] = ()
    actor_groups: Sequence[str] = ()
    sections: Sequence[str] = ()
    namespace: str = ""


def begin(beginning: Beginning) -> dict[str, bytes]:
    """Write the files of a new review, by their names in its folder.

    Each section begins with a metaphor of the same name, for a section has to present one; the workbook can rename it.
    Raises WrongUsage for a name or an address that cannot be used.
    """
    prefix = _prefix(beginning.name)
    namespace = beginning.namespace or f"{DATA}{beginning.name}/"
    if not _is_address(namespace):
        raise WrongUsage(f"'{namespace}' is no address for records: write one that begins with http and ends in / or #")
    if namespace in PREFIXES.values():
        raise WrongUsage("the review needs an address that is not that of the ontology")
    _check_texts([beginning.title, beginning.short_name or beginning.title, *beginning.questions])
    _check_texts([*beginning.authors, *beginning.coders, *beginning.actor_groups, *beginning.sections])
    said = _Saying(namespace, prefix)
    said.review(beginning)
    said.synthesis(beginning)
    prefixes = turtle.usable(PREFIXES | {prefix: namespace})
    return {name: turtle.of_triples(own, prefixes).encode() for name, own in said.files.items() if own}


def _is_address(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", text) and ox.NamedNode(text))
    except ValueError:
        return False


def _check_texts(texts: Sequence[str]) -> None:
    for text in texts:
        if re.search("[\ud800-\udfff]", text):  # bytes that Python could not read
            raise WrongUsage("a text about the review is not in the encoding of this terminal")
        if not plain(text):
            raise WrongUsage("a text about the review is empty: write it, or leave it out")
        if len(text) > _LONGEST:
            raise WrongUsage(f"a text about the review is longer than {_LONGEST} characters: shorten it")


def _prefix(name: str) -> str:
    if not ids.is_id(name):
        raise WrongUsage(f"'{name}' cannot name a review: {ids.ADVICE}")
    prefix = re.split(r"[^a-z0-9]", name.lower())[0].lstrip("0123456789") or "review"
    return f"{prefix}-review" if prefix in PREFIXES or prefix.startswith("xml") else prefix


class _Saying:
    """What is said of the new review, by file."""

    def __init__(self, namespace: str, prefix: str) -> None:
        self._namespace = namespace
        self._prefix = prefix
        self._taken = ids.Taken()
        self.files: dict[str, list[ox.Triple]] = {REVIEW_FILE: [], SYNTHESIS_FILE: []}

    def review(self, beginning: Beginning) -> None:
        """Say what the review is, who made it and who codes it, and of whom it speaks."""
        review = self._new("review")
        team = self._new("authors") if beginning.authors else None
        name = beginning.short_name or beginning.title.partition(":")[0]
        self._say(review, REVIEW_FILE, "metaeth:MetaEthnography", [
            ("skos:prefLabel", _english(name)), ("dcterms:title", _english(beginning.title)),
            ("vann:preferredNamespacePrefix", self._prefix), ("vann:preferredNamespaceUri", self._namespace),
            *([("metaeth:hasYear", beginning.year)] if beginning.year else []),
            *(("metaeth:asksQuestion", _english(one)) for one in beginning.questions),
            *([("metaeth:wasWrittenBy", team)] if team else []),
        ])  # fmt: skip
        if team:
            people = [self._named("metaeth:Reviewer", one, REVIEW_FILE) for one in beginning.authors]
            members = [("metaeth:hasMember", person) for person in people]
            label = ("skos:prefLabel", _english("the authors of the review"))
            self._say(team, REVIEW_FILE, "metaeth:ReviewTeam", [label, *members])
        for one in beginning.coders or ["the coders of the review"]:
            self._named("metaeth:Coder", one, REVIEW_FILE)
        for one in beginning.actor_groups:
            group = self._named("metaeth:ActorGroup", one, REVIEW_FILE)
            self._add(review, "metaeth:hasActorGroup", group, REVIEW_FILE)

    def synthesis(self, beginning: Beginning) -> None:
        """Say which sections there are, each with its metaphor."""
        review = ox.NamedNode(self._namespace + "review")
        for order, heading in enumerate(beginning.sections, 1):
            metaphor = self._named("metaeth:ThirdOrderConstruct", heading, SYNTHESIS_FILE)
            self._add(metaphor, "metaeth:isInReview", review, SYNTHESIS_FILE)
            section = self._new(f"section-{ids.slug(heading) or order}")
            self._say(section, SYNTHESIS_FILE, "metaeth:ResultsSection", [
                ("metaeth:isInReview", review), ("metaeth:hasOrder", order),
                ("metaeth:hasHeading", _english(heading)), ("metaeth:presents", metaphor),
            ])  # fmt: skip

    def _named(self, kind: str, name: str, file: str) -> ox.NamedNode:
        record = self._new(ids.slug(name) or kind.partition(":")[2].lower())
        self._say(record, file, kind, [("skos:prefLabel", _english(name))])
        return record

    def _new(self, base: str) -> ox.NamedNode:
        return ox.NamedNode(self._namespace + self._taken.new(base))

    def _say(self, record: ox.NamedNode, file: str, kind: str, said: Sequence[tuple[str, _Value]]) -> None:
        self._add(record, "rdf:type", ox.NamedNode(expand(kind)), file)
        for name, value in said:
            self._add(record, name, value, file)

    def _add(self, record: ox.NamedNode, name: str, value: _Value, file: str) -> None:
        term = value if isinstance(value, ox.NamedNode | ox.Literal) else ox.Literal(value)
        self.files[file].append(ox.Triple(record, ox.NamedNode(expand(name)), term))


def _english(text: str) -> ox.Literal:
    return ox.Literal(" ".join(plain(text).split()), language="en")
