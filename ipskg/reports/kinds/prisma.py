"""The flow of records, as a table, as the diagram of PRISMA 2020, and whether its numbers add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import drawing, flow, naming, prisma2020
from ipskg.reports.model import Picture, Points, Report, Section, Table, Text

if TYPE_CHECKING:
    from ipskg.corpus import MemoryCorpus
    from ipskg.graphs import Review
    from ipskg.reports.flow import Flow, Step

# The sources of the audit that look at the flow.
SOURCES = frozenset(
    "FlowMeetsNextStep FlowMeetsSources FlowStepAddsUp FlowStepGainsNothing FlowTotalAddsUp flow-end records-added"
    " records-found records-into-step records-left-out records-out-of-step".split()
)


def report(corpus: MemoryCorpus, review: Review) -> Report:
    """Report the flow of records of a review as its authors published it."""
    published = corpus.as_published()
    found = flow.read(published, review.iri)
    label = naming.label(published, review)
    picture = _picture(found, label)
    sections = (
        Section("Diagram", (picture,)),
        Section("Steps", (_table(found),)),
        Section("Arithmetic", (_arithmetic(published, review.iri),)),
    )
    return Report(
        kind="prisma",
        title="Flow of records",
        review=review.iri,
        label=label,
        sections=sections if found.steps else (),
        missing=() if found.steps else ("no flow of records is coded",),
        attached={"svg": drawing.page(picture.svg), "csv": prisma2020.as_csv(found)} if found.steps else {},
    )


def diagram(corpus: MemoryCorpus, review: Review) -> str | None:
    """Draw the flow of a review as one `svg` element; None where none is coded."""
    published = corpus.as_published()
    found = flow.read(published, review.iri)
    return _picture(found, naming.label(published, review)).svg if found.steps else None


def _picture(found: Flow, label: str) -> Picture:
    levels = flow.levels(found)
    boxes = [str(box) for level in levels for box in (level.main, level.side) if box is not None]
    words = ". ".join(boxes) + "."
    title = f"Flow of records of {label}"
    return Picture(caption=title, svg=drawing.draw(levels, title=title, description=words), alternative=words)


def _table(found: Flow) -> Table:
    return Table(
        caption="The flow of records, step by step",
        columns=("step", "stage", "records in", "left out", "records out", "adds up"),
        rows=tuple(
            (step.label, step.stage or "", _number(step.records_in), "\n".join(map(str, step.exclusions)),
             _number(step.records_out), _adds_up(step))
            for step in found.steps
        ),
        query="flow",
        notes=(f"Included studies: {found.included}.",),
    )  # fmt: skip


def _number(value: int | None) -> str:
    return flow.NOT_REPORTED if value is None else str(value)


def _adds_up(step: Step) -> str:
    """Say whether what goes into a step, less what it left out, comes out of it, as far as can be told."""
    went_in, out = step.records_in, step.records_out
    if went_in is None or out is None:
        return "cannot be told"
    if out > went_in and not step.exclusions:
        return f"{out - went_in} added"
    if step.left_out is None and (step.exclusions or went_in != out):
        return f"cannot be told: {went_in} - {out} = {went_in - out}, without a number of what was left out"
    left = step.left_out or 0
    return "yes" if went_in - left == out else f"no: {went_in} - {left} = {went_in - left}, and not {out}"


def _arithmetic(corpus: MemoryCorpus, review: str) -> Points | Text:
    """Say what the audit finds of the flow, in its words."""
    from ipskg.audit import audit

    (audited,) = audit(corpus, review=review).reviews
    found = [one for one in audited.differences if SOURCES.intersection(one.sources)]
    if not found:
        return Text("Nothing that is coded of the flow contradicts itself.")
    return Points(tuple(
        f"{one.what}{f' ({one.place})' if one.place else ''}: {one.one}; {one.other}. To settle it: {one.settled_by}."
        + "".join(f" Noted: {note}" for note in one.noted)
        for one in found
    ))  # fmt: skip
