"""The layers of the package."""

import subprocess
import sys
from pathlib import Path


def test_each_layer_imports_only_those_below_it_and_each_heavy_library_has_one_place() -> None:
    """The contracts stand in pyproject.toml."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=Path(__file__).parents[1], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout
