"""Reports as Markdown, as HTML and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ipskg import tables
from ipskg.namespaces import PREFIXES
from ipskg.reports.model import Block, Evidence, Item, Picture, Points, Report, Section, Table, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


def as_markdown(reports: Sequence[Report]) -> str:
    """Write reports as Markdown; text from the graph cannot become markup. A picture is there in words."""
    return "\n".join("\n".join(_lines(report)) + "\n" for report in reports)


def as_json(reports: Sequence[Report]) -> str:
    """Write reports as one JSON object with the key `reports`; each block says its type."""
    import json

    return json.dumps({"reports": [_plain(report) for report in reports]}, ensure_ascii=False, indent=2) + "\n"


def as_html(reports: Sequence[Report]) -> str:
    """Write reports as one HTML page that refers to no other file."""
    return render("page", reports=reports, queries=PREFIXES["queries"])


def fragment(report: Report, *, level: int = 1, queries: str = PREFIXES["queries"]) -> str:
    """Write a report as an HTML `article` to put into a page, its title being a heading of that level.

    `queries` is what the address of a canned query begins with, before its name.
    """
    return render("fragment", report=report, level=level, queries=queries)


WRITERS: dict[str, Callable[[Sequence[Report]], str]] = {"markdown": as_markdown, "html": as_html, "json": as_json}


def query_address(query: str) -> str:
    """Give the address of a canned query."""
    return PREFIXES["queries"] + query


def render(template: str, **values: object) -> str:
    """Fill in one of the HTML templates of reports."""
    from markupsafe import Markup

    from ipskg import templates

    environment = templates.environment()
    environment.filters["type"] = lambda block: type(block).__name__
    environment.filters["svg"] = Markup  # drawn by us: what it holds of the graph is escaped there
    return environment.get_template(f"report-{template}.html.jinja").render(values)


def _plain(report: Report) -> dict[str, Any]:
    said = asdict(report)
    del said["attached"]
    return said | {
        "lead": _typed(report.lead),
        "sections": [{"heading": one.heading, "blocks": _typed(one.blocks)} for one in report.sections],
    }


def _typed(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [{"type": type(block).__name__.lower(), **asdict(block)} for block in blocks]


def _lines(report: Report) -> Iterator[str]:
    """Give a report line by line, without an empty line at the end."""
    yield f"# {_shown(report.title)}: {_shown(report.label)}"
    yield from _blocks(report.lead)
    for section in (*report.sections, *_not_looked_at(report)):
        yield from ("", f"## {_shown(section.heading)}")
        yield from _blocks(section.blocks)


def _not_looked_at(report: Report) -> tuple[Section, ...]:
    return (Section("Not looked at", (Points(report.missing),)),) if report.missing else ()


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text):
            yield _shown(text)
        case Points(points):
            yield from (f"- {_shown(point)}" for point in points)
        case Item():
            yield from _item(block)
        case Table():
            yield from _table(block)
        case Picture(caption, _, alternative):
            yield from (f"*{_shown(caption)}.*", "", _shown(alternative))


def _item(item: Item) -> Iterator[str]:
    yield f"**{_shown(item.number)}. {_shown(item.name)}** — *{item.state}*"
    yield from ("", _shown(item.asks), "")
    for one in item.evidence:
        yield from _evidence(one)


def _evidence(one: Evidence) -> Iterator[str]:
    values = [_shown(value) for value in one.values]
    lacks = [f"**{_shown(one.lacks)}**"] if one.lacks else []
    query = f" ([{one.query}]({query_address(one.query)}))" if one.query else ""
    if one.is_list:
        yield f"- {_shown(one.what)}:{query}"
        yield from (f"  - {value}" for value in (*values, *lacks))
    else:
        yield f"- {_shown(one.what)}: {'; '.join((*values, *lacks))}{query}"


def _table(table: Table) -> Iterator[str]:
    yield from (f"*{_shown(table.caption)}.*", "")
    head, *rows = [[_shown_cell(cell) for cell in row] for row in (table.columns, *table.rows)]
    yield from (f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))
    for note in table.notes:
        yield from ("", _shown(note))


def _shown(text: str) -> str:
    return tables.escaped(tables.plain(text))


def _shown_cell(cell: str) -> str:
    return "<br>".join(map(_shown, cell.splitlines()))
