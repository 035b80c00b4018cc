"""The static web site: what its pages say, and that they hold together."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs

import pages
import pytest
import rdflib

import ipskg
from ipskg.errors import WrongUsage
from ipskg.export import export
from ipskg.queries import catalogue
from ipskg.sheets import Desk
from ipskg.site import put, site
from ipskg.site.names import names

REVIEWS = Path(__file__).parent / "reviews"
INVENTED = ("tiny", "grouped", "haunted")
KILOBYTE = 1000


def built(*folders: Path) -> dict[str, bytes]:
    return site(ipskg.open(*folders))


@pytest.fixture
def coded(coded_files: dict[str, bytes]) -> dict[str, bytes]:
    return coded_files


@pytest.fixture(scope="module")
def several() -> dict[str, bytes]:
    return built(*(REVIEWS / name for name in INVENTED))


@pytest.fixture
def hostile(hostile_files: dict[str, bytes]) -> dict[str, bytes]:
    return hostile_files


@pytest.fixture(scope="module")
def minimal(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Build the site of a review of which nothing is coded but that it is one."""
    folder = tmp_path_factory.mktemp("minimal")
    (folder / "review.ttl").write_text(
        """@prefix metaeth: <https://w3id.org/ipskg/meta-ethnography#> .
        @prefix vann: <http://purl.org/vocab/vann/> .
        <https://example.org/x/review> a metaeth:MetaEthnography ;
            vann:preferredNamespaceUri "https://example.org/x/" ; vann:preferredNamespacePrefix "x" .
        """,
        "utf-8",
    )
    return built(folder)


def parts(page: pages.Element) -> dict[str, list[str]]:
    """Give what stands below each heading of an opened finding: the texts of its items."""
    found: dict[str, list[str]] = {}
    heading = ""
    for one in page.content:
        if isinstance(one, pages.Element) and one.tag == "h3":
            heading = one.text
        elif isinstance(one, pages.Element):
            found.setdefault(heading, []).extend(item.text for item in one.all("li"))
    return found


def test_three_clicks_lead_from_the_front_page_to_what_ips_too_fast_rests_on(coded: dict[str, bytes]) -> None:
    """Of social workers: the section, the finding, the study; inferred by the coder, with what stands against it."""
    front = pages.read(coded["index.html"])
    workers = next(one for one in front.all("article") if one.one("h3").text == "Social workers")
    first = workers.one("a", class_="heading")
    assert first.text == "Frustrating IPS collaboration"
    path, _ = pages.target("index.html", first.attributes["href"])
    section = pages.read(coded[path])
    (cited,) = [one for one in section.all("li", value="6") if "summary" in [part.tag for part in one.all()]]
    assert cited.one("summary").text == "cited Bejerholm et al. 2011, Hasson et al. 2011 ≈ 1 with"
    finding = next(one for one in section.all("li", value="7") if "too fast" in one.text)
    assert finding.one("summary").text == "inferred Hasson et al. 2011 ≠ 1 against"
    opened = parts(finding.one(class_="opened"))
    assert opened == {
        "Inferred by the coder, not cited here": ["Hasson et al. 2011: an IPS process that is too fast and could harm"],
        "What stands against it": opened["What stands against it"],
    }
    (against,) = opened["What stands against it"]
    assert against.startswith(
        "Hasson et al. 2011 an IPS process that is too fast and could harm ≠ stands against"
        " Hasson et al. 2011 personal support and continuity as what is valuable in IPS"
    )
    assert against.endswith("(inferred by the ipskg coders)")
    link = next(one for one in finding.all("a") if one.text == "Hasson et al. 2011")
    path, _ = pages.target(path, link.attributes["href"])
    study = pages.read(coded[path])
    assert study.one("h1").text == "Hasson et al. 2011"
    assert "3 social workers" in [one.text for one in study.one("aside").all("li")]


