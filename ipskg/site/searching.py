"""The index that a script searches: findings, metaphors, studies and their accounts, as a script file.

A page that is opened from a file may not read another one, but may load a script: so the index is one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipskg.site.evidence import Link
    from ipskg.site.model import Review

INDEX = "search-index.js"


def index(review: Review) -> bytes:
    """Write the index of a review: kind, title, text and address of each thing that can be found."""
    return as_script(_entries(review)).encode()


def as_script(entries: Iterable[Sequence[str]]) -> str:
    """Write entries as the script that holds them; no text in it can end a script."""
    return assigned("searchIndex", list(entries))


def assigned(name: str, value: object) -> str:
    """Write a script that gives a page a value; no text in it can end a script."""
    written = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
    return f'"use strict";\nwindow.{name}={written};\n'


def _entries(review: Review) -> Iterator[tuple[str, str, str, str]]:
    for section in review.sections:
        yield _entry("Section", section.link, ", ".join(section.groups))
        yield from (_entry("Finding", one.link, one.text) for one in section.findings)
    for metaphor in review.metaphors:
        yield _entry("Metaphor", metaphor.link, metaphor.interpretation or "")
    for study in review.studies:
        titles = (" ".join(filter(None, (one.authors, one.title))) for one in study.reports)
        yield _entry("Study", study.link, ". ".join(filter(None, (*titles, study.aim))))
    constructs = {one.link: one for study in review.studies for one in study.constructs}
    for link, construct in constructs.items():
        yield _entry("Account", link, ", ".join(one.label for one in construct.studies))


def _entry(kind: str, link: Link, text: str) -> tuple[str, str, str, str]:
    return kind, link.label, text, link.href or ""
