"""What a careful editor would look at by hand: the canned questions and the rules of the shapes, said of the paper.

Nothing is looked for here: each check names the question or the rule that finds it, and how to say what it found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipskg.audit.model import Difference, Note, Weight
from ipskg.audit.places import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ipskg.corpus import Corpus
    from ipskg.stores import Row


@dataclass(frozen=True)
class Check:
    """How to say a row of a source: its columns fill the texts. `only` tells which rows count.

    `record` is the column of the record that the row is about. In the texts, label, printed and place are those of the
    record; `given` are the values of the rows that differ in nothing else. `known` are columns that have to be bound.
    """

    source: str
    weight: Weight
    record: str
    what: str
    one: str
    other: str
    settled_by: str
    place: str = "{place}"
    given: str = ""
    only: Mapping[str, object] = field(default_factory=dict)
    known: tuple[str, ...] = ()

    def counts(self, row: Row) -> bool:
        """Tell whether a row is one of those to be said."""
        matches = all(row[column] == value for column, value in self.only.items())
        return matches and all(row[column] is not None for column in self.known)


_FLOW = "the log of the searches and the screening, or the flow diagram"
_STUDY = "the study itself, and whom it quotes"
_SCALE = "the manual of the scale, and the report of the study"
_BOTH = "the title page of the work"

QUESTIONS = (
    Check("flow-end", Weight.CONTRADICTION, "step", "end of the flow of records",
          "“{stepLabel}” ends with {recordsOut} records", "{studies} studies are included", _FLOW),
    Check("date-conflicts", Weight.CONTRADICTION, "record", "{label}: {conflict}",
          "{date}", "{otherDate}", "the dates of the searches, and of the publication"),
    Check("studies-without-reference", Weight.SOURCES, "study", "{studyLabel}: in the reference list",
          "the study is included", "no entry of the reference list has its number", "its reference, from the authors"),
    Check("orphan-studies", Weight.SOURCES, "study", "{studyLabel}: in the results",
          "the study is included", "no statement of the results cites it, and no metaphor of it went into them",
          "the grids of the synthesis, from the authors"),
    Check("statement-discrepancies", Weight.STATEMENTS, "record", "{kind} and another statement",
          "in the coders' words: {statement}", "{given}",
          "the grids of the synthesis, from the authors", given="{discrepancy}"),
    Check("other-citations", Weight.SOURCES, "finding", "{title}: cited, not included",
          "the results cite it, in “{heading}”", "it is none of the included studies, but number {reference} of the"
          " reference list", "the results, and whether the statement rests on included studies",
          place="Results, {heading}", known=("reference",)),
    Check("other-citations", Weight.SOURCES, "finding", "{title}: cited, not listed",
          "the results cite it, in “{heading}”", "it is no included study, and has no number in the reference list",
          "its reference, from the authors", place="Results, {heading}", only={"reference": None}),
    Check("perspective-gaps", Weight.VOICES, "study", "{studyLabel}: speaks for {actorGroupLabel}",
          "{role}", "none of its samples is of {actorGroupLabel}; it sampled {sampled}", _STUDY,
          only={"gap": "perspective given, not sampled"}),
    Check("perspective-gaps", Weight.VOICES, "study", "{studyLabel}: sampled and not drawn on",
          "it sampled {given}", "the review draws from it the perspective of {perspectives}", _STUDY,
          given="{actorGroupLabel} ({participants})", only={"gap": "sampled, perspective not given"}),
    Check("band-gaps", Weight.SCALES, "ratingBand", "{scale}: {fault} between two bands",
          "“{ratingBandLabel}” and “{nextBand}” are neighbours", "{held} {scores}", "the manual of the scale"),
)  # fmt: skip

RULES = (
    Check("FlowTotalAddsUp", Weight.CONTRADICTION, "this", "{label}",
          "stated {total} records", "the searches found {found}", _FLOW),
    Check("FlowMeetsSources", Weight.CONTRADICTION, "this", "{label}",
          "screening begins with {recordsIn} records", "the searches found {found}", _FLOW),
    Check("FlowMeetsNextStep", Weight.CONTRADICTION, "this", "{label}",
          "the step begins with {recordsIn} records", "the step before it ends with {before}", _FLOW),
    Check("FlowStepAddsUp", Weight.CONTRADICTION, "this", "{label}",
          "of {recordsIn} records {excluded} are left out", "{recordsOut} are left", _FLOW),
    Check("FlowStepGainsNothing", Weight.CONTRADICTION, "this", "{label}",
          "the step begins with {recordsIn} records", "it ends with {recordsOut}", _FLOW),
    Check("ReferenceNumberIsUnique", Weight.SOURCES, "this", "reference number {number}",
          "{label}", "{given} has the number, too", "the reference list", given="{value}"),
    Check("PublicationStandsOnce", Weight.SOURCES, "this", "{label}",
          "listed once", "listed again, with the same title and year: {given}", "the reference list", given="{value}"),
    Check("GroupHasIndexStudy", Weight.VOICES, "this", "index study of {value}",
          "translation for other groups starts from an index study", "none is named for {value}",
          "the grids of the synthesis, from the authors"),
    Check("RatingInBand", Weight.SCALES, "this", "{label}: rating", "printed as “{printed}”",
          "not in the band that is given for it: {given}", _SCALE, given="{score}"),
    Check("RatingInScale", Weight.SCALES, "this", "{label}: rating", "printed as “{printed}”",
          "off the scale: {given}", _SCALE, given="{score}"),
    Check("RatingInSomeBand", Weight.SCALES, "this", "{label}: rating", "printed as “{printed}”",
          "in no band of the scale: {given}", _SCALE, given="{score}"),
    Check("Rating-hasScoreFrom-ascends", Weight.SCALES, "this", "{label}: rating", "printed as “{printed}”",
          "the range goes from the larger number, {from}, to the smaller, {to}", _SCALE),
    Check("StatedValue-hasValueFrom-ascends", Weight.SCALES, "this", "{label}", "printed as “{printed}”",
          "the range goes from the larger number, {from}, to the smaller, {to}", "the source of the range"),
    Check("YearsAgree", Weight.NAMES, "this", "{label}: year", "the table of studies prints {printed}",
          "the reference list prints {given}", _BOTH, given="{value}"),
    Check("FirstAuthorsAgree", Weight.NAMES, "this", "{label}: first author", "the table of studies prints {printed}",
          "the reference list prints {given}", _BOTH, given="{value}"),
)  # fmt: skip


_UNKNOWN = Record("", "", "")


def questions(corpus: Corpus, review: str, records: Mapping[str, Record]) -> Iterator[Difference]:
    """Ask the questions that find differences."""
    fuller = _Rows(corpus, review)
    for check in QUESTIONS:
        rows = corpus.query(check.source, review=review)
        yield from _said(check, [fuller.row(check.source, row) for row in rows if check.counts(row)], records)


def rules(
    found: Mapping[str, list[Row]], records: Mapping[str, Record], labels: Mapping[str, str]
) -> Iterator[Difference]:
    """Say what rules found of the records of a review."""
    for check in RULES:
        rows = [row for row in found.get(check.source, ()) if row["this"] in records]
        yield from _said(check, [_named(row, records, labels) for row in rows if not _is_mirrored(row, rows)], records)


def notes(corpus: Corpus, review: str) -> Iterator[Note]:
    """Say what a reader should know and what is no difference: thin support, and what rests on the coders' reading."""
    for row in corpus.query("thin-support", review=review):
        if row["limitation"] in ("no study", "one study"):
            supported = f": {row['supportedBy']}" if row["supportedBy"] else ""
            yield Note(
                f"The metaphor “{row['thirdOrderLabel']}” rests on {row['limitation']}{supported}.", "thin-support"
            )
    for row in corpus.query("relations-by-basis", review=review):
        said = {"stated": "said by the review", "inferred": "the coders' reading"}.get(
            row["basis"], "of no known basis"
        )
        relation = f"“{row['relation']}”" if row["relation"] else "no relation"
        yield Note(f"{row['kind'].capitalize()}s with {relation}, {said}: {row['count']}.", "relations-by-basis")


