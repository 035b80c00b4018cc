"""Make the query engine of the site anew: Oxigraph compiled to WebAssembly, as one script that needs no request.

It takes the npm package of the version below, checks it, bundles its module with esbuild and puts the binary beside it,
compressed and as text, since a page that is opened from a file may load scripts only. Needs node and npm.

Usage: vendor_oxigraph.py
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

OXIGRAPH = "0.5.11"
ESBUILD = "0.25.12"
SHA256 = "1095d6eb210104411fad61437f29e80c9c76c7fbbe7480c95b9aa2762818deb2"  # of the package
MADE = "a98bdf9b8692292a004ea59b6f0b8451b705a26042d167d0ca435bed6ff8c1c8"  # of what this makes
TARGET = Path(__file__).parents[1] / "ipskg" / "templates" / "site" / "oxigraph.js"
NOTICE = f"""\
// Oxigraph {OXIGRAPH} for browsers (npm oxigraph; MIT OR Apache-2.0, taken under Apache-2.0), unchanged but bundled
// by esbuild {ESBUILD}; made by tools/vendor_oxigraph.py. Copyright the Oxigraph developers.
"""


def main() -> None:
    """Fetch, check, bundle and write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder, "npm", "pack", "--silent", f"oxigraph@{OXIGRAPH}")
        archive = folder / f"oxigraph-{OXIGRAPH}.tgz"
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != SHA256:
            raise SystemExit(f"{archive.name} has the checksum {found}, not {SHA256}")
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
        _run(folder, "npm", "install", "--silent", "--no-save", f"esbuild@{ESBUILD}")
        bundle = ["--bundle", "--format=iife", "--global-name=oxigraph", "--minify", "--log-level=error"]
        _run(folder, "node_modules/.bin/esbuild", "package/web.js", *bundle, "--outfile=oxigraph.js")
        binary = gzip.compress((folder / "package" / "web_bg.wasm").read_bytes(), compresslevel=9, mtime=0)
        script = (folder / "oxigraph.js").read_text("utf-8")
        text = base64.b64encode(binary).decode()
        TARGET.write_text(f'{NOTICE}{script}var oxigraphBinary="{text}";\n', "utf-8")
    if (made := hashlib.sha256(TARGET.read_bytes()).hexdigest()) != MADE:
        raise SystemExit(
            f"{TARGET.name} was made and has the checksum {made}: look at what changed, and note it as MADE"
        )


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
