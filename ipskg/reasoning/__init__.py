"""What follows from the ontology and the data as OWL 2 DL, and whether they hold together, by the reasoner HermiT.

This is the only package that knows owlready2, which carries the reasoners, and Java.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ipskg.namespaces import expand
from ipskg.reasoning import hermit
from ipskg.reasoning.clashes import Clash, Sentence, explain
from ipskg.reasoning.closure import told
from ipskg.reasoning.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipskg.graphs import GraphFile
    from ipskg.reasoning.clashes import Lines

__all__ = ["LONGEST", "Clash", "Sentence", "Verdict", "reason"]

LONGEST = 600.0  # seconds that the reasoner may take
_TYPE = expand("rdf:type")


@dataclass(frozen=True)
class Verdict:
    """What HermiT says: whether all holds together, which classes can have no member, and what follows.

    `inferred` holds (subject, predicate, object) IRIs of what was not asserted, about things with an id, but for what
    only names the kind of a thing more broadly. It is empty if it was not asked for, or if all does not hold together:
    then `clash` says why. `records` and `axioms` are how many there were to check, `unchecked` how many statements OWL
    has no way to read.
    """

    consistent: bool
    records: int
    axioms: int
    unchecked: int = 0
    unsatisfiable: tuple[str, ...] = ()
    inferred: frozenset[tuple[str, str, str]] = frozenset()
    clash: Clash | None = None

    @property
    def holds(self) -> bool:
        """Whether all holds together and every class can have a member."""
        return self.consistent and not self.unsatisfiable


def reason(
    files: Iterable[GraphFile],
    *,
    infer: bool = False,
    seconds: float = LONGEST,
    progress: Callable[[str], None] = lambda step: None,
    lines: Lines = lambda path: {},
) -> Verdict:
    """Check that files hold together as OWL 2 DL; if wished, infer types and relations; a clash is explained.

    `seconds` is how long one step may take; `progress` is told what a step that takes long is about;
    `lines` gives the lines of the triples of a file, for the explanation.
    Raises MissingTool without a Java, FailedTool where it was ended or the time was up, UnreadableInput for a file
    that does not parse, and InconsistentData where a value is none of its datatype or an axiom is not of OWL 2 DL.
    """
    axioms = read(files)
    names = hermit.Names(axioms)
    with tempfile.TemporaryDirectory(prefix="ipskg-", ignore_cleanup_errors=True) as folder:
        answer = hermit.ask(axioms, names, infer=infer, folder=Path(folder), seconds=seconds)
        clash = None
        if not answer.consistent:
            clash = explain(axioms, names, folder=Path(folder), seconds=seconds, progress=progress, lines=lines)
    types = {(thing, _TYPE, kind) for thing, kind in answer.types}
    return Verdict(
        consistent=answer.consistent,
        records=axioms.records,
        axioms=len(axioms.all),
        unchecked=axioms.unchecked,
        unsatisfiable=answer.unsatisfiable,
        inferred=frozenset(one for one in (types | answer.relations) - told(axioms) if _is_named(one)),
        clash=clash,
    )


def _is_named(triple: tuple[str, str, str]) -> bool:
    """Say whether all that it names has an id: of a thing without, nothing can be said elsewhere."""
    return not any(one.startswith("_:") for one in triple)
