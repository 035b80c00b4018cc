"""Reports that are tables: studies, grid, translations, appraisal, confidence; and the formats of tables."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from making import run

import ipskg
from ipskg.corpus import Corpus
from ipskg.reports import Points, Report, Section, Table, Text, reports, write
from ipskg.reports.tabular import as_csv, as_latex, as_word

REVIEWS = Path(__file__).parent / "reviews"
KINDS = ("casp", "cerqual", "characteristics", "grid", "translation")
ADDED = "Drone 2019 (added by the second coder)"


def report(kind: str, *folders: Path) -> Report:
    (found,) = reports(ipskg.open(*folders), kind)
    return found


def of(report: Report, heading: str) -> tuple[object, ...]:
    """Give what stands under a heading."""
    (section,) = [one for one in report.sections if one.heading == heading]
    return section.blocks


def test_the_grid_has_a_row_for_each_study_and_a_column_for_each_metaphor() -> None:
    """Also for a study and a metaphor that nothing is said of; what a coder added stands last, and is marked."""
    (table,) = report("grid", REVIEWS / "tiny").tables
    assert table.columns == ("study", "waiting", "listening", "company", "keeping watch")
    assert table.rows == (
        ("Waxley 2004", "cited 2, constructs 3\n2 agreeing, 1 contradicting", "",
         "cited 1, constructs 2\n2 agreeing, 1 contradicting", ""),
        ("Bumblewick 2001", "cited 1, constructs 2\n2 agreeing", "cited 1, constructs 2\n2 agreeing",
         "cited 0, constructs 1", ""),
        ("Skep 2007", "cited 1, constructs 1", "", "cited 1, constructs 3\n3 agreeing, 1 contradicting", ""),
        ("Smoker (unpublished)", "", "", "", ""),
        (ADDED, "", "cited 1, constructs 1\n2 agreeing", "", ""),
    )  # fmt: skip


def test_characteristics_leave_out_what_is_coded_of_no_study() -> None:
    (table,) = report("characteristics", REVIEWS / "grouped").tables
    assert table.columns == ("study", "reference", "year", "country", "part of a trial")
    assert table.rows == (("Lamp 1950", "10; 11a", "1950", "Fogland", "Yes"), ("Buoy 1951", "", "", "", ""))
    assert table.notes == (
        "Coded for no study: method as printed, design, data collection, analysis, sample as printed, aim,"
        " rating as printed.",
    )


def test_translations_stand_in_the_order_of_the_metaphors_with_who_judged_so() -> None:
    (table,) = report("translation", REVIEWS / "grouped").tables
    assert table.columns == (
        "actor group", "metaphor", "what the reviewers mean by it", "study", "reference", "as the study puts it",
        "relation", "set against", "basis", "judged by", "reason",
    )  # fmt: skip
    bell = "The bell joins those who cannot see each other."
    call = (
        "Buoy 1951", "", "the bell as a call", "refutational", "fog as a wall", "inferred", "the coder",
        "What a wall keeps apart a call brings together.",
    )  # fmt: skip
    wall = ("Lamp 1950", "10; 11a", "fog as a wall", "", "", "", "", "")
    assert table.rows == (
        ("lighthouse keepers", "wall", "", *wall),
        ("lighthouse keepers", "bell", bell, *call),
        ("lighthouse keepers", "bell", bell, *wall),
        ("sailors", "bell", bell, *call),
        ("sailors", "bell", bell, *wall),
        ("", "sea", "", "Buoy 1951", "", "the tide as a clock", "", "", "", "", ""),
    )


def test_the_matrix_of_an_appraisal_shows_answers_that_differ_and_those_that_are_missing() -> None:
    """Two reviewers disagree on one question; one question and three studies have no answer."""
    found = report("casp", REVIEWS / "tiny")
    matrix, reasons = found.tables
    none = "no answer"
    assert matrix.columns == ("study", "1. opened a hive", "2. were stung", "3. tasted the honey")
    assert matrix.rows == (
        ("Waxley 2004", "Yes", "can't tell (Abel Nectar)\nNo (Zora Nectar)", none),
        ("Bumblewick 2001", none, none, none),
        ("Skep 2007", "No", none, none),
        ("Smoker (unpublished)", none, none, none),
        (ADDED, none, none, none),
    )
    assert matrix.notes == ("Answered: 3 of 15. Answers are not added up.",)
    assert reasons.rows == (
        ("Waxley 2004", "1. opened a hive", "Yes", "Abel Nectar", "A photograph shows the lid."),
        ("Waxley 2004", "2. were stung", "No", "Zora Nectar", "Nobody cries out."),
    )
    told = of(found, "Smoke test for qualitative studies")[0]
    assert told == Points((
        "tool, as printed: Smoke test for qualitative studies",
        "weight given to: how near the authors went to the hive",
        "appraised by: Abel Nectar",
        "questions of: Smoke test for qualitative studies (2nd edition)",
        "answers published study by study: yes",
    ))  # fmt: skip


def test_a_procedure_of_which_little_is_known_says_what_is_not() -> None:
    """One prints answers that nobody coded, of one only the answers tell what was asked; two studies share a name."""
    found = report("casp", REVIEWS / "haunted")
    assert of(found, "appraisal") == (
        Points(("answers published study by study: yes",)),
        Text("The review prints its answers, and none is coded."),
        Text("The questions of the tool are not coded."),
    )
    (matrix,) = found.tables
    assert matrix.columns == ("study", "did it flicker")
    assert [row[0] for row in matrix.rows if row[0].startswith("Lantern")] == [
        "Lantern 1999 [1; 1a]",
        "Lantern 1999 [S1; 1a; 11a; 11b]",
    ]
    assert [row for row in matrix.rows if row[1] != "no answer"] == [("Cat 2001", "Yes")]


def test_a_review_that_appraised_and_published_no_matrix_is_said_to_have_done_so() -> None:
    """So the coded review: its paper names the tool and what it gave weight to, and prints no answer."""
    for folder, name in ((REVIEWS / "grouped", "CASP"), (Path(ipskg.open().reviews[0].path), None)):
        found = report("casp", folder)
        blocks = of(found, name or "CASP Qualitative Checklist")
        assert Text("The studies were appraised, and the matrix is not published.") in blocks
        assert found.tables == ()
        assert isinstance(blocks[-1], Points)
        assert len(blocks[-1].points) == 10
        assert blocks[-1].points[0].startswith("1. clear aims: ")


def test_the_confidence_in_a_metaphor_stands_beside_what_it_can_be_judged_by() -> None:
    """47 persons: 20, 12 and 3, and twice 6; one participant's account is of a study that contributes."""
    found = report("cerqual", REVIEWS / "tiny")
    statement, studies, inputs, judged = of(found, "waiting")
    assert statement == Text("Winter is time that belongs to the bees.")
    assert isinstance(studies, Table)
    assert studies.rows[0] == (
        "Waxley 2004", "2", "the long dark\ndread of the empty hive\na peace that summer lacks", "Cloverland",
        "case study", "organisational units: 3\npersons: 20", "",
        "1. opened a hive: Yes\n2. were stung: can't tell (Abel Nectar); No (Zora Nectar)\n"
        "1 question without an answer",
    )  # fmt: skip
    assert [row[0] for row in studies.rows] == ["Waxley 2004", "Bumblewick 2001", "Skep 2007"]
    assert isinstance(inputs, Points)
    assert inputs.points[1:] == (
        "Coherence: 2 agreements and 1 contradiction recorded:"
        " a clock that has stopped (Bumblewick 2001) like the long dark;"
        " the long dark (Bumblewick 2001, Waxley 2004) like dread of the empty hive"
        " (judged by the first coder, Dark and dread come at the same hour);"
        " dread of the empty hive (Waxley 2004) against a peace that summer lacks"
        " (judged by the first coder, The same quiet frightens some and soothes others)",
        "Adequacy: 3 studies; 47 persons counted in their samples; 5 constructs of these studies;"
        " 1 account of their participants",
        "Relevance: countries: Cloverland, Hiveland",
    )
    assert isinstance(judged, Table)
    assert judged.caption == "Judged by Abel Nectar; Zora Nectar, 2020-05"
    assert judged.rows == (
        ("Methodological limitations", "minor concerns", "One study does not say where its hives stood."),
        ("Coherence", "moderate concerns", "Dread and peace stand against each other."),
        ("Adequacy", "no or very minor concerns", "Three studies, and much in each."),
        ("Relevance", "not judged", "no explanation recorded"),
        ("Confidence", "moderate", "Winter may feel otherwise elsewhere."),
    )


