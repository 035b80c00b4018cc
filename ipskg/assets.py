"""Where the ontology, the shapes, the queries and the coded review are: inside the wheel, or else in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent

CODED_REVIEW = "moen-2021"


def folder(name: str) -> Path:
    """Give one of the folders ontology, shapes, queries and data."""
    inside = _PACKAGE / "_assets"
    return (inside if inside.is_dir() else _PACKAGE.parent) / name


def coded_review() -> Path:
    """Give the folder of the review that comes with the package."""
    return folder("data") / CODED_REVIEW


def shapes() -> list[Path]:
    """Give the files of the shapes, sorted."""
    return sorted(folder("shapes").glob("*.ttl"))
