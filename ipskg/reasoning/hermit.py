"""HermiT: whether axioms hold together, and what follows from them.

Nothing that a reviewer wrote reaches it: things, classes and properties go in under numbers and texts under others, so
that no name or text of the data can be mistaken for what HermiT says of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.errors import InconsistentData
from ipskg.namespaces import local_name
from ipskg.reasoning.axioms import LANGUAGE
from ipskg.reasoning.closure import all_above
from ipskg.reasoning.java import Done, carried, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ipskg.reasoning.axioms import Axiom, Axioms, Triple

_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
_MANY = 20_000  # axioms that take HermiT longer than Java takes to start
_NAME = re.compile(r"<http://n/#(n\d+)>")
_BARE = re.compile(r"http://n/#(n\d+)")
_TYPES = re.compile(r"^Type\( (\S+) (\S+) \)$", re.M)
_NARROWER = re.compile(r"^SubObjectPropertyOf\( (<\S+>) (<\S+>) \)$", re.M)
_SAME = re.compile(r"^EquivalentObjectProperties\( (.+) \)$", re.M)
_BELOW = re.compile(r"^SubClassOf\( (\S+) (\S+) \)$", re.M)
_EQUAL = re.compile(r"^EquivalentClasses\( (.+) \)$", re.M)
_RELATIONS = re.compile(r"^(<\S+>) \(known instances: (.*) \| possible instances:", re.M)
_PAIR = re.compile(r"\((<[^>]+>), (<[^>]+>)\)")
_EMPTY = re.compile(r"^Classes equivalent to '\S*Nothing\S*':\n((?:\t.*\n?)*)", re.M)
_PROBLEM = re.compile(r'^Exception in thread "main" \S*?(\w+): ?(.*)$', re.M)


class Names:
    """The numbers under which terms are handed to a reasoner."""

    def __init__(self, axioms: Axioms) -> None:
        self._numbers: dict[str, str] = {}
        self._axioms = axioms

    def __getitem__(self, term: str) -> str:
        """Give the form of a term in which a reasoner gets it."""
        if term.startswith(('"', "_:", *LANGUAGE)):
            return self._text(term) if term.startswith('"') else term
        return f"<http://n/#n{self._number(term)}>"

    def _number(self, term: str) -> str:
        return self._numbers.setdefault(term, str(len(self._numbers)))

    def _text(self, literal: str) -> str:
        """Keep that two texts are the same or not, and their language, and nothing else of them."""
        kind = literal.rpartition('"')[2]
        return literal if kind.startswith("^") else f'"s{self._number(literal)}"{kind}'

    @property
    def terms(self) -> dict[str, str]:
        """The terms by number, as n12 or s12."""
        return {f"{'s' if one.startswith(chr(34)) else 'n'}{number}": one for one, number in self._numbers.items()}

    def write(self, axioms: Iterable[Axiom], path: Path) -> str:
        """Write axioms, with the declarations of all, as N-Triples; gives the file's address."""
        triples = dict.fromkeys(self._axioms.declared)
        triples |= dict.fromkeys(triple for axiom in axioms for triple in axiom.triples)
        path.write_text("".join(map(self._line, triples)), "utf-8")
        return path.as_uri()

    def _line(self, triple: Triple) -> str:
        return " ".join(self[one] for one in triple) + " .\n"


@dataclass(frozen=True)
class Answer:
    """What HermiT says; `types` and `relations` name terms as IRIs, and hold the asserted ones too."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    types: frozenset[tuple[str, str]] = frozenset()
    relations: frozenset[tuple[str, str, str]] = frozenset()


def ask(axioms: Axioms, names: Names, *, infer: bool, folder: Path, seconds: float) -> Answer:
    """Ask whether axioms hold together, and if wished what follows. Raises as `java.run` does."""
    file = names.write(axioms.all, folder / "all.nt")
    asked = ("-k", "-U", "-c", "-O", "-D", "-I", "-Y") if infer else ("-k", "-U")
    done = _run(*asked, "-N", file, folder=folder, seconds=seconds, quick=len(axioms.all) < _MANY)
    if _is_inconsistent(done):
        return Answer(consistent=False)
    if done.code:
        raise _not_understood(done, names)
    return _answer(done.out, names)


def first_inconsistent(sets: Sequence[Iterable[Axiom]], names: Names, *, folder: Path, seconds: float) -> int | None:
    """Give the index of the first of some sets of axioms that does not hold together, all asked of one HermiT."""
    files = [names.write(own, folder / f"{index}.nt") for index, own in enumerate(sets)]
    done = _run("-k", "-N", *files, folder=folder, seconds=seconds)
    if _is_inconsistent(done):
        return done.out.count("is satisfiable")
    if done.code:
        raise _not_understood(done, names)
    return None


def _run(*arguments: str, folder: Path, seconds: float, quick: bool = True) -> Done:
    hermit = carried("hermit")
    classpath = (hermit, hermit / "HermiT.jar")
    return run(_MAIN, *arguments, classpath=classpath, folder=folder, seconds=seconds, quick=quick)


def _is_inconsistent(done: Done) -> bool:
    return done.code == 1 and "InconsistentOntologyException" in done.err


def _not_understood(done: Done, names: Names) -> InconsistentData:
    """Tell in the words of HermiT, with the names put back, what of OWL 2 DL the axioms do not keep to."""
    found = _PROBLEM.search(done.err)
    problem = f"{found[1]}: {found[2]}" if found else done.err.strip().partition("\n")[0] or f"exit code {done.code}"
    terms = names.terms
    told = re.sub(r"\b[ns]\d+\b", lambda one: local_name(terms.get(one[0], one[0]).strip('<>"')), problem)
    return InconsistentData(f"HermiT cannot reason on this as OWL 2 DL: {told.replace('http://n/#', '')}")


def _answer(out: str, names: Names) -> Answer:
    terms = names.terms

    def iri(name: str) -> str:
        found = _NAME.fullmatch(name)
        return (terms[found[1]] if found else name).strip("<>")

    # It names the nearest kinds of a thing and the narrowest relations only.
    above = _above(_BELOW.findall(out), _EQUAL.findall(out))
    broader = _above(_NARROWER.findall(out), _SAME.findall(out))
    empty = _EMPTY.search(out)
    return Answer(
        consistent=True,
        unsatisfiable=tuple(sorted(terms[one].strip("<>") for one in _BARE.findall(empty[1]))) if empty else (),
        types=frozenset(
            (iri(thing), iri(kind)) for thing, direct in _TYPES.findall(out) for kind in _known_above(direct, above)
        ),
        relations=frozenset(
            (iri(one), iri(relation), iri(other))
            for narrowest, pairs in _RELATIONS.findall(out)
            for relation in _known_above(narrowest, broader)
            for one, other in _PAIR.findall(pairs)
        ),
    )


def _above(below: Iterable[tuple[str, str]], equals: Iterable[str]) -> dict[str, set[str]]:
    above: dict[str, set[str]] = {}
    for one, other in below:
        above.setdefault(one, set()).add(other)
    for equal in equals:
        for one in equal.split():
            above.setdefault(one, set()).update(other for other in equal.split() if other != one)
    return above


def _known_above(term: str, above: dict[str, set[str]]) -> list[str]:
    """Give a term and all above it, but for those of OWL itself."""
    return [one for one in all_above(term, above) if _NAME.fullmatch(one)]
