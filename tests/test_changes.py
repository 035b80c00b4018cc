"""What a change does to a synthesis: expectations counted by hand on the invented reviews and in the coded one."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import ipskg
from ipskg.changes import (
    Change,
    Changes,
    Contradiction,
    Meaning,
    ReviewChanges,
    StepChange,
    Study,
    Support,
    as_json,
    as_markdown,
    as_text,
    compare,
    leave_out,
    open_version,
)
from ipskg.corpus import Corpus
from ipskg.errors import UnknownName, WrongUsage
from ipskg.namespaces import local_name

REVIEWS = Path(__file__).parent / "reviews"
IPSKG = Path(sys.executable).with_name("ipskg")
EVERY_TINY = ("bumblewick-2001", "drone-2019", "skep-2007", "smoker-unpublished", "waxley-2004")


def changes(before: Corpus, after: Corpus) -> ReviewChanges:
    """Compare two versions of one review."""
    (review,) = compare(before, after).reviews
    return review


def without(name: str, *studies: str) -> ReviewChanges:
    """Leave studies out of an invented review."""
    corpus = ipskg.open(REVIEWS / name)
    return changes(corpus, corpus.without(*studies))


def support(told: Support | None) -> tuple[set[str], set[str], int | None, int | None, int | None] | None:
    """Show on what something rests, its studies by the first part of their ids."""
    if told is None:
        return None
    return short(told.cited), short(told.accounts), told.participants, told.countries, told.in_trials


def short(studies: Iterable[Study]) -> set[str]:
    return {local_name(study.iri).partition("-")[0] for study in studies}


def changed(records: Iterable[Change]) -> dict[str, tuple[Meaning, ...]]:
    """Give what changes by id, and what it means."""
    return {local_name(record.iri): record.meanings for record in records if record.meanings}


def one(records: Iterable[Change], id: str) -> Change:
    (found,) = (record for record in records if local_name(record.iri) == id)
    return found


def step(review: ReviewChanges, id: str) -> StepChange:
    found = one(review.steps, id)
    assert isinstance(found, StepChange)
    return found


def pairs(review: ReviewChanges, meaning: Meaning) -> set[frozenset[str]]:
    """Give the contradictions of which something is true, by the ids of their accounts."""
    return {frozenset(map(local_name, one.accounts)) for one in review.contradictions if meaning in one.meanings}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Copy the tiny review, so that a test may change it."""
    return shutil.copytree(REVIEWS / "tiny", tmp_path / "tiny")


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def add(path: Path, triples: str) -> None:
    path.write_text(path.read_text("utf-8") + triples, "utf-8")


# What it means that a study goes


def test_a_study_that_goes_takes_its_citations_and_its_accounts() -> None:
    """Without Skep, company is left with Waxley's citation and two accounts, waiting with two studies of three."""
    review = without("tiny", "skep-2007")
    assert changed(review.metaphors) == {"company": (Meaning.LOSES,), "waiting": (Meaning.LOSES,)}
    company, waiting = one(review.metaphors, "company"), one(review.metaphors, "waiting")
    assert support(company.before) == ({"skep", "waxley"}, {"bumblewick", "skep", "waxley"}, 32, 2, 1)
    assert support(company.after) == ({"waxley"}, {"bumblewick", "waxley"}, 20, 1, 1)
    assert support(waiting.before) == ({"bumblewick", "skep", "waxley"}, {"bumblewick", "skep", "waxley"}, 47, 2, 1)
    assert support(waiting.after) == ({"bumblewick", "waxley"}, {"bumblewick", "waxley"}, 35, 2, 1)
    assert short(company.lost) == short(waiting.lost) == {"skep"}
    assert (review.before - review.after, review.after - review.before) == (company.lost, frozenset())


def test_a_metaphor_that_does_not_change_stands_there_with_no_meaning() -> None:
    review = without("tiny", "skep-2007")
    assert support(one(review.metaphors, "listening").after) == (
        {"bumblewick", "drone"},
        {"bumblewick", "drone"},
        15,
        2,
        0,
    )
    assert support(one(review.metaphors, "keeping").after) == (set(), set(), 0, 0, 0)
    assert [local_name(record.iri) for record in review.metaphors] == ["company", "keeping", "listening", "waiting"]


def test_a_translation_goes_with_either_of_its_sides() -> None:
    """Without Waxley, the three judgements in Skep's file on an account of Waxley's are gone as well."""
    review = without("tiny", "waxley-2004")
    assert pairs(review, Meaning.GOES) == {
        frozenset({"skep-2007-guests", "waxley-2004-peace"}),
        frozenset({"waxley-2004-dread", "waxley-2004-peace"}),
    }
    assert step(review, "step-company").lost_grounds == ("“bees as winter guests” against “a peace that summer lacks”",)
    left = ipskg.open(REVIEWS / "tiny").without("waxley-2004")
    (row,) = [row for row in left.query("grid", study="skep-2007") if row["thirdOrderLabel"] == "company"]
    assert (row["findings"], row["constructs"], row["reciprocal"], row["refutational"]) == (1, 3, 1, 0)


def test_a_metaphor_may_rest_on_one_study_by_its_accounts_only() -> None:
    """Without Skep and Waxley, nobody is cited for company; of Bumblewick one account was taken over."""
    review = without("tiny", "skep-2007", "waxley-2004")
    company = one(review.metaphors, "company")
    assert company.meanings == (Meaning.ONE_STUDY, Meaning.UNCITED, Meaning.LOSES)
    assert support(company.after) == (set(), {"bumblewick"}, 0, 0, 0)


