"""What stands in `review.ttl`: the review, who made it, how studies came into it, and what it says of itself."""

from random import Random

from invented.records import Draft
from invented.words import family_name, label, sentence, words

FILE = "review.ttl"
REVIEW = ":review"
GROUPS = (":patients", ":relatives", ":staff")
AUTHORS = (":author-1", ":author-2")
YEARS = (1998, 2018)  # of the studies: searches and reviews come later

_PHASES = (
    "GettingStarted DecidingWhatIsRelevant ReadingTheStudies DeterminingHowStudiesAreRelated TranslatingTheStudies"
    " SynthesisingTranslations ExpressingTheSynthesis"
).split()
_DATABASES = ("CINAHL", "EMBASE", "MEDLINE", "PsycINFO", "Scopus")
_BANDS = (("low", 0, 49), ("high", 50, 100))


def put_front(draft: Draft, random: Random, *, number: int, namespace: str, studies: int) -> None:
    """Put down the review itself and all that does not depend on its results."""
    year = random.randint(2020, 2026)
    title = words(random, 8).capitalize()
    draft.put(
        *(FILE, REVIEW, "MetaEthnography"),
        prefLabel=f'"{family_name(random)} and {family_name(random)} {year}, {number}"@en',
        title=f'"{title}: a meta-ethnography"@en',
        preferredNamespacePrefix=f'"review{number}"',
        preferredNamespaceUri=f'"{namespace}"',
        hasYear=year,
        asksQuestion=sentence(random),
        hasAim=sentence(random),
        hasConclusion=sentence(random),
        hasActorGroup=list(GROUPS),
        wasWrittenBy=":authors",
    )
    _put_people(draft, random)
    _put_flow(draft, random, studies)
    _put_method(draft, random)
    _put_scale(draft)
    _put_what_it_says(draft, random, studies)


def _put_people(draft: Draft, random: Random) -> None:
    draft.put(FILE, ":authors", "ReviewTeam", prefLabel='"the authors of the review"@en', hasMember=list(AUTHORS))
    for author in AUTHORS:
        draft.put(FILE, author, "Reviewer", prefLabel=f'"{family_name(random)}"@en')
    for coder in ("coder", "second-coder"):
        draft.put(FILE, f":{coder}", "Coder", prefLabel=f'"the {coder.replace("-", " ")}"@en')
    draft.put(FILE, ":groups", "skos:ConceptScheme", prefLabel='"groups of the review"@en')
    for group in GROUPS:
        draft.put(FILE, group, "skos:Concept", "ActorGroup", inScheme=":groups", prefLabel=f'"{group[1:]}"@en')


def _put_flow(draft: Draft, random: Random, studies: int) -> None:
    databases = sorted(random.sample(_DATABASES, 3))
    draft.put(
        *(FILE, ":search", "Search"),
        isInReview=REVIEW,
        prefLabel='"the search"@en',
        usesDatabase=[f'"{one}"' for one in databases],
        usesSearchTerm=f'"{words(random, 3)}"',
        wasRunOn=f'"2019-0{random.randint(1, 9)}"',
    )
    found, read = random.randint(300, 3000), random.randint(40, 120)
    end = studies - random.randint(0, 3)  # with those of the reference lists, or else it does not add up
    added = random.randint(0, 2)
    steps = (
        ("records found", "Identification", None, found),
        ("titles and abstracts read", "TitleAndAbstractScreening", found, read),
        ("full texts read", "FullTextAssessment", read, end),
        ("reference lists read", "ReferenceChecking", end, end + added),
    )
    for order, (name, stage, into, out) in enumerate(steps, 1):
        step = draft.put(
            *(FILE, f":flow-{order}", "ScreeningStep"),
            isInReview=REVIEW,
            prefLabel=f'"{name}"@en',
            hasOrder=order,
            hasStage=f"metaeth:{stage}",
            hasRecordsIn=into,
            hasRecordsOut=out,
            wasCarriedOutBy=AUTHORS[0],
        )
        if into and into > out:
            reason = sentence(random, 9)
            draft.put(FILE, f"{step}-exclusion", "Exclusion", isExclusionAt=step, hasReason=reason, hasCount=into - out)


def _put_method(draft: Draft, random: Random) -> None:
    for order, phase in enumerate(_PHASES, 1):
        draft.put(
            *(FILE, f":phase-{order}", "Phase"),
            isInReview=REVIEW,
            hasOrder=order,
            hasHeading=label(random),
            realisesPhase=f"metaeth:{phase}",
            states=sentence(random) if order > 1 else None,
            wasCarriedOutBy=AUTHORS[1] if order == 4 else None,
        )
    draft.put(
        *(FILE, ":appraisal", "AppraisalProcedure"),
        isInReview=REVIEW,
        usesTool='"CASP Qualitative Checklist"',
        appliesTool="metaeth:CaspQualitativeChecklist",
        publishesAnswers="metaeth:Yes",
        wasCarriedOutBy=AUTHORS[0],
    )


def _put_scale(draft: Draft) -> None:
    draft.put(FILE, ":bands", "skos:ConceptScheme", prefLabel='"bands of the scale"@en')
    draft.put(FILE, ":scale", "Scale", prefLabel='"scale of the service"@en', hasLowestScore=0, hasHighestScore=100)
    for name, lowest, highest in _BANDS:
        draft.put(
            *(FILE, f":{name}", "skos:Concept", "Band"),
            inScheme=":bands",
            prefLabel=f'"{name}"@en',
            isBandOf=":scale",
            hasLowestScore=lowest,
            hasHighestScore=highest,
        )


def _put_what_it_says(draft: Draft, random: Random, studies: int) -> None:
    for order, query in enumerate(("included-studies", "years-of-studies", "databases-searched"), 1):
        is_range = query == "years-of-studies"
        draft.put(
            *(FILE, f":stated-{order}", "StatedValue"),
            isInReview=REVIEW,
            hasOrder=order,
            prefLabel=f'"{query.replace("-", " ")}"@en',
            isOfKind=f"metaeth:{'Range' if is_range else 'Count'}",
            hasTextAsPrinted='"{}-{}"'.format(*YEARS) if is_range else f'"{studies}"',
            hasValue=None if is_range else studies,
            hasValueFrom=YEARS[0] if is_range else None,
            hasValueTo=YEARS[1] if is_range else None,
            hasPlace='"Abstract"@en',
            isDerivedBy=f"<https://w3id.org/ipskg/queries#{query}>",
            hasDiscrepancy=sentence(random, 15) if order == 3 else None,
        )
    for order, aspect in enumerate(("RationaleOfSearch", "Strength", "Limitation"), 1):
        draft.put(
            *(FILE, f":statement-{order}", "ReviewStatement"),
            isInReview=REVIEW,
            hasOrder=order,
            speaksOf=f"metaeth:{aspect}",
            states=sentence(random),
            hasPlace='"Discussion"@en',
        )
