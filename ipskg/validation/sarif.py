"""A report as SARIF 2.1.0, the form in which code hosts show problems beside the lines of a change.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ipskg import assets
from ipskg.namespaces import PREFIXES
from ipskg.validation.explanations import Explanation, explanations, rule
from ipskg.validation.report import Problem, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_MEANING = {
    Severity.VIOLATION: "What breaks this cannot be used.",
    Severity.WARNING: "What breaks this is for a reviewer to look at.",
    Severity.INFO: "What is found is merely counted.",
}


def log(report: Report, own: Iterable[Path] = ()) -> dict[str, Any]:
    """Give the log of one run: each rule that is broken, explained by its shape, and what breaks it.

    `own` shapes are the user's, with which the report was made.
    """
    rules = explanations(report, (*assets.shapes(), *own))
    places = {name: place for place, name in enumerate(rules)}
    driver = {
        "name": "ipskg",
        "semanticVersion": version("ipskg"),
        "informationUri": PREFIXES["shapes"].removesuffix("#"),
        "rules": [_rule(name, explained) for name, explained in rules.items()],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, places) for problem in report.problems],
            }
        ],
    }


def _rule(name: str, explained: Explanation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": name,
        "name": "".join(f"{word[0].upper()}{word[1:]}" for word in re.findall(r"\w+", explained.name)),
        "shortDescription": _message(f"{explained.name[:1].upper()}{explained.name[1:]}."),
        "fullDescription": _message(f"{explained.description} {_MEANING[explained.severity]}"),
        "help": _message(explained.advice),
        "defaultConfiguration": {"level": _LEVELS[explained.severity]},
    }
    return told if explained.address is None else told | {"helpUri": explained.address}


def _result(problem: Problem, places: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": rule(problem),
        "ruleIndex": places[rule(problem)],
        "level": _LEVELS[problem.severity],
        "message": _message(problem.advice),
    }
    if problem.file is not None:
        result["locations"] = [_location(problem, problem.file)]
    return result


def _location(problem: Problem, file: Path) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if problem.line is not None:
        physical["region"] = {"startLine": problem.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if problem.cell is not None:
        # A region counts lines and characters, which a workbook does not have.
        name = problem.cell.rpartition("!")[2]
        location["logicalLocations"] = [{"name": name, "fullyQualifiedName": problem.cell}]
    return location


def _message(text: str) -> dict[str, str]:
    """Write a text so that nothing in it is taken for a slot (section 3.11.5) or a link (3.11.6)."""
    text = re.sub(r"[{}]", r"\g<0>\g<0>", text)
    return {"text": re.sub(r"\[(?=[^\[\]]*\]\()", r"\\[", text)}


def _uri(file: Path) -> str:
    return file.as_uri() if file.is_absolute() else quote(file.as_posix())