def test_the_front_page_counts_what_each_section_rests_on(several: dict[str, bytes]) -> None:
    """Of three findings on waiting two cite their source and one is read so; five studies are included."""
    front = pages.read(several["tiny/index.html"])
    waiting = front.all("ul", class_="sections")[0].all("li")[0]
    assert waiting.one("a", class_="heading").text == "Winter as waiting"
    assert waiting.one("svg", role="img").one("title").text == "2 cite their source, 1 rests on the coder’s reading"
    assert waiting.all("p")[-1].text == "3 findings; 3 of 5 studies cited 1 contradiction"
    numbers = {one.one("dt").text: one.one("dd").text for one in front.one("dl", class_="numbers").all("div")}
    assert numbers == {
        "studies": "5",
        "participants": "47",
        "countries": "2",
        "findings": "8",
        "metaphors": "4",
        "agreements": "6",
        "contradictions": "2",
    }


def test_groups_stand_in_the_order_of_their_sections_and_what_has_none_last(several: dict[str, bytes]) -> None:
    front = pages.read(several["grouped/index.html"])
    groups = {
        one.one("h3").text: [link.text for link in one.all("a", class_="heading")] for one in front.all("article")
    }
    assert groups == {
        "Lighthouse keepers": ["The wall", "The bell"],
        "Sailors": ["The bell"],
        "About no single group": ["The sea"],
    }
    assert list(groups) == ["Lighthouse keepers", "Sailors", "About no single group"]
    assert "None" not in front.text


def test_a_finding_shows_each_work_that_it_cites_and_tells_studies_from_others(several: dict[str, bytes]) -> None:
    """The first finding on waiting cites 2, 3, 10, 11 and 11a; 3 is a calendar and no study."""
    section = pages.read(several["tiny/sections/waiting-section.html"])
    (finding,) = section.one("ol", class_="findings").all("li", value="1")
    assert finding.one("summary").text.startswith("cited Bumblewick 2001, [3], Waxley 2004, Skep 2007")
    cited = parts(finding.one(class_="opened"))["Cited in this sentence"]
    assert [one.split("]")[0].strip("[") for one in cited] == ["2", "3", "10", "11", "11a"]
    assert cited[1] == "[3] Anonymous. Hundertjähriger Imkerkalender not a study of this review"


def test_what_a_coder_added_is_marked(several: dict[str, bytes]) -> None:
    section = pages.read(several["tiny/sections/listening-section.html"])
    (added,) = section.one("ol", class_="findings").all("li", value="3")
    assert "added by the second coder, not in the review" in added.text
    study = pages.read(several["tiny/studies/drone-2019.html"])
    assert study.one("h1").text == "Drone 2019 (added)"
    assert study.one(class_="notice").text == (
        "This study is not in the review: the second coder added it on 2020-02-01."
    )


def test_the_trail_of_a_metaphor_leads_from_a_participant_to_the_argument(several: dict[str, bytes]) -> None:
    """A morning without a sound, read as peace; company; the steps that name it or rest on what is in it."""
    metaphor = pages.read(several["tiny/metaphors/company.html"])
    trail = metaphor.one("ol", class_="trail")
    accounts, constructs, _, argument = [one for one in trail.content if isinstance(one, pages.Element)]
    assert [one.text for one in accounts.all("li")] == [
        "A participant tells of a morning on which nothing had to be done."
        " Waxley 2004; interpreted as a peace that summer lacks"
    ]
    assert [one.one("p", class_="name").text for one in constructs.one("ul").all("li")] == [
        "the long dark",
        "winter as embers",
        "bees as winter guests",
        "stories by the stove",
        "a peace that summer lacks",
    ]
    assert [one.text for one in argument.all("li")] == [
        "Step 1: Who listens can wait. It rests on the long dark.",
        "Step 2: Company and hurry do not go together.",
        "Step 3: All of it is done for the spring."
        " It rests on “bees as winter guests” against “a peace that summer lacks”.",
    ]