def test_a_step_loses_the_grounds_that_no_longer_lead_to_a_study() -> None:
    """Without Bumblewick, the statement on the hum cites nobody; the account of the long dark is Waxley's alone."""
    review = without("tiny", "bumblewick-2001")
    listening = step(review, "step-listening")
    assert listening.meanings == (Meaning.LOSES, Meaning.GROUNDS)
    assert listening.lost_grounds == ("Listening to the hive, 1",)
    assert support(listening.after) == ({"drone", "skep", "waxley"}, {"drone", "skep", "waxley"}, None, None, None)
    assert changed(review.metaphors)["listening"] == (Meaning.ONE_STUDY, Meaning.LOSES)
    assert changed(review.metaphors)["company"] == (Meaning.LOSES,)
    assert step(review, "step-hurry").meanings == ()
    assert not pairs(review, Meaning.GOES)


def test_a_group_rests_on_what_supports_the_metaphors_about_it() -> None:
    """Without Buoy, the translation in its file no longer puts Lamp's account of the wall under the bell."""
    review = without("grouped", "buoy-1951")
    assert changed(review.metaphors) == {
        "bell": (Meaning.ONE_STUDY, Meaning.LOSES),
        "sea": (Meaning.FALLS_AWAY, Meaning.LOSES),
    }
    assert changed(review.groups) == {
        "keepers": (Meaning.ONE_STUDY, Meaning.LOSES),
        "sailors": (Meaning.ONE_STUDY, Meaning.LOSES),
    }
    assert support(one(review.groups, "keepers").before) == ({"buoy", "lamp"}, {"buoy", "lamp"}, 9, None, None)
    assert support(one(review.groups, "keepers").after) == ({"lamp"}, {"lamp"}, 9, None, None)
    assert support(one(review.groups, "sailors").after) == ({"lamp"}, set(), 2, None, None)
    assert changed(review.steps) == {"step-sea": (Meaning.FALLS_AWAY, Meaning.LOSES, Meaning.GROUNDS)}
    assert step(review, "step-sea").lost_grounds == ("the tide as a clock",)


def test_what_goes_one_way_comes_the_other_way() -> None:
    """With Buoy, the sea is newly supported, and the bell and both groups no longer rest on Lamp alone."""
    corpus = ipskg.open(REVIEWS / "grouped")
    review = changes(corpus.without("buoy-1951"), corpus)
    assert changed(review.metaphors) == {
        "bell": (Meaning.MORE_STUDIES, Meaning.GAINS),
        "sea": (Meaning.SUPPORTED, Meaning.GAINS),
    }
    assert changed(review.groups) == {
        "keepers": (Meaning.MORE_STUDIES, Meaning.GAINS),
        "sailors": (Meaning.MORE_STUDIES, Meaning.GAINS),
    }
    assert step(review, "step-sea").gained_grounds == ("the tide as a clock",)
    assert pairs(review, Meaning.APPEARS) == {frozenset({"buoy-1951-call", "lamp-1950-wall"})}
    assert short(review.after - review.before) == {"buoy"}


def test_without_any_study_everything_that_was_supported_falls_away() -> None:
    review = without("tiny", *EVERY_TINY)
    assert review.after == frozenset()
    gone = (Meaning.FALLS_AWAY, Meaning.LOSES)
    assert changed(review.metaphors) == dict.fromkeys(("company", "listening", "waiting"), gone)
    assert changed(review.steps) == dict.fromkeys(("step-listening", "step-company"), (*gone, Meaning.GROUNDS))
    assert len(pairs(review, Meaning.GOES)) == 2
    assert "Falls away: the metaphor “company”; the metaphor “listening”" in as_text(compare_without(*EVERY_TINY))


def compare_without(*studies: str) -> Changes:
    """Leave studies out of the tiny review."""
    corpus = ipskg.open(REVIEWS / "tiny")
    return compare(corpus, corpus.without(*studies))


def test_a_study_that_nothing_rests_on_changes_nothing_but_the_number() -> None:
    told = as_text(compare_without("smoker-unpublished"))
    assert told == (
        "Beekeepers in winter: 4 studies, 5 before\n\nNo longer included: Smoker (unpublished)\n"
        "What the synthesis rests on: nothing changes\n\nMetaphors: none of 4 changes\n\nSteps: none of 3 changes\n\n"
        "Contradictions: none of 2 changes\n"
    )


def test_a_number_can_change_where_the_studies_do_not(tiny: Path) -> None:
    """Skep's upper village had 60 beekeepers, not 6: the metaphors that cite it rest on more people."""
    path = tiny / "studies" / "skep-2007.ttl"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("hasCount 6 ;", "hasCount 60 ;", 1).replace("hasCount 6 .", "hasCount 60 .", 1), "utf-8"
    )
    review = changes(ipskg.open(REVIEWS / "tiny"), ipskg.open(tiny))
    assert changed(review.metaphors) == {"company": (Meaning.NUMBERS,), "waiting": (Meaning.NUMBERS,)}
    company = one(review.metaphors, "company")
    assert company.before is not None
    assert company.after is not None
    assert (company.before.participants, company.after.participants) == (32, 86)


