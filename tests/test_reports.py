"""Reports: the values that they are made of, and how these are written; what each kind says has a file of its own."""

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import ipskg
from ipskg.errors import UnknownName
from ipskg.reports import (
    Evidence,
    Item,
    Picture,
    Points,
    Report,
    Section,
    State,
    Table,
    Text,
    kind_names,
    reports,
    summary,
    write,
)
from ipskg.reports.formats import as_html, as_json, as_markdown, fragment

REVIEWS = Path(__file__).parent / "reviews"
HOSTILE = "<script>alert(1)</script> *bold* a|b"
REPORT = Report(
    kind="invented",
    title="An invented report",
    review="https://example.org/tiny/review",
    label="Beekeepers in winter",
    lead=(Text("It says little."),),
    sections=(
        Section(
            "First part",
            (
                Item(
                    "1",
                    "Hives",
                    "How many hives there are.",
                    State.PARTLY,
                    (
                        Evidence("hives", ("3", HOSTILE), query="studies"),
                        Evidence("who counted them", (), lacks="not stated"),
                    ),
                ),
                Points(("one point", HOSTILE)),
            ),
        ),
        Section(
            "Second part",
            (
                Table("Hives by keeper", ("keeper", "hives"), (("Nectar", "1\n2"), (HOSTILE, "")), notes=("By hand.",)),
                Picture("The hive", '<svg xmlns="http://www.w3.org/2000/svg"><title>A hive</title></svg>', "A box."),
            ),
        ),
    ),
    missing=("no bees are coded",),
    attached={"svg": "<svg/>"},
)


class _Outline(HTMLParser):
    """What a page holds: its headings, and which elements are open at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> _Outline:
    found = _Outline()
    found.feed(html)
    assert found.open == []
    return found


def test_markdown_holds_everything_and_no_text_becomes_markup() -> None:
    assert as_markdown([REPORT]) == (
        "# An invented report: Beekeepers in winter\n"
        "\n"
        "It says little.\n"
        "\n"
        "## First part\n"
        "\n"
        "**1. Hives** — *present in part*\n"
        "\n"
        "How many hives there are.\n"
        "\n"
        "- hives: 3; \\<script\\>alert(1)\\</script\\> \\*bold\\* a\\|b"
        " ([studies](https://w3id.org/ipskg/queries#studies))\n"
        "- who counted them: **not stated**\n"
        "\n"
        "- one point\n"
        "- \\<script\\>alert(1)\\</script\\> \\*bold\\* a\\|b\n"
        "\n"
        "## Second part\n"
        "\n"
        "*Hives by keeper.*\n"
        "\n"
        "| keeper | hives |\n"
        "| --- | --- |\n"
        "| Nectar | 1<br>2 |\n"
        "| \\<script\\>alert(1)\\</script\\> \\*bold\\* a\\|b |  |\n"
        "\n"
        "By hand.\n"
        "\n"
        "*The hive.*\n"
        "\n"
        "A box.\n"
        "\n"
        "## Not looked at\n"
        "\n"
        "- no bees are coded\n"
    )


def test_html_is_one_page_with_headings_in_order() -> None:
    page = outline(as_html([REPORT, REPORT]))
    assert page.headings == ["h1", "h2", "h3", "h2", "h2"] * 2
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "img")]


def test_a_fragment_begins_at_the_level_it_is_given() -> None:
    part = fragment(REPORT, level=2)
    assert part.startswith('<article class="report">\n<h2>')
    assert outline(part).headings == ["h2", "h3", "h4", "h3", "h3"]


def test_tables_in_html_have_a_caption_and_headers_with_scope() -> None:
    tags = outline(fragment(REPORT)).tags
    assert ("caption", {}) in tags
    assert [given["scope"] for tag, given in tags if tag == "th"] == ["col", "col", "row", "row"]
    assert "<td>1<br>2</td>" in fragment(REPORT)


def test_html_escapes_text_and_keeps_the_picture() -> None:
    page = as_html([REPORT])
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; *bold* a|b") == 3
    start = page.index("<svg")
    assert ElementTree.fromstring(page[start : page.index("</svg>") + 6])[0].text == "A hive"


def test_json_says_the_type_of_each_block() -> None:
    (report,) = json.loads(as_json([REPORT]))["reports"]
    assert "attached" not in report
    assert [block["type"] for one in report["sections"] for block in one["blocks"]] == [
        "item", "points", "table", "picture"
    ]  # fmt: skip
    assert report["sections"][0]["blocks"][0]["evidence"][1] == {
        "what": "who counted them", "values": [], "query": None, "lacks": "not stated"
    }  # fmt: skip


def test_a_checklist_is_a_table_too() -> None:
    form = REPORT.tables[-1]
    assert form.columns == ("part", "item", "what it asks for", "state", "evidence")
    assert form.rows == (
        ("First part", "1", "Hives", "present in part", f"hives: 3; {HOSTILE}\nwho counted them: not stated"),
    )


def test_what_is_no_kind_of_report_is_told_with_the_kinds_that_there_are() -> None:
    with pytest.raises(UnknownName, match="no report 'emerg': did you mean emerge"):
        reports(ipskg.open(), "emerg")
    with pytest.raises(UnknownName, match=f"no report 'zzz': there are {', '.join(kind_names())}"):
        reports(ipskg.open(), "zzz")


@pytest.mark.parametrize("kind", kind_names())
def test_each_kind_has_a_summary_and_a_report_in_each_format_that_all_have(kind: str) -> None:
    """Also on a review that lacks most of what it could report; the same call gives the same bytes."""
    assert summary(kind).endswith(".")
    corpus = ipskg.open(REVIEWS / "tiny", REVIEWS / "grouped", REVIEWS / "haunted")
    made = reports(corpus, kind)
    assert [(one.kind, one.label) for one in made] == [
        (kind, "Beekeepers in winter"), (kind, "Fog at sea"), (kind, "Ghosts at night")
    ]  # fmt: skip
    assert outline(write(made, format="html")).headings.count("h1") == 3
    assert len(json.loads(write(made, format="json"))["reports"]) == 3
    assert write(made, format="markdown") == write(reports(corpus, kind), format="markdown")
