"""What stands in the files of the studies, and the works that are cited beside them."""

from dataclasses import dataclass
from random import Random

from invented.front import AUTHORS, FILE, GROUPS, REVIEW, YEARS
from invented.records import Draft
from invented.synthesis import FINDINGS, METAPHORS, STEPS, finding, group_of
from invented.words import family_name, label, sentence, words

STUDIES = 20
TRANSLATIONS = 25

_COUNTRIES = ("Sweden", "USA", "Canada", "UK", "Australia", "Denmark", "Norway", "Japan", "Brazil", "Kenya")
_DESIGNS = ("InterviewStudy", "InterviewStudy", "CaseStudy", "Ethnography", "Survey")


@dataclass(frozen=True)
class Study:
    """A study, with its place among those of the review, from 1."""

    order: int
    author: str
    year: int
    metaphors: tuple[int, ...]  # those of the reviewers that it may speak for
    cited: tuple[int, ...]  # those that it is cited for
    is_unused: bool  # no finding draws on it
    is_late: bool  # a coder added it

    @property
    def name(self) -> str:
        """Its own name: author and year, and its place, since authors and years come more than once."""
        return f":{self.author.lower()}-{self.year}-{self.order}"

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return f"studies/{self.name[1:]}.ttl"

    @property
    def group(self) -> str:
        """The actor group that it gives the perspective of."""
        return group_of(self.metaphors[0])


@dataclass(frozen=True)
class Construct:
    """A metaphor of a study, and the metaphor of the reviewers that it goes into."""

    name: str
    study: Study
    metaphor: int


def put_studies(draft: Draft, random: Random, *, number: int) -> tuple[Study, ...]:
    """Put down the studies of a review, their translations and the other works that are cited."""
    studies = tuple(_study(random, order, number) for order in range(1, STUDIES + 1))
    constructs = []
    for study in studies:
        _put_study(draft, random, study)
        _put_report(draft, random, study)
        constructs += [_put_construct(draft, random, study, which) for which in ("first", "second")]
    _put_translations(draft, random, constructs)
    _put_other_works(draft, random)
    return studies


def _study(random: Random, order: int, number: int) -> Study:
    metaphors = tuple(range(order % len(GROUPS) or len(GROUPS), METAPHORS + 1, len(GROUPS)))
    return Study(
        order=order,
        author=family_name(random),
        year=random.randint(*YEARS),
        metaphors=metaphors,
        cited=metaphors if number % 3 or len(metaphors) < 3 else metaphors[:-1],
        is_unused=order == STUDIES - 1 and number % 4 == 0,
        is_late=order == STUDIES,
    )


def _put_study(draft: Draft, random: Random, study: Study) -> None:
    draft.put(
        *(study.file, study.name, "PrimaryStudy"),
        prefLabel=f'"{study.author} et al. {study.year}"@en',
        hasDesign=f"metaeth:{random.choice(_DESIGNS)}",
        wasConductedIn=f'"{random.choice(_COUNTRIES)}"',
        isPartOfTrial=random.choice((None, "metaeth:Yes", "metaeth:No")),
        hasAim=sentence(random, 20),
        givesPerspectiveOf=study.group,
    )
    draft.put(
        *(study.file, f"{study.name}-inclusion", "Inclusion"),
        includesStudy=study.name,
        isInReview=REVIEW,
        wasIncludedBy=":coder" if study.is_late else ":authors",
        wasIncludedOn='"2026-05-01"' if study.is_late else None,
        hasOrder=study.order,
        hasFirstAuthor=f'"{study.author}"',
        hasYear=study.year,
        hasAuthorAsPrinted=f'"{study.author} et al."' if study.order % 2 else None,
        hasMethodAsPrinted=f'"{words(random, 4)}"' if study.order % 2 else None,
        isIndexStudyFor=study.group if study.order <= len(GROUPS) else None,
    )
    draft.put(
        *(study.file, f"{study.name}-sample", "Sample"),
        isSampleOf=study.name,
        wasDrawnFrom=study.group if study.order % 7 else GROUPS[0],
        hasCount=random.randint(4, 60),
        hasUnit="metaeth:Person",
    )
    if study.order % 4 == 0:
        _put_judgements(draft, random, study)


