"""The package as it is handed out: all that it needs travels inside, and its version stands in one place."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest
from rdflib import OWL, Graph

import ipskg

ROOT = Path(__file__).parents[1]
FOLDERS = ("ontology", "shapes", "data", "queries")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Give what a command prints; one that fails shows all it said."""
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist from the checkout, and the wheel from the sdist."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-P", "-m", "build", "--no-isolation", "--outdir", dist, ROOT, cwd=dist)
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, alone, into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target")
    run(*pip, target, wheel, cwd=target)
    return target


def python(installed: Path, *arguments: str | Path) -> str:
    """Run Python with the installed wheel and its dependencies, but without the checkout.

    With -S the editable install of the checkout has no effect, with -P neither has the current directory.
    """
    dependencies = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    path = os.pathsep.join([str(installed), *dependencies])
    return run(sys.executable, "-S", "-P", *arguments, cwd=installed.parent, PYTHONPATH=path)


def test_every_file_of_the_four_folders_travels_in_the_wheel(wheel: Path) -> None:
    """The wheel, built from the sdist, holds each file under ipskg/_assets."""
    inside = "ipskg/_assets/"
    with ZipFile(wheel) as archive:
        travelling = {name.removeprefix(inside) for name in archive.namelist() if name.startswith(inside)}
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    assert travelling == {path.relative_to(ROOT).as_posix() for path in files}


def test_results_come_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    """The installed command prints the same results as the checkout does."""
    module = python(installed, "-c", "import ipskg; print(ipskg.__file__)")
    assert Path(module).is_relative_to(installed)
    checkout = run(Path(sys.executable).with_name("ipskg"), "results", cwd=tmp_path)
    assert python(installed, installed / "bin" / "ipskg", "results") == checkout


def test_the_ontology_and_the_package_have_one_version() -> None:
    """Every version that an ontology gives of itself is that of the package."""
    graph = Graph()
    for path in (ROOT / "ontology").glob("*.ttl"):
        graph.parse(path, format="turtle")
    assert {str(version) for version in graph.objects(None, OWL.versionInfo)} == {ipskg.__version__}
    assert {iri.rpartition("/")[2] for iri in graph.objects(None, OWL.versionIRI)} == {ipskg.__version__}