class _Rows:
    """Rows of questions, made fuller: with whom studies sampled and speak for, and with scores in words."""

    def __init__(self, corpus: Corpus, review: str) -> None:
        self._samples = corpus.query("samples", review=review)
        self._perspectives = corpus.query("perspectives", review=review)
        self._index = {(row["study"], row["actorGroup"]) for row in corpus.query("index-studies", review=review)}

    def row(self, source: str, row: Row) -> Row:
        if source == "perspective-gaps":
            return row | self._people(row)
        if source == "band-gaps":
            first, last = row["valueFrom"], row["valueTo"]
            held = "no band holds" if row["fault"] == "gap" else "both bands hold"
            return row | {"held": held, "scores": first if first == last else f"{first} to {last}"}
        if source == "other-citations":
            return row | {"title": row["title"] or "a work without a title"}
        return row

    def _people(self, row: Row) -> Row:
        study, group = row["study"], row["actorGroup"]
        samples = [one for one in self._samples if one["study"] == study]
        names = [one["actorGroupLabel"] or one["unit"] or "others" for one in samples]
        counts = [one["count"] or "number unknown" for one in samples]
        sampled = [f"{name} ({count})" for name, count in zip(names, counts, strict=True)]
        speaks = (one["actorGroupLabel"] for one in self._perspectives if one["study"] == study)
        return {
            "sampled": " and ".join(sampled) or "nobody that is known",
            "perspectives": " and ".join(speaks) or "no group",
            "role": self._role(row, is_index=(study, group) in self._index),
        }

    def _role(self, row: Row, *, is_index: bool) -> str:
        basis = "as the review says" if row["basis"] == "stated" else "by the coders' reading"
        index = f"it is the index study for {row['actorGroupLabel']}, and " if is_index else ""
        return f"{index}the review draws the perspective of {row['actorGroupLabel']} from it, {basis}"


