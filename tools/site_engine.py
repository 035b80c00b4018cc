"""Fetch the query engine of the site's query page: Oxigraph as WebAssembly, and the editor and result table of YASGUI.

Files come whole from their npm packages; the one that is made here is `oxigraph.js`, the package's own module as a
plain script, since a page that is opened from a file may load no modules. It needs node and npm.

Usage: site_engine.py
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

ENGINE = Path(__file__).parents[1] / "ipskg" / "site" / "engine"
PACKAGES = {"oxigraph": "0.5.11", "@zazuko/yasgui": "4.6.2"}
BUNDLER = "esbuild@0.28.2"

# Each file, the package that it comes from, and its path there.
WHOLE = {
    "oxigraph.wasm": ("oxigraph", "web_bg.wasm"),
    "yasgui.css": ("@zazuko/yasgui", "build/yasgui.min.css"),
    "yasgui.js": ("@zazuko/yasgui", "build/yasgui.min.js"),
}
MADE = {"oxigraph.js": ("oxigraph", "web.js")}

HEAD = """# The engine of the query page

What stands here is not ours: it is made by `tools/site_engine.py`, from the npm packages below.
`oxigraph.js` is the package's `web.js`, put into a plain script by {bundler}; the other files are as they are there.
The texts of the licences, also of what is inside `yasgui.js`, are in `LICENCES.txt`.

| file | package | version | licence | SHA-256 |
|---|---|---|---|---|
"""


MIT = """MIT, for packages below that name it and hold no text of it

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def main() -> None:
    """Fetch the packages, and write the files with their licences and checksums."""
    ENGINE.mkdir(exist_ok=True)
    with TemporaryDirectory() as directory:
        modules = _installed(Path(directory))
        for name, (package, path) in WHOLE.items():
            (ENGINE / name).write_bytes((modules / package / path).read_bytes())
        _bundle(Path(directory), modules)
        (ENGINE / "LICENCES.txt").write_text(_licences(modules), "utf-8")
        (ENGINE / "README.md").write_text(_readme(modules), "utf-8")


def _installed(directory: Path) -> Path:
    wanted = [*(f"{name}@{version}" for name, version in PACKAGES.items()), BUNDLER]
    (directory / "package.json").write_text("{}")
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *wanted],
        cwd=directory,
        check=True,
        capture_output=True,
    )
    return directory / "node_modules"


def _bundle(directory: Path, modules: Path) -> None:
    entry = directory / "entry.js"
    entry.write_text('export { default as init, Store } from "oxigraph/web.js";\n')
    command = [modules / ".bin" / "esbuild", entry, "--bundle", "--minify", "--format=iife", "--global-name=oxigraph"]
    subprocess.run(
        [*map(str, command), "--define:import.meta.url=''", f"--outfile={ENGINE / 'oxigraph.js'}", "--log-level=error"],
        check=True,
    )


def _licences(modules: Path) -> str:
    """Put together the licence of each package, and its text where the package has one."""
    parts = []
    for manifest in sorted({*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")}):
        package = json.loads(manifest.read_text("utf-8"))
        if package["name"].startswith(("esbuild", "@esbuild/", "@types/")):
            continue
        texts = [path.read_text("utf-8") for path in sorted(manifest.parent.glob("[Ll][Ii][Cc][Ee]N[CS]E*"))]
        texts += [path.read_text("utf-8") for path in sorted(manifest.parent.glob("licen[cs]e*"))]
        text = "\n".join(dict.fromkeys(texts)) or f"By {_author(package)}. The package holds no text of its licence."
        parts.append(f"{package['name']} {package['version']}: {package.get('license')}\n\n{text.strip()}\n")
    return f"\n{'-' * 80}\n\n".join([MIT, *parts])


def _author(package: dict[str, object]) -> str:
    author = package.get("author") or "its contributors"
    return str(author["name"] if isinstance(author, dict) else author)


def _readme(modules: Path) -> str:
    lines = HEAD.format(bundler=BUNDLER)
    for name, (package, _) in sorted({**WHOLE, **MADE}.items()):
        manifest = json.loads((modules / package / "package.json").read_text("utf-8"))
        digest = hashlib.sha256((ENGINE / name).read_bytes()).hexdigest()
        lines += f"| `{name}` | {package} | {manifest['version']} | {manifest['license']} | `{digest}` |\n"
    return lines


if __name__ == "__main__":
    main()