def test_a_step_can_rest_on_more_where_the_studies_are_the_same(tiny: Path) -> None:
    """A statement that cites studies on which the last step rests already becomes a ground of it."""
    add(tiny / "synthesis.ttl", "tiny:waiting-stillness metaeth:isGroundFor tiny:step-company .\n")
    review = changes(ipskg.open(REVIEWS / "tiny"), ipskg.open(tiny))
    assert changed(review.steps) == {"step-company": (Meaning.GROUNDS,)}
    assert step(review, "step-company").gained_grounds == ("Winter as waiting, 1",)


def test_metaphors_and_steps_can_come_into_a_review_and_leave_it(tiny: Path) -> None:
    """A new metaphor with nothing under it; another gone, and so is the step that relates nothing."""
    spoil(
        tiny / "synthesis.ttl",
        "tiny:step-hurry a metaeth:ArgumentStep ;\n    metaeth:isStepOf tiny:line ;",
        "tiny:step-hurry",
    )
    spoil(
        tiny / "synthesis.ttl",
        "tiny:keeping a metaeth:ThirdOrderConstruct ;\n    metaeth:isInReview tiny:review ;",
        "tiny:keeping",
    )
    add(
        tiny / "synthesis.ttl",
        "tiny:silence a metaeth:ThirdOrderConstruct ; metaeth:isInReview tiny:review ; skos:prefLabel 'silence'@en .\n",
    )
    review = changes(ipskg.open(REVIEWS / "tiny"), ipskg.open(tiny))
    assert changed(review.metaphors) == {"silence": (Meaning.NEW,), "keeping": (Meaning.GONE,)}
    assert changed(review.steps) == {"step-hurry": (Meaning.GONE,)}
    assert (step(review, "step-hurry").before, step(review, "step-hurry").after) == (Support(), None)


def test_a_contradiction_is_the_same_whoever_judges_so_and_in_whichever_direction(tiny: Path) -> None:
    """A second judgement on a pair, the other way round, brings no new contradiction."""
    add(
        tiny / "studies" / "waxley-2004.ttl",
        "tiny:again a metaeth:RefutationalTranslation ; metaeth:translates tiny:waxley-2004-peace ;\n"
        "    metaeth:refutes tiny:waxley-2004-dread ; metaeth:translatesInto tiny:waiting .\n",
    )
    assert not as_changed(changes(ipskg.open(REVIEWS / "tiny"), ipskg.open(tiny)))


def as_changed(review: ReviewChanges) -> list[object]:
    records = (*review.metaphors, *review.groups, *review.steps, *review.contradictions)
    return [record for record in records if record.meanings]


def test_a_contradiction_that_loses_a_study_says_which_and_where_it_is_now(tiny: Path) -> None:
    """The long dark is Bumblewick's and Waxley's, the dread Waxley's: without Bumblewick, it is inside one study."""
    add(
        tiny / "studies" / "waxley-2004.ttl",
        "tiny:dark a metaeth:RefutationalTranslation ; metaeth:translates tiny:long-dark ;\n"
        "    metaeth:refutes tiny:waxley-2004-dread ; metaeth:translatesInto tiny:waiting .\n",
    )
    corpus = ipskg.open(tiny)
    review = changes(corpus, corpus.without("bumblewick-2001"))
    (told,) = [one for one in review.contradictions if one.meanings]
    assert (told.meanings, short(told.lost)) == ((Meaning.LOSES,), {"bumblewick"})
    assert told.before is not None
    assert told.before.scope == "across studies"
    assert short(told.before.studies) == {"bumblewick", "waxley"}
    waxley = frozenset({Study("https://example.org/tiny/waxley-2004", "Waxley 2004")})
    assert told.after == Contradiction("the long dark", waxley, "dread of the empty hive", waxley, "inside one study")


# What is compared


def test_the_same_review_twice_changes_nothing() -> None:
    for name in ("tiny", "grouped"):
        assert not as_changed(changes(ipskg.open(REVIEWS / name), ipskg.open(REVIEWS / name)))


def test_records_are_matched_by_iri_and_not_by_label(tiny: Path) -> None:
    """A study and a metaphor with new names are what they were; they are shown by their new names."""
    spoil(tiny / "studies" / "skep-2007.ttl", '"Skep 2007"@en', '"Skep and others 2007"@en')
    spoil(tiny / "synthesis.ttl", '"listening"@en', '"listening closely"@en')
    review = changes(ipskg.open(REVIEWS / "tiny"), ipskg.open(tiny))
    assert not as_changed(review)
    assert one(review.metaphors, "listening").label == "listening closely"
    assert "Skep and others 2007" in {study.label for study in review.after}


def test_two_reviews_with_nothing_in_common_are_refused_in_one_line() -> None:
    with pytest.raises(WrongUsage) as caught:
        compare(ipskg.open(REVIEWS / "tiny"), ipskg.open(REVIEWS / "grouped"))
    assert str(caught.value) == (
        "these are not two versions of one review: one has the namespace https://example.org/tiny/, the other"
        " https://example.org/grouped/, so they have no record in common; name two versions of one"
    )


def test_reviews_that_are_open_together_are_compared_each_with_itself() -> None:
    both = ipskg.open(REVIEWS / "tiny", REVIEWS / "grouped")
    grouped, tiny = compare(both, both.without("lamp-1950", "skep-2007")).reviews
    assert [short(review.before - review.after) for review in (grouped, tiny)] == [{"lamp"}, {"skep"}]
    assert changed(tiny.metaphors) == changed(without("tiny", "skep-2007").metaphors)


# Leaving studies out


