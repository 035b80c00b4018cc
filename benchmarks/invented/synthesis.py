"""What stands in `synthesis.ttl`: sections with their findings, the metaphors of the reviewers, and the argument."""

from random import Random

from invented.front import AUTHORS, GROUPS, REVIEW
from invented.records import Draft
from invented.words import label, sentence

FILE = "synthesis.ttl"
METAPHORS = 8
FINDINGS = 10  # in each section
STEPS = 6

_RELATIONS = ("Enables", "Needs", "Hinders", "ConflictsWith")


def group_of(metaphor: int) -> str:
    """Give the actor group that a metaphor, counted from 1, is about."""
    return GROUPS[metaphor % len(GROUPS)]


def finding(metaphor: int, order: int) -> str:
    """Name a finding of the section that presents a metaphor."""
    return f":finding-{metaphor}-{order:02}"


def put_synthesis(draft: Draft, random: Random) -> None:
    """Put down what the review comes to; no study is named."""
    for metaphor in range(1, METAPHORS + 1):
        _put_section(draft, random, metaphor)
    _put_argument(draft, random)
    _put_confidence(draft, random, ":metaphor-1")


def _put_section(draft: Draft, random: Random, metaphor: int) -> None:
    group = group_of(metaphor)
    section = draft.put(
        *(FILE, f":section-{metaphor}", "ResultsSection"),
        isInReview=REVIEW,
        hasOrder=metaphor,
        hasHeading=label(random),
        concerns=group,
        presents=f":metaphor-{metaphor}",
    )
    draft.put(
        *(FILE, f":metaphor-{metaphor}", "ThirdOrderConstruct"),
        isInReview=REVIEW,
        prefLabel=label(random),
        concerns=group,
        hasInterpretation=sentence(random),
        hasBasis="metaeth:Inferred",
        isGroundFor=f":step-{metaphor}" if metaphor <= STEPS else None,
    )
    for order in range(1, FINDINGS + 1):
        draft.put(
            *(FILE, finding(metaphor, order), "Finding"),
            isInSection=section,
            hasOrder=order,
            states=sentence(random),
            isGroundFor=f":step-{random.randint(1, STEPS)}" if order == 1 else None,
            hasDiscrepancy=sentence(random) if (metaphor, order) == (1, 2) else None,
            wasAddedBy=":coder" if (metaphor, order) == (METAPHORS, FINDINGS) else None,
        )


def _put_argument(draft: Draft, random: Random) -> None:
    draft.put(FILE, ":line", "LineOfArgument", isInReview=REVIEW, hasHeading='"The line of argument"@en')
    draft.put(FILE, ":concepts", "skos:ConceptScheme", prefLabel='"concepts of the review"@en')
    draft.put(FILE, ":concept", "skos:Concept", inScheme=":concepts", prefLabel=label(random))
    for order in range(1, STEPS + 1):
        start = f":metaphor-{order}" if order % 2 else GROUPS[order % 3]
        draft.put(
            *(FILE, f":step-{order}", "ArgumentStep"),
            isStepOf=":line",
            hasOrder=order,
            states=sentence(random),
            relatesFrom=start,
            hasRelation=f"metaeth:{random.choice(_RELATIONS)}",
            relatesTo=":concept" if order == STEPS else f":metaphor-{order + 1}",
            hasBasis="metaeth:Stated",
        )


def _put_confidence(draft: Draft, random: Random, metaphor: str) -> None:
    draft.put(
        *(FILE, f"{metaphor}-confidence", "ConfidenceAssessment"),
        assesses=metaphor,
        hasConcernAboutMethodologicalLimitations="metaeth:MinorConcerns",
        hasConcernAboutCoherence="metaeth:ModerateConcerns",
        explainsCoherence=sentence(random),
        hasConfidence="metaeth:ModerateConfidence",
        hasRationale=sentence(random),
        wasJudgedBy=AUTHORS[0],
    )