def test_what_nobody_judged_is_not_judged_and_two_judgements_stay_two() -> None:
    summary = report("cerqual", REVIEWS / "tiny").lead[1]
    assert isinstance(summary, Table)
    assert [(row[0], row[2]) for row in summary.rows] == [
        ("waiting", "moderate (Abel Nectar; Zora Nectar, 2020-05)"),
        ("listening", "not judged"),
        ("company", "not judged"),
        ("keeping watch", "not judged"),
        ("Winter as waiting, 3", "low (by whom is not recorded)"),
    ]
    assert of(report("cerqual", REVIEWS / "tiny"), "company")[-1] == Text("Confidence: not judged.")
    assert of(report("cerqual", REVIEWS / "tiny"), "keeping watch") == (
        Points((
            "Methodological limitations: no contributing study",
            "Coherence: 0 agreements and 0 contradictions recorded",
            "Adequacy: 0 studies; 0 persons counted in their samples; 0 constructs of these studies;"
            " 0 accounts of their participants",
            "Relevance: countries: not coded",
        )),
        Text("Confidence: not judged."),
    )  # fmt: skip
    grouped = report("cerqual", REVIEWS / "grouped")
    captions = [block.caption for block in of(grouped, "bell") if isinstance(block, Table)]
    assert captions[1:] == ["Judged by Fanny Foghorn", "Judged by the coder, 1953-11-02"]
    (relevance,) = [
        one for block in of(grouped, "bell") if isinstance(block, Points) for one in block.points if "Relevance" in one
    ]
    assert relevance == (
        "Relevance: countries: Fogland; about: lighthouse keepers, sailors;"
        " perspectives of: lighthouse keepers, sailors"
    )