def test_a_study_is_named_by_id_prefixed_name_or_iri() -> None:
    corpus = ipskg.open(REVIEWS / "tiny")
    for name in ("skep-2007", "tiny:skep-2007", "https://example.org/tiny/skep-2007"):
        assert len(corpus.without(name).query("studies")) == 4
    with pytest.raises(UnknownName, match="no study 'skep-2008': did you mean skep-2007"):
        corpus.without("skep-2008")


def test_a_study_that_is_not_included_cannot_be_left_out() -> None:
    with pytest.raises(WrongUsage, match="the study mead-1998 is not included in the review: it cannot be left out"):
        ipskg.open(REVIEWS / "tiny").without("mead-1998")


def test_the_file_of_a_study_goes_and_every_query_is_as_if_it_had_never_been_there(tiny: Path) -> None:
    """Where no other file speaks of the study, leaving it out is deleting its file."""
    (tiny / "studies" / "drone-2019.ttl").unlink()
    deleted, left = ipskg.open(tiny), ipskg.open(REVIEWS / "tiny").without("drone-2019")
    assert {file.path.name for file in left.files} == {file.path.name for file in deleted.files}
    for name in ("grid", "support", "trail", "translation", "said-of-group", "findings", "expressions", "references"):
        assert left.query(name) == deleted.query(name)
    assert records(left) == records(deleted)


def records(corpus: Corpus) -> set[object]:
    """Give the triples about the records of the tiny review, whose nodes all have names."""
    return {triple for triple in corpus.graph if str(triple[0]).startswith("https://example.org/tiny/")}


def test_the_graph_is_without_the_translations_that_go_with_a_study() -> None:
    left = ipskg.open(REVIEWS / "tiny").without("waxley-2004")
    subjects = {local_name(str(subject)) for subject in left.graph.subjects()}
    assert "skep-2007-guests-against-skep-2007-embers" in subjects
    assert not [name for name in subjects if "waxley-2004" in name]


@pytest.mark.parametrize("home", ["review.ttl", "synthesis.ttl", "studies/skep-2007.ttl"])
def test_a_study_without_a_file_of_its_own_goes_and_what_stands_beside_it_stays(tiny: Path, home: str) -> None:
    """Its inclusion, report, sample, constructs and translations are known by what they are of."""
    own = tiny / "studies" / "waxley-2004.ttl"
    add(tiny / home, own.read_text("utf-8"))
    own.unlink()
    corpus = ipskg.open(tiny)
    review, apart = changes(corpus, corpus.without("waxley-2004")), without("tiny", "waxley-2004")
    assert (review.metaphors, review.steps) == (apart.metaphors, apart.steps)
    assert pairs(review, Meaning.GOES) == pairs(apart, Meaning.GOES)


def test_what_two_studies_report_goes_when_both_go(tiny: Path) -> None:
    """The long dark stands in the synthesis; one of its studies, moved into the review's file, leaves the other's."""
    own = tiny / "studies" / "bumblewick-2001.ttl"
    add(tiny / "review.ttl", own.read_text("utf-8"))
    own.unlink()
    corpus = ipskg.open(tiny)
    (row,) = [row for row in corpus.without("bumblewick-2001").query("borrowed-metaphors") if "dark" in str(row)]
    assert row["studyLabel"] == "Waxley 2004"
    assert not [row for row in corpus.without(*EVERY_TINY).query("borrowed-metaphors") if "dark" in str(row)]


def test_a_construct_that_only_the_file_of_a_study_describes_goes_with_its_translations(tiny: Path) -> None:
    """It should stand in the synthesis, since Waxley reports it too; without its description it is none."""
    described = (
        'tiny:long-dark a metaeth:SecondOrderConstruct ;\n    skos:prefLabel "the long dark"@en , "das lange Dunkel"@de'
    )
    spoil(tiny / "synthesis.ttl", described, "tiny:long-dark skos:note 'elsewhere'")
    add(tiny / "studies" / "bumblewick-2001.ttl", f"{described} .\n")
    left = ipskg.open(tiny).without("bumblewick-2001")
    subjects = {local_name(str(subject)) for subject in left.graph.subjects()}
    assert "long-dark-against-waxley-2004-dread" not in subjects
    assert "waxley-2004-dread-against-waxley-2004-peace" in subjects


def test_studies_are_left_out_twice_as_at_once() -> None:
    """Waxley takes judgements in Skep's file along, which stay away when another study goes."""
    corpus = ipskg.open(REVIEWS / "tiny")
    twice, once = corpus.without("waxley-2004").without("drone-2019"), corpus.without("drone-2019", "waxley-2004")
    assert changes(corpus, twice) == changes(corpus, once)
    assert records(twice) == records(once)


def test_studies_inside_a_trial_and_studies_of_a_group_are_found_by_the_queries() -> None:
    tiny, grouped = ipskg.open(REVIEWS / "tiny"), ipskg.open(REVIEWS / "grouped")
    assert changes(tiny, leave_out(tiny, trials=True)) == without("tiny", "waxley-2004")
    assert changes(grouped, leave_out(grouped, groups=["sailors"])) == without("grouped", "buoy-1951")
    assert changes(grouped, leave_out(grouped, trials=True, groups=["sailors"])).after == frozenset()


