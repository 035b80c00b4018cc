"""Make the generated pages, or check that they are not stale.

`docs/queries.md` comes from the headers of the queries.
In README.md, what stands in a `console` block below a line `$ command` is the real output of that command.

Usage: docs.py [--check]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n.*?^```$", re.M | re.S)


def query_reference() -> str:
    """Write the page on the canned queries from their headers."""
    from ipskg.queries import catalogue
    from ipskg.stores import MemoryStore

    empty = MemoryStore()
    lines = ["# The canned queries", "", "Generated from the headers of the queries by `make docs`.", ""]
    group = ""
    for query in catalogue().values():
        if query.group != group:
            group = query.group
            lines += [f"## {group.capitalize()}", ""]
        lines += [f"### {query.name}", "", query.summary, "", f"*{query.question}*", "", query.description, ""]
        lines += ["Columns: " + ", ".join(f"`{column}`" for column in empty.answer(query.text).columns) + ".", ""]
        if query.parameters:
            lines += ["| parameter | takes | |", "|---|---|---|"]
            lines += [f"| `{one.name}` | `{one.kind}` | {one.description} |" for one in query.parameters]
            lines.append("")
    return "\n".join(lines)


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
    pages = {ROOT / "docs" / "queries.md": query_reference(), readme: with_real_output(readme.read_text("utf-8"))}
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
