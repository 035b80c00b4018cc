"""A report in the formats that people and programs read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ipskg.namespaces import PREFIXES
from ipskg.validation.report import Problem, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SH = "http://www.w3.org/ns/shacl#"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_text(report: Report) -> str:
    """Write one line for each problem, in the form that editors know from compilers, but none for what is counted.

    >>> as_text(Report())
    ''
    """
    return "".join(f"{problem}\n" for problem in report.of(Severity.VIOLATION, Severity.WARNING))


def as_json(report: Report) -> str:
    """Write everything that is known of each problem."""
    problems = [
        {
            "severity": problem.severity.value,
            "message": problem.message,
            "file": _posix(problem.file),
            "line": problem.line,
            "cell": problem.cell,
            "record": problem.record,
            "path": problem.path,
            "value": problem.value,
            "check": problem.check,
            "shape": problem.shape,
            "didYouMean": list(problem.near),
        }
        for problem in report.problems
    ]
    counts = {severity.value: report.count(severity) for severity in Severity}
    return _dumped({"conforms": report.conforms, "counts": counts, "problems": problems})


def as_sarif(report: Report) -> str:
    """Write SARIF 2.1.0, which code hosts show beside the lines of a change."""
    rules = sorted({_rule(problem) for problem in report.problems})
    return _dumped(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": {"name": "ipskg", "rules": [{"id": one} for one in rules]}},
                    "results": [_sarif(problem, rules) for problem in report.problems],
                }
            ],
        }
    )


def as_turtle(report: Report) -> str:
    """Write the report in SHACL's own terms; the checks of ipskg stand in it as results without a shape.

    By SHACL, data with any result do not conform, be it a mere warning.
    """
    lines = [f"@prefix sh: <{_SH}> .", f"@prefix shapes: <{PREFIXES['shapes']}> .", "", "[] a sh:ValidationReport ;"]
    if not report.problems:
        return "\n".join([*lines, "    sh:conforms true .", ""])
    lines.append("    sh:conforms false ;")
    results = ",".join(f" [\n{_result(problem)}    ]" for problem in report.problems)
    return "\n".join([*lines, f"    sh:result{results} .", ""])


WRITERS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "turtle": as_turtle,
    "sarif": as_sarif,
}


def _sarif(problem: Problem, rules: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": _rule(problem),
        "ruleIndex": rules.index(_rule(problem)),
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.advice},
    }
    if problem.file is not None:
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
        if problem.line is not None:
            location["region"] = {"startLine": problem.line}
        result["locations"] = [{"physicalLocation": location}]
        if problem.cell is not None:
            # A region counts lines and characters, which a workbook does not have.
            name = problem.cell.rpartition("!")[2]
            result["locations"][0]["logicalLocations"] = [{"name": name, "fullyQualifiedName": problem.cell}]
    return result


def _rule(problem: Problem) -> str:
    return problem.check if problem.shape is None else problem.shape.removeprefix(PREFIXES["shapes"])


def _result(problem: Problem) -> str:
    own = problem.shape is None and not problem.check.endswith("Component")
    component = f"shapes:{problem.check}" if own else f"sh:{problem.check}"
    said = [
        ("sh:focusNode", _term(problem.record)),
        ("sh:resultPath", problem.path and _term(problem.path)),
        ("sh:resultSeverity", f"sh:{problem.severity.value.capitalize()}"),
        ("sh:sourceConstraintComponent", component),
        ("sh:sourceShape", problem.shape and _term(problem.shape)),
        ("sh:value", problem.value),
        ("sh:resultMessage", json.dumps(problem.message, ensure_ascii=False)),
    ]
    properties = " ;\n        ".join(f"{property_} {value}" for property_, value in said if value)
    return f"        a sh:ValidationResult ;\n        {properties}\n"


def _term(name: str) -> str:
    return name if name.startswith("_:") else f"<{name}>"


def _posix(file: Path | None) -> str | None:
    return None if file is None else file.as_posix()


def _uri(file: Path) -> str:
    from urllib.parse import quote

    return file.as_uri() if file.is_absolute() else quote(file.as_posix())


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
