"""What is found in data, in one form, whether an engine says it or ipskg."""

from typing import NamedTuple

from ipskg.validation import Problem


class Found(NamedTuple):
    """What is said of one fault, by an engine or by ipskg."""

    record: str
    path: str
    value: str
    shape: str
    severity: str
    message: str


def told(problem: Problem) -> Found:
    return Found(
        problem.record, problem.path or "", problem.value or "", problem.shape or "", problem.severity, problem.message
    )
