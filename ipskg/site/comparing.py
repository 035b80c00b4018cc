"""What agrees and what stands against what: the translations of a review, one for each judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.site.evidence import Comparison
from ipskg.tables import grouped

if TYPE_CHECKING:
    from collections.abc import Collection

    from ipskg.site.asking import Answers
    from ipskg.site.links import Links
    from ipskg.stores import Row

_JUDGEMENT = ("relation", "secondOrder", "against", "basis", "rationale")


def comparisons(answers: Answers, links: Links) -> dict[str, tuple[Comparison, ...]]:
    """Give the translations into each third-order construct, by IRI; those that several share and agree on stand once.

    A metaphor about several groups gives each row once for each of them, a shared construct once for each study.
    """
    return {
        metaphor: tuple(_comparison(number, own, links) for number, own in enumerate(_judgements(rows), 1))
        for metaphor, rows in grouped((row for row in answers["translation"] if row["against"]), "thirdOrder").items()
    }


def touching(comparisons: Collection[Comparison], constructs: Collection[str]) -> tuple[Comparison, ...]:
    """Give the comparisons that have one of these constructs on a side, seen from it: it stands first."""
    seen = (one if one.sides[0] in constructs else _turned(one) for one in comparisons if {*one.sides} & {*constructs})
    return tuple(seen)


def _judgements(rows: list[Row]) -> list[list[Row]]:
    found: dict[tuple[str | None, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in _JUDGEMENT), []).append(row)
    return list(found.values())


def _comparison(number: int, rows: list[Row], links: Links) -> Comparison:
    row = rows[0]
    return Comparison(
        anchor=f"comparison-{number}",
        relation=row["relation"],
        metaphor=links.metaphor(row["thirdOrder"], row["thirdOrderLabel"]),
        construct=links.construct(row["secondOrder"], row["secondOrderLabel"]),
        studies=links.studies(row["secondOrder"]),
        against=links.construct(row["against"], row["againstLabel"]),
        against_studies=links.studies(row["against"]),
        basis=row["basis"],
        coders=tuple(dict.fromkeys(row["coder"] for row in rows if row["coder"])),
        rationale=row["rationale"],
        sides=(row["secondOrder"], row["against"]),
    )


def _turned(one: Comparison) -> Comparison:
    from dataclasses import replace

    return replace(
        one,
        construct=one.against,
        studies=one.against_studies,
        against=one.construct,
        against_studies=one.studies,
        sides=one.sides[::-1],
    )
