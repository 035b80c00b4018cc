"""Measure invented corpora of several sizes, as ratios of one run: `python benchmarks/scale.py --sizes 10000,1000000`.

Each part runs in a process of its own, so that its memory is given back and can be measured; see `scale_parts.py`.
Progress goes to standard error, the table to standard output. A part that fails is told, and the others go on.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from scale_parts import Line, parts

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def run(part: str, folder: Path, sizes: list[int]) -> list[Line]:
    """Run a part in a process of its own; one that fails gives a line that says so."""
    start = perf_counter()
    command = [sys.executable, __file__, "--sizes", ",".join(map(str, sizes)), "--part", part, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    print(f"{part}: {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    if done.returncode:
        return [Line(f"the part `{part}`", f"it failed with {done.returncode}", float("inf"), 0)]
    return [Line(*json.loads(line)) for line in done.stdout.splitlines()]


def row(line: Line) -> str:
    """Write a line as a row of a table in Markdown."""
    goal = "" if line.goal is None else f"at most {line.goal:.3g}"
    verdict = "" if line.goal is None else "ok" if line.ratio <= line.goal else "missed"
    return f"| {line.what} | {line.against} | {line.ratio:.3g} | {goal} | {verdict} |"


def main() -> None:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--only", help="Measure only parts whose names begin so.", default="")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="Where the corpora are kept; those that are there are not made.")
    asked = parser.parse_args()
    sizes = sorted(map(int, asked.sizes.split(",")))
    if asked.part:
        for line in parts(asked.folder, sizes)[asked.part]():
            print(json.dumps(line))
        return
    print(f"{sizes[-1]:,} quads against {sizes[0]:,}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors:\n")
    print("| what | against | ratio | goal | |\n|---|---|---|---|---|")
    with nullcontext(asked.folder) if asked.folder else TemporaryDirectory() as name:
        for part in parts(Path(name), sizes):
            if part.startswith((asked.only, "prepare")):
                for line in run(part, Path(name), sizes):
                    print(row(line), flush=True)


if __name__ == "__main__":
    main()