def test_where_there_is_nothing_of_a_kind_to_leave_out_it_says_so(tmp_path: Path) -> None:
    folder = shutil.copytree(REVIEWS / "grouped", tmp_path / "grouped")
    spoil(folder / "studies" / "lamp-1950.ttl", "metaeth:isPartOfTrial metaeth:Yes", "metaeth:isPartOfTrial metaeth:No")
    spoil(folder / "studies" / "buoy-1951.ttl", "metaeth:givesPerspectiveOf grouped:sailors", "skos:note 'none'")
    corpus = ipskg.open(folder)
    with pytest.raises(WrongUsage, match="no study is known to be part of a trial: there is none to leave out"):
        leave_out(corpus, trials=True)
    with pytest.raises(WrongUsage, match="no study gives the perspective of the group sailors"):
        leave_out(corpus, groups=["sailors"])
    with pytest.raises(UnknownName, match="no actorGroup 'sailor': did you mean sailors"):
        leave_out(corpus, groups=["sailor"])


# The coded review, counted in its files


def test_the_coded_review_without_its_first_study() -> None:
    """Areberg et al. are cited in five of nine sections and stand in three of nine contradictions."""
    corpus = ipskg.open()
    review = changes(corpus, corpus.without("areberg-2013"))
    assert changed(review.metaphors) == dict.fromkeys(
        (
            "collaborating-network",
            "employers-attitude",
            "personal-development",
            "resolving-difficulties",
            "significant-relationship",
        ),
        (Meaning.LOSES,),
    )
    development = one(review.metaphors, "personal-development")
    # 17 people of Areberg's, 5 of Coombes's in Australia, 9 of Topor's in Sweden; only Areberg's were in a trial.
    everyone = {"areberg", "coombes", "topor"}
    assert support(development.before) == (everyone, everyone, 31, 2, 1)
    assert support(development.after) == ({"coombes", "topor"}, {"coombes", "topor"}, 14, 2, 0)
    assert changed(review.groups) == {"workApplicants": (Meaning.LOSES,)}
    applicants = one(review.groups, "workApplicants")
    assert applicants.before is not None
    assert applicants.after is not None
    assert (applicants.before.participants, applicants.after.participants) == (223, 206)
    # Step 4 rests on two translations of Topor's accounts with Areberg's, step 6 on nothing that is Areberg's alone.
    assert changed(review.steps) == {"step-04": (Meaning.LOSES, Meaning.GROUNDS), "step-06": (Meaning.LOSES,)}
    assert len(step(review, "step-04").lost_grounds) == 2
    assert pairs(review, Meaning.GOES) == {
        frozenset({"areberg-2013-choosing-between-work-and-treatment", "areberg-2013-backed-by-the-team"}),
        frozenset({"areberg-2013-flexible-social-workers", "areberg-2013-unsupportive-welfare"}),
        frozenset({"topor-2016-less-medicalised-focus", "areberg-2013-past-in-mental-health-care"}),
    }


def test_the_coded_review_without_the_studies_inside_trials() -> None:
    """Eight of 17 studies are part of a trial by Table 1; the social workers' two are among them."""
    corpus = ipskg.open()
    review = changes(corpus, leave_out(corpus, trials=True))
    assert short(review.before - review.after) == {
        *("areberg", "becker", "bejerholm", "boycott", "gammelgaard", "hasson", "lexen")
    }
    assert (len(review.before), len(review.after)) == (17, 9)
    alone, gone = (Meaning.ONE_STUDY, Meaning.LOSES), (Meaning.FALLS_AWAY, Meaning.LOSES)
    assert changed(review.metaphors) == {
        "collaborating-network": alone,
        "employers-attitude": gone,
        "frustrating-collaboration": gone,
        "personal-development": (Meaning.LOSES,),
        "resolving-difficulties": alone,
        "significant-relationship": alone,
    }
    left = {local_name(one.iri): short(one.after.studies) for one in review.metaphors if one.after}
    assert (left["collaborating-network"], left["resolving-difficulties"]) == ({"besse"}, {"nicholson"})
    assert changed(review.groups) == {
        "clinicians": (Meaning.NUMBERS,),  # the ten who were sampled are Hasson's
        "employmentSpecialists": (Meaning.NUMBERS,),
        "socialWorkers": gone,
        "workApplicants": (Meaning.LOSES,),
    }
    assert changed(review.steps) == {
        "step-04": (Meaning.LOSES, Meaning.GROUNDS),
        "step-05": (Meaning.LOSES, Meaning.GROUNDS),
        "step-06": (*alone, Meaning.GROUNDS),
        **dict.fromkeys(("step-07", "step-08", "step-09", "step-10"), (*gone, Meaning.GROUNDS)),
    }
    assert len(pairs(review, Meaning.GOES)) == 6
    assert {local_name(one.metaphor) for one in review.contradictions if not one.meanings} == {"uncertain"}


def test_the_coded_review_without_those_who_speak_for_clinicians() -> None:
    """Crain and Quimby carry the section on clinicians, both steps about them, and three contradictions."""
    corpus = ipskg.open()
    review = changes(corpus, leave_out(corpus, groups=["clinicians"]))
    assert short(review.before - review.after) == {"crain", "quimby"}
    gone = (Meaning.FALLS_AWAY, Meaning.LOSES)
    assert changed(review.metaphors) == {"uncertain": gone}
    assert changed(review.groups) == {"clinicians": gone, "workApplicants": (Meaning.NUMBERS,)}
    assert changed(review.steps) == dict.fromkeys(("step-11", "step-12"), (*gone, Meaning.GROUNDS))
    assert len(pairs(review, Meaning.GOES)) == 3


# What is printed


