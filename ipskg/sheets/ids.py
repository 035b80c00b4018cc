"""Ids of records: which a sheet may give, and which are made where it gives none.

An id becomes part of an address and, for a study, the name of a file; so it is plain and short, and no name that an
operating system keeps for itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 100  # characters; file systems take some 250 bytes
ADVICE = "write letters, digits and hyphens, as in areberg-2013"

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*", re.ASCII)
# Names that Windows keeps, whatever their ending (docs: Naming Files, Paths, and Namespaces).
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def is_id(text: str) -> bool:
    """Tell whether a text can be an id.

    >>> [is_id(text) for text in ("areberg-2013", "11a", "../areberg", "con", "a b", "-a", "é")]
    [True, True, False, False, False, False, False]
    """
    return len(text) <= LONGEST and bool(_ID.fullmatch(text)) and not _RESERVED.fullmatch(text)


def slug(text: str, *, words: int = 8) -> str:
    """Make the words of a text into a part of an id; it may be empty.

    >>> slug("Work as a part of recovery")
    'work-as-a-part-of-recovery'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("æ", "ae"))
    letters = "".join(one for one in decomposed if not unicodedata.combining(one))
    return "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "").replace("’", ""))[:words])[:60].strip("-")


def study_slug(name: str) -> str:
    """Make the short name of a study into its id: first author and year.

    >>> study_slug("Areberg et al. 2013"), study_slug("Moen, Walseth and Larsen 2021"), study_slug("The rain study")
    ('areberg-2013', 'moen-2021', 'the-rain-study')
    """
    year = re.search(r"\b(1[0-9]{3}|2[0-9]{3})([a-z]?)\b", name)
    if not year:
        return slug(name)
    author = re.split(r",|&|\bet al\b|\band\b", name[: year.start()])[0]
    return f"{slug(author, words=4)}-{year[0]}".strip("-")


class Taken:
    """Ids that are taken, and new ones beside them.

    >>> taken = Taken(["sample"])
    >>> taken.new("sample"), taken.new("sample"), taken.new("rating"), "sample-3" in taken
    ('sample-2', 'sample-3', 'rating', True)
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def __contains__(self, local: str) -> bool:
        return local in self._taken

    def add(self, local: str) -> None:
        """Take an id."""
        self._taken.add(local)

    def new(self, base: str) -> str:
        """Take the base itself, or the base with the first number that makes it new, and give it."""
        base = base if is_id(base) else "record"
        local, number = base, self._next.get(base, 2)
        while local in self._taken:
            local, number = f"{base}-{number}", number + 1
        self._next[base] = number
        self._taken.add(local)
        return local
