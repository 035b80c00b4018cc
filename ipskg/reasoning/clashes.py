"""Why axioms do not hold together: the fewest of them that cannot all be true, in the words of the field.

Pellet names a set of its own finding, in a syntax of its own; which axioms it means follows from the numbers in it.
HermiT then takes each of these away in turn, so that what is left is needed, whoever found it. Where Pellet finds
nothing, HermiT finds the set alone: it looks for the axiom with which the clash begins, again and again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from ipskg.errors import FailedTool, InconsistentData, MissingTool
from ipskg.reasoning import hermit
from ipskg.reasoning.java import carried, run
from ipskg.reasoning.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ipskg.reasoning.axioms import Axiom, Axioms, Triple

    Lines = Callable[[Path], Mapping[Triple, int | None]]
    Ask = Callable[[Sequence[Sequence[Axiom]]], int | None]

_UNANSWERED = (FailedTool, MissingTool, InconsistentData)
_AT_ONCE = 12  # sets of axioms that one HermiT is asked about, since it takes longer to start than to answer
_PELLET = 120.0  # seconds at most; HermiT finds it alone, but not as fast
_NUMBER = re.compile(r"\b[ns]\d+\b")


@dataclass(frozen=True)
class Sentence:
    """One statement in words: the IRI that it is about, and where it stands."""

    text: str
    about: str
    path: Path
    line: int | None

    @property
    def place(self) -> str:
        """The file, as seen from the current folder where it is below that, and the line if it is known."""
        here = Path.cwd()
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return f"{path}:{self.line}" if self.line else str(path)


@dataclass(frozen=True)
class Clash:
    """Statements about records that cannot all be true, and the axioms of the ontology by which they cannot.

    Without any statement, the ontology contradicts itself. `minimal` says that each of them is needed for the clash;
    where the reasoner was ended before, they are those that are known to be.
    """

    statements: tuple[Sentence, ...]
    axioms: tuple[Sentence, ...]
    minimal: bool
    found_by: str


def explain(
    axioms: Axioms,
    names: hermit.Names,
    *,
    folder: Path,
    seconds: float,
    progress: Callable[[str], None],
    lines: Lines,
) -> Clash:
    """Find the fewest axioms of a set that do not hold together, and put them into words.

    `lines` gives the lines of the triples of a file, for the places of statements.
    """
    until = monotonic() + seconds

    def ask(sets: Sequence[Sequence[Axiom]]) -> int | None:
        return hermit.first_inconsistent(sets, names, folder=folder, seconds=until - monotonic())

    progress("asking Pellet what clashes")
    try:
        found = _needed(_by_pellet(axioms, names, folder, min(_PELLET, seconds)), ask)
        if found:
            return _in_words(found, axioms, lines, minimal=True, found_by="Pellet")
    except _UNANSWERED:
        pass  # HermiT has the last word
    kept, minimal = _by_taking_away(axioms.all, ask, progress)
    return _in_words(kept, axioms, lines, minimal=minimal, found_by="HermiT")


def _in_words(found: Iterable[Axiom], axioms: Axioms, lines: Lines, *, minimal: bool, found_by: str) -> Clash:
    found = list(found)
    written = {path: lines(path) for path in {axiom.path for axiom in found}}
    at = {axiom: written[axiom.path].get(axiom.head) or axiom.line for axiom in found}
    found.sort(key=lambda axiom: (str(axiom.path), at[axiom] or 0, axiom.head))
    words = Words(axioms.labels, found)
    said = {
        of_data: tuple(
            Sentence(words.of(axiom), axiom.head[0].strip("<>"), axiom.path, at[axiom])
            for axiom in found
            if axiom.of_data == of_data
        )
        for of_data in (True, False)
    }
    return Clash(said[True], said[False], minimal, found_by)


def _by_pellet(axioms: Axioms, names: hermit.Names, folder: Path, seconds: float) -> list[Axiom]:
    """Ask Pellet, and give the axioms that its explanation may mean: for each line those that fit it best."""
    file = names.write(axioms.all, folder / "all.nt")
    classpath = sorted(carried("pellet").glob("*.jar"))
    done = run(
        "pellet.Pellet", "explain", "--ignore-imports", file, classpath=classpath, folder=folder, seconds=seconds
    )
    terms = names.terms
    found: dict[Axiom, None] = {}
    for line in _explanation(done.out):
        named = {terms[number] for number in _NUMBER.findall(line) if number in terms}
        fitting = [axiom for axiom in axioms.all if named and named <= axiom.terms]
        fewest = min((len(axiom.terms) for axiom in fitting), default=0)
        found |= dict.fromkeys(axiom for axiom in fitting if len(axiom.terms) == fewest)
    return list(found)


def _explanation(out: str) -> list[str]:
    """Give the axioms of an explanation, a line each: what is indented further goes on with the one before."""
    _, _, text = out.partition("Explanation(s):")
    lines: list[str] = []
    for line in text.replace("1)", "  ").splitlines():
        indent = len(line) - len(line.lstrip())
        if indent <= 5 or not lines:
            lines.append(line)
        else:
            lines[-1] += line
    return [line for line in lines if line.strip()]


def _needed(found: list[Axiom], ask: Ask) -> list[Axiom]:
    """Take away each axiom without which the others still clash; gives nothing where they do not clash at all."""
    start = 0
    while found:
        tried = range(start, len(found))
        first = ask([*([*found[:index], *found[index + 1 :]] for index in tried), found])
        if first is None:
            return []
        if first == len(tried):
            return found
        start += first
        del found[start]
    return found


def _by_taking_away(axioms: Sequence[Axiom], ask: Ask, progress: Callable[[str], None]) -> tuple[list[Axiom], bool]:
    """Find a clash by HermiT alone: the last axiom of the shortest part that clashes is needed, and then the next.

    Gives what was found, and whether that is all of it or the time was up.
    """
    kept: list[Axiom] = []
    rest = _nearest_first(axioms, kept)
    try:
        while True:
            progress(f"taking away what does not clash: {len(rest)} statements left")
            if (end := _shortest(kept, rest, ask)) == 0:
                return kept, True
            kept.append(rest[end - 1])
            rest = _nearest_first(rest[: end - 1], kept)
    except _UNANSWERED:
        return kept, False


def _shortest(kept: list[Axiom], rest: list[Axiom], ask: Ask) -> int:
    """Give how much of the rest it takes at least, with what is kept, to clash; all of it does."""
    low, high = -1, len(rest)
    while high - low > 1:
        points = sorted({low + 1 + (high - low - 1) * step // _AT_ONCE for step in range(_AT_ONCE)})
        first = ask([[*kept, *rest[:point]] for point in points])
        if first is None:
            low = points[-1]
        else:
            low, high = points[first - 1] if first else low, points[first]
    return high


def _nearest_first(axioms: Iterable[Axiom], kept: Sequence[Axiom]) -> list[Axiom]:
    """Put the ontology before the data, and in each what is near to what is kept before what is far from it."""
    axioms = list(axioms)
    data = [axiom for axiom in axioms if axiom.of_data]
    ontology = [axiom for axiom in axioms if not axiom.of_data]
    return [*_by_distance(ontology, kept, _all_terms), *_by_distance(data, kept, _things)]


def _by_distance(axioms: list[Axiom], kept: Sequence[Axiom], terms: Callable[[Axiom], frozenset[str]]) -> list[Axiom]:
    reached = {one for axiom in kept for one in terms(axiom)}
    near: list[Axiom] = []
    while reached and (more := [axiom for axiom in axioms if reached & terms(axiom)]):
        near += more
        axioms = [axiom for axiom in axioms if not reached & terms(axiom)]
        reached = {one for axiom in more for one in terms(axiom)}
    return near + axioms


def _all_terms(axiom: Axiom) -> frozenset[str]:
    return axiom.terms


def _things(axiom: Axiom) -> frozenset[str]:
    return axiom.things
