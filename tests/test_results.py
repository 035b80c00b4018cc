"""The results of a review as Markdown, JSON and HTML."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

import ipskg
from ipskg.corpus import Corpus
from ipskg.errors import UnknownName
from ipskg.results import Account, Chapter, Citation, as_html, as_json, as_markdown, chapters

REVIEWS = Path(__file__).parent / "reviews"


@pytest.fixture(scope="module")
def coded() -> Chapter:
    (chapter,) = chapters(ipskg.open())
    return chapter


@pytest.fixture
def hostile(tmp_path: Path) -> Corpus:
    """Open a review whose texts try to be markup."""
    (tmp_path / "review.ttl").write_text(
        """@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix vann: <http://purl.org/vocab/vann/> .
        @prefix x: <https://example.org/x/> .
        x:review a metaeth:MetaEthnography ;
            vann:preferredNamespaceUri "https://example.org/x/" ; vann:preferredNamespacePrefix "x" ;
            skos:prefLabel "<script>alert(1)</script>"@en .
        x:one a metaeth:ResultsSection ; metaeth:isInReview x:review ; metaeth:hasOrder 1 ;
            metaeth:hasHeading "a *b* [c](d) & \\"e\\""@en .
        x:two a metaeth:Finding ; metaeth:isInSection x:one ; metaeth:hasOrder 1 ;
            metaeth:states "first line\\n# second <img src=x onerror=alert(1)>"@en .
        """,
        "utf-8",
    )
    return ipskg.open(tmp_path)


def test_a_finding_tells_citations_from_what_the_coder_inferred(coded: Chapter) -> None:
    """That IPS was thought too fast cites nothing; the coders read it as the account of one study."""
    section = next(section for section in coded.sections if section.heading == "Frustrating IPS collaboration")
    too_fast, pre_vocational = section.findings[6:8]
    assert "too fast" in too_fast.text
    assert too_fast.cites == ()
    assert [account.study for account in too_fast.inferred] == ["Hasson et al. 2011"]
    assert pre_vocational.cites == (Citation(reference="28", study="Hasson et al. 2011"),)


def test_what_stands_against_a_metaphor_names_both_accounts_and_why(coded: Chapter) -> None:
    """The clinicians of two studies contradict each other, on the coders' reading."""
    (metaphor,) = coded.sections[-1].metaphors
    pairs = {(one.studies, one.against_studies) for one in metaphor.contradictions}
    assert (("Crain et al. 2009",), ("Quimby et al. 2001",)) in pairs
    assert all(one.rationale and one.basis == "inferred" for one in metaphor.contradictions)
    assert metaphor.agreements == ()


def test_a_judgement_that_two_share_stands_once(tmp_path: Path) -> None:
    folder = shutil.copytree(REVIEWS / "tiny", tmp_path / "tiny")
    path = folder / "studies" / "waxley-2004.ttl"
    said = 'metaeth:wasJudgedBy tiny:coder ;\n    metaeth:hasRationale "Dark and dread'
    text = path.read_text("utf-8")
    assert said in text
    path.write_text(text.replace(said, said.replace("tiny:coder", "tiny:coder , tiny:second-coder")), "utf-8")
    (line,) = [line for line in as_markdown(chapters(ipskg.open(folder))).splitlines() if "Dark and dread" in line]
    assert line.endswith("(inferred by the first coder and the second coder)")


def test_a_step_that_relates_nothing_says_whether_it_is_stated() -> None:
    tiny = chapters(ipskg.open(REVIEWS / "tiny"))
    assert "3. All of it is done for the spring. (inferred)\n   - rests on: " in as_markdown(tiny)
    assert "All of it is done for the spring. (inferred)\n<br>" in as_html(tiny)


def test_a_borrowed_metaphor_names_the_study_that_had_it_first(coded: Chapter) -> None:
    borrowed = {one.label: one.borrowed_from for part in coded.sections for one in part.metaphors if one.borrowed_from}
    assert borrowed == {"culture brokers": ("Whitley et al. 2010",)}


def test_one_section_comes_without_line_of_argument_and_with_its_own_references() -> None:
    (chapter,) = chapters(ipskg.open(), section="section-uncertain")
    assert [section.order for section in chapter.sections] == [9]
    assert chapter.steps == ()
    assert [reference.number for reference in chapter.references] == ["19", "29"]


def test_an_unknown_section_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean section-uncertain"):
        chapters(ipskg.open(), section="uncertian")