def test_a_finding_is_judged_by_the_studies_that_it_cites_or_that_speak_in_it() -> None:
    """Waxley is cited and has two constructs in it; the dark is Bumblewick's too, which is not cited."""
    studies = of(report("cerqual", REVIEWS / "tiny"), "Winter as waiting, 3")[1]
    assert isinstance(studies, Table)
    assert [row[:3] for row in studies.rows] == [
        ("Waxley 2004", "1", "the long dark\ndread of the empty hive"),
        ("Bumblewick 2001", "0", "the long dark"),
    ]


def made(*rows: tuple[str, ...], columns: tuple[str, ...] = ("one", "two"), caption: str = "A table") -> Report:
    table = Table(caption, columns, rows, notes=("A note of 100 %.",))
    return Report("invented", "Invented", "https://example.org/r", "R", (Section("S", (table,)),))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1", "'quoted"])
def test_no_cell_of_csv_is_taken_for_a_formula(cell: str) -> None:
    assert as_csv([made((cell, "x"))]).splitlines()[1] == f"'{cell},x"


def test_csv_has_one_table_as_it_is_and_several_under_their_captions() -> None:
    assert as_csv([made(("a\nb", "c"))]) == '\ufeffone,two\r\n"a\nb",c\r\n'
    assert as_csv([made(("a", "b")), made(("c", "d"), caption="=x")]) == (
        "\ufeffR: A table\r\none,two\r\na,b\r\n\r\nR: =x\r\none,two\r\nc,d\r\n"
    )


def test_latex_escapes_all_that_it_would_read_as_more_than_a_letter() -> None:
    """A row that begins with a bracket or a star would be read as an option of the row before it."""
    text = as_latex([made(("[b] *c", '50% & $x_1$ #2 {a} ~^ \\ <d>|e "f" --g `h`'))])
    assert (
        r"{[}b{]} {*}c & 50\% \& \$x\_1\$ \#2 \{a\} \textasciitilde{}\textasciicircum{} \textbackslash{}"
        r" \textless{}d\textgreater{}\textbar{}e {\char34}f{\char34} -{}-g \textasciigrave{}h\textasciigrave{} \\"
    ) in text.splitlines()
    assert "A note of 100 \\%." in text


def test_a_table_in_latex_is_whole() -> None:
    """Its widths add up to that of the page, its head is repeated, and line breaks in cells stay inside them."""
    text = as_latex([made(("a\nb", "c"), ("d", "e" * 200))])
    widths = [float(one) for one in re.findall(r"p\{\\dimexpr ([\d.]+)\\linewidth-2\\tabcolsep\\relax\}", text)]
    assert len(widths) == 2
    assert sum(widths) == pytest.approx(1, abs=0.002)
    assert widths[0] < widths[1]
    assert text.split("\\toprule")[1:] == [
        "\none & two \\\\\n\\midrule\n\\endfirsthead\n",
        "\none & two \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endlastfoot\na\\newline b & c \\\\\n"
        f"d & {'e' * 200} \\\\\n\\end{{longtable}}\n\n\\noindent A note of 100 \\%.\\par\n",
    ]
    assert text.count("\\begin{longtable}") == text.count("\\end{longtable}") == 1


