"""Grids of an xlsx file, by openpyxl row by row, so that a sheet takes no more memory than what is in it."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ipskg.errors import IpskgError, UnreadableInput
from ipskg.sheets.grids import MERGED, Row, grid_of, letters
from ipskg.sheets.layout import LISTS

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from pathlib import Path

    from ipskg.sheets.cells import Value
    from ipskg.sheets.grids import Grid

_LAST_ROW = 1_048_576  # of a sheet in this format
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7})')
_FORMULA = re.compile(rb"<f[ />]")
_LINKED = "The workbook links to other files: only the values that were saved in it are read."
_UNSAVED = "The cell holds a formula without a value: open and save the workbook in a spreadsheet, or write the value."


def read_xlsx(archive: zipfile.ZipFile, content: bytes, path: Path) -> list[Grid]:
    """Read all sheets: of formulas their values. Raises UnreadableInput for a file that is none."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of each decoration that it does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.title != LISTS]
            formulas = None
            if any(_FORMULA.search(_source(sheet, archive)) for sheet in sheets):
                formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            grids = [_grid(sheet, formulas, archive, path) for sheet in sheets]
            if grids and any(name.startswith("xl/externalLinks/") for name in archive.namelist()):
                grids[0] = replace(grids[0], notes=(*grids[0].notes, (f"{grids[0].name}!A1", _LINKED)))
            return grids
    except IpskgError:
        raise
    except Exception as error:
        # What is wrong with a workbook shows as errors of openpyxl, of the XML parser, or of Python's own.
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnreadableInput(f"no workbook that can be read: {said}", path=path) from None


def _grid(sheet: Any, formulas: Any, archive: zipfile.ZipFile, path: Path) -> Grid:
    notes = [(f"{sheet.title}!{cell}", MERGED) for cell in _merged(sheet, archive)]
    if formulas is not None:
        notes += [(f"{sheet.title}!{cell}", _UNSAVED) for cell in _unsaved(sheet, formulas[sheet.title])]
    return grid_of(sheet.title, path, _rows(sheet), notes)


def _rows(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(max_row=_LAST_ROW, values_only=True), 1):
        if any(value is not None for value in values):
            yield Row(number, tuple(_value(value) for value in values))


def _value(value: Value) -> Value:
    # A character that XML does not allow is written as its number (ECMA-376, part 1, 22.9.2.19).
    if isinstance(value, str) and "_x" in value:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return value


def _source(sheet: Any, archive: zipfile.ZipFile) -> bytes:
    """Give the file of a sheet inside the workbook, empty where this openpyxl does not tell which it is."""
    name = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    return archive.read(name) if name in archive.namelist() else b""


def _merged(sheet: Any, archive: zipfile.ZipFile) -> list[str]:
    """Give the first cell of each merged range. Only the file itself tells: openpyxl does not, row by row."""
    return [found.decode() for found in _MERGED.findall(_source(sheet, archive))]


def _unsaved(sheet: Any, formulas: Any) -> Iterator[str]:
    """Give the cells that hold a formula without the value that it had when it was saved."""
    both = zip(
        sheet.iter_rows(max_row=_LAST_ROW, values_only=True),
        formulas.iter_rows(max_row=_LAST_ROW, values_only=True),
        strict=False,
    )
    for number, (values, sources) in enumerate(both, 1):
        for column, (value, source) in enumerate(zip(values, sources, strict=False)):
            if value is None and source is not None:
                yield f"{letters(column)}{number}"
