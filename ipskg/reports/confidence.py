"""What bears upon the confidence in the findings of a review: judgements as recorded, and what they can be read off.

Nothing here comes to a judgement (GRADE-CERQual, Lewin et al. 2018): it lays out what the graph holds of the
contributing studies, for the one who judges, beside what was judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.namespaces import local_name
from ipskg.reports import appraisal
from ipskg.reports.parts import grouped, metaphors

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.reports.parts import Study
    from ipskg.stores import Row

# The four components: the column of the query `confidence`, and its name.
COMPONENTS = {
    "limitations": "Methodological limitations",
    "coherence": "Coherence",
    "adequacy": "Adequacy",
    "relevance": "Relevance",
}


@dataclass(frozen=True)
class Judgement:
    """A confidence assessment: `concerns` gives level and explanation of each component, as far as recorded."""

    confidence: str | None
    reason: str | None
    concerns: dict[str, tuple[str | None, str | None]]
    judge: str | None
    date: str | None


@dataclass(frozen=True)
class Contribution:
    """What one study puts into a finding; `accounts` names its constructs, `people` whom it sampled."""

    study: Study
    cited: int
    accounts: tuple[str, ...]
    people: tuple[str, ...]
    persons: int
    perspectives: tuple[str, ...]
    quotations: int
    appraisal: str


@dataclass(frozen=True)
class Assessed:
    """A metaphor of the reviewers, or a finding, with what contributes to it and what was judged of it.

    `groups` are those whose experience it is about; `agreements` and `contradictions` are translations in words.
    """

    name: str
    statement: str | None
    groups: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    agreements: tuple[str, ...]
    contradictions: tuple[str, ...]
    judgements: tuple[Judgement, ...]


def read(corpus: Corpus, review: str) -> tuple[Assessed, ...]:
    """Read all metaphors of a review, and those findings of which somebody judged the confidence."""
    return _Reading(corpus, review).all()


class _Reading:
    def __init__(self, corpus: Corpus, review: str) -> None:
        def ask(name: str) -> list[Row]:
            return corpus.query(name, review=review)

        self._appraised = appraisal.read(corpus, review)
        self._metaphors = metaphors(corpus, review)
        self._judged = ask("confidence")
        self._grid, self._translations = ask("grid"), ask("translation")
        self._findings, self._expressions = ask("findings"), ask("expressions")
        self._samples = grouped(ask("samples"), lambda row: row["study"])
        self._perspectives = grouped(ask("perspectives"), lambda row: row["study"])
        self._quotations = grouped(ask("participants-accounts"), lambda row: row["study"])
        self._groups = grouped(ask("support"), lambda row: row["thirdOrder"])

    def all(self) -> tuple[Assessed, ...]:
        judged = {row["finding"]: row["findingText"] for row in self._judged if row["finding"]}
        return (*map(self._metaphor, self._metaphors), *(self._finding(iri, text) for iri, text in judged.items()))

    def _metaphor(self, iri: str) -> Assessed:
        rows = [row for row in self._translations if row["thirdOrder"] == iri]
        grid = {row["study"]: row for row in self._grid if row["thirdOrder"] == iri}
        accounts = grouped(rows, lambda row: row["study"])
        return Assessed(
            name=self._metaphors[iri],
            statement=next((row["interpretation"] for row in rows if row["interpretation"]), None),
            groups=_values(self._groups.get(iri, []), "actorGroupLabel"),
            contributions=tuple(
                self._contribution(
                    study, grid[study.iri]["findings"], _values(accounts.get(study.iri, []), "secondOrderLabel")
                )
                for study in self._appraised.studies
                if study.iri in grid
            ),
            agreements=_comparisons(rows, "reciprocal", "like"),
            contradictions=_comparisons(rows, "refutational", "against"),
            judgements=self._judgements("thirdOrder", iri),
        )

    def _finding(self, iri: str, text: str) -> Assessed:
        rows = [row for row in self._findings if row["finding"] == iri]
        expressed = grouped((row for row in self._expressions if row["finding"] == iri), lambda row: row["study"])
        cited = {row["study"] for row in rows}
        return Assessed(
            name=str(rows[0]["findingLabel"]) if rows else local_name(iri),
            statement=text,
            groups=_values(rows, "actorGroupLabel"),
            contributions=tuple(
                self._contribution(
                    study, int(study.iri in cited), _values(expressed.get(study.iri, []), "secondOrderLabel")
                )
                for study in self._appraised.studies
                if study.iri in cited or study.iri in expressed
            ),
            agreements=(),
            contradictions=(),
            judgements=self._judgements("finding", iri),
        )

    def _contribution(self, study: Study, cited: int, accounts: tuple[str, ...]) -> Contribution:
        samples = self._samples.get(study.iri, [])
        return Contribution(
            study=study,
            cited=cited,
            accounts=accounts,
            people=tuple(map(_sample, samples)),
            persons=sum(row["count"] or 0 for row in samples if row["unit"] == "persons"),
            perspectives=_values(self._perspectives.get(study.iri, []), "actorGroupLabel"),
            quotations=len(self._quotations.get(study.iri, [])),
            appraisal=self._appraised.of_study(study.iri),
        )

    def _judgements(self, column: str, iri: str) -> tuple[Judgement, ...]:
        return tuple(
            Judgement(
                confidence=row["confidence"],
                reason=row["rationale"],
                concerns={name: (row[column], row[f"{column}Reason"]) for column, name in COMPONENTS.items()},
                judge=row["judge"],
                date=row["date"],
            )
            for row in self._judged
            if row[column] == iri
        )


def _values(rows: list[Row], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[column] for row in rows if row[column] is not None))


def _sample(row: Row) -> str:
    count = "number not coded" if row["count"] is None else row["count"]
    unit = f" {row['unit']}" if row["actorGroupLabel"] and row["unit"] not in (None, "persons") else ""
    return f"{row['actorGroupLabel'] or row['unit'] or 'sample'}: {count}{unit}"


def _comparisons(rows: list[Row], relation: str, word: str) -> tuple[str, ...]:
    """Put translations into words, each once, with the studies that report what is translated and who judged so."""
    found = grouped(
        (row for row in rows if row["relation"] == relation),
        lambda row: (row["secondOrderLabel"], row["againstLabel"], row["coder"], row["rationale"]),
    )
    said = []
    for (construct, against, coder, rationale), own in found.items():
        judged = ", ".join(part for part in (f"judged by {coder}" if coder else "", rationale) if part)
        studies = ", ".join(_values(own, "studyLabel"))
        said.append(f"{construct} ({studies}) {word} {against}" + (f" ({judged.rstrip('.')})" if judged else ""))
    return tuple(said)