def test_a_study_shows_both_sides_of_what_it_contradicts(several: dict[str, bytes]) -> None:
    """Of the peace of Waxley 2004: against dread in the same study, and against the guests of Skep 2007."""
    study = pages.read(several["tiny/studies/waxley-2004.html"])
    against = next(one for one in study.all("section") if one.attributes["aria-labelledby"] == "against")
    assert [[side.text for side in one.one(class_="sides").all("p")][::2] for one in against.all("li")] == [
        ["Waxley 2004 a peace that summer lacks", "Skep 2007 bees as winter guests"],
        ["Waxley 2004 dread of the empty hive", "Waxley 2004 a peace that summer lacks"],
    ]


def test_the_picture_of_the_argument_has_a_box_for_each_end_and_a_line_for_each_step(coded: dict[str, bytes]) -> None:
    """Twelve steps relate four groups, three metaphors and four concepts; the list below says all of it in words."""
    front = pages.read(coded["index.html"])
    drawn = front.one("svg", class_="picture")
    assert [len(drawn.all(class_=kind)) for kind in ("group", "metaphor", "concept")] == [4, 3, 4]
    assert len(drawn.one("g", class_="edges").all("path")) == 12
    steps = front.one("ol", class_="steps").all("li", value="10")
    assert steps[0].all("p")[1].text == "train then place conflicts with place then train stated"
    marks = {one.attributes["href"]: one.one("text").text for one in drawn.one(class_="marks").all("a")}
    assert marks[f"#{steps[0].attributes['id']}"] == "10 conflicts with"


def test_a_page_names_its_queries_and_has_their_answer_as_csv(coded: dict[str, bytes]) -> None:
    """The table of a section is byte for byte what the query gives with that section."""
    page = pages.read(coded["sections/section-uncertain.html"])
    origin = page.one("section", class_="origin")
    findings = next(one for one in origin.all("details") if one.one("summary").text.startswith("findings "))
    assert "VALUES ?section { UNDEF }" in findings.one("pre").text
    path, _ = pages.target("sections/section-uncertain.html", origin.all("a")[0].attributes["href"])
    assert coded[path] == ipskg.open().answer("findings", section="section-uncertain").serialize("csv")
    assert coded["tables/studies.csv"] == ipskg.open().answer("studies").serialize("csv")


@pytest.mark.parametrize("which", ["coded", "several", "hostile", "minimal"])
def test_every_page_holds_together(which: str, request: pytest.FixtureRequest) -> None:
    """Links resolve, headings are in order, ids are unique, nothing is loaded from elsewhere.

    Each has less than 100 kB, the reference of the ontology less than 200.
    """
    files = request.getfixturevalue(which)
    read = pages.html(files)
    ids = {path: [one.attributes["id"] for one in page.all() if "id" in one.attributes] for path, page in read.items()}
    for path, page in read.items():
        assert len(files[path]) < (200 if path == "ontology.html" else 100) * KILOBYTE, path
        assert len(ids[path]) == len(set(ids[path])), path
        levels = [int(one.tag[1]) for one in page.all() if re.fullmatch("h[1-6]", one.tag)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert page.one("html").attributes["lang"] == "en"
        assert len(page.all("main")) == 1, path
        for address in pages.loaded(page):
            assert pages.target(path, address)[0] in files, (path, address)
        for link in (one for one in page.all("a") if "href" in one.attributes):
            file, anchor = pages.target(path, link.attributes["href"])
            assert file in files, (path, link.attributes["href"])
            assert not anchor or anchor in ids[file], (path, link.attributes["href"])
        for one in page.all():
            for name in ("aria-labelledby", "aria-describedby"):
                assert all(part in ids[path] for part in one.attributes.get(name, "").split()), path


@pytest.mark.parametrize("which", ["coded", "several", "hostile", "minimal"])
def test_every_page_can_be_reached_from_the_first(which: str, request: pytest.FixtureRequest) -> None:
    files = request.getfixturevalue(which)
    read, found, left = pages.html(files), set[str](), ["index.html"]
    while left:
        path = left.pop()
        if path in read and path not in found:
            links = (one for one in read[path].all("a") if "href" in one.attributes)
            left += [pages.target(path, link.attributes["href"])[0] for link in links]
        found.add(path)
    loaded = {path for path in files if path.endswith((".css", ".js", ".svg"))}
    assert set(files) - loaded <= found


def test_hostile_text_shows_as_text(hostile: dict[str, bytes]) -> None:
    """It becomes no element and no attribute, is no template, and every part of it can be read on some page."""
    read = pages.html(hostile)
    for path, page in read.items():
        assert not [one for one in page.all() for name in one.attributes if name.startswith("on")], path
        for one in page.all("script"):
            assert "src" in one.attributes or json.loads(one.text)["@context"] == {"@vocab": "https://schema.org/"}, (
                path
            )
        assert not page.all("b"), path
    shown = " ".join(page.text for page in read.values())
    for text in pages.HOSTILE:
        assert text.replace('\\"', '"') in shown


def test_hostile_ids_stay_in_the_folder(hostile: dict[str, bytes]) -> None:
    """Names are of small letters, digits and hyphens, whatever the ids are, and none is that of another file."""
    for path in hostile:
        assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z]+)?", part) for part in path.split("/")), path
    assert "sections/index-1.html" in hostile
    assert "sections/2e-2e-2fwall.html" in hostile
    assert "studies/lamp-1950.html" in hostile


