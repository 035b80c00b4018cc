"""A report in the formats that people and programs read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ipskg.namespaces import PREFIXES
from ipskg.validation.report import Problem, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_SH = "http://www.w3.org/ns/shacl#"


def as_text(report: Report) -> str:
    """Write one line for each problem, in the form that editors know from compilers, but none for what is counted.

    >>> as_text(Report())
    ''
    """
    return "".join(f"{problem}\n" for problem in report.distinct if problem.severity is not Severity.INFO)


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


def as_sarif(report: Report, own: Iterable[Path] = ()) -> str:
    """Write SARIF 2.1.0, which code hosts show beside the lines of a change, each rule with its help.

    `own` shapes are the user's, with which the report was made.
    """
    from ipskg.validation import sarif

    return _dumped(sarif.log(report, own))


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


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