def _said(check: Check, rows: Iterable[Row], records: Mapping[str, Record]) -> Iterator[Difference]:
    """Fill the texts of a check; rows that differ only in what is `given` are one difference."""
    together: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        record = records.get(str(row.get(check.record)), _UNKNOWN)
        filled = {"label": record.label, "place": record.place, "printed": record.printed, "given": ""} | row
        texts = (check.what, check.place, check.one, check.other)
        key = (str(row.get(check.record) or ""), *(text.format_map(filled) for text in texts))
        together.setdefault(key, []).append(filled)
    for (iri, what, place, *_), same in together.items():
        filled = same[0] | {"given": " and ".join(dict.fromkeys(check.given.format_map(row) for row in same))}
        yield Difference(
            weight=check.weight,
            what=what,
            place=place,
            one=check.one.format_map(filled),
            other=check.other.format_map(filled),
            settled_by=check.settled_by,
            sources=(check.source,),
            records=(iri,),
        )


def _named(row: Row, records: Mapping[str, Record], labels: Mapping[str, str]) -> Row:
    """Give a row with the name of the record that it holds as its value."""
    value = row.get("value")
    if not isinstance(value, str):
        return row
    return row | {"value": records[value].label if value in records else labels.get(value, value)}


def _is_mirrored(row: Row, rows: list[Row]) -> bool:
    """Whether a rule on two records found the same of them the other way round, and that comes first."""
    return any(one["this"] == row.get("value") and one.get("value") == row["this"] for one in rows) and (
        str(row.get("value")) < str(row["this"])
    )
