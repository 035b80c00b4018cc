"""The command line, called as people call it: what it prints, and how it ends."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ipskg.cli import options
from ipskg.errors import WrongUsage

TINY = Path(__file__).parent / "reviews" / "tiny"
IPSKG = Path(sys.executable).with_name("ipskg")


def ipskg(*arguments: str | Path, given: bytes = b"", code: int = 0, cwd: Path | None = None) -> str:
    """Call the command; give standard output where it succeeds, and else standard error, which is one line."""
    done = subprocess.run([IPSKG, *arguments], input=given, capture_output=True, cwd=cwd, check=False)
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    if code == 0:
        assert said == ""
        return done.stdout.decode()
    assert done.stdout == b""
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    return said.removeprefix("Error: ").rstrip("\n")


def test_results_begin_with_the_title_and_end_with_the_references() -> None:
    printed = ipskg("results")
    assert printed.startswith("# Experiences of participating in individual placement and support")
    assert "## The line of argument" in printed
    assert printed.rstrip().splitlines()[-1].startswith("- [31] Borg M")


def test_results_as_json_and_html_hold_the_same_sections() -> None:
    headings = [
        section["heading"] for section in json.loads(ipskg("results", "--format", "json"))["reviews"][0]["sections"]
    ]
    page = ipskg("results", "--format", "html")
    assert len(headings) == 9
    assert [heading for heading in headings if heading.replace("'", "&#39;") in page] == headings


def test_the_same_call_prints_the_same_bytes() -> None:
    assert ipskg("results") == ipskg("results")
    assert ipskg("query", "translation", "--format", "csv") == ipskg("query", "translation", "--format", "csv")


def test_csv_has_all_columns_and_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(ipskg("query", "sections", "--format", "csv"))))
    assert [row["order"] for row in rows] == [str(number) for number in range(1, 10)]
    assert rows[0]["section"] == "https://w3id.org/ipskg/data/moen-2021/section-significant-relationship"


def test_json_and_tsv_are_the_formats_of_the_w3c() -> None:
    answer = json.loads(ipskg("query", "index-studies", "--format", "json"))
    assert answer["head"]["vars"][0] == "review"
    assert answer["results"]["bindings"][0]["reference"] == {"type": "literal", "value": "19"}
    assert ipskg("query", "index-studies", "--format", "tsv").startswith("?review\t?reviewLabel\t")


def test_a_table_shows_labels_and_cuts_long_cells() -> None:
    printed = ipskg("query", "findings", "--param", "section=section-uncertain").splitlines()
    assert (
        printed[0].split()
        == "review order actorGroup section heading findingOrder finding findingText reference study".split()
    )
    assert len(printed) == 7
    assert "…" in printed[2]
    assert "https://" not in "".join(printed)


def test_markdown_shows_cells_whole() -> None:
    printed = ipskg("query", "reviews", "--format", "markdown").splitlines()
    assert printed[1] == "| --- | --- | --- | --- | --- |"
    assert "a meta-ethnographic review and synthesis of qualitative studies" in printed[2]


def test_a_table_cannot_steer_the_terminal_or_break_its_lines(tmp_path: Path) -> None:
    """Control characters and direction marks of the data are not printed."""
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    path = folder / "review.ttl"
    path.write_text(path.read_text("utf-8").replace("to a beekeeper?", "\\u001B[31m\\n\\u202E| x"), "utf-8")
    for format in ("table", "markdown"):
        printed = ipskg("query", "reviews", "--format", format, "--data", folder)
        assert len(printed.splitlines()) == 4
        assert not [character for character in printed if not character.isprintable() and character != "\n"]
    assert "\\| x" in printed


def test_own_queries_come_from_a_file_or_standard_input(tmp_path: Path) -> None:
    query = b"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a <https://w3id.org/ipskg/meta-ethnography#Finding> }"
    (tmp_path / "own.rq").write_bytes(b"\xef\xbb\xbf" + query)
    assert ipskg("query", "--file", tmp_path / "own.rq", "--format", "csv") == "n\r\n78\r\n"
    assert ipskg("query", "--file", "-", "--format", "csv", given=query) == "n\r\n78\r\n"


def test_ask_and_construct_have_their_own_forms() -> None:
    assert ipskg("query", "--file", "-", given=b"ASK { ?s ?p ?o }") == "yes\n"
    assert (
        json.loads(ipskg("query", "--file", "-", "--format", "json", given=b"ASK { ?s ?p 'none' }"))["boolean"] is False
    )
    construct = b"CONSTRUCT { ?s a ?k } WHERE { ?s a ?k } LIMIT 1"
    assert " a " in ipskg("query", "--file", "-", given=construct)
    assert "use --format ttl" in ipskg("query", "--file", "-", "--format", "csv", given=construct, code=2)
    assert "the query gives no graph" in ipskg("query", "sections", "--format", "ttl", code=2)


def test_list_and_show_come_from_the_queries_themselves() -> None:
    listed = ipskg("query", "--list")
    assert listed.index("Results:") < listed.index("  sections ") < listed.index("Tables:") < listed.index("  studies ")
    assert ipskg("query", "--show", "sections").startswith("#+ summary: ")


def test_several_folders_are_asked_together() -> None:
    both = ipskg("query", "reviews", "--format", "csv", "--data", TINY, "--data", TINY.with_name("grouped"))
    assert "https://example.org/tiny/review" in both
    assert "https://example.org/grouped/review" in both


def test_output_goes_to_a_file_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "out.md"
    file.write_text("old")
    file.chmod(0o640)
    assert ipskg("results", "-o", file) == ""
    assert file.read_text("utf-8") == ipskg("results")
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_output_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    missing = tmp_path / "none" / "out.md"
    assert (
        ipskg("results", "-o", missing, code=2)
        == f"{missing}: cannot be written: No such file or directory; name another file"
    )
    assert list(tmp_path.iterdir()) == []


def test_output_that_cannot_take_its_place_leaves_nothing_half_written(tmp_path: Path) -> None:
    """The content is written beside the file first; where the last step fails, it goes again."""
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(WrongUsage, match="cannot be written"):
        options.write("text", taken)
    assert list(tmp_path.iterdir()) == [taken]


@pytest.mark.parametrize("command", ["changes", "export", "query", "reason", "results", "validate"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"  ipskg {command} " in ipskg(command, "--help")
    assert command in ipskg("--help")


# What is wrong, the arguments, the exit code, and a part of the one line that says so.
WRONG = {
    "an unknown query": (["query", "sectoins"], 2, "no query 'sectoins': did you mean sections"),
    "an unknown parameter": (["query", "studies", "--param", "studdy=x"], 2, "did you mean study?"),
    "a parameter without value": (["query", "studies", "--param", "study"], 2, "write NAME=VALUE"),
    "a parameter given twice": (["query", "studies", "--param", "study=a", "--param", "study=b"], 2, "stands twice"),
    "a value of another kind": (
        ["query", "studies", "--param", "study=section-uncertain"],
        2,
        "no study 'section-uncertain'",
    ),
    "a value nobody has": (["query", "findings", "--param", "study=crain-2008"], 2, "did you mean crain-2009"),
    "an unknown section": (["results", "section-uncertian"], 2, "did you mean section-uncertain"),
    "a missing folder": (["results", "--data", "no-such-folder"], 2, "no folder 'no-such-folder'"),
    "a folder without a review": (["results", "--data", "."], 3, "a review folder begins with a file review.ttl"),
    "two things asked at once": (["query", "sections", "--list"], 2, "give one of NAME, --file, --list and --show"),
    "parameters of an own query": (["query", "--list", "--param", "study=x"], 2, "--param is for canned queries"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_usage_gets_one_line_and_its_exit_code(wrong: str, tmp_path: Path) -> None:
    arguments, code, said = WRONG[wrong]
    assert said in ipskg(*arguments, code=code, cwd=tmp_path)


OWN = {
    "fetching by SERVICE": (b"SELECT * WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }", 2, "SERVICE in line 1"),
    "fetching in disguise": (
        b"SELECT * WHERE { SERV\\u0049CE <http://x.example/> { ?s ?p ?o } }",
        2,
        "SERVICE in line 1",
    ),
    "fetching by FROM": (b"SELECT * FROM <http://x.example/> WHERE { ?s ?p ?o }", 2, "FROM in line 1"),
    "writing": (b"INSERT DATA { <a:a> <a:b> 1 }", 2, "INSERT in line 1, column 1: ipskg query only reads"),
    "no SPARQL": (b"SELECT ?x WHERE {\n ?x ?y", 3, "not a SPARQL query: error at 2:"),
    "nothing": (b"", 3, "not a SPARQL query"),
    "Latin-1": ("SELECT ?x WHERE {\n ?x ?y 'Lexén' }".encode("latin-1"), 3, "the query is not UTF-8 in line 2"),
    "NUL bytes": (b"\0\0\0", 3, "not a SPARQL query"),
    "too much": (b"#" * 5_000_000, 2, "longer than 1000000 characters"),
}


@pytest.mark.parametrize("own", OWN)
def test_an_own_query_that_cannot_run_gets_one_line_and_its_exit_code(own: str) -> None:
    query, code, said = OWN[own]
    assert said in ipskg("query", "--file", "-", given=query, code=code)


def test_data_that_cannot_be_read_ends_with_3_and_a_study_twice_with_1(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tiny")
    study = folder / "studies" / "waxley-2004.ttl"
    again = Path(shutil.copy(study, folder / "studies" / "zzz.ttl"))
    assert "the study waxley-2004 stands twice" in ipskg("results", "--data", folder, code=1)
    again.write_text("not Turtle", "utf-8")
    assert f"{again}:1: not Turtle: " in ipskg("results", "--data", folder, code=3)
    again.write_bytes("# Lexén\n".encode("latin-1"))
    assert f"{again}:1: not UTF-8" in ipskg("results", "--data", folder, code=3)


def test_work_over_a_second_shows_how_far_it_is_on_a_terminal_only(monkeypatch, capsys) -> None:
    """Standard output and a log stay as they are; quick work shows nothing."""
    items = ["a", "b", "c"]
    assert list(options.progress(items, after=0)) == items
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert list(options.progress(items, after=0)) == items
    output, shown = capsys.readouterr()
    assert output == ""
    assert "100%" in shown
    assert list(options.progress(items, after=60)) == items
    assert capsys.readouterr() == ("", "")


def test_a_report_is_printed_in_its_formats() -> None:
    assert ipskg("report", "emerge").startswith("# eMERGe reporting criteria: Moen, Walseth and Larsen 2021\n")
    assert json.loads(ipskg("report", "entreq", "--format", "json"))["reports"][0]["kind"] == "entreq"
    assert ipskg("report", "prisma", "--format", "svg", "--data", TINY).startswith("<?xml")


def test_an_unknown_report_is_told_with_those_that_there_are() -> None:
    said = ipskg("report", "nothing", code=2)
    assert said.startswith("no report 'nothing': there are ")
    assert all(kind in said for kind in ("emerge", "entreq", "prisma"))


def test_the_help_of_report_lists_its_kinds() -> None:
    assert "The 19 reporting criteria of eMERGe" in ipskg("report", "--help")
