"""A review made by chance, the same for the same seed, and what follows from it, derived here without any engine."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from ipskg.namespaces import METAETH, PREFIXES

NAMESPACE = "https://example.org/chance/"
Statement = tuple[str, str, str]


@dataclass
class Review:
    """Statements between ids, each relation a term of the ontology; `a` gives a kind."""

    statements: set[Statement] = field(default_factory=set)

    def say(self, subject: str, relation: str, value: str) -> None:
        self.statements.add((subject, relation, value))

    def pairs(self, *relations: str) -> set[tuple[str, str]]:
        return {(subject, value) for subject, relation, value in self.statements if relation in relations}

    def write(self, folder: Path) -> Path:
        """Write it as a review folder; a study needs no file of its own to be reasoned on."""
        folder.mkdir()
        prefixes = f"@prefix c: <{NAMESPACE}> .\n@prefix metaeth: <{METAETH}> .\n@prefix vann: <{PREFIXES['vann']}> .\n"
        header = (
            f'c:review a metaeth:MetaEthnography ; vann:preferredNamespaceUri "{NAMESPACE}" ;'
            ' vann:preferredNamespacePrefix "c" .\n'
        )
        lines = [f"c:{one} {written(how)} {kind(value, how)} .\n" for one, how, value in sorted(self.statements)]
        (folder / "review.ttl").write_text(prefixes + header, "utf-8")
        (folder / "synthesis.ttl").write_text(prefixes + "".join(lines), "utf-8")
        return folder


def written(relation: str) -> str:
    return "a" if relation == "a" else f"metaeth:{relation}"


def kind(value: str, relation: str) -> str:
    return f"metaeth:{value}" if relation == "a" else f"c:{value}"


def generated(seed: int, *, studies: int = 12) -> Review:
    """Make a review that holds together: what a coder could write, in any order and with gaps."""
    chance, review = Random(seed), Review()
    metaphors = [f"metaphor-{n}" for n in range(4)]
    findings = [f"finding-{n}" for n in range(20)]
    for n, metaphor in enumerate(metaphors):
        review.say(metaphor, "a", "ThirdOrderConstruct")
        review.say(f"section-{n}", "a", "ResultsSection")
        if chance.random() < 0.8:
            review.say(f"section-{n}", "presents", metaphor)
    for finding in findings:
        if chance.random() < 0.9:
            review.say(finding, "isInSection", f"section-{chance.randrange(4)}")
    constructs = [f"construct-{n}" for n in range(3 * studies)]
    for n in range(studies):
        add_study(review, chance, f"study-{n}", findings)
    for construct in constructs:
        add_construct(review, chance, construct, studies, findings, metaphors)
    for n in range(2 * studies):
        add_translation(review, chance, f"translation-{n}", constructs, metaphors)
    return review


def add_study(review: Review, chance: Random, study: str, findings: list[str]) -> None:
    review.say(study, "a", "PrimaryStudy")
    for n in range(chance.randint(0, 2)):
        review.say(f"{study}-report-{n}", "reports", study)
        for finding in chance.sample(findings, chance.randint(0, 2)):
            review.say(f"{study}-report-{n}", "isCitedFor", finding)
    if chance.random() < 0.8:
        review.say(f"{study}-inclusion", "includesStudy", study)
        if chance.random() < 0.3:
            review.say(f"{study}-inclusion", "isIndexStudyFor", "review")


def add_construct(
    review: Review, chance: Random, construct: str, studies: int, findings: list[str], metaphors: list[str]
) -> None:
    review.say(construct, "a", "SecondOrderConstruct")
    for n in chance.sample(range(studies), chance.randint(0, 2)):
        review.say(construct, "isReportedIn", f"study-{n}")
    for finding in chance.sample(findings, chance.randint(0, 2)):
        review.say(construct, "isExpressedIn", finding)
    if chance.random() < 0.1:
        review.say(construct, "isBorrowedAs", chance.choice(metaphors))


def add_translation(
    review: Review, chance: Random, translation: str, constructs: list[str], metaphors: list[str]
) -> None:
    """Say what kind of translation it is, by name or by its field only; or not, where it is merely against."""
    one, other = chance.sample(constructs, 2)
    field_, kind_ = chance.choice(
        [
            ("reciprocates", "ReciprocalTranslation"),
            ("refutes", "RefutationalTranslation"),
            ("isAgainst", "ReciprocalTranslation"),
            ("isAgainst", "RefutationalTranslation"),
        ]
    )
    review.say(translation, "translates", one)
    review.say(translation, field_, other)
    if field_ == "isAgainst" or chance.random() < 0.7:
        review.say(translation, "a", kind_)
    if chance.random() < 0.8:
        review.say(translation, "translatesInto", chance.choice(metaphors))


def following(review: Review) -> set[Statement]:
    """Derive what follows, by the definitions of the ontology read as sentences, and is not said already."""
    follows = derived(review) | broader(review)
    follows |= kinds(review)
    return follows - review.statements


def derived(review: Review) -> set[Statement]:
    section_of = dict(review.pairs("isInSection"))
    presented = dict(review.pairs("presents"))

    def metaphor_of(finding: str) -> str | None:
        return presented.get(section_of.get(finding, ""))

    study_of = dict(review.pairs("reports"))
    found = set()
    for report, finding in review.pairs("isCitedFor"):
        if report in study_of and (metaphor := metaphor_of(finding)):
            found.add((study_of[report], "supports", metaphor))
    for construct, finding in review.pairs("isExpressedIn"):
        if metaphor := metaphor_of(finding):
            found.add((construct, "contributesTo", metaphor))
    for construct, metaphor in review.pairs("isBorrowedAs"):
        found |= {(construct, "contributesTo", metaphor), (metaphor, "a", "BorrowedConstruct")}
    into = dict(review.pairs("translatesInto"))
    for translation, construct in review.pairs("translates", "isAgainst", "reciprocates", "refutes"):
        if translation in into:
            found.add((construct, "contributesTo", into[translation]))
    refutational = {one for one, _ in review.pairs("refutes")}
    refutational |= {one for one, kind_ in review.pairs("a") if kind_ == "RefutationalTranslation"}
    found |= {(into[one], "a", "ContestedConstruct") for one in refutational if one in into}
    found |= {(study, "a", "IncludedStudy") for _, study in review.pairs("includesStudy")}
    index = {one for one, _ in review.pairs("isIndexStudyFor")}
    found |= {(study, "a", "IndexStudy") for one, study in review.pairs("includesStudy") if one in index}
    return found | contradictions(review)


def contradictions(review: Review) -> set[Statement]:
    translated = dict(review.pairs("translates"))
    reported: dict[str, set[str]] = {}
    for construct, study in review.pairs("isReportedIn"):
        reported.setdefault(construct, set()).add(study)
    found = set()
    for translation, refuted in review.pairs("refutes"):
        for one in reported.get(translated[translation], ()):
            for other in reported.get(refuted, ()):
                found |= {(one, "contradicts", other), (other, "contradicts", one)}
    return found


def broader(review: Review) -> set[Statement]:
    return {(one, "isAgainst", other) for one, other in review.pairs("reciprocates", "refutes")}


def kinds(review: Review) -> set[Statement]:
    """Give the kinds of the records that do not say theirs, by their fields: only of some that are made here."""
    fields = {
        "isCitedFor": {"Publication"},
        "reports": {"StudyReport", "Publication"},
        "includesStudy": {"Inclusion"},
        "reciprocates": {"ReciprocalTranslation", "Translation"},
        "refutes": {"RefutationalTranslation", "Translation"},
        "isInSection": {"Finding"},
    }
    named = {"isCitedFor": "Finding", "isExpressedIn": "Finding"}
    said = {one for one, _ in review.pairs("a")}
    found = {(one, "a", kind_) for one, how, _ in review.statements for kind_ in fields.get(how, ()) if one not in said}
    return found | {(value, "a", named[how]) for _, how, value in review.statements if how in named}
