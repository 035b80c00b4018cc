"""What a review rests on: the answers of the canned queries, sorted by record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipskg.changes.model import Contradiction, Study, Support

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.corpus import Corpus
    from ipskg.stores import Row


@dataclass(frozen=True)
class Step:
    """A step of the argument, and the studies to which each thing that it rests on leads."""

    label: str
    statement: str
    support: Support
    grounds: dict[str, frozenset[Study]]
    ground_labels: dict[str, str]


@dataclass(frozen=True)
class Pair:
    """The key of a contradiction: the metaphor, and the two accounts in whichever order."""

    metaphor: str
    accounts: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """A review as it is: each record by its IRI, in the order of the queries."""

    label: str
    studies: frozenset[Study]
    labels: dict[str, str]
    metaphors: dict[str, Support]
    groups: dict[str, Support]
    steps: dict[str, Step]
    contradictions: dict[Pair, Contradiction]
    accounts: dict[Pair, tuple[str, str]]


def read(corpus: Corpus, review: str, *, name: str) -> Reading:
    """Ask a corpus on what one of its reviews rests; `name` stands for a review without a label."""
    found = {
        query: corpus.query(query, review=review)
        for query in ("reviews", "studies", "support", "grid", "participants-by-group", "trail", "contradictions")
    }
    metaphors = _metaphors(found["support"], found["grid"])
    pairs = _grouped_by_pair(found["contradictions"])
    return Reading(
        label=found["reviews"][0]["reviewLabel"] if found["reviews"] else name,
        studies=_studies(found["studies"]),
        labels={
            row[column]: row[f"{column}Label"]
            for query, column in (
                ("support", "thirdOrder"),
                ("participants-by-group", "actorGroup"),
                ("support", "actorGroup"),
                ("contradictions", "thirdOrder"),
            )
            for row in found[query]
            if row[column]
        },
        metaphors=metaphors,
        groups=_groups(found["participants-by-group"], found["support"], metaphors),
        steps={step: _step(rows) for step, rows in _grouped(found["trail"], "step").items()},
        contradictions={pair: _contradiction(rows) for pair, rows in pairs.items()},
        accounts={pair: (rows[0]["secondOrder"], rows[0]["against"]) for pair, rows in pairs.items()},
    )


def _metaphors(support: list[Row], grid: list[Row]) -> dict[str, Support]:
    """Put the studies that speak to each metaphor beside the numbers of those that are cited for it."""
    speaking = _grouped(grid, "thirdOrder")
    return {
        metaphor: Support(
            cited=_studies(row for row in speaking.get(metaphor, ()) if row["findings"]),
            accounts=_studies(row for row in speaking.get(metaphor, ()) if row["constructs"]),
            participants=rows[0]["participants"],
            countries=rows[0]["countries"],
            in_trials=rows[0]["inTrials"],
        )
        for metaphor, rows in _grouped(support, "thirdOrder").items()
    }


def _groups(sampled: list[Row], support: list[Row], metaphors: dict[str, Support]) -> dict[str, Support]:
    """Give each actor group the studies that support the metaphors about it, and the persons sampled from it."""
    persons = {row["actorGroup"]: row["participants"] for row in sampled}
    about = _grouped(support, "actorGroup")
    groups = {}
    for group in filter(None, {**persons, **about}):
        own = [metaphors[row["thirdOrder"]] for row in about.get(group, ())]
        groups[group] = Support(
            cited=frozenset(study for metaphor in own for study in metaphor.cited),
            accounts=frozenset(study for metaphor in own for study in metaphor.accounts),
            participants=persons.get(group, 0),
        )
    return groups


def _step(rows: list[Row]) -> Step:
    grounds = {ground: own for ground, own in _grouped(rows, "restsOn").items() if ground}
    return Step(
        label=rows[0]["stepLabel"],
        statement=rows[0]["statement"],
        support=Support(
            cited=_studies(row for row in rows if row["link"] == "citation"),
            accounts=_studies(row for row in rows if row["link"] == "account"),
        ),
        grounds={ground: _studies(own) for ground, own in grounds.items()},
        ground_labels={ground: own[0]["restsOnLabel"] or ground for ground, own in grounds.items()},
    )


def _contradiction(rows: list[Row]) -> Contradiction:
    """Put the judgements on one pair together: they may go in either direction."""
    account, against = rows[0]["secondOrder"], rows[0]["against"]
    labels = {row["secondOrder"]: row["secondOrderLabel"] for row in rows}
    labels |= {row["against"]: row["againstLabel"] for row in rows}
    sides: dict[str, set[Study]] = {account: set(), against: set()}
    for row in rows:
        sides[row["secondOrder"]].add(Study(row["study"], row["studyLabel"]))
        sides[row["against"]].add(Study(row["againstStudy"], row["againstStudyLabel"]))
    return Contradiction(
        account=labels[account],
        studies=frozenset(sides[account]),
        against=labels[against],
        against_studies=frozenset(sides[against]),
        scope=min(row["scope"] for row in rows),
    )


def _grouped_by_pair(rows: list[Row]) -> dict[Pair, list[Row]]:
    pairs: dict[Pair, list[Row]] = {}
    for row in rows:
        pair = Pair(row["thirdOrder"], frozenset((row["secondOrder"], row["against"])))
        pairs.setdefault(pair, []).append(row)
    return pairs


def _studies(rows: Iterable[Row]) -> frozenset[Study]:
    return frozenset(Study(row["study"], row["studyLabel"]) for row in rows if row["study"])


def _grouped(rows: Iterable[Row], column: str) -> dict[Any, list[Row]]:
    """Sort rows into lists by a column, in the order of the rows."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups
