"""A coding workbook as a folder of CSV files, one for each sheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ipskg.errors import WrongUsage
from ipskg.tables import guarded

if TYPE_CHECKING:
    from ipskg.sheets.cells import Value
    from ipskg.sheets.writing import Filled


def as_csv(filled: Filled) -> dict[str, bytes]:
    """Write a file for each sheet, by file name; a mark of the encoding is for spreadsheets, which else guess wrong.

    Raises WrongUsage for a text that is too long to be read back.
    """
    files = {}
    for name, (columns, rows) in filled.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([guarded(column.heading + (" *" if column.is_required else "")) for column in columns])
        writer.writerows([[_written(value, name) for value in row] for row in rows])
        files[f"{name}.csv"] = text.getvalue().encode("utf-8-sig")
    return files


def _written(value: Value, sheet: str) -> str:
    text = "" if value is None else guarded(str(value))
    if len(text) > csv.field_size_limit():
        problem = f"a text of the sheet {sheet} is longer than {csv.field_size_limit()} characters: shorten it"
        raise WrongUsage(f"{problem} in the Turtle file")
    return text
