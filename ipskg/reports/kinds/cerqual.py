"""The confidence in each finding (GRADE-CERQual), and what it can be judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import confidence, naming
from ipskg.reports.model import Points, Report, Section, Table, Text
from ipskg.reports.parts import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipskg.corpus import Corpus
    from ipskg.graphs import Review
    from ipskg.reports.confidence import Assessed, Contribution, Judgement
    from ipskg.reports.model import Block

NOT_JUDGED = "not judged"
_LEAD = (
    "What is laid out here comes from the graph; no level of concern and no level of confidence is computed."
    " The four components and their levels are those of GRADE-CERQual (Lewin et al. 2018)."
)


def report(corpus: Corpus, review: Review) -> Report:
    """Report on each metaphor of the reviewers, and each finding of which somebody judged the confidence."""
    found = confidence.read(corpus, review.iri)
    return Report(
        kind="cerqual",
        title="Confidence in the findings",
        review=review.iri,
        label=naming.label(corpus, review),
        lead=(Text(_LEAD), _summary(found)) if found else (),
        sections=tuple(Section(one.name, tuple(_blocks(one))) for one in found),
        missing=() if found else ("no metaphor of the reviewers is coded",),
    )


def _summary(found: Iterable[Assessed]) -> Table:
    return Table(
        caption="Summary of the findings",
        columns=("finding", "contributing studies", "confidence", "why"),
        rows=tuple(
            (
                one.name,
                "; ".join(part.study.name for part in one.contributions),
                "\n".join(_confidence(judgement) for judgement in one.judgements) or NOT_JUDGED,
                "\n".join(judgement.reason or "no reason recorded" for judgement in one.judgements),
            )
            for one in found
        ),
        query="confidence",
    )


def _confidence(judgement: Judgement) -> str:
    who = ", ".join(part for part in (judgement.judge, judgement.date) if part)
    return f"{judgement.confidence or NOT_JUDGED} ({who or 'by whom is not recorded'})"


def _blocks(one: Assessed) -> Iterator[Block]:
    if one.statement:
        yield Text(one.statement)
    if one.contributions:
        yield _studies(one)
    yield Points(tuple(_inputs(one)))
    if not one.judgements:
        yield Text(f"Confidence: {NOT_JUDGED}.")
    for judgement in one.judgements:
        yield _judged(judgement)


def _studies(one: Assessed) -> Table:
    return Table(
        caption=f"What contributes to it: {one.name}",
        columns=(
            "study",
            "findings that cite it",
            "constructs",
            "country",
            "design",
            "sampled",
            "perspective of",
            "appraisal",
        ),
        rows=tuple(map(_row, one.contributions)),
    )


def _row(part: Contribution) -> tuple[str, ...]:
    return (
        part.study.name,
        str(part.cited),
        "\n".join(part.accounts),
        part.study.row["country"] or "",
        part.study.row["design"] or "",
        "\n".join(part.people),
        "; ".join(part.perspectives),
        part.appraisal,
    )


def _inputs(one: Assessed) -> Iterator[str]:
    """Lay out what each component can be judged by."""
    parts = one.contributions
    yield f"Methodological limitations: {'; '.join(_appraised(parts)) or 'no contributing study'}"
    agree = counted(len(one.agreements), "agreement", "agreements")
    contradict = counted(len(one.contradictions), "contradiction", "contradictions")
    compared = "; ".join((*one.agreements, *one.contradictions))
    yield f"Coherence: {agree} and {contradict} recorded{': ' if compared else ''}{compared}"
    yield f"Adequacy: {'; '.join(_quantities(parts))}"
    yield f"Relevance: {'; '.join(_contexts(one))}"


def _appraised(parts: tuple[Contribution, ...]) -> Iterator[str]:
    """Say once of all studies that were appraised alike how they were."""
    alike: dict[str, list[str]] = {}
    for part in parts:
        alike.setdefault(", ".join(part.appraisal.splitlines()), []).append(part.study.name)
    for appraisal, names in alike.items():
        yield f"{' and '.join(names)} ({appraisal})"


def _quantities(parts: tuple[Contribution, ...]) -> Iterator[str]:
    yield counted(len(parts), "study", "studies")
    yield f"{counted(sum(part.persons for part in parts), 'person', 'persons')} counted in their samples"
    uncounted = [part.study.name for part in parts if not part.persons]
    if uncounted:
        yield f"no persons counted for {', '.join(uncounted)}"
    accounts = {name for part in parts for name in part.accounts}
    yield f"{counted(len(accounts), 'construct', 'constructs')} of these studies"
    yield f"{counted(sum(part.quotations for part in parts), 'account', 'accounts')} of their participants"


def _contexts(one: Assessed) -> Iterator[str]:
    countries = {
        place for part in one.contributions for place in (part.study.row["country"] or "").split("; ") if place
    }
    yield f"countries: {', '.join(sorted(countries)) or 'not coded'}"
    perspectives = dict.fromkeys(group for part in one.contributions for group in part.perspectives)
    if one.groups or perspectives:
        yield f"about: {', '.join(one.groups) or 'no actor group'}"
        yield f"perspectives of: {', '.join(perspectives) or 'none'}"


def _judged(judgement: Judgement) -> Table:
    concerns = (
        (component, level or NOT_JUDGED, reason or "no explanation recorded")
        for component, (level, reason) in judgement.concerns.items()
    )
    overall = ("Confidence", judgement.confidence or NOT_JUDGED, judgement.reason or "no reason recorded")
    who = f"Judged by {judgement.judge}" if judgement.judge else "Judged, by whom is not recorded"
    return Table(
        caption=", ".join(part for part in (who, judgement.date) if part),
        columns=("component", "level", "explanation"),
        rows=(*concerns, overall),
        query="confidence",
    )
