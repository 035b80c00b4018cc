"""The files of the query page's engine, which are not ours."""

import hashlib
import re
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "ipskg" / "site" / "engine"


def test_every_file_of_the_engine_is_listed_with_its_checksum() -> None:
    """So that a file that was changed by hand, or came without its origin, is noticed."""
    said = (ENGINE / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([\w.]+)` \| .* \| `([0-9a-f]{64})` \|$", said, re.M))
    there = [path for path in ENGINE.iterdir() if path.name not in ("README.md", "LICENCES.txt")]
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in there}
    assert set(listed) == {"oxigraph.js", "oxigraph.wasm", "yasgui.css", "yasgui.js"}
