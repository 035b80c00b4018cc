"""What holds for any text, id or name in a coding workbook: it comes back, is no formula, and stays inside."""

import csv
import io
import shutil
from collections.abc import Mapping
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from making import TINY, Sheets, as_csv, contents, moth

import ipskg
from ipskg.coding import add
from ipskg.errors import UnreadableInput, WrongUsage
from ipskg.sheets import Desk
from ipskg.sheets.cells import plain

NAMESPACE = "https://example.org/tiny/"
STUDY = "studies/moth-2022.ttl"


def few(examples: int) -> settings:
    """Try the same examples each time, so that a test fails for everybody or for nobody."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


# Texts: of any characters that Turtle can hold, and of those that mean something to a spreadsheet, to CSV or to us.
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SIGNS = st.text(st.sampled_from("=+-@'\"\\;,:\n\r\t|#[]<>_x0AE \xa0\u200b\u202e\u0627ß“”’–\uff1d\0\a\x7f"), max_size=30)
LEADING = st.tuples(st.sampled_from(["=", "+", "-", "@", "'", "''", "\t=", "\n=", "\uff1d", "_x003D_"]), ANY).map(
    "".join
)
NAMED = st.sampled_from(
    ["=1+1", "#REF!", "Err:502", "TRUE", "1e5", "007", "3-4", "2022-03-04", "_x000D_", "\N{RIGHT-TO-LEFT OVERRIDE}cba",
     "שלום; مرحبا", "a\r\nb", "\\", "\\n", "a\\;b", "'", "long " * 1_999 + "text", "x" * 32_767, "𝄞" * 16_384,
     "listening", "the second coder"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(ANY, SIGNS, LEADING, NAMED), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[ox.Triple]:
    """Give what the workbook of a study without a fault says."""
    book = as_csv(tmp_path_factory.mktemp("books") / "study", moth())
    return list(Desk(ipskg.open(TINY)).read(book).triples)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ipskg.open(TINY))


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


def with_texts(said: list[ox.Triple], texts: list[str]) -> set[ox.Triple]:
    """Put texts in the place of all that is said in words, in any language or none."""
    given = cycle(texts)
    return {
        ox.Triple(one.subject, one.predicate, ox.Literal(next(given), language=one.object.language))
        if isinstance(one.object, ox.Literal) and one.object.datatype.value.endswith("String")
        else one
        for one in said
    }


def desk_of(review: Path, said: set[ox.Triple]) -> Desk:
    """Write a study into a review folder, and open that."""
    (review / STUDY).write_bytes(ox.serialize(said, format=ox.RdfFormat.TURTLE))
    return Desk(ipskg.open(review))


def check_no_formulas(book: bytes) -> None:
    """All formulas are those that make the lists to choose from, and they name cells only."""
    for sheet in openpyxl.load_workbook(io.BytesIO(book)):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            own = sheet.title == "Lists" and str(cell.value).startswith("=IF('")
            assert cell.data_type in ("s", "n", "f" if own else "s"), (sheet.title, cell.coordinate, cell.value)
            assert cell.hyperlink is None


def check_no_formulas_of_csv(files: Mapping[str, bytes]) -> None:
    for content in files.values():
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))] == []


def is_held(text: str) -> bool:
    """Tell whether any cell can hold a text: nothing in it is unseen, it is no error of a formula, and not too long."""
    return plain(text) == text and len(text) <= 10_000 and text not in ("", "#REF!", "Err:502")


def given_back(desk: Desk, folder: Path) -> list[set[ox.Triple]]:
    """Write the workbook of the study in both formats, and give what each says; none of it is a formula."""
    workbook = desk.of_study("moth-2022")
    book, files = desk.as_xlsx(workbook), desk.as_csv(workbook)
    check_no_formulas(book)
    check_no_formulas_of_csv(files)
    (folder / "study.xlsx").write_bytes(book)
    (folder / "study").mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / "study" / name).write_bytes(content)
    return [set(desk.read(folder / name).triples) for name in ("study.xlsx", "study")]


@given(texts=TEXTS)
@example(texts=["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''", '"', "a;b", "a\nb", "\\"])
@example(texts=["_x005F_x003D_"])
@few(10)
def test_whatever_a_study_says_its_workbooks_say_as_well(
    texts: list[str], said: list[ox.Triple], review: Path, tmp_path: Path
) -> None:
    """Or they are refused before anything is written, as nothing may be lost in silence."""
    wanted = with_texts(said, texts)
    desk = desk_of(review, wanted)
    with suppress(WrongUsage):
        assert given_back(desk, tmp_path) == [wanted, wanted]


@given(texts=TEXTS)
@example(texts=["_x003D_", "x005F_", "_x000D_", "_x005f_"])
@few(15)
def test_whatever_a_cell_can_hold_is_written_and_comes_back(
    texts: list[str], said: list[ox.Triple], review: Path, tmp_path: Path
) -> None:
    """No text that reading makes of a cell is refused, so that what was added can be edited as a workbook again."""
    held = [text for text in map(plain, texts) if is_held(text)] or ["-"]
    wanted = with_texts(said, held)
    assert given_back(desk_of(review, wanted), tmp_path) == [wanted, wanted]


# Ids: of what leads out of a folder, what systems keep for themselves, what only looks like letters, and good ones.
PARTS = st.sampled_from(
    ["..", "/", "\\", ".", "%2e%2e", "%2F", "~", "C:", "//host/", "file:///", "con", "NUL", "aux.ttl", "lpt1", "$HOME",
     "\0", " ", "\n", "\u2024\u2024", "\u2215", "\uff0f", "\uff0e\uff0e", "\u202e", "\u0430", "é", "e\u0301", "\ufb01",
     "moth", "2022", "-", "_", ":", "#", "?", "<", ">", "|", "*", "x" * 101, "tiny:", NAMESPACE, "studies/", "review"]
)  # fmt: skip
IDS = st.one_of(st.lists(PARTS, min_size=1, max_size=5).map("".join), st.text(min_size=1, max_size=12))
GOOD = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)


def check_inside(path: str, folder: Path) -> None:
    """Hold a file of a study to lie directly among the studies, under a name that any system can have."""
    name = path.removeprefix("studies/")
    assert path == f"studies/{name}"
    assert (folder / path).resolve().parent == (folder / "studies").resolve()
    assert name.isascii()
    assert name.isprintable()
    assert not set(name) & set('/\\:*?"<>|% ')
    assert name[0] not in ".-_"
    assert len(name) <= 104
    assert name.split(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt1")


@given(local=st.one_of(IDS, GOOD))
@example(local="../x")
@example(local="con")
@few(60)
def test_no_id_of_a_sheet_leads_out_of_the_studies(local: str, desk: Desk, tmp_path: Path) -> None:
    """It is taken as it is, or refused with its cell."""
    sheets = moth()
    sheets["Studies"][1][0] = local
    coded = desk.read(written(tmp_path, sheets))
    (path,) = desk.filed(coded)
    check_inside(path, desk.review.path)
    refused = [one.cell for one in coded.problems if one.check == "id" and one.cell == "A2"]
    shortened = plain(local).removeprefix("tiny:").removeprefix(NAMESPACE)
    assert refused or path == f"studies/{shortened or 'moth-2022'}.ttl"


@given(name=st.one_of(IDS, ANY, st.sampled_from(["con", "CON 2019", "../../x 2019", "Nul", "2019", "日本 2019", "Æ"])))
@few(40)
def test_no_name_of_a_study_makes_an_id_that_leads_out_of_the_studies(name: str, desk: Desk, tmp_path: Path) -> None:
    sheets = moth()
    sheets["Studies"][1][:2] = [None, name]
    coded = desk.read(written(tmp_path, sheets))
    for path in desk.filed(coded):
        check_inside(path, desk.review.path)


@given(local=st.one_of(IDS, GOOD))
@example(local="a.b_c-1")
@few(6)
def test_what_add_writes_lies_directly_among_the_studies(local: str, review: Path, tmp_path: Path) -> None:
    """Or it writes nothing, anywhere."""
    sheets = moth()
    sheets["Studies"][1][0] = local
    book = written(tmp_path, sheets)
    shutil.rmtree(review)
    shutil.copytree(TINY, review)
    before = contents(tmp_path)
    addition = add(review, book)
    new = contents(tmp_path).keys() - before.keys()
    assert {path: content for path, content in contents(tmp_path).items() if path not in new} == before
    assert new == ({f"tiny/{path}" for path in addition.files} if addition.written else set())
    for path in addition.files:
        check_inside(path, review)


@given(local=st.one_of(IDS, GOOD))
@few(8)
def test_no_address_in_turtle_leads_out_of_the_studies(
    local: str, said: list[ox.Triple], review: Path, tmp_path: Path
) -> None:
    """Turtle can name a study in any way that an address can be written."""
    shutil.rmtree(review)
    shutil.copytree(TINY, review)
    text = ox.serialize(said, format=ox.RdfFormat.TURTLE).decode()
    escaped = "".join(f"\\U{ord(one):08X}" for one in local if not "\ud800" <= one <= "\udfff")
    source = tmp_path / "study.ttl"
    source.write_text(text.replace(f"<{NAMESPACE}moth-2022>", f"<{NAMESPACE}{escaped}>"), "utf-8")
    before, files = contents(tmp_path), ()
    with suppress(UnreadableInput):
        addition = add(review, source)
        files = addition.files if addition.written else ()
    assert contents(tmp_path).keys() - before.keys() == {f"tiny/{path}" for path in files}
    for path in files:
        check_inside(path, review)


def written(folder: Path, sheets: Sheets) -> Path:
    """Write a folder of CSV over one that is there."""
    shutil.rmtree(folder / "study", ignore_errors=True)
    return as_csv(folder / "study", sheets)
