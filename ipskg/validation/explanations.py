"""What each check is about, in the words of the shapes, for formats that explain their rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.graphs import GraphFile
from ipskg.namespaces import PREFIXES, local_name
from ipskg.stores import MemoryStore
from ipskg.validation.report import Problem, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ipskg.stores import Row

# A property shape has its name beside the label of its owner; a rule across records has a label, its query the message.
_SHAPES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?shape ?of ?name ?description ?message ?severity WHERE {
  ?shape sh:path|sh:property|sh:sparql|sh:severity|sh:message ?any .
  OPTIONAL { ?owner sh:property ?shape ; rdfs:label ?of }
  OPTIONAL { ?shape sh:name|rdfs:label ?name }
  OPTIONAL { ?shape sh:description ?description }
  OPTIONAL { ?shape sh:message|sh:sparql/sh:message ?message }
  OPTIONAL { ?shape sh:severity ?severity }
}
ORDER BY ?shape ?of ?name ?description ?message ?severity
"""

# The checks of ipskg that no shape can make: name, what is asked, what to do.
_CHECKS = {
    "cell": (
        "cell that can be read",
        "What stands in a cell can be read as a value of its column.",
        "Write the value as the help of the column says, or choose it from the list.",
    ),
    "cells": (
        "plain cells",
        "A workbook holds values, not formulas, merged cells or hidden parts that could be read in two ways.",
        "Write the value itself into each cell.",
    ),
    "column": (
        "columns of the sheet",
        "Each sheet has the columns of the empty workbook, each once and under its heading.",
        "Give the column the heading that it has in an empty workbook (ipskg sheet new), or take it out.",
    ),
    "deprecated-term": (
        "term in use",
        "Records use terms that are in use; a term that has a successor is kept for old data only.",
        "Write the term that has taken its place.",
    ),
    "duplicate": (
        "said in one file",
        "What is said of a record stands in one file, so that it can be changed in one place.",
        "Keep it in one file, and take it out of the others.",
    ),
    "id": (
        "id of its own",
        "Each record has an id of its own, made of small letters, digits and hyphens.",
        "Write another id, or leave the cell empty: one is made.",
    ),
    "kind": (
        "kind of record",
        "It is said of each row what kind of record it is, where a sheet holds several kinds.",
        "Choose the kind from the list.",
    ),
    "link": (
        "link of two records",
        "A row of the sheet of links ties one finding of the review to records of the workbook.",
        "Choose the finding and the record from their lists.",
    ),
    "misspelt-name": (
        "name of a standard vocabulary",
        "A name of a vocabulary that others keep has to exist there.",
        "Write one that there is.",
    ),
    "namespace": (
        "record of this review",
        "All records of a review have addresses that begin as that of the review does.",
        "Leave the record out, or give it an id of this review.",
    ),
    "no-id": (
        "record with an id",
        "Each record has an id, so that others can name it.",
        "Give the record an id.",
    ),
    "no-kind": (
        "record of some kind",
        "It is said of each record what kind of record it is, for only then can it be checked.",
        "Say what kind of record it is, or correct the id if another record is meant.",
    ),
    "reference-to-nothing": (
        "reference to a record",
        "What a record names is described somewhere in the review.",
        "Describe what is named, or name a record that there is.",
    ),
    "sheet": (
        "sheets of the workbook",
        "Each sheet has the name that it has in an empty workbook.",
        "Rename the sheet, or take it out.",
    ),
    "study": (
        "one study in a workbook",
        "A workbook for one study describes one study.",
        "Write each study into a workbook of its own.",
    ),
    "undeclared-term": (
        "declared name",
        "Fields and terms of ipskg are those that its ontology declares.",
        "Write a name that the ontology has; misspelt ones are not read at all.",
    ),
}


@dataclass(frozen=True)
class Explanation:
    """What a check asks for: a name of a few words, a sentence, what to write where it fails, and how bad that is.

    The `address` is that of the shape, where there is one.
    """

    name: str
    description: str
    advice: str
    severity: Severity
    address: str | None = None


def rule(problem: Problem) -> str:
    """Give the short name of what a problem breaks: of its shape, or of the check where no shape has a name."""
    return problem.check if problem.shape is None else problem.shape.removeprefix(PREFIXES["shapes"])


def explanations(report: Report, shapes: Iterable[Path]) -> dict[str, Explanation]:
    """Explain all that the problems of a report break, by the name of the rule, in the order of these names.

    What neither the shapes nor this module explain, such as a shape of the user's without a word about it, is
    explained by its first problem.
    """
    store = MemoryStore(GraphFile(iri=path.absolute().as_uri(), path=path) for path in shapes)
    told: dict[str, Row] = {}
    for row in store.answer(_SHAPES).rows():
        told.setdefault(str(row["shape"]), row)
    first: dict[str, Problem] = {}
    for problem in report.problems:
        first.setdefault(rule(problem), problem)
    return {name: _explained(first[name], told.get(first[name].shape or "", {})) for name in sorted(first)}


def _explained(problem: Problem, row: Row) -> Explanation:
    if problem.check in _CHECKS:
        return Explanation(*_CHECKS[problem.check], problem.severity)
    name = str(row.get("name") or local_name(rule(problem)))
    advice = re.sub(r"\{[?$]\w+\}", "…", str(row.get("message") or problem.message))
    return Explanation(
        name=f"{row['of']}: {name}" if row.get("of") else name,
        description=str(row.get("description") or advice),
        advice=advice,
        severity=_severity(row.get("severity"), problem),
        address=problem.shape,
    )


def _severity(said: object, problem: Problem) -> Severity:
    return Severity(local_name(str(said)).lower()) if said else problem.severity
