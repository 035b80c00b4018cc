"""Files that are no workbook, or one that was made to do harm: one line, bounded time and memory, nothing written."""

import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from making import (
    FORMATS,
    TINY,
    as_csv,
    as_xlsx,
    bounded,
    contents,
    made,
    moth,
    ods_of,
    raw_xlsx,
    repacked,
    run,
)

NONE = "no coding workbook: give an .xlsx or .ods file, or a folder of .csv files"
ENTITIES = "no workbook that can be read: it defines entities of its own, which no spreadsheet does"
PASSWORD = "under a password: save it without one"
LOST = "a sheet that it lists is not in it: open it in a spreadsheet, and save it"
TEXT = "more than 50 million characters: split it"
TAGS = "has too many cells, or too much beside them: split it, some studies a file"
UNPACKED = "unpacks to more than 100 MB: split it, some studies a file"


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)


@pytest.fixture
def review(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


def says(line: str, wanted: str) -> bool:
    """Tell whether a line is the one that is wanted; one that ends in … goes on in the words of a library."""
    return line.startswith(wanted[:-1]) if wanted.endswith("…") else line == wanted


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def old(path: Path) -> Path:
    """Begin as an old .xls begins, and any Office file under a password."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000)
    return path


def encrypted_zip(path: Path) -> Path:
    """Mark the parts as encrypted, as a zip program does that is given a password."""
    content = bytearray(as_xlsx(path, moth()).read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + flags] |= 1
            start = content.find(signature, start + 4)
    path.write_bytes(content)
    return path


def encrypted_ods(path: Path) -> Path:
    return ods_of(path, "", manifest="<manifest:encryption-data/>")


def cut_off(path: Path) -> Path:
    path.write_bytes(as_xlsx(path, moth()).read_bytes()[:-200])
    return path


def damaged(path: Path) -> Path:
    """Change a byte of what is compressed."""
    content = bytearray(as_xlsx(path, moth()).read_bytes())
    content[content.find(b"xl/worksheets/sheet1.xml") + 200] ^= 0xFF
    path.write_bytes(content)
    return path


def packed_otherwise(path: Path) -> Path:
    """Pack as no spreadsheet does: such parts can only be unpacked in one piece."""
    with zipfile.ZipFile(as_xlsx(path, moth())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def without_workbook(path: Path) -> Path:
    return repacked(as_xlsx(path, moth()), lambda name, content: None if name == "xl/workbook.xml" else content)


def without_types(path: Path) -> Path:
    return repacked(as_xlsx(path, moth()), lambda name, content: None if name == "[Content_Types].xml" else content)


def strict(path: Path) -> Path:
    """Save as "Strict Open XML Spreadsheet", which has other namespaces."""
    here = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(
        as_xlsx(path, moth()),
        lambda _, content: content.replace(here, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    )


def with_a_part_twice(path: Path) -> Path:
    """Have two parts of one name, of which one program reads this and another that."""
    as_xlsx(path, moth())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return path


def pointing_to(target: str) -> Callable[[Path], Path]:
    """Keep the fourth sheet, Samples, in another place than in the workbook."""

    def make(path: Path) -> Path:
        return repacked(
            as_xlsx(path, moth()),
            lambda _, content: content.replace(b'Target="worksheets/sheet4.xml"', f'Target="{target}"'.encode()),
        )

    return make


def with_entities_in(part: str) -> Callable[[Path], Path]:
    """Define entities of entities in one of the parts that tell of the workbook."""

    def change(name: str, content: bytes) -> bytes:
        start, end = content.find(b"?>") + 2, content.rfind(b"</")
        with_entities = content[:start] + LAUGHS.encode() + content[start:end] + b"&a11;" + content[end:]
        return with_entities if name == part else content

    return lambda path: repacked(as_xlsx(path, moth()), change)


def other_program(path: Path) -> Path:
    return as_xlsx(path, {"Sheet1": [["author", "year"], ["Moth", 2022]]})


# What the file is, how it is made, and the whole of the line about it: of what a library says only the beginning.
FILES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a text": ("study.xlsx", lambda path: path.write_text("Dear colleague"), NONE),
    "nothing": ("study.xlsx", lambda path: path.touch(), NONE),
    "a text for ods": ("study.ods", lambda path: path.write_text("Dear colleague"), NONE),
    "a single sheet of CSV": (
        "Studies.csv",
        lambda path: path.write_text("Id,Short name\nmoth-2022,Moth 2022\n"),
        NONE,
    ),
    "a zip of other things": ("study.xlsx", lambda path: zipped(path, readme=b"x"), NONE),
    "an empty zip": ("study.xlsx", lambda path: zipped(path), NONE),
    "half a workbook": ("study.xlsx", cut_off, NONE),
    "a damaged workbook": ("study.xlsx", damaged, NONE),
    "a workbook packed in another way": ("study.xlsx", packed_otherwise, NONE),
    "a workbook with a part twice": ("study.xlsx", with_a_part_twice, NONE),
    "a workbook that has lost a sheet": ("study.xlsx", pointing_to("worksheets/sheet99.xml"), LOST),
    "a workbook with a sheet outside of it": ("study.xlsx", pointing_to("../../../../etc/passwd"), LOST),
    "a workbook with a sheet elsewhere": (
        "study.xlsx",
        pointing_to('http://x.example/sheet.xml" TargetMode="External'),
        LOST,
    ),
    "entities in the list of sheets": ("study.xlsx", with_entities_in("xl/workbook.xml"), ENTITIES),
    "entities in the texts": ("study.xlsx", with_entities_in("xl/sharedStrings.xml"), ENTITIES),
    "entities in the styles": ("study.xlsx", with_entities_in("xl/styles.xml"), ENTITIES),
    "entities in the list of parts": ("study.xlsx", with_entities_in("[Content_Types].xml"), ENTITIES),
    "entities in the properties": ("study.xlsx", with_entities_in("docProps/core.xml"), ENTITIES),
    "a workbook that has lost its list of sheets": ("study.xlsx", without_workbook, NONE),
    "a workbook that has lost its list of parts": ("study.xlsx", without_types, "no workbook that can be read: …"),
    "an old workbook": ("study.xls", old, "under a password, or an old .xls: save it as .xlsx without a password"),
    "a workbook under a password": (
        "study.xlsx",
        old,
        "under a password, or an old .xls: save it as .xlsx without a password",
    ),
    "a zip under a password": ("study.xlsx", encrypted_zip, PASSWORD),
    "an ods file under a password": ("study.ods", encrypted_ods, PASSWORD),
    "an ods file of no XML": (
        "study.ods",
        lambda path: zipped(path, **{"content.xml": b"<a>"}),
        "no workbook that can be read: …",
    ),
    "an ods file without sheets": (
        "study.ods",
        lambda path: ods_of(path, ""),
        "no sheet of a coding workbook in it, but nothing: see `ipskg sheet new`",
    ),
    "a workbook of another program": (
        "study.xlsx",
        other_program,
        "no sheet of a coding workbook in it, but Sheet1: see `ipskg sheet new`",
    ),
    "a workbook in the strict kind of XML": (
        "study.xlsx",
        strict,
        "strict Open XML, which is not read: save it as a common .xlsx workbook",
    ),
}


@pytest.mark.parametrize("file", FILES)
def test_what_is_no_workbook_is_refused_in_one_line(file: str, review: Path, tmp_path: Path) -> None:
    name, make, said = FILES[file]
    path = tmp_path / name
    make(path)
    before = contents(review)
    (line,) = run("add", path, "--data", review, code=3)
    assert says(line, f"Error: {path}: {said}")
    assert contents(review) == before


@pytest.mark.parametrize(
    "command",
    [["add"], ["add", "--dry-run"], ["validate"], ["sheet", "read"], ["changes", "--with"]],
    ids=lambda command: " ".join(command),
)
def test_every_command_refuses_it_in_the_same_words(command: list[str], review: Path, tmp_path: Path) -> None:
    (tmp_path / "study.xlsx").write_text("Dear colleague")
    (line,) = run(*command, tmp_path / "study.xlsx", "--data", review, code=3)
    assert line == f"Error: {tmp_path / 'study.xlsx'}: {NONE}"


# Files that grow once they are read.


def bomb(path: Path, *, announced: int | None) -> Path:
    """Pack a gigabyte into a megabyte, and announce so much, or less."""
    as_xlsx(path, moth())
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings2.xml", "w") as part,
    ):
        for _ in range(1000):
            part.write(b" " * 1_000_000)
    if announced is not None:
        content = bytearray(path.read_bytes())
        for signature, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            struct.pack_into("<I", content, content.rfind(signature) + size, announced)
        path.write_bytes(content)
    return path


def quoting_itself(path: Path) -> Path:
    """List one part ten thousand times under different names."""
    part = zipped(path, **{"content.xml": b" " * 1_000_000}).read_bytes()
    start = part.find(b"PK\x01\x02")
    entry, name = part[start : start + 46], b"content.xml"
    listed = b"".join(entry + b"%011d" % number for number in range(9_999)) + entry + name
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(listed), start, 0)
    path.write_bytes(part[:start] + listed + tail)
    return path


def many_parts(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"xl/{number}", b"")
    return path


FETCHING = '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/hostname">]>'
MILLION = 1_000_000


def xlsx_rows(rows: str) -> str:
    return f"<sheetData>{rows}</sheetData>"


def xlsx_text(text: str) -> str:
    return xlsx_rows(f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>')


def ods_rows(rows: str) -> str:
    return f'<table:table table:name="Studies">{rows}</table:table>'


def ods_text(text: str, *, columns: int = 1, rows: int = 1) -> str:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    row = f'<table:table-row table:number-rows-repeated="{rows}">'
    return ods_rows(f"{row}{cell}<text:p>{text}</text:p></table:table-cell></table:table-row>")


LARGE = "the sheet Studies has more than 100000 rows or 500 columns: split it"
GROWING: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a gigabyte, announced": ("x.xlsx", lambda path: bomb(path, announced=None), UNPACKED),
    "a gigabyte, announced as a kilobyte": ("x.xlsx", lambda path: bomb(path, announced=1000), NONE),
    "one part under ten thousand names": ("x.ods", quoting_itself, UNPACKED),
    "too many parts": ("x.xlsx", many_parts, UNPACKED),
    "entities of entities in a sheet": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet=xlsx_text("&a11;"), prolog=LAUGHS),
        ENTITIES,
    ),
    "entities of entities in an ods file": (
        "x.ods",
        lambda path: ods_of(path, ods_text("&a11;"), prolog=LAUGHS),
        ENTITIES,
    ),
    "a file of this machine in a sheet": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet=xlsx_text("&a11;"), prolog=FETCHING),
        ENTITIES,
    ),
    "a file of this machine in an ods file": (
        "x.ods",
        lambda path: ods_of(path, ods_text("&a11;"), prolog=FETCHING),
        ENTITIES,
    ),
    "a cell repeated a million times": ("x.ods", lambda path: ods_of(path, ods_text("x", columns=MILLION)), LARGE),
    "a row repeated a million times": ("x.ods", lambda path: ods_of(path, ods_text("x", rows=MILLION)), LARGE),
    "a row of many cells repeated": (
        "x.ods",
        lambda path: ods_of(path, ods_text("x", columns=499, rows=99_999)),
        LARGE,
    ),
    "a cell in the last column": (
        "x.xlsx",
        lambda path: as_xlsx(path, moth(), lambda book, pages: pages["Studies"].write(0, 16_383, "x")),
        LARGE,
    ),
    "too many columns": ("x.xlsx", lambda path: as_xlsx(path, {"Studies": [["x"] * 501]}), LARGE),
    "too many rows": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet=xlsx_rows('<row><c t="str"><v>x</v></c></row>' * 100_002)),
        LARGE,
    ),
    "rows that all go to the last column": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet=xlsx_rows('<row><c r="ZZZ1"/></row>' * 100_000)),
        LARGE,
    ),
    "a row of cells without end": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet=xlsx_rows(f"<row>{'<c/>' * 4 * MILLION}</row>")),
        TAGS,
    ),
    "rules without end": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet=xlsx_rows("") + '<dataValidation sqref="A1"/>' * MILLION),
        TAGS,
    ),
    "a text that a hundred thousand cells share": (
        "x.xlsx",
        lambda path: raw_xlsx(
            path,
            sheet=xlsx_rows('<row><c t="s"><v>0</v></c></row>' * 99_000),
            strings=f"<si><t>{'x' * 32_000}</t></si>",
        ),
        TEXT,
    ),
    "a row of a long text repeated": ("x.ods", lambda path: ods_of(path, ods_text("x" * 32_000, rows=99_000)), TEXT),
    "styles without end": ("x.xlsx", lambda path: raw_xlsx(path, sheet="", styles="<xf/>" * MILLION), TAGS),
    "runs of text without end": (
        "x.xlsx",
        lambda path: raw_xlsx(path, sheet="", strings=f"<si>{'<r><t>a</t></r>' * MILLION}</si>"),
        TAGS,
    ),
    "rows of an ods file without end": (
        "x.ods",
        lambda path: ods_of(path, ods_rows("<table:table-row/>" * 4 * MILLION)),
        TAGS,
    ),
    "elements inside elements without end": (
        "x.ods",
        lambda path: ods_of(path, ods_text("<text:span>" * 100_000 + "</text:span>" * 100_000)),
        "no workbook that can be read: …",
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", GROWING)
def test_what_grows_is_refused_before_it_has_grown(file: str, review: Path, tmp_path: Path) -> None:
    """As a process of its own, which may take a gigabyte and a half and a minute of work."""
    name, make, said = GROWING[file]
    path = tmp_path / name
    make(path)
    before = contents(review)
    code, (line,) = bounded("add", path, "--data", review)
    assert code == 3
    assert says(line, f"Error: {path}: {said}")
    assert len(line) < len(str(path)) + 300
    assert contents(review) == before


# What is large, and read all the same.


@pytest.mark.parametrize("format", FORMATS)
def test_ten_thousand_rows_are_read(format: str, tmp_path: Path) -> None:
    """Each is a sample of the same name, which makes ten thousand ids."""
    sheets = moth()
    sheets["Samples"] += [[None, number, "persons"] for number in range(1, 10_000)]
    book = made(tmp_path, format, sheets)
    code, lines = bounded("sheet", "read", book, "--data", TINY)
    assert code == 0
    assert len([line for line in lines if line.endswith(" a metaeth:Sample ;")]) == 10_000
    assert "tiny:moth-2022-sample-10000 a metaeth:Sample ;" in lines


def test_ten_thousand_wrong_rows_are_ten_thousand_lines(tmp_path: Path) -> None:
    sheets = moth()
    sheets["Samples"] = [sheets["Samples"][0], *([None, f"nobody {number}", "persons"] for number in range(10_000))]
    book = as_csv(tmp_path / "study", sheets)
    code, lines = bounded("sheet", "read", book, "--data", TINY)
    assert code == 1
    assert len(lines) == 10_000
    assert lines[9_999].startswith(f"{book / 'Samples.csv'}: B10001: violation: moth-2022-sample-10000: Write how many")


@pytest.mark.parametrize("format", FORMATS)
def test_the_longest_text_of_a_cell_is_read(format: str, review: Path, tmp_path: Path) -> None:
    sheets = moth()
    sheets["Studies"][1][5] = "x" * 32_767
    book = made(tmp_path, format, sheets)
    assert f'metaeth:hasAim "{"x" * 32_767}"@en ;' in "\n".join(run("sheet", "read", book, "--data", review))


def test_a_text_that_no_cell_can_hold_is_refused_for_xlsx_and_written_as_csv(review: Path, tmp_path: Path) -> None:
    """Characters beyond the first 65 536 count twice, as spreadsheets count them."""
    sheets = moth()
    sheets["Studies"][1][5] = "𝄞" * 16_384
    run("add", made(tmp_path, "csv", sheets), "--data", review)
    before = contents(tmp_path)
    assert run("sheet", "write", "moth-2022", "--data", review, "-o", tmp_path / "x.xlsx", code=2) == [
        "Error: a text for Studies!H2 is longer than a cell can be: write --format csv"
    ]
    assert contents(tmp_path) == before
    run("sheet", "write", "moth-2022", "--data", review, "--format", "csv", "-o", tmp_path / "out")
    assert "𝄞" * 16_384 in (tmp_path / "out" / "Studies.csv").read_text("utf-8")


def test_a_text_that_could_not_be_read_back_is_refused_for_csv(review: Path, tmp_path: Path) -> None:
    study = review / "studies" / "skep-2007.ttl"
    study.write_text(study.read_text("utf-8").replace('"Hiveland"', f'"{"x" * 131_073}"'), "utf-8")
    before = contents(tmp_path)
    command = ["sheet", "write", "skep-2007", "--data", review, "--format", "csv", "-o", tmp_path / "out"]
    assert run(*command, code=2) == [
        "Error: a text of the sheet Studies is longer than 131072 characters: shorten it in the Turtle file"
    ]
    assert contents(tmp_path) == before


# CSV.


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_may_be_parted_as_spreadsheets_of_any_language_do(
    delimiter: str, encoding: str, review: Path, tmp_path: Path
) -> None:
    """Some headings have commas in them, and as many as there are semicolons between them."""
    sheets = moth()
    sheets["Studies"][1][5] = "To sit; to wait, in the dark."
    book = as_csv(tmp_path / "study", sheets, delimiter=delimiter, encoding=encoding)
    assert run("validate", book, "--data", review) == ["0 violations, 0 warnings"]


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
def test_csv_may_have_any_line_breaks(break_: str, review: Path, tmp_path: Path) -> None:
    book = as_csv(tmp_path / "study", moth(), delimiter=";")
    for path in book.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\r\n", break_.encode()))
    assert run("validate", book, "--data", review) == ["0 violations, 0 warnings"]


CSV: dict[str, tuple[bytes, str]] = {
    "Latin-1": ("Id,Count\n,7\n,7é\n".encode("latin-1"), ":3: not UTF-8: save the file in that encoding"),
    "UTF-16": ("Id,Count\n,7\n".encode("utf-16"), ":1: not UTF-8: save the file in that encoding"),
    "a quotation mark that is not closed": (
        b'Id,Count,Unit\n,7,persons\n,"7,persons\n,8,persons\n',
        ":3: a quotation mark is opened here and not closed",
    ),
    "a quotation mark that is closed too early": (b'Id,Count\n,"7"8\n', ":2: not CSV: "),
    "a cell without end": (b"Id,Count\n," + b"7" * 200_000 + b"\n", ":2: not CSV: field larger than field limit"),
}


@pytest.mark.parametrize("wrong", CSV)
def test_what_is_no_csv_is_refused_in_one_line_with_its_own(wrong: str, review: Path, tmp_path: Path) -> None:
    content, said = CSV[wrong]
    book = as_csv(tmp_path / "study", moth())
    (book / "Samples.csv").write_bytes(content)
    before = contents(review)
    (line,) = run("add", book, "--data", review, code=3)
    assert line.startswith(f"Error: {book / 'Samples.csv'}{said}")
    assert contents(review) == before


def test_csv_may_say_what_parts_its_cells(review: Path, tmp_path: Path) -> None:
    """In a first line, as Excel understands it; the cells keep their names."""
    sheets = moth()
    sheets["Samples"][1][1] = "7, or 8"
    book = as_csv(tmp_path / "study", sheets, delimiter=";")
    path = book / "Samples.csv"
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    line, _ = run("validate", book, "--data", review, code=1)
    assert line.startswith(f"{path}: B3: violation: moth-2022-sample: Write how many there are in the sample once")


def test_csv_of_nothing_but_separators_is_nothing(review: Path, tmp_path: Path) -> None:
    book = as_csv(tmp_path / "study", moth())
    (book / "Scratch.csv").write_bytes(b"," * 19_000_000)
    (book / "Samples.csv").write_bytes(b"Id,Count,Unit" + b"," * 10_000 + b"\n,7,persons\n" + b",,,\n" * 200_000)
    assert bounded("validate", book, "--data", review) == (0, ["0 violations, 0 warnings"])


def test_csv_in_a_mark_of_the_encoding_more_than_one_is_read(review: Path, tmp_path: Path) -> None:
    """A program that adds one does not always look for the one that is there."""
    book = as_csv(tmp_path / "study", moth(), encoding="utf-8-sig")
    for path in book.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("validate", book, "--data", review) == ["0 violations, 0 warnings"]


def test_control_characters_are_left_out(review: Path, tmp_path: Path) -> None:
    """NUL bytes and bells, and a vertical tab, by which word processors break a line."""
    book = as_csv(tmp_path / "study", moth())
    path = book / "Studies.csv"
    path.write_bytes(path.read_bytes().replace(b"in the dark", b"in\0 \athe\vdark"))
    run("add", book, "--data", review)
    assert 'metaeth:hasAim "To sit in the\\ndark."@en' in (review / "studies" / "moth-2022.ttl").read_text("utf-8")


# Paths.


def test_a_folder_without_sheets_is_no_workbook(review: Path, tmp_path: Path) -> None:
    (tmp_path / "study.xlsx").mkdir()
    for command in (["add"], ["sheet", "read"], ["changes", "--with"]):
        assert run(*command, tmp_path / "study.xlsx", "--data", review, code=3) == [
            f"Error: {tmp_path / 'study.xlsx'}: {NONE}"
        ]


@pytest.mark.parametrize("command", [["add"], ["validate"], ["sheet", "read"], ["changes", "--with"]])
def test_a_file_that_has_vanished_or_cannot_be_opened_is_named(
    command: list[str], review: Path, tmp_path: Path
) -> None:
    gone, loop, long = tmp_path / "gone.xlsx", tmp_path / "loop.xlsx", tmp_path / f"{'x' * 300}.xlsx"
    loop.symlink_to(loop)
    assert run(*command, gone, "--data", review, code=3) == [
        f"Error: {gone}: cannot be read: No such file or directory"
    ]
    assert run(*command, loop, "--data", review, code=3) == [
        f"Error: {loop}: cannot be read: Too many levels of symbolic links"
    ]
    assert run(*command, long, "--data", review, code=3) == [f"Error: {long}: cannot be used: File name too long"]


def test_a_sheet_that_vanishes_from_its_folder_is_named(review: Path, tmp_path: Path) -> None:
    book = as_csv(tmp_path / "study", moth())
    (book / "Samples.csv").unlink()
    (book / "Samples.csv").symlink_to(tmp_path / "gone.csv")
    assert run("add", book, "--data", review, code=3) == [
        f"Error: {book / 'Samples.csv'}: cannot be read: No such file or directory"
    ]


def test_what_is_no_file_is_not_waited_for(review: Path, tmp_path: Path) -> None:
    """A pipe to which nobody writes, and a device that has no end."""
    book = as_csv(tmp_path / "study", moth())
    os.mkfifo(book / "Scratch.csv")
    (tmp_path / "study.xlsx").symlink_to("/dev/zero")
    for path, named in ((book, book / "Scratch.csv"), (tmp_path / "study.xlsx", tmp_path / "study.xlsx")):
        assert bounded("add", path, "--data", review) == (3, [f"Error: {named}: {NONE}"])


LINKED = "a link to another place, or in a folder that is one: put the file itself here"


@pytest.mark.parametrize(
    ("linked", "named"),
    [
        ("studies", "studies/bumblewick-2001.ttl"),
        ("studies/drone-2019.ttl", "studies/drone-2019.ttl"),
        ("synthesis.ttl", "synthesis.ttl"),
        ("review.ttl", "review.ttl"),
    ],
)
def test_a_link_in_the_place_of_a_file_or_of_the_studies_is_not_followed(
    linked: str, named: str, review: Path, tmp_path: Path
) -> None:
    """Whether a command reads or writes: a review may come from anyone, and what it links to may be anything."""
    shutil.move(review / linked, tmp_path / "outside")
    (review / linked).symlink_to(tmp_path / "outside")
    book = as_xlsx(tmp_path / "study.xlsx", moth())
    before = contents(tmp_path)
    for command in (["add", book], ["remove", "drone-2019", "--cascade"], ["query", "studies"], ["results"]):
        assert run(*command, "--data", review, code=3) == [f"Error: {review / named}: {LINKED}"]
        assert contents(tmp_path) == before


def test_a_review_whose_files_are_all_links_to_one_place_is_read_and_not_changed(review: Path, tmp_path: Path) -> None:
    """As where an installer makes links instead of copies."""
    folder = tmp_path / "installed"
    for path in review.rglob("*.ttl"):
        link = folder / path.relative_to(review)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
    assert run("query", "studies", "--data", folder) == run("query", "studies", "--data", review)
    before = contents(tmp_path)
    for study in ("drone-2019", "waxley-2004"):
        assert run("remove", study, "--cascade", "--data", folder, code=2) == [
            f"Error: {folder}: cannot be written: studies/{study}.ttl is a link to another place; nothing was changed"
        ]
        assert contents(tmp_path) == before
        assert (folder / "studies" / f"{study}.ttl").is_symlink()


def test_a_review_may_be_named_by_a_link(review: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(review)
    run("add", as_xlsx(tmp_path / "study.xlsx", moth()), "--data", tmp_path / "link")
    assert (review / "studies" / "moth-2022.ttl").is_file()


@pytest.mark.parametrize("name", ["owl.ttl", "studies/owl.ttl"])
def test_a_file_of_a_review_without_an_end_is_not_waited_for(name: str, review: Path) -> None:
    """A pipe to which nobody writes."""
    os.mkfifo(review / name)
    for command in (["query", "studies"], ["validate"], ["remove", "drone-2019"]):
        named = ["--data", review] if command != ["validate"] else [review]
        assert bounded(*command, *named) == (3, [f"Error: {review / name}: no file, but a pipe or a device"])


# What may lie in a folder that comes from somebody else: changes that were never begun here.


def promise(review: Path, plan: object, **files: str) -> Path:
    """Write a change into a folder that is still to be carried out."""
    folder = review / ".ipskg-change"
    folder.mkdir()
    (folder / "plan.json").write_text(plan if isinstance(plan, str) else json.dumps(plan))
    for name, content in files.items():
        (folder / name.removeprefix("_")).write_text(content)
    return folder


def _linked_promise(review: Path, outside: Path) -> None:
    promise(review, {"studies/x.ttl": "0"}, _0="mine").rename(outside / "change")
    (review / ".ipskg-change").symlink_to(outside / "change")


def _linked_plan(review: Path, outside: Path) -> None:
    folder = promise(review, {"studies/x.ttl": "0"}, _0="mine")
    (folder / "plan.json").rename(outside / "plan.json")
    (folder / "plan.json").symlink_to(outside / "plan.json")


def _linked_content(review: Path, outside: Path) -> None:
    (promise(review, {"studies/x.ttl": "0"}) / "0").symlink_to(outside / "kept.ttl")


def _linked_target(review: Path, outside: Path) -> None:
    promise(review, {"studies/x.ttl": "0"}, _0="mine")
    (review / "studies" / "x.ttl").symlink_to(outside / "kept.ttl")


def _linked_studies(review: Path, outside: Path) -> None:
    promise(review, {"studies/kept.ttl": None, "studies/x.ttl": "0"}, _0="mine")
    shutil.rmtree(review / "studies")
    (review / "studies").symlink_to(outside)


def _folder_for_content(review: Path, outside: Path) -> None:
    (promise(review, {"studies/x.ttl": "0"}) / "0").mkdir()


def _pipe_for_plan(review: Path, outside: Path) -> None:
    (review / ".ipskg-change").mkdir()
    os.mkfifo(review / ".ipskg-change" / "plan.json")


def _no_plan(review: Path, outside: Path) -> None:
    (review / ".ipskg-change").mkdir()


def _device_for_plan(review: Path, outside: Path) -> None:
    (review / ".ipskg-change").mkdir()
    (review / ".ipskg-change" / "plan.json").symlink_to("/dev/zero")


NO_FILE = "which is no file of a study"
NO_CONTENT = "its plan gives no content to a file"
PROMISES: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a target above the folder": (
        lambda review, _: promise(review, {"../x.ttl": "0"}, _0="mine"),
        f"its plan names '../x.ttl', {NO_FILE}",
    ),
    "a target above the studies": (
        lambda review, _: promise(review, {"studies/../../x.ttl": "0"}, _0="mine"),
        f"its plan names 'studies/../../x.ttl', {NO_FILE}",
    ),
    "a file to be taken away above the folder": (
        lambda review, _: promise(review, {"../outside/kept.ttl": None}),
        f"its plan names '../outside/kept.ttl', {NO_FILE}",
    ),
    "an absolute target": (
        lambda review, _: promise(review, {"/tmp/x.ttl": "0"}, _0="mine"),
        f"its plan names '/tmp/x.ttl', {NO_FILE}",
    ),
    "a target of Windows": (
        lambda review, _: promise(review, {"studies\\x.ttl": "0"}, _0="mine"),
        "its plan names 'studies\\\\x.ttl', which is no file of a study",
    ),
    "a hidden target": (
        lambda review, _: promise(review, {".git/config": "0"}, _0="mine"),
        f"its plan names '.git/config', {NO_FILE}",
    ),
    "the review itself to be taken away": (
        lambda review, _: promise(review, {"review.ttl": None}),
        f"its plan names 'review.ttl', {NO_FILE}",
    ),
    "one wrong target behind a good one": (
        lambda review, _: promise(review, {"studies/drone-2019.ttl": None, "../x.ttl": "0"}, _0="mine"),
        f"its plan names '../x.ttl', {NO_FILE}",
    ),
    "a content above the folder": (
        lambda review, _: promise(review, {"studies/x.ttl": "../../outside/kept.ttl"}),
        NO_CONTENT,
    ),
    "a content that is a number": (lambda review, _: promise(review, {"studies/x.ttl": 0}, _0="mine"), NO_CONTENT),
    "one content for two files": (
        lambda review, _: promise(review, {"studies/x.ttl": "0", "studies/y.ttl": "0"}, _0="mine"),
        NO_CONTENT,
    ),
    "a plan that is a list": (lambda review, _: promise(review, ["studies/x.ttl"]), "its plan names no files"),
    "a plan that is cut off": (lambda review, _: promise(review, '{"studies/x.ttl": "0"'), "Expecting "),
    "a plan of nothing": (lambda review, _: promise(review, ""), "Expecting value"),
    "a plan that nests without end": (lambda review, _: promise(review, "[" * 100_000), "maximum recursion depth"),
    "a plan without an end": (lambda review, _: promise(review, " " * 10_000_001), "its plan is larger than any"),
    "a plan of no text": (
        lambda review, _: (promise(review, "") / "plan.json").write_bytes(b"\xff{}"),
        "'utf-8' codec can't decode byte",
    ),
    "no plan": (_no_plan, "No such file or directory"),
    "a pipe for a plan": (_pipe_for_plan, ".ipskg-change/plan.json is no file"),
    "a device for a plan": (_device_for_plan, ".ipskg-change/plan.json is no file"),
    "a link for a plan": (_linked_plan, ".ipskg-change/plan.json is no file"),
    "a link for a content": (_linked_content, ".ipskg-change/0 is no file"),
    "a folder for a content": (_folder_for_content, ".ipskg-change/0 is no file"),
    "a link for all of it": (_linked_promise, ".ipskg-change is a link to another place"),
    "a link where a file is to be": (_linked_target, "studies/x.ttl is a link to another place"),
    "a link where the studies are to be": (_linked_studies, "studies is a link to another place"),
    "a file for all of it": (
        lambda review, _: (review / ".ipskg-change").write_text("x"),
        "Not a directory",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PROMISES)
def test_a_change_that_nobody_here_began_is_not_followed_out_of_the_folder(
    kind: str, review: Path, tmp_path: Path
) -> None:
    """It is refused in one line by whatever opens the folder, and nothing of it is done."""
    make, said = PROMISES[kind]
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept.ttl").write_text("a day's work")
    make(review, tmp_path / "outside")
    book = as_xlsx(tmp_path / "study.xlsx", moth())
    before = contents(tmp_path)
    for command in (["query", "studies"], ["add", book]):
        (line,) = run(*command, "--data", review, code=3)
        assert line.startswith(f"Error: {review}: a change of it was cut off, and cannot be finished: {said}")
        assert line.endswith("; mend that, or take .ipskg-change away")
        assert contents(tmp_path) == before


def _draft_link(review: Path, outside: Path) -> None:
    (review / ".ipskg-draft").symlink_to(outside)


def _draft_of_links(review: Path, outside: Path) -> None:
    (review / ".ipskg-draft").mkdir()
    (review / ".ipskg-draft" / "0").symlink_to(outside)
    (review / ".ipskg-draft" / "1").symlink_to(outside / "kept.ttl")


DRAFTS: dict[str, Callable[[Path, Path], object]] = {
    "a link": _draft_link,
    "a link to nowhere": lambda review, outside: (review / ".ipskg-draft").symlink_to(outside / "none"),
    "a folder of links": _draft_of_links,
    "a file": lambda review, _: (review / ".ipskg-draft").write_text("x"),
    "a pipe": lambda review, _: os.mkfifo(review / ".ipskg-draft"),
}


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_draft_that_nobody_here_began_is_taken_away_and_nothing_else(kind: str, review: Path, tmp_path: Path) -> None:
    there = contents(review)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept.ttl").write_text("a day's work")
    DRAFTS[kind](review, tmp_path / "outside")
    book = as_xlsx(tmp_path / "study.xlsx", moth())
    run("add", book, "--data", review)
    assert contents(review).keys() - there.keys() == {"studies/moth-2022.ttl"}
    assert contents(tmp_path / "outside") == {"kept.ttl": b"a day's work"}


def test_a_study_whose_place_is_taken_by_a_folder_is_refused(review: Path, tmp_path: Path) -> None:
    (review / "studies" / "moth-2022.ttl").mkdir()
    book = as_xlsx(tmp_path / "study.xlsx", moth())
    before = contents(tmp_path)
    (line,) = run("add", book, "--data", review, "--replace", code=3)
    assert line == f"Error: {review / 'studies' / 'moth-2022.ttl'}: cannot be read: Is a directory"
    assert contents(tmp_path) == before


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_workbook_is_never_written_over_what_is_there(format: str, tmp_path: Path) -> None:
    """Neither over a file nor over a folder, nor through a link, be it to nothing."""
    (tmp_path / "file").write_text("a day's work")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = contents(tmp_path)
    for name, said in (("file", "already: name another, or"), ("folder", "is a directory"), ("link", "already: name")):
        assert said in run("sheet", "new", "--format", format, "-o", tmp_path / name, code=2)[-1]
    assert contents(tmp_path) == before


@pytest.mark.parametrize("command", [["sheet", "new"], ["sheet", "write", "areberg-2013"], ["sheet", "read", "x.xlsx"]])
def test_where_nothing_can_be_written_nothing_is(command: list[str], tmp_path: Path) -> None:
    """Into a folder that is not there, below a file, or in the place of a folder."""
    (tmp_path / "file").write_text("a day's work")
    (tmp_path / "folder").mkdir()
    as_xlsx(tmp_path / "x.xlsx", moth())
    before = contents(tmp_path)
    command = [str(tmp_path / part) if part == "x.xlsx" else part for part in command]
    command += ["--data", str(TINY)] if "read" in command else []
    for output, said in (
        (tmp_path / "none" / "x", "cannot be written: No such file or directory"),
        (tmp_path / "file" / "x", "cannot be written: Not a directory"),
        (tmp_path / "folder", "is a directory"),
        (tmp_path / ("x" * 300), "cannot be written: File name too long"),
    ):
        assert said in run(*command, "-o", output, code=2)[-1]
        assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--title", " "], "a text about the review is empty: write it, or leave it out"),
        (["--title", "Rain", "--section", "\N{ZERO WIDTH SPACE}"], "a text about the review is empty"),
        (["--title", "x" * 10_001], "a text about the review is longer than 10000 characters: shorten it"),
        (["--title", "Rain", "--coder", "\udcff"], "a text about the review is not in the encoding of this terminal"),
        (["--title", "Rain", "--namespace", "http://[x/"], "'http://[x/' is no address for records"),
        (["--title", "Rain", "--namespace", "file:///etc/"], "'file:///etc/' is no address for records"),
    ],
)
def test_what_cannot_begin_a_review_begins_none(options: list[str], said: str, tmp_path: Path) -> None:
    (line,) = run("new", tmp_path / "rain", *options, code=2)
    assert line.startswith(f"Error: {said}")
    assert contents(tmp_path) == {}


def test_a_review_of_odd_texts_begins_and_its_workbook_has_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "rain"
    run(
        "new",
        folder,
        "--title",
        "=1+1\a",
        "--section",
        "../x",
        "--section",
        "../x",
        "--coder",
        "con",
        "--author",
        "@me",
    )
    assert run("validate", folder)[-1].startswith("0 violations")
    assert run("validate", folder / "rain.xlsx", "--data", folder)[-1].startswith("0 violations")
