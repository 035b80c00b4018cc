"""Names of files and anchors, made from the ids of records.

A name is of small letters, digits and hyphens only, so that it cannot leave its folder, reads the same in an address
and is a file on every system.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ipskg.namespaces import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.graphs import Review

_LONGEST = 80
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d|index")  # what Windows or a web server keeps for itself


def slug(text: str) -> str:
    """Give a name for a text.

    >>> slug("lexen-2013a"), slug("../../Lexén & co."), slug("con"), slug("بيت")
    ('lexen-2013a', 'lexen-co', 'con-1', 'x')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "x"
    return f"{name}-1" if _RESERVED.fullmatch(name) else name


def names(records: Iterable[str]) -> dict[str, str]:
    """Give each record, by IRI, a name of its own, made from its id; the same records get the same names.

    >>> names(["https://a.example/one", "https://b.example/ONE"])
    {'https://a.example/one': 'one', 'https://b.example/ONE': 'one-2'}
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for record in sorted(set(records)):
        base = name = slug(local_name(record))
        number = 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        given[record] = name
    return given


def folders(reviews: Iterable[Review]) -> dict[str, str]:
    """Give each review, by its namespace, the name of its folder on a site that has several."""
    namespaces = {one.namespace: one.namespace.rstrip("/#") for one in reviews}
    given = names(namespaces.values())
    return {namespace: given[bare] for namespace, bare in namespaces.items()}