def _put_judgements(draft: Draft, random: Random, study: Study) -> None:
    score = random.randint(0, 100)
    draft.put(
        *(study.file, f"{study.name}-rating", "Rating"),
        isRatingOf=study.name,
        isOnScale=":scale",
        hasTextAsPrinted=f'"{score} points"',
        hasBandFrom=":low" if score < 50 else ":high",
        hasScoreFrom=score,
    )
    draft.put(
        *(study.file, f"{study.name}-appraisal", "Appraisal"),
        followsProcedure=":appraisal",
        appraises=study.name,
        answersQuestion=f"metaeth:Casp{random.choice(('Aims', 'Method', 'Design', 'Ethics'))}",
        hasAnswer=random.choice(("metaeth:Yes", "metaeth:CannotTell")),
        wasJudgedBy=AUTHORS[0],
    )


def _put_report(draft: Draft, random: Random, study: Study) -> None:
    cited = {finding(random.choice(study.cited), random.randint(1, FINDINGS)) for _ in range(3)}
    draft.put(
        *(study.file, f"{study.name}-report", "StudyReport"),
        reports=study.name,
        isInReview=REVIEW,
        hasReferenceNumber=None if study.is_late else f'"{study.order}"',
        hasAuthorsAsPrinted=f'"{study.author} A, {family_name(random)} B"',
        hasFirstAuthor=f'"{study.author}"',
        hasYear=study.year,
        title=f'"{words(random, 9).capitalize()}"@en',
        appearsIn=f'"J {family_name(random)} Res"' if study.order % 2 else None,
        isCitedFor=None if study.is_unused else sorted(cited),
    )


def _put_construct(draft: Draft, random: Random, study: Study, which: str) -> Construct:
    metaphor = random.choice(study.metaphors)
    is_orphan = study.is_unused or (study.is_late and which == "second")
    expressed = {finding(metaphor, random.randint(1, FINDINGS)) for _ in range(random.randint(1, 2))}
    name = draft.put(
        *(study.file, f"{study.name}-{which}", "SecondOrderConstruct"),
        prefLabel=label(random),
        isReportedIn=study.name,
        concerns=study.group if which == "first" else None,
        hasBasis="metaeth:Stated",
        isExpressedIn=None if is_orphan else sorted(expressed),
        isBorrowedAs=f":metaphor-{metaphor}" if study.order == 1 and which == "first" else None,
    )
    if which == "second" and study.order % 5 == 0 and not is_orphan:
        _put_account(draft, random, study, name)
    return Construct(name, study, metaphor)


def _put_account(draft: Draft, random: Random, study: Study, construct: str) -> None:
    draft.put(
        *(study.file, f"{study.name}-account", "FirstOrderConstruct"),
        prefLabel=label(random),
        states=sentence(random),
        isReportedIn=study.name,
        isInterpretedAs=construct,
    )


def _put_translations(draft: Draft, random: Random, constructs: list[Construct]) -> None:
    """Translate a construct of most studies against one of an earlier study of its group, some of them twice."""
    firsts = [one for one in constructs if one.name.endswith("-first") and not one.study.is_unused]
    seconds = [one for one in constructs if one.name.endswith("-second") and not one.study.is_late]
    later = [one for one in (*firsts, *seconds) if one.study.order > len(GROUPS) and not one.study.is_unused]
    for number, one in enumerate(later[: TRANSLATIONS - 1]):
        against = random.choice([other for other in firsts if _comes_before(other, one)])
        agrees = random.random() < 0.6
        _put_translation(draft, random, one, against, agrees=agrees, by=":coder")
        if number == 0:
            _put_translation(draft, random, one, against, agrees=not agrees, by=":second-coder")


def _comes_before(one: Construct, other: Construct) -> bool:
    return one.study.group == other.study.group and one.study.order < other.study.order


def _put_translation(
    draft: Draft, random: Random, one: Construct, against: Construct, *, agrees: bool, by: str
) -> None:
    draft.put(
        *(one.study.file, f"{one.name}-by-{by[1:]}", f"Re{'ciprocal' if agrees else 'futational'}Translation"),
        translates=one.name,
        **{"reciprocates" if agrees else "refutes": against.name},
        translatesInto=f":metaphor-{one.metaphor}",
        hasBasis="metaeth:Inferred",
        wasJudgedBy=by,
        hasRationale=sentence(random) if random.random() < 0.9 else None,
        isGroundFor=f":step-{random.randint(1, STEPS)}" if random.random() < 0.3 else None,
    )


def _put_other_works(draft: Draft, random: Random) -> None:
    for order in range(1, 4):
        draft.put(
            *(FILE, f":work-{order}", "Publication"),
            isInReview=REVIEW,
            hasReferenceNumber=f'"{STUDIES + order}"',
            hasAuthorsAsPrinted=f'"{family_name(random)} C"',
            hasYear=random.randint(1980, 2022),
            title=f'"{words(random, 9).capitalize()}"@en',
            isCitedFor=finding(order, order),
        )