def test_ids_that_differ_in_nothing_a_file_system_sees_get_names_of_their_own() -> None:
    given = names(f"https://example.org/{one}" for one in ("A", "a", "ä", "?", "??", "con", "x" * 300))
    assert len(set(given.values())) == 7
    assert max(map(len, given.values())) == 80


def test_several_reviews_have_an_index_page_and_a_folder_each(several: dict[str, bytes]) -> None:
    index = pages.read(several["index.html"])
    assert [one.attributes["href"] for one in index.one("main").all("a")] == [
        "grouped/index.html",
        "haunted/index.html",
        "tiny/index.html",
    ]
    assert pages.read(several["tiny/studies/skep-2007.html"]).one("link", rel="stylesheet").attributes["href"] == (
        "../../site.css"
    )


def test_the_same_reviews_give_the_same_bytes(tmp_path: Path) -> None:
    """Also in another process, with other hashes, and whatever was in the folder before."""
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "ipskg", "site", "--data", REVIEWS / "haunted", "-o", tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
    one, other = (
        {path.relative_to(tmp_path / seed): path.read_bytes() for path in (tmp_path / seed).rglob("*.*")}
        for seed in ("1", "2")
    )
    assert one == other
    assert len(one) > 20


def test_a_site_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    """Files of before that are not made again are gone, and nothing else is left beside it."""
    put(tmp_path / "site", {"index.html": b"old", "studies/gone.html": b"old"})
    put(tmp_path / "site", {"index.html": b"new", "metaphors/here.html": b"new"})
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"site/files.txt", "site/index.html", "site/metaphors/here.html"}
    assert (tmp_path / "site" / "index.html").read_bytes() == b"new"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    put(tmp_path, {"index.html": b"new"})
    assert (tmp_path / "index.html").read_bytes() == b"new"


@pytest.mark.parametrize("foreign", ["thesis.txt", "studies/notes.txt", "empty", "link"])
def test_what_ipskg_did_not_make_stays(tmp_path: Path, foreign: str) -> None:
    """A folder with a file, a folder or a link of somebody else is refused, and stays as it is."""
    folder = tmp_path / "site"
    put(folder, {"index.html": b"old", "studies/a.html": b"old"})
    if foreign == "empty":
        (folder / foreign).mkdir()
    elif foreign == "link":
        (folder / foreign).symlink_to(tmp_path)
    else:
        (folder / foreign).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongUsage, match=f"holds {foreign}, which ipskg did not put there"):
        put(folder, {"index.html": b"new"})
    assert sorted(tmp_path.rglob("*")) == before
    assert (folder / "index.html").read_bytes() == b"old"


def test_the_folder_that_one_is_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUsage, match="the folder that you are in"):
        put(Path(), {"index.html": b"new"})
    put(Path("below"), {"index.html": b"new"})
    assert Path("below/index.html").read_bytes() == b"new"