def test_text_begins_with_a_summary_and_lists_only_what_changes() -> None:
    told = as_text(compare_without("bumblewick-2001")).splitlines()
    assert told[:9] == [
        "Beekeepers in winter: 4 studies, 5 before",
        "",
        "No longer included: Bumblewick 2001",
        "Newly supported: nothing",
        "Now rests on one study: the metaphor “listening” (Drone 2019)",
        "Falls away: nothing",
        "Contradictions that appear: none",
        "Contradictions that go: none",
        "",
    ]
    assert told[9] == "Metaphors: 3 of 4 change"
    assert [line.split()[0] for line in told[12:15]] == ["company", "listening", "waiting"]
    assert re.split(
        r"  +", told[13]
    ) == "listening|now rests on one study|2 → 1|2 → 1|15 → 0|2 → 1|0|Bumblewick 2001".split("|")
    assert "keeping watch" not in "\n".join(told)
    assert "Contradictions: none of 2 changes" in told


def test_the_other_meanings_are_in_the_summary_where_there_are_any() -> None:
    told = as_text(compare_without("skep-2007", "waxley-2004"))
    assert "No longer cited: the metaphor “company”\n" in told
    assert "Contradictions that go: 1 on “company”, 1 on “waiting”\n" in told
    assert "- goes: “dread of the empty hive” (Waxley 2004) against “a peace that summer lacks” (Waxley 2004)," in told
    assert "No longer cited" not in as_text(compare_without("skep-2007"))


def test_markdown_has_the_same_as_text() -> None:
    corpus = ipskg.open(REVIEWS / "grouped")
    told = as_markdown(compare(corpus.without("buoy-1951"), corpus))
    assert told.startswith("# Fog at sea: 2 studies, 1 before\n\n- Newly included: Buoy 1951\n")
    assert "- Newly supported: the metaphor “sea” (Buoy 1951); step 3 (Buoy 1951)\n" in told
    assert "| sea | newly supported | 0 | 0 → 1 | 0 | 0 | 0 | Buoy 1951 |\n" in told
    assert "- appears: “the bell as a call” (Buoy 1951) against “fog as a wall” (Lamp 1950), across studies," in told


def test_json_holds_every_record_before_and_after() -> None:
    (review,) = json.loads(as_json(compare_without("skep-2007")))["reviews"]
    company, keeping, *_ = review["metaphors"]
    assert company["after"] == {
        "cited": [{"iri": "https://example.org/tiny/waxley-2004", "label": "Waxley 2004"}],
        "accounts": [
            {"iri": "https://example.org/tiny/bumblewick-2001", "label": "Bumblewick 2001"},
            {"iri": "https://example.org/tiny/waxley-2004", "label": "Waxley 2004"},
        ],
        "participants": 20,
        "countries": 1,
        "in_trials": 1,
    }
    assert (company["meanings"], keeping["meanings"]) == (["loses studies"], [])
    assert [one["meanings"] for one in review["contradictions"]] == [[], ["goes"]]
    assert review["contradictions"][1]["after"] is None


def test_labels_cannot_steer_the_terminal_or_become_markup(tiny: Path) -> None:
    """Control characters, direction marks and line breaks are not printed, and markup is text."""
    evil = '"\\u001B[31m*b*\\n<img>\\u2028|\\u202E"@en'
    spoil(tiny / "studies" / "skep-2007.ttl", '"Skep 2007"@en', evil)
    spoil(tiny / "studies" / "skep-2007.ttl", '"bees as winter guests"@en', evil)
    spoil(tiny / "synthesis.ttl", '"company"@en', evil)
    spoil(tiny / "synthesis.ttl", '"All of it is done for the spring."@en', evil)
    corpus = ipskg.open(tiny)
    told = compare(corpus, corpus.without("skep-2007"))
    for printed in (as_text(told), as_markdown(told)):
        assert not [character for character in printed if not character.isprintable() and character != "\n"]
    lines = as_markdown(told).splitlines()
    assert not [line for line in lines if re.search(r"(?<!\\)(<img|\*b)", line)]
    assert len({len(re.split(r"(?<!\\)\|", line)) for line in lines if line.startswith("| ")}) <= 2
    assert len(as_text(told).splitlines()) == len(as_text(compare_without("skep-2007")).splitlines())


# The command


