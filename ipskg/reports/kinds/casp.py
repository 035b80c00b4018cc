"""The appraisal of the studies, question by question (CASP or another tool)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import appraisal, naming
from ipskg.reports.model import Points, Report, Section, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipskg.corpus import Corpus
    from ipskg.graphs import Review
    from ipskg.reports.appraisal import Procedure
    from ipskg.reports.model import Block
    from ipskg.reports.parts import Study

# What the query `appraisal-procedures` tells of one, in the words of the report.
_TOLD = {"tool": "tool, as printed", "criterion": "weight given to", "contributor": "appraised by", "place": "told in"}


def report(corpus: Corpus, review: Review) -> Report:
    """Report how the studies were appraised: a matrix of studies and questions, as far as answers are coded.

    A review may have appraised its studies and not published the answers. Answers are not added up to a score.
    """
    found = appraisal.read(corpus, review.iri)
    sections = (Section(one.name, tuple(_blocks(one, found.studies))) for one in found.procedures)
    return Report(
        kind="casp",
        title="Appraisal of the studies",
        review=review.iri,
        label=naming.label(corpus, review),
        sections=tuple(sections),
        missing=() if found.procedures else ("no appraisal is coded",),
    )


def _blocks(one: Procedure, studies: tuple[Study, ...]) -> Iterator[Block]:
    yield Points(tuple(_told(one)))
    if one.answers and studies:
        yield _matrix(one, studies)
        if any(answer.reason for answer in one.answers):
            yield _reasons(one, studies)
    elif one.published is False:
        yield Text("The studies were appraised, and the matrix is not published.")
    else:
        prints = "The review prints its answers, and none is coded."
        yield Text(prints if one.published else "No answer is coded, nor whether the review prints them.")
    meant = tuple(f"{question.heading}: {question.definition}" for question in one.questions if question.definition)
    if meant:
        yield Text("What the questions ask, in our own words:")
        yield Points(meant)
    elif not one.questions:
        yield Text("The questions of the tool are not coded.")


def _told(one: Procedure) -> Iterator[str]:
    for detail, word in _TOLD.items():
        values = [content for kind, content in one.told if kind == detail]
        if values:
            yield f"{word}: {'; '.join(values)}"
    if one.tools:
        yield f"questions of: {'; '.join(one.tools)}"
    published = {True: "yes", False: "no", None: "not coded"}[one.published]
    yield f"answers published study by study: {published}"


def _matrix(one: Procedure, studies: tuple[Study, ...]) -> Table:
    asked = [(study.iri, question.iri) for study in studies for question in one.questions]
    answered = sum(1 for study, question in asked if one.of(study, question))
    return Table(
        caption="Answers, study by study",
        columns=("study", *(question.heading for question in one.questions)),
        rows=tuple(
            (study.name, *(one.cell(study.iri, question.iri) for question in one.questions)) for study in studies
        ),
        query="appraisals",
        notes=(f"Answered: {answered} of {len(asked)}. Answers are not added up.",),
    )


def _reasons(one: Procedure, studies: tuple[Study, ...]) -> Table:
    rows = (
        (study.name, question.heading, answer.answer, answer.judge or "", answer.reason)
        for study in studies
        for question in one.questions
        for answer in one.of(study.iri, question.iri)
        if answer.reason
    )
    return Table(
        caption="Reasons",
        columns=("study", "question", "answer", "judged by", "reason"),
        rows=tuple(rows),
        headers=2,
        query="appraisals",
    )
