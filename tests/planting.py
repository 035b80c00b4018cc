"""Faults planted in a SPARQL text: parts left out, names misspelt, comparisons turned around.

A text is read as a tree: brackets, and in the braces of a pattern its parts, of which `?a :b ?c ; :d ?e` is two. Only
what the queries and the rules of ipskg are written in is understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, takewhile

_COMMENTS = re.compile(r"(?m)^\s*#.*\n| +# .*$")
_TOKEN = re.compile(
    r'<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"(?:@\w+)?|[?$]\w+|[\w-]+:[\w-]*|[A-Za-z]\w*|\d+|&&|\|\||!=|<=|>=|\S'
)
_CALLED = re.compile(r"(?<=\w) \(")
_CLOSING = {"(": ")", "{": "}", "[": "]"}
_CLAUSES = {"GROUP", "HAVING", "ORDER", "LIMIT"}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_TURNED = {
    **{one: tuple(other for other in _COMPARISONS if other != one) for one in _COMPARISONS},
    **{"&&": ("||",), "||": ("&&",), "!": ("",), "NOT": ("",), "DISTINCT": ("",), "ASC": ("DESC",), "DESC": ("ASC",)},
    **{"true": ("false",), "false": ("true",), "+": ("-",), "-": ("+",)},
    **{"MIN": ("MAX",), "MAX": ("MIN",), "SUM": ("MIN",), "COUNT": ("MIN",)},
}


@dataclass(frozen=True)
class Part:
    """A part of a text: in brackets, if its kind is one; what can be left out stands in it as a part."""

    kind: str
    inside: tuple["str | Part", ...]

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        text = (" UNION " if self.kind == "union" else " ").join(map(str, self.inside))
        if self.kind in _CLOSING:
            space = " " if self.kind == "{" else ""
            return f"{self.kind}{space}{text}{space}{_CLOSING[self.kind]}"
        return f"{_CALLED.sub('(', text)} ." if self.kind == "triple" else _CALLED.sub("(", text)


def mutants(text: str) -> dict[str, str]:
    """Give each text that has one fault, by what was done to get it."""
    prologue, whole = parsed(text)
    found: dict[str, str] = {}
    for what, one in _variants(whole):
        if str(one) != str(whole):
            found.setdefault(prologue + str(one), what)
    numbers: dict[str, int] = {}
    return {_numbered(what, numbers): one for one, what in found.items()}


def parsed(text: str) -> tuple[str, Part]:
    """Give the prefixes of a query, as they stand, and the query as a tree."""
    prologue, start, body = re.split(r"(?m)^(SELECT|CONSTRUCT)", _COMMENTS.sub("", text).lstrip("\n"), maxsplit=1)
    return prologue, _query(list(_tree(iter(_TOKEN.findall(start + body)))))


def _numbered(what: str, numbers: dict[str, int]) -> str:
    """Tell apart what is done in more than one place."""
    numbers[what] = numbers.get(what, 0) + 1
    return what if numbers[what] == 1 else f"{what} #{numbers[what]}"


def _tree(tokens: Iterator[str]) -> Iterator[str | Part]:
    for token in tokens:
        if token in _CLOSING.values():
            return
        yield Part(token, tuple(_tree(tokens))) if token in _CLOSING else token


def _query(words: list[str | Part]) -> Part:
    """Read a query or a query inside another: what it shows, its pattern, and its clauses."""
    place = max(place for place, word in enumerate(words) if isinstance(word, Part) and word.kind == "{")
    head = [_pattern(word) if isinstance(word, Part) and word.kind == "{" else word for word in words[:place]]
    starts = [at for at in range(place + 1, len(words)) if words[at] in _CLAUSES]
    clauses = [Part("clause", tuple(words[start:end])) for start, end in pairwise([*starts, len(words)])]
    return Part("query", (Part("head", tuple(head)), _pattern(words[place]), *clauses))


def _pattern(braces: str | Part) -> Part:
    assert isinstance(braces, Part)
    words = list(braces.inside)
    if words[:1] == ["SELECT"]:
        return replace(braces, inside=(_query(words),))
    return replace(braces, inside=tuple(_parts(words)))


def _parts(words: list[str | Part]) -> Iterator[Part]:
    """Take one part after the other from the words of a pattern."""
    while words:
        word = words.pop(0)
        if word == ".":
            continue
        if isinstance(word, Part) and word.kind == "{":
            yield _union(word, words)
        elif word == "VALUES":
            yield Part("VALUES", (word, words.pop(0), words.pop(0)))
        elif word in ("FILTER", "OPTIONAL", "BIND", "MINUS"):
            yield Part(str(word), (word, *_to_bracket(words)))
        else:
            yield from _triples(word, words)


def _union(first: Part, words: list[str | Part]) -> Part:
    arms = [first]
    while words[:1] == ["UNION"]:
        arms.append(words[1])
        del words[:2]
    return Part("union", tuple(map(_pattern, arms)))


def _to_bracket(words: list[str | Part]) -> Iterator[str | Part]:
    while True:
        word = words.pop(0)
        if isinstance(word, Part):
            yield _pattern(word) if word.kind == "{" else word
            return
        yield word


def _triples(subject: str | Part, words: list[str | Part]) -> Iterator[Part]:
    while True:
        path = tuple(_path(words))
        yield Part("triple", (subject, *path, words.pop(0)))
        while words[:1] == [","]:
            yield Part("triple", (subject, *path, words[1]))
            del words[:2]
        if words[:1] != [";"]:
            return
        del words[0]


def _path(words: list[str | Part]) -> Iterator[str | Part]:
    """Take a path: it ends where neither `/` nor `|` leads on."""
    while True:
        yield from (words.pop(0) for _ in list(takewhile(lambda word: word in ("^", "!"), words)))
        yield words.pop(0)
        yield from (words.pop(0) for _ in list(takewhile(lambda word: word in ("*", "+", "?"), words)))
        if words[0] not in ("/", "|"):
            return
        yield words.pop(0)


def _variants(one: str | Part) -> Iterator[tuple[str, str | Part]]:
    if isinstance(one, str):
        yield from ((f"{one} to {other or 'nothing'}", other) for other in _others(one))
        return
    if one.kind == "VALUES":
        return
    for place in range(len(one.inside)):
        for what, other in _variants(one.inside[place]):
            yield what, replace(one, inside=(*one.inside[:place], other, *one.inside[place + 1 :]))
    for start, end in _left_out(one):
        left = replace(one, inside=one.inside[:start] + one.inside[end:])
        yield f"no {' '.join(map(str, one.inside[start:end]))}", left


def _others(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return (str(int(word) + 1),)
    if re.fullmatch(r"[\w-]+:[\w-]+", word):
        return (f"{word}Misspelt",)
    return _TURNED.get(word, ())


def _left_out(one: Part) -> Iterator[tuple[int, int]]:
    """Give from where to where something can be left out of a part."""
    if one.kind == "(":
        signs = [at for at, word in enumerate(one.inside) if word in ("&&", "||")]
        if signs:
            yield 0, signs[0] + 1
            yield from pairwise([*signs, len(one.inside)])
    elif one.kind in ("{", "union", "query", "clause"):
        first = {"query": 2, "clause": 2}.get(one.kind, 0)
        yield from ((at, at + 1) for at in range(first, len(one.inside)) if not _stays(one.inside[at]))


def _stays(one: str | Part) -> bool:
    return isinstance(one, Part) and one.kind in ("VALUES", "query")
