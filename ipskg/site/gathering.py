"""A review as a whole: its groups, numbers and flow around what `reading` and `studies` give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipskg.site.model import FlowStep, Group, Review
from ipskg.site.names import slug
from ipskg.site.reading import Reading
from ipskg.site.studies import studies
from ipskg.tables import distinct, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.site.asking import Answers
    from ipskg.site.evidence import Section


def gather(answers: Answers, *, name: str) -> Review:
    """Put a review together; `name` stands for its label where it has none."""
    reading = Reading(answers)
    about, imprint = answers["reviews"], answers["imprint"]
    label = _first(about, "reviewLabel") or name
    return Review(
        iri=answers.review,
        label=label,
        title=_first(about, "title"),
        year=_first(about, "year"),
        authors=_as_named((_first(answers["authors-of-review"], "list") or "").split("; "), label),
        questions=tuple(distinct(about, "question")),
        aims=tuple(distinct(about, "aim")),
        conclusions=tuple(distinct(answers["conclusions"], "conclusion")),
        sources=tuple(distinct(imprint, "source")),
        licences=tuple(distinct(imprint, "licence")),
        version=_first(imprint, "version"),
        participants=_first(answers["participants-of-studies"], "value"),
        countries=_first(answers["countries-of-studies"], "value"),
        groups=_groups(reading),
        sections=reading.sections,
        metaphors=tuple(reading.metaphors.values()),
        studies=studies(reading),
        steps=reading.steps,
        flow=_flow(answers),
        references=reading.references,
    )


def _as_named(authors: Iterable[str], label: str) -> tuple[str, ...]:
    """Put authors into the order in which the name of a review has them, as it is printed; no record holds an order.

    >>> _as_named(["Inger Larsen", "Ellen Moen", "Liv Walseth"], "Moen, Walseth and Larsen 2021")
    ('Ellen Moen', 'Liv Walseth', 'Inger Larsen')
    """
    places = {author: label.find(author.split()[-1]) for author in authors if author.strip()}
    return tuple(sorted(places, key=lambda author: (places[author] < 0, places[author])))


def _groups(reading: Reading) -> tuple[Group, ...]:
    """Give the actor groups in the order of their sections, then those without, then the sections without a group."""
    labels = distinct(reading.answers["sections"], "actorGroupLabel")
    labels += [
        one for one in distinct(reading.answers["participants-by-group"], "actorGroupLabel") if one not in labels
    ]
    groups = [_group(reading, label, [one for one in reading.sections if label in one.groups]) for label in labels]
    rest = [one for one in reading.sections if not one.groups]
    return tuple([*groups, _group(reading, None, rest)] if rest else groups)


def _group(reading: Reading, label: str | None, sections: list[Section]) -> Group:
    answers = reading.answers
    sampled = [row for row in answers["participants-by-group"] if label and row["actorGroupLabel"] == label]
    index = [row for row in answers["index-studies"] if row["actorGroupLabel"] == label and row["study"]]
    return Group(
        label=label,
        anchor=f"group-{slug(label or 'none')}",
        participants=sampled[0]["participants"] if sampled else None,
        sampled_by=sampled[0]["studies"] if sampled else None,
        uncounted=sampled[0]["uncounted"] if sampled else 0,
        index_studies=tuple(reading.links.study(row["study"], row["studyLabel"]) for row in index),
        sections=tuple(sections),
    )


def _flow(answers: Answers) -> tuple[FlowStep, ...]:
    return tuple(
        FlowStep(
            label=rows[0]["stepLabel"],
            records_in=rows[0]["recordsIn"],
            records_out=rows[0]["recordsOut"],
            reasons=tuple(
                (row["reason"], row["excluded"]) for row in rows if row["reason"] or row["excluded"] is not None
            ),
        )
        for rows in grouped(answers["flow"], "step").values()
    )


def _first(rows: list[dict[str, Any]], column: str) -> Any:
    return next(iter(distinct(rows, column)), None)
