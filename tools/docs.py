"""Make the generated pages, or check that they are not stale.

`docs/queries.md` comes from the headers of the queries, `docs/questions.md` also from their answers on the coded
review, `docs/ontology.md` and the same page of the site from the ontology and the shapes, and the JSON-LD context in
`ontology/` from the ontology.
In README.md, what stands in a `console` block below a line `$ command` is the real output of that command.

Usage: docs.py [--check]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jsonld_context import CONTEXT, jsonld_context
from ontology_html import BODY, ontology_body
from ontology_page import ontology_reference

if TYPE_CHECKING:
    from ipskg.queries import Query

ROOT = Path(__file__).parents[1]
LONGEST = 8  # rows of an answer that a page shows
CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n.*?^```$", re.M | re.S)


def query_reference() -> str:
    """Write the page on the canned queries from their headers; the questions have a page of their own."""
    from ipskg.queries import catalogue

    lines = ["# The canned queries", "", "Generated from the headers of the queries by `make docs`.", ""]
    lines += ["The questions that one asks of a synthesis beyond its results: [questions](questions.md).", ""]
    group = "questions"
    for query in catalogue().values():
        if query.group == "questions":
            continue
        if query.group != group:
            group = query.group
            lines += [f"## {group.capitalize()}", ""]
        lines += _described(query, "###")
    return "\n".join(lines)


def question_page() -> str:
    """Write the page on the questions: each with its header and the beginning of its answer on the coded review."""
    import ipskg
    from ipskg.cli import tables
    from ipskg.queries import catalogue

    review = ipskg.open()
    lines = ["# The questions", "", "Generated from the headers of the queries by `make docs`.", ""]
    lines += ["Each answer is that of the coded review, in its first rows; `ipskg query NAME` gives all of it.", ""]
    for query in catalogue().values():
        if query.group == "questions":
            answer = review.answer(query.name)
            columns, rows = tables.folded(answer.columns, answer.rows())
            lines += [*_described(query, "##"), *_beginning(columns, rows)]
    return "\n".join(lines)


def _described(query: Query, heading: str) -> list[str]:
    from ipskg.stores import MemoryStore

    lines = [f"{heading} {query.name}", "", query.summary, "", f"*{query.question}*", "", query.description, ""]
    if query.gives_graph:
        return [*lines, "Gives a graph.", ""]
    lines += ["Columns: " + ", ".join(f"`{column}`" for column in MemoryStore().answer(query.text).columns) + ".", ""]
    if query.parameters:
        lines += ["| parameter | takes | |", "|---|---|---|"]
        lines += [f"| `{one.name}` | `{one.kind}` | {one.description} |" for one in query.parameters]
        lines.append("")
    return lines


def _beginning(columns: list[str], rows: list[list[str]]) -> list[str]:
    """Show the first rows of an answer without the column that names the one review, and say how many follow."""
    from ipskg.cli import tables

    if not rows:
        return ["The answer has no rows.", ""]
    table = tables.as_markdown(columns[1:], [row[1:] for row in rows[:LONGEST]])
    more = f"And {len(rows) - LONGEST} more." if len(rows) > LONGEST else ""
    return [table, more, ""] if more else [table]


def with_real_output(page: str) -> str:
    """Run each command of a page's console blocks from the project's root and put in what it prints."""

    def run(block: re.Match[str]) -> str:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-c", block["command"]],
            cwd=ROOT,
            env={**os.environ, "PATH": path, "COLUMNS": "120"},
            capture_output=True,
            text=True,
            check=False,
        )
        return f"```console\n$ {block['command']}\n{done.stdout}{done.stderr}```"

    return CONSOLE.sub(run, page)


def main() -> int:
    """Write the pages, or name each stale one and give 1."""
    readme = ROOT / "README.md"
    pages = {
        CONTEXT: jsonld_context(),
        ROOT / "docs" / "ontology.md": ontology_reference(),
        BODY: ontology_body(),
        ROOT / "docs" / "queries.md": query_reference(),
        ROOT / "docs" / "questions.md": question_page(),
        readme: with_real_output(readme.read_text("utf-8")),
    }
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)}: stale, run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