class _Cells(HTMLParser):
    """The rows of the tables of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "br":
            self.rows[-1][-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] += data


def test_a_page_for_text_processors_is_wide_for_those_that_know_named_pages_and_for_those_that_do_not() -> None:
    """LibreOffice knows none, and cut a wide table off where the paper ended."""
    style = as_word([made(("a",), ("b",))]).partition("</style>")[0]
    pages = [line.partition("{")[0].split() for line in style.splitlines() if line.startswith("@page")]
    assert pages == [["@page"], ["@page", "across"]]
    assert style.count("size: 29.7cm 21cm") == 2


def test_a_page_for_text_processors_holds_the_cells_and_only_plain_elements() -> None:
    page = _Cells(as_word([made(("a\nb", "<script>x</script>"), ("\u202eright", "\x07"))]).partition("<p>A note")[0])
    assert page.rows == [["one", "two"], ["a\nb", "<script>x</script>"], [" right", ""]]
    assert page.tags <= set("html head meta title style body div p table thead tbody tr th td br".split())


HOSTILE = """
@prefix x: <https://example.org/x/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
x:review a metaeth:MetaEthnography ; vann:preferredNamespacePrefix "x" ;
    vann:preferredNamespaceUri "https://example.org/x/" ; skos:prefLabel "=R\\n<script>alert(0)</script>|"@en .
x:m a metaeth:ThirdOrderConstruct ; metaeth:isInReview x:review ; skos:prefLabel "[m] & 50% | <script>"@en .
x:s a metaeth:PrimaryStudy ; skos:prefLabel "=cmd|' /C calc'!A0\\n\\u202E<script>alert(1)</script>"@en ;
    metaeth:wasConductedIn "[*] @&|" .
x:i a metaeth:Inclusion ; metaeth:isInReview x:review ; metaeth:includesStudy x:s .
x:c a metaeth:SecondOrderConstruct ; skos:prefLabel "-c_1\\\\end{longtable}\\t*|"@en ; metaeth:isReportedIn x:s ;
    metaeth:contributesTo x:m .
x:t a metaeth:AppraisalTool ; skos:prefLabel "@t"@en .
x:q a skos:Concept , metaeth:AppraisalQuestion ; metaeth:isQuestionOf x:t ; skos:prefLabel "+q|\\n<script>"@en .
x:p a metaeth:AppraisalProcedure ; metaeth:isInReview x:review ; metaeth:usesTool "<script>|" ;
    metaeth:appliesTool x:t .
x:a a metaeth:Appraisal ; metaeth:followsProcedure x:p ; metaeth:appraises x:s ; metaeth:answersQuestion x:q ;
    metaeth:hasAnswer metaeth:No ; metaeth:hasRationale "\\u05d0\\u05d1 & \\\\input{/etc/passwd}"@en .
x:k a metaeth:ConfidenceAssessment ; metaeth:assesses x:m ; metaeth:hasConfidence metaeth:LowConfidence ;
    metaeth:hasRationale "=1+1<script>"@en .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "review.ttl").write_text(HOSTILE, "utf-8")
    return ipskg.open(folder)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_stay_texts_in_every_format(kind: str, hostile: Corpus) -> None:
    """No markup, no formula, no command, no cell more or less; and nothing that turns the direction of writing."""
    made = reports(hostile, kind)
    columns = {len(table.columns) for table in made[0].tables}
    assert columns
    rows = list(csv.reader(io.StringIO(write(made, format="csv").removeprefix("\ufeff"), newline="")))
    assert {len(row) for row in rows if len(row) > 1} == columns
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    latex = write(made, format="latex")
    assert latex.count("\\end{longtable}") == latex.count("\\begin{longtable}") == len(made[0].tables)
    assert "\\input" not in latex
    lines = [line for line in latex.splitlines() if line.endswith(" \\\\")]
    assert {len(re.findall(r"(?<!\\)&", line)) + 1 for line in lines} == columns
    for format in ("html", "word", "markdown"):
        written = write(made, format=format)
        assert "<script" not in written.replace("\\<script", "")
        if format != "html":
            assert "\u202e" not in written
    table = [line for line in write(made, format="markdown").splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) - 1 for line in table} == columns


@pytest.mark.parametrize("kind", KINDS)
def test_a_review_of_which_nothing_is_coded_gets_a_line_that_says_so(kind: str, tmp_path: Path) -> None:
    run("new", tmp_path / "rain", "--title", "Rain")
    said = run("report", kind, "--data", tmp_path / "rain")
    assert "## Not looked at" in said
    assert [line for line in said if line.startswith("- ")]
    for format in ("csv", "latex", "word"):
        (line,) = run("report", kind, "--data", tmp_path / "rain", "--format", format, code=2)
        assert line == f"Error: the report {kind} has no table here: take --format markdown, which says why"
