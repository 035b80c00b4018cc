"""The guard before users' own queries: they may read, and nothing else.

Both query engines follow SERVICE, and one fetches FROM <url>; neither documents a switch to turn that off.
So the text of a query is read here, token by token, before an engine sees it.
No library does that: parsers of SPARQL for Python either belong to an engine or take longer than the query.
"""

from __future__ import annotations

import re

from ipskg.errors import NotReadOnly

LONGEST = 1_000_000  # characters; a query that a person or a program writes for a review is far shorter

_FETCHES = ("SERVICE", "FROM")
_WRITES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}

# The tokens of SPARQL 1.1 (section 19.8) in which a word is no keyword come first, the word comes last.
# Engines need no space around a keyword: Oxigraph reads SERVICE in `1SERVICE`, `ASKFROM` and `SERVICE:p` as well.
# A string that does not end is taken to the end of its line or of the text: no engine accepts it, and going on
# from its first quote would take quadratic time.
_TOKEN = r'''
      """(?:"{0,2}(?:[^"\\]|\\.))*+(?:"""|\Z)
    | \'\'\'(?:\'{0,2}(?:[^\'\\]|\\.))*+(?:\'\'\'|\Z)
    | "(?:[^"\\\n\r]|\\[^\n\r])*+"?
    | \'(?:[^\'\\\n\r]|\\[^\n\r])*+\'?
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \#[^\n\r]*
    | [?$]\w+
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
    | (?<![\w.-])(?P<prefix>[\w.-]*+):(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*
    | (?P<word>[^\W\d]\w*)
'''
_CODEPOINT = r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"


def check_read_only(query: str) -> None:
    r"""Refuse a query that would write, or fetch from another place. Raises NotReadOnly.

    Codepoint escapes such as `SERV\u0049CE` are decoded first by some engines and later by others (section 19.2
    says first). In `#\u000A"` a comment goes on in one reading and a string begins in the other, so that each can
    hide what the other shows: both readings have to be clean.

    >>> check_read_only('SELECT ?from WHERE { ?from ?p "SERVICE" }')
    >>> check_read_only("SELECT * WHERE { SERV\\u0049CE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    ipskg.errors.NotReadOnly: SERVICE in line 1, column 18: ipskg fetches nothing; ask the data that are open
    """
    if len(query) > LONGEST:
        raise NotReadOnly(f"the query is longer than {LONGEST} characters: ask less at once")
    for reading in {query: None, _decoded(query): None}:
        _check(reading)


def _check(reading: str) -> None:
    for token in re.finditer(_TOKEN, reading, re.VERBOSE | re.DOTALL):
        word = (token["word"] or token["prefix"] or "").upper()
        for keyword in _FETCHES:
            if keyword in word:
                raise NotReadOnly(f"{keyword} in {_place(token)}: ipskg fetches nothing; ask the data that are open")
        if token["word"] and word in _WRITES:
            raise NotReadOnly(f"{word} in {_place(token)}: ipskg query only reads; change the Turtle files instead")


def _decoded(query: str) -> str:
    def character(escape: re.Match[str]) -> str:
        code = int(escape[1] or escape[2], 16)
        return chr(code) if code <= 0x10FFFF else escape[0]

    return re.sub(_CODEPOINT, character, query)


def _place(token: re.Match[str]) -> str:
    before = token.string[: token.start()]
    column = token.start() - (before.rfind("\n") + 1) + 1
    return f"line {before.count(chr(10)) + 1}, column {column}"
