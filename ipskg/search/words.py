"""The words that are looked for: anything at all that somebody types, as an expression that only finds.

A word may end in `*`, which stands for any ending, and words in double quotes stand one after another.
Nothing else means anything: the operators of the index are words like others.
"""

from __future__ import annotations

import re
from unicodedata import category

from ipskg.errors import WrongUsage

LONGEST = 1_000  # characters: more is a text, not words to look for
MOST = 32  # words; the index takes some more

_PART = re.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
_QUOTES = str.maketrans("“”„«»", '"""""')


def expression(words: str) -> str:
    """Write words as an expression of FTS5 that asks for all of them.

    Raises WrongUsage for none, and for more than anyone types.

    >>> print(expression('trust* OR "good work" (NEAR'))
    "trust"* AND "OR" AND "good work" AND "NEAR"
    """
    if len(words) > LONGEST:
        raise WrongUsage(f"the words are longer than {LONGEST} characters: look for fewer")
    parts = [_term(part["phrase"] or part["word"] or "") for part in _PART.finditer(_cleaned(words))]
    terms = [part for part in parts if part]
    if not terms:
        raise WrongUsage("no word to look for: give one with a letter or a digit in it")
    if len(terms) > MOST:
        raise WrongUsage(f"{len(terms)} words: look for at most {MOST} at once")
    return " AND ".join(terms)


def _cleaned(words: str) -> str:
    """Take out what is no character: half a character, and what ends a text in C."""
    return words.encode("utf-8", "replace").decode().replace("\0", " ").translate(_QUOTES)


def _term(part: str) -> str:
    """Quote a word or a phrase of them, without what the index does not see."""
    words = "".join(character if _is_of_word(character) else " " for character in part).split()
    words = [word for word in words if any(_category(character) in ("L", "N", "C") for character in word)]
    return f'"{" ".join(words)}"{"*" if part.endswith("*") else ""}' if words else ""


def _is_of_word(character: str) -> bool:
    """Say whether the index has a character for a part of a word: a letter, a mark on one, a digit, one of nobody's."""
    return _category(character) in ("L", "M", "N", "C")


def _category(character: str) -> str:
    name = category(character)
    return name[0] if name[0] in "LMN" else "C" if name == "Co" else ""
