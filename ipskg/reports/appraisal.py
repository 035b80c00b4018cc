"""How the studies of a review were appraised: procedures, their questions, and the answers study by study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg.reports.parts import counted, grouped, included

if TYPE_CHECKING:
    from ipskg.corpus import Corpus
    from ipskg.reports.parts import Study
    from ipskg.stores import Row

NOT_PUBLISHED = "appraised, answers not published"
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Question:
    """A question of an appraisal tool; `heading` is its number and its name."""

    iri: str
    heading: str
    tool: str
    definition: str | None


@dataclass(frozen=True)
class Answer:
    """What somebody answered to one question about one study."""

    study: str
    question: str
    answer: str
    judge: str | None
    reason: str | None

    def __str__(self) -> str:
        return f"{self.answer} ({self.judge})" if self.judge else self.answer


@dataclass(frozen=True)
class Procedure:
    """A procedure by which a review appraised its studies; `published` is None where that is not coded."""

    name: str
    published: bool | None
    told: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]

    def of(self, study: str, question: str) -> tuple[Answer, ...]:
        """Give the answers to a question about a study."""
        return tuple(one for one in self.answers if (one.study, one.question) == (study, question))

    def cell(self, study: str, question: str) -> str:
        """Say what was answered: once where all agree, else each with who answered so."""
        found = self.of(study, question)
        alike = {one.answer for one in found}
        return alike.pop() if len(alike) == 1 else "\n".join(map(str, found)) or NO_ANSWER

    def of_study(self, study: str) -> str:
        """Say in a few lines how a study was appraised."""
        answered = [one for one in self.questions if self.of(study, one.iri)]
        if answered:
            said = [f"{one.heading}: {self.cell(study, one.iri)}".replace("\n", "; ") for one in answered]
            left = len(self.questions) - len(answered)
            return "\n".join(
                [*said, *([counted(left, "question", "questions") + " without an answer"] if left else [])]
            )
        return NOT_PUBLISHED if self.published is False else f"{self.name}: {NO_ANSWER}"

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools that the questions are from, each with its version."""
        return tuple(dict.fromkeys(one.tool for one in self.questions))


@dataclass(frozen=True)
class Appraisal:
    """All that is coded of the appraisal of a review's studies."""

    studies: tuple[Study, ...]
    procedures: tuple[Procedure, ...]

    def of_study(self, study: str) -> str:
        """Say in a few lines how a study was appraised."""
        return "\n".join(one.of_study(study) for one in self.procedures) or "no appraisal is coded"


def read(corpus: Corpus, review: str) -> Appraisal:
    """Read how the studies of a review were appraised."""
    told = grouped(corpus.query("appraisal-procedures", review=review), lambda row: row["record"])
    questions = grouped(corpus.query("appraisal-questions", review=review), lambda row: row["procedure"])
    answers = grouped(corpus.query("appraisals", review=review), lambda row: row["procedure"])
    return Appraisal(
        studies=tuple(included(corpus, review)),
        procedures=tuple(
            _procedure(rows, questions.get(procedure, []), answers.get(procedure, []))
            for procedure, rows in told.items()
        ),
    )


def _procedure(told: list[Row], questions: list[Row], answers: list[Row]) -> Procedure:
    details = tuple((str(row["detail"]), str(row["content"])) for row in told)
    published = {content for detail, content in details if detail == "answers published"}
    return Procedure(
        name="; ".join(content for detail, content in details if detail == "tool") or "appraisal",
        published=None if len(published) != 1 else "Yes" in published,
        told=details,
        questions=tuple(map(_question, questions)),
        answers=tuple(
            Answer(row["study"], row["appraisalQuestion"], row["answer"], row["judge"], row["rationale"])
            for row in answers
        ),
    )


def _question(row: Row) -> Question:
    number = "" if row["order"] is None else f"{row['order']}. "
    tool = " ".join(str(part) for part in (row["tool"], f"({row['version']})" if row["version"] else None) if part)
    return Question(
        iri=row["appraisalQuestion"],
        heading=f"{number}{row['appraisalQuestionLabel']}",
        tool=tool,
        definition=row["definition"],
    )