def test_a_review_without_actor_groups_has_no_level_for_them() -> None:
    """Its sections stand directly below the title; one with groups has them one level down."""
    tiny = as_markdown(chapters(ipskg.open(REVIEWS / "tiny")))
    assert "\n## Winter as waiting\n" in tiny
    assert "\n### " not in tiny
    assert "\n## Clinicians\n\n### Uncertain about" in as_markdown(chapters(ipskg.open()))


def test_several_reviews_come_one_after_the_other() -> None:
    both = chapters(ipskg.open(REVIEWS / "tiny", REVIEWS / "grouped"))
    assert [len(chapter.sections) for chapter in both] == [3, 3]
    assert as_markdown(both).count("\n## References\n") == 2


def test_an_account_that_two_studies_share_stands_once_in_a_comparison() -> None:
    """Two coders' judgements of one pair are two comparisons, however many studies report the construct."""
    (chapter,) = chapters(ipskg.open(REVIEWS / "tiny"))
    comparisons = [
        one
        for part in chapter.sections
        for metaphor in part.metaphors
        for one in metaphor.agreements + metaphor.contradictions
    ]
    assert len(comparisons) == len(set(comparisons))
    judged = [(one.construct, one.against) for one in comparisons]
    twice = {pair for pair in judged if judged.count(pair) > 1}
    assert len(twice) == 1
    assert {one.coder for one in comparisons if (one.construct, one.against) in twice} == {
        "the first coder",
        "the second coder",
    }


def test_json_holds_what_the_chapters_hold(coded: Chapter) -> None:
    (review,) = json.loads(as_json([coded]))["reviews"]
    assert review["sections"][0]["heading"] == coded.sections[0].heading
    assert len(review["steps"]) == len(coded.steps) == 12


def test_text_of_the_graph_cannot_become_markdown(hostile: Corpus) -> None:
    page = as_markdown(chapters(hostile))
    assert "<script>" not in page.replace("\\<script\\>", "")
    assert "1. first line \\# second \\<img src=x onerror=alert(1)\\>" in page
    assert "a \\*b\\* \\[c\\](d) & " in page


def test_text_of_the_graph_cannot_become_html(hostile: Corpus) -> None:
    """The page has no element that its template does not have, and is well nested."""
    page = as_html(chapters(hostile))
    assert "<script" not in page
    assert "<img" not in page
    assert open_elements(as_html(chapters(ipskg.open()))) == []


def open_elements(page: str) -> list[str]:
    """Give the elements of a page that are not closed in order."""

    class Nesting(HTMLParser):
        opened: tuple[str, ...] = ()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("meta", "br"):
                self.opened += (tag,)

        def handle_endtag(self, tag: str) -> None:
            assert self.opened[-1] == tag
            self.opened = self.opened[:-1]

    nesting = Nesting()
    nesting.feed(page)
    return list(nesting.opened)


def test_what_is_inferred_of_a_finding_is_an_account_with_its_study(coded: Chapter) -> None:
    """No account is inferred of a study that the finding cites."""
    for section in coded.sections:
        for finding in section.findings:
            assert not {one.study for one in finding.inferred} & {one.study for one in finding.cites}
    assert (
        Account(construct="work as a stressor that competes with treatment", study="Quimby et al. 2001")
        in coded.sections[-1].findings[1].inferred
    )


def test_what_a_coder_added_is_told_apart_from_the_review() -> None:
    """A study that the second coder included, the finding that it brought along, and its citation there."""
    (chapter,) = chapters(ipskg.open(REVIEWS / "tiny"))
    (addition,) = chapter.additions
    assert (addition.study, addition.coder, addition.date) == ("Drone 2019", "the second coder", "2020-02-01")
    telephone = chapter.sections[1].findings[2]
    assert telephone.added_by == "the second coder"
    assert telephone.cites == (Citation(reference=None, study="Drone 2019 (added)", added=True),)
    others = [finding for section in chapter.sections for finding in section.findings if finding != telephone]
    assert {finding.added_by for finding in others} == {None}
    assert not any(cited.added for finding in others for cited in finding.cites)


@pytest.mark.parametrize("write", [as_markdown, as_html])
def test_what_a_coder_added_is_marked_where_it_is_read(write) -> None:
    text = write(chapters(ipskg.open(REVIEWS / "tiny")))
    assert "Drone 2019 is not in the review: the second coder added it on 2020-02-01." in text
    assert "(added by the second coder)" in text
    assert "[Drone 2019 (added)]" in text


def test_a_review_to_which_nothing_was_added_marks_nothing(coded: Chapter) -> None:
    assert coded.additions == ()
    assert "(added" not in as_markdown([coded])