def test_a_foreign_folder_without_a_listing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    (tmp_path / "files.txt").write_text("index.html\n")
    with pytest.raises(WrongUsage, match="did not put there"):
        put(tmp_path, {"index.html": b"new"})
    assert (tmp_path / "index.html").read_text() == "mine"


def test_nothing_is_left_of_a_site_that_cannot_be_written(tmp_path: Path) -> None:
    put(tmp_path / "site", {"index.html": b"old"})
    with pytest.raises(WrongUsage, match="cannot be written"):
        put(tmp_path / "site", {"index.html": b"new", "index.html/below.html": b"new"})
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"site/files.txt", "site/index.html"}
    with pytest.raises(WrongUsage, match="cannot be written"):
        put(tmp_path / "no" / "such" / "place", {"index.html": b"new"})


def test_the_command_says_where_to_look_and_refuses_in_one_line(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "ipskg", "site", "--data", REVIEWS / "grouped", "-o"]
    done = subprocess.run([*run, tmp_path / "new"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(f"open {tmp_path / 'new' / 'index.html'}\n")
    done = subprocess.run([*run, REVIEWS], capture_output=True, text=True)
    assert done.returncode == 2
    assert "which ipskg did not put there" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_grid_says_how_much_each_study_speaks_to_each_metaphor(coded: dict[str, bytes]) -> None:
    """Hasson 2011 is cited for findings 6, 8 and 11 on social workers; seven of its accounts went in."""
    table = pages.read(coded["grid.html"]).one("table")
    heads = [one.text for one in table.one("thead").all("th")]
    assert heads[0] == "Study"
    assert len(heads) == 10
    rows = {row.one("th").one("a").text: row for row in table.one("tbody").all("tr")}
    assert len(rows) == 17
    hasson = rows["Hasson et al. 2011"].all("td")
    cell = hasson[heads.index("frustrating IPS collaboration") - 1]
    assert cell.one("strong").text == "3"
    assert cell.attributes["class"] == "shade-3"
    assert cell.text == "3 ≠7 accounts: 3 findings cite it, 7 accounts went in, 4 agreements, 1 contradiction"
    assert [one.text for one in hasson if one is not cell] == ["nothing"] * 8
    nygren = rows["Nygren et al. 2016"].all("td")
    assert {one.text for one in nygren} == {"nothing"}


def test_the_grid_can_be_filtered_by_what_differs(coded: dict[str, bytes], several: dict[str, bytes]) -> None:
    """A filter stands for each characteristic that has more than one value; what is not known comes last."""
    form = pages.read(coded["grid.html"]).one("form")
    filters = {one.attributes["name"]: [value.text for value in one.all("option")] for one in form.all("select")}
    assert filters == {
        "group": ["all", "clinicians", "employment specialists", "social workers", "work applicants"],
        "country": ["all", "Australia", "Canada", "Denmark", "Sweden", "United Kingdom", "USA"],
        "design": ["all", "case study", "ethnography", "interview study", "survey"],
        "part-of-a-trial": ["all", "No", "Yes"],
        "fidelity": ["all", "exemplary", "fair", "good", "high", "not rated"],
    }
    assert "hidden" in form.attributes  # until a script makes it work
    tiny = pages.read(several["tiny/grid.html"]).one("form")
    assert "group" not in [one.attributes["name"] for one in tiny.all("select")]


def test_the_map_tells_agreement_from_contradiction_by_its_lines(coded: dict[str, bytes]) -> None:
    """Nine metaphors are about one group each; eight pairs of study and metaphor have a contradiction, also in words.

    Of the nine contradictions six are inside one study, which has two of them in one metaphor; Crain 2009 stands twice
    against Quimby 2001 in another, and Topor 2016 once against Areberg 2013.
    """
    page = pages.read(coded["map.html"])
    drawn = page.one("svg", class_="picture")
    assert [len(drawn.all(class_=kind)) for kind in ("group", "metaphor", "study")] == [4, 9, 17]
    lines = drawn.one("g", class_="edges")
    assert len(lines.all(class_="about")) == 9
    against = lines.all(class_="against")
    assert all(one.attributes["marker-end"] == "url(#map-against)" for one in against)
    signs = [one.one("text").text for one in drawn.one("g", class_="marks").all("g")]
    assert signs.count("≠") == len(against)
    words = page.one("section", **{"aria-labelledby": "words"})
    assert len(against) == len([one for one in words.all("li") if "contradiction" in one.text]) == 8
    assert signs.count("≈") == len([one for one in words.all("li") if "agreement" in one.text])
    assert "Hasson et al. 2011: 3 findings cite it, 7 accounts went in, 4 agreements, 1 contradiction" in [
        one.text for one in words.all("li")
    ]


def test_what_is_searched_is_every_finding_metaphor_and_study(coded: dict[str, bytes]) -> None:
    """78 findings, 9 sections and metaphors each, 17 studies, 71 accounts; each leads to where it stands."""
    first, rest = coded["search-index.js"].decode().split("\n", 1)
    assert first == '"use strict";'
    entries = json.loads(rest.removeprefix("window.searchIndex=").removesuffix(";\n"))
    kinds = [kind for kind, *_ in entries]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    assert counts == {"Section": 9, "Finding": 78, "Metaphor": 9, "Study": 17, "Account": 71}
    assert [
        "Account",
        "an IPS process that is too fast and could harm",
        "Hasson et al. 2011",
        "studies/hasson-2011.html#construct-hasson-2011-too-fast",
    ] in entries


def test_a_page_says_of_itself_what_it_is(coded: dict[str, bytes]) -> None:
    """The first page is a dataset made of the published review, its authors as printed; a study names its report."""
    front = pages.read(coded["index.html"])
    said = json.loads(front.one("script", type="application/ld+json").text)
    assert (said["@type"], said["@id"]) == ("Dataset", "https://w3id.org/ipskg/data/moen-2021/")
    assert said["isBasedOn"]["name"].startswith("Experiences of participating in individual placement and support")
    assert [one["contentUrl"] for one in said["distribution"]] == [
        "downloads/moen-2021.ttl",
        "downloads/moen-2021.trig",
        "downloads/moen-2021.jsonld",
    ]
    named = [one.attributes for one in front.all("meta") if "name" in one.attributes]
    cited = [(one["name"], one["content"]) for one in named]
    assert ("citation_publication_date", "2021") in cited
    assert [text for name, text in cited if name == "citation_author"] == [
        "Ellen Å. Moen",
        "Liv T. Walseth",
        "Inger Beate Larsen",
    ]
    assert [text for name, text in cited if name.startswith("DC.")] == [
        text for name, text in cited if name.startswith("citation_")
    ]
    study = pages.read(coded["studies/hasson-2011.html"])
    said = json.loads(study.one("script", type="application/ld+json").text)
    assert said["@id"] == "https://w3id.org/ipskg/data/moen-2021/hasson-2011"
    assert said["subjectOf"] == [
        {
            "@type": "ScholarlyArticle",
            "name": "Barriers in implementation of evidence-based practice: Supported employment in Swedish context",
            "author": "Hasson H, Andersson M, Bejerholm U",
            "datePublished": "2011",
        }
    ]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own use of it
@pytest.mark.parametrize("which", ["coded", "several", "hostile", "minimal"])
def test_what_a_page_says_of_itself_is_a_graph(which: str, request: pytest.FixtureRequest) -> None:
    """One thing of a class of schema.org on each page: the record that it is about, if there is one.

    For reference managers each has a title to cite.
    """
    schema, described = rdflib.Namespace("https://schema.org/"), set()
    for path, page in pages.html(request.getfixturevalue(which)).items():
        (script,) = page.all("script", type="application/ld+json")
        graph = rdflib.Graph().parse(data=script.text, format="json-ld")
        assert {predicate for predicate in graph.predicates() if predicate not in schema} == {rdflib.RDF.type}, path
        (said,) = {*graph.subjects()} - {*graph.objects()}
        kind = graph.value(said, rdflib.RDF.type)
        (title,) = [one.attributes["content"] for one in page.all("meta", name="citation_title")]
        assert title, path
        described.add((path.rpartition("/")[0].rpartition("/")[2], str(kind).removeprefix(schema)))
        assert isinstance(said, rdflib.BNode) == (kind == schema.WebPage), path
    own = {("sections", "CreativeWork"), ("studies", "CreativeWork"), ("metaphors", "DefinedTerm")}
    assert own <= described or which == "minimal"
    assert "Dataset" in {kind for _, kind in described}


def test_hostile_text_does_not_end_a_script(hostile: dict[str, bytes]) -> None:
    """In the data that scripts read there is no tag, and the text is what it was."""
    assert b"<" not in hostile["search-index.js"] + hostile["graphs.js"]
    section = pages.read(hostile["sections/2e-2e-2fwall.html"])
    assert json.loads(section.one("script", type="application/ld+json").text)["name"] == pages.HOSTILE[0]


def test_the_audit_shows_both_sides_of_each_difference(coded: dict[str, bytes]) -> None:
    """478 and 49 records are not 519."""
    page = pages.read(coded["audit.html"])
    one = next(one for one in page.all("li", class_="card") if "both searches" in one.one("h3").text)
    assert one.one("p", class_="pair").text == "stated 519≠the coded data give 527"
    assert "Found by records-found, FlowTotalAddsUp." in one.text
    headings = [one.text for one in page.all("h2")]
    assert headings[0] == "Numbers that contradict each other"
    assert headings[-1] == "Stated values"


def test_the_reporting_page_has_the_criteria_of_emerge_filled_in(coded: dict[str, bytes]) -> None:
    """All 19; who searched is not stated; the names of queries lead to the query page of the site."""
    page = pages.read(coded["reporting.html"])
    assert page.one("h1").text == "eMERGe reporting criteria: Moen, Walseth and Larsen 2021"
    items = {one.one("h3").text: one for one in page.all("section", class_="item")}
    assert [int(name.split(".")[0]) for name in items] == list(range(1, 20))
    processes = items["6. Search processes present in part"]
    assert "who searched: not stated searches" in [one.text for one in processes.all("li")]
    assert {one.attributes["href"] for one in processes.all("a")} == {
        "query.html?query=searches",
        "query.html?query=statements",
    }


def test_a_report_is_on_its_own_review(several: dict[str, bytes]) -> None:
    for name in INVENTED:
        said = pages.read(several[f"{name}/index.html"]).one("a", class_="name").text
        assert pages.read(several[f"{name}/reporting.html"]).one("h1").text == f"eMERGe reporting criteria: {said}"


def test_the_front_page_shows_the_flow_as_a_picture_with_its_words(
    coded: dict[str, bytes], minimal: dict[str, bytes]
) -> None:
    """The picture says in words what it shows, and the table stays; where no flow is coded there is neither."""
    flow = next(
        one for one in pages.read(coded["index.html"]).all("section") if one.attributes["aria-labelledby"] == "flow"
    )
    drawn = flow.one("svg", role="img")
    assert drawn.attributes["aria-label"] == "Flow of records of Moen, Walseth and Larsen 2021"
    assert "Records screened: 519. " in drawn.one("desc").text
    assert drawn.one("desc").text.endswith("reference lists of the included studies read: 17 in, 17 out.")
    assert len(flow.one("table").one("tbody").all("tr")) == 8
    funnel = pages.read(coded["index.html"]).one("ol", class_="funnel").all("li")
    assert [one.one("strong").text for one in funnel] == ["478", "49", "519", "40", "39", "17", "17", "17"]
    assert {one.one("svg").attributes["viewbox"] for one in funnel} == {"0 0 519 1"}
    assert "How the studies were found" not in pages.read(minimal["index.html"]).text


def test_the_downloads_are_what_the_commands_give(coded: dict[str, bytes]) -> None:
    review = ipskg.open()
    for format, ending in (("turtle", "ttl"), ("trig", "trig"), ("jsonld", "jsonld")):
        assert coded[f"downloads/moen-2021.{ending}"] == export(review, format=format)
    desk = Desk(review)
    assert coded["downloads/study.xlsx"] == desk.as_xlsx(desk.blank())
    assert coded["tables/trail.csv"] == review.answer("trail").serialize("csv")


def test_a_download_holds_its_own_review_only(several: dict[str, bytes]) -> None:
    assert b"example.org/tiny/" in several["tiny/downloads/tiny.ttl"]
    assert b"example.org/grouped/" not in several["tiny/downloads/tiny.ttl"]
    assert b"grouped:review" not in several["tiny/tables/studies.csv"]
    assert several["grouped/tables/studies.csv"].count(b"\r\n") == 3


def test_the_reference_has_each_term_with_the_messages_of_its_shapes(coded: dict[str, bytes]) -> None:
    page = pages.read(coded["ontology.html"])
    (heading,) = page.all("h3", id="actorgroup")
    assert heading.text == "ActorGroup"
    assert "Give the actor group a name, once for each language, and say which." in page.text


def test_a_study_opens_its_findings_in_the_query_page(coded: dict[str, bytes]) -> None:
    page = pages.read(coded["studies/hasson-2011.html"])
    (link,) = [one for one in page.one("section", class_="origin").all("a") if "query page" in one.text]
    asked = parse_qs(link.attributes["href"].partition("?")[2])
    assert asked == {"query": ["study-findings"], "study": ["https://w3id.org/ipskg/data/moen-2021/hasson-2011"]}


def test_the_query_page_has_every_canned_query_with_its_question(several: dict[str, bytes]) -> None:
    """Their texts stand once for all reviews; the graph that is asked is that of the review."""
    page = pages.read(several["tiny/query.html"])
    assert [one.text for one in page.one("form").all("option")] == list(catalogue())
    assert "Which metaphors did the reviewers arrive at, what do they mean by them" in page.text
    scripts = [one.attributes["src"] for one in page.all("script") if "src" in one.attributes]
    assert scripts == [
        "../engine/engine.js",
        "../engine/yasgui.js",
        "../queries.js",
        "graphs.js",
        "../query.js",
    ]
    text = several["tiny/graphs.js"].decode().partition("=")[2].rstrip(";\n")
    assert json.loads(text).encode() == several["tiny/downloads/tiny.trig"]


def test_a_review_of_which_nothing_is_coded_says_so(minimal: dict[str, bytes]) -> None:
    front = pages.read(minimal["index.html"])
    assert front.one("h1").text == "x"
    assert "No section of the results is coded yet." in front.text
    assert "None" not in front.one("main").text
    assert "Nothing differs." in pages.read(minimal["audit.html"]).text


def test_nothing_in_a_picture_covers_anything_else(coded: dict[str, bytes], several: dict[str, bytes]) -> None:
    """Boxes and the marks of lines lie apart and inside the picture; where two things are related twice, marks too."""
    for content in (coded["index.html"], coded["map.html"], several["grouped/map.html"], several["haunted/index.html"]):
        drawn = pages.read(content).one("svg", class_="picture")
        _, _, width, height = map(float, drawn.attributes["viewbox"].split())
        boxes = [one.one("rect").attributes for one in drawn.all(class_="box")]
        marks = [one.one("rect").attributes for one in drawn.all(class_="mark")]
        places = [tuple(float(one[name]) for name in ("x", "y", "width", "height")) for one in boxes + marks]
        assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in places)
        for number, (x, y, w, h) in enumerate(places):
            for x2, y2, w2, h2 in places[number + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_a_picture_has_no_height_without_a_box(coded: dict[str, bytes], several: dict[str, bytes]) -> None:
    """What hangs together in parts, as the map does, stands close together all the same."""
    for content in (coded["index.html"], coded["map.html"], several["grouped/map.html"], several["haunted/index.html"]):
        drawn = pages.read(content).one("svg", class_="picture")
        boxes = [one.one("rect").attributes for one in drawn.all(class_="box")]
        filled = sorted((float(one["y"]), float(one["y"]) + float(one["height"])) for one in boxes)
        assert filled[0][0] == 8
        reached = filled[0][1]
        for top, bottom in filled:
            assert top - reached <= 36.1
            reached = max(reached, bottom)
