"""Reading review folders: which file is which graph, and one clear line for what cannot be read."""

import shutil
from pathlib import Path

import pytest

import ipskg
from ipskg.errors import InconsistentData, IpskgError, UnknownName, UnreadableInput
from ipskg.graphs import line_of, ontology_files, review_folder

TINY = Path(__file__).parent / "reviews" / "tiny"
STUDY = "waxley-2004"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Copy the tiny review, so that a test may spoil it."""
    return shutil.copytree(TINY, tmp_path / "tiny")


def said(folder: Path, kind: type[IpskgError]) -> str:
    """Give what is said of a folder that cannot be opened: one line."""
    with pytest.raises(kind) as caught:
        ipskg.open(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_is_the_graph_of_the_namespace_and_its_path(tiny: Path) -> None:
    review = review_folder(tiny)
    assert (review.iri, review.prefix, review.namespace) == (
        "https://example.org/tiny/review",
        "tiny",
        "https://example.org/tiny/",
    )
    assert f"https://example.org/tiny/studies/{STUDY}.ttl" in {file.iri for file in review.files}


def test_a_file_name_cannot_break_the_graph_name(tiny: Path) -> None:
    """What an IRI does not allow is percent-encoded."""
    shutil.move(tiny / "studies" / f"{STUDY}.ttl", tiny / "studies" / "a <b> c.ttl")
    assert "https://example.org/tiny/studies/a%20%3Cb%3E%20c.ttl" in {file.iri for file in review_folder(tiny).files}
    assert ipskg.open(tiny).query("studies", study=STUDY)


def test_an_ontology_file_is_the_graph_of_its_header() -> None:
    files = {file.path.name: file.iri for file in ontology_files(Path(__file__).parents[1] / "ontology")}
    assert files["meta-ethnography.ttl"] == "https://w3id.org/ipskg/meta-ethnography"
    assert files["bases.ttl"] == "https://w3id.org/ipskg/vocabularies/bases"


def test_an_ontology_file_without_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text("<http://x.example/> <http://x.example/> 1 .", "utf-8")
    with pytest.raises(UnreadableInput, match=r"one\.ttl: no owl:Ontology in it"):
        ontology_files(tmp_path)


def test_a_missing_folder_comes_with_the_nearest_names(tiny: Path) -> None:
    missing = tiny.with_name("tinny")
    assert said(missing, UnknownName) == f"{missing}: no folder 'tinny': did you mean tiny?"


def test_a_folder_without_a_review_says_what_begins_one(tmp_path: Path) -> None:
    assert (
        said(tmp_path, UnreadableInput) == f"{tmp_path}: no review here: a review folder begins with a file review.ttl"
    )


@pytest.mark.parametrize("content", ["", "# nothing but a comment\n", "<http://x.example/s> a <http://x.example/C> ."])
def test_an_empty_review_says_what_to_write(tmp_path: Path, content: str) -> None:
    (tmp_path / "review.ttl").write_text(content, "utf-8")
    assert "no review here: write a metaeth:MetaEthnography with" in said(tmp_path, UnreadableInput)


def test_a_namespace_that_is_none_is_refused(tiny: Path) -> None:
    spoil(tiny / "review.ttl", '"https://example.org/tiny/"', '"tiny"')
    assert "vann:preferredNamespaceUri is 'tiny': write an http IRI" in said(tiny, UnreadableInput)


def test_turtle_that_does_not_parse_is_named_with_its_line(tiny: Path) -> None:
    path = tiny / "studies" / f"{STUDY}.ttl"
    line = path.read_text("utf-8").count("\n") + 1
    path.write_text(path.read_text("utf-8") + 'tiny:x tiny:y "open\n', "utf-8")
    assert said(tiny, UnreadableInput).startswith(f"{path}:{line}: not Turtle: ")


def test_a_file_in_latin_1_is_named_with_its_line(tiny: Path) -> None:
    path = tiny / "synthesis.ttl"
    line = path.read_text("utf-8").count("\n") + 1
    path.write_bytes(path.read_bytes() + 'tiny:x tiny:y "Lexén" .\n'.encode("latin-1"))
    assert said(tiny, UnreadableInput) == f"{path}:{line}: not UTF-8: save the file in that encoding"


def test_a_file_too_large_for_a_study_is_refused_unread(tiny: Path) -> None:
    """Its size is looked at first, so that it costs neither time nor memory."""
    path = tiny / "studies" / "large.ttl"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    assert said(tiny, UnreadableInput) == f"{path}: larger than 20 MB: split it, a study a file"


def test_a_study_that_stands_twice_is_named_with_both_places(tiny: Path) -> None:
    path = tiny / "studies" / f"{STUDY}.ttl"
    again = path.with_name("again.ttl")
    again.write_text("# A copy.\n" + path.read_text("utf-8"), "utf-8")
    line = line_of(path, f"https://example.org/tiny/{STUDY}")
    assert line
    assert said(tiny, InconsistentData) in (
        f"{path}:{line}: the study {STUDY} stands twice: in {again} too, line {line + 1}; keep one",
        f"{again}:{line + 1}: the study {STUDY} stands twice: in {path} too, line {line}; keep one",
    )


def test_a_review_that_is_opened_twice_is_refused(tiny: Path) -> None:
    with pytest.raises(InconsistentData, match="the review stands twice"):
        ipskg.open(TINY, tiny)


def test_a_folder_that_cannot_be_a_path_is_refused_like_any_other() -> None:
    with pytest.raises(IpskgError):
        ipskg.open("no\tsuch\x1b[31mfolder")


def test_a_message_shows_no_control_characters(tmp_path: Path) -> None:
    """A name could otherwise steer the terminal."""
    assert "\x1b" not in said(tmp_path / "\x1b[31mred", UnknownName)


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