def run(
    *arguments: str | Path, code: int = 0, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    """Call the command; give standard output where it succeeds, and else standard error, which is one line."""
    done = subprocess.run(
        [IPSKG, "changes", *arguments], capture_output=True, cwd=cwd, env=os.environ | (environment or {}), check=False
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    if code == 0:
        assert said == ""
        return done.stdout.decode()
    assert done.stdout == b""
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    return said.removeprefix("Error: ").rstrip("\n")


def test_two_folders_are_compared(tiny: Path) -> None:
    (tiny / "studies" / "drone-2019.ttl").unlink()
    told = run(REVIEWS / "tiny", tiny)
    assert "No longer included: Drone 2019\n" in told
    assert "Now rests on one study: the metaphor “listening” (Bumblewick 2001)\n" in told
    assert run(REVIEWS / "tiny", "--data", tiny) == told
    assert run(REVIEWS / "tiny", tiny, "--without", "skep-2007").startswith("Beekeepers in winter: 3 studies, 5 before")


def test_the_formats_and_the_file_are_those_of_the_other_commands(tmp_path: Path) -> None:
    file = tmp_path / "changes.md"
    data = ("--data", REVIEWS / "tiny")
    assert run("--without-trials", "--format", "markdown", "-o", file, *data) == ""
    assert file.read_text("utf-8") == as_markdown(compare_without("waxley-2004"))
    assert run("--without", "waxley-2004", "--format", "json", *data) == as_json(compare_without("waxley-2004"))


WRONG = {
    "nothing to leave out": (
        ["--data", REVIEWS / "tiny"],
        2,
        "give OLD, or say with --with and --without",
    ),
    "an unknown study": (["--without", "areberg-2014"], 2, "no study 'areberg-2014': did you mean areberg-2013"),
    "an unknown group": (["--without-group", "clinician"], 2, "did you mean clinicians"),
    "a group for which no study speaks": (
        ["--without-group", "clinicians", "--data", REVIEWS / "tiny"],
        2,
        "no study gives the perspective of the group clinicians: there is none to leave out",
    ),
    "two reviews": ([REVIEWS / "tiny", REVIEWS / "grouped"], 2, "these are not two versions of one review"),
    "several folders of data": (
        [REVIEWS / "tiny", "--data", REVIEWS / "tiny", "--data", REVIEWS / "grouped"],
        2,
        "give --data once",
    ),
    "folders, and a folder of data beside them": (
        [REVIEWS / "tiny", REVIEWS / "tiny", "--data", REVIEWS / "grouped"],
        2,
        "--data has nothing to say: leave it out",
    ),
    "a folder without a review": ([REVIEWS], 3, "a review folder begins with a file review.ttl"),
    "a missing folder of data": (["HEAD", "--data", REVIEWS / "tinny"], 2, "no folder 'tinny': did you mean tiny?"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_usage_gets_one_line_and_its_exit_code(wrong: str) -> None:
    arguments, code, said = WRONG[wrong]
    assert said in run(*arguments, code=code)


# Revisions of git


def git(folder: Path, *arguments: str) -> str:
    """Call git as somebody, whatever is configured on this machine."""
    somebody = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = os.environ | somebody | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    """Keep the tiny review in git below its root: first without Drone, then with it; temporary files have a place."""
    root = tmp_path / "repository"
    folder = shutil.copytree(REVIEWS / "tiny", root / "reviews" / "tiny")
    drone = folder / "studies" / "drone-2019.ttl"
    later = drone.read_text("utf-8")
    drone.unlink()
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    commit(root, "without Drone")
    git(root, "tag", "first")
    drone.write_text(later, "utf-8")
    commit(root, "with Drone")
    (tmp_path / "temporary").mkdir()
    yield folder
    assert list((tmp_path / "temporary").iterdir()) == []


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)


def revisions(folder: Path, *arguments: str | Path, code: int = 0, **environment: str) -> str:
    """Compare revisions of a folder, with a place of their own for temporary files."""
    temporary = {"TMPDIR": str(folder.parents[2] / "temporary")}
    return run("--data", folder, *arguments, code=code, environment=temporary | environment)


def test_a_revision_is_compared_with_the_folder_as_it_is_now(repository: Path) -> None:
    """What is changed and not committed counts; a branch, a tag and any other name of a revision will do."""
    told = revisions(repository, "HEAD~1")
    assert told == revisions(repository, "first") == revisions(repository, "first", "main")
    assert told.startswith("Beekeepers in winter: 5 studies, 4 before\n\nNewly included: Drone 2019\n")
    assert "No longer rests on one study alone: the metaphor “listening”\n" in told
    (repository / "studies" / "drone-2019.ttl").unlink()
    assert "nothing changes" in revisions(repository, "first")
    assert "No longer included: Drone 2019" in revisions(repository, "main")


def test_a_revision_can_do_without_studies_too(repository: Path) -> None:
    told = revisions(repository, "main", "first", "--without", "smoker-unpublished")
    assert "No longer included: Drone 2019; Smoker (unpublished)\n" in told


def test_a_folder_can_be_named_in_many_ways_and_can_be_the_root(repository: Path, tmp_path: Path) -> None:
    told = revisions(repository, "first")
    here = {"cwd": repository.parent, "environment": {"TMPDIR": str(tmp_path / "temporary")}}
    assert run("first", "--data", "tiny", **here) == told
    here["cwd"] = repository
    assert run("first", "--data", ".", **here) == told
    root = shutil.copytree(REVIEWS / "tiny", tmp_path / "a" / "b" / "root")
    git(tmp_path, "init", "--quiet", str(root))
    commit(root, "all")
    assert "nothing changes" in run("HEAD", "--data", root)


def test_what_is_a_folder_and_a_revision_is_the_folder(repository: Path) -> None:
    shutil.copytree(REVIEWS / "tiny", repository.parent / "first")
    told = run("first", "--data", "tiny", cwd=repository.parent)
    assert "nothing changes" in told
    shutil.rmtree(repository.parent / "first")


def test_git_finds_the_repository_of_the_folder_also_inside_a_hook_of_another(repository: Path) -> None:
    assert revisions(repository, "first", GIT_DIR="/nowhere", GIT_INDEX_FILE="x") == revisions(repository, "first")


HOSTILE = (
    *("--help", "--output=stolen", "-h", "--upload-pack=touch stolen", "--all", "-", "", " ", "HEAD..HEAD", ":/with"),
    *("^HEAD", "HEAD:reviews", "$(touch stolen)", "`touch stolen`", "; touch stolen", "HEAD\nHEAD", "main\ttouch"),
    *(
        "\x1b[31m",
        "../../no-such",
        "@{upstream}",
        "HEAD^{tree}",
        "x" * 5_000,
        "HEAD^{/",
        "main@{99999}",
        "%s%n",
        "ö\u202e",
    ),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_no_option_and_no_command(repository: Path, name: str) -> None:
    """It is a revision that is not there: one line, with nothing in it that steers the terminal."""
    before = sorted(repository.parents[2].rglob("*"))
    said = revisions(repository, "--", name, code=2)
    assert "no folder or git revision '" in said
    assert said.isprintable()
    assert sorted(repository.parents[2].rglob("*")) == before


@pytest.mark.parametrize("name", ["a\0b", "x" * 200_000])
def test_a_name_that_no_program_can_be_given_is_no_revision_either(repository: Path, name: str) -> None:
    with pytest.raises(UnknownName, match="no folder or git revision"):
        open_version(name, of=repository)


def test_an_unknown_revision_comes_with_the_nearest(repository: Path) -> None:
    assert (
        revisions(repository, "frist", code=2)
        == f"{repository}: no folder or git revision 'frist': did you mean first?"
    )


def test_a_folder_outside_git_says_so(tmp_path: Path) -> None:
    folder = shutil.copytree(REVIEWS / "tiny", tmp_path / "tiny")
    said = run("HEAD", "--data", folder, code=2, environment={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert said.startswith(f"HEAD: no folder, and no git revision of {folder}, since git says: not a git repository")
    assert said.endswith("; name a folder")


def test_without_git_it_says_what_to_install(repository: Path, tmp_path: Path) -> None:
    said = revisions(repository, "first", code=2, PATH=str(tmp_path / "temporary"))
    assert said == "git revisions need the program git: install it, or name two folders"
    assert "nothing changes" in revisions(repository, repository, PATH=str(tmp_path / "temporary"))


def test_a_revision_without_the_folder_says_so(repository: Path) -> None:
    folder = shutil.copytree(repository, repository.with_name("copy"))
    assert revisions(folder, "HEAD", code=2) == (
        f"HEAD:{folder}: the folder is not in that git revision: name one that has it"
    )


def test_a_revision_without_a_review_says_so(repository: Path) -> None:
    """The folder was there, and its review was not yet."""
    for path in repository.rglob("*.ttl"):
        path.rename(path.with_suffix(".txt"))
    commit(repository, "no review")
    git(repository, "checkout", "HEAD~1", "--", ".")
    assert revisions(repository, "HEAD", code=3) == (
        f"HEAD:{repository}: no review here: a review folder begins with a file review.ttl"
    )


def test_what_is_wrong_in_a_revision_is_named_as_a_place_in_it(repository: Path) -> None:
    """The directory into which it was put is gone."""
    study = repository / "studies" / "skep-2007.ttl"
    whole = study.read_text("utf-8")
    add(study, "no Turtle\n")
    commit(repository, "broken")
    study.write_text(whole, "utf-8")
    line = whole.count("\n") + 1
    assert revisions(repository, "HEAD", code=3).startswith(f"HEAD:{study}:{line}: not Turtle: ")
    shutil.copy(study, study.with_name("again.ttl"))
    commit(repository, "twice")
    (repository / "studies" / "again.ttl").unlink()
    said = revisions(repository, "HEAD", code=1)
    assert "the study skep-2007 stands twice" in said
    assert said.count(f"HEAD:{repository}") == 2


def test_a_link_in_a_revision_is_not_followed(repository: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("a secret", "utf-8")
    link = repository / "studies" / "link.ttl"
    for target in (secret, Path("skep-2007.ttl")):
        link.symlink_to(target)
        commit(repository, "a link")
        link.unlink()
        said = revisions(repository, "HEAD", code=3)
        assert said == f"HEAD:{link}: a link, not a file: the revision has no content for it"


def test_links_and_submodules_elsewhere_do_no_harm_and_in_place_of_the_studies_are_refused(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    (repository / "papers").symlink_to("/")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{first},reviews/tiny/other")
    commit(repository, "a link to everything, and a submodule")
    assert "nothing changes" in revisions(repository, "HEAD")
    git(repository, "rm", "-r", "--quiet", "--cached", "studies")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{first},reviews/tiny/studies")
    git(repository, "commit", "--quiet", "--message", "studies elsewhere")
    assert revisions(repository, "HEAD", code=3) == (
        f"HEAD:{repository}: studies is a submodule, and what it leads to is not in the revision: name two folders"
    )


def test_a_file_of_a_revision_that_is_too_large_is_not_written(repository: Path) -> None:
    large = repository / "studies" / "large.ttl"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    commit(repository, "large")
    large.unlink()
    command = f"ulimit -f 1000 && exec '{IPSKG}' changes HEAD --data '{repository}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == f"Error: HEAD:{large}: larger than 20 MB: split it, a study a file\n"
    assert done.returncode == 3


def test_a_repository_that_is_damaged_is_not_taken_for_a_smaller_review(repository: Path) -> None:
    """Git stops before the last file, between two files: what came before it looks like a whole archive."""
    git(repository, "archive", "--format=tar", "--output", "before.tar", "HEAD")
    with tarfile.open(repository / "before.tar") as archive:
        start = archive.getmember("synthesis.ttl").offset
    (repository / "before.tar").unlink()
    block = 10_240  # what git writes at once
    with (repository / "review.ttl").open("a", encoding="utf-8") as file:
        file.write("#" * (block - start % block))
    commit(repository, "the last file begins a block")
    blob = git(repository, "rev-parse", "HEAD:./synthesis.ttl")
    (repository.parents[1] / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert revisions(repository, "HEAD", code=3) == (
        f"HEAD:{repository}: git cannot give it: check the repository with git fsck"
    )
